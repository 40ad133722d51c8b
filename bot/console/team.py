"""For supervisors: who can sign in, new links, signing somebody out. For admins: roles, and what was done."""

from typing import Any

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import audit, roles
from bot.console import logins, sessions
from bot.console.door import ADMINS, SUPERVISORS, acting, line, looking, me, page
from bot.console.words import table
from bot.models import audit_event, coach, login, session
from bot.rota import SUPERVISING
from bot.work import Work

ROWS = 100
ACTS = tuple(key.removeprefix("act.").replace("_", " ") for key in table() if key.startswith("act."))


@page("/team", SUPERVISORS)
def team() -> ResponseReturnValue:
    """Every coach of the program."""
    return _shown()


@page("/team/<int:coach_id>/invite", SUPERVISORS, "POST")
def invite(coach_id: int) -> ResponseReturnValue:
    """A link for this coach, shown this once. Whoever lost phone or password gets one too. A link opens all that its
    owner may: only admins make those of supervisors and admins."""
    with acting() as unit:
        whose = _coach(unit, coach_id)
        if whose.role in SUPERVISING and not me().administers:
            abort(403)
        value = logins.invite(unit, coach_id, me().actor)
    return _shown(whose.name, line().settings.public_url + url_for("console.join", token=value))


@page("/team/<int:coach_id>/role", ADMINS, "POST")
def give_role(coach_id: int) -> ResponseReturnValue:
    """Another role. Nobody lowers their own, so that one who may give it back is always there."""
    role = request.form.get("role", "")
    if role not in roles.ROLES:
        abort(400)
    try:
        with acting() as unit:
            _coach(unit, coach_id)
            roles.give(unit, me().actor, coach_id, role, giver=me().id)
    except roles.CannotGive as trouble:
        return _shown(wrong=str(trouble)), 400
    return redirect(url_for("console.team"), 303)


@page("/team/<int:coach_id>/end", SUPERVISORS, "POST")
def end_coach(coach_id: int) -> ResponseReturnValue:
    """Sign this coach out everywhere, now."""
    with acting() as unit:
        _coach(unit, coach_id)
        sessions.end_all(unit, coach_id, but=me().session_id)
        audit.note(unit, me().actor, "ended all sessions", "coach", coach_id)
    return redirect(url_for("console.team"), 303)


@page("/trail", ADMINS)
def trail() -> ResponseReturnValue:
    """What was done, newest first; by person, kind of act, or before a row."""
    asked = sa.select(audit_event).where(audit_event.c.program_id == me().program_id)
    who, act, before = request.args.get("who", ""), request.args.get("act", ""), request.args.get("before", type=int)
    if who:
        asked = asked.where(audit_event.c.actor == who)
    if act:
        asked = asked.where(audit_event.c.act == act)
    if before:
        asked = asked.where(audit_event.c.id < before)
    with looking() as unit:
        rows = list(unit.tx.execute(asked.order_by(audit_event.c.id.desc()).limit(ROWS + 1)))
        found = {"acts": ACTS, "names": names(unit)}
    older = rows[ROWS - 1].id if len(rows) > ROWS else None
    return render_template("console/trail.html", rows=rows[:ROWS], older=older, who=who, act=act, **found)


def names(unit: Work) -> dict[int, str]:
    """The coaches of the program by id."""
    asked = sa.select(coach.c.id, coach.c.name).where(coach.c.program_id == unit.program.id)
    return {row.id: row.name for row in unit.tx.execute(asked)}


def _coach(unit: Work, coach_id: int) -> Any:
    asked = sa.select(coach.c.name, coach.c.role).where(coach.c.id == coach_id)
    return unit.tx.execute(asked.where(coach.c.program_id == unit.program.id)).one_or_none() or abort(404)


def _shown(invited: str | None = None, link: str | None = None, wrong: str = "") -> str:
    with looking() as unit:
        people = _people(unit)
    fixed = {"roles": roles.ROLES, "supervising": SUPERVISING}
    return render_template("console/team.html", people=people, invited=invited, link=link, wrong=wrong, **fixed)


def _people(unit: Work) -> list[Any]:
    live = (session.c.coach_id == coach.c.id, session.c.ends_at > unit.at, session.c.seen_at > unit.at - sessions.IDLE)
    here = sa.select(sa.func.count()).select_from(session).where(*live).scalar_subquery().label("here")
    asked = sa.select(coach, login.c.made_at, here).outerjoin(login, login.c.coach_id == coach.c.id)
    return list(unit.tx.execute(asked.where(coach.c.program_id == unit.program.id).order_by(coach.c.id)))
