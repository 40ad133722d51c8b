"""Reading a time of day: "8pm", "20:00", "a las 8 de la noche", "half past six". "8" alone may be two times."""

import re
from dataclasses import dataclass
from datetime import time

from flows.fold import fold
from flows.replies.expect import NUMBER_WORDS

HOURS = {**NUMBER_WORDS, "eleven": 11, "twelve": 12, "once": 11, "doce": 12}
NAMED = {"noon": time(12), "midday": time(12), "mediodia": time(12), "midnight": time(0), "medianoche": time(0)}
MORNING = frozenset({"am", "morning", "mornings", "manana", "mananas", "madrugada"})
LATER = frozenset({"pm", "evening", "evenings", "night", "nights", "afternoon", "tarde", "noche", "tardes", "noches"})
MINUTES = {"media": 30, "cuarto": 15, "quince": 15, "treinta": 30, "thirty": 30, "fifteen": 15}
# fmt: off
SMALL = frozenset({
    "at", "around", "about", "the", "in", "me", "text", "please", "every", "each", "day", "oclock", "clock", "o",
    "sharp", "like", "time", "make", "it", "is", "how", "to", "hrs", "h", "s",
    "a", "las", "la", "de", "por", "en", "el", "y", "con", "como", "hora", "horas", "punto", "favor", "cada", "dia",
})
# fmt: on
_JOINED = re.compile(r"\b([ap])\.?\s?m\b\.?")
_LETTER = re.compile(r"(\d)\s?([ap])\b(?!\s*(?:las?\b))")
_TOKEN = re.compile(r"\d{1,2}(?=\d\d(?!\d))|\d+|[a-z]+")  # 830 is 8 30


@dataclass(frozen=True)
class TimeTold:
    """What was told: the times it may mean, the earlier first. Two when nothing says whether morning or evening."""

    times: tuple[time, ...]


def read_time(text: str) -> TimeTold | None:
    """The time of day that this whole text is, or None."""
    tokens = [one for one in _TOKEN.findall(_LETTER.sub(r"\1 \2m", _JOINED.sub(r" \1m ", fold(text)))) if one != "m"]
    if "once" in tokens and "las" not in tokens:  # las once, but not: once a day
        return None
    half_past = tokens[:2] == ["half", "past"]
    left = [one for one in tokens[2 * half_past :] if one not in SMALL]
    if len(left) == 1 and left[0] in NAMED:
        return TimeTold((NAMED[left[0]],))
    parts = {one for one in left if one in MORNING | LATER}
    numbers = [one for one in left if one not in parts]
    if half_past and len(numbers) == 1:
        numbers.append("30")
    return _told(numbers, parts)


def _told(numbers: list[str], parts: set[str]) -> TimeTold | None:
    if not 1 <= len(numbers) <= 2 or (parts & MORNING and parts & LATER):
        return None
    hour, minute = _hour(numbers[0]), _minute(numbers[1]) if len(numbers) == 2 else 0
    if hour is None or minute is None:
        return None
    if hour > 12 or numbers[0].startswith("0"):
        return TimeTold((time(hour, minute),)) if not parts or parts & (LATER if hour > 12 else MORNING) else None
    return TimeTold(tuple(time(one, minute) for one in _hours(hour, parts)))


def _hours(hour: int, parts: set[str]) -> tuple[int, ...]:
    """A bare 12 is noon: nobody is texted at midnight."""
    early, late = hour % 12, hour % 12 + 12
    if (hour == 12 and not parts) or parts & LATER:
        return (early,) if hour == 12 and parts & {"noche", "night"} else (late,)
    return (early,) if parts else (early, late)


def _hour(word: str) -> int | None:
    hour = HOURS.get(word, int(word) if word.isdecimal() and len(word) <= 2 else None)
    return hour if hour is not None and hour < 24 else None


def _minute(word: str) -> int | None:
    minute = MINUTES.get(word, int(word) if word.isdecimal() and len(word) == 2 else None)
    return minute if minute is not None and minute < 60 else None


def shown(wall: time) -> str:
    """A time of day as people write it in both languages: "8:30 pm"."""
    return f"{wall.hour % 12 or 12}:{wall.minute:02} {'pm' if wall.hour >= 12 else 'am'}"
