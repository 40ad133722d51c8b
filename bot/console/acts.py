"""What a coach does on the board, one tap each. Two who tap at once are both answered with the truth."""

from typing import Any

import sqlalchemy as sa
from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from bot import audit, owners, paging, people
from bot.coaches import OFF_FOR, OUTCOMES
from bot.console import board as boards
from bot.console import handing
from bot.console.door import COACHES, acting, done, looking, me, page
from bot.models import coach, escalation, task
from bot.models import page as pages
from bot.tasks import open_once
from bot.work import Work


@page("/", COACHES)
def board() -> ResponseReturnValue:
    """The board."""
    return render_template("console/board.html", board=_board())


@page("/live", COACHES)
def live() -> ResponseReturnValue:
    """The part of the board that changes; 204 when it has not."""
    shown = _board()
    if request.args.get("v") == shown.version:
        return "", 204
    return render_template("console/live.html", board=shown)


@page("/count", COACHES)
def count() -> ResponseReturnValue:
    """How many wait for somebody: for the badge on every other page. A number and nothing else."""
    with looking() as unit:
        return str(waiting(unit))


@page("/needs/<int:need_id>/take", COACHES, "POST")
def take(need_id: int) -> ResponseReturnValue:
    """Take it. Whoever was faster has it."""
    with acting() as unit:
        held = _held(unit, need_id)
        mine = held.closed_at is None and owners.acknowledge(unit, held, me().id)
        owner_id = paging.by_id(unit, held.id).owner_id
        owner = people.coach_by_id(unit, owner_id).name if owner_id else ""
    if mine or (owner_id == me().id and held.closed_at is None):
        return done("did.taken", url_for("console.person", client_id=held.client_id), code=held.code)
    if held.closed_at is not None:
        return _board_again("did.closed_already", code=held.code)
    return _board_again("did.faster", name=owner, code=held.code)


@page("/needs/<int:need_id>/pass", COACHES, "POST")
def pass_it(need_id: int) -> ResponseReturnValue:
    """Not now: the next one is paged at once."""
    with acting() as unit:
        held = _held(unit, need_id)
        if held.closed_at is None and (held.owner_id == me().id or _asked_of_me(unit, held)):
            owners.pass_on(unit, held, me().id)
    return _board_again("did.passed", code=held.code)


@page("/needs/<int:need_id>/hand", COACHES, "POST")
def hand(need_id: int) -> ResponseReturnValue:
    """Hand it to somebody: they are paged at once, and the ladder runs until one says yes."""
    to = request.form.get("to", type=int) or abort(400)
    with acting() as unit:
        held = _mine(unit, need_id)
        other = _coach(unit, to)
        handing.hand(unit, held, me().id, to)
    return _board_again("did.handed", code=held.code, name=other.name)


@page("/needs/<int:need_id>/ask", COACHES, "POST")
def ask(need_id: int) -> ResponseReturnValue:
    """Ask a supervisor to look at it. The one who has it keeps it."""
    with acting() as unit:
        held = _held(unit, need_id)
        about = {"client_id": held.client_id, "escalation_id": held.id, "coach_id": me().id, "due_at": unit.at}
        open_once(unit, f"ask-{held.id}-{me().id}-{held.round}", "asked", **about)
        audit.note(unit, me().actor, "asked a supervisor", "escalation", held.id)
    return _board_again("did.asked", code=held.code)


@page("/needs/<int:need_id>/close", COACHES, "POST")
def close(need_id: int) -> ResponseReturnValue:
    """It is over, and how it went. Only whoever has it says so, or a supervisor. Who says that they spoke, unseen by
    the line, is asked about it on the card, as by text; a second press of the same button is no answer to that."""
    outcome, sure = request.form.get("outcome", ""), "sure" in request.form
    if outcome not in OUTCOMES.values():
        abort(400)
    with acting() as unit:
        held = _mine(unit, need_id)
        asks = owners.is_unseen(held, outcome) and not (sure and held.outcome == owners.ASKED_AGAIN)
        if asks:
            paging.update(unit, held.id, {"outcome": owners.ASKED_AGAIN})
        else:
            owners.close(unit, held, me().id, outcome)
    if asks:
        return _board_again("did.unseen", code=held.code)
    return _board_again("did.closed", code=held.code)


@page("/tasks/<int:task_id>/done", COACHES, "POST")
def task_done(task_id: int) -> ResponseReturnValue:
    """Off the list."""
    return _mark(task_id, "did.task_done", "did a task", done_at=True)


@page("/tasks/<int:task_id>/again", COACHES, "POST")
def task_again(task_id: int) -> ResponseReturnValue:
    """Back on the list: it was a slip."""
    return _mark(task_id, "did.task_again", "put a task back", done_at=False)


@page("/off", COACHES, "POST")
def off() -> ResponseReturnValue:
    """ "I am off": what waits for me goes to the next one."""
    with acting() as unit:
        _set_off(unit, unit.at + OFF_FOR)
        for held in _asking_me(unit):
            owners.pass_on(unit, held, me().id)
        audit.note(unit, me().actor, "off duty", "coach", me().id)
    return _board_again("did.off")


@page("/on", COACHES, "POST")
def on() -> ResponseReturnValue:
    """Back again."""
    with acting() as unit:
        _set_off(unit, None)
        audit.note(unit, me().actor, "back on duty", "coach", me().id)
    return _board_again("did.on")


def waiting(unit: Work) -> int:
    """How many calls for help nobody has."""
    open_ones = (escalation.c.closed_at.is_(None), escalation.c.owner_id.is_(None))
    asked = sa.select(sa.func.count()).select_from(escalation)
    return int(unit.tx.execute(asked.where(escalation.c.program_id == unit.program.id, *open_ones)).scalar_one())


def _board() -> boards.Board:
    with looking() as unit:
        return boards.board(unit, me().id, me().zone)


def _board_again(said: str, **facts: Any) -> ResponseReturnValue:
    return done(said, url_for("console.board"), **facts)


def _held(unit: Work, need_id: int) -> Row[Any]:
    """The escalation, locked, if it is of this program."""
    own = (escalation.c.id == need_id, escalation.c.program_id == unit.program.id)
    found = unit.tx.execute(sa.select(escalation).where(*own).with_for_update(key_share=True)).one_or_none()
    return found if found is not None else abort(404)


def _mine(unit: Work, need_id: int) -> Row[Any]:
    """The same, if it is open, and mine or a supervisor's to decide about."""
    held = _held(unit, need_id)
    if held.closed_at is not None or held.owner_id is None:
        abort(409)
    if held.owner_id != me().id and not me().supervises:
        abort(403)
    return held


def _coach(unit: Work, coach_id: int) -> Row[Any]:
    own = (coach.c.id == coach_id, coach.c.program_id == unit.program.id)
    return unit.tx.execute(sa.select(coach).where(*own)).one_or_none() or abort(404)


def _asked_of_me(unit: Work, held: Row[Any]) -> bool:
    paged = (pages.c.escalation_id == held.id, pages.c.coach_id == me().id, pages.c.step >= 0)
    found = sa.select(pages.c.id).where(*paged, pages.c.round == held.round).limit(1)
    return held.owner_id is None and unit.tx.execute(found).scalar() is not None


def _asking_me(unit: Work) -> list[Row[Any]]:
    waiting = (escalation.c.program_id == unit.program.id, escalation.c.closed_at.is_(None))
    asked = sa.select(escalation).where(*waiting, escalation.c.owner_id.is_(None)).order_by(escalation.c.id)
    rows = list(unit.tx.execute(asked.with_for_update(key_share=True)))
    return [held for held in rows if _asked_of_me(unit, held)]


def _set_off(unit: Work, until: Any) -> None:
    unit.tx.execute(sa.update(coach).where(coach.c.id == me().id).values(off_until=until))


def _mark(task_id: int, said: str, act: str, *, done_at: bool) -> ResponseReturnValue:
    with acting() as unit:
        own = (task.c.id == task_id, task.c.program_id == unit.program.id)
        kept = sa.update(task).where(*own).values(done_at=unit.at if done_at else None)
        if unit.tx.execute(kept.returning(task.c.id)).scalar() is None:
            abort(404)
        audit.note(unit, me().actor, act, "task", task_id)
    return _board_again(said)
