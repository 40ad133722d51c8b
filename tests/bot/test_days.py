"""Local days and wall times: one instant on each local day, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.days import following_day, instant, local_day, next_time, seconds_until, shows_between

NY = "America/New_York"
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
)
WALLS = st.times().map(lambda t: t.replace(microsecond=0))
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 30))


def clock(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


INSTANTS = st.datetimes(clock(1990, 1, 1), clock(2037, 1, 1), timezones=st.just(UTC))


def shows(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_an_ordinary_wall_time() -> None:
    assert instant(date(2026, 3, 2), time(18), NY) == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_skipped_hour_gives_the_instant_the_clocks_jumped() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), NY) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_repeated_hour_gives_the_first_of_the_two() -> None:
    assert instant(date(2026, 11, 1), time(1, 30), NY) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_half_an_hour_of_lord_howe() -> None:
    """Its clocks jump by thirty minutes, at two in the morning."""
    at = instant(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe")
    assert shows(at, "Australia/Lord_Howe") == clock(2026, 10, 4, 2, 30)


def test_the_day_that_samoa_left_out_begins_the_next() -> None:
    """30 December 2011 was not on any calendar of Apia: it gives the instant the day was skipped."""
    at = instant(date(2011, 12, 30), time(9), "Pacific/Apia")
    assert shows(at, "Pacific/Apia") == clock(2011, 12, 31)


def test_in_samoa_nobody_was_asked_twice_nor_left_out() -> None:
    at, days = datetime(2011, 12, 28, tzinfo=UTC), []
    for _ in range(4):
        at = next_time(time(9), "Pacific/Apia", at)
        days.append(local_day(at, "Pacific/Apia"))
    assert days[:2] == [date(2011, 12, 28), date(2011, 12, 29)]
    assert len(days) == len(set(days)) or days.count(date(2011, 12, 31)) == 2


@given(DAYS, WALLS, st.sampled_from(ZONES))
def test_the_instant_shows_the_wall_time_or_the_end_of_the_gap(day: date, wall: time, zone: str) -> None:
    at = instant(day, wall, zone)
    asked = datetime.combine(day, wall)
    if shows(at, zone) != asked:
        assert shows(at, zone) > asked
        before = at - timedelta(seconds=1)
        assert shows(before, zone) < asked  # nobody's clock ever showed it


@given(DAYS, WALLS, st.sampled_from(ZONES))
def test_of_two_instants_with_the_same_wall_time_the_first_counts(day: date, wall: time, zone: str) -> None:
    at = instant(day, wall, zone)
    for back in (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)):
        assert shows(at - back, zone) != shows(at, zone)


@given(INSTANTS, WALLS, st.sampled_from(ZONES))
def test_the_next_time_is_later_and_at_most_two_days_away(after: datetime, wall: time, zone: str) -> None:
    at = next_time(wall, zone, after)
    assert after < at <= after + timedelta(hours=50)


@pytest.mark.parametrize("zone", [NY, "Europe/Lisbon", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca"])
@pytest.mark.parametrize("wall", [time(0, 30), time(1, 30), time(2, 30), time(8), time(23, 59)])
def test_every_local_day_of_two_years_has_exactly_one_instant(zone: str, wall: time) -> None:
    at, days = datetime(2017, 1, 1, tzinfo=UTC), []
    while at < datetime(2019, 1, 1, tzinfo=UTC):
        at = next_time(wall, zone, at)
        days.append(local_day(at, zone))
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


def test_the_following_day_is_the_persons_own() -> None:
    assert following_day(time(9), NY, date(2026, 3, 7)) == datetime(2026, 3, 8, 13, tzinfo=UTC)


def test_seconds_until_is_nothing_once_it_has_passed() -> None:
    noon = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert seconds_until(time(21), NY, noon) == 9 * 3600
    assert seconds_until(time(11), NY, noon) == 0


@pytest.mark.parametrize(("hour", "inside"), [(7, False), (8, True), (20, True), (21, False), (3, False)])
def test_the_day_is_from_eight_to_nine_by_the_persons_own_clock(hour: int, inside: bool) -> None:
    at = datetime(2026, 3, 2, hour, tzinfo=ZoneInfo(NY)).astimezone(UTC)
    assert shows_between(at, time(8), time(21), NY) is inside


def test_a_local_day_is_not_the_utc_day() -> None:
    assert local_day(datetime(2026, 3, 3, 1, tzinfo=UTC), NY) == date(2026, 3, 2)
