"""What helps a client in a craving, in rows: what they tried, what it did, and the three things offered next."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import local_day
from bot.models import skill_use
from bot.program import lines_of
from bot.work import Work, insert
from flows.copy import words
from flows.effects import Facts, Tried
from flows.skills import SKILLS

LATELY = 30
"""Uses that count: what helped a year ago may not help now, and a look costs the same for everybody."""

LAST = (
    sa.select(skill_use.c.skill, skill_use.c.before, skill_use.c.after)
    .where(skill_use.c.client_id == sa.bindparam("client"))
    .order_by(skill_use.c.id.desc())
    .limit(LATELY)
)


def tried(work: Work, whose: Row[Any], used: Tried) -> None:
    """Keep that something was tried, and what it did."""
    row = {"client_id": whose.id, "skill": used.skill, "before": used.before, "after": used.after, "at": work.at}
    insert(work.tx, skill_use, row)


def facts(work: Work, whose: Row[Any]) -> Facts:
    """What the craving flow starts from: the lines, their own word, and three things to try, the best first."""
    known = lines(work, whose)
    for place, skill in zip(("one", "two", "three"), favourites(work, whose), strict=False):
        known |= {place: words(f"skill.{skill}", whose.language), f"{place}_is": skill}
    return known


def lines(work: Work, whose: Row[Any]) -> Facts:
    """What looking in later starts from."""
    known = lines_of(work.program, whose.lines)
    word = whose.word or words("checkin.word", whose.language)
    return {"name": whose.name or "", "word": word, "offer_at": known.offer_at, "page_at": known.page_at}


def favourites(work: Work, whose: Row[Any]) -> list[str]:
    """Every skill: what brought it down most first, then what was not tried yet, then what did not help.

    Those not tried begin elsewhere each day, so that each gets its turn.
    """
    helped = _helped(work, whose.id)
    day = local_day(work.at, whose.zone).toordinal() % len(SKILLS)
    in_turn = [*SKILLS][day:] + [*SKILLS][:day]
    return sorted(in_turn, key=lambda skill: -helped.get(skill, 0.5))


def _helped(work: Work, client_id: int) -> dict[str, float]:
    """By how much it came down with each skill, on average. 0.5, less than any real help, stands for not tried."""
    falls: dict[str, list[int]] = defaultdict(list)
    for row in work.tx.execute(LAST, {"client": client_id}):
        if row.before is not None and row.after is not None and row.skill in SKILLS:
            falls[row.skill].append(row.before - row.after)
    return {skill: sum(several) / len(several) for skill, several in falls.items()}
