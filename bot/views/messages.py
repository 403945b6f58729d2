"""What somebody shared on Discord, as texts, embeds and links: forwarded ones and cards too."""

from collections.abc import Iterator, Sequence

import discord
from discord import components as parts

from bot.parsing.documents import Embed, Message


def read_message(message: discord.Message) -> Message:
    """A message's texts, and those that it forwards."""
    texts: list[str] = []
    links: list[str] = []
    embeds: list[discord.Embed] = []
    shared_ones: list[discord.Message | discord.MessageSnapshot] = [message]
    for shared in shared_ones + message.message_snapshots:
        texts.append(shared.content)
        embeds += shared.embeds
        for component in _all_in(shared.components):
            if isinstance(component, parts.TextDisplay):
                texts.append(component.content)
            elif isinstance(component, parts.Button) and component.url:
                links.append(component.url)
    return Message(tuple(texts), tuple(map(_embed, embeds)), tuple(links))


def _all_in(components: Sequence[parts.Component]) -> Iterator[parts.Component]:
    """Components and those within them; Discord allows 40, and few levels."""
    for component in components:
        yield component
        yield from _all_in(getattr(component, "children", ()))
        if isinstance(component, parts.SectionComponent):
            yield component.accessory


def _embed(embed: discord.Embed) -> Embed:
    return Embed(
        title=embed.title or "",
        url=embed.url or "",
        description=embed.description or "",
        fields=[(field.name or "", field.value or "") for field in embed.fields],
        author=embed.author.name or "",
        footer=embed.footer.text or "",
    )
