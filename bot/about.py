"""What flows about a client's own settings start from."""

from typing import Any

from sqlalchemy import Row

from bot.days import local_day
from bot.topics import Topic, wants
from bot.work import Work
from flows.copy import words
from flows.effects import Facts
from flows.replies.times import shown

ASKED = ("name", "language", "time", "phone", "word", "date")
"""The questions of the enrolment, in their order."""


def settings(work: Work, whose: Row[Any]) -> Facts:
    """The facts of `flows/questions.py` and `flows/settings.py`."""
    lines = work.program.lines
    return {
        "opens": f"{lines.opens:%H:%M}",
        "closes": f"{lines.closes:%H:%M}",
        "today": local_day(work.at, whose.zone).isoformat(),
        "day_first": whose.language == "es",
        **({"word": whose.word} if whose.word else {}),
        "topics": whose.topics,
        **{f"on_{topic}": _on_or_off(whose, topic) for topic in Topic},
    }


def _on_or_off(whose: Row[Any], topic: Topic) -> str:
    return words("wishes.on" if wants(whose, topic) else "wishes.off", whose.language)


def enrolment(work: Work, whose: Row[Any]) -> Facts:
    """The facts of `flows/enrolment.py`: what a coach has told us already is not asked again."""
    known = {
        "name": whose.name,
        "language": whose.name and whose.language,
        "time": whose.checkin_time,
        "word": whose.word,
        "date": whose.recovery_date,
    }
    return {
        **settings(work, whose),
        "join_word": work.program.join_word,
        "time": shown(whose.checkin_time or work.program.lines.usual),
        "ask": " ".join(what for what in ASKED if not known.get(what)),
    }
