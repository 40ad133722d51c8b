"""A night, and the people of it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.phones import Person
from tests.night.world import Night, people, world

WHERE_DATABASES_DIFFER = {"test_what_must_hold.py", "test_once.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories run on SQLite in `make check`; on PostgreSQL too in `make test`, but for those about many at once."""
    for item in items:
        ours = item.path.parent == Path(__file__).parent and item.path.name not in WHERE_DATABASES_DIFFER
        if ours and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def night(database_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[Night]:
    """The whole line. Leaving fails on any text or call that nobody expected, and on any error in the log."""
    night = world(database_url)
    cast.clear()
    cast.update(people(night))
    try:
        yield night
        night.leave()
        errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert night.expects_trouble or not errors
    finally:
        night.line.engine.dispose()


cast: dict[str, Person] = {}


@pytest.fixture
def ana(night: Night) -> Person:
    return cast["Ana"]


@pytest.fixture
def luis(night: Night) -> Person:
    return cast["Luis"]


@pytest.fixture
def joy(night: Night) -> Person:
    return cast["Joy"]


@pytest.fixture
def ravi(night: Night) -> Person:
    return cast["Ravi"]


@pytest.fixture
def sol(night: Night) -> Person:
    return cast["Sol"]
