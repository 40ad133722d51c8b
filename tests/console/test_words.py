"""The words on the pages: both languages alike, none missing, none left over, and nothing that scolds."""

import re
import string
from pathlib import Path

import pytest

import bot.console
from bot.console.program_page import BAD_LADDERS
from bot.console.words import knows, say, table
from bot.models import audit_event
from flows.triage import Tier
from tests.console.house import Browser
from tests.night.world import Night

ROOM = Path(bot.console.__file__).parent
SOURCES = {path: path.read_text("utf-8") for path in [*ROOM.rglob("*.html"), *ROOM.glob("*.py")]}
SPOKEN = re.compile(
    r"""(?:\bt|say|done|_board_again|_mark)\(\s*(?:task_id, )?f?["']([a-z_]+\.[a-z_0-9]*[a-z0-9])["']"""
)
BUILT = re.compile(r"""["']([a-z_]+\.(?:by_|step_)?)["'] ~|tk\(["']([a-z_]+)["']|f["']([a-z_]+\.)\{""")
CHOSEN = {"enter.wrong", "enter.too_many", "enter.busy", "join.short", "join.wrong_code", "did.left_already"}
CHOSEN |= {"did.unpaused", "edit.clock", "edit.hours", "edit.name_long", "edit.word_tells", *BAD_LADDERS.values()}
CHOSEN |= {"enrol.number", "enrol.not_told", "enrol.taken", "moved.not_heard"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_everything_with_the_same_facts():
    assert {key for key, both in table().items() if set(both) != {"en", "es"} or not all(both.values())} == set()
    assert {key for key, both in table().items() if fields(both["en"]) != fields(both["es"])} == set()


def test_every_word_that_a_page_says_is_there():
    said = {found[1] for text in SOURCES.values() for found in SPOKEN.finditer(text)}
    assert len(said) > 150
    assert {key for key in said if not knows(key)} == set()


def test_no_word_is_left_over():
    """Words are said by their whole key, or by a key that is put together from a beginning."""
    said = {found[1] for text in SOURCES.values() for found in SPOKEN.finditer(text)} | CHOSEN
    begun = {next(filter(None, found.groups())) for text in SOURCES.values() for found in BUILT.finditer(text)}
    starts = tuple(start if "." in start else f"{start}." for start in begun | {"need.check", "need.answer", "error"})
    plain = {key for key in table() if not key.endswith("_one")}
    assert {key for key in plain if key not in said and not key.startswith(starts)} == set()


def test_every_tier_and_act_has_words(night: Night, sol: Browser):
    assert not [tier for tier in Tier if not knows(f"tier.{tier}")]
    sol.post("/off")
    sol.post("/on")
    sol.text(f"/people/{night.ids['Ana']}")
    assert not [row.act for row in night.rows(audit_event) if not knows(f"act.{row.act.replace(' ', '_')}")]


def test_one_thing_is_not_many():
    assert say("me.paper_left", "en", n=1) == "One is left."
    assert say("me.paper_left", "en", n=3) == "3 are left."
    assert say("time.days_long", "es", n=1) == "1 día"


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_scolds(language: str):
    scolding = re.compile(r"\b(must|should|failed to|invalid|illegal|debes|deberías|inválid[oa])\b", re.IGNORECASE)
    assert not [key for key, both in table().items() if scolding.search(both[language])]


def test_the_pages_speak_spanish_to_whoever_wants_it(night: Night, joy: Browser):
    joy.post("/me", language="es", zone="America/New_York")
    for path, words in {"/": "Esperan a alguien", "/oncall": "Quién lleva cuánto", "/me": "Ajustes"}.items():
        page = joy.text(path)
        assert words in page
        assert '<html lang="es">' in page


def test_before_anybody_is_known_the_browser_says_which_language(night: Night):
    from tests.console.house import browser

    spanish = browser(night).get("/enter", headers={"Accept-Language": "es-MX,es;q=0.9"}).get_data(as_text=True)
    assert "Contraseña" in spanish
