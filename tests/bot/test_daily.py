"""Once on each local day: over every change of every clock from 2025 to 2029, and whatever people do meanwhile.

The oracle knows nothing of dates and instants: it walks along the clock on somebody's wall, a quarter of an hour at a
time, and asks when that clock first shows the chosen time, or more, on a date it has not asked about.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given
from hypothesis import strategies as st

from bot.daily import Daily, day_to_ask, next_due
from bot.days import shows_between

NY, TOKYO, HONOLULU = "America/New_York", "Asia/Tokyo", "Pacific/Honolulu"
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
AROUND = timedelta(days=2)
WHOLE_DAY = (time(0), time(23, 59, 59))
WALLS = [time(quarter // 4, 15 * (quarter % 4)) for quarter in range(96)]
AT_SIX = Daily(time(18), NY, time(8), time(21))


@dataclass(frozen=True)
class Change:
    """One zone's clocks go on or back at an instant."""

    zone: str
    at: datetime


@cache
def changes() -> list[Change]:
    """Every one of five years; zones whose clocks do the same at the same instant count once."""
    found: dict[tuple[object, ...], Change] = {}
    for zone in sorted(available_timezones()):
        for change in _of(zone):
            here = ZoneInfo(zone)
            offsets = [(change.at + away).astimezone(here).utcoffset() for away in (-QUARTER, QUARTER)]
            found.setdefault((change.at, *offsets), change)
    return list(found.values())


def _of(zone: str) -> Iterator[Change]:
    here, day, at = ZoneInfo(zone), timedelta(days=1), FIRST
    while at < LAST:
        if at.astimezone(here).utcoffset() != (at + day).astimezone(here).utcoffset():
            yield Change(zone, _first_change(here, at))
        at += day


def _first_change(here: ZoneInfo, at: datetime) -> datetime:
    before = at.astimezone(here).utcoffset()
    while at.astimezone(here).utcoffset() == before:
        at += QUARTER
    return at


def walked(zone: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Each quarter of an hour, and what the clock on the wall shows then."""
    here = ZoneInfo(zone)
    quarters = range(int((end - start) / QUARTER) + 1)
    return [(at, at.astimezone(here).replace(tzinfo=None)) for at in (start + n * QUARTER for n in quarters)]


def oracle(clock: list[tuple[datetime, datetime]], chosen: time, opens: time, closes: time) -> dict[date, datetime]:
    """When somebody is asked about each date that this clock shows."""
    asked: dict[date, datetime] = {}
    for at, shown in clock:
        if shown.time() >= chosen and opens <= shown.time() < closes:
            asked.setdefault(shown.date(), at)
    return asked


def asked(hour: Daily, start: datetime, end: datetime) -> list[tuple[date, datetime]]:
    """What the plan makes of the same days."""
    days, due = [], next_due(hour, start)
    while due <= end:
        if (day := day_to_ask(hour, due, due)) is not None:
            days.append((day, due))
        due = next_due(hour, due, due)
    return days


def inside(
    days: Iterable[tuple[date, datetime]], clock: list[tuple[datetime, datetime]]
) -> list[tuple[date, datetime]]:
    """Without the first and the last date, of which the walk may have seen only a part."""
    first, last = clock[0][1].date(), clock[-1][1].date()
    return sorted((day, at) for day, at in days if first < day < last)


def test_every_change_of_every_clock_is_looked_at() -> None:
    assert len(changes()) > 200
    assert {"Europe", "America", "Africa", "Australia", "Asia"} <= {one.zone.split("/")[0] for one in changes()}


def test_over_every_change_of_five_years_each_day_is_asked_about_once_when_its_clock_first_shows_the_time() -> None:
    """By night too, where the clocks change: the program's day is left open for it."""
    for change in changes():
        start, end = change.at - AROUND, change.at + AROUND
        clock = walked(change.zone, start, end)
        near = {
            (shown + timedelta(minutes=away)).time()
            for at, shown in clock
            if at == change.at
            for away in (-45, -15, 0, 15)
        }
        for chosen in {time(0), time(8), time(18), time(23, 45), *near}:
            hour = Daily(chosen, change.zone, *WHOLE_DAY)
            expected = oracle(clock, chosen, *WHOLE_DAY).items()
            assert inside(asked(hour, start, end), clock) == inside(expected, clock), (change, chosen)


@given(st.sampled_from(changes()), st.sampled_from(WALLS), st.integers(0, 10), st.integers(14, 23))
def test_nobody_is_asked_outside_the_programs_day_and_nobody_is_left_out(
    change: Change, chosen: time, opens: int, closes: int
) -> None:
    hour = Daily(chosen, change.zone, time(opens), time(closes))
    start, end = change.at - AROUND, change.at + AROUND
    clock, found = walked(change.zone, start, end), asked(hour, start, end)
    expected = oracle(clock, hour.wall, time(opens), time(closes)).items()
    assert inside(found, clock) == inside(expected, clock)
    assert all(shows_between(at, time(opens), time(closes), change.zone) for _, at in found)
    assert hour.wall == chosen or not time(opens) <= chosen < time(closes)


@dataclass(frozen=True)
class Moved:
    """After so many quarters of an hour somebody is in another zone, or wants another time."""

    after: int
    zone: str | None = None
    chosen: time | None = None


TRAVELS = st.builds(Moved, st.integers(1, 100), st.sampled_from([NY, TOKYO, HONOLULU, "Europe/Lisbon", "Asia/Kolkata"]))
NEW_TIMES = st.builds(Moved, st.integers(1, 100), st.none(), st.sampled_from(WALLS))
STANDS_STILL = st.sets(st.integers(0, 700), max_size=200)


@dataclass
class Life:
    """A person under a clock that sweeps every quarter of an hour, but for the quarters in which it stood still."""

    hour: Daily
    at: datetime
    due: datetime
    asked: dict[date, datetime]
    lived: set[date]
    saw_the_time: set[date]

    def quarter(self, *, sweeps: bool) -> None:
        self.at += QUARTER
        shown = self.at.astimezone(ZoneInfo(self.hour.zone))
        self.lived.add(shown.date())
        if shown.time() == self.hour.wall:
            self.saw_the_time.add(shown.date())
        if sweeps and self.due <= self.at:
            day = day_to_ask(self.hour, self.due, self.at)
            if day is not None and day not in self.asked:
                self.asked[day] = self.at
                assert self.hour.is_open(self.at)
            self.due = next_due(self.hour, self.at, self.due)

    def move(self, moved: Moved) -> None:
        zone, chosen = moved.zone or self.hour.zone, moved.chosen or self.hour.chosen
        self.hour = replace(self.hour, zone=zone, chosen=chosen)
        self.due = next_due(self.hour, self.at, self.due)


def life(start: datetime, moves: list[Moved], still: set[int]) -> Life:
    one = Life(AT_SIX, start, next_due(AT_SIX, start), {}, set(), set())
    nth = iter(range(10_000))
    for moved in [*moves, Moved(200)]:
        for _ in range(moved.after):
            one.quarter(sweeps=next(nth) not in still)
        one.move(moved)
    return one


STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(minute=0, second=0, microsecond=0)
)


@given(STARTS, st.lists(NEW_TIMES, max_size=6))
@example(datetime(2026, 3, 2, 13, tzinfo=UTC), [Moved(16, chosen=time(9)), Moved(100)])
def test_no_day_is_lost_to_a_moved_time(start: datetime, moves: list[Moved]) -> None:
    one = life(start, moves, set())
    whole = sorted(one.lived)[1:-1]
    assert [day for day in sorted(one.asked) if day in whole] == whole


@given(STARTS, st.lists(TRAVELS | NEW_TIMES, max_size=8), STANDS_STILL)
@example(datetime(2026, 3, 2, 9, tzinfo=UTC), [Moved(60, TOKYO), Moved(4, HONOLULU), Moved(60, TOKYO)], set())
def test_travel_and_a_clock_that_stood_still_ask_about_no_day_twice_and_never_at_night(
    start: datetime, moves: list[Moved], still: set[int]
) -> None:
    one = life(start, moves, still)
    assert len(one.asked) == len(set(one.asked.values()))
    assert set(one.asked) <= one.lived


@given(STARTS, st.lists(TRAVELS, max_size=5))
def test_whoever_travels_is_asked_on_every_day_on_which_their_clock_shows_the_time(
    start: datetime, moves: list[Moved]
) -> None:
    one = life(start, moves, set())
    assert one.saw_the_time <= set(one.asked)


def test_a_day_that_is_not_one_of_theirs_is_left_alone() -> None:
    three = replace(AT_SIX, days="024")
    days = [day for day, _ in asked(three, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC))]
    assert Counter(day.weekday() for day in days) == {0: 2, 2: 2, 4: 2}


def test_nothing_goes_out_on_a_holiday() -> None:
    resting = replace(AT_SIX, holidays=frozenset({date(2026, 3, 3)}))
    days = [day for day, _ in asked(resting, datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC))]
    assert days == [date(2026, 3, 2), date(2026, 3, 4)]


def test_an_hour_after_the_programs_day_comes_half_an_hour_before_its_end() -> None:
    assert replace(AT_SIX, chosen=time(22)).wall == time(20, 30)
    assert replace(AT_SIX, chosen=time(5)).wall == time(8)


def test_a_clock_that_stood_still_asks_late_on_the_same_day_and_not_about_yesterday() -> None:
    due = datetime(2026, 3, 2, 14, tzinfo=UTC)  # nine in the morning
    nine = replace(AT_SIX, chosen=time(9))
    assert day_to_ask(nine, due, due + timedelta(hours=5)) == date(2026, 3, 2)
    assert day_to_ask(nine, due, due + timedelta(hours=25)) == date(2026, 3, 3)
    assert day_to_ask(nine, due, due + timedelta(hours=23)) is None
