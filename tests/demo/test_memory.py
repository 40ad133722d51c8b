"""A demo that goes on shows what was texted before, on the phones that sent and got it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import schema
from bot.demo import house
from bot.demo.cast import ANA, CLIENTS_LINE, COACHES_LINE, JOY, KIM, move_in
from bot.demo.house import House
from bot.demo.memory import remember
from bot.demo.street import street
from bot.inbox import Text, receive
from bot.line import Line, open_line


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """The demo's rows, without its processes."""
    home = House(tmp_path, house.keys_in(tmp_path), "http://127.0.0.1:1", "http://127.0.0.1:2", "redis://127.0.0.1:1")
    schema.upgrade(home.settings.database)
    opened = open_line(home.settings)
    assert move_in(opened)
    assert not move_in(opened), "people move in once"
    yield opened
    opened.engine.dispose()


def test_everyone_finds_their_own_texts_again(line: Line) -> None:
    texts = ((ANA, CLIENTS_LINE, "6 3"), (JOY, COACHES_LINE, "hello"), (KIM, CLIENTS_LINE, "who is this?"))
    for n, (who, to, body) in enumerate(texts):
        receive(line, Text(f"SM{n:032x}", who.number, to, body), line.now())
    network = street(line.settings)
    remember(network, line)
    for who, _, body in texts:
        mine, theirs, *_ = network.phones[who.number].thread  # a check-in may go on with a third question
        assert (mine.body, mine.ours, theirs.ours) == (body, True, False)
    network.assert_quiet()
