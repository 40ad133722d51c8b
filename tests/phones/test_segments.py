"""How many parts a text costs, at every edge of both encodings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.segments import outside_gsm, segments


@pytest.mark.parametrize(
    ("text", "encoding", "letters", "count"),
    [
        ("", "GSM-7", 0, 0),
        ("Thank you, Ana.", "GSM-7", 15, 1),
        ("x" * 160, "GSM-7", 160, 1),
        ("x" * 161, "GSM-7", 161, 2),
        ("x" * 306, "GSM-7", 306, 2),
        ("x" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("x" * 152 + "€" + "x" * 151, "GSM-7", 305, 2),
        ("x" * 152 + "€" + "x" * 152, "GSM-7", 306, 3),
        ("ñ Ñ ü ¿ ¡ à é ì ò ù", "GSM-7", 19, 1),
        ("á", "UCS-2", 1, 1),
        ("á" * 70, "UCS-2", 70, 1),
        ("á" * 71, "UCS-2", 71, 2),
        ("á" * 134, "UCS-2", 134, 2),
        ("á" * 135, "UCS-2", 135, 3),
        ("🙂", "UCS-2", 2, 1),
        ("🙂" * 35, "UCS-2", 70, 1),
        ("á" * 66 + "🙂" + "á" * 66, "UCS-2", 134, 3),
        ("It’s", "UCS-2", 4, 1),
    ],
)
def test_a_text_costs_what_carriers_charge(text: str, encoding: str, letters: int, count: int):
    found = segments(text)
    assert (found.encoding, found.letters, found.count) == (encoding, letters, count)


def test_the_letters_that_cost_a_text_its_encoding_are_named():
    assert outside_gsm("Mañana está más cerca — está") == "á—"


@given(st.text(max_size=700), st.text(max_size=20))
def test_more_text_never_costs_less(text: str, more: str):
    assert segments(text + more).count >= segments(text).count


@given(st.text(min_size=1, max_size=700))
def test_the_parts_hold_the_text_and_one_fewer_would_not(text: str):
    found = segments(text)
    lone, part = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    room = lone if found.count == 1 else part * found.count
    assert found.letters <= room
    assert found.count == 1 or found.letters > (part - 1) * (found.count - 1)
