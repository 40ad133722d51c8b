"""Mood and craving over days, drawn as SVG on the server. No colour is fixed here: classes take those of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from markupsafe import Markup, escape

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 26, 8, 34, 26
BASELINE_DAYS = 14
LOWER = ("contact", "good")
"""Kinds of events that lie in the second row, so that none hides a call for help."""


@dataclass(frozen=True)
class Day:
    """One day's answers; None where there was none."""

    day: date
    mood: int | None = None
    craving: int | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened on a day: `kind` is a class of the style sheet, `label` what a reader hears."""

    day: date
    kind: str
    label: str


@dataclass(frozen=True)
class Words:
    """What the picture says, in the reader's language."""

    title: str
    mood: str
    craving: str
    usual: str
    months: Sequence[str]


def picture(days: Sequence[Day], events: Iterable[Event], words: Words) -> Markup:
    """The days from left to right, 0 to 10 upwards. A day without an answer breaks the line: nothing is made up."""
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words.title)}">',
        *_grid(days, words),
        *_events(days, events),
        *_usual(days, words),
        *_line(days, "craving", words.craving),
        *_line(days, "mood", words.mood),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - numbers of ours, and words that are escaped


def days_of(rows: Iterable[tuple[date, int | None, int | None]], last: date, count: int) -> list[Day]:
    """So many days up to `last`, with gaps where no row is."""
    known = {day: Day(day, mood, craving) for day, mood, craving in rows}
    span = (last - timedelta(days=back) for back in reversed(range(count)))
    return [known.get(day, Day(day)) for day in span]


def usual_mood(days: Sequence[Day]) -> float | None:
    """The median mood of the last two weeks, from three answers on."""
    moods = [day.mood for day in days[-BASELINE_DAYS:] if day.mood is not None]
    return float(median(moods)) if len(moods) > 2 else None


def _x(days: Sequence[Day], nth: float) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + room * (nth + 0.5) / len(days), 1)


def _y(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (10 - value) / 10, 1)


def _grid(days: Sequence[Day], words: Words) -> Iterable[str]:
    for value in (0, 5, 10):
        y = _y(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="axis" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value}</text>'
    every = max(1, len(days) // 4)
    for nth in range(len(days) - 1, -1, -every):
        label = f"{words.months[days[nth].day.month - 1]} {days[nth].day.day}"
        anchor = "end" if nth == len(days) - 1 and len(days) > 10 else "middle"
        yield f'<text class="axis" x="{_x(days, nth)}" y="{HEIGHT - 6}" text-anchor="{anchor}">{escape(label)}</text>'


def _usual(days: Sequence[Day], words: Words) -> Iterable[str]:
    usual = usual_mood(days)
    if usual is not None:
        y, label = _y(usual), f"{words.usual} {usual:g}"
        yield f'<line class="usual" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}">'
        yield f"<title>{escape(label)}</title></line>"


def _line(days: Sequence[Day], what: str, label: str) -> Iterable[str]:
    values = [getattr(day, what) for day in days]
    for run in _runs(values):
        points = " ".join(f"{_x(days, nth)},{_y(values[nth])}" for nth in run)
        yield f'<polyline class="{what}" points="{points}"/>'
    size = 4.5 if len(days) <= 31 else 2.6
    for nth, value in enumerate(values):
        if value is not None:
            said = escape(f"{days[nth].day.isoformat()} · {label} {value}")
            yield _dot(what, _x(days, nth), _y(value), size, said)


def _dot(what: str, x: float, y: float, size: float, said: str) -> str:
    """Mood is round, craving a diamond: told apart without colour too."""
    if what == "mood":
        return f'<circle class="mood" cx="{x}" cy="{y}" r="{size}"><title>{said}</title></circle>'
    s = size * 1.25
    path = f"M{x} {y - s:.1f}L{x + s:.1f} {y}L{x} {y + s:.1f}L{x - s:.1f} {y}Z"
    return f'<path class="craving" d="{path}"><title>{said}</title></path>'


def _runs(values: Sequence[int | None]) -> Iterable[list[int]]:
    """Days in a row with an answer, from two on."""
    run: list[int] = []
    for nth, value in enumerate([*values, None]):
        if value is not None:
            run.append(nth)
            continue
        if len(run) > 1:
            yield run
        run = []


def _events(days: Sequence[Day], events: Iterable[Event]) -> Iterable[str]:
    place = {day.day: nth for nth, day in enumerate(days)}
    for event in events:
        if event.day in place:
            x, y = _x(days, place[event.day]), TOP - (8 if event.kind in LOWER else 22)
            yield f'<g class="event {escape(event.kind)}"><title>{escape(event.label)}</title>'
            yield f'<line x1="{x}" x2="{x}" y1="{y}" y2="{_y(0)}"/><circle cx="{x}" cy="{y}" r="5"/></g>'
