"""Calling a webhook as Twilio does: signed, with time-outs, retries and the fallback URL. It judges no answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

from bot.phones.errors import WEBHOOK
from bot.phones.switch import Switch
from bot.phones.wire import Answer, Request, Response, Trouble, form_post, sign

# The answer, or None when every try and the fallback failed.
Then = Callable[[Response | None], None]
# 0, or Twilio's code for what is wrong with an answer that arrived.
Check = Callable[[Response], int]


@dataclass(frozen=True)
class Override:
    """A URL's `#rc=..&rp=..&ct=..&rt=..`: times to retry, after which failures, and the limits in seconds."""

    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    connect: float = 5.0
    read: float = 15.0

    def covers(self, answer: Answer) -> bool:
        """Whether this failure is one to try again after."""
        return "all" in self.policy or _failure(answer) in self.policy


@dataclass(frozen=True)
class Webhook:
    """One delivery. `token` may be another than the account's, to forge; `idempotency` is equal over its retries."""

    account: str
    url: str
    fields: Mapping[str, str]
    fallback: str | None = None
    sid: str = ""
    check: Check = lambda answer: 0
    token: str | None = None
    idempotency: str = ""
    tried: int = 0


def override(url: str) -> Override:
    """The connection override in a URL's fragment, Twilio's defaults where it says nothing."""
    told = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
    return Override(
        retries=min(5, int(told.get("rc", 1))),
        policy=frozenset(told.get("rp", "ct").split(",")),
        connect=int(told.get("ct", 5000)) / 1000,
        read=int(told.get("rt", 15000)) / 1000,
    )


def call(switch: Switch, webhook: Webhook, then: Then) -> None:
    """Start a delivery; `then` runs once, whatever comes of it."""
    if not webhook.idempotency:
        webhook = replace(webhook, idempotency=switch.sid("IT"))
    switch.send(_request(switch, webhook), partial(_judge, switch, webhook, then))


def _request(switch: Switch, webhook: Webhook) -> Request:
    url = webhook.url.partition("#")[0]
    token = webhook.token or switch.accounts[webhook.account].token
    headers = {
        "X-Twilio-Signature": sign(token, url, webhook.fields),
        "I-Twilio-Idempotency-Token": webhook.idempotency,
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
    }
    limits = override(webhook.url)
    request = form_post(url, webhook.fields, headers)
    return replace(request, connect_seconds=limits.connect, read_seconds=limits.read)


def _judge(switch: Switch, webhook: Webhook, then: Then, answer: Answer) -> None:
    code = _code(webhook, answer)
    _write(switch, webhook, answer, code)
    if not code and isinstance(answer, Response):
        return then(replace(answer, url=webhook.url.partition("#")[0]))
    limits = override(webhook.url)
    if webhook.tried < limits.retries and code == 11200 and limits.covers(answer):
        again = replace(webhook, tried=webhook.tried + 1)
        return switch.later(switch.delays.retry, partial(call, switch, again, then))
    if webhook.fallback:
        return switch.later(switch.delays.retry, partial(call, switch, _fallback(webhook, code), then))
    switch.note("webhook given up", f"error {code}: {WEBHOOK[code]}", webhook.sid)
    then(None)


def _code(webhook: Webhook, answer: Answer) -> int:
    if isinstance(answer, Trouble) or not answer.ok:
        return 11200
    return webhook.check(answer)


def _fallback(webhook: Webhook, code: int) -> Webhook:
    url = webhook.url.partition("#")[0]
    told = {**webhook.fields, "ErrorCode": str(code), "ErrorUrl": url}
    return replace(webhook, url=webhook.fallback or "", fallback=None, fields=told, tried=0)


def _write(switch: Switch, webhook: Webhook, answer: Answer, code: int) -> None:
    status, text = (answer.status, answer.text) if isinstance(answer, Response) else (0, "")
    parts = [f"no answer ({answer.kind})"] if isinstance(answer, Trouble) else []
    parts += [f"try {webhook.tried + 1}"] if webhook.tried else []
    parts += [f"error {code}: {WEBHOOK[code]}"] if code and status else []
    url = webhook.url.partition("#")[0]
    switch.journal.add(switch.now, "told", f"POST {url}", status, ", ".join(parts), webhook.sid, webhook.fields, text)
    switch.touch()


def _failure(answer: Answer) -> str:
    """The word of `rp` for this failure: 4xx, 5xx, ct or rt."""
    if isinstance(answer, Response):
        return "4xx" if 400 <= answer.status < 500 else "5xx"
    return "ct" if answer.kind == "connect" else "rt"
