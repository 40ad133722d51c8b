"""Handing somebody to a coach by name: that coach is paged at once, beside whoever the ladder pages."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, outbox, owners, paging, people, relay, rota
from bot.models import page
from bot.work import Work, insert_new


def hand(work: Work, held: Row[Any], by: int, to: int) -> None:
    """`held` is open again, and `to` is asked first. Nobody has it until they say yes: the client hears no more."""
    owner = int(held.owner_id)
    owners.pass_on(work, held, owner)
    again = paging.by_id(work, held.id)
    asked = sa.select(page.c.method).where(
        page.c.escalation_id == held.id, page.c.round == again.round, page.c.coach_id == to, page.c.step >= 0
    )
    already = set(work.tx.execute(asked).scalars())
    for (_, method), number in rota.phones(work, {to}).items():
        if method not in already:
            _page(work, again, to, method, number)
    audit.note(work, f"coach {by}", "handed over", "escalation", held.id, owner=owner, to=to)


def _page(work: Work, held: Row[Any], to: int, method: str, number: str) -> None:
    """As the ladder pages, for the step it stands on."""
    about = {
        "escalation_id": held.id,
        "coach_id": to,
        "method": method,
        "round": held.round,
        "step": max(0, held.step - 1),
    }
    waits = work.at + paging.NO_WORD[method]
    made = insert_new(work.tx, page, {**about, "state": "out", "at": work.at, "check_at": waits})
    if made is None:
        return
    phone = people.coach_phone(work, to, number)
    say = relay.alert(work, held, people.coach_by_id(work, to), method)
    more = {"page_id": made, "escalation_id": held.id}
    if method == "call":
        outbox.call(work, phone, f"p{made}", say, **more)
    else:
        outbox.text(work, phone, f"p{made}", say, "crisis", not_after=None, **more)
