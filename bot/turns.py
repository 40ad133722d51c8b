"""A client's text, after triage and once it is known what it means (`bot.meaning`): the turn that follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from bot import checkins, commands, conversations, joining, pausing, people, relay, supporters, wishes
from bot.effects import Reply, Scene
from bot.meaning import SHORT_STEPS, Heard, Meaning, asked_for, meaning, otherwise, question
from bot.opening import ask_by_the_way, open_flow, told
from bot.people import Person
from bot.program import lines_of
from bot.work import Work
from flows import flow
from flows.checkin import recorded
from flows.commands import Command, read_command
from flows.effects import Effect, OpenEscalation, OpenTask, OptOut, Pause, Say, TellOwner
from flows.interrupts import Said, unwanted_kinds, wants_no_texts
from flows.machine import Replied, advance
from flows.replies import Ratings, read_answer
from flows.same_phone import IN_A_MONTH
from flows.sos import EMERGENCIES
from flows.triage import Tier, Verdict

CONFIRM_WITHIN = timedelta(minutes=5)
"""After an opt-out one confirmation may come, so soon; a later one is a text too many (47 CFR 64.1200(a)(12))."""


SAID_ALL_THE_SAME = EMERGENCIES - {"violence"}
"""Emergencies in which what to do now may save a life, and is said whoever reads the phone: the danger is in a body,
not beside it."""


def take_turn(work: Work, person: Person, heard: Heard) -> list[Reply]:
    """One text of a client, taken to its end. The replies go back in the webhook's own answer."""
    what = meaning(heard, person)
    scene = Scene(work, person, f"i{heard.inbound_id}", inbound_id=heard.inbound_id, muted=heard.carrier_answered)
    if _talking_to_a_machine(work, person, what):
        scene.replies += _slow_down(work, person, heard)
        scene.muted = True
    ANSWERS[what](scene, heard)
    if heard.verdict.tier is Tier.CONCERN and what is not Meaning.SETBACK:
        scene.carry_out((OpenTask("concern"),))
    return scene.replies


def _unsafe(scene: Scene, heard: Heard) -> None:
    """Whoever else reads that phone learns nothing of us, of danger or of what this is about. A coach is paged as for
    any danger, and nothing comes by itself from now on. A late answer may come at the wrong moment: there is none."""
    scene.carry_out(commands.NOT_SAFE)
    opts_out, verdict = wants_no_texts(Said.of(heard.body)), heard.verdict
    if verdict.tier is Tier.EMERGENCY and verdict.topic in SAID_ALL_THE_SAME:
        return _stop(scene, heard) if opts_out else _danger(scene, heard)
    said = () if _is_late(scene, heard) else (Say("wishes.quiet"),)
    danger = _danger_beside(scene, heard, lately=opts_out)
    return scene.carry_out((*said, *((OptOut(),) if opts_out else ()), *danger, TellOwner()))


def _danger_beside(scene: Scene, heard: Heard, *, lately: bool = True) -> tuple[Effect, ...]:
    """A coach is paged for danger beside the wish for no texts; where it is an opt-out, also for danger of `lately`."""
    of_late = lately and people.in_danger_lately(scene.work, scene.person.client.id)
    if heard.verdict.tier < Tier.URGENT and not of_late:
        return ()
    return (OpenEscalation(_at_least_urgent(heard.verdict), heard.verdict.topic or "opted_out"), TellOwner())


def _is_late(scene: Scene, heard: Heard) -> bool:
    return heard.said_at is not None and scene.work.at - heard.said_at > CONFIRM_WITHIN


def _stop(scene: Scene, heard: Heard) -> None:
    danger = _danger_beside(scene, heard)
    if _wants_all_erased(heard):
        scene.carry_out((Say("wishes.erase"), OptOut(), OpenTask("erase_request"), *danger))
    elif _is_late(scene, heard):
        scene.carry_out((OptOut(), *danger))
    else:
        scene.carry_out((Say("line.stop"), OptOut(), *danger))


def _wants_all_erased(heard: Heard) -> bool:
    """DELETE MY DATA is an opt-out, and more."""
    asked = read_command(heard.body)
    return asked is not None and asked.command is Command.ERASE


def _at_least_urgent(verdict: Verdict) -> Literal["urgent", "emergency"]:
    return "emergency" if verdict.tier is Tier.EMERGENCY else "urgent"


def _danger(scene: Scene, heard: Heard) -> None:
    """A coach is paged. In a craving there is something to do while they wait; anything else is asked about safety."""
    if heard.verdict.tier is Tier.URGENT and heard.verdict.topic == "craving":
        rated = _rated_beside(scene, heard.body)
        open_flow(scene, "craving", {"paged": True, "before": rated.craving})
    else:
        open_flow(scene, "sos", {"tier": heard.verdict.tier.value, "topic": heard.verdict.topic})
    scene.carry_out((TellOwner(),))


def _rated_beside(scene: Scene, text: str) -> Ratings:
    """Numbers beside a craving that answer the day's check-in. They are kept, without a word about them. Beside other
    danger none are: there they may be pills, or somebody else's."""
    row, ask = scene.person.conversation, question(scene.person)
    rated = ask.expect.read(text) if ask is not None else None
    if row is None or row.checkin_id is None or not isinstance(rated, Ratings):
        return Ratings()
    scene.checkin_id = row.checkin_id
    scene.carry_out(recorded(rated))
    scene.checkin_id = None
    return rated


def _same_danger(scene: Scene, heard: Heard) -> None:
    """Nothing new; but while nobody has them, a craving is something to do about, and "craving 9" is an answer."""
    row, need = scene.person.conversation, scene.person.escalation
    if need is not None and need.owner_id is None and heard.verdict.topic == "craving":
        if row is None or row.flow not in SHORT_STEPS:
            return _danger(scene, heard)
        if row.flow == "craving":
            return _answer(scene, heard)
    return scene.carry_out((*_still_paging(scene), TellOwner()))


def _start(scene: Scene, heard: Heard) -> None:
    whose = scene.person.client
    if whose.opted_out_at or whose.paused_until or whose.unsafe_since:
        joining.back(scene)
    else:
        joining.start(scene)
    scene.carry_out((TellOwner(),))


def _opted_out(scene: Scene, heard: Heard) -> None:
    """Nothing is said: only START, or asking for it, opens the line again. A coach who has them hears them still; what
    came while the line was away is looked at."""
    late = (OpenTask("words"),) if heard.said_at is not None else ()
    scene.carry_out((TellOwner(), *late))


def _info(scene: Scene, heard: Heard) -> None:
    scene.carry_out((Say("line.info"),))


def _no_more_of_a_kind(scene: Scene, heard: Heard) -> None:
    """In a crisis, too; the coach who has them hears it."""
    wishes.no_more(scene, unwanted_kinds(Said.of(heard.body)))
    scene.carry_out((*_still_paging(scene), TellOwner()))


def _pause(scene: Scene, heard: Heard) -> None:
    whose, longest = scene.person.client, timedelta(days=scene.work.program.lines.longest_pause)
    length, said = pausing.pause(heard.body, scene.work.at, whose.zone, whose.language, longest)
    scene.carry_out((Pause(length), said))


def _relay(scene: Scene, heard: Heard) -> None:
    scene.carry_out((TellOwner(),))


def _not_their_phone(scene: Scene, heard: Heard) -> None:
    """In a crisis nobody is let go of for one digit: a coach finds out who has the phone, and it is asked again."""
    conversations.close(scene.work, scene.person.client.id)
    scene.carry_out((*_still_paging(scene), TellOwner(), IN_A_MONTH))
    relay.doubt_phone(scene.work, scene.person.escalation, heard.inbound_id)


def _picture(scene: Scene, heard: Heard) -> None:
    scene.carry_out((Say("line.media"), OpenTask("picture"), TellOwner()))


def _newcomer(scene: Scene, heard: Heard) -> None:
    joining.newcomer(scene)


def _wrong_person(scene: Scene, heard: Heard) -> None:
    joining.lock(scene)


def _still_paging_now(scene: Scene, heard: Heard) -> None:
    scene.carry_out(_still_paging(scene))


def _chat(scene: Scene, heard: Heard) -> None:
    hard = heard.verdict.tier is Tier.CONCERN
    scene.carry_out((Say("line.concern" if hard else "line.way_in"), OpenTask("words")))


def _answer(scene: Scene, heard: Heard) -> None:
    """A flow that is gone in that version ends kindly: their words go to a coach, and nobody is left waiting."""
    row = scene.person.conversation
    script = flow(row.flow, row.version) if row is not None else None
    if row is None or script is None:
        conversations.close(scene.work, scene.person.client.id)
        return _chat(scene, heard)
    scene.checkin_id = row.checkin_id
    place = checkins.by_the_lines_of_now(scene.work, scene.person.client, conversations.read(row))
    if row.checkin_id is not None:
        hard = heard.verdict.tier is Tier.CONCERN
        place, scene.earlier = checkins.remembering(scene.work, scene.person.client, place, hard=hard)
    if row.flow == "buddy":
        now = supporters.as_now(scene.work, scene.person.client, place.facts)
        place = replace(place, facts={**place.facts, **now})
    turn = advance(script, place, Replied(heard.body, scene.work.at))
    if heard.verdict.tier is Tier.CONCERN and row.flow != "setback":
        scene.carry_out((Say("line.concern"),))
    conversations.save(scene.work, row.id, turn.conversation)
    return told(scene, turn)


def _ratings(scene: Scene, heard: Heard) -> None:
    """Numbers that nobody asked for now answer the day that was asked about last, or are today's check-in. When it is
    done they are not kept, but a strong craving is answered like any other: an offer, or a page. A list of meetings
    that waits for a choice waits on."""
    whose = scene.person.client
    today = checkins.asked_about(scene.work, whose, hard=heard.verdict.tier is Tier.CONCERN)
    craving = read_answer(heard.body, "both").craving
    if today is None and (craving is None or craving < lines_of(scene.work.program, whose.lines).offer_at):
        return _chat(scene, heard) if scene.person.conversation is None else _answer(scene, heard)
    scene.checkin_id, known, scene.earlier = today or (None, None, None)
    return ask_by_the_way(scene, "checkin", known or {}, heard.body)


def _setback(scene: Scene, heard: Heard) -> None:
    """A return to use comes before the question under way. Numbers in the same text are kept first, without a word; and
    where they page a coach, that is what is said."""
    what, row = otherwise(heard, scene.person), scene.person.conversation
    if what is Meaning.RATINGS or (what is Meaning.ANSWER and row is not None and row.checkin_id):
        muted, scene.muted = scene.muted, True
        ANSWERS[what](scene, heard)
        scene.muted, scene.checkin_id = muted, None
    if people.by_id(scene.work, scene.person.client.id).escalation is not None:
        return scene.carry_out((Say("sos.urgent_craving"),))
    return open_flow(scene, "setback")


def _command(scene: Scene, heard: Heard) -> None:
    """What was asked for; when what follows the word makes no sense, it was a sentence that begins with the word."""
    asked = asked_for(heard, scene.person)
    if asked is None or not commands.ANSWERS[asked.command](scene, asked):
        away = scene.person.client.opted_out_at is not None
        ANSWERS[Meaning.OPTED_OUT if away else otherwise(heard, scene.person)](scene, heard)


def _still_paging(scene: Scene) -> tuple[Effect, ...]:
    need = scene.person.escalation
    return (Say("crisis.still_paging"),) if need is not None and need.owner_id is None else ()


def _slow_down(work: Work, person: Person, heard: Heard) -> list[Reply]:
    """One kind word an hour, for it may be a person after all, and a coach who looks."""
    hourly = Scene(work, person, f"slow{person.client.id}.{work.at:%Y%m%d%H}", inbound_id=heard.inbound_id)
    hourly.carry_out((Say("line.slowly"), OpenTask("loop")))
    return hourly.replies


def _talking_to_a_machine(work: Work, person: Person, what: Meaning) -> bool:
    """The loop guard, in SQL so that every process shares it. What is said in danger is never held back, and no person
    is for typing fast: only what repeats itself, or never ends."""
    if what in NEVER_HELD_BACK:
        return False
    if what is Meaning.ANSWER and person.conversation is not None and person.conversation.flow in SHORT_STEPS:
        return False
    if person.told < people.MANY:
        return False
    return person.told >= people.FAR_TOO_MANY or people.repeats_itself(work, person.client.id)


NEVER_HELD_BACK = {
    Meaning.UNSAFE,
    Meaning.STOP,
    Meaning.START,
    Meaning.DANGER,
    Meaning.SAME_DANGER,
    Meaning.STILL_PAGING,
}

ANSWERS: dict[Meaning, Callable[[Scene, Heard], None]] = {
    Meaning.UNSAFE: _unsafe,
    Meaning.STOP: _stop,
    Meaning.DANGER: _danger,
    Meaning.SAME_DANGER: _same_danger,
    Meaning.START: _start,
    Meaning.OPTED_OUT: _opted_out,
    Meaning.INFO: _info,
    Meaning.NO_MORE_OF_A_KIND: _no_more_of_a_kind,
    Meaning.NOT_THEIR_PHONE: _not_their_phone,
    Meaning.RELAY: _relay,
    Meaning.PAUSE: _pause,
    Meaning.PICTURE: _picture,
    Meaning.SETBACK: _setback,
    Meaning.COMMAND: _command,
    Meaning.NEWCOMER: _newcomer,
    Meaning.WRONG_PERSON: _wrong_person,
    Meaning.ANSWER: _answer,
    Meaning.STILL_PAGING: _still_paging_now,
    Meaning.RATINGS: _ratings,
    Meaning.CHAT: _chat,
}
