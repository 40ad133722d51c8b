"""What a program has sent, read from the outbox, and what it may still send (`bot.governor`). The day's sum is carried
in a row and grown by what is new, so that a look costs the texts of a minute, not of a day.
"""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from bot import outbox, people
from bot.days import instant, local_day
from bot.governor import Rates, Sent, queue, room, tells
from bot.models import allowance, coach, outbound
from bot.rota import SUPERVISING
from bot.tasks import open_once
from bot.work import Work, insert_new
from flows.copy import words

CARRIERS_DAY = "America/Los_Angeles"
"""The carrier's cap of the day begins anew at its midnight."""

MINUTE = timedelta(seconds=60)
"""What left within it is looked at one by one: a commit that comes late is counted all the same."""

_BETWEEN = (
    outbound.c.program_id == sa.bindparam("program"),
    outbound.c.sent_at >= sa.bindparam("since"),
    outbound.c.channel == "text",
)
LATELY = sa.select(outbound.c.sent_at, outbound.c.segments, outbound.c.sender).where(*_BETWEEN)
LATELY = LATELY.order_by(outbound.c.sent_at)
BEFORE = sa.select(sa.func.coalesce(sa.func.sum(outbound.c.segments), 0)).where(
    *_BETWEEN, outbound.c.sent_at < sa.bindparam("until")
)


def rates(work: Work) -> Rates:
    """What the program's number may send."""
    lines = work.program.lines
    return Rates(lines.pace, lines.a_minute, lines.a_day)


def sent(work: Work) -> Sent:
    """What has left: in the carrier's queue, in the last minute, on the carrier's day."""
    kept, cut = _row(work), work.at - MINUTE
    used, since = _day(work, kept)
    if since < cut:
        used += int(work.tx.execute(BEFORE, {"program": work.program.id, "since": since, "until": cut}).scalar_one())
        since = cut
    found = work.tx.execute(LATELY, {"program": work.program.id, "since": min(since, cut)}).all()
    _keep(work, used=used, counted_to=since, day=local_day(work.at, CARRIERS_DAY))
    handed = [(row.sent_at, row.segments) for row in found if row.sender == work.program.sender]
    minute = sum(row.segments for row in found if row.sent_at > cut)
    day = used + sum(row.segments for row in found if row.sent_at >= since)
    return Sent(queue(handed, work.program.lines.pace, work.at), minute, day)


def may_send(work: Work, share: float) -> int:
    """How many segments of scheduled texts may be handed over now, for the next `share` seconds."""
    return room(rates(work), sent(work), share)


def hold(work: Work) -> None:
    """Somebody waits for their check-in because the number sends no faster: that is no trouble of ours."""
    _keep(work, held_at=work.at)


def look(work: Work) -> None:
    """Tell supervisors, once a day, when most of what the carrier takes in a day has left."""
    if not tells(rates(work), sent(work)):
        return
    day = local_day(work.at, CARRIERS_DAY)
    if open_once(work, f"most_sent-{work.program.id}-{day}", "most_sent") is None:
        return
    supervisors = sa.select(coach).where(coach.c.program_id == work.program.id, coach.c.role.in_(SUPERVISING))
    for row in work.tx.execute(supervisors.order_by(coach.c.id)).all():
        phone = people.texts_of(work, row.id)
        if phone is not None:
            body = words("coach.most_sent", row.language)
            outbox.text(work, phone, f"most_sent{work.program.id}.{day}.{row.id}", body, "default")


def _row(work: Work) -> Any:
    asked = sa.select(allowance).where(allowance.c.program_id == work.program.id)
    if (kept := work.tx.execute(asked).one_or_none()) is not None:
        return kept
    fresh = {"program_id": work.program.id, "day": local_day(work.at, CARRIERS_DAY), "used": 0}
    insert_new(work.tx, allowance, {**fresh, "counted_to": _midnight(work.at)})
    return work.tx.execute(asked).one()


def _day(work: Work, kept: Any) -> tuple[int, datetime]:
    """The sum so far and up to when it counts; nothing, when a new day has begun at the carrier."""
    if kept.day == local_day(work.at, CARRIERS_DAY):
        return kept.used, kept.counted_to
    return 0, _midnight(work.at)


def _midnight(at: datetime) -> datetime:
    return instant(local_day(at, CARRIERS_DAY), time(), CARRIERS_DAY)


def _keep(work: Work, **values: Any) -> None:
    work.tx.execute(sa.update(allowance).where(allowance.c.program_id == work.program.id).values(**values))
