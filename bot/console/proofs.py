"""Passwords, codes from a phone, codes on paper, tokens in links and cookies. It reads and writes no row."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.crypto import Vault

SHORTEST, LONGEST = 12, 200
STEP = 30

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB and about 25 ms a try: as OWASP asks, and little enough for the smallest machine."""

AT_ONCE = BoundedSemaphore(2)
"""Tries at once in one process: a flood of log-ins leaves threads for the webhooks."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter of a code on paper looks like another."""


class TooBusy(Exception):
    """So many people log in at this moment that one more would slow the line. Try again in a second."""


def hashed(password: str) -> str:
    """What is stored of a password."""
    with _turn():
        return HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether this is the password. Takes as long for a wrong one. Raises TooBusy."""
    with _turn():
        try:
            return HASHER.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


@cache
def nobodys() -> str:
    """A stored password to try for a number nobody has, so that the time tells nothing."""
    return HASHER.hash(secrets.token_urlsafe())


def step_of(secret: str, code: str, after: int, at: datetime) -> int | None:
    """The 30-second step of this code, or None. One step early or late is fine; one used before is not."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if step > after and secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP), digits):
            return step
    return None


def pairing(secret: str) -> str:
    """What the picture says to a code maker on a phone. It names the program's software, nobody's number."""
    return pyotp.TOTP(secret).provisioning_uri(name="coach", issuer_name="Peerline")


def paper_codes() -> list[str]:
    """Ten codes of ten letters, about 49 bits each."""
    letters = ("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(10))
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def paper_hash(vault: Vault, code: str) -> bytes:
    """What is stored of a code on paper, however it was typed. Keyed: 49 bits alone could be guessed from a hash."""
    return vault.blind("paper " + "".join(letter for letter in code.lower() if letter.isalnum()))


def token() -> str:
    """256 random bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(value: str) -> bytes:
    """What is stored of a token."""
    return sha256(value.encode()).digest()


def guard_of(value: str) -> str:
    """The word that forms of this session carry, so that no other site can send them."""
    return sha256(f"form {value}".encode()).hexdigest()[:32]


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=2):
        raise TooBusy
    try:
        yield
    finally:
        AT_ONCE.release()
