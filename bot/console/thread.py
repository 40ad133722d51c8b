"""A client's thread as values: their texts, ours, coaches' words and notes, and what happened, in the order of time.

It costs what a page of it costs, however long it is: each source is asked for the newest rows before an instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.models import coach, consent, escalation, inbound, note, outbound, triage_mark
from bot.work import Work

PAGE = 40
RELAY = ".relay"
ON_ITS_WAY = ("due", "sending")


@dataclass(frozen=True)
class Item:
    """One line of the thread. `kind`: client, line, coach, note, or the name of an event.

    `by` is the coach whose words or act it is; `state` and `error` say how a text of ours fared.
    """

    kind: str
    at: datetime
    id: int
    body: str = ""
    by: str = ""
    state: str = ""
    error: str = ""
    undo: bool = False
    media: int = 0
    tier: str = "none"
    rule: str = ""
    words: str = ""
    mark: bool | None = None
    detail: str = ""


@dataclass(frozen=True)
class Thread:
    """A page of it, oldest first. `older`: there is more before this instant."""

    items: tuple[Item, ...]
    older: datetime | None


def thread(work: Work, client_id: int, before: datetime | None = None) -> Thread:
    """The newest lines before an instant, or of all. Lines of one instant are never torn apart."""
    names = {
        row.id: row.name
        for row in work.tx.execute(sa.select(coach.c.id, coach.c.name).where(coach.c.program_id == work.program.id))
    }
    sources = [_inbound, _outbound, _notes, _escalations, _consents]
    found = [list(source(work, client_id, before, names)) for source in sources]
    cut = [rows[-1].at for rows in found if len(rows) > PAGE]
    floor = max(cut, default=None)
    items = sorted((item for rows in found for item in rows), key=lambda item: (item.at, ORDER[item.kind], item.id))
    kept = [item for item in items if floor is None or item.at > floor]
    return Thread(tuple(kept), kept[0].at if floor is not None and kept else None)


ORDER = {
    "opened": 0,
    "client": 1,
    "coach": 2,
    "line": 3,
    "note": 4,
    "taken": 5,
    "closed": 6,
    "given": 7,
    "withdrawn": 7,
}


def _newest(table: sa.Table, when: Any, client_id: int, before: datetime | None, *which: Any) -> sa.Select[Any]:
    asked = sa.select(table).where(table.c.client_id == client_id, *which)
    asked = asked if before is None else asked.where(when < before)
    return asked.order_by(when.desc(), table.c.id.desc()).limit(PAGE + 1)


Names = dict[int, str]


def _inbound(work: Work, client_id: int, before: datetime | None, names: Names) -> Iterator[Item]:
    rows = list(work.tx.execute(_newest(inbound, inbound.c.received_at, client_id, before)))
    marks = _marks(work, [row.id for row in rows])
    for row in rows:
        why = {"tier": row.tier, "rule": row.rule, "words": row.words, "mark": marks.get(row.id)}
        yield Item("client", row.received_at, row.id, row.body, media=row.media, **why)


def _marks(work: Work, ids: list[int]) -> dict[int, bool]:
    """The latest word of any coach on each verdict."""
    asked = sa.select(triage_mark.c.inbound_id, triage_mark.c.right).where(triage_mark.c.inbound_id.in_(ids))
    return {row.inbound_id: row.right for row in work.tx.execute(asked.order_by(triage_mark.c.at))} if ids else {}


def _outbound(work: Work, client_id: int, before: datetime | None, names: Names) -> Iterator[Item]:
    """Who typed a relayed text stands in its key: i<inbound>.relay from a phone, c<coach>.<once>.relay from here."""
    texts = outbound.c.channel == "text"
    rows = list(work.tx.execute(_newest(outbound, outbound.c.created_at, client_id, before, texts)))
    from_phones = [int(row.key[1:].partition(".")[0]) for row in rows if row.key[0] == "i" and _is_relay(row.key)]
    senders: dict[int, int] = {}
    if from_phones:
        asked = sa.select(inbound.c.id, inbound.c.coach_id).where(inbound.c.id.in_(from_phones))
        senders = {row.id: row.coach_id for row in work.tx.execute(asked)}
    for row in rows:
        by = ""
        if _is_relay(row.key):
            number = int(row.key[1:].partition(".")[0])
            by = names.get(number if row.key[0] == "c" else senders.get(number, 0), "")
        fate = {"state": row.state, "error": row.error or "", "undo": row.state == "due" and row.due_at > work.at}
        yield Item("coach" if by else "line", row.created_at, row.id, row.body, by, **fate)


def _is_relay(key: str) -> bool:
    return key.endswith(RELAY) or f"{RELAY}." in key


def _notes(work: Work, client_id: int, before: datetime | None, names: Names) -> Iterator[Item]:
    for row in work.tx.execute(_newest(note, note.c.at, client_id, before)):
        yield Item("note", row.at, row.id, row.body, names.get(row.coach_id, ""))


def _escalations(work: Work, client_id: int, before: datetime | None, names: Names) -> Iterator[Item]:
    """Few in a life, so each gives all its events, and those after `before` are left out."""
    rows: list[Row[Any]] = list(work.tx.execute(_newest(escalation, escalation.c.opened_at, client_id, before)))
    events = [event for row in rows for event in _events(row, names) if before is None or event.at < before]
    yield from sorted(events, key=lambda event: event.at, reverse=True)


def _events(row: Row[Any], names: Names) -> Iterator[Item]:
    owner = names.get(row.owner_id, "")
    yield Item("opened", row.opened_at, row.id, tier=row.tier, detail=row.reason)
    if row.acknowledged_at is not None and owner:
        yield Item("taken", row.acknowledged_at, row.id, by=owner)
    if row.closed_at is not None:
        yield Item("closed", row.closed_at, row.id, by=owner, detail=row.outcome or "")


def _consents(work: Work, client_id: int, before: datetime | None, names: Names) -> Iterator[Item]:
    for row in work.tx.execute(_newest(consent, consent.c.at, client_id, before)):
        yield Item("given" if row.given else "withdrawn", row.at, row.id, detail=row.topic)
