"""A whole line with one invented client, in memory: the real inbox and the real sweeps, on a clock that stands still.

Nothing is sent: every text counts as delivered at once, and nobody picks up a call. It is gone when the process ends.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import sqlalchemy as sa

from bot import crypto, db, inbox, paging, sweeps
from bot.cli.written import WRITTEN, Rows
from bot.demo.cast import ANA, CLIENTS_LINE, LUIS, move_in
from bot.inbox import Text
from bot.line import Line
from bot.models import client, conversation, escalation, metadata, outbound, page, program, prompt
from bot.program import program_by_id
from bot.queue import SilentBell
from bot.settings import Settings
from bot.work import work

PEOPLE = {"en": ANA, "es": LUIS}
YEARS = timedelta(days=3_650)
NOTHING_SAID = "[kept and read; nothing is said]"
NOTHING_WAITS = "[nothing waits for an answer]"
WAITS = (
    sa.select(sa.func.min(conversation.c.wake_at)).where(conversation.c.state.is_not(None)),
    sa.select(sa.func.min(prompt.c.due_at)).where(prompt.c.ended_at.is_(None)),
    sa.select(sa.func.min(escalation.c.next_page_at)).where(escalation.c.closed_at.is_(None)),
    sa.select(sa.func.min(escalation.c.next_update_at)).where(escalation.c.closed_at.is_(None)),
    sa.select(sa.func.min(page.c.check_at)),
)
"""When the line does something by itself. The next day's check-in is asked for by its own word."""


class Pretend:
    """One client of an invented program, and what is written about them. `at` is the present; it moves when told to."""

    def __init__(self, language: str, at: datetime) -> None:
        vault = crypto.read_vault(f"1:{crypto.new_key()}", crypto.new_key())
        self.who, self.at, self.sids = PEOPLE[language], at, count(1)
        engine = db.connect("sqlite://", vault)
        self.line = Line(Settings.model_construct(), engine, SilentBell(), now=lambda: self.at)
        metadata.create_all(engine)
        move_in(self.line)
        self.client_id = self._alone()
        self.seen = self._rows()

    def texts(self, body: str) -> Iterator[str]:
        """The client texts: how it was read, what they hear, and what else was written."""
        text = Text(f"SM{next(self.sids):032x}", self.who.number, CLIENTS_LINE, body)
        replies = [reply.body for reply in inbox.receive(self.line, text, self.at)]
        read, *news = [self._news(name) for name in WRITTEN]
        yield from (*read, *replies, *(line for lines in news for line in lines))
        if not replies and not any(news):
            yield NOTHING_SAID
        self._settle()

    def waits(self) -> Iterator[str]:
        """Silence, until the client hears something or nothing waits any more."""
        since, news = self.at, list[str]()
        while all(line.startswith("[") for line in news) and (due := self._next_due()) is not None:
            news += self._until(due)
        yield f"[{self.at - since} of silence]" if news else NOTHING_WAITS
        yield from news

    def checkin(self) -> Iterator[str]:
        """On to the next check-in."""
        with db.reading(self.line.engine) as connection:
            due = connection.execute(sa.select(client.c.next_checkin_at).where(client.c.id == self.client_id)).scalar()
        yield from self._until(due) if due else ("[no check-ins come]",)

    def _until(self, due: datetime) -> list[str]:
        self.at = max(self.at, due)
        sweeps.sweep(self.line, self.at)
        lines = [line for name in WRITTEN for line in self._news(name)]
        self._settle()
        return lines

    def _next_due(self) -> datetime | None:
        with db.reading(self.line.engine) as connection:
            return min(filter(None, [connection.execute(asked).scalar() for asked in WAITS]), default=None)

    def _alone(self) -> int:
        """Nobody else is asked anything, and nobody looks at the cover."""
        with db.transaction(self.line.engine) as tx:
            mine = client.c.number_hash == db.vault_of(self.line.engine).blind(self.who.number)
            tx.execute(sa.update(client).where(~mine).values(next_checkin_at=None))
            tx.execute(sa.update(program).values(cover_at=self.at + YEARS))
            return int(tx.execute(sa.select(client.c.id).where(mine)).scalar_one())

    def _news(self, name: str) -> list[str]:
        """What was written in this table since the last look, in words."""
        before, in_words = self.seen[name], WRITTEN[name]
        changed = [(before.get(key, {}), row) for key, row in self._table(name).items() if before.get(key) != row]
        return [line for old, row in changed for line in in_words(old, row)]

    def _settle(self) -> None:
        """Texts count as delivered from here on, and what is written now has been seen."""
        with work(self.line, self.at, lambda tx: program_by_id(tx, 1)) as unit:
            out = sa.select(page.c.id).where(page.c.state == "out", page.c.method == "text")
            for page_id in unit.tx.execute(out).scalars().all():
                paging.reached(unit, page_id)
            unit.tx.execute(sa.update(outbound).where(outbound.c.state == "due").values(state="delivered"))
        self.seen = self._rows()

    def _rows(self) -> dict[str, Rows]:
        return {name: self._table(name) for name in WRITTEN}

    def _table(self, name: str) -> Rows:
        with db.reading(self.line.engine) as connection:
            rows = connection.execute(sa.select(metadata.tables[name]).order_by("id"))
            return {row.id: dict(row._mapping) for row in rows}
