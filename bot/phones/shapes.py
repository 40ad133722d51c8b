"""Messages, calls and lists of them as the JSON that the REST API answers. Shapes only."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from bot.phones.errors import DELIVERY
from bot.phones.records import Account, Call, Message

VERSION = "2010-04-01"


def message_shape(message: Message) -> dict[str, object]:
    """One Messages resource."""
    uri = f"/{VERSION}/Accounts/{message.account}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": message.account,
        "api_version": VERSION,
        "messaging_service_sid": message.service,
        "from": None if message.status == "accepted" else message.sender,
        "to": message.to,
        "body": message.body,
        "direction": message.direction,
        "status": message.status,
        "num_segments": "0" if message.status == "accepted" else str(message.segments),
        "num_media": str(len(message.media)),
        "error_code": message.error,
        "error_message": DELIVERY.get(message.error) if message.error else None,
        "price": None,
        "price_unit": "USD",
        "date_created": rfc2822(message.created),
        "date_updated": rfc2822(message.updated),
        "date_sent": rfc2822(message.sent),
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def call_shape(call: Call) -> dict[str, object]:
    """One Calls resource."""
    return {
        "sid": call.sid,
        "account_sid": call.account,
        "api_version": VERSION,
        "parent_call_sid": call.parent,
        "from": call.caller,
        "from_formatted": call.caller,
        "to": call.to,
        "to_formatted": call.to,
        "direction": call.direction,
        "status": call.status,
        "answered_by": call.answered_by,
        "start_time": rfc2822(call.answered),
        "end_time": rfc2822(call.ended_at),
        "duration": str(call.seconds) if call.ended else None,
        "price": None,
        "price_unit": "USD",
        "phone_number_sid": None,
        "forwarded_from": None,
        "caller_name": None,
        "group_sid": None,
        "trunk_sid": None,
        "queue_time": "0",
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.updated),
        "uri": f"/{VERSION}/Accounts/{call.account}/Calls/{call.sid}.json",
        "subresource_uris": {},
    }


def list_shape(
    account: Account, what: str, shapes: Sequence[dict[str, object]], page: int, size: int, query: dict[str, str]
) -> dict[str, object]:
    """One page of a list, as twilio-python follows it: `next_page_uri` is null on the last."""
    first, last = page * size, min((page + 1) * size, len(shapes))
    base = f"/{VERSION}/Accounts/{account.sid}/{what.title()}.json"

    def at(number: int) -> str:
        return f"{base}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return {
        what: list(shapes[first:last]),
        "page": page,
        "page_size": size,
        "start": first,
        "end": max(first, last - 1),
        "uri": at(page),
        "first_page_uri": at(0),
        "next_page_uri": at(page + 1) if last < len(shapes) else None,
        "previous_page_uri": at(page - 1) if page else None,
    }


def rfc2822(at: datetime | None) -> str | None:
    """Twilio's dates: "Thu, 24 Aug 2023 05:01:45 +0000"."""
    return format_datetime(at) if at else None
