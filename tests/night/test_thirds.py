"""A third question now and then: kept sealed, skipped without a word, and lonely days bring company."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.db import reading, transaction
from bot.models import answer, checkin, client, program, task
from bot.phones import Person
from flows.thirds import third
from tests.night.world import START, Night, said

PLAN, REASON = "caminar con mi hermano", "my sister comes by tonight"


@pytest.fixture(autouse=True)
def every_day(night: Night) -> None:
    """Each check-in of Ana's goes on with a third question; she answered one yesterday. Luis has none."""
    night.change(client, client.c.id == night.ids["Luis"], next_checkin_at=None, checkin_time=None)
    night.change(program, settings={"most_nights": 7, "third_a_week": 7})
    row = {"client_id": night.ids["Ana"], "day": date(2026, 3, 1), "asked_at": START, "mood": 6, "craving": 3}
    with transaction(night.line.engine) as tx:
        tx.execute(sa.insert(checkin).values(**row, missed=False))


def up_to(night: Night, ana: Person, kind: str) -> None:
    """Day after day, skipping the others, until this question is asked."""
    for _ in range(5):
        night.until_local("18:01")
        ana.hears(said("checkin.mood", name="Ana"))
        ana.texts("6 3")
        ana.hears("mood 6")
        asked = third({"seed": night.ids["Ana"], "third_a_week": 7, "day": _today(night).toordinal()})
        assert asked is not None
        ana.hears(said(f"checkin.{asked}", name="Ana"))
        if asked == kind:
            return
        ana.texts("skip")
        ana.hears(said("checkin.skipped", name="Ana"))


def _today(night: Night) -> date:
    return (night.now - timedelta(hours=5)).date()


def test_how_sure_they_are_is_kept_and_a_low_number_is_on_the_list(night: Night, ana: Person) -> None:
    up_to(night, ana, "confidence")
    ana.texts("3")
    ana.hears("Why a 3 and not a 0?")
    ana.texts(REASON)
    ana.hears(said("checkin.why_thanks", name="Ana"))
    kept = {row.kind: (row.value, row.words) for row in night.rows(answer)}
    assert kept == {"confidence": (3, None), "why": (None, REASON)}
    assert night.one(task).detail == {"findings": [{"rule": "confidence_low", "confidence": 3}]}


def test_words_are_sealed(night: Night, ana: Person) -> None:
    up_to(night, ana, "plan")
    ana.texts(PLAN)
    ana.hears(said("checkin.planned", name="Ana"))
    with reading(night.line.engine) as connection:
        raw = connection.execute(sa.select(sa.type_coerce(answer.c.words, sa.LargeBinary))).scalar_one()
    assert b"hermano" not in bytes(raw)
    assert night.one(answer).words == PLAN


def test_lonely_for_the_third_time_brings_company_and_a_task(night: Night, ana: Person) -> None:
    for away in (9, 20):
        with transaction(night.line.engine) as tx:
            row = {"client_id": night.ids["Ana"], "kind": "halt", "words": "LT", "at": START - timedelta(days=away)}
            tx.execute(sa.insert(answer).values(**row))
    up_to(night, ana, "halt")
    ana.texts("L")
    assert ana.hears("BUDDY") == said("checkin.lonely_often", name="Ana")
    assert night.one(task).detail == {"findings": [{"rule": "lonely", "times": 3}]}


def test_hard_words_around_the_numbers_end_the_check_in(night: Night, ana: Person) -> None:
    night.until_local("18:01")
    ana.hears(said("checkin.mood", name="Ana"))
    ana.texts("6 3 but I feel hopeless about it all")
    ana.hears(said("line.concern", name="Ana"))
    ana.hears("6")
    night.forward(seconds=30)
    assert ana.unread == []
