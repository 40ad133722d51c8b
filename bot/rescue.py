"""Sending emergency help to somebody, on one page: a supervisor's word, who was told, whether help got there.

Nothing here holds up a call to emergency services: what was done can always be written down. The least invasive way
comes first, a supervisor is asked at any hour, and nobody lets go before help is known to have arrived (Lifeline's
standard for imminent risk; 42 CFR 2.51(c) for what is kept). Policy is the program's: clinical lead and counsel.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, paging, people, relay, rota
from bot.models import client, escalation, rescue_step, task
from bot.tasks import open_once
from bot.work import Work, insert
from flows.copy import words

Kind = Literal["asked", "agreed", "declined", "told", "arrived", "unsure"]
"""A supervisor's word was asked for; given; not given yet. Emergency services were told; are there; nobody can say."""

NEXT: Mapping[str | None, frozenset[Kind]] = {
    None: frozenset({"asked", "told"}),
    "asked": frozenset({"agreed", "declined", "told"}),
    "agreed": frozenset({"told"}),
    "declined": frozenset({"asked", "told"}),
    "told": frozenset({"told", "arrived", "unsure"}),
    "unsure": frozenset({"told", "arrived"}),
    "arrived": frozenset({"asked", "told"}),
}
"""What may be written down after what. `told` always may: help that was called is a fact."""

SUPERVISORS_OWN: frozenset[Kind] = frozenset({"agreed", "declined", "unsure"})

AGAIN: Mapping[str, timedelta] = {"asked": timedelta(minutes=2), "told": timedelta(minutes=10)}
"""How soon whoever is waited for hears of it again."""

CLOSELY, SLOWEST = timedelta(minutes=10), timedelta(minutes=15)
"""So long a supervisor's word is asked for every two minutes. After it each space is half of what was waited by then,
and never longer than SLOWEST. It has no end while the person is open."""

LONGEST = timedelta(hours=1)
"""How long they are asked by text whether help has arrived; after that it stays on the list until somebody says."""

LOG_WITHIN = timedelta(hours=1)
SAYS = {"agreed": "coach.rescue_agreed", "declined": "coach.rescue_declined"}
SEALED = ("nature", "recipient", "affiliation")


class OutOfTurn(Exception):
    """This step does not follow the last one: somebody was faster, or it is not theirs to say."""


def write(work: Work, held: Row[Any], coach_id: int, kind: Kind, supervises: bool, **told: Any) -> int:
    """Write one step down, and tell whoever has to hear of it; the id of the step.

    `held` is the escalation, locked. `told`: nature, recipient, affiliation, told_at. Raises OutOfTurn.
    """
    last = latest(work, held.id)
    if kind not in NEXT[last.kind if last else None] or (kind in SUPERVISORS_OWN and not supervises):
        raise OutOfTurn(kind)
    whose = {"program_id": work.program.id, "client_id": held.client_id, "escalation_id": held.id}
    mark = _mark(work, held.id, kind, told)
    step = {**dict.fromkeys((*SEALED, "told_at")), **told, "coach_id": coach_id, "at": work.at, "kind": kind}
    made = insert(work.tx, rescue_step, {**whose, **step, "mark": mark})
    audit.note(work, f"coach {coach_id}", f"rescue: {kind}", "escalation", held.id, step=made, mark=mark)
    _tell(work, held, coach_id, kind, last)
    _tick_off(work, held.id, kind)
    paging.update(work, held.id, {"rescue_at": work.at + AGAIN[kind] if kind in AGAIN else None})
    return made


def steps(work: Work, escalation_id: int) -> Sequence[Row[Any]]:
    """What was written down, oldest first."""
    own = sa.select(rescue_step).where(rescue_step.c.escalation_id == escalation_id)
    return work.tx.execute(own.order_by(rescue_step.c.id)).all()


def latest(work: Work, escalation_id: int) -> Row[Any] | None:
    """The last step, or None."""
    own = sa.select(rescue_step).where(rescue_step.c.escalation_id == escalation_id)
    return work.tx.execute(own.order_by(rescue_step.c.id.desc()).limit(1)).one_or_none()


def altered(work: Work, step: Row[Any]) -> bool:
    """Whether a step no longer says what it said when it was written. After an erasure it says nothing."""
    said = {name: getattr(step, name) for name in (*SEALED, "told_at")}
    erased = sa.select(client.c.status == "erased").where(client.c.id == step.client_id)
    gone = all(said[name] is None for name in SEALED) and work.tx.execute(erased).scalar()
    return not gone and step.mark != _mark(work, step.escalation_id, step.kind, said)


def due(at: datetime) -> sa.Select[Any]:
    """Escalations about which somebody is waited for, also closed ones."""
    waits = sa.select(escalation.c.id, escalation.c.program_id).where(escalation.c.rescue_at <= at)
    return waits.order_by(escalation.c.rescue_at)


def remind(work: Work, escalation_id: int) -> None:
    """Ask again for the word that is missing: a supervisor's, or whether help is there."""
    held, last = paging.by_id(work, escalation_id), latest(work, escalation_id)
    if held.rescue_at is None or held.rescue_at > work.at or last is None:
        return
    over = held.closed_at is not None if last.kind == "asked" else work.at - last.at >= LONGEST
    if not over and last.kind == "asked":
        _ask_supervisors(work, held, last.coach_id, last.at)
    elif not over:
        _ask_arrived(work, held, last.coach_id)
    paging.update(work, held.id, {"rescue_at": None if over else work.at + space(last.kind, work.at - last.at)})


def space(kind: str, waited: timedelta) -> timedelta:
    """How soon they are asked again who were waited for so long."""
    if kind == "asked" and waited >= CLOSELY:
        return min(waited / 2, SLOWEST)
    return AGAIN.get(kind, LONGEST)


def log_is_missing(work: Work, held: Row[Any], coach_id: int) -> None:
    """Closed as "emergency services", and who was told is written nowhere: whoever closed it is asked for it."""
    last = latest(work, held.id)
    if last is None or last.kind not in ("told", "arrived", "unsure"):
        about = {"client_id": held.client_id, "coach_id": coach_id, "escalation_id": held.id}
        open_once(work, f"rescue-log-{held.id}", "rescue_log", **about, due_at=work.at + LOG_WITHIN)


def _tell(work: Work, held: Row[Any], coach_id: int, kind: Kind, last: Row[Any] | None) -> None:
    if kind == "asked":
        _ask_supervisors(work, held, coach_id, work.at)
    elif kind in ("agreed", "declined") and last is not None:
        name = people.coach_by_id(work, coach_id).name
        _text(work, held, last.coach_id, SAYS[kind], coach=name, **work.program.lines.numbers)
    elif kind == "told":
        for supervisor in _supervisors(work, coach_id):
            _text(work, held, supervisor, "coach.rescue_told")
        about = {"client_id": held.client_id, "coach_id": coach_id, "escalation_id": held.id}
        open_once(work, f"rescue-{held.id}", "rescue", **about, due_at=work.at + AGAIN["told"])


def _tick_off(work: Work, escalation_id: int, kind: Kind) -> None:
    """What was written down leaves the list: who was told, and whether help is there. Told again, it is asked again."""
    waits = {"told": None, "arrived": work.at, "unsure": work.at}
    lists = {f"rescue-{escalation_id}": waits[kind]} if kind in waits else {}
    lists |= {f"rescue-log-{escalation_id}": work.at} if kind == "told" else {}
    for key, done_at in lists.items():
        work.tx.execute(sa.update(task).where(task.c.key == key).values(done_at=done_at))


def _ask_supervisors(work: Work, held: Row[Any], coach_id: int, asked_at: datetime) -> None:
    """All of them, by call, for it may be three in the morning, and once by text; where no call can be made, by text
    each time. Who asked hears when nobody can be reached, and when nobody has answered for long: they wait no more."""
    name, waited = people.coach_by_id(work, coach_id).name, work.at - asked_at
    numbers = rota.phones(work, {*_supervisors(work, coach_id)})
    if not numbers or waited >= CLOSELY:
        once = f"e{held.id}.rescue.nobody.{asked_at:%Y%m%d%H%M%S%f}"
        relay.tell_coach(work, coach_id, once, "coach.rescue_nobody", code=held.code, **work.program.lines.numbers)
    for (supervisor, method), number in numbers.items():
        if method == "call":
            _call(work, held, supervisor, number, name)
        elif not waited or (supervisor, "call") not in numbers:
            _text(work, held, supervisor, "coach.rescue_asked", coach=name)


def _ask_arrived(work: Work, held: Row[Any], coach_id: int) -> None:
    for whom in (coach_id, *_supervisors(work, coach_id)):
        _text(work, held, whom, "coach.rescue_arrived")


def _supervisors(work: Work, but: int) -> list[int]:
    return [row.id for row in rota.coaches(work).values() if row.role in rota.SUPERVISING and row.id != but]


def _text(work: Work, held: Row[Any], coach_id: int, key: str, **facts: Any) -> None:
    relay.tell_coach(work, coach_id, _once(work, held, key, coach_id), key, code=held.code, **facts)


def _call(work: Work, held: Row[Any], coach_id: int, number: str, name: str) -> None:
    language, spelled = people.coach_by_id(work, coach_id).language, ", ".join(held.code)
    spoken = words("voice.rescue", language, program=work.program.name, code_spelled=spelled, coach=name)
    outbox.call(work, people.coach_phone(work, coach_id, number), _once(work, held, "call", coach_id), spoken)


def _once(work: Work, held: Row[Any], what: str, coach_id: int) -> str:
    return f"e{held.id}.rescue.{what}.{coach_id}.{work.at:%Y%m%d%H%M%S%f}"


def _mark(work: Work, escalation_id: int, kind: str, told: Mapping[str, Any]) -> str:
    """A keyed hash of what a step says: whoever changes the row would have to change the audit trail's chain, too."""
    when = told.get("told_at")
    said = [
        escalation_id,
        kind,
        when.astimezone(UTC).isoformat() if when else None,
        *(told.get(name) for name in SEALED),
    ]
    return work.vault.blind(f"rescue {json.dumps(said)}").hex()[:32]
