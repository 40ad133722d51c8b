"""Doorbells through a real Redis: what is rung is done, and what cannot be rung is nobody's loss."""

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot import sweeps
from bot.models import outbound
from bot.phones import Person
from bot.queue import DELIVER, DRAIN, LANES, RqBell, SilentBell, redis_at
from bot.stop import Stop
from tests.night.world import Night, everything_read, people, said, world
from workers import clock, jobs, start


@pytest.fixture
def signals() -> Iterator[None]:
    """RQ takes over the signals of a process; a test gives them back."""
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    yield
    for one, handler in kept.items():
        signal.signal(one, handler)


@pytest.fixture
def night(sqlite_url: str) -> Iterator[Night]:
    night = world(sqlite_url)
    yield night
    night.line.engine.dispose()


@pytest.fixture
def cast(night: Night) -> dict[str, Person]:
    return people(night)


@pytest.fixture
def rung(night: Night, redis_url: str, monkeypatch: pytest.MonkeyPatch, signals: None) -> Iterator[Night]:
    """A night whose bells ring in a real Redis, and whose workers are RQ's."""
    connection = redis_at(redis_url)
    night.workers.also = RqBell(connection)
    night.workers.asleep = True
    night.clock_runs = False
    monkeypatch.setattr(jobs, "line", lambda: night.line)
    yield night
    connection.close()


def queue(redis_url: str, lane: str) -> Queue:
    return Queue(lane, connection=Redis.from_url(redis_url, protocol=2), serializer=JSONSerializer)


def test_a_page_rung_in_redis_is_sent_by_a_worker(rung: Night, cast: dict[str, Person], redis_url: str) -> None:
    cast["Ana"].texts("I need a coach now")
    assert len(queue(redis_url, "crisis")) == 1
    start.work("crisis", redis_url, burst=True)
    cast["Joy"].hears("URGENT", within=3)
    assert len(queue(redis_url, "crisis")) == 0


def test_a_doorbell_rung_twice_sends_once(rung: Night, cast: dict[str, Person], redis_url: str) -> None:
    cast["Ana"].texts("I need a coach now")
    row = rung.one(outbound, outbound.c.coach_id == rung.ids["Joy"])
    RqBell(redis_at(redis_url)).ring("crisis", DELIVER, row.id)
    start.work("crisis", redis_url, burst=True)
    cast["Joy"].hears("URGENT", within=3)
    cast["Joy"].hears_nothing(within=5)


def test_check_ins_are_drained_by_the_bulk_worker(rung: Night, cast: dict[str, Person], redis_url: str) -> None:
    rung.clock_runs = True
    rung.until_local("18:00")
    rung.forward(seconds=4)
    assert len(queue(redis_url, "bulk")) >= 1
    start.work("bulk", redis_url, burst=True)
    assert cast["Ana"].hears("Ana", within=3) == said("checkin.mood", name="Ana")


def test_each_lane_has_its_own_queue(redis_url: str) -> None:
    bell = RqBell(redis_at(redis_url))
    for n, lane in enumerate(LANES):
        assert bell.ring(lane, DELIVER, n)
    assert [len(queue(redis_url, lane)) for lane in LANES] == [1, 1, 1]


def test_a_job_is_a_name_and_an_id_in_json(redis_url: str) -> None:
    RqBell(redis_at(redis_url)).ring("bulk", DRAIN, 7)
    (job,) = queue(redis_url, "bulk").jobs
    assert (job.func_name, job.args, job.kwargs) == ("workers.jobs.drain", [7], {})
    assert job.result_ttl == 0


def test_a_row_that_is_gone_is_no_trouble_for_a_worker(rung: Night, redis_url: str) -> None:
    RqBell(redis_at(redis_url)).ring("crisis", DELIVER, 4711)
    start.work("crisis", redis_url, burst=True)
    assert queue(redis_url, "crisis").failed_job_registry.count == 0


def test_a_job_that_fails_loses_nothing_since_the_row_is_still_due(
    rung: Night, cast: dict[str, Person], redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast["Ana"].texts("I need a coach now")

    def fail(*_: object) -> None:
        raise OSError("a fault on purpose")

    with monkeypatch.context() as broken:
        broken.setattr("bot.sending.claim", fail)
        logging.getLogger("rq.worker").setLevel(logging.CRITICAL)
        start.work("crisis", redis_url, burst=True)
    rung.workers.also, rung.workers.away, rung.clock_runs = None, True, True
    cast["Joy"].hears("URGENT", within=10)


def test_a_bell_that_does_not_ring_says_so_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]  # nobody listens here
        began = monotonic()
        assert RqBell(redis_at(f"redis://127.0.0.1:{port}")).ring("crisis", DELIVER, 1) is False
    assert monotonic() - began < 1.5


def test_a_redis_that_takes_the_call_and_says_nothing_does_not_hold_a_webhook() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = monotonic()
        assert RqBell(redis_at(f"redis://127.0.0.1:{mute.getsockname()[1]}")).ring("crisis", DELIVER, 1) is False
    assert monotonic() - began < 3.0  # the patience is a quarter of a second; the rest is a slow machine


def test_a_bell_without_redis_never_rings() -> None:
    assert SilentBell().ring("crisis", DELIVER, 1) is False


# The clock.


class Rounds(Stop):
    """Stops the clock after so many sweeps, without waiting between them."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.left = rounds
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def test_a_sweep_that_fails_is_told_and_the_next_one_begins(
    night: Night, cast: dict[str, Person], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def sometimes(*arguments: object) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("the database is away")
        return sweeps.sweep(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(clock, "sweep", sometimes)
    clock.run(night.line, Rounds(4))
    assert len(tries) == 4
    assert len([record for record in caplog.records if "a sweep did not finish" in record.getMessage()]) == 2


def test_the_clock_stops_when_it_is_told_to(night: Night) -> None:
    stop = Stop()
    running = threading.Thread(target=clock.run, args=(night.line, stop))
    running.start()
    stop.set()
    running.join(10)
    assert not running.is_alive()


def test_the_clock_looks_again_when_a_waiting_page_falls_due_and_every_two_seconds_else(
    night: Night, cast: dict[str, Person]
) -> None:
    night.workers.asleep, night.clock_runs = True, False
    cast["Ana"].texts("I need a coach now")
    for seconds, pause in ((1.5, 1.5), (0.01, clock.SOONEST), (9, clock.EVERY)):
        night.change(outbound, outbound.c.page_id.is_not(None), due_at=night.now + timedelta(seconds=seconds))
        rounds = Rounds(1)
        clock.run(night.line, rounds)
        assert rounds.waited == [pause]
    everything_read(*cast.values())


def test_without_redis_the_clock_alone_pages(night: Night, cast: dict[str, Person]) -> None:
    night.clock_runs = False
    alone = replace(night.line, bell=SilentBell())
    night.workers.forgetful = True
    cast["Ana"].texts("I need a coach now")
    night.forward(seconds=5)
    clock.run(alone, Rounds(1))
    cast["Joy"].hears("URGENT", within=3)
    everything_read(*cast.values())
