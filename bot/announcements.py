"""News to all who chose a topic: checked, counted, and queued among the texts that can wait."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from bot import outbox, rhythm
from bot.days import next_time
from bot.models import announcement, client, outbound
from bot.people import client_phone
from bot.topics import Topic, wants
from bot.work import Work, change, insert
from flows.segments import segments
from flows.wording import avoided, why

BATCH = 500
WAITS = timedelta(days=3)
"""News waits for a morning at the longest, and is then let go."""

NEVER = ("substances", "health", "labels", "endings", "pressure")
"""Lists of words that news never holds: a locked phone shows them to anybody."""


@dataclass(frozen=True)
class News:
    """One announcement, in both languages, under a topic."""

    topic: Topic
    en: str
    es: str

    def mistakes(self) -> list[str]:
        """What is wrong with the words, each with what to do about it. Empty: they may go out."""
        return [*self._missing(), *self._avoided(), *self._long()]

    def _missing(self) -> list[str]:
        return [f"The {name} words are missing." for name, text in self._both() if not text.strip()]

    def _avoided(self) -> list[str]:
        return [
            f"{name}: leave out {', '.join(found)}. {why(each)}"
            for name, text in self._both()
            for each in NEVER
            if (found := avoided(text, each))
        ]

    def _long(self) -> list[str]:
        rooms = (("English", self.en, 1), ("Spanish", self.es, 2))
        found = [(name, segments(text).count, room) for name, text, room in rooms]
        return [f"{name} takes {parts} parts; {room} is the most." for name, parts, room in found if parts > room]

    def _both(self) -> tuple[tuple[str, str], ...]:
        return ("English", self.en), ("Spanish", self.es)


def audience(work: Work, topic: Topic) -> int:
    """How many people it would go to now."""
    return sum(len(_wanting(work, some, topic)) for some in _everybody(work))


def announce(work: Work, news: News, made_by: str) -> int:
    """Have the clock queue it for everybody who wants such texts. Gives its id."""
    row = {"program_id": work.program.id, "topic": news.topic.value, "en": news.en, "es": news.es}
    return insert(work.tx, announcement, {**row, "made_by": made_by, "at": work.at})


def spread(work: Work, announcement_id: int) -> None:
    """Queue it for the next few hundred people: at once, or when their day begins. Two clocks at once queue it once."""
    asked = sa.select(announcement).where(announcement.c.id == announcement_id).with_for_update()
    news = work.tx.execute(asked).one()
    some = _after(work, news.reached)
    wanting = _wanting(work, some, Topic(news.topic))
    for whose in wanting:
        _text(work, whose, f"n{news.id}.{whose.id}", news.es if whose.language == "es" else news.en)
    done = {"reached": some[-1].id} if some else {"ended_at": work.at}
    change(work.tx, announcement, news.id, {**done, "people": news.people + len(wanting)})


def take_back(work: Work, whose: Row[Any], topic: Topic | None = None) -> None:
    """Drop what waits for this client and has not left: of one topic they no longer want, or of all."""
    made = sa.select(announcement.c.id).where(announcement.c.program_id == work.program.id)
    of_topic = made if topic is None else made.where(announcement.c.topic == topic.value)
    lately = of_topic.where(announcement.c.at > work.at - WAITS)
    keys = [f"n{one}.{whose.id}" for one in work.tx.execute(lately).scalars()]
    outbox.drop(work, outbox.to_client(whose.id), outbound.c.key.in_(keys))


def _text(work: Work, whose: Row[Any], key: str, body: str) -> None:
    by_day = rhythm.by_day(work, whose)
    due = work.at if by_day else next_time(work.program.lines.opens, whose.zone, work.at)
    until = outbox.worth_until(work, "bulk", whose.zone) if by_day else due + outbox.KEEPS["bulk"]
    outbox.text(work, client_phone(work, whose), key, body, "bulk", due_at=due, not_after=until)


def _wanting(work: Work, some: Sequence[Row[Any]], topic: Topic) -> list[Row[Any]]:
    return [whose for whose in some if wants(whose, topic) and not rhythm.still(work, whose)]


def _everybody(work: Work) -> Iterator[Sequence[Row[Any]]]:
    """Some at a time: memory stays flat however many there are."""
    last = 0
    while some := _after(work, last):
        yield some
        last = some[-1].id


def _after(work: Work, last: int) -> Sequence[Row[Any]]:
    theirs = (client.c.program_id == work.program.id, client.c.id > last)
    return work.tx.execute(sa.select(client).where(*theirs).order_by(client.c.id).limit(BATCH)).all()
