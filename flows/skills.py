"""What somebody can do in a craving: each skill is a few texts, one at a time, at their own pace.

The words are in `copy/skill.toml`: `surf` is what the skill is called, `surf_1` its first text. A reply of any kind
goes on, silence leads to the question how it is now. None of them asks for words about using.
"""

from collections.abc import Mapping
from datetime import timedelta

from flows.effects import Say
from flows.machine import Ask, Next, Silence, go
from flows.replies import Choices, Words

TIMER = timedelta(minutes=15)

SKILLS: Mapping[str, int] = {"leave": 2, "surf": 3, "ground": 5, "delay": 3, "call": 2, "box": 2, "tape": 3, "halt": 1}
"""Each skill and how many texts it has, in the order in which they are offered to somebody new."""

FEELS = Choices(
    hungry="h, hungry, hambre, con hambre, 1",
    angry="a, e, angry, mad, enojo, con enojo, rabia, 2",
    lonely="l, s, lonely, alone, sin nadie, soledad, 3",
    tired="t, c, tired, sleepy, cansancio, con cansancio, sueño, 4",
)


def skill_states(then: Next, silent: Silence) -> dict[str, Ask]:
    """Every text of every skill; after the last one `then` follows."""
    states = {}
    for skill, texts in SKILLS.items():
        for nth in range(1, texts + 1):
            onward = go(f"{skill}_{nth + 1}") if nth < texts else then
            states[f"{skill}_{nth}"] = Ask(Say(f"skill.{skill}_{nth}"), Words(), onward, onward, silent)
    return states | _by_feeling(then, silent)


def _by_feeling(then: Next, silent: Silence) -> dict[str, Ask]:
    """HALT answers what is felt; a feeling it cannot read is met with all four."""
    tips = ("hungry", "angry", "lonely", "tired", "any")
    tried = {f"halt_{tip}": Ask(Say(f"skill.halt_{tip}"), Words(), then, then, silent) for tip in tips}
    by_feeling = {tip: go(f"halt_{tip}") for tip in tips[:-1]}
    return {"halt_1": Ask(Say("skill.halt_1"), FEELS, by_feeling, go("halt_any"), silent), **tried}
