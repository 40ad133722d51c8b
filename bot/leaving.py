"""Whom nothing more is sent to: who opted out, by a text or from the carrier; and who has lost their number."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, consents, conversations, outbox, prompts, supporters
from bot.models import client
from bot.work import Work


def opt_out(work: Work, whose: Row[Any], inbound_id: int | None, by: str = "client") -> None:
    """Holds at once: what was queued for them is dropped, except that coaches are still paged."""
    if whose.opted_out_at is None:
        work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(opted_out_at=work.at))
        consents.prove(work, whose, "all", given=False, key="line.stop", inbound_id=inbound_id, by=by)
    outbox.drop(work, outbox.to_client(whose.id))
    conversations.close(work, whose.id)
    prompts.forget(work, whose.id)
    supporters.tell_unreachable(work, whose.id)


def lose_number(work: Work, whose: Row[Any]) -> None:
    """Nothing more goes to a number that is somebody else's, and what comes from there belongs to nobody we know.

    The row keeps its history and loses its number's hash. Whoever texts from the number next is a stranger, who is read
    for danger like everybody and never sees a word of this thread.
    """
    conversations.close(work, whose.id)
    prompts.forget(work, whose.id)
    supporters.let_go(work, whose.id)
    outbox.drop(work, outbox.to_client(whose.id))
    gone = {"status": "locked", "number_hash": nobodys(work, whose.id), "next_checkin_at": None}
    work.tx.execute(sa.update(client).where(client.c.id == whose.id).values(gone))
    audit.note(work, "line", "locked", "client", whose.id)


def nobodys(work: Work, client_id: int) -> bytes:
    """A hash that no number has, for a row that has lost its own."""
    return work.vault.blind(f"nobody {client_id}")
