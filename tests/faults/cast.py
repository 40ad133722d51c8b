"""Who is in crisis tonight and who is on call, what goes wrong and when: drawn from the seed, arranged on the clock."""

from dataclasses import dataclass
from functools import partial

from bot import db, seed
from bot.phones import Phone, faults
from tests.faults.habits import HABITS, Coach, settle_in
from tests.faults.storm import Storm
from tests.faults.weather import CARRIER, DATABASE, FILTERED, MILE, PEOPLE, PROCESS, SLOT, WEBHOOK
from tests.night.world import START, VAULT, ZONE, people

MINUTES = 25
"""How long a night is."""
QUIET = 6
"""The last minutes, in which nothing new goes wrong."""

CRIES = {
    "en": (
        "I need a coach now",
        "I want to kill myself",
        "SOS",
        "I took the whole bottle",
        "he's blue and won't wake up",
    ),
    "es": ("necesito un coach ahora", "SOS", "mi hermano no respira, creo que es sobredosis"),
}
SPLIT = {"en": ("I am going to", "kill myself tonight"), "es": ("voy a tomarme todas", "las pastillas")}
AFTER = ("please hurry", "it is dark here", "I can't stop wanting to use right now", "are you there?")
MORE = {"Client 3": "+15185550113", "Client 4": "+15185550114"}


@dataclass(frozen=True)
class Tonight:
    """The people of a night: phones by name in crisis, and the coaches."""

    clients: dict[str, Phone]
    coaches: list[Coach]
    filtered: bool


def tonight(storm: Storm) -> Tonight:
    """Draw a night and put all of it on the clock."""
    filtered = storm.dice.random() < 0.1
    phones = {name: person.phone for name, person in people(storm).items()}
    coaches = [_coach(storm, name, phones[name], filtered) for name in ("Joy", "Ravi", "Sol")]
    clients = _clients(storm, {name: phones[name] for name in ("Ana", "Luis")})
    for phone in clients.values():
        _crisis(storm, phone)
    _weather(storm, filtered)
    return Tonight(clients, coaches, filtered)


def one_evening(storm: Storm) -> Tonight:
    """Ana cries for help, Joy sleeps, Ravi takes her after two minutes and writes to her; nothing else is drawn."""
    phones = {name: person.phone for name, person in people(storm).items()}
    habits = {"Joy": "asleep", "Ravi": "answers", "Sol": "asleep"}
    coaches = [Coach(storm, name, phones[name], habit) for name, habit in habits.items()]
    storm.onlookers += [coach.look for coach in coaches]
    storm.at(1, partial(storm.network.text, phones["Ana"], CRIES["en"][0]))
    return Tonight({"Ana": phones["Ana"]}, coaches, filtered=False)


def language(name: str) -> str:
    return "es" if name == "Luis" else "en"


def _coach(storm: Storm, name: str, phone: Phone, filtered: bool) -> Coach:
    habit = storm.dice.choices(list(HABITS), (8, 2, 2, 2, 3, 2, 2, 1, 1))[0]
    if filtered and habit == "opted out":
        habit = "asleep"
    coach = Coach(storm, name, phone, habit)
    settle_in(coach)
    if filtered:
        phone.carrier = faults.undelivered(30007)
    storm.drawn.append(f"coach: {habit}")
    storm.onlookers.append(coach.look)
    return coach


def _clients(storm: Storm, known: dict[str, Phone]) -> dict[str, Phone]:
    more = {name: storm.network.add_phone(number, name, "client") for name, number in MORE.items()}
    with db.transaction(storm.line.engine) as tx:
        for name, number in MORE.items():
            seed.add_client(tx, VAULT, START, storm.ids["program"], name, number, ZONE)
    everybody = {**known, **more}
    chosen = storm.dice.sample(sorted(everybody), storm.dice.randint(1, 4))
    return {name: everybody[name] for name in chosen}


def _crisis(storm: Storm, phone: Phone) -> None:
    dice, tongue = storm.dice, language(phone.name)
    at = dice.uniform(0, 300)
    copies = dice.randint(2, 5) if _drawn(storm, "duplicate of a SID", 0.25) else 1
    late = 15.0 if _drawn(storm, "webhook 15 s late", 0.1) else 0.0
    if _drawn(storm, "words split over two texts", 0.2):
        first, second = SPLIT[tongue]
        storm.at(at, partial(storm.network.text, phone, first))
        storm.at(at + dice.uniform(3, 60), partial(storm.network.text, phone, second, copies=copies, late=late))
    else:
        storm.at(at, partial(storm.network.text, phone, dice.choice(CRIES[tongue]), copies=copies, late=late))
    for _ in range(dice.randint(0, 2)):
        storm.at(at + dice.uniform(90, 240), partial(storm.network.text, phone, dice.choice(AFTER)))
    if _drawn(storm, "STOP in a crisis", 0.15):
        storm.at(at + dice.uniform(80, 200), partial(storm.network.text, phone, "STOP"))


def _drawn(storm: Storm, name: str, share: float) -> bool:
    drawn = storm.dice.random() < share
    storm.drawn += [name] * drawn
    return drawn


def _weather(storm: Storm, filtered: bool) -> None:
    """Process faults in slots of their own; webhooks fail at most three times, for the carrier posts four times."""
    dice, end = storm.dice, (MINUTES - QUIET) * 60
    kinds = dice.sample(sorted(PROCESS), dice.choice((0, 1, 2, 3, 4)))
    for nth, name in enumerate(kinds):
        storm.drawn.append(name)
        first = 320 if name in DATABASE and nth == 0 else 0  # not while the first cries come: see NOT_BEFORE
        PROCESS[name](storm, max(first, nth * SLOT + dice.uniform(0, 50)))
    for name in dice.sample(sorted(PEOPLE), dice.choice((0, 0, 1))):
        storm.drawn.append(name)
        PEOPLE[name](storm, dice.uniform(0, 400))
    for name in dice.choices(sorted(WEBHOOK), k=dice.choice((0, 0, 1, 2))):
        storm.drawn.append(name)
        WEBHOOK[name](storm, dice.uniform(0, 200))
    if filtered:
        return storm.drawn.append(FILTERED)
    of_the_carrier = {**CARRIER, **MILE}
    for name in dice.sample(sorted(of_the_carrier), dice.choice((0, 1, 2, 3, 4))):
        storm.drawn.append(name)
        of_the_carrier[name](storm, dice.uniform(0, min(500, end)))
    return None
