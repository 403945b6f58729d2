"""The languages in which people are answered: English as it stands in the code, others in
`data/locales` as gettext's catalogues (GNU PO), read with Babel.

The language is that of the task that answers (a context variable): an interaction's, a person's or
a server's.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "es": "Español"}
"""Languages by their codes, each named in itself."""
BABEL_LOCALES = {ENGLISH: "en_US", "es": "es_US"}
"""How numbers, money and dates are written; most who read Spanish here write $1,200.50."""

LOCALES = Path(__file__).resolve().parents[2] / "data" / "locales"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The code of the language in which this task answers."""
    return _language.get()


def babel_locale() -> str:
    """The Babel locale of the present language."""
    return BABEL_LOCALES[_language.get()]


def set_locale(code: str) -> None:
    """Answer in that language from here on in this task; in English where it is not known."""
    _language.set(supported_locale(code))


@contextmanager
def in_locale(code: str) -> Iterator[None]:
    """Answer in that language within the block."""
    token = _language.set(supported_locale(code))
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache
def supported_locale(code: str) -> str:
    """The language of a Discord locale (`es-419`) as a code that we have, or English."""
    base = code.split("-")[0].lower()
    return base if base in LANGUAGES else ENGLISH


def gettext_noop(message: str) -> str:
    """The message itself: it is translated where it is shown, and found by the catalogue here."""
    return message


def gettext(message: str, /, **values: object) -> str:
    """The message in the present language, its values filled in."""
    code = _language.get()
    if code != ENGLISH:
        message = _translations(code).gettext(message)
    return message.format(**values) if values else message


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The same for a message that depends on a count, by the language's plural forms."""
    code = _language.get()
    if code == ENGLISH:
        message = one if number == 1 else many
    else:
        message = _translations(code).ngettext(one, many, number)
    return message.format(**values)


@lru_cache
def _translations(code: str) -> NullTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogue(code: str) -> Catalog:
    """The catalogue of a language."""
    path = LOCALES / f"{code}.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=code)
