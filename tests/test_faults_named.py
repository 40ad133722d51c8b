"""Every fault by its name, in an evening of its own; and a death at every step of one."""

import re
from functools import partial
from pathlib import Path

import pytest

from bot.migrations import versions
from tests import servers
from tests.faults.crashes import die, points
from tests.faults.nights import evening
from tests.faults.registry import NONE, STRIKES, TESTED
from tests.faults.weather import PROCESS, WEBHOOK

HERE = Path(__file__).parent
EVERY = 8


@pytest.mark.parametrize("name", STRIKES)
def test_the_line_survives(sqlite_url: str, name: str) -> None:
    _made, verdict = evening(sqlite_url, STRIKES[name])
    assert not verdict.breaches, (verdict.figures, verdict.words)
    assert verdict.pages


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({**PROCESS, **WEBHOOK}))
def test_the_line_survives_on_postgresql(postgres_url: str, name: str) -> None:
    _, verdict = evening(postgres_url, STRIKES[name])
    assert not verdict.breaches, (verdict.figures, verdict.words)


def test_an_evening_without_faults_doubles_nothing(sqlite_url: str) -> None:
    made, verdict = evening(sqlite_url)
    assert not verdict.breaches
    assert (verdict.doubled, made.doubles) == (0, 0)


@pytest.mark.parametrize("which", range(4))
def test_whoever_dies_at_whatever_step_nobody_is_lost(database_directory: Path, which: int) -> None:
    """A step in every EVERY; in `make faults` each of them, on both databases."""
    fresh = partial(servers.fresh_database, "sqlite", database_directory)
    for point in points(fresh)[which * EVERY // 4 :: 4 * EVERY]:
        verdict = die(fresh, point)
        assert not verdict.breaches, (point.name, verdict.figures, verdict.words)


@pytest.mark.parametrize("name", TESTED)
def test_a_fault_with_a_test_of_its_own_has_it(name: str) -> None:
    file, _, test = TESTED[name].partition("::")
    assert f"def test_{test}" in (HERE / file).read_text()


def test_each_fault_has_one_place() -> None:
    names = [*STRIKES, *TESTED, *NONE]
    assert len(names) == len(set(names))
    assert all(NONE.values())


@pytest.mark.parametrize("path", sorted(Path(versions.__file__).parent.glob("0*.py")), ids=lambda path: path.stem)
def test_a_migration_takes_nothing_from_the_version_before(path: Path) -> None:
    """The release migrates while the old processes still run."""
    upgrade = path.read_text().partition("def upgrade")[2].partition("def downgrade")[0]
    assert not re.findall(r"drop_(?:table|column|constraint)|rename_|alter_column", upgrade)
