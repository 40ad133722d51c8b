"""What the carrier, or somebody who pretends to be it, posts to us."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import fromstring

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot import db, inbox
from bot.carrier.signature import is_signed, sign
from bot.models import escalation, inbound, program
from bot.web import create_app
from tests.night.world import CAST, NUMBER, ORIGIN, Night, world

SID = "SM" + "0" * 32
FORM = "application/x-www-form-urlencoded"


@dataclass
class Posts:
    """A carrier's hand: signs what it posts."""

    night: Night
    client: FlaskClient
    token: str

    @property
    def engine(self) -> Engine:
        return self.night.line.engine

    def post(
        self, path: str = "/sms", *, url: str = ORIGIN, headers: dict[str, str] | None = None, **fields: str
    ) -> TestResponse:
        body = urlencode(fields, errors="surrogatepass").encode()
        return self.raw(path, body, list(fields.items()), url, headers)

    def raw(
        self,
        path: str,
        body: bytes,
        signed: list[tuple[str, str]],
        url: str = ORIGIN,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        told = {"X-Twilio-Signature": sign(self.token, url + path, signed), "Content-Type": FORM, **(headers or {})}
        return self.client.post(path, data=body, headers=told, base_url=ORIGIN)

    def text(self, body: str = "hello", n: int = 0, **more: str) -> TestResponse:
        """A text of Ana's."""
        fields = {"MessageSid": f"SM{n:032x}", "From": CAST["Ana"], "To": NUMBER, "Body": body, "NumMedia": "0"}
        return self.post(**{**fields, **more})

    def kept(self) -> list[str]:
        with db.reading(self.engine) as connection:
            return list(connection.execute(sa.select(inbound.c.body).order_by(inbound.c.id)).scalars())


@pytest.fixture
def posts(sqlite_url: str) -> Iterator[Posts]:
    night = world(sqlite_url)
    token = night.line.settings.twilio_auth_token.get_secret_value()
    yield Posts(night, create_app(night.line).test_client(), token)
    night.line.engine.dispose()


# The signature.


@given(
    st.text(),
    st.dictionaries(st.text(min_size=1), st.text(), max_size=6),
    st.sampled_from(["/sms", "/sms/status/7", "/sms?a=1&b=%20", "/"]),
)
def test_our_signature_is_twilios(token: str, fields: dict[str, str], path: str) -> None:
    told = RequestValidator(token).compute_signature(ORIGIN + path, fields)
    assert sign(token, ORIGIN + path, fields.items()) == told


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=6), st.data())
def test_one_changed_letter_is_not_signed(fields: dict[str, str], data: st.DataObject) -> None:
    signature = sign("secret", ORIGIN, fields.items())
    name = data.draw(st.sampled_from(sorted(fields)))
    changed = {**fields, name: fields[name] + "x"}
    assert is_signed("secret", ORIGIN, fields.items(), signature)
    assert not is_signed("secret", ORIGIN, changed.items(), signature)


@given(st.text())
def test_no_signature_is_right_while_no_token_is_set(signature: str) -> None:
    assert not is_signed("", ORIGIN, [], signature)
    assert not is_signed("", ORIGIN, [], sign("", ORIGIN, []))


def test_without_a_signature_nothing_is_heard(posts: Posts) -> None:
    answer = posts.client.post("/sms", data={"Body": "x"})
    assert answer.status_code == 403
    assert posts.kept() == []


@pytest.mark.parametrize("path", ["/sms", "/sms/status/1", "/voice/incoming", "/voice/script/1", "/voice/key/1"])
def test_a_forged_signature_is_refused_everywhere(posts: Posts, path: str) -> None:
    answer = posts.post(path, headers={"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}, Body="x")
    assert answer.status_code == 403
    assert "PEERLINE_PUBLIC_URL" in answer.text


def test_the_port_that_goes_without_saying_may_be_signed(posts: Posts) -> None:
    fields = {"MessageSid": SID, "From": CAST["Ana"], "To": NUMBER, "Body": "hello"}
    assert posts.post(url=ORIGIN + ":443", **fields).status_code == 200
    assert posts.post(url=ORIGIN + ":8443", **fields).status_code == 403


def test_the_query_is_part_of_what_is_signed(posts: Posts) -> None:
    fields = {"MessageSid": SID, "From": CAST["Ana"], "To": NUMBER, "Body": "hello"}
    signed = list(fields.items())
    assert posts.raw("/sms?x=1", urlencode(fields).encode(), signed).status_code == 200
    wrong = {"X-Twilio-Signature": sign(posts.token, ORIGIN + "/sms", signed)}
    assert posts.raw("/sms?x=1", urlencode(fields).encode(), signed, headers=wrong).status_code == 403


def test_a_field_that_comes_twice_is_signed_twice(posts: Posts) -> None:
    fields = [("MessageSid", SID), ("From", CAST["Ana"]), ("To", NUMBER), ("Body", "hello"), ("X", "1"), ("X", "2")]
    assert posts.raw("/sms", urlencode(fields).encode(), fields).status_code == 200


# Forms that are none.


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_another_content_type_is_refused(posts: Posts, kind: str) -> None:
    answer = posts.post(headers={"Content-Type": kind}, Body="x")
    assert answer.status_code == 415
    assert FORM in answer.text


@pytest.mark.parametrize("name", ["MessageSid", "From", "To"])
def test_a_missing_field_is_named(posts: Posts, name: str) -> None:
    fields = {"MessageSid": SID, "From": CAST["Ana"], "To": NUMBER, "Body": "hello"}
    del fields[name]
    answer = posts.post(**fields)
    assert answer.status_code == 400
    assert name in answer.text


@pytest.mark.parametrize("path", ["/sms", "/sms/status/1", "/voice/incoming", "/voice/script/1", "/voice/key/1"])
def test_a_webhook_is_posted_and_never_got(posts: Posts, path: str) -> None:
    assert posts.client.get(path).status_code == 405


def test_more_than_sixty_four_kilobytes_are_refused(posts: Posts) -> None:
    assert posts.text("x" * 65 * 1024).status_code == 413
    assert posts.kept() == []


def test_a_number_of_no_program_is_told_aloud(posts: Posts, caplog: pytest.LogCaptureFixture) -> None:
    answer = posts.text(To="+15185550199")
    assert answer.status_code == 404
    assert "doctor" in answer.text
    assert any("no program" in record.getMessage() for record in caplog.records)
    assert "5185550199" not in caplog.text
    assert posts.kept() == []


def test_a_call_to_a_number_of_no_program_is_told_aloud(posts: Posts) -> None:
    answer = posts.post("/voice/incoming", CallSid="CA" + "0" * 32, From=CAST["Ana"], To="+15185550199")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/voice/script/99", "/voice/key/99"])
def test_a_call_nobody_placed_has_no_script(posts: Posts, path: str) -> None:
    assert posts.post(path, CallSid="CA" + "0" * 32, Digits="1").status_code == 404


# Texts as phones send them.


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a" * 1600,
        "\x00",
        "before\x00after",
        "\ufffd half of an emoji, as carriers pass it on",
        "🙏🏽 thanks 👩‍👩‍👧",
        "ñandú ¿qué tal?",
        "\u202emirrored",
        "<script>alert(1)</script> & \"'",
        "{name} %s %(x)s \\n",
        "x" * 10 * 153,
        "\r\n\t ",
    ],
)
def test_every_text_is_kept_as_it_came(posts: Posts, body: str) -> None:
    assert posts.text(body).status_code == 200
    assert posts.kept() == [body]


def test_half_an_emoji_itself_is_no_utf_8_and_is_refused_not_lost_in_silence(posts: Posts) -> None:
    assert posts.text("\ud83d").status_code == 403


def test_half_an_emoji_from_anywhere_else_is_kept(posts: Posts) -> None:
    inbox.receive(posts.night.line, inbox.Text(SID, CAST["Ana"], NUMBER, "I need a coach \ud83d"), posts.night.now)
    assert posts.kept() == ["I need a coach \ud83d"]


def test_the_answer_is_well_formed_whatever_the_program_is_called(posts: Posts) -> None:
    posts.night.change(program, name='Rivertown & "Friends" <Peers>')
    answer = posts.text("HELP")
    body = fromstring(answer.text).findtext("Message/Body")  # noqa: S314 - our own answer
    assert body is not None
    assert 'Rivertown & "Friends" <Peers>' in body


def test_each_reply_says_where_to_tell_what_became_of_it(posts: Posts) -> None:
    answer = posts.text("I want to kill myself")
    callbacks = [message.get("statusCallback") for message in fromstring(answer.text)]  # noqa: S314 - our own answer
    assert len(callbacks) == 2
    assert all(callback and callback.startswith(f"{ORIGIN}/sms/status/") for callback in callbacks)


@pytest.mark.parametrize("media", ["0", "1", "10", "-1", "many", "", "9999"])
def test_a_count_of_pictures_that_is_none_does_no_harm(posts: Posts, media: str) -> None:
    assert posts.text("hi", NumMedia=media).status_code == 200


SEEN = "SM" + "1" * 32  # drawn more than once: then it is a re-delivery

FORMS = st.dictionaries(
    st.sampled_from(["MessageSid", "From", "To", "Body", "NumMedia", "OptOutType", "SmsSid", "Junk"]),
    st.one_of(
        st.text(max_size=200),
        st.sampled_from([NUMBER, *CAST.values(), SEEN, "STOP", "1", "6 9", "SOS", "\x00", "12345"]),
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FORMS)
def test_no_form_breaks_us_and_no_accepted_text_is_lost(posts: Posts, form: dict[str, str]) -> None:
    sid = "SM" + sha256(repr(form).encode("utf-8", "replace")).hexdigest()[:32]
    whole = {"MessageSid": sid, "From": CAST["Ana"], "To": NUMBER, **form}
    before = len(posts.kept())
    answer = posts.post(**whole)
    assert answer.status_code in (200, 400, 404)
    kept = posts.kept()
    if answer.status_code == 200:
        assert whole.get("Body", "") in kept or whole["MessageSid"] == SEEN
    else:
        assert len(kept) == before


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_bytes_that_are_no_form_are_refused_and_break_nothing(posts: Posts, body: bytes) -> None:
    assert posts.raw("/sms", body, []).status_code in (200, 400, 403, 413)
    assert posts.post("/sms/status/1", MessageSid=quote(body)[:30]).status_code in (204, 400)


@pytest.mark.parametrize("status", ["delivered", "nonsense", "", "DELIVERED", "\x00"])
def test_a_status_nobody_knows_changes_nothing_and_is_not_sent_again(posts: Posts, status: str) -> None:
    assert posts.post("/sms/status/1", MessageSid=SID, MessageStatus=status, ErrorCode="x").status_code == 204


def test_a_failure_before_the_commit_is_a_5xx_and_keeps_nothing(posts: Posts) -> None:
    def fail(*_: object) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, OSError("disk full"))

    sa.event.listen(posts.engine, "commit", fail)
    assert posts.text("I need a coach now").status_code == 500
    sa.event.remove(posts.engine, "commit", fail)
    assert posts.kept() == []
    assert posts.text("I need a coach now").status_code == 200
    assert len(posts.night.rows(escalation)) == 1


@pytest.mark.parametrize("step", ["bot.inbox.triage", "bot.people.at_number", "bot.turns.ANSWERS", "bot.paging.climb"])
def test_a_failure_at_any_step_keeps_nothing_at_all(posts: Posts, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault on purpose")

    broken: object = {} if step.endswith("ANSWERS") else fail
    with monkeypatch.context() as patch:
        patch.setattr(step, broken)
        assert posts.text("I need a coach now").status_code == 500
    assert posts.kept() == []
    assert posts.text("I need a coach now").status_code == 200
    assert posts.kept() == ["I need a coach now"]
