"""Load, in a process of its own: `python -m benchmarks.load PORT FILE` sends each request of FILE once, over kept
connections, and prints the seconds each took as JSON. FILE holds requests as they go over the wire, in JSON, base64.
"""

import json
import socket
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Thread
from time import perf_counter

HANDS = 16
END_OF_HEAD = b"\r\n\r\n"


def main(port: int, requests: list[bytes]) -> dict[str, object]:
    """The seconds all of it took, and each request."""
    took: list[float] = []
    waiting, lock = iter(requests), Lock()
    hands = [Thread(target=_send_all, args=(port, waiting, lock, took)) for _ in range(HANDS)]
    began = perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return {"seconds": perf_counter() - began, "took": took, "failed": len(requests) - len(took)}


def _send_all(port: int, waiting: Iterator[bytes], lock: Lock, took: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (request := _next(waiting, lock)) is not None:
            began = perf_counter()
            link.sendall(request)
            if _status(link) == b"200":
                took.append(perf_counter() - began)


def _next(waiting: Iterator[bytes], lock: Lock) -> bytes | None:
    with lock:
        return next(waiting, None)


def _status(link: socket.socket) -> bytes:
    """Read one whole answer; its status."""
    told = b""
    while END_OF_HEAD not in told:
        told += _some(link)
    head, _, body = told.partition(END_OF_HEAD)
    lines = head.split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += _some(link)
    return lines[0].split()[1]


def _some(link: socket.socket) -> bytes:
    if part := link.recv(65536):
        return part
    raise ConnectionError("the server closed a kept connection")


if __name__ == "__main__":
    wire = [b64decode(each) for each in json.loads(Path(sys.argv[2]).read_text())]
    print(json.dumps(main(int(sys.argv[1]), wire)))
