"""What a client's text means, after triage and before anything is done about it. Pure. Danger comes before all else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from bot import commands, paging
from bot.people import Person
from flows import flow
from flows.commands import Command, Request, read_command
from flows.fold import words
from flows.interrupts import Keyword, Said, not_safe, unwanted_kinds
from flows.machine import Ask
from flows.replies import Choices, Ratings, is_later, read_answer
from flows.replies.told import Told
from flows.triage import Tier, Verdict

ENROLLED = {"active", "invited"}
SHORT_STEPS = frozenset({"craving", "setback", "sos"})
"""Flows of many short texts, or of somebody in danger: their answers are not taken for a machine's, nor for a day's."""

OWN_SETTINGS = {"enrolment", "settings"}


@dataclass(frozen=True)
class Heard:
    """One stored text of a client. `carrier_answered`: the carrier has replied to an opt-out word itself. `said_at`:
    when it was written, where the line was away."""

    inbound_id: int
    body: str
    media: int
    verdict: Verdict
    carrier_answered: bool = False
    said_at: datetime | None = None


class Meaning(StrEnum):
    """What a client's text is, in the order in which it is tried."""

    UNSAFE = auto()
    STOP = auto()
    DANGER = auto()
    SAME_DANGER = auto()
    START = auto()
    OPTED_OUT = auto()
    INFO = auto()
    NO_MORE_OF_A_KIND = auto()
    NOT_THEIR_PHONE = auto()
    RELAY = auto()
    PAUSE = auto()
    WRONG_PERSON = auto()
    PICTURE = auto()
    SETBACK = auto()
    COMMAND = auto()
    NEWCOMER = auto()
    ANSWER = auto()
    STILL_PAGING = auto()
    RATINGS = auto()
    CHAT = auto()


def meaning(heard: Heard, person: Person) -> Meaning:
    """What this text means. Pure. An opt-out with danger in it is both: STOP sees to the danger too; and UNSAFE, where
    somebody else reads the phone, to both of them."""
    own = Said.of(heard.body)
    said, open_need = own.keyword().keyword, person.escalation
    if not_safe(own):
        return Meaning.UNSAFE
    fewer = unwanted_kinds(own) != ()
    if said is Keyword.STOP or (fewer and person.client.status != "active"):  # they are sent no kinds to choose from
        return Meaning.STOP
    if heard.verdict.tier >= Tier.URGENT:
        return Meaning.SAME_DANGER if _told_already(heard.verdict, person) else Meaning.DANGER
    if heard.said_at is not None and person.client.opted_out_at is not None:
        return Meaning.OPTED_OUT  # a START that comes late may be older than the opt-out: nothing late opens the line
    likely = _likely(heard, person, own) if said is Keyword.NONE else said
    if likely is Keyword.START and _away(heard.body, person):
        return Meaning.START
    if person.client.opted_out_at is not None:
        return Meaning.COMMAND if _always_counts(heard.body) else Meaning.OPTED_OUT
    if said is Keyword.INFO:
        return Meaning.INFO
    if fewer:
        return Meaning.NO_MORE_OF_A_KIND
    if open_need is not None and _says_not_theirs(heard.body, person):
        return Meaning.NOT_THEIR_PHONE
    if open_need is not None and open_need.owner_id is not None:
        return Meaning.RELAY
    if likely is Keyword.STOP:
        return Meaning.STOP
    if likely is Keyword.PAUSE and not (person.conversation is not None and is_later(heard.body)):
        return Meaning.PAUSE
    return _ordinary(heard, person, own, likely)


def _likely(heard: Heard, person: Person, own: Said) -> Keyword:
    """What the learnt reader hears where no rule hears a request, from whoever we text.

    It gives way to an open crisis, to talks with somebody in danger and about settings, to commands and ratings, and to
    a question of ours that the text answers; a question about us also to hard words.
    """
    talk = person.conversation
    if person.escalation is not None or person.client.status not in {"active", "supporter"}:
        return Keyword.NONE
    if talk is not None and (talk.flow in SHORT_STEPS | OWN_SETTINGS or _is_answered(heard.body, person)):
        return Keyword.NONE
    if read_command(heard.body) or otherwise(heard, person) is Meaning.RATINGS:
        return Keyword.NONE
    found = own.likely().keyword
    return Keyword.NONE if found is Keyword.INFO and heard.verdict.tier is not Tier.NONE else found


def _away(text: str, person: Person) -> bool:
    """Whether START means anything. To people who are on the line YES is an ordinary word; and in a crisis it may be
    what the coach just asked, so that it ends no pause there, and START from a stranger is for the coach."""
    whose, in_need = person.client, person.escalation is not None
    if whose.opted_out_at or whose.unsafe_since:
        return True
    if whose.paused_until:
        return not (in_need and words(text) == ("yes",))
    return whose.status == "stranger" and not in_need


def _always_counts(text: str) -> bool:
    """What somebody may ask for who opted out: JOIN asks for texts as much as START does; their data are theirs."""
    asked = read_command(text)
    if asked is None:
        return False
    return asked.command in {Command.EXPORT, Command.ERASE} or (asked.command is Command.JOIN and asked.about != "")


def _says_not_theirs(text: str, person: Person) -> bool:
    """Whether it answers "is this still your phone?" with no."""
    row, ask = person.conversation, question(person)
    return row is not None and ask is not None and row.flow == "same_phone" and ask.expect.read(text) == "lost"


def _ordinary(heard: Heard, person: Person, own: Said, likely: Keyword) -> Meaning:
    if person.client.status in ENROLLED and person.escalation is None and own.wrong_person():
        return Meaning.WRONG_PERSON
    if heard.media and not heard.body.strip():
        return Meaning.PICTURE
    if _is_a_new_setback(heard, person):
        return Meaning.SETBACK
    if _asks_about_us(heard, person, own):
        return Meaning.INFO
    asked = asked_for(heard, person)
    if asked is None:
        return Meaning.INFO if likely is Keyword.INFO else otherwise(heard, person)
    if person.escalation is None or asked.command in commands.IN_NEED:
        return Meaning.COMMAND
    return otherwise(heard, person) if asked.about else Meaning.STILL_PAGING


def _is_a_new_setback(heard: Heard, person: Person) -> bool:
    """A return to use is told, and nobody is looking after it yet: no crisis, and no talk about it already."""
    about = heard.verdict.tier is Tier.CONCERN and heard.verdict.topic == "setback"
    in_it = person.conversation is not None and person.conversation.flow == "setback"
    return about and not in_it and person.escalation is None and person.client.status == "active"


def _asks_about_us(heard: Heard, person: Person, own: Said) -> bool:
    """Who writes, what this is, what it costs: told to whoever we text, except in a crisis and where a question of ours
    takes the same words as its answer (no name is "who is this"). The question under way waits on."""
    if person.escalation is not None or person.client.status not in ENROLLED | {"supporter"}:
        return False
    return own.asks_about_us() is not None and not _is_answered(heard.body, person)


def _is_answered(text: str, person: Person) -> bool:
    ask = question(person)
    return ask is not None and not isinstance(ask.expect, Told) and ask.expect.read(text) is not None


def asked_for(heard: Heard, person: Person) -> Request | None:
    """The command that this text is. A word that the question under way offers as an answer is that answer; and with
    hard words behind it ("meeting was awful, I want to use") it is a sentence."""
    asked = read_command(heard.body)
    if asked is None or asked.command not in commands.ANSWERS or _is_a_choice(heard.body, person):
        return None
    if asked.about and heard.verdict.tier is Tier.CONCERN:
        return None
    not_theirs = person.client.status != "active" and asked.command not in commands.FOR_ANYBODY
    return None if not_theirs or _answers(asked, person) else asked


def _answers(asked: Request, person: Person) -> bool:
    """NAME Annie, to somebody who was just asked for a name."""
    row = person.conversation
    return row is not None and row.flow in OWN_SETTINGS and commands.ASKS.get(asked.command) == row.state


def _is_a_choice(text: str, person: Person) -> bool:
    ask = question(person)
    return ask is not None and isinstance(ask.expect, Choices) and ask.expect.read(text) is not None


def question(person: Person) -> Ask | None:
    """The question that waits for their answer."""
    row = person.conversation
    script = flow(row.flow, row.version) if row is not None else None
    return script.states.get(row.state) if script is not None and row is not None else None


def otherwise(heard: Heard, person: Person) -> Meaning:
    """What the text means when it is no command."""
    if person.conversation is not None:
        return Meaning.RATINGS if _rates_the_day(heard.body, person) else Meaning.ANSWER
    if person.escalation is not None:
        return Meaning.STILL_PAGING
    if person.client.status not in {"active", "supporter"}:
        return Meaning.NEWCOMER
    rated = person.client.status != "supporter" and read_answer(heard.body, "both") != Ratings(None, None)
    return Meaning.RATINGS if rated else Meaning.CHAT


def _rates_the_day(text: str, person: Person) -> bool:
    """Both numbers of a check-in, at a question of something else that they do not answer."""
    row, ask = person.conversation, question(person)
    if row is None or ask is None or row.checkin_id or row.flow in SHORT_STEPS or person.escalation is not None:
        return False
    rated = read_answer(text, "both")
    both = rated.mood is not None and rated.craving is not None
    return both and person.client.status == "active" and ask.expect.read(text) is None


def _told_already(verdict: Verdict, person: Person) -> bool:
    """The same need is open: the words for it were said, and a coach is being paged. A worse one, an emergency of
    another kind, or danger where it was a craving or a wish for a person that nobody has taken yet, hears its own."""
    need = person.escalation
    if need is None or verdict.tier > Tier(need.tier):
        return False
    if verdict.tier is Tier.EMERGENCY:
        return bool(verdict.topic == need.reason)
    return need.owner_id is not None or not paging.is_worse(verdict.topic, need.reason)
