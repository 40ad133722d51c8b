"""Changing things about oneself by a word: NAME, TIME, LANGUAGE, SHARED, TOPICS ... Each is confirmed by text."""

from bot import about, conversations, milestones
from bot.effects import Scene
from bot.opening import ask_by_the_way
from bot.topics import OF_FLOW
from flows import current, flow
from flows.commands import Command, Request
from flows.effects import Agree, Keep, Say
from flows.machine import question_again
from flows.replies.told import looks_like_a_name

ASKS: dict[Command, str] = {
    Command.NAME: "name",
    Command.LANGUAGE: "language",
    Command.TIME: "time",
    Command.WORD: "word",
    Command.TOPICS: "topics",
    Command.MOVED: "zip",
}
"""Which question of the settings each of these asks; what follows the word is its answer."""

BARE = frozenset({"name", "nombre"})
"""Ways of saying NAME that sentences begin with, too."""


def ask(question: str, scene: Scene, asked: Request) -> bool:
    """Ask one question about settings, or take what follows the word as its answer. False when that makes no sense."""
    expects = current("settings").states[question].expect
    if asked.about and (expects.read(asked.about) is None or _is_a_sentence(asked)):
        return False
    ask_by_the_way(scene, "settings", {"asked": question}, asked.about or None)
    return True


def _is_a_sentence(asked: Request) -> bool:
    """ "Name one reason" names nobody; "my name is" says that a name follows."""
    return asked.command is Command.NAME and asked.said in BARE and not looks_like_a_name(asked.about)


def less(scene: Scene, asked: Request) -> bool:
    """How often: asked, unless the word has said it ("weekly")."""
    says_it = current("settings").states["days"].expect.read(asked.said) is not None
    return ask("days", scene, Request(asked.command, asked.said, asked.said if says_it else ""))


def days_that_count(scene: Scene, asked: Request) -> bool:
    """DATE: what comes next by their own date; asked for one where there is none, or taken from what follows."""
    whose = scene.person.client
    if asked.about or not whose.recovery_date:
        return ask("date", scene, asked)
    scene.carry_out((Say("milestone.shown", milestones.shown(scene.work, whose)),))
    return True


def speak(language: str, scene: Scene, asked: Request) -> bool:
    """In this language from now on; a question that waits is asked again in it."""
    scene.carry_out((Keep("language", language), Say("settings.language_set")))
    row = scene.person.conversation
    script = flow(row.flow, row.version) if row is not None else None
    if row is not None and script is not None:
        scene.carry_out(question_again(script, conversations.read(row)))
    return True


def no_more(scene: Scene, kinds: tuple[str, ...]) -> None:
    """Switch off the kinds of texts that somebody wants no more; a question of such a kind waits no longer. They hear
    what still comes, and that STOP ends it all."""
    scene.carry_out(tuple(Agree(kind, False, "settings.topics") for kind in kinds))
    row = scene.person.conversation
    if row is not None and OF_FLOW.get(row.flow) in kinds:
        conversations.close(scene.work, scene.person.client.id)
    which = kinds[0] if len(kinds) == 1 else "several"
    scene.carry_out((Say(f"settings.off_{which}", about.settings(scene.work, scene.person.client)),))
