"""The trail of what was done is a chain: whoever changes, adds or removes a row of it is found out."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot import audit, chain, db
from bot.models import audit_event
from tests.console.house import Browser, unit
from tests.night.world import VAULT, Night


@pytest.fixture
def noted(database_url: str) -> Any:
    """Six notes of a program, linked in three goes; on both databases."""
    from tests.night.world import world

    night = world(database_url)
    for n in range(6):
        with unit(night) as made:
            audit.note(made, "coach 1", "viewed", "client", n, reason="été", places=[n, {"b": 1, "a": None}])
            if n % 2:
                assert chain.link(made.tx, made.vault, made.program.id) == 2
    yield night
    night.line.engine.dispose()


def walk(night: Night, known: str = "") -> chain.Proof:
    with db.reading(night.line.engine) as tx:
        return chain.verify(tx, VAULT, night.ids["program"], known)


def test_an_untouched_trail_holds(noted: Night):
    proof = walk(noted)
    assert (proof.links, proof.loose, proof.broken) == (6, 0, None)
    assert walk(noted, proof.head).broken is None


Harm = Callable[[sa.Connection], Any]
HARMS: dict[str, Harm] = {
    "an act changed": lambda tx: tx.execute(sa.update(audit_event).where(audit_event.c.seq == 3).values(act="closed")),
    "an actor changed": lambda tx: tx.execute(
        sa.update(audit_event).where(audit_event.c.seq == 1).values(actor="coach 2")
    ),
    "a detail changed": lambda tx: tx.execute(
        sa.update(audit_event).where(audit_event.c.seq == 4).values(detail={"reason": "none"})
    ),
    "a row removed": lambda tx: tx.execute(sa.delete(audit_event).where(audit_event.c.seq == 2)),
    "a hash of one's own": lambda tx: tx.execute(
        sa.update(audit_event).where(audit_event.c.seq == 6).values(act="closed", hash=bytes(32))
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_tampered_with_is_found(noted: Night, harm: str):
    with db.transaction(noted.line.engine) as tx:
        HARMS[harm](tx)
    assert walk(noted).broken is not None


def test_rows_cut_off_the_end_are_missed_by_whoever_knows_the_head(noted: Night):
    head = walk(noted).head
    with db.transaction(noted.line.engine) as tx:
        tx.execute(sa.delete(audit_event).where(audit_event.c.seq > 4))
    assert walk(noted).broken is None
    assert walk(noted, head).broken == 5


def test_what_coaches_do_is_linked_as_they_do_it(night: Night, joy: Browser):
    joy.text(f"/people/{night.ids['Ana']}")
    joy.post("/off")
    proof = walk(night)
    assert proof.loose == 0
    assert proof.links > 3


def test_each_program_has_a_chain_of_its_own(noted: Night):
    with db.reading(noted.line.engine) as tx:
        assert chain.verify(tx, VAULT, 999).links == 0
