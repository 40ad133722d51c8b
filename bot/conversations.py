"""Keeping a client's place in a flow: the row, and the value that the machine turns."""

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.models import conversation
from bot.work import Work, change, insert
from flows.machine import Conversation

CLOSE = (
    sa.update(conversation)
    .where(conversation.c.client_id == sa.bindparam("whose"), conversation.c.state.is_not(None))
    .values(state=None, wake_at=None)
)


def read(found: Row[Any]) -> Conversation:
    """The value behind a row."""
    facts = json.loads(found.facts)
    return Conversation(found.flow, found.version, found.state, facts, found.tries, found.turn, found.wake_at)


def open_new(work: Work, client_id: int, place: Conversation, checkin_id: int | None = None) -> int:
    """Keep a conversation that has just begun. Whatever the client was in before is over: one is open at a time."""
    close(work, client_id)
    return insert(work.tx, conversation, row(work, client_id, place, checkin_id))


def row(work: Work, client_id: int, place: Conversation, checkin_id: int | None) -> dict[str, Any]:
    """A conversation that has just begun, as a row."""
    return {"client_id": client_id, "checkin_id": checkin_id, "began_at": work.at, **_columns(place)}


def save(work: Work, row_id: int, place: Conversation) -> None:
    """Keep where a turn has led."""
    change(work.tx, conversation, row_id, _columns(place))


def close(work: Work, client_id: int) -> None:
    """End the client's open conversation, if there is one."""
    work.tx.execute(CLOSE, {"whose": client_id})


def close_all(work: Work, clients: list[int]) -> None:
    """End the open conversations of all these clients."""
    if clients:
        theirs = (conversation.c.client_id.in_(clients), conversation.c.state.is_not(None))
        work.tx.execute(sa.update(conversation).where(*theirs).values(state=None, wake_at=None))


def _columns(place: Conversation) -> dict[str, Any]:
    facts = json.dumps(place.facts, ensure_ascii=False)
    return {
        "flow": place.flow,
        "version": place.version,
        "state": place.state,
        "facts": facts,
        "tries": place.tries,
        "turn": place.turn,
        "wake_at": place.wake_at,
    }
