"""Changing one thing about oneself by text: NAME, LANGUAGE, TIME, WORD, LESS, TOPICS, MOVED. One question, one answer.

The words are in `copy/settings.toml`. Facts: those of `flows/questions.py`; `asked`, the question to begin with; for
TOPICS `topics`, those they want, and `on_checkins` and so on, the word for on or off of each.
"""

from flows.effects import Agree, Effect, Facts, Keep, OpenTask, Say
from flows.machine import Flow, Next, end, go
from flows.questions import left_out, question, questions
from flows.replies import Choices
from flows.replies.told import SKIP, ZIP

DAYS = Choices(
    daily="1, daily, every day, each day, diario, todos los dias, cada dia",
    three="2, three a week, three times a week, three days a week, tres por semana, tres dias",
    weekly="3, weekly, once a week, one a week, semanal, una vez por semana, una vez a la semana",
    none="4, no daily texts, alumni, graduate, graduated, egresado, egresada, exalumno, exalumna",
    skip=SKIP,
)
TOPICS = Choices(checkins="1", coach="2", milestones="3", surveys="4", news="5", skip=f"{SKIP}, done, listo")
ZONES = Choices(
    **{
        "America/New_York": "1, eastern, este",
        "America/Chicago": "2, central",
        "America/Denver": "3, mountain, montana",
        "America/Phoenix": "4, arizona",
        "America/Los_Angeles": "5, pacific, pacifico",
        "America/Anchorage": "6, alaska",
        "Pacific/Honolulu": "7, hawaii, hawai",
        "America/Puerto_Rico": "8, puerto rico",
    },
    skip=f"9, same, same as before, la misma, {SKIP}",
)


def whichever(facts: Facts) -> Next:
    """The question they asked for."""
    return go(str(facts["asked"]))


def settled(facts: Facts, what: str, *effects: Effect, **learn: object) -> Next:
    """Confirm what has changed."""
    if not effects:
        return end(Say("settings.unchanged"))
    return end(*effects, Say(f"settings.{what}_set"), **learn)


def often(facts: Facts, answer: str) -> Next:
    """As often as they like; there is no wrong answer."""
    if left_out(answer):
        return settled(facts, "days")
    return end(Keep("days", answer), Say(f"settings.days_{answer}"))


def switched(facts: Facts, answer: str) -> Next:
    """The other way round from what it was."""
    if left_out(answer):
        return settled(facts, "topics")
    given = answer not in str(facts["topics"]).split()
    return end(Agree(answer, given, "settings.topics"), Say("settings.topic_on" if given else "settings.topic_off"))


def at_home(facts: Facts, answer: object) -> Next:
    """A new place may have a clock of its own."""
    return go("zone") if left_out(answer) else go("zone", Keep("zip", str(answer)))


def moved(facts: Facts, answer: str) -> Next:
    """A coach hears of it either way: there may be a program nearer to them."""
    kept = () if left_out(answer) else (Keep("zone", answer),)
    return end(*kept, OpenTask("moved"), Say("settings.moved"))


SETTINGS = Flow(
    name="settings",
    version=1,
    start=whichever,
    states={
        **questions(settled),
        "days": question("days", DAYS, often, settled, again="days"),
        "topics": question("topics", TOPICS, switched, settled, again="topics"),
        "zip": question("zip", ZIP, at_home, settled, again="zip_again"),
        "zone": question("zone", ZONES, moved, settled, again="zone"),
    },
)
