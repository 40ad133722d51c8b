"""The REST API on a network: Messages.json and Calls.json, as strict as Twilio's and a little stricter."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from flask import Blueprint, request

from bot.phones import asks, shapes
from bot.phones.breakable import FAULT
from bot.phones.errors import Refusal
from bot.phones.faults import About, Break, Refuse, Slow
from bot.phones.network import Network
from bot.phones.records import Account, Call, Message

FORM = "application/x-www-form-urlencoded"

Done = Message | Call | Refusal | dict[str, object]
Do = Callable[[Account], Done | None]
Reply = tuple[dict[str, object], int, dict[str, str]]


@dataclass(frozen=True)
class Rest:
    """The endpoints' common path: who asks, with what form, what goes wrong, and the journal."""

    network: Network

    def asked(self, sid: str, do: Do) -> Reply:
        """Check who asks and how, do it under the lock, write it down, answer."""
        account = self._account(sid)
        if isinstance(account, Refusal):
            return self._answer(account)
        if request.method == "POST" and request.mimetype != FORM:
            return self._answer(Refusal(20415))
        with self.network.lock:
            done = do(account)
        self.network.settle()
        return self._answer(Refusal(20404) if done is None else done)

    def made(self, sid: str, about: About, do: Do) -> Reply:
        """Like `asked`, for making something: here the scripted faults strike."""
        with self.network.lock:
            fault = self.network.faults.next_rest(request.form.get("To", ""), about)
        if isinstance(fault, Refuse):
            return self._answer(Refusal(fault.code))
        if isinstance(fault, Break) and not fault.done:
            return self._broken(fault)
        body, status, headers = self.asked(sid, do)
        if isinstance(fault, Break):
            return self._broken(fault)
        return body, status, headers | (_slow(fault) if fault else {})

    def _account(self, sid: str) -> Account | Refusal:
        """Who asks, by basic authentication."""
        told, account = request.authorization, self.network.accounts.get(sid)
        if told is None or account is None or told.username != account.sid:
            return Refusal(20003)
        same = hmac.compare_digest((told.password or "").encode(), account.token.encode())
        return account if same else Refusal(20003)

    def _answer(self, done: Done) -> Reply:
        body, status, note, sid = _shape(done)
        self._write(status, note, sid)
        if isinstance(done, Message) and request.method == "POST":
            self.network.call_back_early(done)
        return body, status, {"Retry-After": "1"} if status == 429 else {}

    def _broken(self, fault: Break) -> Reply:
        """Leave word for `Breakable` to break this connection."""
        request.environ[FAULT] = fault.kind
        self._write(0, f"connection broken ({fault.kind})")
        return {}, 500, {}

    def _write(self, status: int, note: str, sid: str = "") -> None:
        fields = {name: ", ".join(told) for name, told in request.form.lists()}
        what = f"{request.method} {request.path}"
        with self.network.lock:
            self.network.journal.add(self.network.now, "asked", what, status, note, sid, fields)
            self.network.touch()


def rest_api(network: Network) -> Blueprint:
    """The blueprint of the endpoints."""
    api, rest = Blueprint("rest", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>"), Rest(network)

    @api.post("/Messages.json")
    def make_message(account_sid: str) -> Reply:
        return rest.made(account_sid, "message", lambda account: asks.send(network, account))

    @api.get("/Messages.json")
    def list_messages(account_sid: str) -> Reply:
        return rest.asked(account_sid, lambda account: asks.messages(network, account))

    @api.get("/Messages/<sid>.json")
    def fetch_message(account_sid: str, sid: str) -> Reply:
        return rest.asked(account_sid, lambda account: asks.own(account, network.messages.get(sid)))

    @api.post("/Calls.json")
    def make_call(account_sid: str) -> Reply:
        return rest.made(account_sid, "call", lambda account: asks.place(network, account))

    @api.get("/Calls.json")
    def list_calls(account_sid: str) -> Reply:
        return rest.asked(account_sid, lambda account: asks.calls(network, account))

    @api.get("/Calls/<sid>.json")
    def fetch_call(account_sid: str, sid: str) -> Reply:
        return rest.asked(account_sid, lambda account: asks.own(account, network.calls.get(sid)))

    @api.post("/Calls/<sid>.json")
    def change_call(account_sid: str, sid: str) -> Reply:
        return rest.asked(account_sid, lambda account: asks.change(network, asks.own(account, network.calls.get(sid))))

    return api


def _slow(fault: Slow) -> dict[str, str]:
    """Wait on a real socket; elsewhere only say how long it would have been."""
    if "werkzeug.socket" in request.environ:
        Event().wait(fault.seconds)
    return {"X-Phones-Seconds": str(fault.seconds)}


def _shape(done: Done) -> tuple[dict[str, object], int, str, str]:
    created = 201 if request.method == "POST" and request.path.count("/") == 4 else 200
    match done:
        case Refusal():
            return done.shape(), done.status, f"error {done.code}: {done.shape()['message']}", ""
        case Message():
            return shapes.message_shape(done), created, done.status, done.sid
        case Call():
            return shapes.call_shape(done), created, done.status, done.sid
        case _:
            return done, 200, "", ""
