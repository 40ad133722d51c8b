"""A program as the rest of the house sees it: its numbers, its lines, its ladders. Defaults are SAFETY's."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.models import program as programs
from bot.models import program_number as numbers


class UnknownNumber(LookupError):
    """No program owns the number that was texted or called."""


@dataclass(frozen=True)
class Lines:
    """What a program's clinical lead may set. Ratings are 0 to 10, times are seconds unless a wall time."""

    offer_at: int = 7
    page_at: int = 8
    low_at: int = 2
    remind_after: int = 9_000
    contact_within: int = 300
    opens: time = time(8)
    closes: time = time(21)
    usual: time = time(10)
    """When the daily check-in comes for whoever chose no time."""
    pace: float = 1.0
    """Segments a second that the number may send; one for a long code."""
    a_minute: int = 75
    a_day: int = 2_000
    """Segments a minute and a day that the carriers take of the brand; 0 where there is no such limit. The defaults are
    those of the smallest registration in the USA (10DLC, low volume; looked up 2026-11-22), so that calls for help keep
    their share until somebody states what was really granted. Programs that share a brand share its day between them.
    """
    nudge_after: int = 3
    call_after: int = 7
    """Check-ins in a row without an answer, until a coach is asked to write, and to call."""
    craving_above: int = 4
    mood_below: int = 3
    """How far from their own usual (the median of 7 days, and of 14) a rating is until a coach is told."""
    slope: int = 3
    """How far a rating climbs or falls within a week until a coach is told."""
    hard_days: int = 3
    """Check-ins of the last five that crossed a line."""
    silence: int = 40
    """Percent fewer answers than in the week before."""
    confidence_at: int = 3
    confidence_below: int = 3
    lonely: int = 3
    """Times within a week, or the last times they were asked."""
    third_a_week: int = 2
    """Days of a week on which a check-in may go on with one more question, which can be skipped."""
    holidays: frozenset[date] = frozenset()
    """Dates on which nothing scheduled goes out, by each client's own calendar."""
    most_nights: int = 3
    """On call as primary in any seven nights; more, and coach and supervisors are told ahead."""
    rest_after: int = 3
    """People a coach may be paged for in one night; after more, others are asked before them until the next is over."""
    keep_months: int = 24
    """How long texts, notes, answers and goals are kept; then they are overwritten (`bot.retention`). 0 is for ever."""
    longest_pause: int = 366
    """Days that a pause may last which somebody asks for by text."""
    drill_days: int = 0
    """Days between two drills that the clock runs by itself (`bot.drilling`). 0 is for none."""
    ladders: dict[str, Any] = field(default_factory=dict)
    surveys: dict[str, int] = field(default_factory=dict)
    """Which surveys are asked, and how many days lie between the end of one round and the next."""
    hotlines: dict[str, Any] = field(default_factory=dict)
    """By name, where the program checked or replaced one: {"number", "verified_on"}."""

    @property
    def numbers(self) -> dict[str, str]:
        """The program's own hotlines by their placeholder in messages."""
        return {name: own["number"] for name, own in self.hotlines.items()}


PERSONAL = frozenset({
    "offer_at", "page_at", "low_at", "nudge_after", "call_after", "craving_above", "mood_below", "slope", "hard_days",
    "silence", "confidence_at", "confidence_below", "lonely", "third_a_week",
})  # fmt: skip
"""Lines that may be another for one client (`client.lines`)."""


@dataclass(frozen=True)
class Program:
    """One organisation's line. `sender` texts clients; `coach_sender` pages coaches, and may be the same number."""

    id: int
    name: str
    join_word: str
    zone: str
    language: str
    sender: str
    coach_sender: str
    lines: Lines


def read_lines(settings: dict[str, Any]) -> Lines:
    """A program's lines from what its row stores: wall times are "HH:MM", dates "YYYY-MM-DD". TypeError for a name that
    is unknown."""
    known = {f.name for f in fields(Lines)}
    if unknown := sorted(settings.keys() - known):
        raise TypeError(f"a program has settings nobody knows: {', '.join(unknown)}")
    return Lines(**{name: READ[name](value) if name in READ else value for name, value in settings.items()})


def _dates(written: Sequence[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, written))


READ: Mapping[str, Callable[[Any], Any]] = {
    "opens": time.fromisoformat,
    "closes": time.fromisoformat,
    "usual": time.fromisoformat,
    "holidays": _dates,
}


def lines_of(program: Program, own: Mapping[str, Any] | None) -> Lines:
    """The lines that hold for one client, who may have some of their own."""
    return replace(program.lines, **{name: own[name] for name in PERSONAL & own.keys()}) if own else program.lines


def _last(purpose: str) -> Any:
    return sa.func.max(sa.case((numbers.c.purpose == purpose, numbers.c.number)))


def _of_its_numbers(which: Any) -> Any:
    return sa.select(which).where(numbers.c.program_id == programs.c.id).scalar_subquery()


COLUMNS = (
    programs.c.id,
    programs.c.name,
    programs.c.join_word,
    programs.c.zone,
    programs.c.language,
    sa.cast(programs.c.settings, sa.Text),
    _of_its_numbers(sa.func.coalesce(_last("clients"), sa.func.min(numbers.c.number))),
    _of_its_numbers(_last("coaches")),
)
"""What a Program is made of (`program_in`)."""
SENDER = 6

_OWNER = sa.select(numbers.c.program_id).where(numbers.c.number == sa.bindparam("which")).scalar_subquery()
OWNS = programs.c.id == _OWNER
"""That the program has the number `which`."""

BY_NUMBER = sa.select(*COLUMNS).where(OWNS)
BY_ID = sa.select(*COLUMNS).where(programs.c.id == sa.bindparam("which"))


def program_of(tx: Connection, number: str) -> Program:
    """The program that owns this number. Raises UnknownNumber."""
    return program_in(tx.execute(BY_NUMBER, {"which": number}).one_or_none())


def program_by_id(tx: Connection, program_id: int) -> Program:
    """The program with this id. Raises UnknownNumber where it has no number yet."""
    return program_in(tx.execute(BY_ID, {"which": program_id}).one_or_none())


def program_in(row: Sequence[Any] | None) -> Program:
    """The program of COLUMNS, with which the row begins. Raises UnknownNumber where it has no number, or no row."""
    if row is not None and row[SENDER] is not None:
        return _assembled(*row[: len(COLUMNS)])
    raise UnknownNumber("no program has this number; `peerline doctor` lists those that are known")


@lru_cache
def _assembled(
    program_id: int,
    name: str,
    word: str,
    zone: str,
    language: str,
    settings: str,
    sender: str,
    coach_sender: str | None,
) -> Program:
    """Kept by what the row says: every text asks for it, and no change can be missed."""
    lines = read_lines(json.loads(settings))
    return Program(program_id, name, word, zone, language, sender, coach_sender or sender, lines)
