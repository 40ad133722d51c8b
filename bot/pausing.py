"""How long a pause lasts that somebody asked for by text. Pure: text and moment in, the length and the answer out.

A day to come back on begins at its own midnight, by the client's clock. No pause is longer than the program's longest.
"""

from datetime import date, datetime, time, timedelta

from bot.days import instant, local_day
from flows.copy import words
from flows.effects import Say
from flows.fold import words as folded
from flows.interrupts import read_pause
from flows.replies import dates, is_later

USUAL = timedelta(days=7)
"""A pause of which nobody could read how long."""

TODAY = {"today", "hoy"}


def pause(text: str, at: datetime, zone: str, language: str, longest: timedelta) -> tuple[timedelta, Say]:
    """How long the pause is that the text asks for, and what is said of it. "Not now" and "later" last until tomorrow:
    nobody asked for more. The answer names the day of its end; and
    how long it is, where that was not understood. A few hours end on the same day, and have none to name."""
    asked, today = read_pause(text), local_day(at, zone)
    until = asked.until.on(today, day_first=language == "es") if asked.until is not None else None
    if until is not None:
        return _until(until, at, zone, language, longest)
    if asked.length is None and (is_later(text) or TODAY & set(folded(text))):
        return _until(today + timedelta(days=1), at, zone, language, longest)
    length = min(asked.length or USUAL, longest)
    day = local_day(at + length, zone)
    if asked.length is None:
        return length, Say("line.paused_so_long", {"days": length.days, "day": named(day, language)})
    return length, Say("line.paused" if day == today else "line.paused_until", {"day": named(day, language)})


def named(day: date, language: str) -> str:
    """A day as people write it: Monday 3/9/2026."""
    weekday = words("coach.days", language).split()[day.weekday()]
    return f"{weekday} {dates.shown(day, day_first=language == 'es')}"


def _until(day: date, at: datetime, zone: str, language: str, longest: timedelta) -> tuple[timedelta, Say]:
    last = min(day, local_day(at + longest, zone))
    return instant(last, time(0), zone) - at, Say("line.paused_until", {"day": named(last, language)})
