"""Until which day a pause is asked for: "until monday", "hasta el 15", "till after christmas". Pure: the day on which
it is said is an argument. The texts it reads are known to ask for a pause.
"""

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from flows.calendar_words import FEASTS, MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from flows.fold import fold

A_LEAP_YEAR = 2024

FARTHEST = timedelta(days=335)
"""No day is meant that is so far ahead: "until christmas", said on Christmas Day, is not a year."""

FARTHEST_DATE = timedelta(days=183)
"""Nor a day of a month whose last time is nearer than its next: "until march 2", said on March 2 or 3."""


@dataclass(frozen=True)
class Until:
    """A day to come back on.

    `rule` is any, weekday (`first`: Monday is 0), monthday (`first`), date (month, day), figures (which of the two is
    the month is open), named (a month or a feast: month, day) or thanksgiving. `after`: the day after it. `nth`: not
    the first such day, but so many-th.
    """

    rule: str
    first: int = 0
    second: int = 0
    after: bool = False
    nth: int = 1

    def on(self, today: date, *, day_first: bool) -> date | None:
        """That day, later than `today`; None where the next one is too far to be meant. `day_first`: whether their
        language writes 14/3 for March 14."""
        asked = self._ordered(day_first)
        farthest = FARTHEST_DATE if asked.rule == "date" else FARTHEST
        ahead = (today + timedelta(days=days) for days in range(not self.after, farthest.days + 1))
        such = (day for day in ahead if _RULES[asked.rule](asked, day))
        day = next(islice(such, self.nth - 1, None), None)
        return day and day + timedelta(days=self.after)

    def _ordered(self, day_first: bool) -> "Until":
        if self.rule != "figures":
            return self
        swapped = not _is_day(self.first, self.second) or (day_first and _is_day(self.second, self.first))
        month, day = (self.second, self.first) if swapped else (self.first, self.second)
        return replace(self, rule="date", first=month, second=day)


_RULES: Mapping[str, Callable[[Until, date], bool]] = {
    "any": lambda asked, day: True,
    "weekday": lambda asked, day: day.weekday() == asked.first,
    "monthday": lambda asked, day: day.day == asked.first,
    "date": lambda asked, day: (day.month, day.day) == (asked.first, asked.second),
    "named": lambda asked, day: (day.month, day.day) == (asked.first, asked.second),
    "thanksgiving": lambda asked, day: day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28,
}


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(A_LEAP_YEAR, month)[1]


def _any_of(names: Mapping[str, object]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_SMALL = r"(?: (?:about|like|the|el|la|los|las|de|del|next|this|proximo|proxima|este|esta|que|dia|day))*"
_AFTER = re.compile(rf"\b(?:after|past|through|thru|despues|pasando|pasado|pasada){_SMALL} $")
_POINTS = re.compile(
    rf"\b(?:until|till?|hasta|before|antes|after|past|through|thru|despues|pasando|on|in|en){_SMALL} $"
)
_SKIPS = re.compile(
    r"\b(?:skip|(?:no|sin|without) (?:texts?|messages?|mensajes|textos)|(?:dont|do not|no me) [a-z]+)\b"
    r"(?!.*\b(?:until|till?|hasta|through|thru|before|antes)\b)"
)
_MONTH = _any_of(MONTHS)
_NTH = r"(?: (?:st|nd|rd|th))"
_ALONE = rf"(?! (?:/|:|am|pm|a m|p m|min|h(?:ou)?r|hora|d[ai]|week|wk|seman|month|mes|(?:of |de )?(?:{_MONTH})\b))"
"""A number of the month, and not of minutes, of the clock or of a date that there is not."""


def _weekday(said: tuple[str, ...], after: bool) -> Until:
    return Until("weekday", {**WEEKDAYS, **SHORT_WEEKDAYS}[said[0]], after=after)


def _date(said: tuple[str, ...], after: bool) -> Until | None:
    """A month and a day, in either order."""
    name, number = said if said[0] in MONTHS else said[::-1]
    known = _is_day(MONTHS[name], int(number))
    return Until("date", MONTHS[name], int(number), after) if known else None


def _month(said: tuple[str, ...], after: bool) -> Until:
    """A month begins on its first day; after it comes the next."""
    return Until("named", MONTHS[said[0]] % 12 + 1 if after else MONTHS[said[0]], 1)


def _figures(said: tuple[str, ...], after: bool) -> Until | None:
    first, second = map(int, said)
    known = _is_day(first, second) or _is_day(second, first)
    return Until("figures", first, second, after) if known else None


def _monthday(said: tuple[str, ...], after: bool) -> Until | None:
    number = int(said[0])
    return Until("monthday", number, after=after) if 1 <= number <= 31 else None


def _feast(said: tuple[str, ...], after: bool) -> Until:
    return Until("named", *FEASTS[said[0]], after)


def _holidays(said: tuple[str, ...], after: bool) -> Until | None:
    """They are over when the year has begun; when they begin, nobody can say."""
    return Until("named", 1, 1, after=True) if after else None


def _thanksgiving(said: tuple[str, ...], after: bool) -> Until:
    return Until("thanksgiving", after=after)


def _week(said: tuple[str, ...], after: bool) -> Until:
    return Until("weekday", 0, nth=2 if after else 1)


def _next_month(said: tuple[str, ...], after: bool) -> Until:
    return Until("monthday", 1, nth=2 if after else 1)


def _weekend(said: tuple[str, ...], after: bool) -> Until:
    return Until("weekday", 0 if after else 5)


def _tomorrow(said: tuple[str, ...], after: bool) -> Until:
    return Until("any", nth=2 if after else 1)


Reads = Callable[[tuple[str, ...], bool], Until | None]

_WRITTEN: tuple[tuple[str, Reads], ...] = (
    (r"(\d\d?) / (\d\d?)", _figures),
    (rf"({_MONTH}) (?:the )?(\d\d?){_NTH}?(?! :)", _date),
    (rf"(\d\d?){_NTH}? (?:of |de )?({_MONTH})", _date),
    (rf"({_any_of(FEASTS)})", _feast),
    (r"((?:the )?holidays|las fiestas)", _holidays),
    (r"(thanksgiving|accion de gracias)", _thanksgiving),
    (rf"(\d\d?){_NTH}{_ALONE}", _monthday),
    (rf"(?<=el )(\d\d?){_ALONE}", _monthday),
    (rf"(?<=the )(\d\d?){_ALONE}", _monthday),
    (rf"(?<=dia )(\d\d?){_ALONE}", _monthday),
    (rf"({_any_of(WEEKDAYS)})", _weekday),
    (r"(next (?:week|wk)|proxima semana|semana (?:que viene|proxima)|otra semana)", _week),
    (r"(next month|proximo mes|mes (?:que viene|proximo)|otro mes)", _next_month),
    (r"(weekend|fin de semana|finde)", _weekend),
    (r"(tomorrow|manana)", _tomorrow),
)
_ONLY_POINTED_AT: tuple[tuple[str, Reads], ...] = (
    (rf"({_any_of(SHORT_WEEKDAYS)})", _weekday),
    (rf"({_MONTH})(?! \d)", _month),
)
_WAYS = tuple((re.compile(rf"\b{pattern}\b"), read) for pattern, read in _WRITTEN)
_POINTED = _WAYS + tuple((re.compile(rf"\b{pattern}\b"), read) for pattern, read in _ONLY_POINTED_AT)


def until_pointed_at(text: str) -> Until | None:
    """The day that a word points at: "until monday", "on the 15th", "después de navidad"."""
    said = _row(text)
    return next((day for before, day in _days(said, _POINTED) if _POINTS.search(before)), None)


def until_named(text: str) -> Until | None:
    """Any day that is named: "text me monday"."""
    return next((day for _, day in _days(_row(text), _WAYS)), None)


def _days(said: str, ways: tuple[tuple[re.Pattern[str], Reads], ...]) -> Iterator[tuple[str, Until]]:
    """What stands before each day, and the day; the surest way of writing one first."""
    skips = _SKIPS.search(said) is not None
    for pattern, read in ways:
        for found in pattern.finditer(said):
            before = said[: found.start()]
            day = read(found.groups(), skips or _AFTER.search(before) is not None)
            if day is not None:
                yield before, day


def _row(text: str) -> str:
    """The words and figures of a text with one space between: "the 15th" is `the 15 th`."""
    row = " ".join(re.findall(r"\d+|[a-z]+|[/:]", fold(text)))
    return re.sub(r"\b(?:first|primero)\b", "1 st", row)
