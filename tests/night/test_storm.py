"""Five hundred people in crisis within a minute, and five coaches: each is shown in somebody's page within 30 s."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil

import pytest
import sqlalchemy as sa

from bot import db
from bot.demo import invented
from bot.models import client, escalation, outbound, page, program_number
from bot.phones import Person, faults
from bot.phones.records import Phone
from tests.crowd import number
from tests.night.world import NUMBER, START, VAULT, Night, everything_read, phone

COACHES_LINE = "+15185550101"
SECONDS = 60
CRIES = ("I need a coach now", "I want to kill myself", "necesito un coach ahora", "please help me now", "SOS")
slow = pytest.mark.slow
CODE = re.compile(r"\b[A-Z0-9]{2,4}\b")


@pytest.fixture
def five(night: Night, joy: Person, ravi: Person, sol: Person) -> Iterator[list[Person]]:
    """Five coaches, paged through a number of their own that sends one segment a second."""
    more = [("Kim", "+15185550124"), ("Lee", "+15185550125")]
    with db.transaction(night.line.engine) as tx:
        tx.execute(sa.insert(program_number).values(number=COACHES_LINE, program_id=1, purpose="coaches"))
        for name, told in more:
            invented.add_coach(tx, VAULT, START, night.ids["program"], name, told, "coach")
    account = next(iter(night.network.accounts.values()))
    fast = night.network.lines[NUMBER]
    night.network.lines[NUMBER] = replace(fast, rate=1_000.0)
    night.network.lines[COACHES_LINE] = replace(fast, number=COACHES_LINE, account=account.sid, rate=1.0)
    night.change(client, next_checkin_at=None)
    coaches = [joy, ravi, sol, *(phone(night, told, name, "coach") for name, told in more)]
    yield coaches
    everything_read(*coaches)


def storm(night: Night, people: int, seconds: float) -> list[Phone]:
    """So many strangers, one after the other, all in need."""
    phones = [night.network.add_phone(number(nth), "somebody") for nth in range(people)]
    for nth, one in enumerate(phones):
        cry = partial(night.network.text, one, CRIES[nth % len(CRIES)])
        night.network.later(seconds * nth / people, cry)
    return phones


def leave(night: Night, phones: list[Phone]) -> None:
    """The rest of their night is not told here."""
    night.clock_runs = False
    for one in phones:
        one.thread.clear()


def shown(coaches: list[Person]) -> dict[str, datetime]:
    """When each code was first on a coach's screen."""
    found: dict[str, datetime] = {}
    for bubble in sorted((one for coach in coaches for one in coach.phone.thread), key=lambda one: one.at):
        for code in CODE.findall(bubble.body):
            found.setdefault(code, bubble.at)
    return found


def waits(night: Night) -> list[float]:
    """Seconds from each cry to the first of its pages that the carrier took, the shortest first."""
    sent = {row.id: row.sent_at for row in night.rows(outbound)}
    first: dict[int, datetime] = {}
    for row in night.rows(outbound, outbound.c.page_id.is_not(None)):
        if (at := sent[row.rides_on or row.id]) is not None:
            first[row.escalation_id] = min(at, first.get(row.escalation_id, at))
    opened = night.rows(escalation)
    assert first.keys() == {row.id for row in opened}
    return sorted((first[row.id] - row.opened_at).total_seconds() for row in opened)


@pytest.mark.parametrize(
    ("people", "within"),
    [pytest.param(60, 4.0, id="60 in seven seconds"), pytest.param(500, 2.0, id="500 in a minute", marks=slow)],
)
def test_everybody_is_in_somebodys_page_within_thirty_seconds(
    night: Night, five: list[Person], people: int, within: float
) -> None:
    phones = storm(night, people, SECONDS * people / 500)
    night.forward(seconds=SECONDS * people / 500 + 30)
    opened = {row.code: row.opened_at for row in night.rows(escalation)}
    assert len(opened) == people
    on_screens = shown(five)
    late = {code for code, at in opened.items() if on_screens.get(code, night.now) - at > timedelta(seconds=30)}
    assert not late
    assert waits(night)[ceil(people * 0.99) - 1] <= within
    leave(night, phones)


def test_a_bundled_page_is_answered_by_its_codes(night: Night, five: list[Person]) -> None:
    joy = five[0]
    phones = storm(night, 12, 0.5)
    night.forward(seconds=15)
    told = next(body for body in joy.unread if "To take one" in body)
    first, second = CODE.findall(told.split(".")[0].removeprefix("EMERGENCY").replace("URGENT", ""))[:2]
    joy.texts(f"{second} 1")
    taken = night.one(escalation, escalation.c.code == second)
    assert taken.owner_id == night.ids["Joy"]
    joy.texts(f"{first} 2")
    passed = night.rows(page, page.c.escalation_id == night.one(escalation, escalation.c.code == first).id)
    assert {row.state for row in passed if row.coach_id == night.ids["Joy"]} == {"passed"}
    leave(night, phones)


def test_a_coach_who_names_nobody_is_asked_which_in_a_text_the_carrier_takes(night: Night, five: list[Person]) -> None:
    joy = five[0]
    phones = storm(night, 40, 4)
    night.forward(seconds=30)
    everything_read(joy)
    joy.texts("1")
    asked = joy.hears("More than one is open")
    assert "28 more" in asked
    assert len(asked) <= 320
    leave(night, phones)


def test_what_becomes_of_a_bundled_page_becomes_of_all_in_it(night: Night, five: list[Person]) -> None:
    """The carrier takes it and gives it back: each ladder goes on within the five seconds of bad news."""
    five[0].phone.carrier = faults.undelivered(30007)
    phones = storm(night, 12, 0.5)
    night.forward(seconds=9.5)
    firsts = night.rows(page, page.c.step == 0, page.c.method == "text", page.c.coach_id == night.ids["Joy"])
    assert len(firsts) == 12
    assert {row.state for row in firsts} == {"failed"}
    assert any(row.rides_on for row in night.rows(outbound))
    assert {row.step for row in night.rows(escalation)} >= {2}
    leave(night, phones)


def test_a_bundled_page_that_was_refused_goes_out_again_with_all_in_it(night: Night, five: list[Person]) -> None:
    joy = five[0]
    night.network.faults.rest(faults.SERVER_ERROR, to=joy.phone.number, times=6)
    phones = storm(night, 12, 0.5)
    night.forward(seconds=25)
    on_screens = shown([joy])
    assert {row.code for row in night.rows(escalation)} <= on_screens.keys()
    leave(night, phones)


def test_one_phone_rings_once_and_speaks_of_whoever_still_waits(
    night: Night, luis: Person, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    luis.texts("SOS")
    ana.texts("SOS")
    night.forward(seconds=3)
    assert len(night.network.calls_of(joy.phone, "ringing")) == 1
    first, second = night.rows(escalation)
    ravi.texts(f"{first.code} 1")
    joy.answers()
    joy.presses("1")
    assert night.one(escalation, escalation.c.id == second.id).owner_id == night.ids["Joy"]
    assert night.one(escalation, escalation.c.id == first.id).owner_id == night.ids["Ravi"]
    night.forward(seconds=5)
    everything_read(luis, ana, joy, ravi, sol)
