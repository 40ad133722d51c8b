"""How a worker starts, waits and ends: one queue a process, the line opened before the first job, nothing forked."""

import logging
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from bot.queue import Lane, queue
from bot.stop import Stop
from workers import jobs

log = logging.getLogger(__name__)

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between two looks for Redis; the last one again and again. The clock does the work meanwhile."""

LISTEN = 30
"""RQ asks Redis afresh this often, less 15 s: a connection that died without a word is noticed within 25 s."""


class Worker(SimpleWorker):
    """RQ's worker that does not fork, and remembers that it was told to stop."""

    max_connection_wait_time = PAUSES[-1]
    told_to_stop = False

    def request_stop(self, signum: Any, frame: Any) -> None:
        self.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call] # rq has half its types


def work(lane: Lane, redis_url: str, *, burst: bool = False) -> bool:
    """Work on one lane; whether it ended because it was told to. `burst`: until the queue is empty.

    A worker on two queues loses jobs for good, even on a graceful stop; a scheduler inside a worker can swallow a job
    of a healthy one (measured, RQ 3). So: one queue, no scheduler.
    """
    jobs.line()
    connection = Redis.from_url(redis_url, protocol=2, socket_connect_timeout=2)
    worker = Worker([queue(lane, connection)], connection=connection, serializer=JSONSerializer, worker_ttl=LISTEN)
    worker.log_job_description = False
    worker.work(burst=burst, with_scheduler=False, logging_level="WARNING")
    return worker.told_to_stop


def keep_working(lane: Lane, redis_url: str, stop: Stop) -> int:
    """Work until told to stop, waiting for Redis as long as it takes; the exit code.

    Pages do not wait for it: without Redis the clock sends them.
    """
    if not redis_url:
        log.error("REDIS_URL is not set, and a worker has nothing to wait for; the clock does all the work")
        return 1
    while wait_for_redis(redis_url, stop):
        try:
            if work(lane, redis_url):
                return 0
        except RedisError as trouble:
            log.warning("Redis went away (%s); waiting for it", type(trouble).__name__)
        finally:
            stop.on_signals()  # RQ leaves its own handlers behind
    return 0


def wait_for_redis(redis_url: str, stop: Stop) -> bool:
    """Wait until Redis answers. False when told to stop before that."""
    looks = 0
    while not stop.is_set():
        if answers(redis_url):
            return True
        if looks == 0:
            log.warning("Redis does not answer; waiting for it")
        stop.wait(PAUSES[min(looks, len(PAUSES) - 1)])
        looks += 1
    return False


def answers(redis_url: str) -> bool:
    """Whether Redis answers now."""
    with Redis.from_url(redis_url, protocol=2, socket_connect_timeout=2, socket_timeout=2) as connection:
        try:
            return bool(connection.ping())
        except RedisError:
            return False
