"""Ringing doorbells: RQ jobs that carry a row id and nothing else. Jobs are named by string: bot never imports workers.

A lost doorbell loses nothing: the row is due in SQL, and the clock looks there every two seconds.
"""

from typing import Any, Literal, Protocol

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer

Lane = Literal["crisis", "default", "bulk"]
LANES: tuple[Lane, ...] = ("crisis", "default", "bulk")

DELIVER = "workers.jobs.deliver"
DRAIN = "workers.jobs.drain"

PATIENCE = 0.25
"""Seconds we wait for Redis. redis-py's defaults hold a webhook for 4 to 30 s when Redis is away."""

JOB_TIMEOUT = 30
FAILURE_TTL = 3600
"""Seconds a failed job is kept for a look; RQ's default is a year."""


class Bell(Protocol):
    """Wakes the workers of a lane."""

    def ring(self, lane: Lane, job: str, *row_ids: int) -> bool:
        """One doorbell for each row. Whether they rang: False is no trouble, the clock will find the rows."""


class SilentBell:
    """No Redis: the clock does the work alone."""

    def ring(self, lane: Lane, job: str, *row_ids: int) -> bool:
        return False


class RqBell:
    """Rings through Redis."""

    def __init__(self, connection: Redis) -> None:
        self._queues = {lane: queue(lane, connection) for lane in LANES}

    def ring(self, lane: Lane, job: str, *row_ids: int) -> bool:
        """All in one exchange: six pages wait for Redis once, and a Redis that hangs holds a webhook once."""
        try:
            self._queues[lane].enqueue_many([_job(job, row_id) for row_id in row_ids])
        except RedisError:
            return False
        return True


def _job(name: str, row_id: int) -> EnqueueData:
    return Queue.prepare_data(name, (row_id,), timeout=JOB_TIMEOUT, result_ttl=0, failure_ttl=FAILURE_TTL, ttl=600)


def redis_at(url: str) -> Redis:
    """A connection that gives up at once when Redis is away. Connects on first use."""
    return Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0), protocol=2
    )


def queue(lane: Lane, connection: Any) -> Queue:
    """The RQ queue of a lane, with ids in JSON: a pickle in Redis would be code."""
    return Queue(lane, connection=connection, serializer=JSONSerializer)
