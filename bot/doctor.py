"""Looking at an installation, part by part. Each check gives findings with what to do; nothing is changed or sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bot import schema
from bot.crypto import BadKeys, CannotOpen, read_vault
from bot.days import local_day
from bot.db import reading, vault_of
from bot.invariants import not_asked
from bot.line import Line
from bot.methods import never_verified
from bot.models import client, contact_method, escalation, outbound, program
from bot.oncall import gaps, on_call
from bot.program import Program, UnknownNumber, program_by_id
from bot.queue import redis_at
from bot.rota import coach_states, schedule
from bot.settings import Settings
from bot.work import Work
from flows.copy import stale

State = Literal["ok", "warn", "FAIL"]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LATE = timedelta(seconds=15)
"""What is due for longer has been missed: a clock looks every two seconds."""
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: which part, how it is, and what to do about it."""

    part: str
    state: State
    words: str


def settings(told: Settings) -> Finding:
    """The names without which nothing works."""
    missing = [
        name
        for name, value in {
            "PEERLINE_TWILIO_ACCOUNT_SID": told.twilio_account_sid,
            "PEERLINE_TWILIO_AUTH_TOKEN": told.twilio_auth_token.get_secret_value(),
        }.items()
        if not value
    ]
    if missing:
        return Finding("settings", "FAIL", f"{' and '.join(missing)} not set: no text can come in or go out")
    url = urlsplit(told.public_url)
    if url.scheme != "https" and url.hostname not in LOOPBACK:
        return Finding("settings", "warn", "PEERLINE_PUBLIC_URL is not https: texts travel readable")
    return Finding("settings", "ok", f"the carrier calls {told.public_url}")


def keys(told: Settings) -> Finding:
    """Whether the keys can be used."""
    try:
        vault = read_vault(told.keys.get_secret_value(), told.index_key.get_secret_value())
    except BadKeys as trouble:
        return Finding("keys", "FAIL", str(trouble))
    return Finding("keys", "ok", f"{len(vault.keys)} given; key {vault.newest} seals")


def database(line: Line) -> Iterator[Finding]:
    """Reachable, migrated, and readable with the keys given."""
    kind, file = line.engine.dialect.name, line.engine.url.database or ""
    if kind == "sqlite" and not Path(file).exists():  # connecting would make one
        yield Finding("database", "FAIL", "there is no SQLite file yet: run `peerline db upgrade`")
        return
    try:
        with reading(line.engine) as connection:
            have = set(MigrationContext.configure(connection).get_current_heads())
            want = set(ScriptDirectory.from_config(schema.alembic_config(line.settings.database)).get_heads())
            if have != want:
                yield Finding("database", "FAIL", "not at the newest migration: run `peerline db upgrade`")
                return
            connection.execute(sa.select(contact_method.c.number).limit(1)).all()
            connection.execute(sa.select(client.c.number).limit(1)).all()
    except CannotOpen:
        yield Finding("database", "FAIL", "sealed with other keys: put the key that sealed it into PEERLINE_KEYS")
        return
    except SQLAlchemyError as trouble:
        yield Finding("database", "FAIL", f"does not answer ({type(trouble).__name__}): look at DATABASE_URL")
        return
    yield Finding("database", "ok", f"{kind}, at the newest migration")


def redis(told: Settings) -> Finding:
    """Reachable, and not throwing bells away."""
    if not told.redis_url:
        return Finding("redis", "warn", "REDIS_URL is not set: the clock works alone, and pages wait up to 2 s for it")
    connection = redis_at(told.redis_url)
    try:
        connection.ping()
        return _evicting(connection)
    except RedisError as trouble:
        return Finding(
            "redis", "FAIL", f"does not answer ({type(trouble).__name__}); pages go out slower, by the clock"
        )
    finally:
        connection.close()


def carrier(told: Settings) -> Finding:
    """The account answers to its token."""
    from bot.carrier.twilio import TwilioCarrier  # costs 0.2 s

    token = told.twilio_auth_token.get_secret_value()
    trouble = TwilioCarrier(told.twilio_account_sid, token, told.twilio_api_url).account_trouble()
    if trouble is None:
        return Finding("carrier", "ok", "the account answers")
    return Finding(
        "carrier", "FAIL", f"{trouble}: look at the account's SID and token, and at the carrier's status page"
    )


def clock(line: Line) -> Finding:
    """Nothing has been due for long."""
    at = line.now()
    late = at - LATE
    with reading(line.engine) as connection:
        counts = {name: connection.execute(asked).scalar_one() for name, asked in _overdue(late).items()}
    waiting = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    if waiting:
        return Finding("clock", "FAIL", f"due for more than {LATE.seconds} s: {waiting}. Is `peerline clock` running?")
    return Finding("clock", "ok", "nothing is overdue")


def coverage(line: Line) -> Iterator[Finding]:
    """Somebody is on call, can be reached, and stays so for a week."""
    at = line.now()
    with reading(line.engine) as connection:
        ids = connection.execute(sa.select(program.c.id).order_by(program.c.id)).scalars().all()
        if not ids:
            yield Finding("on call", "warn", "no program yet: `peerline program add`")
        for program_id in ids:
            yield from _covers(connection, line, program_id, at)


def hotlines(at: datetime) -> Finding:
    """The numbers that people in danger are sent to, checked by a human within 90 days."""
    if old := stale(local_day(at, "UTC")):
        return Finding("hotlines", "warn", f"{', '.join(old)}: call each one, then set verified_on in hotlines.toml")
    return Finding("hotlines", "ok", "each was checked within 90 days")


def _covers(connection: sa.Connection, line: Line, program_id: int, at: datetime) -> Iterator[Finding]:
    try:
        found = program_by_id(connection, program_id)
    except UnknownNumber:
        yield Finding("on call", "FAIL", f"program {program_id} has no number")
        return
    work = Work(connection, vault_of(line.engine), found, at)
    yield _cover(work, found, at)
    if waiting := never_verified(work):
        them = ", ".join(map(str, waiting))
        what = f"coach {them} sent no code back, so no page goes there: `peerline coach verify {waiting[0]} --send`"
        yield Finding("coaches", "warn", f"{found.name}: {what}")


def _cover(work: Work, found: Program, at: datetime) -> Finding:
    rungs, people = on_call(schedule(work), at), {state.id: state for state in coach_states(work)}
    if rungs.primary is None:
        return Finding("on call", "FAIL", f"{found.name}: nobody is on call now: `peerline oncall set`")
    state = people[rungs.primary]
    if not state.methods or state.off or state.expired:
        return Finding(
            "on call", "FAIL", f"{found.name}: whoever is on call cannot be reached: no verified phone, off or expired"
        )
    if holes := gaps(schedule(work), at, at + AHEAD):
        return Finding("on call", "warn", f"{found.name}: nobody from {holes[0].starts:%a %d %b %H:%M} UTC")
    if rungs.backup is None:
        return Finding("on call", "warn", f"{found.name}: there is no backup: `peerline oncall set backup`")
    return Finding("on call", "ok", f"{found.name}: covered for the next {AHEAD.days} days")


def _evicting(connection: Redis) -> Finding:
    """Hosts may forbid CONFIG: then it is not our business."""
    try:
        policy: Any = connection.config_get("maxmemory-policy")
    except RedisError:
        return Finding("redis", "ok", "answers")
    name = str(next(iter(policy.values()), "noeviction")).removeprefix("b'").removesuffix("'")
    if name != "noeviction":
        return Finding("redis", "warn", f"throws keys away when full ({name}): set maxmemory-policy to noeviction")
    return Finding("redis", "ok", "answers, and throws nothing away")


def _overdue(late: datetime) -> dict[str, sa.Select[Any]]:
    def count(*which: Any) -> sa.Select[Any]:
        return sa.select(sa.func.count()).where(*which)

    prompt = (outbound.c.lane != "bulk", outbound.c.state == "due", outbound.c.due_at < late)
    return {
        "texts or calls": count(*prompt),
        "pages": count(escalation.c.closed_at.is_(None), escalation.c.next_page_at < late),
        "check-ins": sa.select(sa.func.count()).select_from(not_asked(late + LATE).subquery()),
    }


def examine(told: Settings, open_line: Callable[[Settings], Line]) -> Iterator[Finding]:
    """Every part in turn. What cannot be looked at because another part is broken is left out."""
    yield settings(told)
    sealed = keys(told)
    yield sealed
    yield redis(told)
    if told.twilio_account_sid and told.twilio_auth_token.get_secret_value():
        yield carrier(told)
    if sealed.state == "ok":
        yield from _rows(open_line(told))


def _rows(line: Line) -> Iterator[Finding]:
    found = list(database(line))
    yield from found
    if all(finding.state == "ok" for finding in found):
        yield clock(line)
        yield from coverage(line)
    yield hotlines(line.now())
    line.engine.dispose()
