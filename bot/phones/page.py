"""The page of phones: one HTML file, one style sheet, one script, the state it polls and the buttons it presses.

It answers this machine only, and acts only on requests a page of another site cannot make.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from bot.phones.network import Network
from bot.phones.records import Phone
from bot.phones.screen import screen
from bot.phones.wire import LOOPBACK

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def phones_page(network: Network) -> Blueprint:
    """The blueprint of the page."""
    page = Blueprint("phones", __name__, static_folder="static", static_url_path="/static")

    @page.before_request
    def only_here() -> ResponseReturnValue | None:
        host = urlsplit(f"//{request.host}").hostname
        return None if host in LOOPBACK else ("This page is for this machine only.", 403)

    @page.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    @page.get("/")
    def show() -> Response:
        return page.send_static_file("phones.html")

    @page.get("/phones.json")
    def state() -> ResponseReturnValue:
        with network.lock:
            if request.args.get("v", type=int) == network.version:
                return "", 204
            return jsonify(screen(network, request.args.get("n", 0, type=int)))

    @page.post("/act")
    def act() -> ResponseReturnValue:
        if not request.is_json:
            return {"error": "JSON, please"}, 415
        told = request.get_json()
        phone = network.phones.get(str(told.get("phone")))
        done = phone is not None and _act(network, phone, str(told.get("do")), str(told.get("words", "")))
        return ("", 204) if done else ({"error": "no such phone or button"}, 400)

    return page


def _act(network: Network, phone: Phone, button: str, words: str) -> bool:
    """Press one button of a phone; False when there is none of that name."""
    match button:
        case "text" if words.strip():
            network.text(phone, words)
        case "call":
            network.call(phone)
        case "answer":
            network.answer(phone)
        case "press":
            network.press(phone, words)
        case "hang up":
            network.hang_up(phone)
        case _:
            return False
    return True
