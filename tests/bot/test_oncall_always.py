"""Who is on call, against an oracle, and over every clock change of the world from 2000 to 2037."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.oncall import Rotation, Schedule, Shift, TimeOff, changes, gaps, on_call
from tests.bot import schedule_oracle as oracle
from tests.bot.schedules import (
    JOY,
    MAYA,
    NEW_YORK,
    RAVI,
    SOL,
    rota,
    utc,
)

# --- Any schedule, against the oracle

AWKWARD = (
    NEW_YORK,
    "America/St_Johns",  # clocks went back at 00:01, into the day before
    "America/Sao_Paulo",  # midnight was missing, and 23:00 came twice
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Apia",  # a whole day missing
    "Pacific/Chatham",  # quarter-hour offset
    "Africa/Casablanca",  # four changes a year
    "Asia/Tehran",
    "Antarctica/Troll",  # two hours
    "UTC",
)
CLOCK_CHANGES = tuple(
    utc(day) for day in ("2010-11-07", "2011-12-30", "2015-10-18", "2016-02-21", "2017-04-02", "2026-03-08")
)
people = st.sampled_from((JOY, RAVI, MAYA, SOL, 77))
rungs_named = st.sampled_from(("primary", "backup"))
wall_times = st.builds(time, st.sampled_from((0, 1, 2, 3, 9, 23)), st.sampled_from((0, 1, 15, 30, 59)))


@st.composite
def schedules_and_instants(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    centre = draw(st.sampled_from(CLOCK_CHANGES))
    instants = st.integers(-3 * 24 * 4, 3 * 24 * 4).map(lambda quarter: centre + timedelta(minutes=15 * quarter))
    spans = st.tuples(instants, instants).map(sorted)
    starts = st.integers(-40, 3).map(lambda days: (centre + timedelta(days=days)).date())
    coaches = st.lists(people, max_size=4).map(tuple)
    rotations = st.builds(Rotation, rungs_named, coaches, starts, st.sampled_from((1, 1, 2, 7, 10)), wall_times)
    shifts = st.builds(lambda rung, coach, span: Shift(rung, coach, *span), rungs_named, people, spans)
    time_off = st.builds(lambda coach, span: TimeOff(coach, *span), people, spans)
    schedule = Schedule(
        draw(st.sampled_from(AWKWARD)),
        tuple(draw(st.lists(rotations, max_size=3))),
        tuple(draw(st.lists(shifts, max_size=3))),
        tuple(draw(st.lists(time_off, max_size=3))),
        (JOY, RAVI, MAYA),
        (SOL,),
    )
    return schedule, draw(instants)


@given(schedules_and_instants())
def test_any_schedule_agrees_with_the_oracle(case: tuple[Schedule, datetime]) -> None:
    schedule, at = case
    rungs = on_call(schedule, at)
    assert (rungs.primary, rungs.backup) == oracle.who(schedule, at)
    assert rungs.primary is None or rungs.primary != rungs.backup


@given(schedules_and_instants(), st.integers(1, 96))
def test_between_two_changes_nothing_changes_and_gaps_are_exactly_the_rest(
    case: tuple[Schedule, datetime], hours: int
) -> None:
    schedule, start = case
    end = start + timedelta(hours=hours)
    moments = [start, *changes(schedule, start, end), end]
    bare = gaps(schedule, start, end)
    for opens, closes in pairwise(moments):
        spread = [opens + (closes - opens) * part / 4 for part in range(4)]
        assert len({oracle.who(schedule, at) for at in spread}) == 1
        covered = oracle.who(schedule, opens)[0] is not None
        assert covered != any(gap.starts <= opens and closes <= gap.ends for gap in bare)
    assert all(earlier.ends < later.starts for earlier, later in pairwise(bare))


# --- The world's clocks


def clock_changes(zone: str, first: int, last: int) -> Iterator[datetime]:
    """Every instant at which a zone's offset changes, found by looking every third day and halving."""
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    while at < end:
        low, high = at, at + timedelta(days=3)
        at = high
        if oracle.offset_at(zone, low) == oracle.offset_at(zone, high):
            continue
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            low, high = (
                (middle, high) if oracle.offset_at(zone, middle) == oracle.offset_at(zone, low) else (low, middle)
            )
        yield high


def hand_offs_around(zone: str, change: datetime, parts: int) -> Iterator[datetime]:
    """Wall times spread over the missing or repeated hour of a clock change, its edges and just outside."""
    walls = sorted(oracle.clock_at(zone, change + timedelta(minutes=minutes)) for minutes in (-1, 0))
    span = walls[1] - walls[0]
    for part in range(-1, parts + 2):
        yield (walls[0] + span * part / parts).replace(second=0, microsecond=0)


def check(zone: str, change: datetime, wall: datetime, every: int) -> None:
    """Around one clock change: exactly one primary, who agrees with the oracle, and hand-offs at wall time."""
    starts = wall.date() - timedelta(days=2 * every)
    rotation = Rotation("primary", (JOY, RAVI, MAYA), starts, every, wall.time())
    schedule = rota(rotation, zone=zone)
    walked = [oracle.first_instant(zone, starts + timedelta(days=every * turn), wall.time()) for turn in range(6)]
    for moment in {change, *walked}:
        for at in (moment - timedelta(seconds=1), moment, moment + timedelta(minutes=31)):
            passed = sum(hand <= at for hand in walked)
            if 0 < passed < len(walked):
                assert on_call(schedule, at).primary == rotation.coaches[(passed - 1) % 3], (zone, at, wall, every)


@pytest.mark.parametrize("zone", AWKWARD)
def test_hand_offs_hold_around_the_awkward_clock_changes(zone: str) -> None:
    for change in clock_changes(zone, 2009, 2013):
        for wall in hand_offs_around(zone, change, parts=6):
            check(zone, change, wall, every=1)


@pytest.mark.parametrize("zone", [NEW_YORK, "Australia/Lord_Howe", "America/Sao_Paulo"])
def test_hand_offs_hold_at_every_minute_of_the_missing_and_repeated_hour(zone: str) -> None:
    for change in clock_changes(zone, 2012, 2012):
        for wall in hand_offs_around(zone, change, parts=60):
            check(zone, change, wall, every=7)


@pytest.mark.slow
def test_hand_offs_hold_around_every_clock_change_of_the_world_from_2000_to_2037() -> None:
    seen: set[tuple[datetime, ...]] = set()
    for zone in sorted(available_timezones()):
        moments = tuple(clock_changes(zone, 2000, 2037))
        if moments in seen:  # an alias, or the same rules at the same instants
            continue
        seen.add(moments)
        for nth, change in enumerate(moments):
            for wall in hand_offs_around(zone, change, parts=2):
                check(zone, change, wall, every=(1, 7, 10)[nth % 3])
    assert sum(map(len, seen)) > 5_000
