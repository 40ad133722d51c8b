"""A drill: nobody texts the real line, and a coach answers as always. Each step is timed; one that fails is named.

The client of a drill is a row with the status "drill" and nobody's number: what is written to it goes nowhere, and it
is in no report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, owners, paging
from bot.line import Line
from bot.models import client, drill, escalation, outbound, page
from bot.program import Program, program_by_id
from bot.work import Work, insert, insert_new, work

TEXTS = {"en": "DRILL. I need a coach now.", "es": "SIMULACRO. Necesito un coach ahora."}
STEPS = ("answered", "paged", "reached", "acknowledged", "closed")
"""In this order; each is a column `<step>_at` of the drill's row."""

LIMITS = {"answered": timedelta(seconds=15), "paged": timedelta(seconds=10), "reached": timedelta(seconds=60)}
"""For the steps of machines. Those of people take as long as the caller allows."""

LOOK = 1.0
"""Seconds between two looks."""

Post = Callable[[str, dict[str, str]], int]
"""Posts a signed form to a path of the line's own public address, and gives the status: 0 when nothing answered."""

Answer = Callable[[str, str], None]
"""A coach's phone (its number) texts words."""


@dataclass(frozen=True)
class Result:
    """How a drill went. `took`: seconds from the text to each step that was done. `failed`: the step that was not."""

    drill_id: int
    took: dict[str, float]
    failed: str | None


@dataclass
class Drill:
    """One drill on its way. `pause` lets time pass; `answer`, if any, plays the coach. Where one was begun after
    `unless_since`, none is run."""

    line: Line
    program_id: int
    people_within: timedelta
    post: Post
    pause: Callable[[float], None]
    answer: Answer | None = None
    unless_since: datetime | None = None

    def run(self) -> Result | None:
        """From the text to the close. Leaves nothing open behind it. None where there was one lately."""
        with self._work() as unit:
            if _was_one(unit, self.unless_since):
                return None
            drill_id = _begin(unit)
            text = _text(unit, drill_id)
        said: set[str] = set()
        for step in STEPS:
            if not (self._post(drill_id, text) if step == "answered" else self._wait(drill_id, step, said)):
                self._fail(drill_id, step)
                break
        with self._work() as unit:
            return _result(unit, drill_id)

    def _wait(self, drill_id: int, step: str, said: set[str]) -> bool:
        limit = self.line.now() + LIMITS.get(step, self.people_within)
        while True:
            with self._work() as unit:
                done, owed = _see(unit, drill_id), _owed(unit)
            if step in done:
                return True
            if self.line.now() >= limit:
                return False
            if self.answer is not None and owed is not None and owed[1] not in said:
                said.add(owed[1])
                self.answer(*owed)
            self.pause(LOOK)

    def _post(self, drill_id: int, text: dict[str, str]) -> bool:
        if not 200 <= self.post("/sms", text) < 300:
            return False
        with self._work() as unit:
            _keep(unit, drill_id, {"answered_at": unit.at})
        return True

    def _fail(self, drill_id: int, step: str) -> None:
        """Nobody is paged any longer for a need that is not there."""
        with self._work() as unit:
            call_off(unit)
            _keep(unit, drill_id, {"failed": step})
            audit.note(unit, "drill", "failed", "drill", drill_id, step=step)

    def _work(self) -> Any:
        def find(tx: sa.Connection) -> Program:
            return program_by_id(tx, self.program_id)

        return work(self.line, self.line.now(), find)


def _was_one(unit: Work, since: datetime | None) -> bool:
    """Whether one was begun after that. The program is locked: of two clocks the second sees the first one's."""
    if since is None:
        return False
    unit.tx.execute(paging.ONE_AT_A_TIME, {"program": unit.program.id})
    later = sa.select(drill.c.id).where(drill.c.program_id == unit.program.id, drill.c.began_at > since)
    return unit.tx.execute(later.limit(1)).scalar() is not None


def _begin(unit: Work) -> int:
    """A new drill. One that was left lying is called off first."""
    number = unit.vault.blind(outbox.NOBODY)
    about = {"program_id": unit.program.id, "status": "drill", "number": outbox.NOBODY, "number_hash": number}
    place = {"language": unit.program.language, "zone": unit.program.zone, "created_at": unit.at}
    insert_new(unit.tx, client, {**about, **place})
    call_off(unit)
    made = insert(unit.tx, drill, {"program_id": unit.program.id, "began_at": unit.at})
    audit.note(unit, "drill", "began", "drill", made)
    return made


def _text(unit: Work, drill_id: int) -> dict[str, str]:
    """The webhook's form, as the carrier would post it."""
    sid = "SM" + sha256(f"drill {drill_id} {unit.at.isoformat()}".encode()).hexdigest()[:32]
    words = TEXTS.get(unit.program.language, TEXTS["en"])
    return {"MessageSid": sid, "From": outbox.NOBODY, "To": unit.program.sender, "Body": words, "NumMedia": "0"}


def _open(unit: Work) -> Row[Any] | None:
    whose = sa.select(client.c.id).where(client.c.program_id == unit.program.id, client.c.status == "drill")
    asked = sa.select(escalation).where(escalation.c.client_id.in_(whose), escalation.c.closed_at.is_(None))
    return unit.tx.execute(asked.with_for_update(key_share=True)).one_or_none()


def _see(unit: Work, drill_id: int) -> set[str]:
    """The steps that are done by now; their times are kept."""
    own = unit.tx.execute(sa.select(drill).where(drill.c.id == drill_id)).one()
    whose = sa.select(client.c.id).where(client.c.program_id == unit.program.id, client.c.status == "drill")
    asked = sa.select(escalation).where(escalation.c.client_id.in_(whose), escalation.c.opened_at >= own.began_at)
    held = unit.tx.execute(asked.order_by(escalation.c.id.desc()).limit(1)).one_or_none()
    if held is None:
        return set()
    delivered = _first(unit, held.id, outbound.c.ended_at, outbound.c.state == "delivered")
    known = [at for at in (delivered, held.acknowledged_at) if at is not None]
    seen: dict[str, datetime | None] = {
        "paged": _first(unit, held.id, outbound.c.sent_at),
        "reached": min(known, default=None),  # who answers was reached, whatever the carrier says, or when
        "acknowledged": held.acknowledged_at,
        "closed": held.closed_at,
    }
    done = {step: at for step, at in seen.items() if at is not None}
    _keep(unit, drill_id, {"escalation_id": held.id, **{f"{step}_at": at for step, at in done.items()}})
    return set(done)


def _keep(unit: Work, drill_id: int, values: dict[str, Any]) -> None:
    unit.tx.execute(sa.update(drill).where(drill.c.id == drill_id).values(**values))


def _first(unit: Work, escalation_id: int, when: Any, *which: Any) -> datetime | None:
    pages = (outbound.c.escalation_id == escalation_id, outbound.c.page_id.is_not(None), when.is_not(None))
    asked = sa.select(when).where(*pages, *which).order_by(when).limit(1)
    return unit.tx.execute(asked).scalar()


def _owed(unit: Work) -> tuple[str, str] | None:
    """What a coach would text next, and from which number."""
    held = _open(unit)
    if held is None:
        return None
    joined = sa.select(outbound.c.number).join(page, page.c.id == outbound.c.page_id)
    texts = (page.c.escalation_id == held.id, page.c.method == "text", outbound.c.state.in_(("sent", "delivered")))
    whose = sa.true() if held.owner_id is None else page.c.coach_id == held.owner_id
    number = unit.tx.execute(joined.where(*texts, whose).order_by(page.c.id).limit(1)).scalar()
    if number is None:
        return None
    words = f"{held.code} 1" if held.owner_id is None else f"{held.code} I am here"
    return number, words if held.contacted_at is None else f"{held.code} DONE 1"


def call_off(unit: Work) -> None:
    """End the program's drill, if one is open: nobody is paged for it any longer."""
    held = _open(unit)
    if held is not None:
        paging.update(unit, held.id, {"closed_at": unit.at, "outcome": "drill", "next_page_at": None})
        paging.update(unit, held.id, {"next_update_at": None, "contact_by": None})
        owners.end_pages(unit, held.id)
        audit.note(unit, "drill", "called off", "escalation", held.id)


def _result(unit: Work, drill_id: int) -> Result:
    row = unit.tx.execute(sa.select(drill).where(drill.c.id == drill_id)).one()
    times = {step: getattr(row, f"{step}_at") for step in STEPS}
    took = {step: round((at - row.began_at).total_seconds(), 2) for step, at in times.items() if at is not None}
    return Result(drill_id, took, row.failed)
