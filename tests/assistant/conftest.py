import pytest

from bot.assistant.reader.network import Reader, load_reader
from bot.assistant.topics import Questions, load_questions


@pytest.fixture(scope="session")
def questions() -> Questions:
    return load_questions()


@pytest.fixture(scope="session")
def reader() -> Reader:
    shipped = load_reader()
    assert shipped is not None
    return shipped
