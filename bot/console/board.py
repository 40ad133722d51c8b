"""What the board shows, as values: open needs, the list of today, who is on call. It reads; `acts` does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.days import following_day, local_day
from bot.escalation import BOTH, Step, Tier
from bot.ladders import in_force
from bot.models import client, coach, escalation, page, task
from bot.oncall import Rungs, Schedule, changes, on_call
from bot.owners import ASKED_AGAIN, is_unseen
from bot.program import Program
from bot.rota import schedule
from bot.work import Work

LIST = 200
AHEAD = timedelta(days=8)
RANK = {"emergency": 0, "urgent": 1}


@dataclass(frozen=True)
class Paged:
    """One coach who was paged in this round, by which methods, and how the best of these stands."""

    name: str
    methods: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Next:
    """What happens by itself, and when. `what`: page, again (from the top), or what the owner owes: check (a first
    word) or answer."""

    what: str
    at: datetime
    rungs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """One open escalation as a card shows it."""

    id: int
    code: str
    tier: str
    reason: str
    client_id: int
    name: str | None
    opened_at: datetime
    owner_id: int | None
    owner: str | None
    in_contact: bool
    unseen: bool
    """Said to be closed as connected, though the line saw no contact: asked about once."""
    asks_me: bool
    paged: tuple[Paged, ...]
    next: Next | None


@dataclass(frozen=True)
class Todo:
    """One thing on the list of today."""

    id: int
    kind: str
    due_at: datetime
    late: bool
    client_id: int | None
    name: str | None
    coach: str | None
    why: tuple[Mapping[str, Any], ...] = ()
    """What was found, as `bot.warnings.Finding.plain` has it."""


@dataclass(frozen=True)
class OnCall:
    """Who stands on a rung now, and who comes next, when."""

    primary: str | None
    backup: str | None
    next_at: datetime | None
    next_primary: str | None
    next_backup: str | None


@dataclass(frozen=True)
class Board:
    """Everything on the board."""

    needs: tuple[Need, ...]
    todos: tuple[Todo, ...]
    more: int
    on_call: OnCall
    coaches: tuple[tuple[int, str], ...]
    off_until: datetime | None

    @property
    def version(self) -> str:
        """Changes whenever anything on the board does. Times that only pass do not count: the page turns them."""
        return sha256(repr(self).encode()).hexdigest()[:20]

    @property
    def waiting(self) -> tuple[Need, ...]:
        """Nobody has these."""
        return tuple(need for need in self.needs if need.owner_id is None)

    @property
    def taken(self) -> tuple[Need, ...]:
        """Somebody has these."""
        return tuple(need for need in self.needs if need.owner_id is not None)


def board(work: Work, me_id: int, zone: str) -> Board:
    """The board of the work's program for one coach. `zone` says when their day ends."""
    people = list(work.tx.execute(sa.select(coach).where(coach.c.program_id == work.program.id).order_by(coach.c.id)))
    names = {row.id: row.name for row in people}
    plan = schedule(work, ahead=AHEAD)
    todos, more = _todos(work, names, zone)
    off = next((row.off_until for row in people if row.id == me_id), None)
    return Board(
        needs=tuple(_needs(work, me_id, names, on_call(plan, work.at))),
        todos=todos,
        more=more,
        on_call=_on_call(plan, names, work.at),
        coaches=tuple((row.id, row.name) for row in people if row.id != me_id),
        off_until=off if off is not None and off > work.at else None,
    )


def one(work: Work, me_id: int, client_id: int) -> Need | None:
    """The open need of one client, as a card shows it."""
    names = {row.id: row.name for row in work.tx.execute(sa.select(coach).where(coach.c.program_id == work.program.id))}
    found = _needs(work, me_id, names, on_call(schedule(work), work.at), escalation.c.client_id == client_id)
    return next(iter(found), None)


def colleagues(work: Work, me_id: int) -> list[tuple[int, str]]:
    """The other coaches of the program."""
    asked = sa.select(coach.c.id, coach.c.name).where(coach.c.program_id == work.program.id, coach.c.id != me_id)
    return [(row.id, row.name) for row in work.tx.execute(asked.order_by(coach.c.id))]


def _needs(work: Work, me_id: int, names: dict[int, str], rungs: Rungs, *which: Any) -> list[Need]:
    asked = sa.select(escalation, client.c.name).join(client, client.c.id == escalation.c.client_id)
    own = (escalation.c.program_id == work.program.id, escalation.c.closed_at.is_(None), *which)
    rows = list(work.tx.execute(asked.where(*own)))
    pages = _pages(work, [row.id for row in rows])
    found = [_need(work, row, pages[row.id], me_id, names, rungs) for row in rows]
    return sorted(found, key=lambda need: (RANK.get(need.tier, 2), need.opened_at, need.id))


def _need(work: Work, row: Row[Any], pages: list[Row[Any]], me_id: int, names: dict[int, str], rungs: Rungs) -> Need:
    return Need(
        id=row.id,
        code=row.code,
        tier=row.tier,
        reason=row.reason,
        client_id=row.client_id,
        name=row.name,
        opened_at=row.opened_at,
        owner_id=row.owner_id,
        owner=names.get(row.owner_id),
        in_contact=row.contacted_at is not None,
        unseen=row.outcome == ASKED_AGAIN and is_unseen(row, "connected"),
        asks_me=any(one.coach_id == me_id and one.state in ("out", "reached") for one in pages),
        paged=tuple(_paged(pages, names)) if row.owner_id is None else (),
        next=_next(work, row, rungs, names),
    )


def _pages(work: Work, ids: list[int]) -> dict[int, list[Row[Any]]]:
    """The ladder's own pages of each escalation's present round."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    joined = sa.select(page).join(escalation, escalation.c.id == page.c.escalation_id)
    which = (escalation.c.id.in_(ids), page.c.round == escalation.c.round, page.c.step >= 0)
    for row in work.tx.execute(joined.where(*which).order_by(page.c.id)) if ids else ():
        found[row.escalation_id].append(row)
    return found


STATES = ("reached", "out", "passed", "failed")


def _paged(pages: Iterable[Row[Any]], names: dict[int, str]) -> Iterable[Paged]:
    by_coach: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in pages:
        by_coach[row.coach_id].append(row)
    for coach_id, theirs in by_coach.items():
        states = {row.state for row in theirs}
        state = next((one for one in STATES if one in states), "")
        if state:
            used = {row.method for row in theirs}
            yield Paged(names.get(coach_id, ""), tuple(method for method in BOTH if method in used), state)


def _next(work: Work, row: Row[Any], rungs: Rungs, names: dict[int, str]) -> Next | None:
    if row.next_page_at is None:
        return None
    if row.owner_id is not None:
        return Next("check" if row.contacted_at is None else "answer", row.contact_by or row.next_page_at)
    step = _step(work.program, row.tier, row.step)
    if step is None:
        return Next("again", row.next_page_at)
    people = dict.fromkeys(coach_id for name in step.rungs for coach_id in rungs.of(name))
    return Next("page", row.next_page_at, step.rungs, tuple(names.get(who, "") for who in people))


def _step(program: Program, tier: Tier, step: int) -> Step | None:
    steps = in_force(program, tier).steps
    return steps[step] if step < len(steps) else None


def _todos(work: Work, names: dict[int, str], zone: str) -> tuple[tuple[Todo, ...], int]:
    """What is due before the local day ends, late ones too; what a coach alone is to do stays on everyone's list."""
    ends = following_day(time(), zone, local_day(work.at, zone))
    due = (task.c.program_id == work.program.id, task.c.done_at.is_(None), task.c.due_at < ends)
    asked = sa.select(task, client.c.name).outerjoin(client, client.c.id == task.c.client_id).where(*due)
    rows = list(work.tx.execute(asked.order_by(task.c.due_at, task.c.id).limit(LIST)))
    more = 0
    if len(rows) == LIST:
        more = int(work.tx.execute(sa.select(sa.func.count()).select_from(task).where(*due)).scalar_one()) - LIST
    return tuple(_todo(work, row, names) for row in rows), more


def _todo(work: Work, row: Row[Any], names: dict[int, str]) -> Todo:
    late = row.due_at < work.at
    why = tuple((row.detail or {}).get("findings", ()))
    return Todo(row.id, row.kind, row.due_at, late, row.client_id, row.name, names.get(row.coach_id), why)


def _on_call(plan: Schedule, names: dict[int, str], at: datetime) -> OnCall:
    now = on_call(plan, at)
    next_at = next(iter(changes(plan, at, at + AHEAD)), None)
    then = on_call(plan, next_at) if next_at else now
    who = [None if one is None else names.get(one) for one in (now.primary, now.backup, then.primary, then.backup)]
    return OnCall(who[0], who[1], next_at, who[2], who[3])
