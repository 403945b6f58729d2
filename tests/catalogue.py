"""What people may read: every message of the code and of the data, and every sentence left bare.

`python -m tests.catalogue` brings the catalogues of `data/locales` up to date: new messages come
in untranslated, those that are gone are dropped.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from bot.assistant.topics import load_topics
from bot.i18n.language import ENGLISH, LANGUAGES, catalogue

ROOT = Path(__file__).parent.parent
CODE = [
    file
    for folder in ("bot/actions", "bot/jobs", "bot/views", "cogs")
    for file in (ROOT / folder).glob("*.py")
]
Message = str | tuple[str, ...]

_TAKES = {"gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
_SHOWN_BY_DISCORD = ("description", "group_description")


def messages() -> set[Message]:
    """Every message: of one form, or of two (one and many)."""
    found: set[Message] = set()
    for path in CODE:
        found.update(each[1] for each in extract_from_file("python", path, keywords=_TAKES))
        found.update(_shown_by_discord(ast.parse(path.read_text("utf-8"))))
    for topic in load_topics().values():
        found.update(text for text in (topic.title, topic.text) if text)
    for path in sorted((ROOT / "data" / "rates").glob("*.toml")):
        card = tomllib.loads(path.read_text("utf-8"))
        if path.name.endswith(".costs.toml"):
            found.add(card["niche"])
            continue
        purchase = card["purchase"]
        found.update([card["in_words"], card["about"], *card["uncertain"]])
        found.update([*purchase["from"], *purchase["methods"], *purchase["rules"]])
    return found - {""}


def _shown_by_discord(tree: ast.Module) -> Iterator[str]:
    """Descriptions and choices of commands, which the localiser translates."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            described = _name(node) == "describe"
            yield from _texts(
                keyword.value
                for keyword in node.keywords
                if described or keyword.arg in _SHOWN_BY_DISCORD
            )
            yield from _texts(node.args if _name(node) == "choices_of" else [])
        if isinstance(node, ast.ClassDef):
            yield from _texts(k.value for k in node.keywords if k.arg in _SHOWN_BY_DISCORD)


def _texts(nodes: "Iterator[ast.expr] | list[ast.expr]") -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _name(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
_NO_READER = {"debug", "info", "warning", "error", "exception", "execute", "getLogger"}


def bare_sentences(path: Path) -> list[str]:
    """Texts of several words in a file that no call marks as a message."""
    tree = ast.parse(path.read_text("utf-8"))
    spared = {id(node) for node in _spared(tree)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in spared
        and _SENTENCE.search(re.sub(r"`[^`]*`", "", node.value))
    ]


def _spared(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, messages, what Discord shows by the localiser, and lines of the log."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            yield from (
                each.value
                for each in body
                if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
            )
        if isinstance(node, ast.Call) and (
            _name(node) in _TAKES
            or _name(node) in _NO_READER
            or _name(node) in ("describe", "choices_of")
        ):
            yield from (part for part in ast.walk(node) if isinstance(part, ast.Constant))
        if isinstance(node, ast.keyword) and node.arg in _SHOWN_BY_DISCORD:
            yield from ast.walk(node.value)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (part for each in node.decorator_list for part in ast.walk(each))


def main() -> None:
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        path = ROOT / "data" / "locales" / f"{code}.po"
        old = catalogue(code) if path.exists() else Catalog()
        new = Catalog(locale=code, header_comment=f"# Purser in {LANGUAGES[code]}.", fuzzy=False)
        for message in sorted(messages(), key=str):
            known = old.get(message)
            is_same = known and known.pluralizable == isinstance(message, tuple)
            new.add(message, known.string if known and is_same else None)
        with path.open("wb") as file:
            write_po(file, new, width=100)


if __name__ == "__main__":
    main()
