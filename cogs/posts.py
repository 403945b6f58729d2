"""The message menus Estimate this job and Log this proposal."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.actions import estimates
from bot.actions.movements import SpendForm
from bot.client import Interaction, Purser
from bot.parsing.posts import read_post
from bot.views.estimates import estimate_card
from bot.views.interactions import request_of
from bot.views.messages import read_message
from bot.views.refusals import PostWithoutBudget
from bot.views.replies import reply

from .forms import LogForm


class PostsCog(commands.Cog):
    """Its menus stand in the tree by hand: discord.py knows none inside a cog."""

    def __init__(self, bot: Purser) -> None:
        self.bot = bot
        self._menus = (
            app_commands.ContextMenu(name="Estimate this job", callback=estimate_this),
            app_commands.ContextMenu(name="Log this proposal", callback=log_this),
        )

    async def cog_load(self) -> None:
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)


async def estimate_this(interaction: Interaction, message: discord.Message) -> None:
    app, post = interaction.client.app, read_post(read_message(message))
    if not post.budget and post.connects is None:
        raise PostWithoutBudget()
    request = request_of(app, interaction)
    found = await estimates.estimate_post(app, request, post)
    await reply(interaction, estimate_card(found, request.user_id))


async def log_this(interaction: Interaction, message: discord.Message) -> None:
    post = read_post(read_message(message))
    spend = SpendForm(
        connects=post.connects, job=post.title, link=post.link, budget=post.budget or None
    )
    await LogForm.open(interaction, spend.draft())


async def setup(bot: Purser) -> None:
    await bot.add_cog(PostsCog(bot))
