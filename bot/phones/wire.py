"""HTTP as values, and the two ways out: into a WSGI app in this process, or over loopback. It decides nothing."""

import base64
import hashlib
import hmac
import http.client
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urlsplit

from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Request:
    """One HTTP request. The limits are seconds, as Twilio's connection overrides count them."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    connect_seconds: float = 5.0
    read_seconds: float = 15.0


@dataclass(frozen=True)
class Response:
    """One HTTP answer. `seconds` is how long it took in the network's own time (0: at once), `url` who gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0
    url: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Trouble:
    """No HTTP answer came: nothing listened, it took too long, or the line broke."""

    kind: Literal["connect", "timeout", "reset"]


Answer = Response | Trouble
Outlet = Callable[[Request], Answer]


class Broken(Exception):
    """Raised out of the network's WSGI app in place of an answer, when a fault breaks the connection on purpose."""

    def __init__(self, kind: Literal["timeout", "reset"]) -> None:
        super().__init__(kind)
        self.trouble = Trouble(kind)


def form_post(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Request:
    """A form POST; `url` loses its fragment, which Twilio neither sends nor signs."""
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", **headers}
    return Request("POST", url.partition("#")[0], form, urlencode(fields).encode())


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """`X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL and every sorted name and value."""
    told = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()).decode()


def into(app: "WSGIApplication") -> Outlet:
    """An outlet straight into `app`, without a socket. What `app` raises by surprise is left to raise.

    An answer with an `X-Phones-Seconds` header took that long in the network's time.
    """
    client = Client(app, use_cookies=False)

    def send(request: Request) -> Answer:
        try:
            answer = client.open(request.url, method=request.method, headers=dict(request.headers), data=request.body)
        except Broken as broken:
            return broken.trouble
        seconds = float(answer.headers.get("X-Phones-Seconds", 0.0))
        if seconds > request.read_seconds:
            return Trouble("timeout")
        return Response(answer.status_code, dict(answer.headers), answer.get_data(), seconds)

    return send


def over_loopback(reach: Mapping[str, str] | None = None) -> Outlet:
    """An outlet over real HTTP that never leaves this machine.

    `reach` maps a public origin to the loopback origin that serves it ("https://line.example" ->
    "http://127.0.0.1:8000"): the public URL is what was signed, the other is where the bytes go.
    """
    routes = dict(reach or {})

    def send(request: Request) -> Answer:
        target = urlsplit(_routed(request.url, routes))
        if target.hostname not in LOOPBACK:
            return Trouble("connect")
        return _exchange(request, target.hostname, target.port or 80, _path(target.path, target.query))

    return send


def _routed(url: str, routes: Mapping[str, str]) -> str:
    for public, local in routes.items():
        if url.startswith(public.rstrip("/") + "/"):
            return local.rstrip("/") + url[len(public.rstrip("/")) :]
    return url


def _path(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _exchange(request: Request, host: str, port: int, path: str) -> Answer:
    link = http.client.HTTPConnection(host, port, timeout=request.connect_seconds)
    try:
        link.connect()
    except OSError:
        return Trouble("connect")
    try:
        link.sock.settimeout(request.read_seconds)
        public = urlsplit(request.url).netloc
        link.request(request.method, path, request.body, {"Host": public, **request.headers})
        answer = link.getresponse()
        return Response(answer.status, _headers(answer.getheaders()), answer.read())
    except TimeoutError:
        return Trouble("timeout")
    except (OSError, http.client.HTTPException):
        return Trouble("reset")
    finally:
        link.close()


def _headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.title(): value for name, value in pairs}
