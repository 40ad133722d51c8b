"""Sealing: what goes in comes out, and nothing else ever does."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crypto import BadKeys, CannotOpen, Vault, new_key, read_vault

KEY, OTHER, INDEX = bytes(range(32)), bytes(range(1, 33)), bytes(range(32, 64))
VAULT = Vault({1: KEY}, 1, INDEX)
ANY = st.text(st.characters(exclude_categories=[]))  # surrogates and all


def text_of(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(ANY, st.text())
def test_what_is_sealed_opens_again(value: str, place: str) -> None:
    assert VAULT.open(VAULT.seal(value, place), place) == value


def test_the_same_words_are_never_the_same_bytes() -> None:
    assert VAULT.seal("hello", "a.b") != VAULT.seal("hello", "a.b")


@given(st.text(min_size=8))
def test_nothing_of_the_words_shows(value: str) -> None:
    assert value.encode() not in VAULT.seal(value, "a.b")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(CannotOpen, match=r"client\.number"):
        VAULT.open(VAULT.seal("Ana", "client.name"), "client.number")


@given(st.data())
def test_one_flipped_bit_anywhere_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal("Ana", "client.name"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        VAULT.open(bytes(sealed), "client.name")


@given(st.binary(max_size=64))
def test_bytes_that_are_no_envelope_do_not_open_and_break_nothing(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(junk, "client.name")


def test_another_key_does_not_open() -> None:
    sealed = VAULT.seal("Ana", "client.name")
    with pytest.raises(CannotOpen):
        Vault({1: OTHER}, 1, INDEX).open(sealed, "client.name")
    with pytest.raises(CannotOpen):
        Vault({2: KEY}, 2, INDEX).open(sealed, "client.name")


def test_after_a_rotation_the_newest_key_seals_and_every_key_opens() -> None:
    old = VAULT.seal("Ana", "client.name")
    both = Vault({2: OTHER, 1: KEY}, 2, INDEX)
    assert both.open(old, "client.name") == "Ana"
    new = both.seal("Ana", "client.name")
    assert new.startswith(both.header)
    with pytest.raises(CannotOpen):
        VAULT.open(new, "client.name")


def test_a_number_is_found_by_its_hash_and_only_with_the_same_index_key() -> None:
    number = "+15185550111"
    assert VAULT.blind(number) == VAULT.blind(number)
    assert VAULT.blind(number) != VAULT.blind("+15185550112")
    assert VAULT.blind(number) != Vault({1: KEY}, 1, OTHER).blind(number)
    assert len(VAULT.blind(number)) == 32


def test_settings_give_the_newest_key_first() -> None:
    vault = read_vault(f"7:{text_of(OTHER)}, 1:{text_of(KEY)}", text_of(INDEX))
    assert (vault.newest, sorted(vault.keys)) == (7, [1, 7])
    assert vault.open(VAULT.seal("Ana", "a.b"), "a.b") == "Ana"


@pytest.mark.parametrize(
    ("keys", "index", "says"),
    [
        ("", text_of(INDEX), "not set"),
        (f"1:{text_of(KEY)}", "", "not set"),
        (text_of(KEY), text_of(INDEX), "id:base64"),
        (f"70000:{text_of(KEY)}", text_of(INDEX), "65535"),
        ("1:not base64!", text_of(INDEX), "not base64"),
        (f"1:{text_of(KEY[:16])}", text_of(INDEX), "got 16"),
        (f"1:{text_of(KEY)}", "AAAA", "got 3"),
    ],
)
def test_keys_that_cannot_be_used_are_told_by_name_and_never_shown(keys: str, index: str, says: str) -> None:
    with pytest.raises(BadKeys, match=says) as told:
        read_vault(keys, index)
    assert text_of(KEY) not in str(told.value)


def test_a_new_key_is_thirty_two_bytes_and_new() -> None:
    assert len(base64.b64decode(new_key())) == 32
    assert new_key() != new_key()


def test_neither_keys_nor_index_show_in_a_repr() -> None:
    shown = repr(VAULT)
    assert repr(KEY) not in shown
    assert repr(INDEX) not in shown
