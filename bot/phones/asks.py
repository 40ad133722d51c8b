"""What a request to the REST API does to the network, once it is known who asks. Called under the lock."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from flask import request

from bot.phones import checks, shapes
from bot.phones.errors import Refusal
from bot.phones.network import Network
from bot.phones.outbound import QUEUE_SECONDS, compose
from bot.phones.records import CALL_ENDS, Account, Call, Message

T = TypeVar("T", Message, Call)
CALL_STATUSES = CALL_ENDS | {"queued", "ringing", "in-progress"}


def send(network: Network, account: Account) -> Message | Refusal:
    form = checks.message_form(network, account, _form())
    if isinstance(form, Refusal):
        return form
    if network.queues.seconds(form.line) > QUEUE_SECONDS:
        return Refusal(21611)
    message = compose(
        network,
        form.line,
        form.to,
        form.body,
        "outbound-api",
        form.service,
        form.callback,
        form.validity,
        form.media,
    )
    return network.submit(message)


def place(network: Network, account: Account) -> Call | Refusal:
    form = checks.call_form(network, account, _form())
    if isinstance(form, Refusal):
        return form
    made = Call(
        sid=network.sid("CA"),
        account=account.sid,
        caller=form.line.number,
        to=form.to,
        direction="outbound-api",
        status="queued",
        created=network.now,
        updated=network.now,
        url=form.url,
        twiml=form.twiml,
        fallback=form.fallback,
        callback=form.callback,
        events=form.events,
        timeout=form.timeout,
        detect=form.detect,
    )
    return network.voice.place(made)


def change(network: Network, made: Call | None) -> Call | Refusal | None:
    """Hang a call up, or give it another document."""
    form = _form()
    if made is None:
        return None
    if refusal := checks.call_update(form):
        return refusal
    status, talking = checks.one(form, "Status"), made.status == "in-progress"
    if made.ended or (status == "canceled" and talking) or (not status and not talking):
        return Refusal(21220)
    if status:
        network.voice.finish(made.sid, "completed" if talking else "canceled")
    else:
        network.voice.redirect(made.sid, checks.one(form, "Url"), checks.one(form, "Twiml") or None)
    return network.calls[made.sid]


def messages(network: Network, account: Account) -> dict[str, object] | Refusal:
    """The account's messages, newest first, by number and by the day or time they were sent."""
    known = frozenset({"To", "From", "DateSent", "DateSent<", "DateSent>"})
    if refusal := _bad_query(known, "DateSent"):
        return refusal
    found = [
        message
        for message in reversed(network.messages.values())
        if message.account == account.sid
        and _matches({"To": message.to, "From": message.sender})
        and _within("DateSent", message.sent or message.created)
    ]
    return _page(account, "messages", [shapes.message_shape(one) for one in found])


def calls(network: Network, account: Account) -> dict[str, object] | Refusal:
    """The account's calls, newest first."""
    times = {name + sign for name in ("StartTime", "EndTime") for sign in ("", "<", ">")}
    if refusal := _bad_query(frozenset({"To", "From", "Status", "ParentCallSid"} | times), "StartTime", "EndTime"):
        return refusal
    if request.args.get("Status", "queued") not in CALL_STATUSES:
        return Refusal(20001, "Status")
    found = [
        made
        for made in reversed(network.calls.values())
        if made.account == account.sid
        and _matches({"To": made.to, "From": made.caller, "Status": made.status, "ParentCallSid": made.parent or ""})
        and _within("StartTime", made.answered or made.created)
        and _within("EndTime", made.ended_at or made.created)
    ]
    return _page(account, "calls", [shapes.call_shape(one) for one in found])


def _bad_query(known: frozenset[str], *times: str) -> Refusal | None:
    query = _query()
    return checks.names(query, known | {"PageSize", "Page", "PageToken"}) or checks.dates(query, *times)


def _page(account: Account, what: str, found: list[dict[str, object]]) -> dict[str, object] | Refusal:
    query = _query()
    size = checks.number(query, "PageSize", 50, 1, 1000)
    page = checks.number(query, "Page", 0, 0, 10**6)
    if isinstance(size, Refusal):
        return size
    if isinstance(page, Refusal):
        return page
    rest = {name: told for name, told in request.args.items() if name not in ("Page", "PageSize")}
    return shapes.list_shape(account, what, found, page, size, rest)


def _matches(values: dict[str, str]) -> bool:
    return all(request.args.get(name) in (None, "", value) for name, value in values.items())


def _within(name: str, at: datetime) -> bool:
    """A day (`=`), or an end that counts itself (`<`, `>`), each a date or an instant of UTC."""
    day, before, after = (request.args.get(name + sign, "") for sign in ("", "<", ">"))
    return (
        (not day or at.date() == _instant(day).date())
        and (not before or at <= _instant(before, end=True))
        and (not after or at >= _instant(after))
    )


def _instant(told: str, end: bool = False) -> datetime:
    """A date's first instant, or with `end` its last; an instant as it is. UTC unless it says otherwise."""
    at = datetime.fromisoformat(told)
    whole_day = len(told) == len("2026-01-01")
    return (at + timedelta(days=1) if end and whole_day else at).replace(tzinfo=at.tzinfo or UTC)


def own(account: Account, found: T | None) -> T | None:
    return found if found and found.account == account.sid else None


def _form() -> checks.Form:
    return dict(request.form.lists())


def _query() -> checks.Form:
    return dict(request.args.lists())
