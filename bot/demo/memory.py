"""What is already on the phones' screens when a demo goes on where the last one ended: the rows, shown as texts."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.db import reading
from bot.line import Line
from bot.models import client, contact_method, inbound, outbound
from bot.phones import Network
from bot.phones.records import Bubble

ARRIVED = ("sent", "delivered", "answered")


def remember(network: Network, line: Line) -> None:
    """Put every text of the rows on the phone that sent or got it, oldest first, as if it had been read."""
    with reading(line.engine) as connection:
        texts = [*_sent(connection), *_got(connection)]
    for at, number, body, ours in sorted(texts, key=lambda text: text[0]):
        phone = network.phones.get(number)
        if phone is not None:
            phone.thread.append(Bubble(at, phone.line, body, ours=ours, read=True))


def _sent(connection: sa.Connection) -> list[tuple[datetime, str, str, bool]]:
    """What people texted. A client's text has a client, a coach's only a coach."""
    own = sa.select(contact_method.c.coach_id, contact_method.c.number).where(contact_method.c.kind == "text")
    coaches = {row.coach_id: row.number for row in connection.execute(own)}
    clients = {row.id: row.number for row in connection.execute(sa.select(client.c.id, client.c.number))}
    rows = connection.execute(sa.select(inbound).where(inbound.c.rule != "call"))
    return [(row.received_at, _sender(row, clients, coaches), row.body, True) for row in rows]


def _sender(row: Any, clients: dict[int, str], coaches: dict[int, str]) -> str:
    return clients.get(row.client_id) or coaches.get(row.coach_id, "")


def _got(connection: sa.Connection) -> list[tuple[datetime, str, str, bool]]:
    there = (outbound.c.channel == "text", outbound.c.state.in_(ARRIVED))
    rows = connection.execute(sa.select(outbound).where(*there))
    return [(row.sent_at or row.created_at, row.number, row.body, False) for row in rows]
