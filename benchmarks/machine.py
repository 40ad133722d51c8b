"""What the figures were measured on."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import psycopg
from redis import Redis

from tests.servers import Postgres

PACKAGES = ("flask", "gunicorn", "sqlalchemy", "sqlmodel", "psycopg", "redis", "rq", "twilio", "cryptography")


def told(server: Postgres, redis: Redis, directory: Path) -> dict[str, str]:
    """The machine and the versions, by name."""
    with psycopg.connect(server.url("postgres", "postgresql")) as connection:
        postgres = connection.execute("SHOW server_version").fetchone()
    info = redis.info("server")
    return {
        "processor": f"{os.cpu_count()} x {_processor()}",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "load before the run": f"{os.getloadavg()[0]:.1f}",
        "one write to the disk (`fdatasync`), p50": f"{_sync_ms(directory):.2f} ms",
        "SQLite": f"{_sqlite()}, WAL, synchronous=FULL",
        "PostgreSQL": f"{postgres[0] if postgres else '?'}, fsync off (the tests' own server)",
        "Redis": f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _sqlite() -> str:
    return sqlite3.sqlite_version


def _sync_ms(directory: Path) -> float:
    """A commit waits for one of these: where it is slow, SQLite is."""
    took = []
    with (directory / "sync").open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(b"x" * 4096)
            began = perf_counter()
            os.fdatasync(file.fileno())
            took.append(perf_counter() - began)
    return sorted(took)[50] * 1e3
