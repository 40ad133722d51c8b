"""A night, the people of it, and coaches who are signed in to the console."""

import logging
from collections.abc import Iterator

import pytest

from bot.phones import Person
from tests.console.house import Browser, signed_in
from tests.night.world import Night, everything_read, people, world

cast: dict[str, Person] = {}


@pytest.fixture
def night(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[Night]:
    """The whole line. What phones hear is told elsewhere: here coaches look at pages. Errors in the log fail."""
    night = world(sqlite_url)
    cast.clear()
    cast.update(people(night))
    yield night
    night.forward(seconds=4)
    everything_read(*cast.values())
    night.clock_runs = False
    night.leave()
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert night.expects_trouble or not errors
    night.line.engine.dispose()


@pytest.fixture
def ana(night: Night) -> Person:
    return cast["Ana"]


@pytest.fixture
def luis(night: Night) -> Person:
    return cast["Luis"]


@pytest.fixture
def joys_phone(night: Night) -> Person:
    return cast["Joy"]


@pytest.fixture
def joy(night: Night) -> Browser:
    return signed_in(night, "Joy")


@pytest.fixture
def ravi(night: Night) -> Browser:
    return signed_in(night, "Ravi")


@pytest.fixture
def sol(night: Night) -> Browser:
    return signed_in(night, "Sol")
