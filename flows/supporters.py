"""People a client leans on: added with their own yes, asked only when the client asks, told nothing by itself.

The words are in `copy/buddy.toml` (to the client) and `copy/supporting.toml` (to the supporter). The bot brings
`count`, `list` ("1 Maria, 2 Tom"), `taken`, the numbers of all of them and the client's own, and for each `who_1`,
`id_1` and `state_1`: ready, waiting (no yes yet), rested (asked often enough today) or gone (no texts); and `cannot`,
whether the number that was named takes no texts. To the supporter, `client` is who asks and `asked`
the row of that question.
"""

import re
from datetime import timedelta

from flows.effects import Facts, Keep, OpenTask, Say
from flows.fold import fold
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.replies import Choices

A_QUESTION_WAITS = timedelta(hours=2)
A_SUPPORTER_THINKS = timedelta(days=3)
MOST = 3
NAME = 20  # letters

_NUMBER = re.compile(r"\+?1?[ .-]*\(?(\d{3})\)?[ .-]*(\d{3})[ .-]*(\d{4})(?!\d)")
_SKIP = frozenset({"skip", "no", "nobody", "none", "later", "saltar", "nadie", "luego"})


class NameAndNumber:
    """A name and a North American number, in either order: "Maria|+15185550142". "skip" for a text that says so."""

    def read(self, text: str) -> str | None:
        """None when either is missing."""
        if fold(text).strip(" .!") in _SKIP:
            return "skip"
        found = _NUMBER.search(text)
        if found is None:
            return None
        name = " ".join((text[: found.start()] + " " + text[found.end() :]).split()).strip(" ,.:;-()|")
        return f"{name[:NAME]}|+1{''.join(found.groups())}" if name else None


ASK_THEM = Choices(
    ask="1, ask, ask them, go ahead, please, sure, si, pregunta, claro",
    not_now="2, not now, no, no thanks, ahora no, no gracias",
)
WHEN = Choices(
    asked="1, only when i text buddy, only when i ask, solo cuando lo pida",
    hard="2, hard moments too, both, in a hard moment too, tambien en momentos duros, los dos",
)
WHOM = Choices(first="1", second="2", third="3", new="4, new, add, someone new, nuevo, agregar, alguien mas")
NUMBERS = {"first": 1, "second": 2, "third": 3}
AGREE = Choices(
    agree="1, i agree, agree, sure, of course, gladly, si, acepto, claro, con gusto",
    decline="2, no thanks, no, not now, no gracias, ahora no",
)

quiet_end = Silence(A_QUESTION_WAITS, end())
to_a_coach = end(OpenTask("words"), Say("buddy.words"))


def first(facts: Facts) -> Next:
    """Whom to lean on, or who might be one."""
    return go("whom" if facts["count"] else "who")


def _named(facts: Facts, told: str) -> Next:
    if told == "skip":
        return end(Say("buddy.not_now"))
    who, _, number = told.partition("|")
    if number in str(facts["taken"]).split():
        return end(Say("buddy.taken"))
    return go("ask_them", who=who, number=number)


def _asked(facts: Facts, when: str) -> Next:
    if facts.get("cannot"):
        return end(Say("buddy.gone"))
    hard = int(when == "hard")
    return end(Keep("supporter", f"{facts['who']}|{facts['number']}|{hard}"), Say("buddy.asked"))


def _chosen(facts: Facts, answer: str) -> Next:
    if answer == "new":
        return go("who") if int(facts["count"] or 0) < MOST else end(Say("buddy.enough"))
    n = NUMBERS[answer]
    if n > int(facts["count"] or 0):
        return go("whom")
    who = facts[f"who_{n}"]
    if facts[f"state_{n}"] == "ready":
        return end(Keep("supporter_needed", facts[f"id_{n}"]), Say("buddy.needed", {"who": who}))
    return end(Say(f"buddy.{facts[f'state_{n}']}", {"who": who}))


BUDDY = Flow(
    name="buddy",
    version=1,
    start=first,
    states={
        "whom": Ask(Say("buddy.whom"), WHOM, _chosen, Again(Say("buddy.whom_again"), to_a_coach), quiet_end),
        "who": Ask(Say("buddy.who"), NameAndNumber(), _named, Again(Say("buddy.who_again"), to_a_coach), quiet_end),
        "ask_them": Ask(
            say=Say("buddy.ask_them"),
            expect=ASK_THEM,
            then={"ask": go("when"), "not_now": end(Say("buddy.not_now"))},
            unclear=Again(Say("buddy.ask_again"), to_a_coach),
            silent=quiet_end,
        ),
        "when": Ask(Say("buddy.when"), WHEN, _asked, Again(Say("buddy.when_again"), to_a_coach), quiet_end),
    },
)


def _answered(facts: Facts, answer: str) -> Next:
    """To the one who asked, and to nobody else: several clients may lean on the same person."""
    if answer == "agree":
        return end(Keep("supporter_agreed", facts["asked"]), Say("supporting.thanks"))
    return end(Keep("supporter_declined", facts["asked"]), Say("supporting.fine"))


SUPPORTING = Flow(
    name="supporting",
    version=1,
    start="agree",
    states={
        "agree": Ask(
            say=Say("supporting.agree"),
            expect=AGREE,
            then=_answered,
            unclear=Again(Say("supporting.again"), end(OpenTask("words"), Say("supporting.words"))),
            silent=Silence(A_SUPPORTER_THINKS, end()),
        ),
    },
)


def _told(facts: Facts) -> Next:
    if facts.get("gone"):
        return end(Say("buddy_news.gone"))
    return end(Say("buddy_news.agreed" if facts["agreed"] else "buddy_news.declined"))


BUDDY_NEWS = Flow("buddy_news", 1, _told, {})
