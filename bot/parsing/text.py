"""People's words as the books keep them: one line without invisible signs; and links."""

import re
import unicodedata
from functools import lru_cache

from bot.parsing.refusals import LinkUnclear

LONGEST_TITLE = 200
LONGEST_LINK = 500

UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
"""Signs without a shape; lone surrogates, which no text in UTF-8 can hold, among them."""
LINK = re.compile(
    r"((?:https?://|(?<![\w./@-])(?:www\.)?upwork\.com/)[^\s<>\"]*[^\s<>.,;:!?…*|~\"')\]}])",
    re.IGNORECASE,
)
"""Without the stops, brackets and marks of emphasis that stand behind it."""

_NO_PART_OF_A_LINE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+"
)
"""The same and breaks of lines; the halves of signs among them no database keeps."""


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """People's words as one line without invisible signs, cut to `longest`."""
    line = " ".join(_NO_PART_OF_A_LINE.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def read_link(text: str) -> str:
    """A link that may be shown as one; empty for anything else."""
    line = "".join(one_line(text, len(text) + 1).split())
    is_link = line.startswith(("https://", "http://")) and not set(line) & set("<>`")
    return line if is_link and len(line) <= LONGEST_LINK else ""


def parse_link(text: str) -> str:
    """The same of what must be one; empty for nothing. Raises LinkUnclear."""
    link = read_link(text)
    if text.strip() and not link:
        raise LinkUnclear(text=text)
    return link


_ALIKE = str.maketrans(
    dict.fromkeys("‘’´ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－⁻〜～", "-")
)
_DECORATED = str.maketrans(
    {0x1F170 + n: letter for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    | {0x1F150 + n: letter for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    | dict(zip(map(ord, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"), "abcdefghijklmnoprstuvwyz", strict=True))
)


_DIGIT = re.compile(r"[^\D0-9]")
"""A figure of another script: ٣, ３, ३."""


def one_style(text: str) -> str:
    """The text in plain letters, figures and signs: 𝗧𝗶𝘁𝗹𝗲 and ＄５００ as Title and $500."""
    if text.isascii():
        return UNSEEN.sub("", text)
    styled = unicodedata.normalize("NFKC", UNSEEN.sub("", text).translate(_DECORATED))
    return _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), styled.translate(_ALIKE))


_LONGEST_KEPT = 600
"""Signs of a line that is kept: 1024 of them are 0.6 MB."""


def plain(text: str) -> str:
    """The same in small letters without accents, for words that are looked up."""
    return _plain(text) if len(text) <= _LONGEST_KEPT else _plain.__wrapped__(text)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Kept, as a reader looks at each line many times."""
    return without_accents(one_style(text).lower())


def has_figure(text: str) -> bool:
    """Whether there is a digit in it, of any script."""
    return _ANY_FIGURE.search(text) is not None


_ANY_FIGURE = re.compile(r"\d")


def without_accents(text: str) -> str:
    """The text without the marks on its letters."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
