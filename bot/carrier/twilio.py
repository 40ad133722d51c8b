"""The Carrier that speaks to Twilio, or to anything that speaks its protocol.

Twilio decides by HTTP status: 429 and 5xx may be tried again, other 4xx may not. A 5xx or a broken connection leaves
it unknown whether the text was taken: `Messages.create` has no idempotency key.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from bot.carrier import Accepted, Called, OutgoingCall, OutgoingText, Received, Refused, Trouble

TIMEOUT = 5.0
"""Seconds for one exchange. twilio-python waits for ever by default."""

OPTED_OUT = {21610}
RING_FOR = 25
"""Seconds a coach's phone rings: longer, and most voicemails have answered."""


class _Http(TwilioHttpClient):  # type: ignore[misc] # twilio carries no types
    """Twilio's own client with a time-out on every call, pointed at `api_url` where one is given."""

    def __init__(self, api_url: str = "") -> None:
        super().__init__(timeout=TIMEOUT)
        self.api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self.api_url:
            to, asked = urlsplit(self.api_url), urlsplit(url)
            url = urlunsplit((to.scheme, to.netloc, asked.path, asked.query, ""))
        return super().request(method, url, *args, **kwargs)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing: at INFO, twilio's own client writes the account and a dozen lines for each text."""

    def log_response(self, status_code: int, response: object) -> None:
        """Nothing."""


class TwilioCarrier:
    """Sends through one Twilio account. `http` may be any Twilio HttpClient."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str = "", http: Any = None) -> None:
        self._client = Client(account_sid, auth_token, http_client=http or _Http(api_url))

    def send(self, text: OutgoingText) -> Accepted | Refused:
        return _handed_over(
            self._client.messages.create,
            to=text.number,
            from_=text.sender,
            body=text.body,
            status_callback=text.callback,
            validity_period=max(1, min(36_000, int(text.valid_for.total_seconds()))),
        )

    def call(self, call: OutgoingCall) -> Accepted | Refused:
        return _handed_over(
            self._client.calls.create,
            to=call.number,
            from_=call.sender,
            url=call.script,
            status_callback=call.callback,
            status_callback_event=["ringing", "answered", "completed"],
            timeout=RING_FOR,
        )

    def received(self, to: str, since: datetime) -> list[Received] | None:
        try:
            listed = self._client.messages.list(to=to, date_sent_after=since, page_size=1000)
        except (TwilioException, requests.RequestException):
            return None
        return [
            Received(one.sid, one.from_, one.to, one.body or "", int(one.num_media or 0), _came(one))
            for one in listed
            if one.direction == "inbound"
        ]

    def called(self, to: str, since: datetime) -> list[Called] | None:
        day = f"{since.astimezone(UTC):%Y-%m-%d}"  # of calls, the API promises days only
        try:
            listed = self._client.calls.list(to=to, start_time_after=day, page_size=1000)
        except (TwilioException, requests.RequestException):
            return None
        return [Called(one.sid, one._from, one.to, _began(one)) for one in listed if one.direction == "inbound"]

    def account_trouble(self) -> str | None:
        """Why the account does not answer to its token, in a few words; None when it does. One cheap question."""
        try:
            self._client.messages.list(limit=1, page_size=1)
        except TwilioException as refusal:  # a list that fails is not a TwilioRestException: it holds the answer
            status = getattr(refusal.args[-1], "status_code", "no reason given")
            return "it does not know this SID and token" if status == 401 else f"it refuses ({status})"
        except requests.RequestException as trouble:
            return f"it cannot be reached ({type(trouble).__name__})"
        return None


def _came(message: Any) -> datetime:
    """When a text came: the API gives seconds, in UTC."""
    at: datetime = message.date_sent or message.date_created
    return at.astimezone(UTC)


def _began(call: Any) -> datetime:
    """When a call began: one that nobody picked up may have no start."""
    at: datetime = call.start_time or call.date_created
    return at.astimezone(UTC)


def _handed_over(create: Any, **fields: Any) -> Accepted | Refused:
    try:
        return Accepted(str(create(**fields).sid))
    except TwilioRestException as refusal:
        return Refused(trouble(refusal.status, refusal.code), str(refusal.code or refusal.status))
    except requests.RequestException as broken:
        return Refused(Trouble.TEMPORARY, "connect") if _never_left(broken) else Refused(Trouble.UNKNOWN, "connection")


def _never_left(broken: requests.RequestException) -> bool:
    """Whether no connection came about at all: then the carrier cannot have taken it."""
    reason = getattr(broken.args[0] if broken.args else None, "reason", None)
    return isinstance(broken, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def trouble(status: int, code: int | None) -> Trouble:
    """What an HTTP status and Twilio's error code ask us to do."""
    if code in OPTED_OUT:
        return Trouble.OPTED_OUT
    if status == 429:
        return Trouble.TEMPORARY
    return Trouble.UNKNOWN if status >= 500 else Trouble.PERMANENT
