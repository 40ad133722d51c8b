"""Answering what people ask for by a word of their own. Each command has one function; this page only names them."""

from collections.abc import Callable, Mapping
from functools import partial

from bot import gatherings, joining, resources, safety_plan, stats, wishes
from bot.effects import Scene
from bot.opening import open_flow
from flows.commands import Command, Request
from flows.effects import Effect, Keep, OpenTask, OptOut, Say

Answer = Callable[[Scene, Request], bool]
"""Answers a command. False: what follows the word makes no sense, and the text is read as any other."""


def says(*effects: Effect) -> Answer:
    """A command that is answered the same way each time."""

    def answer(scene: Scene, asked: Request) -> bool:
        scene.carry_out(effects)
        return True

    return answer


FOR_ANYBODY = frozenset({Command.JOIN, Command.ROBOT, Command.ENGLISH, Command.SPANISH, Command.EXPORT, Command.ERASE})
"""What people may ask for who are not on the list; their other texts are for a coach to read."""

IN_NEED = frozenset({
    *(Command.PLAN, Command.SKILLS, Command.BUDDY, Command.RESOURCES, Command.ROBOT, Command.ENGLISH),
    *(Command.SPANISH, Command.SHARED, Command.ONLY_ME, Command.UNSAFE, Command.NEW_NUMBER, Command.EXPORT),
    Command.ERASE,
})  # fmt: skip
"""What is answered while a coach is paged and nobody has come yet: what helps now, and what keeps them safe. Anything
else would begin a talk about meetings or goals with somebody in a crisis."""

ASKS = wishes.ASKS

NOT_SAFE = (Keep("unsafe", True), OpenTask("unsafe_to_text"))
"""It is not safe to text them: nothing comes by itself, and a coach looks for another way with them."""


def opens(flow: str) -> Answer:
    """A command that opens a conversation."""

    def answer(scene: Scene, asked: Request) -> bool:
        open_flow(scene, flow)
        return True

    return answer


def tells(flow: str) -> Answer:
    """The same; what follows the word is the answer to its question."""

    def answer(scene: Scene, asked: Request) -> bool:
        open_flow(scene, flow, text=asked.about or None)
        return True

    return answer


ANSWERS: Mapping[Command, Answer] = {
    Command.BUDDY: opens("buddy"),
    Command.GOALS: opens("goals"),
    Command.LIST: says(Say("line.list")),
    Command.MEETINGS: gatherings.tell,
    Command.PLAN: safety_plan.tell,
    Command.RESOURCES: resources.tell,
    Command.JOIN: joining.join,
    Command.ROBOT: says(Say("line.honest")),
    Command.MILESTONES: wishes.days_that_count,
    Command.WIN: tells("win"),
    Command.LESS: wishes.less,
    Command.ALUMNI: wishes.less,
    Command.ENGLISH: partial(wishes.speak, "en"),
    Command.SPANISH: partial(wishes.speak, "es"),
    Command.SHARED: says(Keep("shared", True), Say("wishes.shared")),
    Command.ONLY_ME: says(Keep("shared", False), Say("wishes.only_me")),
    Command.UNSAFE: says(*NOT_SAFE, Say("wishes.quiet")),
    Command.NEW_NUMBER: says(Say("wishes.new_number"), OpenTask("new_number")),
    Command.EXPORT: says(Say("wishes.export"), OpenTask("export_request")),
    Command.ERASE: says(Say("wishes.erase"), OptOut(), OpenTask("erase_request")),
    **{command: partial(wishes.ask, question) for command, question in wishes.ASKS.items()},
    Command.SKILLS: opens("craving"),
    Command.STATS: stats.tell,
}
