"""Scheduled texts leave a number no faster than it may, keep a share for calls for help, and nothing waits behind them.

The carrier of these tests is a queue, first in, first out, that takes its time for each segment: it knows nothing of
how the governor reckons.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.governor import SPARE, Rates, Sent, queue, room, tells

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
SHARE = 2.0


@dataclass
class Number:
    """A number whose governor looks every two seconds, with more scheduled texts waiting than it can ever send."""

    rates: Rates
    handed: list[tuple[datetime, int]] = field(default_factory=list)
    scheduled: list[tuple[datetime, int]] = field(default_factory=list)
    free: datetime = START

    def hand(self, at: datetime, segments: int) -> float:
        """Give it to the carrier; the seconds until it leaves."""
        self.handed.append((at, segments))
        waits = max(0.0, (self.free - at).total_seconds())
        self.free = max(self.free, at) + timedelta(seconds=segments / self.rates.a_second)
        return waits

    def look(self, at: datetime) -> int:
        minute = sum(size for when, size in self.handed if when > at - timedelta(minutes=1))
        lately = [one for one in self.handed if one[0] > at - timedelta(minutes=5)]
        sent = Sent(queue(lately, self.rates.a_second, at), minute, sum(size for _, size in self.handed))
        share = room(self.rates, sent, SHARE)
        if share:
            self.scheduled.append((at, share))
            self.hand(at, share)
        return share


RATES = st.builds(
    Rates,
    st.sampled_from([0.25, 1.0, 3.0, 10.0, 100.0]),
    st.sampled_from([0, 75, 240, 2_400]),
    st.sampled_from([0, 50, 2_000]),
)
PROMPT = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10)), max_size=40).map(sorted)
"""Replies and pages: the second in which one is said, and its segments."""


def lived(rates: Rates, prompt: list[tuple[int, int]], seconds: int = 200) -> tuple[Number, list[tuple[float, float]]]:
    """A few minutes; and for each prompt text how long it waited, and how long of that for other prompt ones."""
    number, alone = Number(rates), Number(rates)
    due, waits = deque(prompt), []
    for second in range(seconds + 1):
        at = START + timedelta(seconds=second)
        while due and due[0][0] <= second:
            _, size = due.popleft()
            waits.append((number.hand(at, size), alone.hand(at, size)))
        if second % SHARE == 0:
            number.look(at)
    return number, waits


@given(RATES, PROMPT)
def test_a_page_waits_for_no_more_than_one_share_of_scheduled_texts(
    rates: Rates, prompt: list[tuple[int, int]]
) -> None:
    one_text = 1 / rates.a_second
    _, waits = lived(rates, prompt)
    assert all(waited <= anyway + max(SHARE, one_text) + 1e-6 for waited, anyway in waits)


@given(RATES, PROMPT)
def test_scheduled_texts_never_touch_the_share_that_is_kept(rates: Rates, prompt: list[tuple[int, int]]) -> None:
    number, _ = lived(rates, prompt)
    for at, size in number.scheduled:
        minute = sum(size for when, size in number.handed if at - timedelta(minutes=1) < when <= at)
        day = sum(size for when, size in number.handed if when <= at)
        assert not rates.a_minute or minute <= rates.a_minute * (1 - SPARE)
        assert not rates.a_day or day <= rates.a_day * (1 - SPARE)


@given(st.sampled_from([0.25, 1.0, 3.0, 10.0, 100.0]))
def test_the_number_is_never_handed_more_than_its_rate(a_second: float) -> None:
    number, _ = lived(Rates(a_second), [])
    for at, _ in number.scheduled:
        lately = sum(size for when, size in number.scheduled if at - timedelta(seconds=60) < when <= at)
        assert lately <= a_second * (60 + SHARE) + 1


@given(st.sampled_from([1.0, 3.0, 10.0]))
def test_with_nothing_else_to_say_it_sends_at_its_rate(a_second: float) -> None:
    number, _ = lived(Rates(a_second), [])
    assert sum(size for _, size in number.scheduled) >= 0.95 * a_second * 200


def test_a_burst_of_replies_is_let_through_before_scheduled_texts_go_on() -> None:
    burst = [(START, 30)]
    for seconds, left in ((0, 30.0), (10, 20.0), (30, 0.0), (50, 0.0)):
        assert queue(burst, 1.0, START + timedelta(seconds=seconds)) == left
    assert room(Rates(1.0), Sent(queue=20.0), SHARE) == 0


def test_an_empty_number_sends_one_text_however_slow_it_is() -> None:
    assert room(Rates(0.1), Sent(), SHARE) == 1


def test_a_number_without_limits_of_minute_and_day_has_only_its_rate() -> None:
    assert room(Rates(10.0), Sent(minute=10**6, day=10**6), SHARE) == 20


def test_seven_tenths_of_the_day_are_told() -> None:
    assert not tells(Rates(1.0, a_day=100), Sent(day=69))
    assert tells(Rates(1.0, a_day=100), Sent(day=70))
    assert not tells(Rates(1.0), Sent(day=10**6))
