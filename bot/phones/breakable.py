"""Breaking a connection on purpose, where a fault asks for it: a reset or silence on a socket, `Broken` without one."""

import socket
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.phones.wire import Broken

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What the app leaves in the environment: "reset" or "timeout".
FAULT = "phones.broken"
# How long a silent connection is held for a client that never gives up.
SILENT_SECONDS = 60.0


class Breakable:
    """WSGI middleware: what `app` answers, unless it left a fault."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = self.app(environ, start_response)
        if FAULT not in environ:
            return answer
        link = environ.get("werkzeug.socket")
        if link is None:
            raise Broken(environ[FAULT])
        if environ[FAULT] == "timeout":
            link.settimeout(SILENT_SECONDS)
            link.recv(1)  # until the client gives up
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()
        raise ConnectionResetError
