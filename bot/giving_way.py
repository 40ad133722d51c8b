"""Whose check-in is due while they are in the middle of something else: an older question is let go of, and the day is
asked; a talk that is under way is waited for, the more closely the nearer the day's end. Where it lasts longer than the
day, the day is not asked, and nothing was missed.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import conversations, people, supporters
from bot.effects import Scene
from bot.meaning import SHORT_STEPS
from bot.models import client, inbound
from bot.work import Work
from flows import flow
from flows.machine import Woke, advance

UNDER_WAY = timedelta(minutes=15)
"""Who texted so lately may still be typing: their next number must not be taken for a rating."""

THE_END = timedelta(minutes=30)
"""Before the program's day closes a short pause in the talk is enough, and somebody looks for it every minute."""

A_PAUSE = timedelta(minutes=2)
A_LOOK = timedelta(minutes=1)


def texted_lately(since: Any) -> sa.ColumnElement[bool]:
    """Whether the client of the statement around it texted after `since`."""
    return sa.exists().where(inbound.c.client_id == client.c.id, inbound.c.received_at > since)


def waits_for(whose: Row[Any], *, ending: bool) -> bool:
    """Whether this person's check-in waits. A craving or a return to use is talked through first, but for a late answer
    that nothing asks for any more. `whose` has the open `flow`, its `question`, whether they `texted` lately, and
    whether they did `just_now`: near the day's end only that counts."""
    if whose.flow in (None, "checkin"):
        return False
    under_way = whose.just_now if ending else whose.texted
    return bool(under_way) or (whose.flow in SHORT_STEPS and not str(whose.question).endswith("_stands"))


def let_go(work: Work, client_id: int) -> None:
    """Do what silence would have done with the open question, without a word: a survey comes back tomorrow."""
    person = people.by_id(work, client_id)
    row = person.conversation
    script = flow(row.flow, row.version) if row is not None else None
    if row is None or script is None:
        return
    turn = advance(script, replace(conversations.read(row), wake_at=work.at), Woke(work.at))
    facts = turn.conversation.facts
    Scene(work, person, f"c{row.id}.{turn.conversation.turn}", facts, muted=True).carry_out(turn.effects)
    if row.flow == "supporting":
        supporters.ask_again(work, person.client, facts)
