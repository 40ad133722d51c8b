"""The network as one WSGI app, and a server for it on loopback with a clock that runs. Nothing is decided here."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event, Thread

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.phones.api import rest_api
from bot.phones.breakable import Breakable
from bot.phones.errors import Refusal
from bot.phones.network import Network
from bot.phones.page import phones_page
from bot.phones.wire import LOOPBACK

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.02
CARRIERS = 16


def create_network_app(network: Network) -> Flask:
    """The REST API and the page of phones."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(rest_api(network))
    app.register_blueprint(phones_page(network))
    app.register_error_handler(HTTPException, _unknown)
    app.wsgi_app = Breakable(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _unknown(error: HTTPException) -> ResponseReturnValue:
    if not request.path.startswith("/2010-04-01/"):
        return error
    refusal = Refusal(20004 if error.code == 405 else 20404)
    return refusal.shape(), refusal.status


class Quiet(WSGIRequestHandler):
    """Says nothing on the terminal; the journal has it all."""

    def log(self, type: str, message: str, *args: object) -> None:
        """No line."""


class Served:
    """A network that is being served: its address, and how to stop it."""

    def __init__(self, network: Network, server: BaseWSGIServer, now: Callable[[], datetime]) -> None:
        self.network, self.server, self.now = network, server, now
        self.url = f"http://{server.host}:{server.port}"
        self._over = Event()
        self._pool = ThreadPoolExecutor(CARRIERS, "phones-webhook")
        network.carry = lambda job: self._pool.submit(_guarded, job)
        self._threads = [
            Thread(target=server.serve_forever, args=(0.05,), name="phones-server", daemon=True),
            Thread(target=self._run, name="phones-clock", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop answering, stop the clock, let the webhooks under way end."""
        self._over.set()
        self.network.stirred.set()
        self.server.shutdown()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown()
        self.server.server_close()

    def wait(self) -> None:
        """Until `stop`, from another thread or a signal."""
        self._over.wait()

    def _run(self) -> None:
        while not self._over.is_set():
            _guarded(lambda: self.network.advance_to(self.now()))
            self.network.stirred.wait(TICK_SECONDS)
            self.network.stirred.clear()


def _guarded(job: Callable[[], None]) -> None:
    """One event that fails is told, and does not stop the others."""
    try:
        job()
    except Exception:
        logger.exception("an event of the phone network failed")


def serve(network: Network, host: str, port: int, now: Callable[[], datetime]) -> Served:
    """Serve `network` over HTTP on loopback and move it with `now`; returns at once. Port 0 takes a free one.

    Raises ValueError for a host that is not this machine.
    """
    if host not in LOOPBACK:
        raise ValueError("the local phone network serves this machine only")
    server = make_server(host, port, create_network_app(network), threaded=True, request_handler=Quiet)
    return Served(network, server, now)
