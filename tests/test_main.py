"""The command line: what it prints, and how it ends."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.settings import Settings
from bot.store import schema


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
        ({"PURSER_DATABASE": "/proc/purser.db"}, "cannot be used"),
    ],
)
def test_what_cannot_run_says_so_and_exits(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    assert said in refusal(tmp_path, **settings)


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


def test_shards_are_told_to_discord() -> None:
    told = Settings(shards="4-6/16").shard_options
    assert told == {"shard_ids": [4, 5, 6], "shard_count": 16}
    assert Settings(shards=None).shard_options == {}
