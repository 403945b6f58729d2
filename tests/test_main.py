"""The command line: what it prints, and how it ends."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from bot.cli import main, only_one
from bot.settings import Settings
from bot.store.engine import schema


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PURSER_", "DISCORD_"))
    }
    return kept | {"PURSER_DATABASE": str(tmp_path / "p.db"), "PURSER_PORT": "0"} | settings


def refusal(tmp_path: Path, **settings: str) -> str:
    """The sentence with which Purser ends."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot"],
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("purser: ")
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_file_that_is_no_database_is_said_and_left(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear Dana" * 1000)
    assert "is not a database" in refusal(tmp_path, PURSER_DATABASE=str(other))
    assert other.read_text() == "Dear Dana" * 1000


def test_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} is taken" in refusal(tmp_path, PURSER_PORT=str(port))


def test_serves_the_playground_and_stops_cleanly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as purser:
        assert purser.stdout is not None
        first = purser.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert found is not None
        with urlopen(found[0], timeout=10) as page:
            assert b"Playground" in page.read()
        assert "another Purser is running" in refusal(tmp_path)
        purser.send_signal(signal.SIGTERM)
        _, errors = purser.communicate(timeout=10)
    assert purser.returncode == 0
    assert "Traceback" not in errors
    assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}


def purser(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_backup_and_restore(tmp_path: Path) -> None:
    assert "there is no file" in purser(tmp_path, "check").stderr
    connection = sqlite3.connect(tmp_path / "p.db", isolation_level=None)
    schema.migrate(connection)
    connection.close()
    assert "0 accounts, and every rule holds" in purser(tmp_path, "check").stdout
    made = purser(tmp_path, "backup")
    copy = made.stdout.strip()
    assert Path(copy).parent == tmp_path / "backups"
    restored = purser(tmp_path, "restore", copy)
    assert "is now what" in restored.stdout
    assert "p.db.before-" in restored.stdout
    copied = purser(tmp_path, "copy", str(tmp_path / "p.db"), str(tmp_path / "q.db"))
    assert "0 accounts copied" in copied.stdout
    refused = purser(tmp_path, "restore", str(tmp_path / "nothing.db"))
    assert refused.returncode == 1
    assert "there is no file" in refused.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database, an entry of each other kind, and names that are hard to read."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        with closing(sqlite3.connect(tmp_path / name, isolation_level=None)) as connection:
            schema.migrate(connection)
    Path("folder").mkdir()
    Path("text.txt").write_text("Dear Dana" * 1000)
    Path("empty.db").touch()
    os.mkfifo("fifo")
    Path("circle").symlink_to("circle")
    Path("link.db").symlink_to(NAMES[0])
    os.link(NAMES[0], "hard.db")
    return tmp_path


NAMES = [
    "p.db",
    "sp ace ünï.db",
    "q?mode=ro&x#y%41.db",
    os.fsdecode(b"no \xff text.db"),
    ":memory:",
]


def tell(monkeypatch: pytest.MonkeyPatch, database: str, *arguments: str) -> str:
    """The sentence with which a command ends; nothing when it does what it should."""
    monkeypatch.setenv("PURSER_DATABASE", database)
    monkeypatch.setattr(sys, "argv", ["purser", *arguments])
    try:
        main()
    except SystemExit as ended:
        return str(ended.code)
    return ""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PURSER_PORT": "many"}, "PURSER_PORT must be a whole number"),
        ({"PURSER_SHARDS": "4-2/16"}, "PURSER_SHARDS must be a range"),
        ({"PURSER_METRICS_PORT": "0"}, "PURSER_METRICS_PORT must be a whole number"),
        ({"PURSER_DATABASE": "postgresql://127.0.0.1:9/x"}, "PostgreSQL cannot be reached"),
        ({"PURSER_LOG_LEVEL": "LOUD"}, "PURSER_LOG_LEVEL must be DEBUG"),
        ({"PURSER_RATE_CARD": "1999"}, "there is no card 1999"),
        ({"PURSER_DATABASE": "mysql://here"}, "PURSER_DATABASE must be"),
        ({"PURSER_DATABASE": "postgresql:/u:s3cret@h/x"}, "in a form that I don't read"),
        ({"PURSER_DATABASE": "host=h password=s3cret"}, "in a form that I don't read"),
        ({"PURSER_DATABASE": "/proc/purser.db"}, "cannot be used"),
    ],
)
def test_settings_that_cannot_be_are_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    told = tell(monkeypatch, settings.get("PURSER_DATABASE", "p.db"))
    assert said in told
    assert "s3cret" not in told


@pytest.mark.parametrize("name", [*NAMES, "link.db"])
def test_odd_names_are_names(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    commands = (["check"], ["backup", f"b {name}"], ["restore", name], ["copy", name, f"c {name}"])
    for told in commands:
        assert tell(monkeypatch, name, *told) == ""
    assert len(list((folder / f"b {name}").iterdir())) == 1


@pytest.mark.parametrize("name", ["folder", "fifo", "circle", "missing.db", "empty.db", "text.txt"])
def test_what_is_no_database_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for database, told in ((name, ["check"]), (name, ["backup"]), ("p.db", ["restore", name])):
        said = tell(monkeypatch, database, *told)
        assert name in said
        assert re.search("there is no file|is no database|is not a database", said)


@pytest.mark.parametrize("name", ["folder", "fifo", "circle"])
def test_what_is_no_file_is_not_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    commands: tuple[tuple[str, list[str]], ...] = (
        (name, ["restore", "p.db"]),
        ("p.db", ["copy", "p.db", name]),
        (name, []),
    )
    for database, told in commands:
        assert f"{name} is no file" in tell(monkeypatch, database, *told)
    assert not (folder / f"{name}.lock").exists()


@pytest.mark.parametrize("name", ["text.txt", "fifo", "circle", "p.db"])
def test_folder_that_is_none_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert "cannot be used: File exists" in tell(monkeypatch, "p.db", "backup", name)


@pytest.mark.parametrize("other", ["p.db", "link.db", "hard.db", "./p.db", "sqlite:///p.db"])
def test_one_file_is_not_copied_onto_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    assert "both are the same" in tell(monkeypatch, "p.db", "copy", "p.db", other)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["copy", "missing.db", "new.db"], "there is no file"),
        (["copy", "p.db", "mysql://u:s3cret@h/x"], "PURSER_DATABASE must be"),
        (["copy", "p.db", "postgresql://u:s3cr%et@127.0.0.1:9/x"], "cannot be read"),
        (["copy", "p.db", "postgresql://u:s3cret@127.0.0.1:9/x"], "cannot be reached"),
        (["copy", "p.db", "a\nb"], "PURSER_DATABASE must be"),
        (["copy", "p.db", "text.txt"], "is not a database"),
    ],
)
def test_copy_that_cannot_be_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, told: list[str], said: str
) -> None:
    ended = tell(monkeypatch, "p.db", *told)
    assert said in ended
    assert "s3cr" not in ended


def test_running_bot_is_known_by_its_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_one(folder / "p.db"):
        for told in (["restore", "p.db"], ["copy", "p.db", "n.db"], []):
            assert "another Purser is running" in tell(monkeypatch, "link.db", *told)


@pytest.mark.parametrize("name", ["w.world", "w.db"])
def test_playground_does_not_take_the_books_for_its_world(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Path("w.world").write_text("a letter" * 100)
    said = tell(monkeypatch, name)
    assert "w.world" in said or ".world" in said
    assert Path("w.world").read_text() == "a letter" * 100


def test_fault_ends_with_a_line_in_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(coroutine: Coroutine[Any, Any, None]) -> None:
        coroutine.close()
        raise RuntimeError

    monkeypatch.setattr("asyncio.run", fail)
    monkeypatch.setattr(sys, "argv", ["purser"])
    monkeypatch.setenv("PURSER_DATABASE", "p.db")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "a fault ended Purser" in caplog.messages


def test_shards_are_told_to_discord() -> None:
    told = Settings(shards="4-6/16").shard_options
    assert told == {"shard_ids": [4, 5, 6], "shard_count": 16}
    assert Settings(shards=None).shard_options == {}
