"""Going on with another program: the row moves, with its history where the person signed for that. The new program asks
them by text before it sends anything, for a yes holds for one program and one number.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, consents, conversations, joining, outbox, prompts
from bot.models import client, escalation, metadata
from bot.work import Work


class CannotMove(Exception):
    """Why somebody cannot go to the other program now."""


def move(work: Work, there: Work, by: str, whose: Row[Any], signed: date | None) -> int:
    """Move this client to the program of `there`. Without a `signed` date they come without their history: a new row.

    Gives the id of their row there. Raises CannotMove.
    """
    open_need = (escalation.c.client_id == whose.id, escalation.c.closed_at.is_(None))
    if work.tx.execute(sa.select(escalation.c.id).where(*open_need)).first() is not None:
        raise CannotMove("a call for help of theirs is open; it is closed first")
    if joining.enrolled_as(there, whose.number) is not None:
        raise CannotMove("the other program has a client with this number already")
    conversations.close(work, whose.id)
    prompts.forget(work, whose.id)
    outbox.drop(work, outbox.to_client(whose.id))
    audit.note(work, by, "transferred", "client", whose.id, to=there.program.id, with_history=signed is not None)
    return _alone(there, by, whose, work) if signed is None else _with_history(there, by, whose, signed)


def _with_history(there: Work, by: str, whose: Row[Any], signed: date) -> int:
    heard = f"{consents.IN_PERSON} {signed}"
    consents.prove(there, whose, "transfer", given=True, key=heard, inbound_id=None, by=by)
    silent = joining.opted_out(there, whose.number)
    joining.make_room(there, whose.number)
    for table in metadata.sorted_tables:
        if {"client_id", "program_id"}.issubset(table.columns.keys()):
            theirs = sa.update(table).where(table.c.client_id == whose.id)
            there.tx.execute(theirs.values(program_id=there.program.id))
    kept = {"program_id": there.program.id, "status": "invited", "next_checkin_at": None}
    kept["opted_out_at"] = whose.opted_out_at or silent
    there.tx.execute(sa.update(client).where(client.c.id == whose.id).values(**kept))
    audit.note(there, by, "took_over", "client", whose.id)
    joining.ask_soon(there, whose)
    return int(whose.id)


def _alone(there: Work, by: str, whose: Row[Any], work: Work) -> int:
    left = {"status": "left", "next_checkin_at": None}
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(**left))
    about = {"language": whose.language, "checkin_time": whose.checkin_time, "unsafe_since": whose.unsafe_since}
    return joining.invite(there, by, whose.name, whose.number, whose.zone, there.at.date(), **about)
