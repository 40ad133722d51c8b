"""Looking in again: two hours after a craving, the next morning, and the morning after a return to use.

The words are in `copy/after.toml`; the first text of each can be read on a locked phone by anyone. The bot brings
`name`, `word`, `offer_at` and `page_at`; `was` is the last number, where there is one.
"""

from datetime import timedelta

from flows.effects import Facts, OpenEscalation, OpenTask, Say
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.offer import offer_states, words_for_a_coach
from flows.replies import Choices, Ratings, Scale

AN_ANSWER_WAITS = timedelta(hours=4)

HOW = Choices(
    fine="1, fine, ok, okay, good, i am fine, i'm fine, i am ok, i'm ok, better, bien, estoy bien, mejor",
    hard="2, hard, not good, not great, bad, rough, no, so so, mal, estoy mal, no muy bien, regular, duro",
)


def rated(facts: Facts, rated: Ratings) -> Next:
    """At the program's lines a coach is paged, or offered; else the number is said back with the one before."""
    now = int(rated.craving or 0)
    if now >= int(facts["page_at"] or 0):
        return end(Say("craving.paging"), OpenEscalation("urgent", "craving"), rating=now)
    if now >= int(facts["offer_at"] or 0):
        return go("offer", rating=now)
    was = facts.get("was")
    return end(Say("after.rated" if was is None or now >= int(was) else "after.lower"), rating=now)


def _offer(say: Say, reason: str) -> dict[str, Ask]:
    taken = end(Say("offer.paging"), OpenEscalation("urgent", reason))
    return offer_states(say, taken, end(Say("after.your_call")), reason, AN_ANSWER_WAITS)


def _rating(name: str) -> Flow:
    ask = Ask(
        Say(f"after.{name}"),
        Scale("craving"),
        rated,
        Again(Say("after.again"), words_for_a_coach),
        Silence(AN_ANSWER_WAITS, end()),
    )
    return Flow(name, 1, "ask", {"ask": ask, **_offer(Say("craving.offer"), "craving")})


CRAVING_LATER = _rating("craving_later")
CRAVING_MORNING = _rating("craving_morning")

SETBACK_MORNING = Flow(
    name="setback_morning",
    version=1,
    start="ask",
    states={
        "ask": Ask(
            say=Say("after.setback_morning"),
            expect=HOW,
            then={"fine": end(Say("after.fine")), "hard": go("offer")},
            unclear=words_for_a_coach,
            silent=Silence(AN_ANSWER_WAITS, end(OpenTask("setback_quiet"))),
        ),
        **_offer(Say("after.offer"), "setback"),
    },
)
