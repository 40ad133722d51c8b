"""Whether "later" is meant, and when."""

import pytest

from flows.replies import Later, OrLater, Ratings, Scale, is_later
from flows.replies.later import read_later

TODAY = [
    *("later", "Not now", "snooze", "ask me later", "luego", "ahora no", "al rato", "not right now", "más tarde"),
    *("bad time", "some other time", "can this wait", "en otro momento"),
]


@pytest.mark.parametrize("text", TODAY)
def test_later_is_later_today(text: str) -> None:
    assert read_later(text) == Later()


@pytest.mark.parametrize(("text", "seconds"), [("text me in 3 hours", 10_800), ("snooze 30 minutes", 1_800)])
def test_later_may_say_when(text: str, seconds: float) -> None:
    assert read_later(text) == Later(seconds)


NOT_LATER = [
    *("pause", "pausa", "pause for a week", "not today", "hoy no", "hold my texts until friday"),
    *("stop texts for a while", "6", "see you later", "later that night i used", "", "skip this week", "another day?"),
]


@pytest.mark.parametrize("text", NOT_LATER)
def test_what_asks_for_days_or_for_nothing_is_none(text: str) -> None:
    assert not is_later(text)


def test_a_number_is_still_a_number() -> None:
    assert OrLater(Scale("craving")).read("3") == Ratings(craving=3)
    assert OrLater(Scale("craving")).read("luego") == Later()
    assert OrLater(Scale("craving")).read("purple") is None
