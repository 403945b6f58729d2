"""The books of the store's tests, on each engine."""

from ..store.conftest import connection, new_books, postgres_schema

__all__ = ["connection", "new_books", "postgres_schema"]
