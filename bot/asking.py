"""Asking everybody whose check-in is due: many people in one transaction, with as many statements as for one.

Nobody is asked before their text can leave: who waits for the number's pace waits as a due row of their own, with no
question that nobody has seen and no reminder of it. Nobody is asked while they opted out, paused, or are in a crisis;
nor at night, nor on a holiday, nor about yesterday. Who is in the middle of something else is asked soon after, and a
question that nobody answers gives way (`bot.giving_way`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Row

from bot import allowance, bulk, checkins, conversations, giving_way, outbox, rhythm
from bot.daily import Daily, day_to_ask, next_due
from bot.days import seconds_until
from bot.governor import today
from bot.models import checkin, client, conversation, escalation, program, program_number
from bot.people import called, client_phone
from bot.work import Work, insert_all
from flows import current
from flows.copy import words
from flows.effects import Say
from flows.machine import Turn, begin

AT_ONCE = 500
"""People in one transaction: memory stays flat, and a text that comes meanwhile waits some tenths of a second."""

_OPEN = sa.and_(conversation.c.client_id == client.c.id, conversation.c.state.is_not(None))
_NEED = sa.and_(escalation.c.client_id == client.c.id, escalation.c.closed_at.is_(None))
_THEIRS = (client.c.program_id == sa.bindparam("program"), client.c.next_checkin_at <= sa.bindparam("at"))
DUE = (
    sa.select(
        client,
        conversation.c.flow,
        conversation.c.state.label("question"),
        escalation.c.id.label("need"),
        giving_way.texted_lately(sa.bindparam("lately")).label("texted"),
        giving_way.texted_lately(sa.bindparam("moments_ago")).label("just_now"),
    )
    .outerjoin(conversation, _OPEN)
    .outerjoin(escalation, _NEED)
    .where(*_THEIRS)
    .order_by(client.c.next_checkin_at)
    .limit(sa.bindparam("most"))
    .with_for_update(of=client, key_share=True, skip_locked=True)
)
"""Whom a text of their own holds in another transaction is left for the next sweep."""


LEAD = 10.0
"""Seconds of texts that may wait to be sent: who is asked hears it within moments, however many are due."""


class Asked(NamedTuple):
    """How many people were looked at, how many of them were asked, and whether somebody has to wait for their turn."""

    seen: int
    asked: int
    held: bool


def programs(at: datetime) -> sa.Select[Any]:
    """Programs with people to ask."""
    some = sa.exists().where(client.c.program_id == program.c.id, client.c.next_checkin_at <= at)
    return sa.select(program.c.id).where(some, program.c.id.in_(sa.select(program_number.c.program_id)))


def who(work: Work) -> list[int]:
    """The next people whose check-in is due, by id."""
    asked = sa.select(client.c.id).where(*_THEIRS).order_by(client.c.next_checkin_at).limit(AT_ONCE)
    return list(work.tx.execute(asked, {"program": work.program.id, "at": work.at}).scalars())


def room(work: Work) -> int:
    """How many may be asked now: as many as the number can text within moments, and the day allows."""
    left, rates = allowance.sent(work), allowance.rates(work)
    most = max(1, int(rates.a_second * LEAD))
    ahead = bulk.queued(work, most)
    return max(0, min(most, today(rates, left) if rates.a_day else most) - ahead)


def ask(work: Work, room: int, only: int | None = None) -> Asked:
    """Ask up to `room` people of a program whose check-in is due, and plan the next of all who were looked at."""
    due = DUE if only is None else DUE.where(client.c.id == only)
    since = {"lately": work.at - giving_way.UNDER_WAY, "moments_ago": work.at - giving_way.A_PAUSE}
    rows = work.tx.execute(due, {"program": work.program.id, "at": work.at, "most": AT_ONCE, **since}).all()
    days = {row.id: day for row in rows if (day := _day(work, row)) is not None}
    ending = {row.id for row in rows if row.id in days and _ends_soon(work, row)}
    busy = {row.id for row in rows if row.id in days and giving_way.waits_for(row, ending=row.id in ending)}
    ready = [who for who in days if who not in busy]
    turns, waiting = ready[:room], set(ready[room:])
    _plan(work, [row for row in rows if row.id not in waiting and row.id not in busy])
    _put_off(work, busy - ending, giving_way.UNDER_WAY)
    _put_off(work, busy & ending, giving_way.A_LOOK)
    asked = _ask(work, {row.id: row for row in rows}, {who: days[who] for who in turns})
    if waiting:
        allowance.hold(work)
    return Asked(len(rows) - len(waiting), asked, bool(waiting))


def _day(work: Work, whose: Row[Any]) -> date | None:
    """The day to ask this person about now."""
    wanted = rhythm.daily(work, whose)
    if wanted is None or rhythm.still(work, whose) or whose.need is not None:
        return None
    return day_to_ask(wanted, whose.next_checkin_at, work.at)


def _plan(work: Work, rows: Iterable[Row[Any]]) -> None:
    """People who live by the same clock are due at the same instant: a few statements for all of them."""
    planned: dict[datetime | None, list[int]] = defaultdict(list)
    known: dict[Daily, datetime] = {}
    for row in rows:
        wanted = rhythm.daily(work, row)
        if wanted is not None and wanted not in known:
            known[wanted] = next_due(wanted, work.at)
        planned[known[wanted] if wanted else None].append(row.id)
    for due, ids in planned.items():
        work.tx.execute(sa.update(client).where(client.c.id.in_(ids)).values(next_checkin_at=due))


def _ends_soon(work: Work, whose: Row[Any]) -> bool:
    """Whether this person's day is nearly over: what is put off any longer does not come."""
    left = seconds_until(work.program.lines.closes, whose.zone, work.at)
    return left <= giving_way.THE_END.total_seconds()


def _put_off(work: Work, busy: set[int], soon: timedelta) -> None:
    """Looked at again soon, while their day lasts."""
    if busy:
        theirs = sa.update(client).where(client.c.id.in_(busy))
        work.tx.execute(theirs.values(next_checkin_at=work.at + soon))


def _ask(work: Work, people: Mapping[int, Row[Any]], days: Mapping[int, date]) -> int:
    """One check-in a local day: whoever has one of that day already is not asked."""
    fresh = [{"client_id": who, "day": day, "asked_at": work.at, "missed": False} for who, day in days.items()]
    made = {row.client_id: row.id for row in insert_all(work.tx, checkin, fresh, checkin.c.client_id)}
    begun = {who: begin(current("checkin"), checkins.facts(work, people[who], days[who]), work.at) for who in made}
    for who in made:
        if people[who].flow not in (None, "checkin"):
            giving_way.let_go(work, who)
    conversations.close_all(work, [who for who in made if people[who].flow is not None])
    rows = [conversations.row(work, who, turn.conversation, made[who]) for who, turn in begun.items()]
    if rows:
        work.tx.execute(sa.insert(conversation), rows)
    outbox.texts(work, [_text(work, people[who], days[who], turn) for who, turn in begun.items()])
    return len(made)


def _text(work: Work, whose: Row[Any], day: date, turn: Turn) -> dict[str, Any]:
    """The question, as a row, once for a person and a day. A check-in opens with one text and nothing else."""
    (say,) = (effect for effect in turn.effects if isinstance(effect, Say))
    facts = {**work.program.lines.numbers, "program": work.program.name, **say.facts, "name": called(whose)}
    body = words(say.key, whose.language, **facts)
    return outbox.bulk(work, client_phone(work, whose), checkins.key(whose.id, day), body, whose.zone)
