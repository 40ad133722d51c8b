"""Looking ahead at the cover, once a minute: coach and supervisors are told what will be wrong while there is time."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot import allowance, outbox, people
from bot.coverage import Shortfall, shortfalls
from bot.days import instant, local_day, shows_between
from bot.ladders import last_steps
from bot.models import coach, program
from bot.rota import SUPERVISING, schedule, standings
from bot.tasks import open_once
from bot.work import Work
from flows.copy import words

EVERY = timedelta(minutes=1)
AHEAD = (timedelta(hours=2), timedelta(hours=24), timedelta(days=7))
"""Each shortfall is told at each of these before it begins, once; what comes up later, at the nearest."""

WAKES = {"gap", "last", "methods"}
"""What is told at night too when it is two hours away. The rest waits for the program's day."""

TEXTS = {
    "gap": "coach.cover_gap",
    "last": "coach.cover_last",
    "methods": "coach.cover_methods",
    "expired": "coach.cover_expired",
    "busy": "coach.cover_busy",
    "nights": "coach.cover_nights",
}


def look(work: Work) -> None:
    """Tell what is new, if it is time to look: several clocks look once a minute between them."""
    due = sa.or_(program.c.cover_at.is_(None), program.c.cover_at <= work.at)
    ours = sa.update(program).where(program.c.id == work.program.id, due).values(cover_at=work.at + EVERY)
    if work.tx.execute(ours.returning(program.c.id)).scalar() is None:
        return
    allowance.look(work)
    for one in ahead(work, AHEAD[-1]):
        hours = _nearest(one.starts - work.at)
        if _may_tell(work, one, hours):
            _tell(work, one, hours)


def soon(work: Work) -> None:
    """Something has changed: the next sweep looks, not the next minute."""
    work.tx.execute(sa.update(program).where(program.c.id == work.program.id).values(cover_at=None))


def ahead(work: Work, far: timedelta) -> list[Shortfall]:
    """What is or will be wrong within `far` from now.

    The look begins on a Monday, so that what has been wrong for longer counts as new, and is told again, every week.
    """
    today = local_day(work.at, work.program.zone)
    start = instant(today - timedelta(days=today.weekday() + 7), time(), work.program.zone)
    plan = schedule(work, back=work.at - start, ahead=far)
    nights, lasts = work.program.lines.most_nights, last_steps(work.program)
    found = shortfalls(plan, standings(work), start, work.at + far, nights, lasts)
    return [one for one in found if one.ends > work.at]


def when(at: datetime, now: datetime, zone: str, language: str) -> str:
    """An instant as coaches read it: "Mon 9 Mar 18:00" by the program's clock, or "now"."""
    if at <= now:
        return words("coach.now", language)
    there = at.astimezone(ZoneInfo(zone))
    day = words("coach.days", language).split()[there.weekday()]
    month = words("coach.months", language).split()[there.month - 1]
    return f"{day} {there.day} {month} {there:%H:%M}"


def _nearest(wait: timedelta) -> int:
    """The hours of the step that a shortfall so far away has come to."""
    return round(next(step for step in AHEAD if wait <= step).total_seconds() / 3600)


def _may_tell(work: Work, one: Shortfall, hours: int) -> bool:
    lines = work.program.lines
    by_day = shows_between(work.at, lines.opens, lines.closes, work.program.zone)
    return by_day or (one.kind in WAKES and hours == AHEAD[0].total_seconds() // 3600)


def _tell(work: Work, one: Shortfall, hours: int) -> None:
    once = f"cover{work.program.id}.{one.kind}.{one.coach or 0}.{one.starts:%Y%m%d%H%M}"
    open_once(work, once, f"cover_{one.kind}", coach_id=one.coach, due_at=max(one.starts, work.at))
    subject = people.coach_by_id(work, one.coach).name if one.coach is not None else ""
    for whom in _to_tell(work, one):
        phone = people.texts_of(work, whom.id)
        if phone is None:
            continue
        facts = {"when": when(one.starts, work.at, work.program.zone, whom.language), "coach": subject}
        body = words(TEXTS[one.kind], whom.language, **facts)
        outbox.text(work, phone, f"{once}.{hours}.{whom.id}", body, "default")


def _to_tell(work: Work, one: Shortfall) -> list[Any]:
    """Supervisors and the coach it is about; everybody where the supervisors may be the ones who cannot be reached."""
    whom = sa.or_(coach.c.role.in_(SUPERVISING), coach.c.id == one.coach, sa.literal(one.kind == "last"))
    asked = sa.select(coach).where(coach.c.program_id == work.program.id, whom)
    return list(work.tx.execute(asked.order_by(coach.c.id)))
