"""Descriptions of commands and options in the languages of Discord's clients.

Names stay as they are: people tell each other what to type.
"""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place

from bot.i18n.language import ENGLISH, gettext, in_locale, supported_locale

_SHOWN = (
    Place.command_description,
    Place.group_description,
    Place.parameter_description,
    Place.choice_name,
)


class Localiser(app_commands.Translator):
    """Translates what Discord shows of a command, from the same catalogues as the answers."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        code = supported_locale(locale.value)
        if code == ENGLISH or context.location not in _SHOWN:
            return None
        with in_locale(code):
            told = gettext(string.message)
        return told if told != string.message else None
