"""Humans' marks on verdicts: right or wrong, kept beside the rule that decided. Nothing learns from them by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot import audit
from bot.models import client, inbound, triage_mark
from bot.work import Work
from flows.triage import Tier


class CannotMark(ValueError):
    """The text is not this program's, or the tier is none. The message says which."""


@dataclass(frozen=True)
class Score:
    """One rule in one version: how often it decided, and how often a human said that it was right or wrong."""

    rule: str
    version: str
    decided: int
    right: int
    wrong: int

    @property
    def precision(self) -> float | None:
        """Right of those that were marked, 0 to 1; None while nobody marked one."""
        marked = self.right + self.wrong
        return self.right / marked if marked else None


def mark(work: Work, inbound_id: int, coach_id: int, right: bool, tier_should_be: str | None = None) -> None:
    """Keep one human's word on one verdict; their later word takes the place of an earlier one. Raises CannotMark."""
    own = sa.select(inbound.c.rule, inbound.c.rules_version).where(
        inbound.c.id == inbound_id, inbound.c.program_id == work.program.id
    )
    verdict = work.tx.execute(own).one_or_none()
    if verdict is None:
        raise CannotMark("No text of this program has that id.")
    if tier_should_be is not None and tier_should_be not in list(Tier):
        raise CannotMark(f"A tier is one of {', '.join(Tier)}.")
    said = {"right": right, "tier_should_be": tier_should_be, "at": work.at}
    decided = {"rule": verdict.rule, "version": verdict.rules_version}
    _keep(work, {"inbound_id": inbound_id, "coach_id": coach_id, **decided, **said})
    audit.note(work, f"coach {coach_id}", "marked", "inbound", inbound_id, right=right, tier=tier_should_be, **decided)


def report(work: Work) -> list[Score]:
    """Every rule that has decided something, those most often wrong first. Drills do not count."""
    real = sa.or_(inbound.c.client_id.is_(None), inbound.c.client_id.not_in(_drills()))
    key = (inbound.c.rule, inbound.c.rules_version)
    asked = sa.select(*key, sa.func.count().label("decided")).where(inbound.c.program_id == work.program.id, real)
    marked = _marked(work)
    rows = work.tx.execute(asked.where(inbound.c.rule != "").group_by(*key))
    scores = [Score(row.rule, row.rules_version, row.decided, *marked.get((row[0], row[1]), (0, 0))) for row in rows]
    return sorted(scores, key=lambda score: (-score.wrong, -score.decided, score.rule, score.version))


def overall(scores: Iterable[Score]) -> Score:
    """All rules and versions together."""
    found = list(scores)
    sums = (sum(getattr(score, name) for score in found) for name in ("decided", "right", "wrong"))
    return Score("all", "", *sums)


def _marked(work: Work) -> dict[tuple[str, str], tuple[int, int]]:
    right = sa.func.sum(sa.case((triage_mark.c.right, 1), else_=0))
    wrong = sa.func.sum(sa.case((triage_mark.c.right, 0), else_=1))
    asked = (
        sa.select(triage_mark.c.rule, triage_mark.c.version, right, wrong)
        .join(inbound, inbound.c.id == triage_mark.c.inbound_id)
        .where(inbound.c.program_id == work.program.id)
        .group_by(triage_mark.c.rule, triage_mark.c.version)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in work.tx.execute(asked)}


def _keep(work: Work, values: dict[str, Any]) -> None:
    insert: Any = (postgresql if work.tx.dialect.name == "postgresql" else sqlite).insert(triage_mark)
    same = ["inbound_id", "coach_id"]
    changed = {name: value for name, value in values.items() if name not in same}
    work.tx.execute(insert.values(values).on_conflict_do_update(index_elements=same, set_=changed))


def _drills() -> sa.Select[Any]:
    return sa.select(client.c.id).where(client.c.status == "drill")
