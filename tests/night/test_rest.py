"""Rest decides whom to page, never whether; and a ladder that could leave somebody alone is not kept."""

from datetime import timedelta

import pytest

from bot import ladders
from bot.escalation import LADDERS, BadLadder
from bot.models import client, coach, contact_method, escalation, page, program
from bot.phones import Person
from bot.program import program_by_id
from bot.work import insert, work
from tests.night.world import Night, everything_read, phone

SOUND = {
    "steps": [
        {"after": 0, "rungs": ["primary"], "methods": ["text"]},
        {"after": 30, "rungs": ["supervisor"], "methods": ["text", "call"]},
    ],
    "again": 60,
}


def unit(night: Night):
    return work(night.line, night.now, lambda tx: program_by_id(tx, night.ids["program"]))


def bad_night(night: Night, people: int) -> None:
    """Joy was paged for so many people at three this morning. They are closed by now."""
    at = night.now.replace(hour=8)
    with unit(night) as desk:
        for nth in range(people):
            whose = {"program_id": night.ids["program"], "status": "left", "number": "", "number_hash": bytes([nth])}
            made = insert(desk.tx, client, {**whose, "language": "en", "zone": "UTC", "created_at": at})
            row = {"program_id": night.ids["program"], "client_id": made, "tier": "urgent", "reason": "human"}
            times = {"opened_at": at, "round_began": at, "closed_at": at, "outcome": "connected"}
            held = insert(desk.tx, escalation, {**row, **times, "code": f"{nth}Z"})
            paged = {"escalation_id": held, "coach_id": night.ids["Joy"], "method": "text", "round": 0, "step": 0}
            insert(desk.tx, page, {**paged, "at": at, "state": "acknowledged"})


def cry(ana: Person) -> None:
    ana.texts("I need a coach now")
    ana.hears("988")
    ana.hears("1", "2")


def test_after_a_bad_night_the_backup_is_asked_first(night: Night, ana: Person, joy: Person, ravi: Person) -> None:
    bad_night(night, 4)
    cry(ana)
    ravi.hears("URGENT", within=5)
    ravi.rings()
    joy.hears_nothing(within=30)
    everything_read(ravi)


def test_an_ordinary_night_spares_nobody(night: Night, ana: Person, joy: Person) -> None:
    bad_night(night, 3)
    cry(ana)
    joy.hears("URGENT", within=5)


def test_when_nobody_answers_the_first_round_the_rested_coach_is_asked_too(
    night: Night, ana: Person, joy: Person, ravi: Person, sol: Person
) -> None:
    bad_night(night, 4)
    cry(ana)
    joy.hears("URGENT", within=600)
    night.forward(seconds=2)
    everything_read(ana, joy, ravi, sol)


def test_a_rested_coach_who_is_the_only_one_is_asked_at_once(
    night: Night, ana: Person, joy: Person, sol: Person
) -> None:
    bad_night(night, 4)
    night.change(contact_method, contact_method.c.coach_id != night.ids["Joy"], verified_at=None)
    cry(ana)
    joy.hears("URGENT", within=5)
    night.forward(seconds=3)
    everything_read(joy, sol)


def test_an_emergency_lets_nobody_rest(night: Night, ana: Person, joy: Person, ravi: Person, sol: Person) -> None:
    bad_night(night, 9)
    ana.texts("SOS")
    joy.hears("EMERGENCY", within=5)
    everything_read(ana, ravi, sol)
    joy.rings()
    night.forward(seconds=3)
    everything_read(ana, joy, ravi, sol)


def test_a_sound_ladder_is_kept_and_climbed(night: Night, ana: Person, joy: Person, sol: Person) -> None:
    with unit(night) as desk:
        ladders.save(desk, "urgent", SOUND)
    assert night.one(program).settings["ladders"] == {"urgent": SOUND}
    assert night.one(program).settings["most_nights"] == 7
    cry(ana)
    joy.hears("URGENT", within=5)
    sol.hears("URGENT", within=35)
    sol.rings()
    everything_read(joy, sol)


def test_a_ladder_whose_last_step_reaches_nobody_now_is_refused(night: Night, sol: Person, joy: Person) -> None:
    night.change(coach, coach.c.id == night.ids["Sol"], credential_until=(night.now - timedelta(days=2)).date())
    with unit(night) as desk, pytest.raises(BadLadder, match="nobody now"):
        ladders.save(desk, "urgent", SOUND)
    assert "ladders" not in night.one(program).settings


def test_a_ladder_that_ends_with_the_primary_is_refused(night: Night) -> None:
    ends_early = {**SOUND, "steps": SOUND["steps"][:1]}
    with unit(night) as desk, pytest.raises(BadLadder, match="last step"):
        ladders.save(desk, "urgent", ends_early)


@pytest.mark.parametrize("tier", ["urgent", "emergency"])
def test_the_ladders_that_come_with_the_line_reach_somebody(night: Night, tier: str) -> None:
    with unit(night) as desk:
        assert ladders.last_reaches(desk, tier, LADDERS[tier])
    assert phone(night, "+15185550188", "Nobody").unread == []
