"""HTML as plain text: lines, and cells with a tab behind each.

No pattern looks further than a tag is long, so the time is linear in the text; the standard
library's parser takes the square of it on `<a <a <a`.
"""

import html
import re

_TAG = re.compile(r"</?[a-z][^<>]{0,600}>|<![^<>]{0,600}>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s?>", re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|/?(?:p|li|tr|h[1-6]|title|link|description|item|section|table)|/div|/ul)\b[^<>]{0,600}>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
"""A feed's text stands between these."""
_UNSEEN = re.compile(r"<(style|script|template|noscript)\b", re.IGNORECASE)


def text_of_html(text: str) -> str:
    """What the HTML shows; tags longer than 600 signs are left as they are."""
    shown = _CELL.sub("\t", _BREAK.sub("\n", _without_unseen(_CDATA.sub("", text))))
    return html.unescape(_TAG.sub("", shown))


def _without_unseen(text: str) -> str:
    """The text without scripts and styles; one that is not closed hides all that follows."""
    kept: list[str] = []
    at = 0
    while opened := _UNSEEN.search(text, at):
        kept.append(text[at : opened.start()])
        closing = re.compile(rf"</{opened[1]}", re.IGNORECASE).search(text, opened.end())
        if closing is None:
            return "".join(kept)
        at = closing.start()
    return "".join((*kept, text[at:]))
