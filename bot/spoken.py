"""Putting dates and lists into the few letters of a text, in the reader's language. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.copy import words
from flows.segments import segments

ROOM = {"en": 1, "es": 2}
"""Parts that one text may take."""

WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}


def when(at: datetime, zone: str, language: str) -> str:
    """A day of the coming week and the hour: "Tue 6 pm", "Tue 6:30 pm"; in Spanish "mar 18:30"."""
    there = at.astimezone(ZoneInfo(zone))
    weekday = WEEKDAYS["es" if language == "es" else "en"][there.weekday()]
    return f"{weekday} {there:%H:%M}" if language == "es" else f"{weekday} {_twelve(there)}"


def fitting(key: str, language: str, entries: Sequence[str], **facts: Any) -> list[str]:
    """As many of the first entries as fit into the message `key` at its {list}; the first one always."""
    room = ROOM["es" if language == "es" else "en"]
    kept = [entries[0]]
    for entry in entries[1:]:
        longer = words(key, language, **{"name": "", **facts, "list": ", ".join([*kept, entry])})
        if segments(longer).count > room:
            break
        kept.append(entry)
    return kept


def _twelve(there: datetime) -> str:
    minutes = f":{there:%M}" if there.minute else ""
    return f"{there.hour % 12 or 12}{minutes} {'am' if there.hour < 12 else 'pm'}"
