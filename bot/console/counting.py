"""The rows behind the figures: a handful of statements, however many coaches or clients there are. It only reads."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.console.figures import Case, Stayed, Week, covered
from bot.coverage import night_by_night
from bot.days import is_night, local_day
from bot.instants import later, whole
from bot.marks import Score
from bot.models import audit_event, checkin, client, coach, escalation, inbound, outbound, page, task, triage_mark
from bot.oncall import Schedule, gaps
from bot.paging import DRILL
from bot.rota import coach_states, schedule
from bot.work import Work

WEEKS, A_WEEK, TWELVE_HOURS = 26, 7 * 86_400, 12 * 3600
STAYED = (30, 60, 90, 180)
A_YEAR = timedelta(days=365)
LOOKED_AT = ("review", "asked", "coach_words", "debrief")
"""Kinds of tasks that are a supervisor's to go through."""


@dataclass(frozen=True)
class Load:
    """One coach's share. `nights` as primary in the span and `ahead`; `pages` are people they were paged for."""

    id: int
    name: str
    role: str
    nights: int
    ahead: int
    pages: int
    at_night: int
    taken: int
    open_people: int
    resting: str
    credential_until: date | None
    expired: bool


@dataclass(frozen=True)
class ToReview:
    """What waits to be gone through: how many of a kind, and since when the oldest."""

    kind: str
    count: int
    oldest: datetime


def cases(work: Work, since: datetime) -> list[Case]:
    """Every call for help opened since then, drills apart. Paged: when the carrier took the first page."""
    paged = (
        sa.select(sa.func.min(outbound.c.sent_at))
        .where(outbound.c.escalation_id == escalation.c.id, outbound.c.page_id.is_not(None))
        .scalar_subquery()
    )
    about = (audit_event.c.subject == "escalation", audit_event.c.subject_id == escalation.c.id)
    taken = sa.select(sa.func.min(audit_event.c.at)).where(*about, audit_event.c.act == "acknowledged")
    columns = (escalation, paged.label("paged"), taken.scalar_subquery().label("taken"))
    asked = sa.select(*columns).where(*_own(work, escalation), escalation.c.opened_at >= since)
    rows = work.tx.execute(asked.where(escalation.c.reason != DRILL).order_by(escalation.c.opened_at))
    return [
        Case(row.client_id, row.tier, row.opened_at, row.paged, row.taken, row.contacted_at, row.closed_at)
        for row in rows
    ]


def weeks(work: Work) -> list[Week]:
    """By week after joining, for everybody who was asked something in the last half year."""
    nth = whole(client.c.created_at, checkin.c.asked_at, A_WEEK).label("nth")
    soon = checkin.c.answered_at <= later(checkin.c.asked_at, TWELVE_HOURS)
    lost = sa.exists().where(
        outbound.c.client_id == checkin.c.client_id,
        outbound.c.created_at == checkin.c.asked_at,
        outbound.c.state.in_(("undelivered", "failed")),
    )
    columns = (nth, sa.func.count(), sa.func.count(sa.case((soon, 1))), sa.func.count(client.c.id.distinct()))
    asked = sa.select(*columns).join(client, client.c.id == checkin.c.client_id).where(*_own(work, client))
    begins = local_day(work.at, work.program.zone) - timedelta(weeks=WEEKS)
    over = sa.or_(checkin.c.answered_at.is_not(None), checkin.c.asked_at <= work.at - timedelta(hours=12))
    arrived = asked.where(checkin.c.day >= begins, over, sa.not_(lost), nth >= 0, nth < WEEKS)
    return [Week(row[0] + 1, row[1], row[2], row[3]) for row in work.tx.execute(arrived.group_by(nth).order_by(nth))]


def stayed(work: Work) -> list[Stayed]:
    """At 30, 60, 90 and 180 days: of those who joined in the year before, who wrote in the two weeks up to that day."""
    return [_stayed(work, days) for days in STAYED]


def _stayed(work: Work, days: int) -> Stayed:
    day = 86_400
    wrote = sa.exists().where(
        inbound.c.client_id == client.c.id,
        inbound.c.received_at > later(client.c.created_at, (days - 14) * day),
        inbound.c.received_at <= later(client.c.created_at, days * day),
    )
    joined = work.at - timedelta(days=days)
    asked = sa.select(sa.func.count(), sa.func.count(sa.case((wrote, 1)))).select_from(client)
    theirs = (client.c.status.in_(("active", "left")), client.c.created_at <= joined)
    row = work.tx.execute(asked.where(*_own(work, client), *theirs, client.c.created_at > joined - A_YEAR)).one()
    return Stayed(days, row[0], row[1])


def marked(work: Work, since: datetime) -> list[Score]:
    """Every rule that a human judged since then, those most often wrong first. `decided` counts judged texts alone."""
    right = sa.func.count(sa.case((triage_mark.c.right, 1)))
    key = (triage_mark.c.rule, triage_mark.c.version)
    asked = sa.select(*key, sa.func.count(), right).join(coach, coach.c.id == triage_mark.c.coach_id)
    rows = work.tx.execute(asked.where(*_own(work, coach), triage_mark.c.at >= since).group_by(*key))
    scores = [Score(rule, version, count, good, count - good) for rule, version, count, good in rows]
    return sorted(scores, key=lambda score: (-score.wrong, -score.right, score.rule, score.version))


def to_review(work: Work) -> list[ToReview]:
    """What waits for a supervisor."""
    columns = (task.c.kind, sa.func.count(), sa.func.min(task.c.opened_at))
    waits = (*_own(work, task), task.c.done_at.is_(None), task.c.kind.in_(LOOKED_AT))
    asked = sa.select(*columns).where(*waits).group_by(task.c.kind)
    return sorted((ToReview(*row) for row in work.tx.execute(asked)), key=lambda one: one.oldest)


def loads(work: Work, since: datetime, ahead: timedelta) -> list[Load]:
    """Every coach and supervisor: what they carried since then, carry now, and will carry."""
    plan = schedule(work, back=work.at - since, ahead=ahead)
    past, coming = _nights(plan, since, work.at), _nights(plan, work.at, work.at + ahead)
    pages, states = _pages(work, since), {state.id: state for state in coach_states(work)}
    taken = _taken(work, since)
    rows = work.tx.execute(sa.select(coach).where(*_own(work, coach)).order_by(coach.c.id))
    return [
        Load(
            row.id,
            row.name,
            row.role,
            past[row.id],
            coming[row.id],
            len(pages[row.id]),
            sum(is_night(at, work.program.zone) for at in pages[row.id].values()),
            taken.get(row.id, 0),
            states[row.id].open_people,
            "off" if states[row.id].off else "rested" if states[row.id].rested else "",
            row.credential_until,
            states[row.id].expired,
        )
        for row in rows
    ]


def cover(work: Work, since: datetime, until: datetime) -> float | None:
    """The share of the time that somebody was, or will be, on call as primary."""
    plan = schedule(work, back=work.at - min(since, work.at), ahead=max(until, work.at) - work.at)
    return covered(((gap.starts, gap.ends) for gap in gaps(plan, since, until)), since, until)


def _nights(plan: Schedule, start: datetime, end: datetime) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    for _, who in night_by_night(plan, start, end):
        if who is not None:
            counted[who] += 1
    return counted


def _pages(work: Work, since: datetime) -> dict[int, dict[int, datetime]]:
    """For each coach the calls for help they were paged for, with the first page's instant."""
    own = sa.select(coach.c.id).where(*_own(work, coach))
    asked = sa.select(page.c.coach_id, page.c.escalation_id, sa.func.min(page.c.at).label("at"))
    theirs = asked.where(page.c.coach_id.in_(own), page.c.at >= since, page.c.step >= 0)
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for row in work.tx.execute(theirs.group_by(page.c.coach_id, page.c.escalation_id)):
        found[row.coach_id][row.escalation_id] = row.at
    return found


def _taken(work: Work, since: datetime) -> dict[int, int]:
    theirs = (*_own(work, escalation), escalation.c.opened_at >= since, escalation.c.owner_id.is_not(None))
    asked = sa.select(escalation.c.owner_id, sa.func.count()).where(*theirs).group_by(escalation.c.owner_id)
    return {row[0]: row[1] for row in work.tx.execute(asked)}


def _own(work: Work, rows: sa.Table) -> tuple[sa.ColumnElement[bool]]:
    return (rows.c.program_id == work.program.id,)
