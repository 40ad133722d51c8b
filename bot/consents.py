"""Proof of what clients agreed to: the wording and its version, the time, the number, and who wrote it down."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot.models import consent
from bot.work import Work
from flows.copy import version

IN_PERSON = "in person"
"""The wording of a yes that a coach heard."""


def prove(
    work: Work, whose: Row[Any], topic: str, *, given: bool, key: str, inbound_id: int | None, by: str = "client"
) -> None:
    """Keep one yes or no for ever. `key` is the message that asked for it, or IN_PERSON and a date."""
    wording = key if key.startswith(IN_PERSON) else version(key)
    row = {"client_id": whose.id, "topic": topic, "given": given, "wording": wording, "number": whose.number}
    work.tx.execute(sa.insert(consent).values(**row, inbound_id=inbound_id, recorded_by=by, at=work.at))
