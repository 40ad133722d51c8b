"""The ladder, its people and the words that its tests share."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.escalation import (
    BOTH,
    LADDERS,
    Escalation,
    Move,
    Reach,
    Tier,
    begin,
    next_page,
)
from bot.oncall import Rungs
from tests.bot.ladder_oracle import OPENED, by

JOY, RAVI, MAYA, SOL = 1, 2, 3, 9
RUNG_HOLDERS = Rungs(JOY, RAVI, (JOY, RAVI, MAYA), (SOL,))
EVERYBODY = (JOY, RAVI, MAYA, SOL)


def reach(*people: int) -> Reach:
    return Reach(dict.fromkeys(people or EVERYBODY, by(*BOTH)))


def at(seconds: float) -> datetime:
    return OPENED + timedelta(seconds=seconds)


def seconds(moment: datetime) -> float:
    return (moment - OPENED).total_seconds()


def said(move: Move) -> list[str]:
    """What the phones of the coaches do."""
    names = {JOY: "Joy", RAVI: "Ravi", MAYA: "Maya", SOL: "Sol"}
    return [f"{page.method} {names[page.coach]}" for page in move.pages]


def start(tier: Tier = "urgent") -> Escalation:
    return Escalation(LADDERS[tier], begin(OPENED))


def night(escalation: Escalation, who: Reach, until: float, rungs: Rungs = RUNG_HOLDERS) -> dict[float, list[str]]:
    """What rings when, if nobody answers: seconds since it opened, and the phones."""
    heard, now = {}, OPENED
    while now < at(until):
        move = next_page(escalation, rungs, who, now)
        heard[seconds(now)] = said(move)
        escalation, now = replace(escalation, progress=move.progress), move.next_at
    return heard


def after(escalation: Escalation, who: Reach, *times: float) -> tuple[Escalation, Move]:
    """The escalation after looking at each of these times, and the last move."""
    move = Move((), escalation.progress, OPENED)
    for now in times:
        move = next_page(escalation, RUNG_HOLDERS, who, at(now))
        escalation = replace(escalation, progress=move.progress)
    return escalation, move
