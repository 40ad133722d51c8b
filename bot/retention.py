"""Words are kept for as long as a program says (`Lines.keep_months`). Which of a person's are past that: each row says
by itself whether it still has words, so that nothing is remembered about what was cleared, and nothing is forgotten.

A coach's texts that went on to nobody (unclear, misdirected, a DONE) are the coach's own, and go by the same rule. In a
round, a client is named by their id and a coach by minus theirs.

Who texted when, tiers, ratings, consents, pages and the audit trail stay, and so does a safety plan.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from bot import models, records
from bot.erasing import gone
from bot.models import (
    client,
    coach,
    consent,
    conversation,
    escalation,
    goal,
    goal_step,
    inbound,
    outbound,
    page,
    prompt,
)
from bot.outbox import UNDONE
from bot.reseal import Place
from bot.work import Work

PROOF_MONTHS = 72
"""Texts by which somebody agreed or opted out are kept for six years at least, with the consent they belong to."""

PEOPLE = 10
"""Looked at in one go: some milliseconds, outside of any transaction."""


class Words(NamedTuple):
    """Private words of one table: when they were written, and which rows are through with them."""

    columns: tuple[sa.Column[Any], ...]
    at: sa.Column[Any]
    through: sa.ColumnElement[bool] = sa.true()


WORDS = (
    Words((inbound.c.body, inbound.c.words), inbound.c.received_at),
    Words((outbound.c.body,), outbound.c.created_at, sa.not_(UNDONE)),
    Words((conversation.c.facts,), conversation.c.began_at, conversation.c.state.is_(None)),
    Words((prompt.c.facts,), prompt.c.due_at, prompt.c.ended_at.is_not(None)),
    Words((models.answer.c.words,), models.answer.c.at),
    Words((models.note.c.body,), models.note.c.at),
    Words((models.win.c.words,), models.win.c.at),
    Words((goal.c.words,), goal.c.ended_at),
    Words(
        (goal_step.c.words,),
        goal_step.c.made_at,
        sa.exists().where(goal.c.id == goal_step.c.goal_id, goal.c.ended_at.is_not(None)),
    ),
)


COACHES_WORDS = (
    Words((inbound.c.body, inbound.c.words), inbound.c.received_at),
    Words((outbound.c.body,), outbound.c.created_at, sa.not_(UNDONE)),
)


class Past(NamedTuple):
    """Rows of one table whose words are past the limit."""

    columns: tuple[sa.Column[Any], ...]
    ids: Sequence[int]


def months_before(at: datetime, months: int) -> datetime:
    """The same instant so many months ago; the last day of a month that is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def past(work: Work, whose: int, most: int | None = None) -> list[Past]:
    """The rows of one person whose words are past the limit, at `most` so many. Nobody's, while a call for help of
    theirs is open; and nothing since the first text of a call for help that is younger than the limit. A coach's are
    those that they were paged for, or had."""
    months = work.program.lines.keep_months
    until = _until(work, whose, months_before(work.at, months)) if months else None
    found: list[Past] = []
    for words in _words_of(whose) if until is not None else ():
        room = None if most is None else most - count(found)
        if ids := _rows(work, words, whose, until, room):
            found.append(Past(words.columns, ids))
    return found


def count(found: Sequence[Past]) -> int:
    """How many rows these are."""
    return sum(len(one.ids) for one in found)


def waiting(work: Work) -> Iterator[int]:
    """How many rows of each person are past the limit, for whoever has any."""
    reached = 0
    while some := people(work, reached):
        yield from filter(None, (count(past(work, whose)) for whose in some))
        reached = some[-1]


def people(work: Work, reached: int) -> Sequence[int]:
    """The next few people of the program: whoever texted, strangers too, and after them the coaches."""
    clients = _next(work, client, reached, PEOPLE) if reached >= 0 else []
    coaches = _next(work, coach, max(0, -reached), PEOPLE - len(clients))
    return [*clients, *(-one for one in coaches)]


def _next(work: Work, table: sa.Table, reached: int, most: int) -> Sequence[int]:
    theirs = sa.select(table.c.id).where(table.c.program_id == work.program.id, table.c.id > reached)
    return work.tx.execute(theirs.order_by(table.c.id).limit(most)).scalars().all()


def _words_of(whose: int) -> Sequence[Words]:
    return WORDS if whose > 0 else COACHES_WORDS


def _calls_of(whose: int) -> sa.ColumnElement[bool]:
    """The calls for help of a client; or those that a coach was paged for, or had."""
    if whose > 0:
        return escalation.c.client_id == whose
    paged = sa.select(page.c.escalation_id).where(page.c.coach_id == -whose)
    return sa.or_(escalation.c.owner_id == -whose, escalation.c.id.in_(paged))


def _nobodys(table: sa.Table, coach_id: int) -> sa.ColumnElement[bool]:
    """A coach's rows of texts that are about no client: those are the client's (`bot.records`)."""
    if table is inbound:
        went_on = sa.literal("i", sa.Text) + sa.cast(inbound.c.id, sa.Text) + ".relay"
        about: sa.ColumnElement[bool] = sa.exists().where(outbound.c.key == went_on)
    else:
        about = outbound.c.escalation_id.is_not(None)
    return sa.and_(table.c.coach_id == coach_id, table.c.client_id.is_(None), sa.not_(about))


def _until(work: Work, whose: int, limit: datetime) -> datetime | None:
    """Words before this may go; None while a call for help is open."""
    began = sa.func.min(sa.func.coalesce(inbound.c.received_at, escalation.c.opened_at))
    still_open = sa.func.count().filter(escalation.c.closed_at.is_(None))
    calls = escalation.outerjoin(inbound, inbound.c.id == escalation.c.inbound_id)
    young = sa.or_(escalation.c.closed_at.is_(None), escalation.c.closed_at >= limit)
    asked = sa.select(still_open, began).select_from(calls).where(_calls_of(whose), young)
    in_need, first = work.tx.execute(asked).one()
    return None if in_need else min(limit, first or limit)


def _rows(work: Work, words: Words, whose: int, until: datetime | None, room: int | None) -> Sequence[int]:
    table = words.at.table
    theirs = records.theirs(work, table, whose) if whose > 0 else _nobodys(table, -whose)
    some = sa.or_(*(_has_words(work, column) for column in words.columns))
    asked = sa.select(table.c.id).where(cast(sa.ColumnElement[bool], theirs), words.at < until, words.through, some)
    asked = asked.where(*_no_proof(work, table, whose)).limit(room)
    return work.tx.execute(asked).scalars().all()


def _has_words(work: Work, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Whether more is sealed there than what an erasure leaves: an envelope is as long as its words."""
    place, left = Place(column), gone(column)
    if left is None:
        return place.raw.is_not(None)
    return sa.func.length(place.raw) > len(work.vault.seal(left, place.name))


def _no_proof(work: Work, table: sa.Table, client_id: int) -> Iterator[sa.ColumnElement[bool]]:
    if table is inbound:
        own = (consent.c.client_id == client_id, consent.c.inbound_id.is_not(None))
        proves = inbound.c.id.in_(sa.select(consent.c.inbound_id).where(*own))
        yield sa.or_(sa.not_(proves), inbound.c.received_at < months_before(work.at, PROOF_MONTHS))
