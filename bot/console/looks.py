"""What templates may say: words in the reader's language, times on the reader's clock, addresses of our own files."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for
from markupsafe import Markup

from bot.console import door, happened
from bot.console.door import blueprint
from bot.console.words import knows, say


@blueprint.context_processor
def words() -> dict[str, Any]:
    """The names every template knows. A page says hundreds of things: its language is looked up once."""
    tongue = door.language()

    def spoken(key: str, **facts: Any) -> str:
        return say(key, tongue, **facts)

    def about(name: str) -> str:
        return happened.reason(name, tongue)

    names = {"t": spoken, "tk": tk, "reason": about, "icon": icon, "asset": asset, "lang": tongue}
    return {**names, "me": g.get("me"), "nonce": g.get("nonce"), "now": door.line().now()}


def t(key: str, **facts: Any) -> str:
    """Words in the reader's language."""
    return say(key, door.language(), **facts)


def tk(prefix: str, name: str) -> str:
    """The words for a name from the database; the name itself where there are none."""
    key = f"{prefix}.{name.replace(' ', '_')}"
    return t(key) if knows(key) else name


@cache
def icon(name: str) -> Markup:
    """One of our own pictures. It says nothing to a screen reader."""
    href = f"{asset('icons.svg')}#{name}"
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>').format(href)


def asset(name: str) -> str:
    """The address of a file of ours, which changes with the file."""
    return url_for("console.static", filename=name, v=_mark(name))


@blueprint.app_template_filter()
def clock(at: datetime) -> str:
    """9:42 pm, or 21:42 in Spanish."""
    return _clock(_there(at))


def _clock(there: datetime) -> str:
    if door.language() == "es":
        return f"{there:%H:%M}"
    return f"{there.hour % 12 or 12}:{there:%M} {'am' if there.hour < 12 else 'pm'}"


@blueprint.app_template_filter()
def clock_in(at: datetime, zone: str) -> str:
    """The time on somebody else's clock."""
    return _clock(at.astimezone(ZoneInfo(zone)))


@blueprint.app_template_filter()
def day(at: datetime | date) -> str:
    """Mon, Nov 23."""
    there = _there(at) if isinstance(at, datetime) else at
    months, days = t("time.months").split(), t("time.days").split()
    return t("time.day", weekday=days[there.weekday()], month=months[there.month - 1], day=there.day)


@blueprint.app_template_filter()
def when(at: datetime) -> str:
    """The time, with the day unless it is today's."""
    today = _there(door.line().now()).date()
    return clock(at) if _there(at).date() == today else f"{day(at)}, {clock(at)}"


@blueprint.app_template_filter()
def iso(at: datetime) -> str:
    """For a script."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


@blueprint.app_template_filter()
def span(length: timedelta) -> str:
    """0:42, 12:05, 3 h 20: what a turning timer shows at first."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02}"
    return t("time.days_long", n=seconds // 86_400)


@blueprint.app_template_filter()
def seconds(length: float) -> str:
    """The same for a number of seconds."""
    return span(timedelta(seconds=length))


@blueprint.app_template_filter()
def face(name: str | None) -> str:
    """The letter in a round picture."""
    return (name or "?")[:1].upper()


def _there(at: datetime) -> datetime:
    who = g.get("me")
    return at.astimezone(ZoneInfo(who.zone) if who else UTC)


@cache
def _mark(name: str) -> str:
    return sha256((files("bot.console") / "static" / name).read_bytes()).hexdigest()[:10]
