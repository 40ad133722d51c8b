"""The short form of `python -m tests.faults.nights`: a few nights of faults, each as long as a first crisis lasts."""

from pathlib import Path

import pytest

from bot import retries
from tests import servers
from tests.faults.nights import evening, night, told
from tests.faults.weather import CARRIER

SEEDS = range(15)
MINUTES = 8
"""Past the first round of the ladder, and past the five minutes in which a coach makes contact."""


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_night_of_faults_every_promise_holds(sqlite_url: str, seed: int) -> None:
    made, verdict = night(sqlite_url, seed, MINUTES)
    assert not verdict.breaches, (verdict.figures, verdict.words)
    assert verdict.pages, "a night without pages proves nothing"
    assert len(made.drawn) >= 3
    assert "drawn:" in told(made)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_on_postgresql_too(postgres_url: str, seed: int) -> None:
    _, verdict = night(postgres_url, seed, MINUTES)
    assert not verdict.breaches, (verdict.figures, verdict.words)


def test_the_same_seed_is_the_same_night(database_directory: Path) -> None:
    logs = []
    for _ in range(2):
        with servers.fresh_database("sqlite", database_directory) as url:
            logs.append(told(night(url, 3, 4)[0]))
    assert logs[0] == logs[1]


def test_the_judge_sees_a_page_that_is_left_waiting_by_a_carrier_that_is_away(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(retries.PAUSES, True, (11,) * 7)
    _, verdict = evening(sqlite_url, CARRIER["carrier down up to 10 min"])
    assert verdict.breaches == ["pages not taken tried again after at most s"]
