"""A coach's words to a client, typed on the page: the same outbox and the same thread as from a phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, paging, people, relay
from bot.console.thread import RELAY
from bot.models import client, escalation, outbound
from bot.queue import Lane
from bot.work import Work

TAKE_BACK = timedelta(seconds=5)
"""How long a text waits, so that a slip can be taken back."""

LONGEST = 640


@dataclass(frozen=True)
class Box:
    """Whether a coach may write to a client now. `why` is empty, or why not: opted_out, untaken, others, off_line."""

    why: str
    lane: Lane = "default"
    owner: str = ""


def box(work: Work, whose: Row[Any], held: Row[Any] | None, me_id: int) -> Box:
    """One voice at a time: whoever has them writes. Nobody writes to someone who asked for no texts."""
    if whose.opted_out_at is not None:
        return Box("opted_out")
    if held is None:
        return Box("")
    if held.owner_id is None:
        return Box("untaken")
    if held.owner_id != me_id:
        return Box("others", owner=people.coach_by_id(work, held.owner_id).name)
    return Box("", "crisis")


def write(work: Work, whose: Row[Any], held: Row[Any] | None, me_id: int, once: str, body: str) -> str:
    """Queue the words; a form that is sent twice (`once`) is one text. Gives what stood in the way, or nothing."""
    found = box(work, whose, held, me_id)
    if found.why:
        return found.why
    about = {"escalation_id": held.id} if held is not None else {}
    key = f"c{me_id}.{once}{RELAY}"
    due = work.at + TAKE_BACK
    phone = people.client_phone(work, whose)
    made = outbox.text(work, phone, key, body, found.lane, due_at=due, ring=False, **about)
    if made is None:
        return ""
    if held is not None:
        relay.made_contact(work, held.id, me_id)
    audit.note(work, f"coach {me_id}", "wrote", "client", whose.id, outbound=made)
    return ""


def take_back(work: Work, outbound_id: int, me_id: int) -> bool:
    """Take one's own words back while they wait. The client has heard nothing: the promise of contact stands again."""
    mine = (outbound.c.id == outbound_id, outbound.c.program_id == work.program.id, outbound.c.state == "due")
    own = outbound.c.key.like(f"c{me_id}.%")
    dropped = sa.update(outbound).where(*mine, own).values(state="dropped", ended_at=work.at)
    row = work.tx.execute(dropped.returning(outbound)).one_or_none()
    if row is None:
        return False
    if row.escalation_id is not None:
        _promise_again(work, row.escalation_id, row.created_at, me_id)
    audit.note(work, f"coach {me_id}", "took back", "client", row.client_id, outbound=outbound_id)
    return True


def _promise_again(work: Work, escalation_id: int, said_at: datetime, me_id: int) -> None:
    held = paging.by_id(work, escalation_id)
    if held.closed_at is not None or held.owner_id != me_id:
        return
    first = held.contacted_at == said_at
    again = {"next_page_at": paging.promise(work), "contact_by": paging.promise(work)}
    paging.update(work, held.id, {**again, **({"contacted_at": None} if first else {})})


def client_of(work: Work, client_id: int) -> Row[Any] | None:
    """The client, if they are of this program."""
    own = (client.c.id == client_id, client.c.program_id == work.program.id)
    return work.tx.execute(sa.select(client).where(*own)).one_or_none()


def need_of(work: Work, client_id: int) -> Row[Any] | None:
    """Their open escalation."""
    open_one = (escalation.c.client_id == client_id, escalation.c.closed_at.is_(None))
    return work.tx.execute(sa.select(escalation).where(*open_one)).one_or_none()
