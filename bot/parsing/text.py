"""People's words as the books keep them: one line without invisible signs; and links."""

import re

LONGEST_TITLE = 200
LONGEST_LINK = 500

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+"
)
"""Signs without a shape, and halves of signs, which no database keeps."""


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """People's words as one line without invisible signs, cut to `longest`."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def read_link(text: str) -> str:
    """A link that may be shown as one; empty for anything else."""
    line = "".join(one_line(text, len(text) + 1).split())
    is_link = line.startswith(("https://", "http://")) and not set(line) & set("<>`")
    return line if is_link and len(line) <= LONGEST_LINK else ""
