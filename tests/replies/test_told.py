"""What people tell of themselves is read as they mean it, or not at all."""

from datetime import date, time

import pytest

from flows.replies.dates import read_date
from flows.replies.dates import shown as date_shown
from flows.replies.times import read_time
from flows.replies.times import shown as time_shown
from flows.replies.told import NAME, SKIPPED, read_name, read_word, read_zip

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("8pm", ["20:00"]),
        ("8 PM please", ["20:00"]),
        ("8:30 p.m.", ["20:30"]),
        ("at 9 in the morning", ["09:00"]),
        ("7a", ["07:00"]),
        ("830pm", ["20:30"]),
        ("20:00", ["20:00"]),
        ("2030", ["20:30"]),
        ("08:00", ["08:00"]),
        ("18h30", ["18:30"]),
        ("half past six in the evening", ["18:30"]),
        ("noon", ["12:00"]),
        ("12", ["12:00"]),
        ("12am", ["00:00"]),
        ("12 de la noche", ["00:00"]),
        ("a las 8 de la noche", ["20:00"]),
        ("a las 8", ["08:00", "20:00"]),
        ("ocho y media", ["08:30", "20:30"]),
        ("8 de la mañana", ["08:00"]),
        ("a las once", ["11:00", "23:00"]),
        ("a la 1 de la tarde", ["13:00"]),
        ("mediodía", ["12:00"]),
        ("8", ["08:00", "20:00"]),
    ],
)
def test_a_time_of_day_is_read_in_both_languages(text: str, times: list[str]) -> None:
    told = read_time(text)
    assert told is not None
    assert told.times == tuple(map(time.fromisoformat, times))


@pytest.mark.parametrize(
    "text",
    [
        *("time flies", "8 or 9", "25", "9:75", "once a day", "12345", "", "👍", "8am or 8pm", "20:00 in the morning"),
        *("whenever", "08:00 pm", "half past", "8:5", "one two three"),
    ],
)
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert read_time(text) is None


def test_times_are_written_as_people_write_them() -> None:
    assert [time_shown(time(hour, 5)) for hour in (0, 9, 12, 20)] == ["12:05 am", "9:05 am", "12:05 pm", "8:05 pm"]


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("3/14/2025", "2025-03-14", "2025-03-14"),
        ("14/3/2025", "2025-03-14", "2025-03-14"),
        ("3/4/25", "2025-03-04", "2025-04-03"),
        ("2025-03-14", "2025-03-14", "2025-03-14"),
        ("March 14", "2026-03-14", "2026-03-14"),
        ("July 4", "2025-07-04", "2025-07-04"),
        ("March 14th, 2025", "2025-03-14", "2025-03-14"),
        ("2025 March 14", "2025-03-14", "2025-03-14"),
        ("14 de marzo de 2025", "2025-03-14", "2025-03-14"),
        ("since yesterday", "2026-05-31", "2026-05-31"),
        ("hoy", "2026-06-01", "2026-06-01"),
    ],
)
def test_a_date_is_read_in_the_order_of_their_language(text: str, english: str, spanish: str) -> None:
    told = read_date(text)
    assert told is not None
    assert str(told.on(TODAY, day_first=False)) == english
    assert str(told.on(TODAY, day_first=True)) == spanish


@pytest.mark.parametrize("text", ["2/30/2025", "1/1/2030", "Feb 29 2025", "Feb 30"])
def test_a_day_that_never_was_or_is_to_come_is_none(text: str) -> None:
    told = read_date(text)
    assert told is not None
    assert told.on(TODAY, day_first=False) is None


@pytest.mark.parametrize(
    "text", ["no idea", "3/14", "January 2025", "March April 3", "2025-14-03", "March", "3 days", "1 2 3 4"]
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read_date(text) is None


def test_dates_are_written_in_the_order_of_a_language() -> None:
    assert date_shown(date(2025, 3, 14), day_first=False) == "3/14/2025"
    assert date_shown(date(2025, 3, 14), day_first=True) == "14/3/2025"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Annie", "Annie"),
        ("my name is José Luis", "José Luis"),
        ("Hi, I'm Ana!", "Ana"),
        ("please call me Al", "Al"),
        ("Me llamo María-José", "María-José"),
        ("O'Neil", "O'Neil"),
        ("soy Luis", "Luis"),
        ("I'm tired", None),
        ("what do you mean by that", None),
        ("STOP", None),
        ("8", None),
        ("👍", None),
        ("Annabellaannabellaannabella", None),
    ],
)
def test_a_name_is_taken_as_it_was_typed(text: str, name: str | None) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the weather", "the weather"),
        ("“olas”", "olas"),
        ("my sobriety", None),
        ("heroína", None),
        ("end", None),
        ("a b c d e", None),
    ],
)
def test_a_word_of_their_own_tells_a_lock_screen_nothing(text: str, word: str | None) -> None:
    assert read_word(text) == word


@pytest.mark.parametrize(
    ("text", "code"), [("80202", "80202"), ("it is 12180-1234", "12180"), ("802022", None), ("no", None)]
)
def test_a_zip_code_has_five_digits(text: str, code: str | None) -> None:
    assert read_zip(text) == code


@pytest.mark.parametrize("text", ["skip", "SALTAR", "No thanks", "0", "paso"])
def test_a_question_may_be_left_out(text: str) -> None:
    assert NAME.read(text) is SKIPPED
