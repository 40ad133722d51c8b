"""The outbox: every text and call to a phone is a row first. Queued here, claimed and settled in `bot.sending`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import seconds_until
from bot.models import outbound
from bot.queue import Lane
from bot.work import Ring, Work, insert_all, insert_new
from flows.segments import segments

LONGEST = 1500
"""Letters in one text: the carrier takes 1600, and a relay adds its code."""

NOBODY = "+18005550199"
"""The number of a drill's client. It is nobody's: what is written to it is kept and never sent."""

KEEPS: dict[Lane, timedelta] = {
    "crisis": timedelta(minutes=10),
    "default": timedelta(hours=1),
    "bulk": timedelta(hours=2),
}
"""How long a text is still worth delivering; after that the carrier lets it go. Pages are repeated, not kept."""

TOO_LATE = "too late"
"""The `error` of a text that waited until it was worth nothing, and never left."""

IN_ANSWER = sa.and_(outbound.c.attempts == 0, outbound.c.state.not_in(("due", "sending", "dropped")))
"""What a webhook's own answer carried, as a condition; other replies were sent as texts of their own."""

UNDONE = outbound.c.state.in_([sa.literal_column("'due'"), sa.literal_column("'sending'")])
"""Not left yet, in the words of the index: a partial index is used only where its own condition can be read, and a
parameter cannot. Without it, a sweep reads every text there ever was."""


def reply(work: Work, to: dict[str, Any], key: str, body: str) -> int | None:
    """A text that goes back in the webhook's own answer, or by itself where none waits for it. None when this key was
    written before."""
    if not work.by_webhook:
        return text(work, to, key, body, "crisis")
    return _queue(work, to, key, body, channel="text", lane="crisis", state="answered", sent_at=work.at)


def text(work: Work, to: dict[str, Any], key: str, body: str, lane: Lane, **more: Any) -> int | None:
    """A text to be sent; `to` says whose phone (`client_id` or `coach_id`, `number`, `sender`). Long ones are split."""
    first, *rest = _parts(body)
    queued = _queued(work, to, key, first, lane, **more)
    for n, part in enumerate(rest, start=2):
        _queued(work, to, f"{key}.{n}", part, lane, **more)
    return queued


def bulk(work: Work, to: dict[str, Any], key: str, body: str, zone: str) -> dict[str, Any]:
    """A scheduled text as a row, for `texts`."""
    until = worth_until(work, "bulk", zone)
    return row(work, to, key, body, channel="text", lane="bulk", state="due", not_after=until)


def texts(work: Work, rows: list[dict[str, Any]]) -> None:
    """Many scheduled texts at once. No bell rings: the clock is their metronome."""
    if rows:
        work.tx.execute(sa.insert(outbound), rows)


def worth_until(work: Work, lane: Lane, zone: str) -> datetime:
    """Until when a text is worth delivering. A scheduled one also ends with the program's day, by the client's clock,
    however long it waits in a queue."""
    left = timedelta(seconds=seconds_until(work.program.lines.closes, zone, work.at))
    return work.at + (min(left, KEEPS[lane]) if lane == "bulk" else KEEPS[lane])


def call(work: Work, to: dict[str, Any], key: str, script: str, **more: Any) -> int | None:
    """A call to be placed; `script` is what is spoken."""
    return _queue(work, to, key, script, channel="call", lane="crisis", state="due", ring=True, **more)


def page(work: Work, made: Row[Any], to: dict[str, Any], body: str) -> dict[str, Any]:
    """The row of a page that `send_pages` writes: a call, or a text that does not expire."""
    about = {"page_id": made.id, "escalation_id": made.escalation_id, "channel": made.method, "lane": "crisis"}
    more = {**about, "state": "due", "not_after": None, "rung_at": work.at, "ended_at": None}
    return row(work, to, f"p{made.id}", body, **more)


def send_pages(work: Work, rows: list[dict[str, Any]]) -> None:
    """Queue several pages in one statement."""
    queued = insert_all(work.tx, outbound, rows, outbound.c.rung_at)
    work.rings += [Ring("crisis", made.id) for made in queued if made.rung_at is not None]


def drop(work: Work, *which: Any) -> None:
    """Take back what has not left yet."""
    waiting = outbound.c.state == "due"
    work.tx.execute(sa.update(outbound).where(waiting, *which).values(state="dropped", ended_at=work.at))


def to_client(client_id: int) -> Any:
    """Texts to this client, as a condition."""
    return outbound.c.client_id == client_id


def pages_of(escalation_id: int) -> Any:
    """Pages of this escalation, as a condition."""
    return sa.and_(outbound.c.escalation_id == escalation_id, outbound.c.page_id.is_not(None))


def _queued(work: Work, to: dict[str, Any], key: str, body: str, lane: Lane, **more: Any) -> int | None:
    keeps = {"not_after": work.at + KEEPS[lane], "ring": lane != "bulk", **more}
    return _queue(work, to, key, body, channel="text", lane=lane, state="due", **keeps)


def _queue(work: Work, to: dict[str, Any], key: str, body: str, *, ring: bool = False, **more: Any) -> int | None:
    """One doorbell now; `rung_at` keeps the sweep from ringing again before the worker had its chance."""
    fresh = row(work, to, key, body, rung_at=work.at if ring else None, **more)
    queued = insert_new(work.tx, outbound, fresh)
    if queued is not None and ring and fresh["state"] != "dropped":
        work.rings.append(Ring(fresh["lane"], queued))
    return queued


def row(work: Work, to: dict[str, Any], key: str, body: str, **more: Any) -> dict[str, Any]:
    """A text or call as a row. One to nobody is kept and never sent."""
    fresh = {
        "key": key,
        "program_id": work.program.id,
        "body": body,
        "segments": segments(body).count if more["channel"] == "text" else 0,
        "created_at": work.at,
        "due_at": work.at,
        "attempts": 0,
        **to,
        **more,
    }
    nobody = to["number"] == NOBODY and fresh["state"] == "due"
    return {**fresh, "state": "dropped", "ended_at": work.at, "rung_at": None} if nobody else fresh


def _parts(body: str) -> Iterator[str]:
    yield from (body[start : start + LONGEST] for start in range(0, max(1, len(body)), LONGEST))
