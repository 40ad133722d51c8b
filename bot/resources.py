"""Places that help, by ZIP code."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import local_day
from bot.effects import Scene
from bot.models import resource
from bot.spoken import fitting
from bot.work import Work
from flows.commands import Request
from flows.effects import Say

FRESH_FOR = timedelta(days=90)
MOST = 4
ZIP = 5


def tell(scene: Scene, asked: Request) -> bool:
    """RESOURCES 12180: what is near; without a ZIP code, how to ask. Other words after it are a sentence."""
    code = asked.about.strip()
    if not code:
        scene.carry_out((Say("resources.how"),))
        return True
    if not (code.isascii() and code.isdecimal() and len(code) == ZIP):
        return False
    found = near(scene.work, code)
    if not found:
        scene.carry_out((Say("resources.none", {"zip": code}),))
        return True
    listed = fitting("resources.near", scene.person.client.language, [_told(row) for row in found], zip=code)
    scene.carry_out((Say("resources.near", {"zip": code, "list": ", ".join(listed)}),))
    return True


def near(work: Work, code: str) -> Sequence[Row[Any]]:
    """Up to four places, the nearest first: the longest shared beginning of the ZIP code. Stale ones are left out."""
    beginnings = [code[:length] for length in range(ZIP + 1)]
    fresh = resource.c.verified_on >= local_day(work.at, work.program.zone) - FRESH_FOR
    theirs = (resource.c.program_id == work.program.id, resource.c.zip.in_(beginnings), fresh)
    asked = sa.select(resource).where(*theirs).order_by(sa.func.length(resource.c.zip).desc(), resource.c.id)
    return work.tx.execute(asked.limit(MOST)).all()


def stale(work: Work, on: date) -> int:
    """How many rows nobody has checked for more than 90 days: they are told to nobody until somebody does."""
    theirs = (resource.c.program_id == work.program.id, resource.c.verified_on < on - FRESH_FOR)
    return int(work.tx.execute(sa.select(sa.func.count()).where(*theirs)).scalar_one())


def _told(row: Row[Any]) -> str:
    return " ".join(filter(None, (row.title, row.phone or row.link)))
