"""What holds for any text at all."""

import time
import unicodedata
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.triage import Tier, triage
from flows.triage.folding import SEEN
from flows.triage.rules import book
from flows.triage.second import learnt
from flows.triage.weighing import scales
from tests.triage.corpus import Message, messages

SAMPLE = [message for message in messages() if "fold" not in message.tags]
ENDINGS = [". see you at 5", ". ok thanks", " good night", ". nos vemos mañana", " gracias"]
WHOLE = st.sampled_from([message for message in SAMPLE if message.earlier is None])


@given(st.text(st.characters(), max_size=300), st.none() | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_is_too_strange_to_read(text: str, earlier: str | None) -> None:
    assert triage(text, earlier).tier in Tier


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud83d", "\udc80 \ud800", "\0he wont wake up\0", "“”\"'", "💊" * 500, "i " * 50_000, "a" * 100_000],
)
def test_odd_texts_are_read(text: str) -> None:
    assert triage(text).tier in Tier


@pytest.mark.parametrize("filler", ["so today i went to the store. ", "so today i went to the store and then "])
def test_danger_anywhere_in_a_very_long_text_is_found(filler: str) -> None:
    for before in (0, 7, 8, 9, 10, 11, 12, 13, 14, 3000):
        text = filler * before + "i have a gun in my lap. " + filler * 20
        assert triage(text).tier == Tier.EMERGENCY, before


def test_danger_after_more_words_than_there_are_is_found_and_they_do_not_fill_the_memory() -> None:
    """The readers remember words that they have met, up to a bound."""
    nonsense = " ".join("".join(letters) + "zq" for letters in islice(product("abcdefghijkl", repeat=4), SEEN + 700))
    memories = [learnt().of, scales().of, book().lexicon.keys, book().folder.spell]
    assert triage(f"{nonsense}. i have a gun in my lap").tier == Tier.EMERGENCY
    for word in nonsense.split():  # nothing is read after an emergency, and the network asks for few of these
        for memory in memories:
            memory(word)
    assert [memory.cache_info().currsize for memory in memories] == [SEEN] * 4
    assert triage("zqzq i want to die zqzq").tier >= Tier.URGENT


@given(st.sampled_from(SAMPLE), st.sampled_from(ENDINGS))
@settings(max_examples=300, deadline=None)
def test_a_harmless_ending_never_lowers_a_verdict(message: Message, ending: str) -> None:
    assert triage(message.text + ending, message.earlier).tier >= message.read().tier


@given(WHOLE, st.sampled_from(["hi. ", "ok so ", "Buenas tardes, ", "hey coach, ", "good morning! "]))
@settings(max_examples=300, deadline=None)
def test_a_harmless_beginning_never_lowers_a_verdict(message: Message, beginning: str) -> None:
    if message.text[:1].isalnum() and message.text.casefold() != "coach":  # "hi coach" asks for nobody
        assert triage(beginning + message.text).tier >= message.read().tier


@given(WHOLE)
@settings(max_examples=200, deadline=None)
def test_case_accents_and_white_space_do_not_matter(message: Message) -> None:
    tier = triage(message.text).tier
    bare = "".join(sign for sign in unicodedata.normalize("NFD", message.text) if not unicodedata.combining(sign))
    assert triage(message.text.upper()).tier == triage(bare).tier == tier
    assert triage("\n  " + message.text.replace(" ", "  \n") + "\t").tier == tier


def test_a_calm_text_after_an_emergency_gets_its_own_tier() -> None:
    assert triage("ok thanks", "i have a gun in my lap").tier == Tier.NONE
    for calm in ("he woke up", "hes awake now and eating", "false alarm he was just sleeping hard"):
        assert triage(calm, "my brother wont wake up").tier == triage(calm).tier


def test_a_sign_cut_in_two_is_read_whole() -> None:
    assert triage("my pills", "i took all of").tier == Tier.EMERGENCY
    assert triage("se despierta", "mi hermano no").tier == Tier.EMERGENCY
    assert triage("laughing", "im dying").tier == Tier.NONE


def test_an_earlier_text_never_lowers_a_verdict() -> None:
    assert triage("i want to die", "i do not").tier >= Tier.URGENT


def _cost(text: str) -> float:
    def once() -> float:
        start = time.thread_time()
        triage(text)
        return time.thread_time() - start

    return min(once() for _ in range(15))


def test_cost_grows_no_faster_than_the_text() -> None:
    sentence = "we went to the meeting and it was good. "
    assert _cost(sentence * 64) < 32 * _cost(sentence * 4)
