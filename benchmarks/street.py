"""A line to measure: a database with people in it, its processes, and what they are told."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot import clock, crypto, db
from tests.crowd import LINE, Crowd, gather
from tests.posts import Post, text_post
from tests.processes import ROOT, House, free_port, wait_until_answers

SIDS = count(1)
TOKEN = "0" * 32


@dataclass(frozen=True)
class Street:
    """One line: `base` is its public URL, signed with `token`."""

    house: House
    engine: Engine
    crowd: Crowd
    port: int
    base: str
    token: str

    def post(self, number: str, body: str) -> Post:
        """A new text from a number."""
        return text_post(self.base, self.token, f"SM{next(SIDS):032x}", number, LINE, body)


@contextmanager
def street(
    url: str, directory: Path, people: int, carrier: tuple[str, str, str] = ("", "AC" + "0" * 32, TOKEN), **more: Any
) -> Iterator[Street]:
    """A line on an empty, migrated database, with nothing started yet. `carrier` is its URL, account and token."""
    directory.mkdir(parents=True, exist_ok=True)
    keys, index_key = f"1:{crypto.new_key()}", crypto.new_key()
    engine = db.connect(url, crypto.read_vault(keys, index_key))
    with db.transaction(engine) as tx:
        crowd = gather(tx, db.vault_of(engine), clock.now(), people, **more)
    port, redis_port = free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {
        "DATABASE_URL": url,
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "PEERLINE_KEYS": keys,
        "PEERLINE_INDEX_KEY": index_key,
        "PEERLINE_PUBLIC_URL": base,
        "PEERLINE_TWILIO_API_URL": carrier[0],
        "PEERLINE_TWILIO_ACCOUNT_SID": carrier[1],
        "PEERLINE_TWILIO_AUTH_TOKEN": carrier[2],
        "WEB_CONCURRENCY": "1",
    }
    house = House(directory, environment, redis_port)
    try:
        yield Street(house, engine, crowd, port, base, carrier[2])
    finally:
        house.stop()
        engine.dispose()


def serve(line: Street, app: str) -> None:
    """Serve a WSGI app as `peerline web` serves the line's: the same gunicorn with the same settings."""
    line.house.add("web", "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{line.port}", app)
    wait_until_answers(line.port)


def load(line: Street, posts: Sequence[Post]) -> dict[str, Any]:
    """Send them all from a process of its own; what it measured."""
    file = line.house.directory / "requests.json"
    file.write_text(json.dumps([b64encode(_wire(post, line.port)).decode() for post in posts]))
    command = [sys.executable, "-m", "benchmarks.load", str(line.port), str(file)]
    done = subprocess.run(command, cwd=ROOT, env=line.house.environment, capture_output=True, text=True, check=True)  # noqa: S603
    told: dict[str, Any] = json.loads(done.stdout)
    assert not told["failed"], f"{told['failed']} requests were not answered 200: {line.house.log('web')[-2000:]}"
    return told


def _wire(post: Post, port: int) -> bytes:
    headers = {"Host": f"127.0.0.1:{port}", **post.headers, "Content-Length": str(len(post.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {post.path} HTTP/1.1\r\n{head}\r\n".encode() + post.body
