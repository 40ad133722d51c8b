"""Reading a date that somebody counts from: "3/14/2025", "March 14", "14 de marzo de 2025", "yesterday"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flows.calendar_words import MONTHS
from flows.fold import fold

AGO = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1}
SMALL = frozenset({"the", "of", "de", "del", "el", "on", "since", "desde", "st", "nd", "rd", "th", "my", "date", "is"})
_TOKEN = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True)
class DateTold:
    """What was told. `month` is None where 3/4 may be either; without a `year` it is the last such day there was."""

    first: int
    second: int
    month: int | None = None
    year: int | None = None
    ago: int | None = None

    def on(self, today: date, *, day_first: bool) -> date | None:
        """The date, or None when there is no such day, or it is still to come."""
        if self.ago is not None:
            return today - timedelta(days=self.ago)
        month, day = self._month_and_day(day_first)
        found = _date(self.year or today.year, month, day)
        if self.year is None and (found is None or found > today):
            found = _date(today.year - 1, month, day)
        return found if found is not None and found <= today else None

    def _month_and_day(self, day_first: bool) -> tuple[int, int]:
        if self.month is not None:
            return self.month, self.first
        swapped = self.first > 12 or (day_first and self.second <= 12)
        return (self.second, self.first) if swapped else (self.first, self.second)


def read_date(text: str) -> DateTold | None:
    """The date that this whole text is, or None."""
    tokens = [one for one in _TOKEN.findall(fold(text)) if one not in SMALL]
    if len(tokens) == 1 and tokens[0] in AGO:
        return DateTold(0, 0, ago=AGO[tokens[0]])
    months = [one for one in tokens if one in MONTHS]
    numbers = [int(one) for one in tokens if one.isdecimal() and len(one) <= 4]
    if len(months) > 1 or len(numbers) + len(months) != len(tokens):
        return None
    return _named(MONTHS[months[0]], numbers) if months else _figures(numbers)


def _named(month: int, numbers: list[int]) -> DateTold | None:
    if len(numbers) == 2 and numbers[0] > 31:
        numbers = numbers[::-1]
    if not 1 <= len(numbers) <= 2 or not 1 <= numbers[0] <= 31:
        return None
    return DateTold(numbers[0], 0, month, _year(numbers[1]) if len(numbers) == 2 else None)


def _figures(numbers: list[int]) -> DateTold | None:
    if len(numbers) != 3:
        return None
    if numbers[0] > 999:  # 2025-03-14
        return DateTold(numbers[2], 0, numbers[1], numbers[0]) if numbers[1] <= 12 else None
    return DateTold(numbers[0], numbers[1], None, _year(numbers[2]))


def _year(number: int) -> int:
    return number + 2000 if number < 100 else number


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shown(day: date, *, day_first: bool) -> str:
    """A date in figures, in the order that a language writes them."""
    first, second = (day.day, day.month) if day_first else (day.month, day.day)
    return f"{first}/{second}/{day.year}"
