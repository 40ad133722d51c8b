"""Browsers that are signed in: rows, so that each can be listed and ended. The cookie has a token, the row its hash."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.console import proofs
from bot.models import coach, login, program, session
from bot.roles import acts_as, has_admin
from bot.rota import SUPERVISING
from bot.work import Work, insert

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
FRESH = timedelta(minutes=1)
"""How often a session's last use is written down: a write for every click is a write too many."""

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Me:
    """Who is at this browser. `guard` is the word their forms carry."""

    id: int
    program_id: int
    program: str
    role: str
    acts_as: str
    """Whose rights they have: in a program without an admin who can log in, supervisors have an admin's."""
    name: str
    language: str
    zone: str
    session_id: int
    guard: str
    idle_ends: datetime
    ends: datetime

    @property
    def actor(self) -> str:
        """As the audit trail names them."""
        return f"coach {self.id}"

    @property
    def supervises(self) -> bool:
        """Whether they look after coaches."""
        return self.role in SUPERVISING

    @property
    def administers(self) -> bool:
        """Whether they decide about roles, settings, and what cannot be taken back."""
        return self.acts_as == "admin"


def begin(work: Work, coach_id: int, agent: str) -> str:
    """Sign a browser in; gives the token for its cookie. Sessions long over are forgotten."""
    value = proofs.token()
    work.tx.execute(sa.delete(session).where(session.c.coach_id == coach_id, session.c.ends_at < work.at - LONGEST))
    row = {"coach_id": coach_id, "token_hash": proofs.token_hash(value), "device": device(agent)}
    insert(work.tx, session, {**row, "began_at": work.at, "seen_at": work.at, "ends_at": work.at + LONGEST})
    return value


def find(tx: Connection, value: str, at: datetime) -> Me | None:
    """Who holds this token, if their session is neither over, nor idle for too long."""
    asked = (
        sa.select(
            session.c.id.label("session_id"), session.c.seen_at, session.c.ends_at, coach, login.c.zone,
            program.c.name.label("program"), program.c.zone.label("program_zone"),
            has_admin(program.c.id).label("has_admin"),
        )
        .join(coach, coach.c.id == session.c.coach_id)
        .join(login, login.c.coach_id == coach.c.id)
        .join(program, program.c.id == coach.c.program_id)
    )  # fmt: skip
    mine = (session.c.token_hash == proofs.token_hash(value), session.c.ends_at > at, session.c.seen_at > at - IDLE)
    row = tx.execute(asked.where(*mine)).one_or_none()
    return None if row is None else _me(row, value)


def seen(tx: Connection, me: Me, at: datetime) -> None:
    """They did something: the idle time starts again."""
    tx.execute(sa.update(session).where(session.c.id == me.session_id).values(seen_at=at))


def open_ones(tx: Connection, coach_id: int, at: datetime) -> list[Row[Any]]:
    """This coach's browsers that are signed in, the last used first."""
    live = (session.c.coach_id == coach_id, session.c.ends_at > at, session.c.seen_at > at - IDLE)
    return list(tx.execute(sa.select(session).where(*live).order_by(session.c.seen_at.desc())))


def end(work: Work, session_id: int, coach_id: int) -> bool:
    """Sign one browser out. False when it is not this coach's."""
    mine = sa.update(session).where(session.c.id == session_id, session.c.coach_id == coach_id)
    return work.tx.execute(mine.values(ends_at=work.at).returning(session.c.id)).scalar() is not None


def end_all(work: Work, coach_id: int, but: int | None = None) -> None:
    """Sign every browser of this coach out, or every other one."""
    live = sa.update(session).where(session.c.coach_id == coach_id, session.c.ends_at > work.at)
    work.tx.execute((live if but is None else live.where(session.c.id != but)).values(ends_at=work.at))


def device(agent: str) -> str:
    """ "Firefox, Android" out of what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser


def _me(row: Row[Any], value: str) -> Me:
    return Me(
        row.id,
        row.program_id,
        row.program,
        row.role,
        acts_as(row.role, has_admin=row.has_admin),
        row.name,
        row.language,
        row.zone or row.program_zone,
        row.session_id,
        proofs.guard_of(value),
        row.seen_at + IDLE,
        row.ends_at,
    )
