"""A coach is offered: 1 pages one, 2 does not. What cannot be read twice pages, to be safe; silence is a task."""

from datetime import timedelta

from flows.effects import OpenEscalation, OpenTask, Say
from flows.machine import Again, Ask, Next, Silence, Then, end, go
from flows.replies import Choices

AN_OFFER_WAITS = timedelta(minutes=30)

WANTED = Choices(
    coach="1, page a coach, page me, coach, please, yes please, sure, yeah, si, por favor, avisa, claro",
    not_now="2, not now, no, no thanks, nah, ahora no, no gracias",
)

words_for_a_coach = end(OpenTask("words"), Say("line.thanks_words"))


def offer_states(say: Say, taken: Next, refused: Then, reason: str, stands: timedelta | str) -> dict[str, Ask]:
    """The states `offer` and `offer_stands`. The second says nothing, and hears a late 1 as the yes that it is."""
    by_wish = {"coach": taken, "not_now": refused}
    to_be_safe = end(Say("offer.paging_unsure"), OpenEscalation("urgent", reason))
    unanswered = Silence(AN_OFFER_WAITS, go("offer_stands", OpenTask("offer_unanswered")))
    return {
        "offer": Ask(say, WANTED, by_wish, Again(Say("offer.again"), to_be_safe), unanswered),
        "offer_stands": Ask(None, WANTED, by_wish, words_for_a_coach, Silence(stands, end())),
    }
