"""Settings that cannot be used: a sentence that names them, without their values."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from bot.store.engine.errors import StoreError
from bot.store.engine.postgres import connect, shown

SECRET = "s3cr"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PURSER_{name}".upper(), raising=False)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    return tmp_path


def refusal() -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PURSER_SHARDS", "3"),
        ("PURSER_SHARDS", "0-3/0"),
        ("PURSER_SHARDS", "-1-3/16"),
        ("PURSER_SHARDS", "0-3/16\n"),
        ("PURSER_PORT", ""),
        ("PURSER_PORT", "1e3"),
        ("PURSER_METRICS_PORT", "9" * 30),
        ("PURSER_DATABASE", "a\nb"),
        ("DISCORD_TOKEN", "s3cr\ncr"),
        ("DISCORD_TOKEN", "s3cr ét"),
    ],
)
def test_odd_value_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = refusal()
    assert said.startswith(f"{name} must be")
    assert SECRET not in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PURSER_PORT=1\0\n", "it is no text"),
        ("PURSER_PORT=1\n".encode("utf-16"), "it is no text"),
        ("PURSER_PORT=1\n".encode("utf-16-le"), "it is no text"),
        (b"PURSER_DATABASE=caf\xe9\n", "it is no text"),
        (b"# one\nPURSER_DATABASE='s3cr\nPURSER_PORT=1\n", "from line 2 on"),
        (b"PURSER_PORT=1\nno setting at all\n", "from line 2 on"),
        (b"\xef\xbb\xbfPURSER_PORT=many\n", "PURSER_PORT must be"),
    ],
)
def test_odd_file_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / ".env").write_bytes(content)
    refused = refusal()
    assert said in refused
    assert SECRET not in refused


def test_what_has_the_files_name_and_is_none_is_left(folder: Path) -> None:
    (folder / ".env").mkdir()
    assert load_settings().port == 8765


def test_mark_before_the_first_setting_is_no_part_of_it(folder: Path) -> None:
    (folder / ".env").write_bytes(b"\xef\xbb\xbfPURSER_PORT=81\n")
    assert load_settings().port == 81


def test_path_is_the_files_own(folder: Path) -> None:
    (folder / "link.db").symlink_to("deep/own.db")
    assert Settings(database="link.db").database_path() == folder / "deep" / "own.db"
    assert Settings(database="sqlite:///link.db").database_path() == folder / "deep" / "own.db"
    assert Settings(database=":memory:").database_path() == folder / ":memory:"
    assert Settings(database="~nobody-at-all/p.db").database_path().name == "p.db"


@pytest.mark.parametrize(
    "password",
    [
        "s3cr%w",
        "s3cr%",
        "s3c@s3cr",
        "s3cr/x",
        "9/s3cr",
        "s3cr%00",
        "s3 s3cr",
        "s3cr?a/b@c",
        "[s3cr/",
    ],
)
def test_odd_password_is_in_no_message(password: str) -> None:
    url = f"postgresql://user:{password}@127.0.0.1:9/name"
    for use in (lambda: connect(url, writes=True), lambda: shown(url)):
        with pytest.raises(StoreError) as refused:
            use()
        assert "PURSER_DATABASE cannot be read" in str(refused.value)
        assert "s3cr" not in str(refused.value)
        assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:s3cr@127.0.0.1:9/name",
        "postgresql://user:s3cr%25%40%2F@127.0.0.1:9/name",
        "postgresql://user:s3cr#'\"\\é@127.0.0.1:9/name",
        "postgresql://127.0.0.1:9/name?user=user&password=s3cr",
    ],
)
def test_password_is_neither_shown_nor_said(url: str) -> None:
    assert shown(url) == "postgresql://127.0.0.1/name"
    with pytest.raises(StoreError, match="PostgreSQL cannot be reached") as refused:
        connect(url, writes=False)
    assert "s3cr" not in str(refused.value)
