"""What was there before the demo's evening: two weeks of answers, plans, meetings, places. No page is empty."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from bot.days import instant, local_day
from bot.models import checkin, meeting, plan_step, resource
from bot.work import insert

DAYS = 14
"""Days since they joined."""


class Past(NamedTuple):
    """A mood and a craving a day, yesterday last, `--` where no answer came; steps 1 to 5 of their plan."""

    days: str
    plan: tuple[str, ...]


ANAS = Past(
    "53 54 46 -- 45 54 53 63 62 -- 53 64 63",
    (
        "I stop answering my phone, and I sleep badly",
        "walk to the river with the dog, one song at a time",
        "the library, or the bench at the community garden",
        "my sister Mia, evenings; Dee from the garden",
        "COACH, by text; Dr. Lane, on weekdays",
    ),
)
LUISS = Past(
    "42 52 51 52 61 -- 61 62 52 61 71 71 61",
    (
        "me encierro y dejo de comer",
        "cocinar algo, caminar, poner la radio",
        "la cancha, la casa de mi hermano",
        "mi hermano Beto; mi vecina Rosa",
        "mi coach, con la palabra COACH",
    ),
)

MEETINGS = (
    {"title": "Coffee hour", "kind": "group", "weekday": 0, "starts": time(18), "place": "12 River St"},
    {"title": "River walk", "kind": "group", "weekday": 2, "starts": time(17, 30), "place": "North bridge"},
    {"title": "Café en español", "kind": "group", "weekday": 3, "starts": time(18), "place": "12 River St"}
    | {"language": "es"},
    {"title": "Job workshop", "kind": "workshop", "weekday": 5, "starts": time(10), "place": "Main library"},
)
PLACES = (
    {"title": "Rivertown food shelf", "kind": "food", "zip": "62701", "phone": "217-555-0161"},
    {"title": "Open Door shelter", "kind": "housing", "zip": "627", "phone": "217-555-0162"},
    {"title": "Walk-in clinic", "kind": "health", "zip": "627", "phone": "217-555-0163"},
)


def remember(tx: sa.Connection, client_id: int, theirs: Past, asked: time, zone: str, at: datetime) -> None:
    """Their check-ins of the days before today, and their plan, as a coach wrote it down with them."""
    today, days = local_day(at, zone), theirs.days.split()
    for back, said in zip(range(len(days), 0, -1), days, strict=True):
        _checkin(tx, client_id, said, today - timedelta(days=back), asked, zone)
    for step, words in enumerate(theirs.plan, 1):
        insert(tx, plan_step, {"client_id": client_id, "step": step, "words": words, "written_at": at})


def _checkin(tx: sa.Connection, client_id: int, said: str, day: date, asked: time, zone: str) -> None:
    asked_at = instant(day, asked, zone)
    row = {"client_id": client_id, "day": day, "asked_at": asked_at, "missed": said == "--"}
    if said != "--":
        row |= {"mood": int(said[0]), "craving": int(said[1]), "answered_at": asked_at + timedelta(minutes=9)}
    insert(tx, checkin, row)


def offers(tx: sa.Connection, program_id: int, today: date) -> None:
    """Meetings of every week, and places that help, all checked today."""
    for table, rows in ((meeting, MEETINGS), (resource, PLACES)):
        for row in rows:
            insert(tx, table, {"program_id": program_id, "verified_on": today, **row})
