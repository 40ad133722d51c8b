"""Writing down what was done, by whom. Ids and reasons only: never words, names or numbers."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.models import audit_event
from bot.work import Work

EVENT = sa.insert(audit_event)


def note(work: Work, actor: str, act: str, subject: str, subject_id: int | None, **detail: Any) -> None:
    """Add one event to the audit trail, in the transaction of the act itself."""
    notes(work, actor, act, subject, subject_id, [detail])


def notes(
    work: Work, actor: str, act: str, subject: str, subject_id: int | None, details: Iterable[dict[str, Any]]
) -> None:
    """Add one event for each detail, in one statement."""
    row = {"at": work.at, "actor": actor, "act": act, "subject": subject, "subject_id": subject_id}
    if rows := [{"program_id": work.program.id, **row, "detail": detail} for detail in details]:
        work.tx.execute(EVENT, rows)
