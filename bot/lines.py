"""A program's own lines, saved only where they are safe. What is safe is `LIMITS`, for a clinical lead to sign."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit
from bot.models import client, program
from bot.program import PERSONAL, Lines, lines_of, read_lines
from bot.work import Work
from flows.copy import hotlines

DAY_OPENS, DAY_CLOSES = time(8), time(21)
"""Texts that can wait come between these by the client's clock (47 CFR 64.1200): a program may only narrow it."""

DISPATCH = "dispatch"
"""A program's own number of the local emergency centre: 911 goes to the one near whoever calls it."""

SHORTEST_DAY = 4 * 3600

SHORTEST_MEMORY = 3
"""Months of words that whoever has somebody in a crisis may need to read."""


@dataclass(frozen=True)
class Limit:
    """The least and the most that a line may be."""

    least: float
    most: float


LIMITS: Mapping[str, Limit] = {
    "offer_at": Limit(4, 9),
    "page_at": Limit(5, 9),
    "low_at": Limit(0, 4),
    "remind_after": Limit(1_800, 21_600),
    "contact_within": Limit(60, 600),
    "pace": Limit(0.1, 100),
    "a_minute": Limit(0, 10_000),
    "a_day": Limit(0, 1_000_000),
    "third_a_week": Limit(0, 7),
    "nudge_after": Limit(1, 7),
    "call_after": Limit(2, 14),
    "most_nights": Limit(1, 7),
    "rest_after": Limit(1, 10),
    "keep_months": Limit(0, 120),
    "longest_pause": Limit(7, 366),
    "drill_days": Limit(0, 92),
}


OWN = tuple(name for name in LIMITS if name in PERSONAL)
"""Lines that may be another for one client, with the same limits, as coaches see them."""


class Unsafe(ValueError):
    """A line that would leave somebody alone, or wake them. The text is the name of the line that is wrong."""


def save(work: Work, values: Mapping[str, Any], by: str) -> Lines:
    """Check and keep a program's lines; wall times are `time`. Raises Unsafe."""
    kept = {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in values.items()}
    settings = _locked(work)
    lines = read_lines({**settings, **kept})
    check(lines)
    _write(work, {**settings, **kept})
    old = asdict(work.program.lines)
    audit.note(work, by, "saved settings", "program", work.program.id, **_changed(old, asdict(lines)))
    return lines


def save_own(work: Work, whose: Row[Any], values: Mapping[str, int | None], by: str) -> None:
    """Check and keep what differs for one client; None is the program's again. Raises Unsafe."""
    before = whose.lines or {}
    others = {name: value for name, value in before.items() if name not in values}
    own = others | {name: value for name, value in values.items() if value is not None}
    check(lines_of(work.program, own))
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(lines=own or None))
    old, new = ({name: kept.get(name) for name in values} for kept in (before, own))
    audit.note(work, by, "saved own lines", "client", whose.id, **_changed(old, new))


def put(work: Work, values: Mapping[str, Any]) -> None:
    """Keep settings that somebody else has checked, as they are stored."""
    _write(work, {**_locked(work), **values})


def check(lines: Lines) -> None:
    """Raises Unsafe, with the name of the first line that is."""
    for name, limit in LIMITS.items():
        if not limit.least <= getattr(lines, name) <= limit.most:
            raise Unsafe(name)
    if lines.page_at < lines.offer_at:
        raise Unsafe("page_at")
    if 0 < lines.keep_months < SHORTEST_MEMORY:
        raise Unsafe("keep_months")
    if lines.opens < DAY_OPENS or lines.opens.tzinfo is not None:
        raise Unsafe("opens")
    if lines.closes > DAY_CLOSES or _seconds(lines.closes) - _seconds(lines.opens) < SHORTEST_DAY:
        raise Unsafe("closes")


def verified(work: Work, name: str, number: str, on: date, by: str) -> None:
    """Somebody called this hotline today: keep its number for the program, and the day. Raises Unsafe.

    Emergency services have no other number.
    """
    known = {line.name: line for line in hotlines()}
    fixed = name == "emergency" and number != known[name].number
    if name not in {*known, DISPATCH} or not _is_number(number) or fixed:
        raise Unsafe(name)
    settings = _locked(work)
    own = {**settings.get("hotlines", {}), name: {"number": number, "verified_on": on.isoformat()}}
    _write(work, {**settings, "hotlines": own})
    audit.note(work, by, "checked a hotline", "program", work.program.id, hotline=name, number=number)


def _is_number(number: str) -> bool:
    return 3 <= len(number) <= 14 and number[0].isdigit() and all(one.isdigit() or one in "- " for one in number)


def _seconds(wall: time) -> int:
    return wall.hour * 3600 + wall.minute * 60


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{old[name]} to {value}" for name, value in new.items() if old[name] != value}


def _locked(work: Work) -> dict[str, Any]:
    asked = sa.select(program.c.settings).where(program.c.id == work.program.id).with_for_update(key_share=True)
    return dict(work.tx.execute(asked).scalar_one())


def _write(work: Work, settings: dict[str, Any]) -> None:
    work.tx.execute(sa.update(program).where(program.c.id == work.program.id).values(settings=settings))
