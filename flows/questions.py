"""The questions about a client's own settings: one after the other at enrolment, later whichever is asked for.

The words are in `copy/settings.toml`. The bot brings these facts: `opens` and `closes`, the hours of scheduled texts
("08:00"); `today`, ISO; `day_first`, whether their language writes 14/3 for March 14; `word`, theirs if they have one.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from flows.effects import Facts, Keep, OpenTask, Say
from flows.machine import Again, Ask, Next, Silence, end, go
from flows.replies import Choices, Expectation, dates, times
from flows.replies.told import DATE, NAME, SKIP, SKIPPED, TIME, WORD

A_QUESTION_WAITS = timedelta(hours=2)

Goes = Callable[..., Next]
"""`goes(facts, what, *effects, **learn)`: where to go once `what` is settled; without effects it was left out."""

LANGUAGE = Choices(en="1, english, ingles", es="2, espanol, spanish, castellano", skip=SKIP)
HALF = Choices(
    am="1, am, morning, in the morning, manana, de la manana", pm="2, pm, evening, in the evening, tarde, noche"
)
PHONE = Choices(
    mine="1, only me, just me, me, mine, solo yo, yo, mio",
    shared="2, others, others too, shared, we share, compartido, otros, otras personas",
    skip=SKIP,
)
silent = Silence(A_QUESTION_WAITS, end())


def questions(goes: Goes) -> dict[str, Ask]:
    """The questions by name. Each is asked again once; then the words go to a coach, and it is left out."""
    return {
        "name": question("name", NAME, partial(_kept, goes, "name"), goes),
        "language": question("language", LANGUAGE, partial(_kept, goes, "language"), goes),
        "time": question("time", TIME, partial(_time, goes), goes),
        "window": question("window", TIME, partial(_time, goes), goes, again="time_again"),
        "half": question("half", HALF, partial(_half, goes), goes, again="half"),
        "phone": question("phone", PHONE, partial(_phone, goes), goes, again="phone"),
        "word": question("word", WORD, partial(_kept, goes, "word"), goes),
        "date": question("date", DATE, partial(_date, goes), goes),
    }


def question(name: str, expect: Expectation, then: Any, goes: Goes, again: str = "") -> Ask:
    """One question about settings; `again` names the message for an answer that nobody could read."""
    asked_again = Again(Say(f"settings.{again or f'{name}_again'}"), partial(_unread, goes, name))
    return Ask(Say(f"settings.{name}"), expect, then, asked_again, silent)


def left_out(answer: object) -> bool:
    """Whether they texted SKIP."""
    return answer is SKIPPED or answer == "skip"


def _unread(goes: Goes, what: str, facts: Facts, _: None) -> Next:
    step = goes(facts, _settles(what))
    return Next(step.state, (OpenTask("words"), *step.effects), step.learn)


def _settles(what: str) -> str:
    return "time" if what in {"half", "window"} else what


def _kept(goes: Goes, what: str, facts: Facts, answer: Any) -> Next:
    if left_out(answer):
        return goes(facts, what)
    told: Facts = {"day_first": answer == "es"} if what == "language" else {what: answer}
    return goes(facts, what, Keep(what, answer), **told)


def _time(goes: Goes, facts: Facts, told: Any) -> Next:
    if left_out(told):
        return goes(facts, "time")
    if len(told.times) > 1:
        return go("half", hour=f"{told.times[0].hour}:{told.times[0].minute:02}")
    return _at(goes, facts, told.times[0])


def _half(goes: Goes, facts: Facts, half: str) -> Next:
    told = times.read_time(f"{facts['hour']} {half}")
    return _at(goes, facts, told.times[0]) if told else goes(facts, "time")


def _at(goes: Goes, facts: Facts, wall: time) -> Next:
    """Only inside the program's hours; who twice asks for another time is not asked a third time."""
    opens, closes = (time.fromisoformat(str(facts[name])) for name in ("opens", "closes"))
    if opens <= wall < closes:
        return goes(facts, "time", Keep("time", f"{wall:%H:%M}"), time=times.shown(wall))
    if facts.get("told_window"):
        return _unread(goes, "time", facts, None)
    return go("window", told_window=True, from_time=times.shown(opens), to_time=times.shown(closes))


def _phone(goes: Goes, facts: Facts, answer: str) -> Next:
    return goes(facts, "phone") if left_out(answer) else goes(facts, "phone", Keep("shared", answer == "shared"))


def _date(goes: Goes, facts: Facts, told: Any) -> Next:
    if left_out(told):
        return goes(facts, "date")
    day_first = bool(facts["day_first"])
    day = told.on(date.fromisoformat(str(facts["today"])), day_first=day_first)
    if day is None:
        return _unread(goes, "date", facts, None)
    return goes(facts, "date", Keep("recovery_date", day.isoformat()), date=dates.shown(day, day_first=day_first))
