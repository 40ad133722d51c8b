"""The e-mail of a broken promise, to a real mail server on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from queue import Queue
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from bot import alarm, mail
from bot.models import client, escalation
from bot.phones import Person
from bot.settings import Settings
from tests.night.world import CAST, Night, everything_read


class Post(StreamRequestHandler):
    """As much of SMTP as one e-mail takes."""

    letters: Queue[str] = Queue()

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                self.letters.put("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 fine\r\n")
            if word == "QUIT":
                return


@pytest.fixture
def settings() -> Iterator[Settings]:
    Post.letters = Queue()
    server = ThreadingTCPServer(("127.0.0.1", 0), Post)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    where = f"127.0.0.1:{server.server_address[1]}"
    yield Settings(mail_host=where, mail_from="line@example.org", mail_to="night@example.org, day@example.org")
    server.shutdown()
    thread.join()
    server.server_close()


def letter() -> str:
    return Post.letters.get(timeout=10)


def test_what_is_broken_is_mailed_once_a_quarter_of_an_hour_and_so_is_its_end(
    night: Night, ana: Person, joy: Person, settings: Settings
) -> None:
    night.expects_trouble = True
    night.change(client, next_checkin_at=None)
    ana.texts("I need a coach now")
    joy.hears("URGENT")
    night.clock_runs = False
    held = night.one(escalation)
    watch = alarm.Watch(replace(night.line, settings=settings))
    assert watch.look(night.now) == []
    night.change(escalation, next_page_at=None)
    for minute in range(1, 17):
        watch.look(night.now + timedelta(minutes=minute))
    first = letter()
    assert "next attempt: 1 open, and no human will be reached for" in first
    assert "To: night@example.org, day@example.org" in first
    assert not [word for word in ("Ana", "Joy", "coach now", held.code, *CAST.values()) if word in first]
    everything_read(ana)


def test_it_is_mailed_when_all_is_well_again(night: Night, settings: Settings) -> None:
    night.expects_trouble = True
    watch = alarm.Watch(replace(night.line, settings=settings))
    night.change(client, next_checkin_at=night.now - timedelta(seconds=20))
    for minute in (0, 1, 2):
        watch.look(night.now + timedelta(minutes=minute))
    assert "check-in" in letter()
    night.change(client, next_checkin_at=None)
    watch.look(night.now + timedelta(minutes=3))
    assert "all promises hold again" in letter()
    assert Post.letters.empty(), "the same news is told once"


def test_a_mail_server_that_is_away_is_no_trouble_and_nothing_of_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    away = Settings(mail_host="127.0.0.1:1", mail_from="line@example.org", mail_to="night@example.org")
    assert not mail.tell(away, [])
    assert "was not taken" in caplog.text
    assert "example" not in caplog.text
