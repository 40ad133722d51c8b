"""The supervisor's plots as SVG, drawn on the server. Colours are those of the page, by class; print takes them too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup, escape

WIDTH = 420
SCALE = ((10, "10 s"), (60, "1 min"), (600, "10 min"), (3600, "1 h"), (21_600, "6 h"), (86_400, "24 h"))
"""Waits differ a thousandfold, so the scale is logarithmic; a mark is its value in seconds and its name."""

LEFT, RIGHT, ROW = 108, 16, 46


@dataclass(frozen=True)
class Range:
    """One bar: from half of the cases to nine of ten, in seconds. `kind`: day or night; `said`: for a reader."""

    kind: str
    p50: float
    p90: float
    said: str


@dataclass(frozen=True)
class Band:
    """The bars of one step, under its name."""

    name: str
    ranges: Sequence[Range]


def ranges(title: str, bands: Sequence[Band]) -> Markup:
    """How long each step takes, one below the other."""
    height = ROW * len(bands) + 26
    parts = [_open(title, height)]
    for seconds, name in SCALE:
        x = _x(seconds)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{height - 22}"/>')
        parts.append(f'<text class="axis" x="{x}" y="{height - 6}" text-anchor="middle">{name}</text>')
    for nth, band in enumerate(bands):
        parts.append(f'<text class="name" x="0" y="{nth * ROW + 28}">{escape(band.name)}</text>')
        for row, one in enumerate(band.ranges):
            parts += _bar(one, nth * ROW + 15 + 17 * row)
    return _closed(parts)


def _bar(one: Range, y: int) -> Iterable[str]:
    """Half is a dot, nine of ten the end of the bar; night is a diamond: told apart without colour too."""
    left, right = _x(one.p50), _x(one.p90)
    yield f'<g class="range {escape(one.kind)}"><title>{escape(one.said)}</title>'
    yield f'<line x1="{left}" x2="{max(right, left + 1)}" y1="{y}" y2="{y}"/>'
    if one.kind == "night":
        yield f'<path d="M{left - 6} {y}L{left} {y - 6}L{left + 6} {y}L{left} {y + 6}Z"/></g>'
    else:
        yield f'<circle cx="{left}" cy="{y}" r="5"/></g>'


def _x(seconds: float) -> float:
    """From one second on the left to a day on the right."""
    part = log10(min(max(seconds, 1.0), 86_400.0)) / log10(86_400)
    return round(LEFT + (WIDTH - LEFT - RIGHT) * part, 1)


@dataclass(frozen=True)
class Point:
    """One week: a share from 0 to 1, what was to be expected, and what a reader hears."""

    nth: int
    share: float
    expected: float
    said: str


HEIGHT, EDGE, TOP, BOTTOM = 200, 34, 10, 26


def curve(title: str, points: Sequence[Point], last: int) -> Markup:
    """Shares by week, from the first to the `last`, against what was to be expected."""
    parts = [_open(title, HEIGHT)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _up(share)
        parts.append(f'<line class="grid" x1="{EDGE}" x2="{WIDTH - 6}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="axis" x="{EDGE - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>')
    for nth in (1, *range(4, last + 1, max(4, last // 24 * 4))):
        parts.append(f'<text class="axis" x="{_along(nth, last)}" y="{HEIGHT - 6}" text-anchor="middle">{nth}</text>')
    planned = " ".join(f"{_along(point.nth, last)},{_up(point.expected)}" for point in points)
    real = " ".join(f"{_along(point.nth, last)},{_up(point.share)}" for point in points)
    parts.append(f'<polyline class="planned" points="{planned}"/><polyline class="real" points="{real}"/>')
    for point in points:
        place = f'cx="{_along(point.nth, last)}" cy="{_up(point.share)}"'
        parts.append(f'<circle class="real" {place} r="3.5"><title>{escape(point.said)}</title></circle>')
    return _closed(parts)


def _along(nth: int, last: int) -> float:
    return round(EDGE + 8 + (WIDTH - EDGE - 22) * (nth - 1) / max(1, last - 1), 1)


def _up(share: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)


def _open(title: str, height: int) -> str:
    return f'<svg class="chart plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'


def _closed(parts: Iterable[str]) -> Markup:
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - numbers of ours, and words that are escaped
