"""A shared message as lines that say what they are: a label with its value, a heading, plain text.

Markdown, HTML, JSON and styled letters are brought to plain text first; what was struck out is
gone; what a page or a feed ran together is taken apart.
"""

import ast
import csv
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.parsing.lexicon import load
from bot.parsing.markup import text_of_html
from bot.parsing.text import LINK, UNSEEN, has_figure, one_style, plain

LONGEST_READ = 8000
"""Signs of a message that are read; Discord allows 4,000 in a text and 6,000 in embeds."""
LONGEST_OBJECT = 4000
"""Of a JSON or a Python literal in a message."""
MOST_LINES = 400


@dataclass(frozen=True)
class Embed:
    """The parts of an embed that a job post stands in."""

    title: str = ""
    url: str = ""
    description: str = ""
    fields: Sequence[tuple[str, str]] = ()
    author: str = ""
    footer: str = ""


@dataclass(frozen=True)
class Message:
    """The texts of a message in their order, its embeds, and the links of its buttons."""

    texts: Sequence[str] = ()
    embeds: Sequence[Embed] = ()
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Line:
    """One line: its text; its label and value, empty where it has none; both as people read them.

    `words` is the text in small plain letters; `is_others` where it stands under a heading of the
    client's, or of the freelancer's own.
    """

    text: str
    label: str = ""
    value: str = ""
    is_others: bool = False
    is_heading: bool = False
    is_title: bool = False
    words: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", plain(self.text))


def read_lines(message: Message) -> list[Line]:
    """The lines of the message's texts and embeds, at most MOST_LINES."""
    lines: list[Line] = []
    room = LONGEST_READ
    for found in _all_lines(message):
        room -= len(found.text)
        if room < 0 or len(lines) >= MOST_LINES:
            break
        lines.append(found)
    return lines


def links_of(message: Message) -> list[str]:
    """The links of the message: those of embeds and buttons, then those in its texts."""
    own = [embed.url for embed in message.embeds if embed.url] + list(message.links)
    texts = [*message.texts, *(embed.description for embed in message.embeds)]
    texts += [value for embed in message.embeds for _, value in embed.fields]
    for text in texts:
        shown = html.unescape(UNSEEN.sub("", text[:LONGEST_READ]))
        own += LINK.findall(_PIPED_LINK.sub(r"\2 \1", shown))
    return own


def _all_lines(message: Message) -> Iterator[Line]:
    for text in message.texts:
        yield from _lines_of(text)
    for number, embed in enumerate(message.embeds):
        if number and _JOB_LINK.search(embed.url) and embed.url != message.embeds[0].url:
            continue
        yield from _lines_of(embed.author)
        if embed.title.strip():
            yield Line(_one_line(_MARKS.sub("", _plain_text(embed.title))), is_title=True)
        yield from _lines_of(embed.description)
        for name, value in embed.fields:
            yield from _field(_one_line(name), value)
        yield from _lines_of(embed.footer)


_JOB_LINK = re.compile(r"upwork\.com/.*~|upwork\.com/jobs/", re.IGNORECASE)
"""Of another embed's job: the first is the message's."""
_WORDS = load("posts")
_LAYOUT = _WORDS["layout"]
_OTHERS = re.compile("|".join(_WORDS["sections"]["other"]))
_JOBS = re.compile("|".join(_WORDS["sections"]["job"]))


def _field(name: str, value: str) -> Iterator[Line]:
    """A field's lines: its name is the label of the first, and heads all of them."""
    lines = list(_lines_of(value))
    is_others = bool(_OTHERS.fullmatch(_heading(name)))
    for number, line in enumerate(lines):
        if number == 0:
            yield Line(f"{name}: {line.text}", name, line.text, is_others)
        else:
            yield Line(line.text, line.label, line.value, is_others)


def _heading(words: str) -> str:
    return re.sub(r"^\W+|[\s:.·–-]+$", "", plain(words))


def _lines_of(text: str) -> Iterator[Line]:
    """The lines of one text; of a list of jobs those of the first."""
    is_others, posted = False, 0
    for raw in _paired(_plain_text(text).split("\n")):
        is_heading = bool(_MARKED_HEADING.match(raw))
        words = _one_line(_MARKS.sub("", _BOLD_LABEL.sub(r"\1\2: ", raw))).rstrip(" -–—")
        if not words or not any(sign.isalnum() for sign in words):
            continue
        heading = _heading(words)
        if _OTHERS.fullmatch(heading) or _JOBS.fullmatch(heading):
            is_others = not _JOBS.fullmatch(heading)
            if is_others or heading not in _TITLED:
                continue
        posted += bool(_POSTED_AGO.search(plain(words)))
        if posted > 1:
            return
        for part in _labelled_parts(words):
            if label := _label(part):
                name, value = label["label"].strip(), label["value"].strip()
                yield Line(part, name, value, is_others, is_heading)
            else:
                yield Line(part, is_others=is_others, is_heading=is_heading)


_POSTED_AGO = re.compile(r"\bposted (?:an? |\d+ )\w+ ago|\bposted (?:yesterday|just now|last \w+)")
_TITLED = frozenset({"job details"})
"""The heading below which the job's title stands."""
_PAIRED = re.compile("|".join(_LAYOUT["own_line"]))
_VALUE = re.compile(
    r"(?:(?:less|fewer|more) than |menos de |de |< )?[$€£]?\d[\d\s.,k$–-]*(?:to|a|bis|до)?.{0,24}"
    r"|not .{2,12}|n/a",
    re.IGNORECASE,
)


def _paired(lines: Sequence[str]) -> Iterator[str]:
    """A label that stands in a line of its own, with the value below it."""
    at = 0
    filled = [line for line in lines if line.strip()]
    while at < len(filled):
        line = _heading(_MARKS.sub("", filled[at]))
        following = _one_line(_MARKS.sub("", filled[at + 1])) if at + 1 < len(filled) else ""
        if _PAIRED.fullmatch(line) and _VALUE.fullmatch(following):
            yield f"{line}: {following}"
            at += 2
        else:
            yield filled[at]
            at += 1


def _label(words: str) -> re.Match[str] | None:
    label = _LABEL.match(words)
    if label is None or _NO_LABEL.search(label["label"]):
        return None
    is_sure = label["sign"][0] in ":：﹕=" or len(label["label"].split()) <= _LONGEST_ARROWED
    return label if is_sure else None


def _labelled_parts(words: str) -> list[str]:
    """The line; or its parts, where a later one has a label of its own."""
    parts = [part.strip() for part in _BESIDE.split(words) if part.strip()]
    return parts if any(_label(part) for part in parts[1:]) else [words]


_BESIDE = re.compile(r"\s*[|•·]\s*|\s{3,}")
_MARKED_HEADING = re.compile(
    r"^[\s>]*(?:#{1,3}\s|[^\w*]{0,20}(?:__)?\*\*[^*\n]{4,200}\*\*(?:__)?\s*$)"
)
_BOLD_LABEL = re.compile(
    r"^[^\w*]{0,8}\*\*(?:([^*\n]{2,30}?):?\*\*\s*-\s+|([^\W\d]{3,12})\*\*\s+(?=[$\d]|less|more))",
    re.IGNORECASE,
)
"""`**Budget** - $500`, `**Load** 30 hrs/week`."""
_MARKS = re.compile(
    r"(?:\*{1,3}|__+|`{1,3}(?:\w+$)?|\|\||~~|^[ \t]*(?:>+|#{1,3})(?=\s|$))", re.MULTILINE
)
_LABEL = re.compile(
    r"^[^\w$€£]{0,8}(?P<label>[^\W\d][^:：﹕=▸►»→➤➜—\n|$]{0,34}?)[\"'’]?\s{0,12}"
    r"(?P<sign>[:：﹕=▸►»→➤➜]+|\s—)\s?(?!//)(?P<value>\S.*)$"
)
_NO_LABEL = re.compile(r"\S+(?:\s+\S+){5}|https?$|[.!?]\s|,")
"""A label has at most five words."""
_LONGEST_ARROWED = 3
"""Arrows and dashes stand in sentences too."""


def _plain_text(text: str) -> str:
    text = _COLOUR.sub("", html.unescape(text[:LONGEST_READ]))
    if _IS_HTML.search(text):
        text = text_of_html(_STRUCK.sub(" ", text))
    text = one_style(html.unescape(text).replace("\r", "\n")).translate(_BOXES)
    text = _MENTION.sub(_as_separator, _STRUCK.sub(" ", text))
    text = _MARKED_LINK.sub(r"\1 \2", _PIPED_LINK.sub(r"\2 \1", text))
    text = _TORN_NUMBER.sub(r"\1", text)
    text = _TABBED.sub(r"\1: ", _of_table(text))
    text = _SPACED.sub(r"\1: ", _DASH_ALONE.sub(" - ", _of_objects(text)))
    return "\n".join(map(_taken_apart, _ROW.sub(r"\1: \2", text).split("\n")))


_STRUCK = re.compile(r"~~[^~\n]{1,200}~~|<(?:s|del|strike)>[^<\n]{0,200}</(?:s|del|strike)>", re.I)
_MARKED_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(<?(https?://[^)\s>]{1,500})>?\)")
_MENTION = re.compile(
    r"<(?:[@#][!&]?|t:)\d{1,20}(?::[a-zA-Z])?>|<a?:\w{1,40}:\d{1,20}>|(?<!\w):\w{2,30}:(?!\w)"
)
_IS_HTML = re.compile(r"</?(?:br|p|b|strong|a|li|ul|div|span)\b[^<>\n]{0,600}>", re.IGNORECASE)
_TORN_NUMBER = re.compile(r"(?<=\d) ([,.]) (?=\d{2,3}\b)")
"""As pictures are read: `$ 1 , 150 . 00`."""
_TABBED = re.compile(r"^([^\W\d][^\t\n:]{1,24})\t+(?=[^\t\n]+$)", re.MULTILINE)
_SPACED = re.compile(r"^([^\W\d_][\w]{2,20}) {2,20}(?=\S)", re.MULTILINE)
_COLOUR = re.compile(r"\x1b?\[\d{1,2}(?:;\d{1,3}){0,4}m")
"""Of a terminal's text: `[1;32m`."""
_DASH_ALONE = re.compile(r"(?:\n[ \t]{0,9}){1,4}[-–—](?:[ \t]{0,9}\n){1,4}")
"""A page's range: its ends, and the dash between them, each in a line."""
_BOXES = dict.fromkeys(map(ord, "│┃┆┇║"), "|")
_ROW = re.compile(
    r"^\|[ \t]*([^|\n]{2,30}?)[ \t]*\|[ \t]*([^|\n]{1,200}?)[ \t]*\|[ \t]*$", re.MULTILINE
)
_PIPED_LINK = re.compile(r"<(https?://[^\s|>]{1,500})\|([^>\n]{1,200})>")


def _of_table(text: str) -> str:
    """A sheet's first row below the names of its columns, as lines of labels and values."""
    lines = text.strip().split("\n")
    for at, line in enumerate(lines[:-1]):
        sign = next((sign for sign in "\t,;" if line.count(sign) >= _LEAST_NAMES - 1), "")
        if not sign or has_figure(line):
            continue
        names, *rows = csv.reader(lines[at : at + 2], delimiter=sign)
        if [len(names)] == [*map(len, rows)] and sum(map(_names_figure, names)) > 1:
            pairs = (f"{name}: {cell}" for name, cell in zip(names, rows[0], strict=True))
            return "\n".join([*lines[:at], *pairs])
    return text


_LEAST_NAMES = 4
_FIGURES = [re.compile("|".join(words)) for words in _WORDS["labels"].values()]


def _names_figure(cell: str) -> bool:
    """Whether a cell may be the name of one of a job's figures."""
    return len(cell) < 30 and any(pattern.search(plain(cell)) for pattern in _FIGURES)


def _taken_apart(line: str) -> str:
    """The line of a page or a feed that was run together, with breaks before what begins anew."""
    line = _RUN_ON.sub("\n", line)
    if len(line) > _LONGEST_META and len(_MARKERS.findall(line)) > 2:
        line = _MARKERS.sub("\n", line)
    if len(_GLUED.findall(line)) > 1:
        line = _CENTS_GLUED.sub(r"\1\n", _GLUED.sub("\n", line))
    return line


_RUN_ON = re.compile(
    rf"(?<=\S)(?<!Available)[ \t]+(?=(?:{'|'.join(_LAYOUT['run_on'])})\s?:\s?\S)"
    r"|(?<=\S)[ \t]+(?=click to apply)"
)
_GLUED = re.compile(
    rf"(?<=[a-z\d)])(?=(?:{'|'.join(_LAYOUT['glued'])}))|(?<= ago)(?=[A-Z])|(?<=hrs/week)(?=\d)"
)
_CENTS_GLUED = re.compile(r"(\$\d[\d,]{0,12}\.\d\d)(?=\d)")
_MARKERS = re.compile(rf"(?<=\S)[ \t]*(?=(?:{'|'.join(_LAYOUT['begins'])}))")
_LONGEST_META = 200
"""A card's line of its own (`Hourly - Expert - Est. Time: …`) is shorter."""


def _as_separator(mention: re.Match[str]) -> str:
    """An emoji of a server's own stands between two things, as often as not."""
    return " · " if mention[0].startswith(("<:", "<a:")) else " "


_PAIR = re.compile(r"""\b([a-z][a-z_]{1,30})=("[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\s"']{1,300})""")


def _of_objects(text: str) -> str:
    """The text with a JSON, a Python literal or `key=value` in it as lines of labels and values."""
    if len(_PAIR.findall(text)) > 3:
        return _PAIR.sub(lambda pair: f"\n{_spaced(pair[1])}: {pair[2].strip(chr(34))}\n", text)
    start, end = text.find("{"), text.rfind("}") + 1
    if start < 0 or end <= start or end - start > LONGEST_OBJECT:
        return text
    value = _literal(text[start:end])
    if not isinstance(value, dict):
        return text
    return f"{text[:start]}\n" + "\n".join(_flat("", value)) + f"\n{text[end:]}"


def _literal(text: str) -> Any:
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None


def _flat(name: str, value: Any) -> Iterator[str]:
    """`client total spent: 15230`: each value with the names that lead to it."""
    if isinstance(value, dict):
        for key, each in list(value.items())[:100]:
            yield from _flat(f"{name} {_spaced(str(key))}".strip(), each)
    elif isinstance(value, list):
        for each in value[:20]:
            yield from _flat(name, each)
    elif value is not None:
        yield f"{name}: {value}"


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def _one_line(text: str) -> str:
    return " ".join(one_style(text).split())
