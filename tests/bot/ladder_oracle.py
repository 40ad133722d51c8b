"""A judge for `bot.escalation`: random ladders, people and nights, and every move held against what it had to be.

Whom a step can ask and who is left alone are written down here a second time, without the code on trial.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.escalation import (
    BOTH,
    RELUCTANCE,
    RUNGS,
    CoachState,
    Escalation,
    Ladder,
    Method,
    Move,
    Progress,
    Reach,
    Step,
    begin,
    moved_on,
    next_page,
    reachable,
    restarted,
)
from bot.oncall import Rungs

OPENED = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
FIVE_MINUTES = timedelta(seconds=300)


def by(*methods: Method) -> frozenset[Method]:
    return frozenset(methods)


def a_ladder(dice: Random) -> Ladder:
    steps, moment = [], 0
    for _ in range(dice.randint(0, 5)):
        rungs = tuple(dice.sample(RUNGS, dice.randint(1, 3)))
        steps.append(Step(moment, rungs, tuple(dice.sample(BOTH, dice.randint(1, 2)))))
        moment += dice.randint(10, 300)
    steps.append(Step(moment, dice.choice((("all",), ("supervisor",), ("team", "all"))), BOTH))
    return Ladder(tuple(steps), dice.randint(10, 300))


def some_rungs(dice: Random) -> Rungs:
    team = tuple(dice.sample(range(1, 7), dice.randint(0, 6)))
    first, second = dice.sample([*team, None, None], 2)
    return Rungs(first, second, team, tuple(dice.sample((8, 9), dice.randint(0, 2))))


def some_reach(dice: Random) -> Reach:
    likely = dice.random()
    states = [
        CoachState(
            person,
            by(*(method for method in BOTH if dice.random() < likely)),
            open_people=dice.choice((0, 0, 1, 3)),
            expired=dice.random() < 0.1,
            off=dice.random() < 0.2,
        )
        for person in range(1, 10)
    ]
    return reachable(states, dice.choice(("urgent", "emergency")))


Ask = tuple[int, Method]


def asks(ladder: Ladder, step: int, rungs: Rungs, who: Reach, spared: Iterable[int]) -> set[Ask]:
    """Whom a step can ask, by which method, written down without the code on trial."""
    people = {coach for rung in ladder.steps[step].rungs for coach in rungs.of(rung)} - set(spared)
    return {
        (coach, method)
        for coach in people
        for method in ladder.steps[step].methods
        if method in who.methods.get(coach, ())
    }


def most_willing(escalation: Escalation, rungs: Rungs, who: Reach) -> set[int]:
    """The coaches left alone: as many of the reluctant as can be while the ladder still has somebody to ask."""
    why = {**who.why, **dict.fromkeys(escalation.passed, "passed")}
    for nth in range(len(RELUCTANCE) + 1):
        spared = {coach for coach, reason in why.items() if reason in RELUCTANCE[nth:]}
        if any(asks(escalation.ladder, step, rungs, who, spared) for step in range(len(escalation.ladder.steps))):
            break
    return spared


def steps_between(old: Progress, new: Progress, length: int) -> Iterator[int]:
    while (old.round, old.step) != (new.round, new.step):
        if old.step >= length:
            old = Progress(old.round + 1, 0, old.round_began)
        yield old.step
        old = replace(old, step=old.step + 1)


@dataclass
class Trial:
    """One escalation on a virtual clock, every move of it judged."""

    escalation: Escalation
    now: datetime = OPENED
    next_at: datetime = OPENED
    written: set[tuple[int, int, int, str]] = field(default_factory=set)
    paged: set[int] = field(default_factory=set)

    def look(self, rungs: Rungs, who: Reach) -> Move:
        before, ladder = self.escalation, self.escalation.ladder
        move = next_page(before, rungs, who, self.now)
        assert self.now < move.next_at <= self.now + FIVE_MINUTES
        spared = most_willing(before, rungs, who)
        if move.nobody:
            assert move.pages == ()
            assert not any(asks(ladder, step, rungs, who, spared) for step in range(len(ladder.steps)))
        elif not move.pages:
            assert self.now < self.next_at == move.next_at
            assert move.progress == before.progress
        else:
            taken = list(steps_between(before.progress, move.progress, len(ladder.steps)))
            wanted = [asks(ladder, step, rungs, who, spared) for step in taken]
            assert {(page.coach, page.method) for page in move.pages} == set().union(*wanted)
            assert len(taken) <= len(ladder.steps)
            assert not any(wanted[: [bool(ask) for ask in wanted].index(True)])
            self.write(move)
        self.escalation = replace(before, progress=move.progress)
        self.next_at = move.next_at
        return move

    def write(self, move: Move) -> None:
        rows = {(page.round, page.step, page.coach, page.method) for page in move.pages}
        assert len(rows) == len(move.pages)
        assert not rows & self.written
        self.written |= rows
        self.paged |= {page.coach for page in move.pages}

    def news(self, page: tuple[int, int]) -> None:
        progress = moved_on(self.escalation, page, self.now)
        self.escalation = replace(self.escalation, progress=progress)
        self.next_at = min(self.next_at, self.escalation.ladder.due_at(progress))

    def passes(self, coach: int) -> None:
        same_round = {row[2] for row in self.written if row[0] == self.escalation.progress.round}
        self.escalation = replace(self.escalation, passed=self.escalation.passed & same_round | {coach})


def a_night(seed: int, looks: int) -> None:
    """Nobody ever acknowledges. Coaches pass, texts fail, people come and go, the clock sweeps early and late."""
    dice = Random(seed)
    trial, rungs, who = Trial(Escalation(a_ladder(dice), begin(OPENED))), some_rungs(dice), some_reach(dice)
    for _ in range(looks):
        move = trial.look(rungs, who)
        happens = dice.random()
        if happens < 0.2 and move.pages:
            trial.now += timedelta(seconds=dice.uniform(0, 40))
            trial.news((move.pages[-1].round, move.pages[-1].step))
        elif happens < 0.3 and move.pages:
            trial.passes(move.pages[0].coach)
            trial.news((move.pages[0].round, move.pages[0].step))
        elif happens < 0.35:
            rungs, who = some_rungs(dice), some_reach(dice)
        elif happens < 0.37:
            raised = restarted(trial.escalation.progress, trial.now)
            trial.escalation, trial.next_at = Escalation(a_ladder(dice), raised), trial.now
        elif happens < 0.45:
            trial.now += timedelta(seconds=dice.choice((0.5, 20, 700, 7200)))
        else:
            trial.now = max(trial.now, trial.next_at)
