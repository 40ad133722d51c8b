"""A goal in the client's own words, one small step at a time; and the word a week later.

The words are in `copy/goals.toml` and `copy/goal_week.toml`. The bot brings `goal` and `step`, what they are at now
("" for none; "your goal" where their words would name what no text names), and for the week's word `quiet`, how many
weeks went by without an answer.
"""

from datetime import timedelta

from flows.effects import Effect, Facts, Keep, Later, OpenTask, Say
from flows.fold import words
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.replies import Choices, is_courtesy

A_WEEK = timedelta(days=7)
A_QUESTION_WAITS = timedelta(hours=4)
QUIET_WEEKS = 3  # after so many nothing more is asked; the goal stays

_LEAVE = frozenset(
    {"skip", "later", "nothing", "none", "nada", "saltar", "luego", "ninguna", "ninguno", "no", "not now"}
)


class OwnWords:
    """Whatever they write, as they wrote it; "skip" for a text that only says so."""

    def read(self, text: str) -> str | None:
        """None for a text without a word of their own: a bare "thanks" is no goal."""
        said = " ".join(words(text))
        return None if is_courtesy(text) else "skip" if said in _LEAVE else text.strip()


AT_A_LOOK = Choices(
    reached="1, reached it, i reached it, reached, i did it, did it, done, la alcance, lo logre, lista",
    step="2, new step, a new step, another step, otro paso, nuevo paso",
    let_go="3, let it go, let go, drop it, dejarla, la dejo",
    keep="4, leave it, leave it be, keep it, as it is, asi esta bien, dejalo asi",
)
HOW_IT_WENT = Choices(
    done="1, did it, i did it, yeah, yep, done, all of it, lo hice, si, hecho",
    some="2, some, some of it, part of it, a bit, a little, un poco, algo, parte",
    not_yet="3, not yet, no, nope, didnt, i didnt, did not, todavia no, aun no",
)
WHAT_NEXT = Choices(
    same="1, same, the same, again, same again, el mismo, igual, otra vez",
    smaller="2, smaller, a smaller one, new, another, otro, uno mas pequeno, mas pequeno",
    let_go="3, let it go, let go, drop it, dejarlo, lo dejo",
)

quiet_end = Silence(A_QUESTION_WAITS, end())
in_a_week = Later("goal_week", A_WEEK)
to_a_coach: tuple[Effect, ...] = (OpenTask("words"), Say("goals.words"))


def first(facts: Facts) -> Next:
    """What they are at, or the question what it might be."""
    if not facts["goal"]:
        return go("what")
    return go("look" if facts["step"] else "look_ahead")


def _own_goal(facts: Facts, said: str) -> Next:
    if said == "skip":
        return end(Say("goals.not_now"))
    return go("step", Keep("goal", said), Say("goals.good"))


def _own_step(facts: Facts, said: str) -> Next:
    if said == "skip":
        return end(Say("goals.no_step"))
    return end(Keep("goal_step", said), Say("goals.set"), in_a_week)


_ways = {
    "reached": end(Keep("goal_end", "done"), Say("goals.reached")),
    "step": go("step"),
    "let_go": end(Keep("goal_end", "let_go"), Say("goals.let_go")),
    "keep": end(Say("goals.kept")),
}

GOALS = Flow(
    name="goals",
    version=1,
    start=first,
    states={
        "what": Ask(
            Say("goals.what"), OwnWords(), _own_goal, Again(Say("goals.what_again"), end(*to_a_coach)), quiet_end
        ),
        "step": Ask(
            Say("goals.step"), OwnWords(), _own_step, Again(Say("goals.step_again"), end(*to_a_coach)), quiet_end
        ),
        "look": Ask(Say("goals.look"), AT_A_LOOK, _ways, Again(Say("goals.look_again"), end(*to_a_coach)), quiet_end),
        "look_ahead": Ask(
            Say("goals.look_ahead"), AT_A_LOOK, _ways, Again(Say("goals.look_again"), end(*to_a_coach)), quiet_end
        ),
    },
)


def a_week_later(facts: Facts) -> Next:
    """How the step went, unless nobody has answered for weeks, or there is none."""
    if not facts["step"] or int(facts["quiet"] or 0) >= QUIET_WEEKS:
        return end()
    return go("how")


_went = {
    "done": go("next_step", Keep("goal_week", "done"), Say("goal_week.done")),
    "some": end(Keep("goal_week", "some"), Say("goal_week.some"), in_a_week),
    "not_yet": go("instead", Keep("goal_week", "not_yet"), Say("goal_week.not_yet")),
}
_instead = {
    "same": end(Say("goal_week.same"), in_a_week),
    "smaller": go("next_step"),
    "let_go": end(Keep("goal_end", "let_go"), Say("goal_week.let_go")),
}


def _next_step(facts: Facts, said: str) -> Next:
    if said == "skip":
        return end(Say("goal_week.rest"))
    return end(Keep("goal_step", said), Say("goal_week.set"), in_a_week)


_unread = end(OpenTask("words"), Say("goal_week.words"), in_a_week)
_no_word = Silence(A_QUESTION_WAITS, end(Keep("goal_week", "quiet"), in_a_week))

GOAL_WEEK = Flow(
    name="goal_week",
    version=1,
    start=a_week_later,
    states={
        "how": Ask(Say("goal_week.how"), HOW_IT_WENT, _went, Again(Say("goal_week.how_again"), _unread), _no_word),
        "next_step": Ask(
            Say("goal_week.next_step"), OwnWords(), _next_step, Again(Say("goal_week.step_again"), _unread), quiet_end
        ),
        "instead": Ask(
            Say("goal_week.instead"), WHAT_NEXT, _instead, Again(Say("goal_week.instead_again"), _unread), _no_word
        ),
    },
)
