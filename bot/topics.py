"""The kinds of texts that a client may want or not, under one STOP for all of them."""

from enum import StrEnum, auto
from typing import Any

from sqlalchemy import Row

from flows.surveys import surveys


class Topic(StrEnum):
    """One kind of text. What keeps people safe is none of them: it always goes out."""

    CHECKINS = auto()
    COACH = auto()
    MILESTONES = auto()
    SURVEYS = auto()
    NEWS = auto()
    """Announcements and meetings: only for those who chose it."""


def wants(whose: Row[Any], topic: Topic) -> bool:
    """Whether this client wants such texts. It says nothing of STOP and pauses: `bot.rhythm.still` does."""
    return topic in whose.topics.split()


def changed(topics: str, topic: Topic, *, given: bool) -> str:
    """The same topics with, or without, this one."""
    chosen = {*topics.split(), topic} if given else {*topics.split()} - {topic}
    return " ".join(sorted(chosen))


OF_FLOW: dict[str, Topic] = {
    "checkin": Topic.CHECKINS,
    "milestone": Topic.MILESTONES,
    "first_week": Topic.MILESTONES,
    **dict.fromkeys(surveys(), Topic.SURVEYS),
}
"""What a flow that opens by itself belongs to. A follow-up of what the client began belongs to nothing, and comes."""
