"""What people ask for by a word of their own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import ANSWERS
from flows.commands import Command, _book, read_command, spelled
from flows.copy import words
from flows.fold import words as folded
from flows.interrupts import Keyword, keyword
from flows.triage import Tier, triage


@pytest.mark.parametrize(
    ("text", "command", "about"),
    [
        ("PLAN", Command.PLAN, ""),
        ("my plan, please", Command.PLAN, ""),
        ("Mi plan por favor", Command.PLAN, ""),
        ("TIME 8pm", Command.TIME, "8pm"),
        ("Name: Annie-Lou", Command.NAME, "Annie-Lou"),
        ("me llamo José Luis", Command.NAME, "José Luis"),
        ("join RIVER", Command.JOIN, "RIVER"),
        ("¿Eres un robot?", Command.ROBOT, ""),
        ("please, TIME 8pm", Command.TIME, "8pm"),
        ("por favor hora 8pm", Command.TIME, "8pm"),
        ("time_8pm", Command.TIME, "8pm"),
        ("show me my plan", Command.PLAN, ""),
        ("What's my plan?", Command.PLAN, ""),
        ("quiero ver mi plan", Command.PLAN, ""),
        ("any meetings tonight?", Command.MEETINGS, ""),
        ("when is the next meeting", Command.MEETINGS, ""),
        ("¿Hay junta hoy?", Command.MEETINGS, ""),
        ("food shelf near 12180?", Command.RESOURCES, "12180"),
        ("where can i get food near me", Command.RESOURCES, ""),
        ("comida cerca de 12180", Command.RESOURCES, "12180"),
        ("I have a new phone number", Command.NEW_NUMBER, ""),
        ("my new number is 555 0143", Command.NEW_NUMBER, "555 0143"),
        ("tengo un numero nuevo", Command.NEW_NUMBER, ""),
        ("can you text me at 10am instead", Command.TIME, "10am"),
        ("text me at 8 every day please", Command.TIME, "8"),
        ("puedes escribirme a las 8 mejor", Command.TIME, "8"),
        ("move my texts to 9:30am", Command.TIME, "9:30am"),
        ("reunio\u0301n man\u0303ana", Command.MEETINGS, "man\u0303ana"),
        ("ⓙⓞⓘⓝ RIVER", Command.JOIN, "RIVER"),
    ],
)
def test_a_command_is_heard_with_what_follows_it(text: str, command: Command, about: str) -> None:
    heard = read_command(text)
    assert heard is not None
    assert (heard.command, heard.about) == (command, about)


@pytest.mark.parametrize(
    "text",
    [
        "plan b is better",
        "what's the plan?",
        "can you text me at instead",
        "text me at 8",
        "I'll text you later",
        "call me",
        "",
        "👍",
    ],
)
def test_a_sentence_with_the_word_in_it_is_none(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize("command", Command)
def test_every_command_has_words_in_the_book(command: Command) -> None:
    assert command in {heard.command for heard in map(read_command, _ways()) if heard}


@given(st.lists(st.sampled_from(["please", "name", "Me llamo", "hora", "8pm", "_", "👍", "Ana", "por favor", "½"])))
def test_whatever_stands_around_a_command_what_follows_it_is_the_end_of_the_text(said: list[str]) -> None:
    text = " ".join(said)
    heard = read_command(text)
    assert heard is None or heard.about in text


def test_no_words_ask_for_two_commands() -> None:
    said = [folded(way) for way in _ways()]
    assert len(said) == len(set(said))


def test_no_command_is_a_word_for_danger_or_an_opt_out() -> None:
    for way in _ways():
        heard = read_command(way)
        erase = {Keyword.STOP} if heard and heard.command is Command.ERASE else set()  # it is an opt-out too
        assert keyword(way) in {Keyword.NONE, Keyword.START, *erase}, way  # START means nothing to people on the line
        assert triage(way).tier <= Tier.CONCERN, way


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_that_the_list_names_does_something(language: str) -> None:
    named = re.findall(r"\b[A-Z]{3,}\b", words("line.list", language))
    assert len(named) > 10
    for word in named:
        heard = read_command(word)
        known = heard is not None and heard.command in ANSWERS
        assert known or keyword(word) is Keyword.PAUSE or triage(word).tier >= Tier.URGENT, word


def _ways() -> list[str]:
    """The words themselves, with a time where something is asked for."""
    return [way.replace("...", "10am") for entry in _book().values() for one in entry["words"] for way in spelled(one)]
