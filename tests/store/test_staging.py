"""Files that wait: an hour each, and so many in all."""

from datetime import timedelta
from typing import Any

import pytest

from bot.store import staging
from bot.store.refusals import ImportGone
from bot.store.staging import MOST_BYTES, MOST_FILES, stage, staged, to_stage, unstage

from .people import ANN, BOB, NOW


def waits(connection: Any, user_id: int, mark: str, later: timedelta = timedelta()) -> bool:
    try:
        staged(connection, user_id, mark, NOW + later)
    except ImportGone:
        return False
    return True


def test_newer_file_takes_the_place_of_an_older(connection: Any) -> None:
    older, newer = to_stage("table", "a"), to_stage("table", "b")
    stage(connection, ANN, older, NOW)
    stage(connection, ANN, newer, NOW)
    assert not waits(connection, ANN, older.mark)
    assert staged(connection, ANN, newer.mark, NOW) == newer
    assert not waits(connection, BOB, newer.mark)


def test_button_of_an_older_file_takes_no_newer_away(connection: Any) -> None:
    older, newer = to_stage("table", "a"), to_stage("table", "b")
    stage(connection, ANN, newer, NOW)
    unstage(connection, ANN, older.mark)
    assert waits(connection, ANN, newer.mark)
    unstage(connection, ANN, newer.mark)
    assert not waits(connection, ANN, newer.mark)


def test_hour_is_over(connection: Any) -> None:
    file = to_stage("table", "a")
    stage(connection, ANN, file, NOW)
    assert waits(connection, ANN, file.mark, staging.KEPT)
    assert not waits(connection, ANN, file.mark, staging.KEPT + timedelta(seconds=1))
    assert staging.delete_old(connection, NOW + staging.KEPT) == 0
    assert staging.delete_old(connection, NOW + timedelta(hours=2)) == 1


def test_number_is_bounded_and_the_oldest_make_room(connection: Any) -> None:
    files = [to_stage("table", str(number)) for number in range(MOST_FILES + 3)]
    for number, file in enumerate(files):
        stage(connection, number + 1, file, NOW + timedelta(seconds=number))
    found = [waits(connection, number + 1, file.mark) for number, file in enumerate(files)]
    assert found == [False] * 3 + [True] * MOST_FILES


def test_bytes_are_bounded(connection: Any) -> None:
    size = MOST_BYTES // 4 + 1
    files = [to_stage("table", str(number) * size) for number in range(5)]
    for number, file in enumerate(files):
        stage(connection, number + 1, file, NOW + timedelta(seconds=number))
    found = [waits(connection, number + 1, file.mark) for number, file in enumerate(files)]
    assert found == [False, False, True, True, True]


@pytest.mark.parametrize("text", ["ñ", "日本", "a"])
def test_size_is_in_bytes(text: str) -> None:
    assert to_stage("table", text).size == len(text.encode())
