"""Passkeys: made and used in a real browser with a pretend key, and what opens nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from bot.models import audit_event, challenge, passkey
from bot.work import insert
from tests.console.browsing import Served, serving
from tests.console.house import Browser, browser, later, sign_up, unit
from tests.night.world import Night

HANDY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


@pytest.fixture
def served(night: Night, chromium: Path) -> Iterator[Served]:
    with serving(night, chromium, "localhost") as served:
        yield served


def with_a_key(page: Page, **more: Any) -> tuple[CDPSession, str]:
    """A pretend key inside this browser, that says yes to everything."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {**HANDY, "isUserVerified": True, "automaticPresenceSimulation": True, **more}
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


@pytest.mark.browser
def test_a_passkey_is_made_opens_the_console_and_is_taken_away(night: Night, served: Served):
    page = served.page("Joy")
    with_a_key(page)
    page.goto("/console/me")
    page.get_by_role("button", name="Add a passkey on this device").click()
    expect(page.get_by_label("Passkeys").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Sign out here").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    (row,) = night.rows(passkey)
    assert row.used_at == night.now
    assert row.signs > 0
    acts = [event.act for event in night.rows(audit_event, audit_event.c.actor == f"coach {night.ids['Joy']}")]
    assert acts[-1] == "signed in"
    assert "added a passkey" in acts
    page.goto("/console/me")
    page.get_by_label("Passkeys").get_by_role("button", name="Remove").click()
    expect(page.get_by_label("Passkeys").get_by_role("listitem")).to_have_count(0)
    page.get_by_role("button", name="Sign out here").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("No passkey for this console answered.")).to_be_visible()
    assert not night.rows(passkey)


@pytest.mark.browser
def test_a_key_that_asks_for_nothing_opens_nothing(night: Night, served: Served):
    """Without a finger, a face or a PIN, whoever holds the phone would be in."""
    page = served.page("Joy")
    with_a_key(page, isUserVerified=False)
    page.goto("/console/me")
    page.get_by_role("button", name="Add a passkey on this device").click()
    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    assert not night.rows(passkey)


def test_an_answer_to_a_challenge_that_nobody_asked_opens_nothing(night: Night):
    stranger = browser(night)
    for told in ("", "{}", "[]", "null", json.dumps({"rawId": "AAAA", "response": {"clientDataJSON": "e30"}})):
        answer = stranger.post("/enter/passkey", credential=told)
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers


def test_what_is_no_key_is_not_kept(night: Night, joy: Browser):
    for told in ("", "{}", "null", json.dumps({"rawId": "AAAA", "response": {"clientDataJSON": "e30"}})):
        assert joy.post("/me/passkeys", credential=told).status_code == 400
    assert not night.rows(passkey)


def test_a_challenge_is_kept_as_a_hash_and_forgotten_after_five_minutes(night: Night):
    asked = browser(night).post("/enter/passkey/ask").get_json()
    (row,) = night.rows(challenge)
    assert asked["challenge"].encode() not in row.hash
    assert asked["rpId"] == "line.example"
    assert asked["userVerification"] == "required"
    assert "allowCredentials" not in asked or asked["allowCredentials"] == []
    later(night, minutes=6)
    browser(night).post("/enter/passkey/ask")
    assert len(night.rows(challenge)) == 1


def test_asking_without_end_is_slowed_down(night: Night):
    stranger = browser(night)
    assert {stranger.post("/enter/passkey/ask").status_code for _ in range(60)} == {200}
    assert stranger.post("/enter/passkey/ask").status_code == 429


def test_a_new_invitation_ends_every_key(night: Night, joy: Browser):
    row = {"coach_id": night.ids["Joy"], "credential": b"a", "public_key": b"b", "signs": 0, "device": "Phone"}
    with unit(night) as made:
        insert(made.tx, passkey, {**row, "made_at": made.at})
    sign_up(night, "Joy")
    assert not night.rows(passkey)


def test_nobody_takes_away_the_key_of_another(night: Night, joy: Browser, ravi: Browser):
    row = {"coach_id": night.ids["Joy"], "credential": b"a", "public_key": b"b", "signs": 0, "device": "Phone"}
    with unit(night) as made:
        kept = insert(made.tx, passkey, {**row, "made_at": made.at})
    assert ravi.post(f"/me/passkeys/{kept}/end").status_code == 404
    assert len(night.rows(passkey)) == 1


def test_making_a_key_names_nobody_on_the_screen(joy: Browser):
    asked = joy.post("/me/passkeys/ask").get_json()
    assert asked["user"]["name"] == "coach"
    assert "Joy" not in json.dumps(asked)
    assert asked["authenticatorSelection"]["userVerification"] == "required"
