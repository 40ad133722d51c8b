"""What is left on a list for a human, the same day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import local_day
from bot.models import task
from bot.work import Work, insert_new

SAME_DAY = timedelta(hours=4)
"""How soon a task is due. Danger is not a task: it pages."""


LOW = "low_mood"


def open_task(work: Work, kind: str, client: Row[Any] | None, **about: Any) -> int | None:
    """Put `kind` on the list, once a local day for a client. None when it is there already."""
    if client is not None and client.status == "drill":
        return None
    return _open(work, _key(work, kind, client), kind, client_id=client.id if client else None, **about)


def explain(work: Work, kind: str, client: Row[Any], findings: Sequence[dict[str, Any]]) -> None:
    """Put `kind` on the list with what was found, rules and numbers; or add to what a task of today says already: a
    client has one a day, and a low mood is the first to say so."""
    keys = [_key(work, one, client) for one in (LOW, kind)]
    stands: Any = work.tx.execute(sa.select(task.c.key, task.c.detail).where(task.c.key.in_(keys))).first()
    if stands is None:
        open_task(work, kind, client, detail={"findings": [*findings]})
        return
    told = (stands.detail or {"findings": []})["findings"]
    merged = {one["rule"]: one for one in (*told, *findings)}
    mine = sa.update(task).where(task.c.key == stands.key)
    work.tx.execute(mine.values(detail={"findings": list(merged.values())}))


def _key(work: Work, kind: str, client: Row[Any] | None) -> str:
    whose = f"{client.id}-{local_day(work.at, client.zone)}" if client else f"program-{work.program.id}"
    return f"{kind}-{whose}"


def open_once(work: Work, key: str, kind: str, **about: Any) -> int | None:
    """Put `kind` on the list, once for ever under `key`."""
    return _open(work, key, kind, **about)


def _open(work: Work, key: str, kind: str, **about: Any) -> int | None:
    due = {"opened_at": work.at, "due_at": work.at + SAME_DAY}
    return insert_new(work.tx, task, {"key": key, "program_id": work.program.id, "kind": kind, **due, **about})
