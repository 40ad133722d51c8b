"""Coming in: invitations, and who a number, a password and a code belong to. Rows only; the pages are in `entry`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit
from bot.console import limits, passkeys, proofs, sessions
from bot.models import coach, contact_method, invitation, login, recovery_code
from bot.roles import end_links
from bot.work import Work, insert

OPEN_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Door:
    """Everything a log-in is checked against: the coach of that number who has one, or nobody."""

    coach: Row[Any] | None

    @property
    def stored(self) -> str:
        """What the password is compared with, whoever it is."""
        return proofs.nobodys() if self.coach is None else str(self.coach.password)


def invite(work: Work, coach_id: int, by: str) -> str:
    """A new link for this coach; gives its token, which is stored nowhere. Earlier links end."""
    value = proofs.token()
    end_links(work, coach_id)
    row = {"coach_id": coach_id, "token_hash": proofs.token_hash(value), "secret": pyotp.random_base32()}
    insert(work.tx, invitation, {**row, "made_at": work.at, "ends_at": work.at + OPEN_FOR})
    audit.note(work, by, "invited", "coach", coach_id)
    return value


def invited(tx: sa.Connection, value: str, at: Any) -> Row[Any] | None:
    """The invitation of a link that still opens, with the coach's name and program."""
    asked = sa.select(invitation, coach.c.name, coach.c.language, coach.c.program_id).join(
        coach, coach.c.id == invitation.c.coach_id
    )
    good = (invitation.c.used_at.is_(None), invitation.c.ends_at > at)
    return tx.execute(asked.where(invitation.c.token_hash == proofs.token_hash(value), *good)).one_or_none()


def accept(work: Work, found: Row[Any], password: str, step: int) -> list[str] | None:
    """The invitation is used: a log-in in place of any earlier one, and every other browser is signed out. Gives the
    codes for paper, which are shown once; None when the link was used in this very moment."""
    mine = sa.update(invitation).where(invitation.c.id == found.id, invitation.c.used_at.is_(None))
    if work.tx.execute(mine.values(used_at=work.at).returning(invitation.c.id)).scalar() is None:
        return None
    sessions.end_all(work, found.coach_id)
    passkeys.remove_all(work.tx, found.coach_id)
    work.tx.execute(sa.delete(login).where(login.c.coach_id == found.coach_id))
    row = {"coach_id": found.coach_id, "password": password, "secret": found.secret, "last_step": step}
    insert(work.tx, login, {**row, "made_at": work.at})
    audit.note(work, f"coach {found.coach_id}", "joined the console", "coach", found.coach_id)
    return new_paper(work, found.coach_id)


def new_paper(work: Work, coach_id: int) -> list[str]:
    """Fresh codes for paper; the old ones open nothing any more."""
    codes = proofs.paper_codes()
    work.tx.execute(sa.delete(recovery_code).where(recovery_code.c.coach_id == coach_id))
    rows = [{"coach_id": coach_id, "code_hash": proofs.paper_hash(work.vault, code)} for code in codes]
    work.tx.execute(sa.insert(recovery_code), rows)
    return codes


def doors(tx: sa.Connection, number_hash: bytes) -> list[Door]:
    """The log-ins of a phone number: one, none, or one for each program its owner coaches in."""
    asked = (
        sa.select(coach, login.c.password, login.c.secret, login.c.last_step)
        .join(login, login.c.coach_id == coach.c.id)
        .where(coach.c.id.in_(sa.select(contact_method.c.coach_id).where(contact_method.c.number_hash == number_hash)))
    )
    return [Door(row) for row in tx.execute(asked.order_by(coach.c.id).limit(3))] or [Door(None)]


def may_try(tx: sa.Connection, number: str, address: str, at: Any) -> bool:
    """Count one log-in. Every limit is counted, whichever says no."""
    tries = (
        (limits.BY_NUMBER_HERE, f"{number} {address}"),
        (limits.BY_NUMBER, number),
        (limits.BY_ADDRESS, address),
    )
    allowed = [limits.spend(tx, limit, who, at) for limit, who in tries]
    return all(allowed)


def may_knock(tx: sa.Connection, address: str, at: Any) -> bool:
    """The same for a log-in that names no number."""
    return limits.spend(tx, limits.BY_ADDRESS, address, at)


def proven(work: Work, who: Row[Any], code: str) -> bool:
    """Whether a code from the phone or from paper is theirs, and its first use. Uses it up."""
    step = proofs.step_of(who.secret, code, who.last_step, work.at)
    if step is not None:
        mine = sa.update(login).where(login.c.coach_id == who.id, login.c.last_step < step)
        return work.tx.execute(mine.values(last_step=step).returning(login.c.id)).scalar() is not None
    paper = (recovery_code.c.coach_id == who.id, recovery_code.c.code_hash == proofs.paper_hash(work.vault, code))
    unused = sa.update(recovery_code).where(*paper, recovery_code.c.used_at.is_(None)).values(used_at=work.at)
    if work.tx.execute(unused.returning(recovery_code.c.id)).scalar() is None:
        return False
    audit.note(work, f"coach {who.id}", "used a code on paper", "coach", who.id)
    return True


def paper_left(tx: sa.Connection, coach_id: int) -> int:
    """How many codes on paper still open."""
    unused = (recovery_code.c.coach_id == coach_id, recovery_code.c.used_at.is_(None))
    return int(tx.execute(sa.select(sa.func.count()).select_from(recovery_code).where(*unused)).scalar_one())
