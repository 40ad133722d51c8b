"""What page comes next: ladders as data, and pure functions of them. Writes no rows, sends nothing, reads no clock.

The promise: the next try is never in the past, nor more than 300 seconds away, until a human ends the escalation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count, pairwise, product
from typing import Literal, get_args

from bot.oncall import RungName, Rungs

Tier = Literal["urgent", "emergency"]
Method = Literal["text", "call"]
BOTH: tuple[Method, ...] = ("text", "call")
RUNGS: tuple[RungName, ...] = get_args(RungName)
Why = Literal["unreachable", "expired", "rested", "busy", "off duty", "passed"]

LONGEST = 300  # seconds between two tries, never more
SHORTEST = 10  # seconds: time for a phone to ring
BREATH = timedelta(seconds=30)  # before looking again when nobody could be paged, or a new round after bad news
MANY = 3  # open people; a coach who holds so many is spared for an urgent
RELUCTANCE: tuple[Why, ...] = ("rested", "busy", "off duty", "passed")  # asked only when nobody before them can be


class BadLadder(ValueError):
    """A ladder that could leave somebody alone. The text says what to change."""


@dataclass(frozen=True)
class Step:
    """`after` so many seconds of the round, page these rungs by these methods."""

    after: int
    rungs: tuple[RungName, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True)
class Progress:
    """What an escalation's row stores: `step` is the next to take, due so long after `round_began` as the ladder says.

    Hurrying moves `round_began` back, so that later steps keep their distance.
    """

    round: int
    step: int
    round_began: datetime


@dataclass(frozen=True)
class Ladder:
    """Steps in order, then from the top `again` so many seconds after the last. Raises BadLadder."""

    steps: tuple[Step, ...]
    again: int

    def __post_init__(self) -> None:
        if trouble := _trouble(self):
            raise BadLadder(trouble)

    def offset(self, step: int) -> timedelta:
        """When a step is due, counted from the start of the round. One past the last is the next round."""
        last = self.steps[-1].after + self.again
        return timedelta(seconds=self.steps[step].after if step < len(self.steps) else last)

    def due_at(self, progress: Progress) -> datetime:
        """When the next step is due."""
        return progress.round_began + self.offset(progress.step)


def _trouble(ladder: Ladder) -> str | None:
    steps = ladder.steps
    if not steps or steps[0].after != 0:
        return "The first step is at 0 seconds."
    if not all(step.rungs and all(rung in RUNGS for rung in step.rungs) for step in steps):
        return f"Each step names rungs: {', '.join(RUNGS)}."
    if not all(step.methods and all(method in BOTH for method in step.methods) for step in steps):
        return "Each step names methods: text, call or both."
    waits = (*(later.after - earlier.after for earlier, later in pairwise(steps)), ladder.again)
    if not all(SHORTEST <= wait <= LONGEST for wait in waits):
        return f"Between two steps, and before the ladder starts again, lie {SHORTEST} to {LONGEST} seconds."
    broad = {"supervisor", "all"} & set(steps[-1].rungs) and set(steps[-1].methods) == set(BOTH)
    return None if broad else "The last step pages the supervisor or all, by text and call."


def parse(plain: object) -> Ladder:
    """A program's own ladder from its JSON: {"steps": [{"after", "rungs", "methods"}], "again"}. Raises BadLadder."""
    match plain:
        case {"steps": list(steps), "again": int(again)}:
            return Ladder(tuple(_step(step) for step in steps), again)
    raise BadLadder('A ladder has "steps" and "again", a whole number of seconds.')


def _step(plain: object) -> Step:
    match plain:
        case {"after": int(after), "rungs": list(rungs), "methods": list(methods)}:
            return Step(after, tuple(rungs), tuple(methods))
    raise BadLadder('Each step has "after", a whole number of seconds, "rungs" and "methods".')


LADDERS: Mapping[Tier, Ladder] = {
    "urgent": Ladder(
        (
            Step(0, ("primary",), ("text",)),
            Step(60, ("primary",), ("call",)),  # the second try inside 3 minutes rings through Do Not Disturb
            Step(120, ("backup",), BOTH),
            Step(240, ("team",), BOTH),
            Step(360, ("supervisor", "all"), BOTH),
        ),
        again=120,
    ),
    "emergency": Ladder((Step(0, ("primary", "backup", "supervisor"), BOTH), Step(60, ("all",), BOTH)), again=60),
}


@dataclass(frozen=True)
class CoachState:
    """One coach now. `methods`: verified, not opted out; `expired`: the credential; `rested`: after a bad night."""

    id: int
    methods: frozenset[Method]
    open_people: int = 0
    expired: bool = False
    off: bool = False
    rested: bool = False


@dataclass(frozen=True)
class Reach:
    """By which methods each coach can be paged now, and why some are passed over, or spared while others can be."""

    methods: Mapping[int, frozenset[Method]]
    why: Mapping[int, Why | None] = field(default_factory=dict)


def reachable(coaches: Iterable[CoachState], tier: Tier) -> Reach:
    """Who can be paged now. Busy or rested (urgent only) and off duty, they stay in it, for when nobody else can be."""
    found = [(coach, _why(coach, tier)) for coach in coaches]
    methods = {coach.id: coach.methods for coach, why in found if why not in ("unreachable", "expired")}
    return Reach(methods, {coach.id: why for coach, why in found})


def _why(coach: CoachState, tier: Tier) -> Why | None:
    if not coach.methods:
        return "unreachable"
    if coach.expired:
        return "expired"
    if coach.off:
        return "off duty"
    spared: Why | None = "busy" if coach.open_people >= MANY else "rested" if coach.rested else None
    return spared if tier == "urgent" else None


@dataclass(frozen=True)
class Escalation:
    """An open need for a human. `passed`: the coaches who passed in the round that `progress` names."""

    ladder: Ladder
    progress: Progress
    passed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PageOut:
    """One attempt to make. (escalation, round, step, coach, method) never comes twice."""

    coach: int
    method: Method
    round: int
    step: int


@dataclass(frozen=True)
class Move:
    """Pages to send now, the progress to store, when to ask again, and who was passed over and why, for the log.

    `nobody`: no one at all can be paged; raise an alarm and tell the client the truth.
    """

    pages: tuple[PageOut, ...]
    progress: Progress
    next_at: datetime
    passed_over: tuple[tuple[int, Why], ...] = ()
    nobody: bool = False


def begin(now: datetime) -> Progress:
    """A new escalation: the first step is due now."""
    return Progress(0, 0, now)


def restarted(progress: Progress, now: datetime) -> Progress:
    """From the top, now: the tier was raised, or an acknowledgement was not kept."""
    return Progress(progress.round + 1, 0, now)


def moved_on(escalation: Escalation, page: tuple[int, int], now: datetime) -> Progress:
    """Bad news (undelivered, failed, passed, no delivery in 30 s) of a page of (round, step): the next step is due now.

    News of an older step changes nothing, since the ladder has moved on already. After the last step a new round waits
    for BREATH, or a carrier that refuses every text would have us ring every phone without end.
    """
    progress, ladder = escalation.progress, escalation.ladder
    if page != (progress.round, progress.step - 1):
        return progress
    soonest = now if progress.step < len(ladder.steps) else now + BREATH
    return replace(progress, round_began=min(progress.round_began, soonest - ladder.offset(progress.step)))


def next_page(escalation: Escalation, rungs: Rungs, reach: Reach, now: datetime) -> Move:
    """Take every step whose time has come; an empty one gives way to the next at once, for a whole round if need be.

    Always now < next_at <= now + 300 s. Called early, nothing changes. Who passed, is off duty, busy or rested is paged
    only when nobody else on the ladder can be.
    """
    due = escalation.ladder.due_at(escalation.progress)
    if now < due <= now + timedelta(seconds=LONGEST):  # further ahead, the clock was put back: then it is due now
        return Move((), escalation.progress, due)
    why = {**reach.why, **dict.fromkeys(escalation.passed, RELUCTANCE[-1])}
    for spared in (RELUCTANCE[nth:] for nth in range(len(RELUCTANCE) + 1)):
        asked = {coach: methods for coach, methods in reach.methods.items() if why.get(coach) not in spared}
        pages, progress, looked_at = _climb(escalation, rungs, asked, now)
        if pages:
            break
    left = sorted(looked_at - {page.coach for page in pages})
    over = tuple((coach, why.get(coach) or "unreachable") for coach in left)
    if not pages:
        return Move((), escalation.progress, now + BREATH, over, nobody=True)
    return Move(pages, progress, escalation.ladder.due_at(progress), over)


def _climb(
    escalation: Escalation, rungs: Rungs, asked: Mapping[int, frozenset[Method]], now: datetime
) -> tuple[tuple[PageOut, ...], Progress, set[int]]:
    """The pages of the steps that are due, where that leaves us, and everybody who stands on those steps.

    Steps that lie in the past after an outage are taken together: each coach once by each method.
    """
    ladder, here = escalation.ladder, escalation.progress
    pages: dict[tuple[int, Method], PageOut] = {}
    looked_at: set[int] = set()
    for _ in ladder.steps:
        if pages and ladder.due_at(here) > now:
            break
        if here.step >= len(ladder.steps):
            here = restarted(here, now)
        step = ladder.steps[here.step]
        people = dict.fromkeys(coach for rung in step.rungs for coach in rungs.of(rung))
        for coach, method in product(people, step.methods):
            if method in asked.get(coach, ()):
                pages.setdefault((coach, method), PageOut(coach, method, here.round, here.step))
        looked_at.update(people)
        here = _taken(ladder, here, now)
    return tuple(pages.values()), here, looked_at


def _taken(ladder: Ladder, here: Progress, now: datetime) -> Progress:
    """The step is taken at `now`: when that is early, what follows moves up. `again` counts from the last one."""
    moved = now - ladder.offset(here.step)
    is_last = here.step == len(ladder.steps) - 1
    return Progress(here.round, here.step + 1, moved if is_last else min(moved, here.round_began))


UPDATES = (120, 300, 600, 900, 1200, 1500, 1800)
"""Seconds after which a client nobody has answered is told the truth; after half an hour more texts comfort nobody."""


def updates_due(opened_at: datetime, told: int, now: datetime) -> list[int]:
    """The updates (seconds of UPDATES) that are due when `told` were sent. After an outage send the last one only, and
    store `told` plus how many there were."""
    return [after for after in UPDATES[told:] if opened_at + timedelta(seconds=after) <= now]


def next_update_at(opened_at: datetime, told: int) -> datetime | None:
    """When the client next hears from us while nobody has acknowledged; None when all was said."""
    return opened_at + timedelta(seconds=UPDATES[told]) if told < len(UPDATES) else None


LETTERS = "CDEFJKNRTVWXY"  # no look-alikes of digits or each other; no A, P, H, M: "7P" and "2H" are times
DIGITS = "234679"
STRIDE = 61  # prime to every pool's size, and both characters of neighbouring codes differ


def code_for(taken: Collection[str], seed: int) -> str:
    """A code such as 7F or K2, always the same for the same seed, that is not in `taken` (those of the last 7 days).

    A letter and a digit, never a number or a word. Longer ones begin with a letter: "27F" can only be a 2 for 7F.
    """
    pools = map(_codes, count(2))
    tries = (pool[nth * STRIDE % len(pool)] for pool in pools for nth in range(seed, seed + len(pool)))
    return next(code for code in tries if code not in taken)


@cache
def _codes(length: int) -> tuple[str, ...]:
    both = LETTERS + DIGITS
    words = map("".join, product(both if length == 2 else LETTERS, *[both] * (length - 1)))
    return tuple(word for word in words if set(word) & set(LETTERS) and set(word) & set(DIGITS))
