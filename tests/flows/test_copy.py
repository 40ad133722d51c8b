"""Every word the line sends: its length, grade, privacy and kindness, and both languages alike."""

import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import flows.copy
from flows import FLOWS
from flows.copy import Entry, entries, hotlines, stale, words
from flows.copy.preview import page, shown
from flows.interrupts.kinds import KINDS
from flows.segments import segments
from flows.skills import SKILLS
from flows.wording import avoided, why
from tests.flows.longest import LONGEST
from tests.flows.reading_grade import grade

ROOT = Path(__file__).parents[2]
COPY = Path(flows.copy.__file__).parent
FILES = sorted(COPY.glob("*.toml"))
LANGUAGES = ("en", "es")
SEGMENTS = {"en": 1, "es": 2}
SCHEDULED = (
    "checkin.mood",
    "checkin.reminder",
    *(f"milestone.{unit}" for unit in ("day", "days", "months", "year", "years")),
    "first_week.answered",
    "enrolment.confirm",
    *("after.craving_later", "after.craving_morning", "after.setback_morning"),
    *(key for key in entries() if key.startswith("survey.") and key != "survey.hard"),
)
FLOW_FILES = {name for name, _ in FLOWS} | {"survey", "skill", "offer", "after"}
# Written ahead of the coaches' commands that will say them.
NOT_YET_SAID = {"line.thanks_words"}
PIECES = {
    *(f"skill.{skill}" for skill in SKILLS),
    "checkin.word", "buddy.someone", "goals.yours", "goals.your_step",
    "milestone.mark_days", "milestone.mark_months", "milestone.mark_years",
    "coach.tier_emergency", "coach.tier_urgent", "coach.tier_drill",
    "coach.now", "coach.days", "coach.months", "coach.more", "wishes.on", "wishes.off",
}  # fmt: skip # go into messages, are none themselves
MESSAGES = [key for key in entries() if key not in PIECES]
NARCAN = "sos.emergency_overdose"
# What the law and the carriers want named, and what brings a coach back who opted out.
NAMES_CARRIER_WORDS = {
    "line.stop", "line.start", "line.info", "line.paused", "line.paused_until", "line.paused_so_long",
    "coach.stopped", "supporting.agree", "supporting.thanks", "enrolment.confirm", "enrolment.confirm_again",
    "enrolment.done", "wishes.quiet",
    *(f"settings.off_{kind}" for kind in (*KINDS, "several")),
}  # fmt: skip

AS_AN_ANSWER = r"\b(YES|STOP|STOPALL|END|CANCEL|QUIT|START|UNSTOP|HELP|INFO|ALTO|BASTA)\b"
GENDERED = (
    r"\b(usted|bienvenid[oa]|orgullos[oa]|preocupad[oa]|cansad[oa]|despiert[oa]|est[aá]s (sol|segur|list|bien)[oa]s?)\b"
)
BARE = (
    r"\b(dia|mas|numero|tambien|aqui|asi|despues|facil|dificil|telefono|linea|codigo|proximo|animo|presion|oi|sera)\b"
)
SMART = "“”‘’–—…\xa0\t\n"

every_message = pytest.mark.parametrize("entry", entries().values(), ids=lambda entry: entry.key)
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def rendered(key: str, language: str) -> str:
    return words(key, language, **LONGEST[language])


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@every_message
def test_both_languages_are_filled_from_the_same_facts(entry: Entry) -> None:
    assert placeholders(entry.en) == placeholders(entry.es) <= {*LONGEST["en"], "emergency", "lifeline"}


@every_message
def test_every_message_says_when_it_is_said(entry: Entry) -> None:
    assert entry.note.endswith(".")


@in_both_languages
@every_message
def test_english_fits_in_one_segment_and_spanish_in_two(entry: Entry, language: str) -> None:
    size = segments(rendered(entry.key, language))
    assert size.count <= SEGMENTS[language], size


@pytest.mark.parametrize("key", MESSAGES)
def test_clients_read_grade_5_or_lower_and_coaches_8_or_lower(key: str) -> None:
    assert grade(shown(key, "en")) <= (8 if key.startswith("coach.") else 5)


def test_on_average_the_words_are_easier_than_grade_5() -> None:
    for file in {key.split(".")[0] for key in entries()}:
        grades = [grade(shown(key, "en")) for key in MESSAGES if key.startswith(f"{file}.")]
        assert sum(grades) / len(grades) <= 5, file


@in_both_languages
@every_message
def test_no_message_names_a_substance(entry: Entry, language: str) -> None:
    assert avoided(rendered(entry.key, language), "substances") == []


@in_both_languages
@every_message
def test_naloxone_is_named_only_in_an_overdose(entry: Entry, language: str) -> None:
    named = re.search(r"narcan|nalox", rendered(entry.key, language), re.IGNORECASE)
    assert bool(named) == (entry.key == NARCAN)


@in_both_languages
@pytest.mark.parametrize("key", SCHEDULED)
def test_a_scheduled_text_tells_a_lock_screen_nothing(key: str, language: str) -> None:
    assert avoided(rendered(key, language), "health", "substances") == []


@pytest.mark.parametrize("table", ["substances", "health", "labels", "endings", "pressure", "medicine"])
def test_every_list_of_words_says_why(table: str) -> None:
    assert why(table).endswith(".")


@in_both_languages
@every_message
def test_people_come_first(entry: Entry, language: str) -> None:
    assert avoided(rendered(entry.key, language), "labels") == []


@in_both_languages
@every_message
def test_nobody_is_told_what_they_must_do(entry: Entry, language: str) -> None:
    assert avoided(rendered(entry.key, language), "pressure") == []


@in_both_languages
@every_message
def test_nothing_is_said_of_how_a_life_ends(entry: Entry, language: str) -> None:
    assert avoided(rendered(entry.key, language), "endings") == []


@in_both_languages
@every_message
def test_no_answer_we_ask_for_is_a_word_of_the_carriers(entry: Entry, language: str) -> None:
    assert entry.key in NAMES_CARRIER_WORDS or not re.search(AS_AN_ANSWER, rendered(entry.key, language))


@in_both_languages
@every_message
def test_one_text_asks_one_thing(entry: Entry, language: str) -> None:
    assert rendered(entry.key, language).count("?") <= 1


@every_message
def test_spanish_says_tu_keeps_its_accents_and_leaves_gender_open(entry: Entry) -> None:
    assert not re.search(GENDERED, entry.es, re.IGNORECASE)
    assert not re.search(BARE, entry.es, re.IGNORECASE)


@every_message
def test_a_question_in_spanish_opens_as_it_closes(entry: Entry) -> None:
    assert entry.es.count("¿") == entry.es.count("?")
    assert entry.es.count("¡") == entry.es.count("!")


@in_both_languages
@every_message
def test_no_letter_is_one_that_only_a_typesetter_sends(entry: Entry, language: str) -> None:
    assert not set(entry.text(language)) & set(SMART)
    assert "  " not in entry.text(language)


@in_both_languages
@every_message
def test_hotlines_come_from_the_table(entry: Entry, language: str) -> None:
    assert not re.search(r"\b(911|988)\b", entry.text(language))


@in_both_languages
@every_message
def test_a_coach_has_a_text_only_after_taking_it(entry: Entry, language: str) -> None:
    claimed = re.search(r"has your text|tiene tu texto", entry.text(language))
    assert bool(claimed) == (entry.key == "crisis.coach_coming")


@in_both_languages
@pytest.mark.parametrize("key", [key for key in entries() if key.startswith("coach.") and key != "coach.client_says"])
def test_a_coach_text_has_no_name_and_no_word_of_a_client(key: str, language: str) -> None:
    known = {"code", "codes", "alerts", "count", "tier", "minutes", "coach", "when", "emergency"}
    assert placeholders(entries()[key].text(language)) <= known


def test_a_page_reads_as_coaches_learned_it() -> None:
    tier = words("coach.tier_urgent", "en")
    assert words("coach.alert", "en", tier=tier, code="7F") == "URGENT 7F. Reply 1 to take it, 2 to pass."


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_opens_with_words_for_whoever_edits_it(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len([line for line in lines[:4] if line.startswith("#")]) >= 3


def used_by_the_bot() -> Iterator[str]:
    files = {key.split(".")[0] for key in entries()}
    literal = re.compile(
        r"""words\(\s*f?"([a-z]+\.[a-z_0-9]+)|"((?:crisis|line|voice|wishes)\.[a-z_0-9]+)"|_say\("(coach\.\w+)"""
    )
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("workers/**/*.py")]:
        for match in literal.finditer(path.read_text("utf-8")):
            key = next(filter(None, match.groups()))
            if key.split(".")[0] in files and not key.endswith("_"):
                yield key


def test_every_key_the_bot_says_is_written() -> None:
    assert set(used_by_the_bot()) - set(entries()) == set()


def test_every_message_is_said_somewhere() -> None:
    """The messages of a flow are held to this by the walk."""
    code = (*ROOT.glob("bot/**/*.py"), *ROOT.glob("workers/**/*.py"), *ROOT.glob("flows/*.py"))
    source = "".join(path.read_text("utf-8") for path in code)
    outside = {key for key in entries() if key.split(".")[0] not in FLOW_FILES}
    assert {key for key in outside if f'"{key}"' not in source} <= {*NOT_YET_SAID, "coach.tier_urgent"}


def test_a_name_that_nobody_told_us_leaves_no_hole() -> None:
    assert (
        words("checkin.craving", "en", name="", word="the pull") == "Thank you. And the pull, 0 (none) to 10 (strong)?"
    )
    for key in entries():
        for language in LANGUAGES:
            text = words(key, language, **{**LONGEST[language], "name": ""})
            assert not re.search(r"^\W*,| ,|  |\s$", text), text


def test_a_language_that_the_line_does_not_speak_hears_english() -> None:
    assert words("sos.safe", "fr") == words("sos.safe", "en")


def test_braces_in_what_a_client_wrote_stay_as_they_are() -> None:
    assert words("coach.client_says", "en", code="7F", text="{name}") == "7F: {name}"


def test_a_program_can_bring_its_own_hotlines() -> None:
    assert "112" in words("sos.not_safe", "en", emergency="112")


def test_a_key_that_nobody_wrote_is_a_surprise() -> None:
    with pytest.raises(KeyError):
        words("sos.tea", "en")


def test_a_hotline_that_nobody_checked_for_90_days_is_stale() -> None:
    assert stale(date(2027, 2, 20)) == ()
    assert stale(date(2027, 2, 21)) == ("emergency", "lifeline")


def test_the_hotlines_are_the_ones_that_were_checked() -> None:
    assert {line.name: line.number for line in hotlines()} == {"emergency": "911", "lifeline": "988"}


def test_the_page_of_every_message_is_up_to_date(request: pytest.FixtureRequest) -> None:
    written = ROOT / "docs" / "copy.md"
    if request.config.getoption("--rewrite"):
        written.write_text(page(), "utf-8")
    assert written.read_text("utf-8") == page(), "run: pytest tests/flows/test_copy.py --rewrite"
