"""Getting in: invitations, passwords, codes, sessions, and what keeps strangers out."""

import pytest
import sqlalchemy as sa

from bot import db
from bot.console import limits
from bot.console.proofs import AT_ONCE
from bot.models import attempt, audit_event, login, session
from tests.console.house import CAST, Browser, browser, invite, later, sign_up
from tests.night.world import ORIGIN, Night


def test_an_invitation_leads_to_the_board(night: Night):
    joy = sign_up(night, "Joy")
    assert "Nobody is waiting." in joy.text("/")
    assert len(set(joy.paper)) == 10


def test_an_invitation_opens_once(night: Night):
    token = invite(night, "Joy")
    sign_up(night, "Joy", token)
    assert browser(night).get(f"/join/{token}").status_code == 404


def test_an_invitation_is_over_after_three_days(night: Night):
    token = invite(night, "Joy")
    assert browser(night).get(f"/join/{token}").status_code == 200
    later(night, days=3)
    assert browser(night).get(f"/join/{token}").status_code == 404


def test_a_short_password_or_a_wrong_code_leaves_the_invitation_open(night: Night):
    token = invite(night, "Joy")
    anyone = browser(night)
    assert anyone.post(f"/join/{token}", password="short", code="123456").status_code == 400
    assert anyone.post(f"/join/{token}", password="long enough to be one", code="000000").status_code == 400
    assert "signed in" not in sign_up(night, "Joy", token).text("/")


def test_number_password_and_code_open_the_door(night: Night):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    again = Browser(night, browser(night).client, secret=joy.secret)
    assert again.enter("(518) 555-0121").status_code == 303
    assert again.get("/").status_code == 200


def test_a_code_opens_once(night: Night):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    first, second = (Browser(night, browser(night).client, secret=joy.secret) for _ in range(2))
    assert first.enter(CAST["Joy"]).status_code == 303
    assert second.enter(CAST["Joy"]).status_code == 401


def test_a_code_on_paper_opens_once_however_it_is_typed(night: Night):
    joy = sign_up(night, "Joy")
    typed = joy.paper[0].upper().replace("-", " ")
    assert browser(night).enter(CAST["Joy"], code=typed).status_code == 303
    assert browser(night).enter(CAST["Joy"], code=typed).status_code == 401
    assert "9 are left" in joy.text("/me")


@pytest.mark.parametrize(
    ("number", "password", "code"),
    [
        (CAST["Joy"], "not the password at all", None),
        (CAST["Joy"], None, "000000"),
        (CAST["Ravi"], None, None),
        ("no number", None, None),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(night: Night, number: str, password: str | None, code: str | None):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    stranger = Browser(night, browser(night).client, secret=joy.secret)
    more = {} if password is None else {"password": password}
    answer = stranger.enter(number, code=code, **more)
    assert answer.status_code == 401
    assert "That did not match." in answer.get_data(as_text=True)


def test_after_five_wrong_tries_even_the_right_ones_wait_a_quarter_of_an_hour(night: Night):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    again = Browser(night, browser(night).client, secret=joy.secret)
    for _ in range(limits.BY_NUMBER_HERE.most):
        assert again.enter(CAST["Joy"], code="000000").status_code == 401
    assert again.enter(CAST["Joy"]).status_code == 429
    later(night, minutes=15)
    assert again.enter(CAST["Joy"]).status_code == 303


def test_a_stranger_elsewhere_does_not_lock_a_coach_out(night: Night):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    stranger = browser(night).client
    fields = {"number": CAST["Joy"], "password": "guess", "code": "000000"}
    for _ in range(8):
        stranger.post("/console/enter", base_url=ORIGIN, data=fields, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert Browser(night, browser(night).client, secret=joy.secret).enter(CAST["Joy"]).status_code == 303


def test_tries_keep_neither_numbers_nor_addresses(night: Night):
    browser(night).enter(CAST["Joy"], code="000000")
    (row, *_) = night.rows(attempt)
    assert len(row.bucket) == 32


def test_a_flood_of_log_ins_is_told_to_wait_instead_of_slowing_the_line(night: Night, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(AT_ONCE, "acquire", lambda timeout: False)
    assert browser(night).enter(CAST["Joy"], code="000000").status_code == 503


def test_no_secret_is_stored_as_it_is(night: Night):
    joy = sign_up(night, "Joy")
    with db.reading(night.line.engine) as tx:
        raw = tx.execute(sa.text("SELECT * FROM login")).one()
        cookies = tx.execute(sa.text("SELECT token_hash FROM session")).scalars().all()
    assert raw.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert joy.secret.encode() not in bytes(raw.secret)
    assert all(len(bytes(value)) == 32 for value in cookies)


def test_half_an_hour_of_nothing_signs_out(joy: Browser, night: Night):
    later(night, minutes=29)
    assert joy.get("/").status_code == 200
    later(night, minutes=31)
    assert joy.get("/").headers["Location"].endswith("/enter")


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(joy: Browser, night: Night):
    for _ in range(4):
        later(night, minutes=9)
        joy.get("/live")
    assert joy.get("/live", headers={"X-Live": "1"}).status_code == 401


def test_after_twelve_hours_everybody_signs_in_again(joy: Browser, night: Night):
    for _ in range(29):
        later(night, minutes=25)
        joy.get("/")
    assert joy.get("/").status_code == 303


def test_sessions_are_listed_and_each_can_be_ended(night: Night):
    here = sign_up(night, "Joy")
    elsewhere = browser(night)
    assert elsewhere.enter(CAST["Joy"], code=here.paper[0]).status_code == 303
    other = night.rows(session)[-1]
    assert here.text("/me").count("last used") == 2
    here.post(f"/me/sessions/{other.id}/end")
    assert elsewhere.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_nobody_ends_another_ones_session(joy: Browser, ravi: Browser, night: Night):
    (hers,) = night.rows(session, session.c.coach_id == night.ids["Joy"])
    assert ravi.post(f"/me/sessions/{hers.id}/end").status_code == 404
    assert joy.get("/").status_code == 200


def test_a_new_invitation_replaces_a_lost_phone_and_signs_every_browser_out(joy: Browser, sol: Browser, night: Night):
    page = sol.post(f"/team/{night.ids['Joy']}/invite").get_data(as_text=True)
    token = page.partition("/console/join/")[2].partition('"')[0]
    fresh = sign_up(night, "Joy", token)
    assert joy.get("/").status_code == 303
    assert fresh.get("/").status_code == 200
    assert len(night.rows(login)) == 2


def test_signing_out_ends_the_session_not_only_the_cookie(joy: Browser, night: Night):
    joy.post("/leave")
    (row,) = night.rows(session)
    assert row.ends_at == night.now


def test_everything_about_the_door_is_on_the_trail(night: Night):
    joy = sign_up(night, "Joy")
    later(night, minutes=2)
    Browser(night, browser(night).client, secret=joy.secret).enter(CAST["Joy"], code="000000")
    acts = [row.act for row in night.rows(audit_event)]
    assert acts == ["invited", "joined the console", "gave a wrong code"]
