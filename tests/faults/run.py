"""One fault run on one database: gather people, start the line, kill it while texts come in, let it settle, judge."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

from sqlalchemy import Engine

from bot import clock, crypto, db
from tests.crowd import LINE, Crowd, gather
from tests.faults import plan, rows
from tests.faults.carrier import Town, open_town
from tests.faults.judge import judge
from tests.faults.killer import Killer
from tests.faults.plan import Plan, Sent
from tests.faults.report import Report
from tests.faults.sender import Sender
from tests.posts import Post, text_post
from tests.processes import House, free_port

TEXTS_A_SECOND = 15.0
TO_BE_TAKEN = 60.0
TO_SETTLE = 40.0
PACE = 20
"""Segments a second for check-ins: many at once, so that a kill finds some half sent."""
TAKEN = 0.3
"""How many alerts a coach answers."""

Progress = Callable[[str, int, int], None]


def fault_run(url: str, directory: Path, texts: int, seed: int, progress: Progress | None = None) -> Report:
    """`url` is an empty, migrated database; `directory` is for logs and the Redis file. Takes texts / 15 s and more."""
    run = _Run(url, directory, texts, seed, progress or (lambda what, done, of: None))
    try:
        return run.play()
    finally:
        run.close()


class _Run:
    """What one run holds on to."""

    def __init__(self, url: str, directory: Path, texts: int, seed: int, progress: Progress) -> None:
        self.dice, self.progress, self.texts = Random(seed), progress, texts
        self.report = Report(url.partition(":")[0].partition("+")[0], seed)
        keys, index_key = f"1:{crypto.new_key()}", crypto.new_key()
        self.engine: Engine = db.connect(url, crypto.read_vault(keys, index_key))
        self.crowd = self._gather()
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.town: Town = open_town(self.dice, self.base, self.crowd.waiting + self.crowd.later)
        redis_port = free_port()
        self.house = House(
            directory,
            {
                "DATABASE_URL": url,
                "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
                "PEERLINE_KEYS": keys,
                "PEERLINE_INDEX_KEY": index_key,
                "PEERLINE_PUBLIC_URL": self.base,
                "PEERLINE_TWILIO_ACCOUNT_SID": self.town.sid,
                "PEERLINE_TWILIO_AUTH_TOKEN": self.town.token,
                "PEERLINE_TWILIO_API_URL": self.town.served.url,
                "WEB_CONCURRENCY": "2",
            },
            redis_port,
        )

    def play(self) -> Report:
        """The run."""
        self.house.add_line(self.port)
        drawn = plan.draw(self.dice, self.crowd, self.texts)
        sender, killer = Sender(self.port, self._post), Killer(self.house, Random(self.dice.getrandbits(64)))
        sent = self._send(sender, drawn)
        killer.stop()
        self.report.figures["kills"] = sum(killer.kills.values())
        self.progress("texts still on their way", self.texts, self.texts)
        sender.finish(TO_BE_TAKEN)
        self._settle()
        judge(self.report, self.engine, self.town, sender, sent, drawn)
        self._read_logs()
        return self.report

    def close(self) -> None:
        """Nothing of ours goes on."""
        self.house.stop()
        self.town.served.stop()
        self.engine.dispose()

    def _gather(self) -> Crowd:
        with db.transaction(self.engine) as tx:
            later, ladders = max(10, self.texts // 5), {"urgent": rows.LADDER, "emergency": rows.LADDER}
            return gather(
                tx,
                db.vault_of(self.engine),
                clock.now(),
                self.texts,
                later,
                ladders=ladders,
                pace=PACE,
                a_minute=0,
                a_day=0,
            )

    def _post(self, text: Sent) -> Post:
        return text_post(self.base, self.town.token, text.sid, text.number, LINE, text.body)

    def _send(self, sender: Sender, drawn: Plan) -> list[Sent]:
        """Each text at its time; between them, coaches take some of the alerts that have come."""
        began, sent = monotonic(), list[Sent]()
        for nth, text in enumerate(drawn.texts):
            Event().wait(max(0.0, began + nth / TEXTS_A_SECOND - monotonic()))
            for each in (text, *self._takes()):
                sender.send(each)
                sent.append(each)
            self.progress("texts, and processes dying", nth + 1, len(drawn.texts))
        return sent

    def _takes(self) -> list[Sent]:
        return [plan.take(self.dice, *alert) for alert in self.town.alerts() if self.dice.random() < TAKEN]

    def _settle(self) -> None:
        """Until nothing is overdue, all processes being well again."""
        limit = monotonic() + TO_SETTLE
        while (left := rows.left_over(self.engine, clock.now())) and monotonic() < limit:
            self.progress("what is still due", sum(left.values()), sum(left.values()))
            Event().wait(0.5)
        self.report.figures["seconds until nothing was due"] = round(monotonic() - limit + TO_SETTLE, 1)
        for what, count in left.items():
            self.report.hold(f"left due: {what}", count)
        self.report.hold("left due", sum(left.values()))

    def _read_logs(self) -> None:
        """Said, not promised: what the processes wrote that looks like trouble of their own making."""
        logs = "".join(self.house.log(name) for name in self.house.kept)
        self.report.figures["deadlocks told"] = logs.count("deadlock detected")
        self.report.figures["database locked told"] = logs.count("database is locked")
        self.report.figures["tracebacks told"] = logs.count("Traceback (most recent")
