"""The house as `docs/architecture.md` draws it: which room looks into which, and what is whole."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from bot.client import COGS
from bot.ledger.refusals import Refusal
from bot.views.buttons import HANDLERS, ButtonAction
from bot.views.sentences import AnyRefusal

ROOT = Path(__file__).parent.parent

ROOMS = (
    "bot.ledger",
    "bot.i18n",
    "bot.clock",
    "bot.logs",
    "bot.metrics",
    "bot.playground",
    "bot.rate_cards",
    "bot.rate_limit",
    "bot.parsing",
    "bot.transfer",
    "bot.assistant",
    "bot.store",
    "bot.settings",
    "bot.app",
    "bot.health",
    "bot.actions",
    "bot.views",
    "bot.jobs",
    "bot.gateway",
    "bot.client",
    "cogs",
    "bot.places",
    "bot.serving",
    "bot.cli",
    "bot.__main__",
)
"""From the ground up: each may import itself and those before it."""
ALONE = {
    "bot.ledger": set[str](),
    "bot.i18n": set[str](),
    "bot.clock": set[str](),
    "bot.metrics": set[str](),
    "bot.playground": {"bot.clock"},
    "bot.parsing": {"bot.ledger"},
    "bot.assistant": {"bot.ledger", "bot.parsing"},
    "bot.transfer": {"bot.ledger", "bot.i18n", "bot.parsing"},
    "bot.rate_cards": {"bot.ledger"},
    "bot.store": {"bot.ledger", "bot.parsing", "bot.rate_cards", "bot.transfer"},
}
"""Rooms that may import these and no others."""
KNOW_DISCORD = {
    "bot.views",
    "bot.jobs.delivery",
    "bot.gateway",
    "bot.client",
    "bot.serving",
    "cogs",
}
BY_NAME = {
    "bot.store.engine.postgres", "bot.__main__", "bot.assistant.training.__main__", *COGS
}  # fmt: skip
"""Modules that are loaded by their name."""


def modules() -> dict[str, Path]:
    found = {}
    for top in ("bot", "cogs"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


@cache
def imports(name: str) -> frozenset[str]:
    """Everything that a module imports, wherever in it, also for types alone."""
    return frozenset(_imports(name))


def _imports(name: str) -> Iterator[str]:
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in MODULES else base


def is_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def room_of(name: str) -> str:
    return next(room for room in ROOMS if is_in(name, room))


def test_every_module_is_in_a_room() -> None:
    for name in MODULES:
        assert name in ("bot", "cogs") or room_of(name)


def arrows() -> Iterator[tuple[str, str]]:
    """Each module of ours with each that it imports."""
    for name in set(MODULES) - {"bot", "cogs"}:
        yield from ((name, other) for other in imports(name) & set(MODULES) - {"bot", "cogs"})


def test_no_arrow_runs_back() -> None:
    for name, other in arrows():
        room, target = room_of(name), room_of(other)
        assert ROOMS.index(target) <= ROOMS.index(room), f"{name} imports {other}"
        if room in ALONE and target != room:
            assert target in ALONE[room], f"{name} imports {other}"


def test_no_circle() -> None:
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for other in sorted(imports(name) & set(MODULES) - {name}):
                walk(other, (*way, name))
            done.add(name)

    for name in sorted(MODULES):
        walk(name, ())


def test_discord_is_known_to_few() -> None:
    for name in MODULES:
        if any(is_in(other, "discord") for other in imports(name)):
            assert any(is_in(name, room) for room in KNOW_DISCORD), name


def test_statements_stand_in_the_store() -> None:
    for name in MODULES:
        if is_in(name, "bot.store") or is_in(name, "bot.playground"):
            continue
        calls = {
            node.func.attr
            for node in ast.walk(tree_of(name))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not {"execute", "executemany", "executescript"} & calls, name


def test_every_module_is_used() -> None:
    used = {other for name in MODULES for other in imports(name)} | BY_NAME
    packages = {name.rpartition(".")[0] for name in MODULES}
    assert set(MODULES) - used - packages == set()


def test_every_button_has_its_handler() -> None:
    for cog in COGS:
        importlib.import_module(cog)
    assert set(HANDLERS) == set(ButtonAction)


def test_every_refusal_has_its_sentence() -> None:
    for name in MODULES:
        if name.endswith(".refusals"):
            importlib.import_module(name)
    assert set(get_args(AnyRefusal)) == {
        each for each in Refusal.__subclasses__() if each.__module__.startswith("bot.")
    }
