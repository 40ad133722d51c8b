"""Passkeys: a key on a phone or in a browser that signs a coach in by itself (WebAuthn). Rows and proofs; no pages.

The key asks for a finger, a face or a PIN, so that it stands for both password and code. The `webauthn` package is
imported where it is used: it costs 14 MB and 0.4 s that a process nobody signs in at does not need.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot import audit
from bot.console import proofs
from bot.models import challenge, coach, passkey
from bot.work import Work, insert, insert_new

HOLDS = timedelta(minutes=5)
MOST = 10
GARBLED = (ValueError, KeyError, TypeError)
"""What the package's parsers raise for what no browser sends."""


class NotProven(ValueError):
    """What the browser sent is no proof: an old or foreign challenge, a key nobody knows, a wrong signature."""


def creation(work: Work, coach_id: int, url: str) -> dict[str, Any]:
    """What a browser needs to make a key for this coach, as JSON. `url` is the line's public address."""
    import webauthn
    from webauthn.helpers import structs

    wishes = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    known = [structs.PublicKeyCredentialDescriptor(id=bytes(row.credential)) for row in of_coach(work.tx, coach_id)]
    options = webauthn.generate_registration_options(
        rp_id=_host(url),
        rp_name="Peerline",
        user_name="coach",  # it is shown beside the key, where others may look
        user_id=work.vault.blind(f"passkey of coach {coach_id}"),
        challenge=_new_challenge(work.tx, work.at),
        authenticator_selection=wishes,
        exclude_credentials=known,
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def add(work: Work, coach_id: int, url: str, told: str, device: str) -> None:
    """Keep the key that a browser made. Raises NotProven."""
    import webauthn
    from webauthn.helpers import exceptions

    asked = _spent_challenge(work.tx, work.at, told)
    proof = _about(url) | {"credential": told, "expected_challenge": asked, "require_user_verification": True}
    try:
        made = webauthn.verify_registration_response(**proof)
    except (exceptions.WebAuthnException, *GARBLED) as trouble:
        raise NotProven(type(trouble).__name__) from trouble
    row = {"coach_id": coach_id, "credential": made.credential_id, "public_key": made.credential_public_key}
    row |= {"signs": made.sign_count, "device": device, "made_at": work.at}
    if len(of_coach(work.tx, coach_id)) >= MOST or insert_new(work.tx, passkey, row) is None:
        raise NotProven("too many")
    audit.note(work, f"coach {coach_id}", "added a passkey", "coach", coach_id)


def request(tx: Connection, at: Any, url: str) -> dict[str, Any]:
    """What a browser needs to ask for any key of this host: it names nobody."""
    import webauthn
    from webauthn.helpers import structs

    needed = structs.UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(
        rp_id=_host(url), challenge=_new_challenge(tx, at), user_verification=needed
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def owner(tx: Connection, told: str) -> Row[Any]:
    """The key that a browser answered with, and its coach's program. Nothing is proven yet. Raises NotProven."""
    asked = sa.select(passkey, coach.c.program_id).join(coach, coach.c.id == passkey.c.coach_id)
    found = tx.execute(asked.where(passkey.c.credential == _credential(told))).one_or_none()
    if found is None:
        raise NotProven("unknown")
    return found


def prove(work: Work, key: Row[Any], url: str, told: str) -> None:
    """Check the answer against the key, and count its use. Raises NotProven."""
    import webauthn
    from webauthn.helpers import exceptions

    proof = _about(url) | {"credential": told, "expected_challenge": _spent_challenge(work.tx, work.at, told)}
    proof |= {"credential_public_key": bytes(key.public_key), "credential_current_sign_count": key.signs}
    try:
        used = webauthn.verify_authentication_response(**proof, require_user_verification=True)
    except (exceptions.WebAuthnException, *GARBLED) as trouble:
        raise NotProven(type(trouble).__name__) from trouble
    kept = {"signs": used.new_sign_count, "used_at": work.at}
    work.tx.execute(sa.update(passkey).where(passkey.c.id == key.id).values(**kept))


def of_coach(tx: Connection, coach_id: int) -> list[Row[Any]]:
    """A coach's keys, the newest first."""
    return list(tx.execute(sa.select(passkey).where(passkey.c.coach_id == coach_id).order_by(passkey.c.id.desc())))


def remove(work: Work, coach_id: int, key_id: int) -> bool:
    """Take one key away. False when it is not this coach's."""
    mine = sa.delete(passkey).where(passkey.c.id == key_id, passkey.c.coach_id == coach_id)
    if work.tx.execute(mine.returning(passkey.c.id)).scalar() is None:
        return False
    audit.note(work, f"coach {coach_id}", "removed a passkey", "coach", coach_id)
    return True


def remove_all(tx: Connection, coach_id: int) -> None:
    """Whoever takes up a new invitation begins anew: a lost phone opens nothing."""
    tx.execute(sa.delete(passkey).where(passkey.c.coach_id == coach_id))


def _new_challenge(tx: Connection, at: Any) -> bytes:
    """Random bytes that are good once, for five minutes. Only their hash is kept."""
    value = proofs.token().encode()
    tx.execute(sa.delete(challenge).where(challenge.c.made_at < at - HOLDS))
    insert(tx, challenge, {"hash": proofs.token_hash(value.decode()), "made_at": at})
    return value


def _spent_challenge(tx: Connection, at: Any, told: str) -> bytes:
    """The challenge that the browser answers, if it is one of ours and unused. It is used up, whatever comes of it."""
    value = _challenge(told)
    good = (challenge.c.hash == proofs.token_hash(value), challenge.c.made_at >= at - HOLDS)
    if tx.execute(sa.delete(challenge).where(*good).returning(challenge.c.id)).scalar() is None:
        raise NotProven("challenge")
    return value.encode()


def _challenge(told: str) -> str:
    from webauthn import base64url_to_bytes

    try:
        client_data = json.loads(base64url_to_bytes(json.loads(told)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client_data["challenge"]).decode("ascii")
    except (ValueError, KeyError, TypeError):
        raise NotProven("unreadable") from None


def _credential(told: str) -> bytes:
    from webauthn import base64url_to_bytes

    try:
        return bytes(base64url_to_bytes(json.loads(told)["rawId"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotProven("unreadable") from None


def _about(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {"expected_rp_id": _host(url), "expected_origin": f"{parts.scheme}://{parts.netloc}"}


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
