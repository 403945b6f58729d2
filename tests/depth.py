"""How many examples of a property are tried: all by `make nightly`, few by `make test`."""

import os

import pytest

THOROUGH = "PURSER_TEST_THOROUGH" in os.environ
FEW = 0.2
"""The share that `make test` tries."""

thorough = pytest.mark.thorough
"""Marks what `make nightly` tries with all of its examples."""


def examples(many: int) -> int:
    return many if THOROUGH else round(many * FEW)
