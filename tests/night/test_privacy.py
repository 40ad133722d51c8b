"""Private by default: after a whole night nothing read over a shoulder holds a name, a number or a word."""

import logging
import pickle
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from redis import Redis

from bot import db
from bot.crypto import Vault
from bot.models import audit_event, client, inbound, metadata, outbound, page
from bot.phones import Person, faults
from bot.queue import RqBell, redis_at
from tests.night.world import CAST, NUMBER, START, Night, everything_read, phone

WORDS = ("my secret heart", "mi corazón secreto", "tell me about tonight", "a stranger's secret")
SECRETS = (*WORDS, "Luisito", "Anabel", *(CAST[name] for name in ("Ana", "Luis")), "+15185550177")
DIGITS = tuple(re.sub(r"\D", "", number)[-10:] for number in (CAST["Ana"], CAST["Luis"], "+15185550177"))
LEAKS = tuple(word.encode() for word in SECRETS + DIGITS)


def leaks(haystack: bytes) -> list[bytes]:
    return [secret for secret in LEAKS if secret in haystack]


@pytest.fixture
def evening(night: Night, ana: Person, luis: Person, joy: Person, caplog: pytest.LogCaptureFixture) -> Iterator[Night]:
    """Everything happens: check-ins, a crisis, a relay, a stranger, an opt-out, refusals, failures."""
    night.expects_trouble = True
    caplog.set_level(logging.DEBUG)
    night.change(client, client.c.id == night.ids["Ana"], name="Anabel")
    night.change(client, client.c.id == night.ids["Luis"], name="Luisito")
    ana.texts("I need a coach now, my secret heart")
    night.network.faults.rest(faults.SERVER_ERROR, to=joy.phone.number, times=1)
    night.forward(seconds=6)
    joy.texts("1")
    joy.texts("tell me about tonight")
    ana.texts("6 9 my secret heart")
    luis.texts("SOS, ayuda, mi corazón secreto")
    night.forward(seconds=20)
    luis.texts("STOP")
    phone(night, "+15185550177", "Someone").texts("a stranger's secret")
    night.post("/sms", MessageSid="bad", From=CAST["Ana"], To=NUMBER, Body="my secret heart")
    night.post("/sms", MessageSid="SM" + "a" * 32, From=CAST["Ana"], To="+15185550199", Body="my secret heart")
    broken = breaks_on_commit(night)
    night.post("/sms", MessageSid="SM" + "b" * 32, From=CAST["Ana"], To=NUMBER, Body="my secret heart")
    broken()
    night.forward(seconds=6)
    yield night
    night.clock_runs = False
    everything_read(*everybody(night))


def everybody(night: Night) -> list[Person]:
    return [Person(night.network, theirs, night.until) for theirs in night.network.phones.values()]


def breaks_on_commit(night: Night) -> Callable[[], None]:
    def fail(_: object) -> None:
        raise OSError("a fault on purpose")

    sa.event.listen(night.line.engine, "commit", fail)
    return lambda: sa.event.remove(night.line.engine, "commit", fail)


def test_the_log_at_its_loudest_holds_none_of_it(evening: Night, caplog: pytest.LogCaptureFixture) -> None:
    spoken = "\n".join(caplog.handler.format(record) for record in caplog.get_records("setup"))
    assert spoken
    assert leaks(spoken.encode()) == []


def test_no_url_the_carrier_is_given_holds_any_of_it(evening: Night) -> None:
    asked = "\n".join(entry.what for entry in evening.network.journal)
    callbacks = "\n".join(
        value
        for entry in evening.network.journal
        for name, value in entry.fields.items()
        if name in ("StatusCallback", "Url") or "://" in value
    )
    assert callbacks
    assert leaks((asked + callbacks).encode()) == []


def test_no_column_of_any_table_can_be_read(evening: Night) -> None:
    plain = sa.create_engine(evening.line.engine.url)
    with plain.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.text(f'SELECT * FROM "{table.name}"')).all()  # noqa: S608 - our own names
            told = pickle.dumps([tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows])
            assert leaks(told) == [], table.name
    plain.dispose()


def test_no_byte_of_the_sqlite_file_can_be_read(evening: Night) -> None:
    if evening.line.engine.dialect.name != "sqlite":
        pytest.skip("a look at SQLite's own file")
    path = Path(evening.line.engine.url.database or "")
    files = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    assert sum(map(len, files)) > 10_000
    assert leaks(b"".join(files)) == []


def test_what_coaches_get_before_they_take_somebody_says_nothing(evening: Night) -> None:
    pages = [row.id for row in evening.rows(page)]
    told = [row.body for row in evening.rows(outbound, outbound.c.page_id.in_(pages))]
    assert len(told) > 4
    assert leaks("\n".join(told).encode()) == []


def test_the_audit_trail_holds_ids_and_reasons_only(evening: Night) -> None:
    trail = evening.rows(audit_event)
    assert trail
    assert leaks(repr(trail).encode()) == []


def test_values_that_may_be_logged_show_nothing(evening: Night) -> None:
    assert leaks(repr((evening.line, evening.line.settings, evening.line.settings.model_dump_json())).encode()) == []
    token = evening.line.settings.twilio_auth_token.get_secret_value()
    assert token not in repr(evening.line)


def test_redis_holds_ids_and_nothing_else(night: Night, ana: Person, joy: Person, redis_url: str) -> None:
    night.workers.also = RqBell(redis_at(redis_url))
    ana.texts("I need a coach now, my secret heart")
    night.forward(seconds=5)
    everything_read(ana, joy)
    with Redis.from_url(redis_url) as redis:
        keys = list(redis.scan_iter())
        held = [redis.dump(key) for key in keys] + [redis.hgetall(k) for k in keys if redis.type(k) == b"hash"]
    assert len(keys) >= 2
    assert leaks(repr((keys, held)).encode()) == []
    data = [found[b"data"] for found in held if isinstance(found, dict) and b"data" in found]
    assert data
    assert all(re.fullmatch(rb'\["workers\.jobs\.\w+", null, \[\d+\], \{\}\]', unzipped(one)) for one in data)


def unzipped(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data


def test_an_error_that_quotes_its_statement_quotes_no_words(night: Night) -> None:
    with pytest.raises(sa.exc.StatementError) as told, db.transaction(night.line.engine) as tx:
        tx.execute(sa.insert(inbound).values(body="my secret heart", received_at=START.replace(tzinfo=None)))
    assert leaks(str(told.value).encode()) == []


def test_a_database_without_the_key_gives_up_nothing(evening: Night) -> None:
    other = db.connect(
        evening.line.engine.url.render_as_string(hide_password=False), Vault({1: bytes(32)}, 1, bytes(32))
    )
    with pytest.raises(Exception, match="does not open") as told, db.reading(other) as connection:
        connection.execute(sa.select(inbound.c.body)).all()
    assert leaks(str(told.value).encode()) == []
    other.dispose()
