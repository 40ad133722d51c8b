"""What an operator does for one client: another number or program, a copy, an erasure. And people from a file."""

import json
import logging
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from redis import Redis

from bot.db import transaction
from bot.inbox import Text, receive
from bot.line import Line, open_line
from bot.models import Sealed, audit_event, checkin, client, consent, escalation, inbound, metadata, outbound, prompt
from bot.settings import Settings
from tests.cli.test_offers import sheet  # noqa: F401 - fixtures
from tests.cli.test_people import do, rows, started  # noqa: F401

LINE, ANA, NEW = "+12175550100", "+12175550111", "+12175550112"
ENROLS = ("hello", "1", "1", "skip", "waves", "skip", "6 3", "NAME Annabel")
PEOPLE = (
    "name,number,language,checkin,consented_on\nAna,217-555-0111,en,18:00,2026-01-02\nLuis,2175550112,es,,2026-01-02\n"
)


@pytest.fixture
def line(started, line_env: dict[str, str]):  # noqa: F811
    started("client", "add", "--name", "Ana", "--number", ANA, "--consented", "--checkin", "18:00")
    opened = opened_line(line_env)
    yield opened
    opened.engine.dispose()


def opened_line(env: dict[str, str]) -> Line:
    return open_line(Settings(_env_file=None, **{name.removeprefix("PEERLINE_").lower(): env[name] for name in env}))


def texts(line: Line, *bodies: str, number: str = ANA) -> None:
    for n, body in enumerate(bodies):
        receive(line, Text(f"SM{abs(hash((number, body, n))):032x}"[:34], number, LINE, body), line.now())


def on_the_list(line: Line) -> None:
    texts(line, *ENROLS)


def test_people_come_from_a_file_and_each_is_asked(started, sheet, line_env) -> None:  # noqa: F811
    assert started("import", "clients", sheet(PEOPLE), "--dry-run") == "2 people would be invited.\n"
    assert rows(line_env, client) == []
    assert json.loads(started("import", "clients", sheet(PEOPLE), "--json")) == {"rows": 2, "kept": True}
    assert [(row.name, row.number, row.language, row.status) for row in rows(line_env, client)] == [
        ("Ana", ANA, "en", "invited"),
        ("Luis", NEW, "es", "invited"),
    ]
    assert {row.wording for row in rows(line_env, consent)} == {"in person 2026-01-02"}
    assert [row.flow for row in rows(line_env, prompt)] == ["enrolment", "enrolment"]


@pytest.mark.parametrize(
    ("line_of_file", "mistake"),
    [
        ("Bo,12,en,,2026-01-02", "line 4: number: no phone number has this many digits"),
        ("Bo,217-555-0111,en,,2026-01-02", "line 4: number: the same as in line 2"),
        ("Bo,217-555-0113,de,,2026-01-02", "line 4: language: en or es"),
        ("Bo,217-555-0113,en,23:30,2026-01-02", "line 4: checkin: scheduled texts go out from 08:00 to 21:00"),
        ("Bo,217-555-0113,en,,2999-01-02", "line 4: consented_on: that day is still to come"),
        ("Bo,217-555-0113,en,,", "line 4: consented_on is empty"),
        ("Bo,217-555-0131,en,,soon", "line 4: consented_on: a date like 2026-12-24"),
    ],
)
def test_a_file_with_a_mistake_is_not_taken_at_all(started, sheet, line_env, run, line_of_file, mistake) -> None:  # noqa: F811
    done = run("import", "clients", sheet(PEOPLE + line_of_file + "\n"), env=line_env)
    assert done.exit_code == 1
    assert mistake in done.stderr
    assert "Nothing was taken" in done.stderr
    assert rows(line_env, client) == []


def test_who_is_a_client_already_is_a_mistake(started, sheet) -> None:  # noqa: F811
    started("import", "clients", sheet(PEOPLE))
    started("import", "clients", sheet(PEOPLE), fails="Nothing was taken: 2 mistakes")


def test_another_number_is_asked_again(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    started("client", "number", "1", "217-555-0112")
    ana = rows(line_env, client)[0]
    assert (ana.number, ana.status, ana.next_checkin_at) == (NEW, "invited", None)
    started("client", "number", "9", NEW, fails="has no client 9")
    started("client", "add", "--name", "Bo", "--number", ANA, "--consented")
    started("client", "number", "1", ANA, fails="Another client has this number")


def test_who_goes_on_elsewhere_takes_their_history_along_when_they_signed(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    started("program", "add", "--name", "Hillside", "--word", "HILL", "--zone", "UTC", "--number", "+12175550102")
    here = ("--program", "RIVERTOWN")
    told = started("client", "transfer", "1", "--to", "HILL", "--signed", "2026-01-05", *here)
    assert told == "Client 1 of Hillside, with their history.\n"
    ana = rows(line_env, client)[0]
    assert (ana.program_id, ana.status, ana.word) == (2, "invited", "waves")
    assert {row.program_id for row in rows(line_env, inbound)} == {2}
    assert ("transfer", "in person 2026-01-05") in {(row.topic, row.wording) for row in rows(line_env, consent)}
    acts = {(row.program_id, row.act) for row in rows(line_env, audit_event)}
    assert {(1, "transferred"), (2, "took_over")} <= acts
    started("client", "transfer", "1", "--to", "RIVERTOWN", *here, fails="has no client 1")


def test_without_a_signature_the_history_stays(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    started("program", "add", "--name", "Hillside", "--word", "HILL", "--zone", "UTC", "--number", "+12175550102")
    started("client", "transfer", "1", "--to", "HILL", "--program", "1")
    found = [(row.program_id, row.status, row.name) for row in rows(line_env, client)]
    assert found == [(1, "left", "Annabel"), (2, "invited", "Annabel")]
    assert {row.program_id for row in rows(line_env, inbound)} == {1}


def test_nobody_moves_or_is_erased_with_a_call_for_help_open(line: Line, started, line_env) -> None:  # noqa: F811
    texts(line, "SOS")
    started("program", "add", "--name", "Hillside", "--word", "HILL", "--zone", "UTC", "--number", "+12175550102")
    started("client", "transfer", "1", "--to", "HILL", "--program", "1", fails="call for help")
    started("client", "erase", "1", "--yes", "--program", "1", fails="call for help")
    assert rows(line_env, inbound)[0].body == "SOS"


def test_it_is_safe_again_when_a_coach_says_so(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    texts(line, "not safe to text")
    assert rows(line_env, client)[0].unsafe_since is not None
    started("client", "safe", "1")
    assert rows(line_env, client)[0].unsafe_since is None


@pytest.mark.parametrize("name", ["copy", "copy.zip"])
def test_an_export_holds_everything_opened_and_the_notice(line: Line, started, tmp_path: Path, name: str) -> None:  # noqa: F811
    on_the_list(line)
    target = tmp_path / name
    started("client", "export", "1", "--to", str(target))
    if target.suffix == ".zip":
        with ZipFile(target) as packed:
            found = {one: packed.read(one).decode() for one in packed.namelist()}
    else:
        found = {one.name: one.read_text("utf-8") for one in target.iterdir()}
    everything = json.loads(found["everything.json"])
    assert "42 CFR part 2" in found["NOTICE.txt"] == everything["notice"] + "\n"
    assert everything["client"][0]["name"] == "Annabel"
    assert "6 3" in {row["body"] for row in everything["inbound"]}
    assert {row["topic"] for row in everything["consent"]} == {"invited", "all", "warned"}
    assert "Annabel" in found["client.csv"]
    assert "number_hash" not in found["client.csv"]
    started("client", "export", "1", "--to", str(target), fails="there already")


def test_nothing_of_an_erased_person_is_left_in_the_database_in_redis_or_in_logs(
    started,  # noqa: F811
    line_env: dict[str, str],
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    started("client", "add", "--name", "Ana", "--number", ANA, "--consented", "--checkin", "18:00")
    line = opened_line({**line_env, "REDIS_URL": redis_url})
    before = set(envelopes(line))
    for body in (*ENROLS, "my sister Wilhelmina drove me home", "I need a coach"):
        texts(line, body)
        before |= set(envelopes(line))  # also what a later text has overwritten
    with transaction(line.engine) as tx:
        tx.execute(sa.update(escalation).values(closed_at=line.now(), outcome="connected"))
    assert len(before) > 40
    line.engine.dispose()

    started("client", "erase", "1", fails="--yes")
    assert started("client", "erase", "1", "--yes") == "Client 1 is erased.\n"

    files = Path(line_env["DATABASE_URL"].removeprefix("sqlite:///"))
    on_disk = b"".join(one.read_bytes() for one in files.parent.glob(f"{files.name}*"))
    assert not [place for place, envelope in before if envelope in on_disk]
    with Redis.from_url(redis_url) as redis:
        kept = b"".join(redis.dump(key) or b"" for key in redis.scan_iter())
    assert kept
    for private in (b"Annabel", b"Wilhelmina", ANA.encode(), b"2175550111"):
        assert private not in on_disk + kept + caplog.text.encode()


def test_what_stays_of_an_erased_person_is_a_skeleton(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    started("client", "erase", "1", "--yes")
    ana = rows(line_env, client)[0]
    assert (ana.status, ana.name, ana.number, ana.word, ana.next_checkin_at) == ("erased", None, "", None, None)
    assert ana.opted_out_at is not None
    assert {row.body for row in (*rows(line_env, inbound), *rows(line_env, outbound))} == {""}
    assert [(row.mood, row.craving) for row in rows(line_env, checkin)] == [(None, None)]
    assert [row.topic for row in rows(line_env, consent)] == ["invited", "all", "warned"]
    assert "erased" in {row.act for row in rows(line_env, audit_event)}


def test_a_number_that_was_erased_gets_no_texts_until_its_owner_asks(line: Line, started, line_env) -> None:  # noqa: F811
    on_the_list(line)
    started("client", "erase", "1", "--yes")
    replies = receive(line, Text("SM" + "e" * 32, ANA, LINE, "anybody there?"), line.now())
    assert replies == []
    ana = rows(line_env, client)[0]
    assert (ana.status, ana.number) == ("stranger", ANA)
    replies = receive(line, Text("SM" + "f" * 32, ANA, LINE, "JOIN RIVERTOWN"), line.now())
    assert "Text 1 to join" in replies[0].body


def envelopes(line: Line) -> list[tuple[str, bytes]]:
    """Every sealed value of clients, as it lies in the database: coaches' own names and phones are not theirs."""
    found = []
    with line.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in {"coach", "contact_method"}:
                continue
            for column in table.columns:
                if isinstance(column.type, Sealed):
                    raw = sa.select(sa.type_coerce(column, sa.LargeBinary)).where(column.is_not(None))
                    found += [(str(column), bytes(value)) for value in connection.execute(raw).scalars()]
    return found
