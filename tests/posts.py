"""A webhook as Twilio posts it: the form, signed. Signed by twilio's own code: ours is not its own judge."""

from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True)
class Post:
    """One POST: the path, the headers, the body."""

    path: str
    headers: dict[str, str]
    body: bytes


def text_post(base: str, token: str, sid: str, number: str, to: str, body: str) -> Post:
    """One inbound text, with the fields a text has; `base` is the line's public URL."""
    fields = {
        "ToCountry": "US",
        "ToState": "IL",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "SPRINGFIELD",
        "FromZip": "62701",
        "SmsSid": sid,
        "FromState": "IL",
        "SmsStatus": "received",
        "FromCity": "SPRINGFIELD",
        "Body": body,
        "FromCountry": "US",
        "To": to,
        "MessagingServiceSid": "MG" + "0" * 32,
        "ToZip": "62701",
        "AddOns": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": number,
        "ApiVersion": "2010-04-01",
    }
    return signed(base, "/sms", token, fields)


def signed(base: str, path: str, token: str, fields: dict[str, str]) -> Post:
    """A form post with its signature."""
    signature = RequestValidator(token).compute_signature(base + path, fields)
    return Post(path, {"Content-Type": FORM, "X-Twilio-Signature": signature}, urlencode(fields).encode())
