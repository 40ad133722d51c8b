"""Supporters in rows: asked once, with the client's consent; texted only when the client asks for them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, prompts
from bot.models import client, outbound, supporter
from bot.people import client_phone
from bot.work import Work, change, insert_new
from flows.copy import words
from flows.effects import Fact, Facts
from flows.supporters import MOST

SUPPORTER = "supporter"

WAITS = timedelta(days=7)
"""How long a question to a supporter may wait: another client's to the same person stands three days."""


MOST_A_DAY = 3
"""Texts of the line to one supporter within a day, whoever asks for them."""


def facts(work: Work, whose: Row[Any]) -> Facts:
    """Whom this client leans on, and whether they can be texted."""
    known: Facts = {"name": whose.name or "", "program": work.program.name}
    found = of(work, whose.id)[:MOST]
    for n, row in enumerate(found, start=1):
        known |= {f"who_{n}": row.name, f"id_{n}": row.id, f"state_{n}": _state(work, whose, row)}
    listed = ", ".join(f"{n} {row.name}" for n, row in enumerate(found, start=1))
    taken = " ".join([whose.number, *(row.number for row in found)])
    return {**known, "count": len(found), "list": listed, "taken": taken}


def as_now(work: Work, whose: Row[Any], before: Facts) -> Facts:
    """What has become of these facts since the question: whoever left meanwhile is gone, and so is a number that was
    named and takes no texts."""
    known = {row.id: _state(work, whose, row) for row in of(work, whose.id)}
    states: Facts = {
        f"state_{n}": known.get(int(before[f"id_{n}"] or 0), "gone") for n in range(1, int(before["count"] or 0) + 1)
    }
    return {**states, "cannot": bool(before.get("number")) and _takes_no_texts(work, whose, str(before["number"]))}


def of(work: Work, client_id: int) -> Sequence[Row[Any]]:
    """The supporters of a client who have not said no, in the order they were asked."""
    joined = sa.select(
        supporter, client.c.opted_out_at, client.c.unsafe_since, client.c.status, client.c.program_id, client.c.number
    ).join(client, client.c.id == supporter.c.person_id)
    theirs = (supporter.c.client_id == client_id, supporter.c.ended_at.is_(None))
    return work.tx.execute(joined.where(*theirs).order_by(supporter.c.id)).all()


def add(work: Work, whose: Row[Any], value: Fact) -> None:
    """Keep "name|number|1 for hard moments too", and have the person asked, by day."""
    name, number, hard = str(value).split("|")
    person = _person(work, whose, name, number)
    if person.id == whose.id:
        return
    row = {"client_id": whose.id, "person_id": person.id, "name": name, "in_hard_moments": hard == "1"}
    made = insert_new(work.tx, supporter, {**row, "asked_at": work.at})
    if made is not None:
        audit.note(work, "client", "chose", "supporter", made)
        about: Facts = {"client": _called(whose, person), "asked": made}
        prompts.plan(work, person, "supporting", work.at, f"supporting-{made}", about, WAITS)


def ask_again(work: Work, person: Row[Any], facts: Facts) -> None:
    """The question stepped aside for something else, unanswered: it comes once more, when there is room for it."""
    about: Facts = {"client": facts["client"], "asked": facts["asked"]}
    prompts.plan(work, person, "supporting", work.at, f"supporting-{facts['asked']}.again", about, WAITS)


def needed(work: Work, whose: Row[Any], value: Fact) -> None:
    """The client asks for a supporter who agreed: one text to them, now."""
    row = next((row for row in of(work, whose.id) if row.id == value), None)
    if row is None or _state(work, whose, row) != "ready":
        return
    person = work.tx.execute(sa.select(client).where(client.c.id == row.person_id)).one()
    body = words("supporting.please", person.language, client=_called(whose, person))
    outbox.text(work, client_phone(work, person), f"supporter-{row.id}-{work.at.timestamp():.0f}", body, "default")


def agreed(work: Work, person: Row[Any], value: Fact) -> None:
    """A supporter said yes to the question of row `value`; that client is told, by day."""
    _answered(work, person, value, "agreed_at")


def declined(work: Work, person: Row[Any], value: Fact) -> None:
    """A supporter said no to it."""
    _answered(work, person, value, "ended_at")


def let_go(work: Work, client_id: int) -> None:
    """Whoever was leaned on is leaned on no more: the number is somebody else's now, or nobody's."""
    tell_unreachable(work, client_id)
    ends = (supporter.c.person_id == client_id, supporter.c.ended_at.is_(None))
    work.tx.execute(sa.update(supporter).where(*ends).values(ended_at=work.at))


def tell_unreachable(work: Work, person_id: int) -> None:
    """This person takes no texts: whoever was promised their answer hears so, by day, instead of waiting for it."""
    waits = (supporter.c.person_id == person_id, supporter.c.ended_at.is_(None), supporter.c.agreed_at.is_(None))
    for row in work.tx.execute(sa.select(supporter).where(*waits)).all():
        whose = work.tx.execute(sa.select(client).where(client.c.id == row.client_id)).one()
        told: Facts = {"who": row.name, "gone": True}
        prompts.plan(work, whose, "buddy_news", work.at, f"buddy-news-{row.id}-gone", told)


def _answered(work: Work, person: Row[Any], asked: Fact, what: str) -> None:
    theirs = (supporter.c.id == asked, supporter.c.person_id == person.id, supporter.c.ended_at.is_(None))
    row = work.tx.execute(sa.select(supporter).where(*theirs)).one_or_none()
    if row is None:
        return
    change(work.tx, supporter, row.id, {what: work.at})
    whose = work.tx.execute(sa.select(client).where(client.c.id == row.client_id)).one()
    told: Facts = {"who": row.name, "agreed": what == "agreed_at"}
    prompts.plan(work, whose, "buddy_news", work.at, f"buddy-news-{row.id}", told)


def _person(work: Work, whose: Row[Any], name: str, number: str) -> Row[Any]:
    """The row of that number, made if need be. A stranger's becomes a supporter's."""
    hashed = work.vault.blind(number)
    fresh = {"program_id": whose.program_id, "status": SUPPORTER, "name": name, "number": number}
    place = {"number_hash": hashed, "language": whose.language, "zone": whose.zone, "created_at": work.at}
    insert_new(work.tx, client, {**fresh, **place})
    theirs = (client.c.program_id == whose.program_id, client.c.number_hash == hashed)
    stranger = sa.update(client).where(*theirs, client.c.status == "stranger")
    work.tx.execute(stranger.values(status=SUPPORTER, name=name))
    return work.tx.execute(sa.select(client).where(*theirs)).one()


def _called(whose: Row[Any], person: Row[Any]) -> str:
    return whose.name or words("buddy.someone", person.language)


def _state(work: Work, whose: Row[Any], row: Row[Any]) -> str:
    """Whoever left, moved to another number or program, or cannot be texted safely, gets no texts; and who got enough
    of them today no more."""
    if not _can_be_texted(whose, row, ("active", SUPPORTER)):
        return "gone"
    if row.agreed_at is None:
        return "waiting"
    return "rested" if _texted(work, row.person_id) >= MOST_A_DAY else "ready"


def _can_be_texted(whose: Row[Any], row: Row[Any], statuses: Sequence[str]) -> bool:
    reachable = row.status in statuses and row.program_id == whose.program_id
    return reachable and not (row.opted_out_at or row.unsafe_since)


def _takes_no_texts(work: Work, whose: Row[Any], number: str) -> bool:
    theirs = (client.c.program_id == whose.program_id, client.c.number_hash == work.vault.blind(number))
    row = work.tx.execute(sa.select(client).where(*theirs)).one_or_none()
    return row is not None and not _can_be_texted(whose, row, ("active", SUPPORTER, "stranger"))


def _texted(work: Work, person_id: int) -> int:
    """How often this person was asked to call somebody within a day."""
    lately = (outbound.c.client_id == person_id, outbound.c.created_at > work.at - timedelta(days=1))
    asked = sa.select(sa.func.count()).select_from(outbound).where(*lately, outbound.c.key.like("supporter-%"))
    return int(work.tx.execute(asked).scalar_one())
