"""Numbers change hands: twice a year the line asks whether this is still their phone, and a month after silence again.

The words are in `copy/same_phone.toml`: they name nobody, for somebody else may be reading. Nothing here needs facts.
"""

from datetime import timedelta

from flows.effects import Agree, Effect, Keep, Later, OpenTask, Say
from flows.machine import Again, Ask, Flow, Silence, end
from flows.replies import Choices

A_QUESTION_WAITS = timedelta(hours=4)
IN_HALF_A_YEAR = Later("same_phone", timedelta(days=182), worth=timedelta(days=14))
IN_A_MONTH = Later("same_phone", timedelta(days=30), worth=timedelta(days=14))

LOST: tuple[Effect, ...] = (
    Say("wishes.wrong_number"),
    Agree("all", False, "wishes.wrong_number"),
    OpenTask("wrong_number"),
    Keep("phone", "lost"),
)
"""Somebody else has the number: one word to them, nothing more, and a coach looks for the person."""

# A bare "no" may be about anything: it is asked about, and locks nobody out.
WHOSE = Choices(
    theirs="1, me, its me, it is me, still me, still mine, mine, yeah, yep, same, si, soy yo, sigo siendo yo, es mio",
    lost="2, not me, not mine, wrong number, no soy yo, no es mio, numero equivocado",
)

SAME_PHONE = Flow(
    name="same_phone",
    version=1,
    start="whose",
    states={
        "whose": Ask(
            say=Say("same_phone.whose"),
            expect=WHOSE,
            then={"theirs": end(Say("same_phone.theirs"), IN_HALF_A_YEAR), "lost": end(*LOST)},
            unclear=Again(Say("same_phone.whose_again"), end(OpenTask("words"), Say("same_phone.words"), IN_A_MONTH)),
            silent=Silence(A_QUESTION_WAITS, end(OpenTask("same_phone"), IN_A_MONTH)),
        )
    },
)
