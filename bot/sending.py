"""Handing rows of the outbox to the carrier. A row is claimed by a conditional UPDATE with a lease, sent outside any
transaction, and settled only by whoever still holds the claim. What the carrier says later is a lattice: no state goes
back.

Pages and crisis texts go out at least once; bulk texts (check-ins, reminders) at most once: where nobody can vouch for
a bulk text it stays `unknown`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot import bundling, caseload, leaving, lookout, owners, paging, people, retries
from bot.carrier import Accepted, Carrier, OutgoingCall, OutgoingText, Refused, Trouble
from bot.db import reading, transaction
from bot.line import Line
from bot.models import contact_method, outbound
from bot.outbox import TOO_LATE
from bot.program import Program, program_by_id
from bot.work import Work, work

LEASE = timedelta(seconds=6)
"""The carrier's time-out and a little more. A worker that dies delays its row by this and one sweep: 10 s in all."""

ONGOING = {"queued", "accepted", "scheduled", "sending", "sent", "initiated", "ringing", "in-progress"}
GOOD = {"delivered", "read", "completed"}
BAD = {"undelivered", "failed", "busy", "no-answer", "canceled"}

OPEN_STATES = ("due", "sending", "sent", "answered", "unknown")
"""States that news from the carrier may still change."""

OPTED_OUT = "21610"


def deliver(line: Line, outbound_id: int, at: datetime) -> bool:
    """Claim one row and hand it over. False when there was nothing to do: sent, taken back, or another's claim."""
    with transaction(line.engine) as tx:
        row = claim(tx, outbound_id, at)
        if row is None or _overtaken(tx, row, at):
            return False
        body = bundling.leaves(tx, row, at)
    if body is None:
        return False
    answer = hand_over(line, row, body)
    with work(line, line.now(), _program_of(row.program_id)) as unit:
        settle(unit, row, answer)
    return True


def claim(tx: Connection, outbound_id: int, at: datetime) -> Row[Any] | None:
    """The row, if it is due and nobody's; a claim that outlived its lease is anybody's, but never a bulk one. It goes
    out by itself from now on: what becomes of the row that it rode on is no longer its own fate."""
    orphan = sa.and_(outbound.c.state == "sending", outbound.c.lease_until <= at, outbound.c.lane != "bulk")
    free = sa.or_(outbound.c.state == "due", orphan)
    taken = {"state": "sending", "lease_until": at + LEASE, "attempts": outbound.c.attempts + 1, "rides_on": None}
    mine = sa.update(outbound).where(outbound.c.id == outbound_id, outbound.c.due_at <= at, free)
    return tx.execute(mine.values(**taken).returning(outbound)).one_or_none()


def _overtaken(tx: Connection, row: Row[Any], at: datetime) -> bool:
    """Takes a page back that waited for another try, or for a claim to run out, while somebody took the person."""
    if row.page_id is None or paging.is_waiting(tx, row.page_id):
        return False
    taken_back = {"state": "dropped", "lease_until": None, "ended_at": at}
    tx.execute(sa.update(outbound).where(outbound.c.id == row.id).values(**taken_back))
    return True


def settle(unit: Work, row: Row[Any], answer: Accepted | Refused) -> None:
    """Keep the carrier's answer, unless the claim was lost in the meantime to a lease that ran out."""
    match answer:
        case Accepted(sid=sid):
            sent = {"state": "sent", "sent_at": unit.at, "lease_until": None}
            if _mine(unit, row, {**sent, "provider_sid": sid}) and row.page_id is not None:
                bundling.follow(unit.tx, row.id, ("sending",), sent)
            _keep_sid(unit, row.id, sid)
        case Refused():
            _refused(unit, row, answer)


def news(line: Line, outbound_id: int, status: str, error: str | None, sid: str, at: datetime) -> bool:
    """What the carrier says became of a text or call: in any order, twice, or before its own REST answer. False when
    it changes nothing."""
    with reading(line.engine) as connection:
        asked = sa.select(outbound.c.program_id).where(outbound.c.id == outbound_id)
        program_id = connection.execute(asked).scalar()
    if program_id is None:
        return False
    with work(line, at, _program_of(program_id)) as unit:
        return _news(unit, outbound_id, status, error, sid)


def _news(unit: Work, outbound_id: int, status: str, error: str | None, sid: str) -> bool:
    if status in GOOD:
        return _ended(unit, outbound_id, "delivered", None, sid)
    if status in BAD:
        return _ended(unit, outbound_id, "undelivered" if status == "undelivered" else "failed", error or status, sid)
    if status in ONGOING:
        return _moved(unit, outbound_id, ("due", "sending", "unknown"), {"state": "sent", "sent_at": unit.at}, sid)
    return False


def _ended(unit: Work, outbound_id: int, state: str, error: str | None, sid: str) -> bool:
    values = {"state": state, "error": error, "ended_at": unit.at}
    if not _moved(unit, outbound_id, OPEN_STATES, values, sid):
        return False
    row = unit.tx.execute(sa.select(outbound).where(outbound.c.id == outbound_id)).one()
    _consequences(unit, row, good=state == "delivered" and row.channel == "text")
    return True


def _moved(unit: Work, outbound_id: int, before: tuple[str, ...], values: dict[str, Any], sid: str) -> bool:
    news_of = sa.update(outbound).where(outbound.c.id == outbound_id, outbound.c.state.in_(before))
    kept = {**values, "lease_until": None, "provider_sid": sa.func.coalesce(outbound.c.provider_sid, sid)}
    moved = unit.tx.execute(news_of.values(**kept).returning(outbound.c.page_id)).one_or_none()
    if moved is not None and moved.page_id is not None:
        bundling.follow(unit.tx, outbound_id, before, {**values, "lease_until": None})
    return moved is not None


def _consequences(unit: Work, row: Row[Any], *, good: bool) -> None:
    """Bad news moves the page on. A call that completes without a key was a voicemail, not an acknowledgement."""
    if row.error == OPTED_OUT:
        _opted_out(unit, row)
    if row.page_id is not None:
        (paging.reached if good else paging.bad_news)(unit, row.page_id)
        bundling.tell(unit, row.id, good=good)  # after it: whoever locks escalations locks pages later


def _refused(unit: Work, row: Row[Any], refusal: Refused) -> None:
    """Another try, or the end of the row. Those that rode on it share the end where a number is refused for good; where
    it is the carrier that fails, each has tries of its own."""
    if refusal.trouble is Trouble.UNKNOWN and row.lane == "bulk":
        _mine(unit, row, {"state": "unknown", "error": refusal.code, "lease_until": None})
        return
    page, passing = row.page_id is not None, refusal.trouble in retries.PASSING
    later = retries.again(row.lease_until - LEASE, unit.at, refusal.code, page=page)
    left = retries.tries_left(unit.at, page=page)
    failed = {"state": "failed", "error": refusal.code, "ended_at": unit.at, "lease_until": None}
    ended = (_mine(unit, row, later, left) if passing else None) or _mine(unit, row, failed)
    if ended is None:
        return
    _consequences(unit, ended, good=False)
    if page and passing:
        bundling.get_off(unit.tx, row.id, later, left)
    if page:
        bundling.follow(unit.tx, row.id, ("sending",), failed)


def _mine(unit: Work, row: Row[Any], values: dict[str, Any], *which: Any) -> Row[Any] | None:
    """Change the row while the claim holds: `attempts` is the fence against a claimant that slept through its lease."""
    held = (outbound.c.id == row.id, outbound.c.state == "sending", outbound.c.attempts == row.attempts)
    return unit.tx.execute(sa.update(outbound).where(*held, *which).values(**values).returning(outbound)).one_or_none()


def _keep_sid(unit: Work, outbound_id: int, sid: str) -> None:
    """News may have come before the answer; the carrier's id is kept all the same."""
    nameless = (outbound.c.id == outbound_id, outbound.c.provider_sid.is_(None))
    unit.tx.execute(sa.update(outbound).where(*nameless).values(provider_sid=sid))


def _opted_out(unit: Work, row: Row[Any]) -> None:
    """The carrier knows of an opt-out that we did not: it is the same state as a STOP that we read."""
    now = {"opted_out_at": unit.at}
    if row.client_id is not None:
        leaving.opt_out(unit, people.by_id(unit, row.client_id).client, None, by="carrier")
    else:
        same = contact_method.c.number_hash == unit.vault.blind(row.number)  # another phone of theirs says nothing
        texts = (contact_method.c.coach_id == row.coach_id, contact_method.c.kind == "text", same)
        unit.tx.execute(sa.update(contact_method).where(*texts, contact_method.c.opted_out_at.is_(None)).values(now))
        for held in caseload.owned(unit, row.coach_id):
            if owners.is_away(unit, held):  # they would no longer read what the client writes
                owners.pass_on(unit, held, row.coach_id)
        lookout.soon(unit)


def hand_over(line: Line, row: Row[Any], body: str) -> Accepted | Refused:
    """Give a claimed row to the carrier, with these words; what it says."""
    carrier, base = _carrier(line), line.settings.public_url
    if row.channel == "call":
        script, callback = f"{base}/voice/script/{row.id}", f"{base}/voice/status/{row.id}"
        return carrier.call(OutgoingCall(row.number, row.sender, script, callback))
    left = row.not_after - line.now() if row.not_after else timedelta(minutes=10)
    if left <= timedelta(0):
        return Refused(Trouble.PERMANENT, TOO_LATE)
    return carrier.send(OutgoingText(row.number, row.sender, body, f"{base}/sms/status/{row.id}", left))


def _carrier(line: Line) -> Carrier:
    if line.carrier is None:
        raise RuntimeError("this process was opened without a carrier: open_line(settings, sends=True)")
    return line.carrier


def _program_of(program_id: int) -> Callable[[Connection], Program]:
    return lambda tx: program_by_id(tx, program_id)
