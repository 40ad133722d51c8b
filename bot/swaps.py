"""Two coaches exchange their turns in a span. Pure: gives the shifts that make it so."""

from datetime import datetime

from bot.coverage import stints
from bot.oncall import Schedule, Shift


def swapped(schedule: Schedule, one: int, other: int, start: datetime, end: datetime) -> list[Shift]:
    """What each of the two has between `start` and `end`, as a shift of the other. Empty when neither is on call."""
    takes = {one: other, other: one}
    return [
        Shift(stint.rung, takes[stint.coach], stint.starts, stint.ends)
        for stint in stints(schedule, start, end)
        if stint.coach in takes
    ]
