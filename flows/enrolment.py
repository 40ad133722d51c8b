"""Coming in: a yes by text to the texts themselves, one to the risk of texting, and questions that may be left out.

The words are in `copy/enrolment.toml`. The bot begins it when somebody texts JOIN and the program's word, when a coach
has signed them up, and when their number has changed. Facts: those of `flows/questions.py`; `join_word`; `usual`, the
time of the daily text unless they choose one; `time` that is set already, or `usual`; and `ask`, the names of the
questions that nobody has answered yet.
"""

from datetime import timedelta

from flows.effects import Agree, Effect, Facts, Keep, OpenTask, Say
from flows.machine import Again, Ask, Flow, Next, Silence, end
from flows.machine import go as on_to
from flows.questions import questions
from flows.replies import Choices

AN_INVITATION_WAITS = timedelta(days=7)

# YES is a word of the carriers: it opts in by itself, and may never reach us.
JOINS = Choices(
    joins="1, join, i agree, agree, i do, ok, okay, sure, yeah, yep, si, acepto, de acuerdo, claro",
    no="2, no, no thanks, not now, nope, not me, no gracias, ahora no, no soy yo",
)
FINE = Choices(
    fine="1, fine, its fine, ok, okay, sure, yeah, yep, si, bien, esta bien, me parece bien",
    no="2, not fine, no, nope, not ok, no me parece bien, mejor no",
)


def next_question(facts: Facts, what: str, *effects: Effect, **learn: object) -> Next:
    """On to the first question that is still open, or the end."""
    left = str(facts["ask"]).split()
    left = [one for one in left if one != what]
    new: Facts = {**learn, "ask": " ".join(left)}  # type: ignore[dict-item] # answers are facts
    return Next(left[0], effects, new) if left else Next(None, (*effects, Say("enrolment.done")), new)


def warned(facts: Facts, _: str) -> Next:
    """They know that others may read texts, and want them: from here on they are on the list."""
    on_the_list = (Agree("warned", True, "enrolment.risk"), Keep("status", "active"), Say("enrolment.welcome"))
    return next_question(facts, "", *on_the_list)


said_no = end(
    Agree("all", False, "enrolment.confirm"), Keep("status", "left"), Say("enrolment.no"), OpenTask("said_no")
)
rather_not = end(
    Agree("warned", False, "enrolment.risk"), Keep("status", "left"), Say("enrolment.rather_not"),
    OpenTask("rather_not_text"),
)  # fmt: skip
words_for_a_coach = end(OpenTask("words"), Say("enrolment.words"))
no_answer = Silence(AN_INVITATION_WAITS, end(OpenTask("not_confirmed")))

ENROLMENT = Flow(
    name="enrolment",
    version=1,
    start="confirm",
    states={
        "confirm": Ask(
            say=Say("enrolment.confirm"),
            expect=JOINS,
            then={"joins": on_to("risk", Agree("all", True, "enrolment.confirm")), "no": said_no},
            unclear=Again(Say("enrolment.confirm_again"), words_for_a_coach),
            silent=no_answer,
        ),
        "risk": Ask(
            say=Say("enrolment.risk"),
            expect=FINE,
            then={"fine": warned, "no": rather_not},
            unclear=Again(Say("enrolment.risk_again"), words_for_a_coach),
            silent=no_answer,
        ),
        **questions(next_question),
    },
)
