"""Which meetings come next, and a place at one of them; and the word before it begins.

The words are in `copy/meetings.toml`. The bot brings `list`, `count`, and for each of the meetings from 1 to `count`
its `title_1`, `when_1`, `how_1` and `seat_1` (what is kept when they come).
"""

from datetime import timedelta

from flows.effects import Facts, Keep, OpenTask, Say
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.replies import Choices

A_LIST_WAITS = timedelta(hours=2)

WHICH = Choices(first="1", second="2", third="3")
NUMBERS = {"first": 1, "second": 2, "third": 3}
A_PLACE = Choices(
    please="1, a place, save it, please, sure, i will come, i'll come, si, voy, un lugar",
    looking="2, just looking, no, no thanks, not now, solo miro, no gracias, ahora no",
)

quiet_end = Silence(A_LIST_WAITS, end())
to_a_coach = end(OpenTask("words"), Say("meetings.words"))


def what_is_next(facts: Facts) -> Next:
    """The list, if there is one."""
    return go("which") if facts["count"] else end(Say("meetings.none"))


def details(facts: Facts, answer: str) -> Next:
    """What they picked, or the list once more when there are not so many."""
    n = NUMBERS[answer]
    if n > int(facts["count"] or 0):
        return go("which")
    return go("place", **{name: facts[f"{name}_{n}"] for name in ("title", "when", "how", "seat")})


def saved(facts: Facts, answer: str) -> Next:
    """They mean to come."""
    return end(Say("meetings.saved"), Keep("seat", facts["seat"]))


MEETINGS = Flow(
    name="meetings",
    version=1,
    start=what_is_next,
    states={
        "which": Ask(Say("meetings.list"), WHICH, details, Again(Say("meetings.list_again"), to_a_coach), quiet_end),
        "place": Ask(
            say=Say("meetings.details"),
            expect=A_PLACE,
            then={"please": saved, "looking": end(Say("meetings.looking"))},
            unclear=Again(Say("meetings.place_again"), to_a_coach),
            silent=quiet_end,
        ),
    },
)


def see_you(facts: Facts) -> Next:
    """Nothing is asked."""
    return end(Say("meeting_soon.see_you"))


MEETING_SOON = Flow("meeting_soon", 1, see_you, {})
