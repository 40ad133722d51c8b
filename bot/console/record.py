"""One client's record as pages to read: what is known of them, their days, every text. Coaches' notes stay here."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Row

from bot.console.thread import Item, thread
from bot.console.words import knows, say
from bot.exporting import NOTICE
from bot.models import checkin, consent, goal
from bot.work import Work

EVENTS = ("opened", "taken", "closed")


@dataclass(frozen=True)
class Entry:
    """One line: when by the client's clock, what it is, whose, and the words."""

    when: str
    what: str
    who: str
    words: str


@dataclass(frozen=True)
class Record:
    """Everything, oldest first in each part."""

    facts: Sequence[tuple[str, str]]
    consents: Sequence[Entry]
    goals: Sequence[Entry]
    days: Sequence[Entry]
    said: Sequence[Entry]

    @property
    def parts(self) -> Sequence[tuple[str, Sequence[Entry]]]:
        """The parts with the key of their names."""
        return (
            ("record.consents", self.consents),
            ("record.goals", self.goals),
            ("record.days", self.days),
            ("record.said", self.said),
        )


def gather(unit: Work, whose: Row[Any], tongue: str) -> Record:
    """The record of one client, in the reader's language."""
    return Record(
        facts=_facts(whose, tongue),
        consents=[_consent(row, whose, tongue) for row in _rows(unit, consent, whose, consent.c.at)],
        goals=[_goal(row, whose, tongue) for row in _rows(unit, goal, whose, goal.c.made_at)],
        days=[_day(row, tongue) for row in _rows(unit, checkin, whose, checkin.c.day)],
        said=[_said(item, whose, tongue) for item in _everything(unit, whose) if item.kind in SHOWN],
    )


def as_pdf(record: Record, title: str, tongue: str) -> bytes:
    """Pages to print, with the notice at the foot of each. The package is imported here: few ever need it."""
    from fpdf import FPDF

    class Pages(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, f"{NOTICE.strip()}  {self.page_no()}", align="C")

    pages = Pages(format="Letter")
    pages.set_auto_page_break(auto=True, margin=20)
    pages.add_page()
    _line(pages, title, size=16)
    _line(pages, NOTICE.strip(), size=9)
    for label, value in record.facts:
        _line(pages, f"{label}: {value}")
    for key, entries in record.parts:
        _line(pages, say(key, tongue), size=13)
        for one in entries:
            _line(pages, " · ".join(filter(None, (one.when, one.what, one.who, one.words))))
    return bytes(pages.output())


def _line(pages: Any, text: str, size: int = 10) -> None:
    pages.set_font("Helvetica", size=size)
    pages.multi_cell(0, size * 0.5, printable(text), new_x="LMARGIN", new_y="NEXT")
    pages.ln(1)


def printable(text: str) -> str:
    """The text in the letters of the plain PDF fonts (Latin-1); any other by its name, so that none is lost."""
    return "".join(one if one.isprintable() and ord(one) < 256 else _named(one) for one in text.replace("\n", " / "))


def _named(letter: str) -> str:
    plain = {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."}
    if letter in plain:
        return plain[letter]
    name = unicodedata.name(letter, "")
    return f"[{name.lower()}]" if name and not unicodedata.category(letter).startswith("C") else ""


def _rows(unit: Work, table: sa.Table, whose: Row[Any], order: Any) -> list[Row[Any]]:
    return list(unit.tx.execute(sa.select(table).where(table.c.client_id == whose.id).order_by(order)))


def _everything(unit: Work, whose: Row[Any]) -> list[Item]:
    """The whole thread, a page at a time from the newest."""
    pages, before = [], None
    while True:
        page = thread(unit, whose.id, before)
        pages.append(page.items)
        if page.older is None:
            return [item for items in reversed(pages) for item in items]
        before = page.older


SHOWN = {"client", "line", "coach", *EVENTS}


def _said(item: Item, whose: Row[Any], tongue: str) -> Entry:
    when = _when(item.at, whose)
    if item.kind in EVENTS:
        detail = _known("reason", item.detail, tongue) if item.kind == "opened" else item.detail
        what = say(f"tier.{item.tier}", tongue) if item.kind == "opened" else say(f"record.{item.kind}", tongue)
        return Entry(when, what, item.by, detail)
    who = {"client": whose.name or say("need.unknown", tongue), "line": say("said.line", tongue)}
    return Entry(when, say("record.text", tongue), who.get(item.kind, item.by), item.body)


def _facts(whose: Row[Any], tongue: str) -> list[tuple[str, str]]:
    wall = whose.checkin_time.strftime("%H:%M") if whose.checkin_time else say("person.no_checkin", tongue)
    return [
        (say("edit.name", tongue), whose.name or ""),
        (say("record.number", tongue), whose.number),
        (say("edit.language", tongue), say(f"language.{whose.language}", tongue)),
        (say("edit.zone", tongue), whose.zone),
        (say("person.checkin", tongue), wall),
        (say("person.since", tongue), _when(whose.created_at, whose)),
    ]


def _consent(row: Row[Any], whose: Row[Any], tongue: str) -> Entry:
    what = f"{_known('topic', row.topic, tongue)}: {say('record.yes' if row.given else 'record.no', tongue)}"
    return Entry(_when(row.at, whose), what, _known("by", row.recorded_by, tongue), row.wording)


def _goal(row: Row[Any], whose: Row[Any], tongue: str) -> Entry:
    ended = f"goal.{row.outcome}" if row.outcome else "goal.open"
    return Entry(_when(row.made_at, whose), say(ended, tongue), "", row.words)


def _day(row: Row[Any], tongue: str) -> Entry:
    told = [(say(f"chart.{name}", tongue), getattr(row, name)) for name in ("mood", "craving")]
    words = ", ".join(f"{label} {value}" for label, value in told if value is not None)
    return Entry(row.day.isoformat(), say("person.checkin", tongue), "", words or say("record.nothing", tongue))


def _known(prefix: str, name: str, tongue: str) -> str:
    key = f"{prefix}.{name.replace(' ', '_')}"
    return say(key, tongue) if knows(key) else name


def _when(at: datetime, whose: Row[Any]) -> str:
    return f"{at.astimezone(ZoneInfo(whose.zone)):%Y-%m-%d %H:%M}"
