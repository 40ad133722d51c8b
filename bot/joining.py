"""Coming in, going away and coming back: from the first JOIN to a number that is somebody else's."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, consents, conversations, leaving, outbox, people, prompts, rhythm, seed
from bot.days import next_time
from bot.effects import Scene
from bot.models import client, conversation
from bot.opening import open_flow
from bot.work import Work, insert
from flows.commands import Request
from flows.effects import Facts, Keep, OpenTask, OptIn, Say
from flows.fold import words as folded
from flows.same_phone import LOST

AGAIN = 2
"""How often words of somebody who did not answer bring the question back."""

LATELY = timedelta(days=90)

IN_SPANISH = frozenset({"unirme", "unirse", "inscribirme", "quiero unirme"})


def join(scene: Scene, asked: Request) -> bool:
    """JOIN and the program's word begins the enrolment; False for a word that is not the program's."""
    whose = scene.person.client
    if folded(asked.about) not in ((), folded(scene.work.program.join_word)):
        return False
    if asked.said in IN_SPANISH:
        scene.carry_out((Keep("language", "es"),))
    if not asked.about:
        scene.carry_out((Say("wishes.which_word"),))
    elif whose.status == "active" and not (whose.opted_out_at or whose.unsafe_since):
        scene.carry_out((Say("wishes.already"),))
    elif whose.status == "active":
        back(scene)
    else:
        enrol(scene)
    return True


def enrol(scene: Scene) -> None:
    """Ask the person who texts whether they want to be on the list; what they said before counts no more."""
    _put(scene.work, scene.person.client.id, status="invited", opted_out_at=None, unsafe_since=None)
    scene.person = people.by_id(scene.work, scene.person.client.id)
    open_flow(scene, "enrolment")


def back(scene: Scene) -> None:
    """START, from somebody who was away: they find everything as they left it. Who never said yes is asked."""
    scene.carry_out((OptIn(),))
    scene.person = people.by_id(scene.work, scene.person.client.id)
    if scene.person.client.status in {"invited", "left"}:
        return enrol(scene)
    scene.carry_out((Say("line.start"),))
    return rhythm.plan(scene.work, scene.person.client)


def newcomer(scene: Scene) -> None:
    """Words of somebody who is not on the list. Who was asked whether they want to be is asked again, twice; then only
    JOIN asks."""
    status = scene.person.client.status
    if status == "invited" and _asked(scene.work, scene.person.client.id) <= AGAIN:
        return open_flow(scene, "enrolment")
    key = "wishes.not_on_the_list" if status in {"left", "invited"} else "line.stranger"
    facts: Facts = {"join_word": scene.work.program.join_word}
    return scene.carry_out((Say(key, facts), OpenTask("stranger")))


def _asked(work: Work, client_id: int) -> int:
    """How often they were asked of late whether they want to be on the list."""
    theirs = (conversation.c.client_id == client_id, conversation.c.flow == "enrolment")
    lately = conversation.c.began_at > work.at - LATELY
    return int(work.tx.execute(sa.select(sa.func.count()).where(*theirs, lately)).scalar_one())


def start(scene: Scene) -> None:
    """START from a number nobody knows. Where one of ours had it and it was the wrong number, START asks for texts as
    much as JOIN does, and is asked the same; whose it was stays untold."""
    number = scene.person.client.number
    locked = sa.select(client.c.number).where(client.c.program_id == scene.work.program.id, client.c.status == "locked")
    if number in scene.work.tx.execute(locked).scalars():
        return enrol(scene)
    return newcomer(scene)


def lock(scene: Scene) -> None:
    """Somebody wrote that the number is theirs, and they are not who we think."""
    scene.carry_out(LOST)


def enrolled_as(work: Work, number: str) -> int | None:
    """The client who has this number, if it is one who is on the list or is asked whether they want to be."""
    theirs = (client.c.program_id == work.program.id, client.c.number_hash == work.vault.blind(number))
    asked = sa.select(client.c.id).where(*theirs, client.c.status.not_in(seed.NOT_ENROLLED))
    return work.tx.execute(asked).scalar()


def invite(work: Work, by: str, name: str | None, number: str, zone: str, told_on: date, **about: Any) -> int:
    """Somebody told a coach on that day that they want texts. They are asked by text; nothing comes before their yes.

    `about` may hold their `language` and their `checkin_time`, by their own clock.
    """
    row = {"status": "invited", **about}
    client_id = seed.put_client(work.tx, work.vault, work.at, work.program.id, name, number, zone, **row)
    whose = people.by_id(work, client_id).client
    heard = f"{consents.IN_PERSON} {told_on}"
    consents.prove(work, whose, "invited", given=True, key=heard, inbound_id=None, by=by)
    audit.note(work, by, "invited", "client", client_id)
    ask_soon(work, whose)
    return client_id


def ask_soon(work: Work, whose: Row[Any]) -> None:
    """The first text of the enrolment: now, or when the program's day begins by their clock."""
    due = work.at if rhythm.by_day(work, whose) else next_time(work.program.lines.opens, whose.zone, work.at)
    prompts.plan(work, whose, "enrolment", due, f"enrolment-{whose.id}-{work.at.isoformat()}")


def move_number(work: Work, by: str, whose: Row[Any], number: str) -> None:
    """Their row goes to another phone. Consent is for one number: the new one is asked before anything else is sent.

    Whoever had opted out is asked nothing; and an opt-out stays with the number that it came from, too. That it is not
    safe to text is said of a phone, and ends with it.
    """
    silent = opted_out(work, number)
    hashed = make_room(work, number)
    conversations.close(work, whose.id)
    outbox.drop(work, outbox.to_client(whose.id))
    row = {"status": "invited", "number": number, "number_hash": hashed, "next_checkin_at": None, "unsafe_since": None}
    _put(work, whose.id, **row, opted_out_at=whose.opted_out_at or silent)
    if whose.opted_out_at is not None and whose.status != "locked" and whose.number != number:
        _still_silent(work, whose)
    audit.note(work, by, "moved_number", "client", whose.id)
    ask_soon(work, people.by_id(work, whose.id).client)


def _still_silent(work: Work, whose: Row[Any]) -> None:
    """The number they had wants no texts, whoever is enrolled with it next."""
    copied = {name: getattr(whose, name) for name in ("program_id", "number", "number_hash", "language", "zone")}
    about = {"status": "stranger", "opted_out_at": whose.opted_out_at, "created_at": work.at}
    insert(work.tx, client, {**copied, **about})


def opted_out(work: Work, number: str) -> datetime | None:
    """When this number opted out of the program's texts, if it has."""
    theirs = (client.c.program_id == work.program.id, client.c.number_hash == work.vault.blind(number))
    return work.tx.execute(sa.select(client.c.opted_out_at).where(*theirs)).scalar()


def make_room(work: Work, number: str) -> bytes:
    """The number's hash, free for a new row: whoever had it here was a stranger, or has left."""
    hashed = work.vault.blind(number)
    theirs = (client.c.program_id == work.program.id, client.c.number_hash == hashed)
    if (before := work.tx.execute(sa.select(client.c.id).where(*theirs)).scalar()) is not None:
        _put(work, before, number_hash=leaving.nobodys(work, before))
    return hashed


def _put(work: Work, client_id: int, **values: Any) -> None:
    work.tx.execute(sa.update(client).where(client.c.id == client_id).values(**values))
