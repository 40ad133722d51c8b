"""The faults of a night, each by its name: what it does to the line, the carrier or the people. It judges nothing."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.models import contact_method, rotation
from bot.phones import faults
from bot.phones.faults import CallbackFault, RestFault
from tests.faults.storm import Fate, Spoiled, Storm
from tests.night.world import NUMBER

Strike = Callable[[Storm, float], None]
"""Arranges for a fault about so many seconds after the night begins."""

NOT_BEFORE = 2.0
"""Seconds after the start: a text that no database takes is the carrier's to try again, and then the person's."""

SLOT = 120.0
"""Seconds between two process faults: what is promised is promised for any single one."""


def _number(storm: Storm) -> str | None:
    """One coach's, or everybody's."""
    numbers = [phone.number for phone in storm.network.phones.values() if phone.role in ("coach", "supervisor")]
    return storm.dice.choice([None, *numbers])


def _rest(fault: RestFault, storm: Storm, at: float) -> None:
    to, times = _number(storm), storm.dice.randint(1, 3)
    if isinstance(fault, faults.Break) and fault.done:
        storm.doubles += times
    storm.at(at, partial(storm.network.faults.rest, fault, to=to, times=times))


def _down(fault: RestFault, storm: Storm, at: float) -> None:
    rates = storm.network.faults
    storm.at(at, partial(rates.rest, fault, times=None), "the carrier is down")
    storm.at(at + storm.dice.uniform(60, 600), lambda: _over(storm, fault), "the carrier is back")


def _over(storm: Storm, fault: RestFault) -> None:
    for rule in storm.network.faults._rest:
        if rule.fault == fault and rule.left is None:
            rule.left = 0


def _mile(carrier: faults.Carrier, storm: Storm, at: float) -> None:
    to, times = _number(storm), storm.dice.randint(1, 5)
    storm.at(at, partial(storm.network.faults.carrier, carrier, to=to, times=times))


def _callback(fault: CallbackFault, storm: Storm, at: float) -> None:
    to, times, rate = _number(storm), storm.dice.randint(1, 12), storm.dice.choice((0.3, 1.0))
    storm.at(at, partial(storm.network.faults.callback, fault, to=to, times=times, rate=rate))


def _dies(fate: Fate, storm: Storm, at: float) -> None:
    storm.at(at, lambda: storm.fates.append(fate))
    storm.at(at + 60, storm.fates.clear)


def _clock_stops(storm: Storm, at: float) -> None:
    seconds = storm.dice.uniform(3, 60)
    storm.at(at, lambda: storm.stop_clock(seconds), "the clock stops")


def _without(name: str, storm: Storm, at: float) -> None:
    storm.at(at, lambda: setattr(storm.workers, name, True), f"Redis or workers: {name}")
    storm.at(at + storm.dice.uniform(5, 60), lambda: setattr(storm.workers, name, False), f"no longer: {name}")


def _two_clocks(storm: Storm, at: float) -> None:
    storm.at(at, lambda: setattr(storm, "clocks", 2), "a second clock starts")


def _disk(storm: Storm, at: float) -> None:
    storm.doubles += 1
    storm.at(at, lambda: setattr(storm, "disk", True), "the next commit of the clock fails")


def _restarts(storm: Storm, at: float) -> None:
    storm.at(at, lambda: storm.stop_clock(5), "a deploy restarts the clock and the workers")
    storm.at(at, lambda: setattr(storm.workers, "asleep", True))
    storm.at(at + 5, lambda: setattr(storm.workers, "asleep", False), "they are up again")


def _database(share: float, seconds: float, storm: Storm, at: float) -> None:
    """Refuses so large a share of all transactions for a while; when it refuses all, no clock runs either."""
    at += NOT_BEFORE
    storm.at(at, lambda: setattr(storm, "refuses", share), f"the database refuses {share:.0%}")
    if share == 1.0:
        storm.at(at, lambda: storm.stopped.append((storm.now, storm.now + timedelta(seconds=seconds))))
    storm.at(at + seconds, lambda: setattr(storm, "refuses", 0.0), "the database is well again")


def _changes(table: sa.Table, values: dict[str, Any], *which: Any) -> Strike:
    def strike(storm: Storm, at: float) -> None:
        storm.at(at, lambda: storm.change(table, *which, **values), f"a hand changes {table.name}: {[*values]}")

    return strike


def _nobody_verified(storm: Storm, at: float) -> None:
    mine = contact_method.c.verified_at
    storm.at(at, lambda: storm.change(contact_method, verified_at=None), "no number is verified any more")
    storm.at(at + 60, lambda: storm.change(contact_method, mine.is_(None), verified_at=storm.now), "all are again")


def _opted_out(storm: Storm, at: float) -> None:
    phone = next(one for one in storm.network.phones.values() if one.name == "Joy")
    storm.at(at, lambda: storm.network.opted_out.add((phone.number, NUMBER)), "the carrier knows of an opt-out")


def _spoils(kind: Spoiled, storm: Storm, at: float) -> None:
    storm.at(at, lambda: storm.spoiled.append(kind))


CODES = (30002, 30003, 30004, 30005, 30006, 30007, 30008, 30036)
"""Suspended, off, blocked, unknown, a landline, filtered, no reason given, waited too long in the queue."""

PROCESS: Mapping[str, Strike] = {
    "worker killed before the hand-over": partial(_dies, "before"),
    "worker killed after the hand-over": partial(_dies, "after"),
    "worker hangs, resumes as a zombie": partial(_dies, "zombie"),
    "workers hang": partial(_without, "asleep"),
    "clock hangs up to 60 s": _clock_stops,
    "two clocks": _two_clocks,
    "Redis away": partial(_without, "away"),
    "Redis full": partial(_without, "away"),
    "Redis flushed": partial(_without, "forgetful"),
    "a commit of the clock fails": _disk,
    "deploy restarts clock and workers": _restarts,
    "database restarts": partial(_database, 1.0, 4.0),
    "deadlocks, lock time-outs": partial(_database, 0.1, 30.0),
    "connection limit": partial(_database, 0.2, 10.0),
}
PEOPLE: Mapping[str, Strike] = {
    "swap in the minute of the page": _changes(rotation, {"coaches": [2]}, rotation.c.rung == "primary"),
    "coach removed in mid-alert": _changes(contact_method, {"verified_at": None}, contact_method.c.coach_id == 1),
    "all numbers unverified for a minute": _nobody_verified,
    "nobody on call": _changes(rotation, {"coaches": []}),
}
DATABASE = {"database restarts", "deadlocks, lock time-outs", "connection limit"}
WEBHOOK: Mapping[str, Strike] = {
    "webhook fails before the commit": partial(_spoils, "commit"),
    "webhook killed after the commit": partial(_spoils, "answer"),
}
CARRIER: Mapping[str, Strike] = {
    "429": partial(_rest, faults.TOO_MANY),
    "500": partial(_rest, faults.SERVER_ERROR),
    "503": partial(_rest, faults.UNAVAILABLE),
    "401": partial(_rest, faults.UNAUTHORIZED),
    "time-out": partial(_rest, faults.TIMED_OUT),
    "reset": partial(_rest, faults.RESET),
    "21614, no mobile": partial(_rest, faults.Refuse(21614)),
    "21608, unverified": partial(_rest, faults.Refuse(21608)),
    "21610, opted out": _opted_out,
    "accepted, then reset": partial(_rest, faults.ACCEPTED_THEN_RESET),
    "accepted, then timed out": partial(_rest, faults.ACCEPTED_THEN_TIMED_OUT),
    "carrier down up to 10 min": partial(_down, faults.UNAVAILABLE),
}
MILE: Mapping[str, Strike] = {
    **{f"undelivered {code}": partial(_mile, faults.undelivered(code)) for code in CODES},
    "silent receipt": partial(_mile, faults.SILENT),
    "swallowed": partial(_mile, faults.SWALLOWS),
    "false receipt": partial(_mile, faults.LIES),
    "callback lost": partial(_callback, faults.LOST),
    "callback late 10 min": partial(_callback, faults.Late(600)),
    "callback doubled": partial(_callback, faults.Doubled()),
    "callbacks shuffled": partial(_callback, faults.Shuffled(30)),
    "callback before the answer": partial(_callback, faults.EARLY),
    "callback forged": partial(_callback, faults.FORGED),
}
FILTERED = "30007 on every text to a coach"
