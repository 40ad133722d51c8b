"""Words for one client never reach another."""

from hypothesis import given
from hypothesis import strategies as st

from flows.replies import Addressed, addressed, names_code

CODES = ("7F", "K2", "J6", "W3", "CD4")
WORDS = st.lists(st.sampled_from([*CODES, "7 f", "(J6)", "k2:", "hola", "are", "you", "ok?", "1", "6", "seven f", ","]))
SIDES = st.lists(st.sampled_from(["theirs", "other", "nobody's"]), min_size=len(CODES), max_size=len(CODES))


def test_words_are_for_the_only_client_they_have_or_the_one_whose_code_they_begin_with() -> None:
    assert addressed("are you ok", ("7F",), ()) == Addressed("7F", "are you ok")
    assert addressed("are you ok", ("7F", "K2"), ()) == Addressed(None, "are you ok")
    assert addressed("[k2] are you ok", ("7F", "K2"), ()) == Addressed("K2", "are you ok")
    assert addressed("J6's mom knows", ("7F",), ("J6",)).other == "J6"
    assert addressed("7F", ("7F", "K2"), ()) == Addressed(None, "7F", "7F")


@given(WORDS, SIDES)
def test_words_that_name_anybody_but_the_one_they_are_for_say_so(words: list[str], sides: list[str]) -> None:
    theirs = tuple(code for code, side in zip(CODES, sides, strict=True) if side == "theirs")
    others = [code for code, side in zip(CODES, sides, strict=True) if side == "other"]
    to = addressed(" ".join(words), theirs, others)
    named = {code for code in (*theirs, *others) if code != to.code and names_code(to.words, code)}
    assert to.code is None or to.code in theirs
    assert (to.other is None) == (not named)
    assert to.other is None or to.other in named


@given(WORDS, st.sampled_from(CODES))
def test_nobody_is_addressed_by_a_code_that_is_not_a_client_of_theirs(words: list[str], code: str) -> None:
    to = addressed(f"{code} {' '.join(words)}", ("XX7",), CODES)
    assert to.other is not None
