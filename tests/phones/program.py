"""A program as small as can be: it keeps every webhook, checks the signature, and answers what a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

ORIGIN = "https://line.example"
Reply = tuple[int, str] | Callable[[dict[str, str]], tuple[int, str]]

SILENT = (204, "")


def twiml(inside: str) -> tuple[int, str]:
    return 200, f"<Response>{inside}</Response>"


@dataclass(frozen=True)
class Told:
    """One webhook: its path with query, its form, its headers, and whether twilio's own validator takes it."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]
    genuine: bool


@dataclass
class Program:
    """`replies` maps a path to an answer, or to a function of the form; a list is used up one by one."""

    token: str
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    seconds: float = 0.0
    content_type: str = "text/xml"

    def at(self, path: str) -> list[dict[str, str]]:
        """The forms told to this path, in order."""
        return [told.form for told in self.told if told.path.partition("?")[0] == path]

    def statuses(self, path: str = "/status") -> list[str]:
        """The statuses told to this path, in order."""
        return [form.get("MessageStatus", form.get("CallStatus", "")) for form in self.at(path)]

    def app(self) -> Flask:
        app = Flask("program")
        app.config["TESTING"] = True
        app.add_url_rule("/<path:path>", view_func=self._hear, methods=["POST", "GET"])
        return app

    def _hear(self, path: str) -> Response:
        full = request.full_path.rstrip("?")
        signature = request.headers.get("X-Twilio-Signature", "")
        genuine = RequestValidator(self.token).validate(ORIGIN + full, request.form, signature)
        self.told.append(Told(full, request.form.to_dict(), dict(request.headers), genuine))
        reply = self.replies.get("/" + path, SILENT)
        if isinstance(reply, list):
            reply = reply.pop(0) if reply else SILENT
        status, body = reply(request.form.to_dict()) if callable(reply) else reply
        return Response(body, status, {"X-Phones-Seconds": str(self.seconds)}, content_type=self.content_type)
