"""A craving now: how strong, one thing to try, fifteen minutes, how strong now; then a person, where it has not eased.

The words are in `copy/craving.toml`. The bot brings these facts: `name`; `word`, the client's own word for it;
`offer_at` and `page_at`, the program's lines (0 to 10); `one`, `two` and `three`, what the skills to choose from are
called, what helped this client before first, with `one_is` ... their names in `flows.skills`; and where it begins:
`paged` when a coach is paged for, `before` when it has been rated already.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from flows.effects import Effect, Facts, Forget, Later, OpenEscalation, OpenTask, Say, Tried
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.offer import offer_states, words_for_a_coach
from flows.replies import Choices, Ratings, Scale, is_courtesy, without_courtesy
from flows.skills import TIMER, skill_states

EASED_BY = 2
LITTLE = 3  # 0 to 3 needs nobody, whatever it was before
AN_HOUR = timedelta(hours=1)
LATER, MORNING = timedelta(hours=2), time(9)

PICKS = Choices(
    one="1, first, the first one, primero, primera",
    two="2, second, the second one, segundo, segunda",
    three="3, third, the third one, tercero, tercera",
    none="0, no, none, nothing, no thanks, not now, nah, ninguno, ninguna, nada, no gracias, ahora no",
)


@dataclass(frozen=True)
class Pick:
    """One of three; words that name none take the first, because this is no time to be asked twice. None for courtesy:
    who says thanks has picked nothing."""

    def read(self, text: str) -> str | None:
        if PICKS.read(text) is None and is_courtesy(text):
            return None
        return PICKS.read(text) or PICKS.read(without_courtesy(text)) or "one"


def opening(facts: Facts) -> Next:
    """The first question; with the words of danger before it where a coach is paged."""
    rated = facts.get("before") is not None
    if facts.get("paged"):
        coach = (Say("sos.urgent_craving"), OpenEscalation("urgent", "craving"))
        return go("pick" if rated else "rate", *coach, *look_in({}))
    if rated:
        return go("pick", *look_in({}))
    return go("rate", Say("craving.hello"), *look_in({}))


def look_in(was: Facts) -> tuple[Effect, ...]:
    """In two hours, unless that is at night, and the next morning."""
    return Later("craving_later", LATER, was, worth=AN_HOUR), Later("craving_morning", MORNING, was)


def rated(facts: Facts, now: Ratings) -> Next:
    """At the program's line a coach is paged, and there is something to try while they wait."""
    strong = int(now.craving or 0)
    if strong >= int(facts["page_at"] or 0) and not facts.get("paged"):
        return go("pick", *paging(), before=strong, rating=strong, paged=True)
    return go("pick", before=strong)


def paging() -> tuple[Effect, ...]:
    return Say("craving.paging"), OpenEscalation("urgent", "craving")


def picked(facts: Facts, which: str) -> Next:
    """The skill they chose, or none of them."""
    return go("timer") if which == "none" else go(f"{facts[f'{which}_is']}_1", skill=facts[f"{which}_is"])


def rated_again(facts: Facts, rated: Ratings) -> Next:
    """Whether it has eased decides who is needed. At the program's line a coach is, whatever it was before."""
    now, before = int(rated.craving or 0), facts.get("before")
    known = None if before is None else int(before)
    step = _by_change(facts, known, now)
    tried = (Tried(str(facts["skill"]), known, now),) if facts.get("skill") else ()
    return Next(step.state, (*tried, *step.effects), {"rating": now})


def _by_change(facts: Facts, before: int | None, now: int) -> Next:
    if now >= int(facts["page_at"] or 0):
        return end(*paging(), *look_in({"was": now}))
    if before is not None and before - now >= EASED_BY:
        return end(Say("craving.eased"), *look_in({"was": now}))
    if now <= LITTLE:
        return end(Say("craving.little"), Forget("craving_later"), Forget("craving_morning"))
    if facts.get("paged"):
        return end(*paging(), *look_in({"was": now}))
    return go("offer", *look_in({"was": now}))


ask_again = go("again")
in_a_while = Silence(TIMER, ask_again)
unanswered = Silence(AN_HOUR, end(OpenTask("craving_unanswered")))

CRAVING = Flow(
    name="craving",
    version=1,
    start=opening,
    states={
        "rate": Ask(
            Say("craving.rate"), Scale("craving"), rated, Again(Say("craving.rate_again"), go("pick")), in_a_while
        ),
        "pick": Ask(Say("craving.pick"), Pick(), picked, Again(Say("craving.pick_again"), go("timer")), in_a_while),
        **skill_states(then=go("timer"), silent=in_a_while),
        "timer": Ask(
            Say("craving.timer"), Scale("craving"), rated_again, Again(Say("craving.timer_runs"), ask_again), in_a_while
        ),
        "again": Ask(
            Say("craving.again"),
            Scale("craving"),
            rated_again,
            Again(Say("craving.rate_again"), words_for_a_coach),
            unanswered,
        ),
        **offer_states(
            Say("craving.offer"),
            taken=end(Say("offer.paging"), OpenEscalation("urgent", "craving")),
            refused=end(Say("craving.your_call")),
            reason="craving",
            stands=AN_HOUR,
        ),
    },
)
