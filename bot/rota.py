"""The rows behind the schedule and the coaches, as the values that `bot.oncall` and `bot.escalation` decide from."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.coverage import Standing
from bot.days import last_night, local_day
from bot.escalation import CoachState, Method
from bot.models import coach, contact_method, escalation, page, rotation, shift, time_off
from bot.oncall import Rotation, Schedule, Shift, TimeOff
from bot.work import Work

AROUND = timedelta(days=1)
SUPERVISING = ("supervisor", "admin")
"""Roles that look after coaches, and stand on the ladder's supervisor rung."""
Span = tuple[datetime, datetime]

# Built once, for the program it is given: an emergency runs them all, and building one costs more than running it.
_OURS: sa.BindParameter[int] = sa.bindparam("program")
_STAFF = sa.select(coach.c.id).where(coach.c.program_id == _OURS)
_USABLE = (
    contact_method.c.coach_id.in_(_STAFF),
    contact_method.c.verified_at.is_not(None),
    contact_method.c.opted_out_at.is_(None),
)
COACHES = (
    sa.select(coach.c.id, coach.c.role, coach.c.language, coach.c.credential_until, coach.c.off_until)
    .where(coach.c.program_id == _OURS)
    .order_by(coach.c.id)
)
WAYS = sa.select(contact_method.c.coach_id, contact_method.c.kind).where(*_USABLE)
PHONES = (
    sa.select(contact_method.c.coach_id, contact_method.c.kind, contact_method.c.number)
    .where(*_USABLE, contact_method.c.coach_id.in_(sa.bindparam("whose", expanding=True)))
    .order_by(contact_method.c.id.desc())
)
OPEN_PEOPLE = (
    sa.select(escalation.c.owner_id, sa.func.count().label("people"))
    .where(escalation.c.closed_at.is_(None), escalation.c.owner_id.is_not(None), escalation.c.program_id == _OURS)
    .group_by(escalation.c.owner_id)
)
TIRED = (
    sa.select(page.c.coach_id)
    .where(page.c.coach_id.in_(_STAFF), page.c.step >= 0)
    .where(page.c.at >= sa.bindparam("begins"), page.c.at < sa.bindparam("ends"))
    .group_by(page.c.coach_id)
    .having(sa.func.count(page.c.escalation_id.distinct()) > sa.bindparam("most"))
)
ROTATIONS = sa.select(rotation).where(rotation.c.program_id == _OURS).order_by(rotation.c.id)


def _within(rows: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return rows.c.ends > sa.bindparam("begins"), rows.c.starts < sa.bindparam("ends")


SHIFTS = sa.select(shift).where(shift.c.program_id == _OURS, *_within(shift)).order_by(shift.c.id)
TIME_OFF = sa.select(time_off).where(time_off.c.coach_id.in_(_STAFF), *_within(time_off))


def schedule(work: Work, back: timedelta = AROUND, ahead: timedelta = AROUND) -> Schedule:
    """The program's schedule around now; shifts longer past or further ahead cannot matter to who is on call."""
    span = work.at - back, work.at + ahead
    staff = coaches(work).values()
    return Schedule(
        zone=work.program.zone,
        rotations=_rotations(work),
        shifts=_shifts(work, span),
        time_off=_time_off(work, span),
        coaches=tuple(row.id for row in staff if row.role == "coach"),
        supervisors=tuple(row.id for row in staff if row.role in SUPERVISING),
    )


def coaches(work: Work) -> dict[int, Row[Any]]:
    """The program's coaches, supervisors and admins by id, in its order; all but their names."""
    return {row.id: row for row in _asked(work, COACHES)}


def coach_states(work: Work) -> list[CoachState]:
    """Every coach and supervisor of the program, as far as paging them goes."""
    ways, people, tired = _ways(work), _open_people(work), _tired(work)
    today = local_day(work.at, work.program.zone)
    return [
        CoachState(
            row.id,
            frozenset(ways[row.id]),
            people.get(row.id, 0),
            expired=row.credential_until is not None and row.credential_until < today,
            off=row.off_until is not None and row.off_until > work.at,
            rested=row.id in tired,
        )
        for row in coaches(work).values()
    ]


def standings(work: Work) -> dict[int, Standing]:
    """Every coach and supervisor of the program, as far as cover goes."""
    last = sa.func.max(contact_method.c.opted_out_at).label("changed_at")
    asked = sa.select(coach.c.id, coach.c.credential_until, last).where(coach.c.program_id == _OURS)
    rows = _asked(work, asked.group_by(coach.c.id).outerjoin_from(coach, contact_method))
    ways, people = _ways(work), _open_people(work)
    return {
        row.id: Standing(row.id, frozenset(ways[row.id]), people.get(row.id, 0), row.credential_until, row.changed_at)
        for row in rows
    }


def phones(work: Work, coach_ids: set[int]) -> dict[tuple[int, str], str]:
    """The number to use for each (coach, method)."""
    return {(row.coach_id, row.kind): row.number for row in _asked(work, PHONES, whose=list(coach_ids))}


def _ways(work: Work) -> dict[int, set[Method]]:
    found: dict[int, set[Method]] = defaultdict(set)
    for row in _asked(work, WAYS):
        found[row.coach_id].add(row.kind)
    return found


def _open_people(work: Work) -> dict[int, int]:
    return {row.owner_id: row.people for row in _asked(work, OPEN_PEOPLE)}


def _tired(work: Work) -> set[int]:
    """Who was paged for more people last night than the program wants."""
    begins, ends = last_night(work.at, work.program.zone)
    return {row.coach_id for row in _asked(work, TIRED, begins=begins, ends=ends, most=work.program.lines.rest_after)}


def _rotations(work: Work) -> tuple[Rotation, ...]:
    rows = _asked(work, ROTATIONS)
    return tuple(Rotation(row.rung, tuple(row.coaches), row.starts, row.every, row.hand_off) for row in rows)


def _shifts(work: Work, span: Span) -> tuple[Shift, ...]:
    rows = _asked(work, SHIFTS, begins=span[0], ends=span[1])
    return tuple(Shift(row.rung, row.coach_id, row.starts, row.ends) for row in rows)


def _time_off(work: Work, span: Span) -> tuple[TimeOff, ...]:
    rows = _asked(work, TIME_OFF, begins=span[0], ends=span[1])
    return tuple(TimeOff(row.coach_id, row.starts, row.ends) for row in rows)


def _asked(work: Work, statement: sa.Select[Any], **values: Any) -> Sequence[Row[Any]]:
    return work.tx.execute(statement, {"program": work.program.id, **values}).all()
