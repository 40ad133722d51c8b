"""What the pages cost: none reads a table from end to end; a full house asks the database as much as an empty one."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from bot.models import client
from bot.phones import Person
from tests.console.evening import a_hard_evening
from tests.console.house import Browser, signed_in, unit
from tests.night.world import ZONE, Night, people, world
from tests.test_indexes import read_from_end_to_end

PAGES = ("/", "/live", "/count", "/people/{Ana}", "/people/{Ana}/live", "/people/{Ana}/edit", "/oncall", "/oncall/live")
MORE = ("/me", "/team", "/trail", "/program", "/people")


@pytest.fixture
def night(database_url: str) -> Iterator[Night]:
    night = world(database_url)
    yield night
    night.line.engine.dispose()


def ran(night: Night, joy: Browser, paths: tuple[str, ...]) -> dict[str, list[tuple[str, object]]]:
    """Every statement of each page, with its parameters."""
    found: dict[str, list[tuple[str, object]]] = {}
    heard: list[tuple[str, object]] = []

    def hear(connection: object, cursor: object, statement: str, parameters: object, *more: object) -> None:
        heard.append((statement, parameters))

    sa.event.listen(night.line.engine, "before_cursor_execute", hear)
    for path in paths:
        heard.clear()
        joy.text(path.format(**night.ids))
        found[path] = [one for one in heard if one[0].split()[0] in {"SELECT", "UPDATE", "DELETE"}]
    sa.event.remove(night.line.engine, "before_cursor_execute", hear)
    return found


def more_people(night: Night, count: int) -> None:
    with unit(night) as made:
        same = {"program_id": made.program.id, "status": "active", "name": "Dee", "language": "en", "zone": ZONE}
        rows = [
            {**same, "number": "+15185550100", "number_hash": made.vault.blind(f"{nth}"), "created_at": made.at}
            for nth in range(count)
        ]
        made.tx.execute(sa.insert(client), rows)


def evening(night: Night) -> Browser:
    cast: dict[str, Person] = people(night)
    a_hard_evening(night, cast["Ana"], cast["Luis"], cast["Joy"])
    return signed_in(night, "Sol")


@pytest.mark.slow
def test_no_page_reads_a_table_from_end_to_end(night: Night):
    sol = evening(night)
    more_people(night, 2_000)
    for path, statements in ran(night, sol, PAGES).items():
        assert not read_from_end_to_end(night.line.engine, statements), path


@pytest.mark.slow
def test_a_page_asks_as_much_of_a_full_house_as_of_an_empty_one(night: Night):
    sol = evening(night)
    count: Callable[[], dict[str, int]] = lambda: {k: len(v) for k, v in ran(night, sol, PAGES + MORE).items()}  # noqa: E731
    count()  # the first look writes down that somebody is there
    few = count()
    more_people(night, 2_000)
    assert count() == few
