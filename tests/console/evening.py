"""An evening with people in it, for pictures and long pages: weeks of answers, two calls for help, a list for today.

Everybody and everything in it is invented.
"""

from datetime import timedelta
from math import sin

import sqlalchemy as sa

from bot import seed
from bot.days import local_day
from bot.models import answer, checkin, client, note, skill_use
from bot.phones import Person
from bot.tasks import open_task
from bot.work import insert
from tests.console.house import unit
from tests.night.world import VAULT, ZONE, Night

QUIET_DAYS = {5, 6, 17, 31, 32, 33, 58}


def weeks_of_answers(night: Night, who: str, days: int = 88) -> None:
    """A mood that rises slowly and a craving that comes in waves, with days of silence."""
    with unit(night) as made:
        for back in range(1, days):
            if back in QUIET_DAYS:
                continue
            wave = sin(back / 4.5)
            at = made.at - timedelta(days=back)
            mood = max(0, min(10, round(6.3 - back / 38 + 1.4 * sin(back / 7))))
            craving = max(0, min(10, round(3.2 + back / 40 - 2.2 * wave)))
            row = {"client_id": night.ids[who], "day": local_day(at, ZONE), "asked_at": at, "mood": mood}
            insert(made.tx, checkin, {**row, "craving": craving, "answered_at": at, "missed": False})


def what_she_tried(night: Night) -> None:
    """Skills with what they did, and answers to third questions."""
    tried = (("call", 7, 3), ("surf", 8, 5), ("call", 6, 3), ("box", 5, 5), ("delay", 7, None))
    said = (("sleep", 6, None), ("halt", None, "LT"), ("confidence", 7, None), ("why", None, "my girls need me"))
    with unit(night) as made:
        for back, (skill, before, after) in enumerate(tried):
            at = made.at - timedelta(days=4 * (len(tried) - back))
            row = {"client_id": night.ids["Ana"], "skill": skill, "before": before, "after": after, "at": at}
            insert(made.tx, skill_use, row)
        for back, (kind, value, words) in enumerate(said):
            row = {"client_id": night.ids["Ana"], "kind": kind, "value": value, "words": words}
            insert(made.tx, answer, {**row, "at": made.at - timedelta(days=3 * (back + 1))})


def others(night: Night) -> dict[str, int]:
    """More clients: names for the list of today."""
    numbers = {"Dee": "+15185550131", "Tomás": "+15185550132", "Mara": "+15185550133", "Wes": "+15185550134"}
    with unit(night) as made:
        for name, number in numbers.items():
            night.network.add_phone(number, name, "client")
            night.ids[name] = seed.add_client(made.tx, VAULT, made.at, night.ids["program"], name, number, ZONE)
    return {name: night.ids[name] for name in numbers}


def todays_list(night: Night) -> None:
    """Four things to do today."""
    ids = others(night)
    kinds = {"Dee": "concern", "Tomás": "low_mood", "Mara": "words", "Wes": "picture"}
    with unit(night) as made:
        for name, kind in kinds.items():
            row = made.tx.execute(sa.select(client).where(client.c.id == ids[name])).one()
            open_task(made, kind, row)


def a_hard_evening(night: Night, ana: Person, luis: Person, joys_phone: Person) -> None:
    """Ana has asked for help and Joy has her; a little later Luis writes, and nobody has him yet."""
    weeks_of_answers(night, "Ana")
    what_she_tried(night)
    todays_list(night)
    night.forward(minutes=3)
    ana.texts("hey. long day at work again")
    night.forward(minutes=4)
    ana.texts("I cant do this anymore. need someone now")
    night.forward(seconds=40)
    joys_phone.texts("1")
    night.forward(seconds=20)
    joys_phone.texts("Hi Ana, this is Joy. I am here. Where are you right now?")
    night.forward(seconds=35)
    ana.texts("in the car outside my place")
    night.forward(seconds=30)
    joys_phone.texts("Thank you for telling me. Is anyone there with you?")
    night.forward(seconds=25)
    ana.texts("no. my sister can come")
    with unit(night) as made:
        words = "Likes to be called in the evening. Her sister Mia is her person."
        row = {"client_id": night.ids["Ana"], "coach_id": night.ids["Ravi"], "body": words}
        insert(made.tx, note, {**row, "at": made.at - timedelta(minutes=30)})
    night.forward(minutes=1)
    luis.texts("mi hermano no respira, creo que es sobredosis")
    night.forward(seconds=8)
