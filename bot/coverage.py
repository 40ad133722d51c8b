"""What will be wrong with the cover, seen ahead: a pure function of schedule, coaches and a span. It tells nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, get_args

from bot.days import instant, local_day
from bot.escalation import MANY, Method, Step
from bot.oncall import Rung, Schedule, changes, gaps, on_call

Kind = Literal["gap", "last", "methods", "expired", "busy", "nights"]

WEEK = 7
DEEP_NIGHT = time(3)
"""Whoever is on call at this wall time has the night."""


@dataclass(frozen=True)
class Standing:
    """One coach, as far as cover goes. `methods` are verified and not opted out; `changed_at` is the last opt-out."""

    id: int
    methods: frozenset[Method]
    open_people: int = 0
    credential_until: date | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Shortfall:
    """Something that is wrong from `starts` up to, not including, `ends`. `coach` is None for a gap or a last step."""

    kind: Kind
    coach: int | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Stint:
    """One coach on one rung without a break."""

    rung: Rung
    coach: int
    starts: datetime
    ends: datetime


def shortfalls(
    schedule: Schedule,
    coaches: Mapping[int, Standing],
    start: datetime,
    end: datetime,
    most_nights: int,
    lasts: Sequence[Step] = (),
) -> list[Shortfall]:
    """Everything that is wrong inside start..end, in order of time. What began earlier begins at `start`.

    `most_nights`: how many nights on call as primary somebody may have in any seven. `lasts`: the last step of each
    ladder, which is to reach somebody at any time.
    """
    found = [Shortfall("gap", None, gap.starts, gap.ends) for gap in gaps(schedule, start, end)]
    for stint in stints(schedule, start, end):
        found.extend(_of_stint(stint, coaches.get(stint.coach, Standing(stint.coach, frozenset())), schedule.zone))
    found.extend(_nights(schedule, start, end, most_nights))
    for step in lasts if coaches else ():
        found.extend(_unreached(schedule, coaches, step, start, end))
    ranks = {kind: rank for rank, kind in enumerate(get_args(Kind))}
    return sorted(set(found), key=lambda one: (one.starts, ranks[one.kind], one.coach or 0))


def stints(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Stint]:
    """Who stands on which rung from when to when."""
    moments = [start, *changes(schedule, start, end), end]
    rungs: tuple[Rung, ...] = get_args(Rung)
    for rung in rungs:
        since = start
        for opens, closes in pairwise(moments):
            coach = getattr(on_call(schedule, opens), rung)
            if closes != end and getattr(on_call(schedule, closes), rung) == coach:
                continue
            if coach is not None:
                yield Stint(rung, coach, since, closes)
            since = closes


def _of_stint(stint: Stint, coach: Standing, zone: str) -> Iterator[Shortfall]:
    if len(coach.methods) < 2:
        since = max(stint.starts, coach.changed_at or stint.starts)
        if since < stint.ends:
            yield Shortfall("methods", coach.id, since, stint.ends)
    if coach.credential_until is not None:
        lapses = instant(coach.credential_until + timedelta(days=1), time(), zone)
        if lapses < stint.ends:
            yield Shortfall("expired", coach.id, max(stint.starts, lapses), stint.ends)
    if coach.open_people > MANY:
        yield Shortfall("busy", coach.id, stint.starts, stint.ends)


def _unreached(
    schedule: Schedule, coaches: Mapping[int, Standing], step: Step, start: datetime, end: datetime
) -> Iterator[Shortfall]:
    """While nobody on this step has a phone of its kind that is verified and not opted out."""
    since: datetime | None = None
    for moment in (start, *changes(schedule, start, end), end):
        rungs = on_call(schedule, moment)
        people = [coaches[who] for rung in step.rungs for who in rungs.of(rung) if who in coaches]
        reached = any(one.methods & set(step.methods) for one in people)
        if since is not None and (reached or moment == end) and since < moment:
            yield Shortfall("last", None, since, moment)
        if reached:
            since = None
        elif since is None:
            since = max([moment, *(one.changed_at for one in people if one.changed_at is not None)])


def _nights(schedule: Schedule, start: datetime, end: datetime, most: int) -> Iterator[Shortfall]:
    """From the first night that is one too many until the nights of the last seven are few enough again."""
    nights = night_by_night(schedule, start, end)
    for coach in sorted({who for _, who in nights if who is not None}):
        begins: datetime | None = None
        for nth, (at, _) in enumerate(nights):
            turns = sum(who == coach for _, who in nights[max(0, nth - WEEK + 1) : nth + 1])
            if turns > most and begins is None:
                begins = at
            if turns <= most and begins is not None:
                yield Shortfall("nights", coach, begins, at)
                begins = None
        if begins is not None:
            yield Shortfall("nights", coach, begins, end)


def night_by_night(schedule: Schedule, start: datetime, end: datetime) -> list[tuple[datetime, int | None]]:
    """The primary of each night inside start..end."""
    days = (end.astimezone(UTC) - start.astimezone(UTC)).days + 2
    first = local_day(start, schedule.zone)
    nights = [instant(first + timedelta(days=n), DEEP_NIGHT, schedule.zone) for n in range(days)]
    return [(at, on_call(schedule, at).primary) for at in nights if start <= at < end]
