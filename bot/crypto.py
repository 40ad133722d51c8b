"""Sealing what is private, and finding a phone number without reading one.

An envelope is: 1 byte of version, 2 bytes of key id, 12 bytes of nonce, then AES-GCM-SIV ciphertext with its tag.
The place ("client.name") is bound in as associated data, so a value moved to another column does not open.
A blind index is HMAC-SHA256 of the number under a key of its own; the space of numbers is small, so that key is as
secret as the data.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

VERSION = b"\x01"
HEADER = slice(0, 3)
NONCE = slice(3, 15)


class BadKeys(ValueError):
    """The keys an operator gave cannot be used; the message says why, never what they are."""


class CannotOpen(Exception):
    """A sealed value does not open: another key, another place, or a changed byte."""


@dataclass(frozen=True)
class Vault:
    """The keys of one line. `keys` maps key id (0 to 65535) to 32 bytes; `newest` seals, every key opens."""

    keys: Mapping[int, bytes] = field(repr=False)
    newest: int
    index_key: bytes = field(repr=False)

    def seal(self, value: str, place: str) -> bytes:
        """Encrypt `value` for `place` ("table.column") under the newest key."""
        header, nonce = self.header, os.urandom(12)
        return header + nonce + self._cipher(self.newest).encrypt(nonce, _bytes(value), header + place.encode())

    def open(self, envelope: bytes, place: str) -> str:
        """The value sealed for `place`. Raises CannotOpen."""
        header = envelope[HEADER]
        try:
            cipher = self._cipher(int.from_bytes(header[1:], "big"))
            clear = cipher.decrypt(envelope[NONCE], envelope[NONCE.stop :], header + place.encode())
        except (InvalidTag, KeyError, ValueError):
            raise CannotOpen(f"a value of {place} does not open with the keys given") from None
        return clear.decode("utf-8", "surrogatepass")

    def blind(self, number: str) -> bytes:
        """32 bytes that stand for a phone number in look-ups."""
        return hmac.digest(self.index_key, number.encode("utf-8", "surrogatepass"), sha256)

    @property
    def header(self) -> bytes:
        """How envelopes of the newest key begin."""
        return VERSION + self.newest.to_bytes(2, "big")

    def _cipher(self, key_id: int) -> AESGCMSIV:
        return _cipher_of(self.keys[key_id])


@cache
def _cipher_of(key: bytes) -> AESGCMSIV:
    """Setting one up costs more than sealing with it, and it keeps no state."""
    return AESGCMSIV(key)


def read_vault(keys: str, index_key: str) -> Vault:
    """The vault from settings: `keys` is "id:base64,id:base64", newest first. Raises BadKeys."""
    if not keys or not index_key:
        raise BadKeys("PEERLINE_KEYS and PEERLINE_INDEX_KEY are not set. `peerline keys new` prints a pair.")
    pairs = [_key(part) for part in keys.split(",")]
    return Vault(dict(pairs), pairs[0][0], _secret(index_key, "PEERLINE_INDEX_KEY"))


def new_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(os.urandom(32)).decode()


def _key(part: str) -> tuple[int, bytes]:
    name, _, secret = part.strip().partition(":")
    if not name.isdecimal() or int(name) > 0xFFFF:
        raise BadKeys("PEERLINE_KEYS wants id:base64 pairs, each id a number from 0 to 65535.")
    return int(name), _secret(secret, "PEERLINE_KEYS")


def _secret(text: str, name: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadKeys(f"{name} is not base64.") from None
    if len(secret) != 32:
        raise BadKeys(f"{name} wants 32 bytes in base64 and got {len(secret)}.")
    return secret


def _bytes(value: str) -> bytes:
    """People's phones send lone surrogates now and then; they are kept, not refused."""
    return value.encode("utf-8", "surrogatepass")
