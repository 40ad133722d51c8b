"""Someone is in danger: what to do now, that a coach is being paged, and where else help is. Never a question first.

The words are in `copy/sos.toml`. The bot begins it on every text that triage reads as urgent or an emergency, with the
facts `tier` and `topic`. It names nobody, because a stranger may be in danger too. Updates while nobody has answered
are the escalation's work, not this flow's: it only says that a coach is being paged, never that one has seen it.
"""

from datetime import timedelta
from typing import Literal

from flows.effects import Facts, OpenEscalation, Say, TellOwner
from flows.machine import Ask, Flow, Next, Silence, end, go
from flows.replies import Choices

A_QUESTION_WAITS = timedelta(hours=4)  # a late 2 is still heard as the danger it is

# Topics with words of their own; any other topic hears the plain words of its tier.
EMERGENCIES = frozenset({"overdose", "suicide", "self_harm", "violence", "medical", "withdrawal", "driving"})
URGENT = frozenset({"suicide", "self_harm", "craving", "using", "withdrawal", "violence", "friend", "human"})

SAFE = Choices(
    safe="1, safe, i am safe, i'm safe, i am, yeah, yep, si, a salvo, estoy a salvo, estoy bien",
    not_safe="2, not safe, i am not safe, i'm not safe, unsafe, no, nope, not now, not right now, "
    "ahora no, no estoy a salvo, no estoy bien",
)


def danger(facts: Facts) -> Next:
    """An emergency hears what to do and nothing else; urgent also hears one question, in a text of its own."""
    topic = str(facts["topic"])
    if facts["tier"] == "emergency":
        return end(Say(_key("emergency", topic, EMERGENCIES)), OpenEscalation("emergency", topic))
    return go("safe", Say(_key("urgent", topic, URGENT)), OpenEscalation("urgent", topic))


def _key(tier: Literal["urgent", "emergency"], topic: str, topics: frozenset[str]) -> str:
    return f"sos.{tier}_{topic}" if topic in topics else f"sos.{tier}"


by_safety = {
    "safe": end(Say("sos.glad"), TellOwner()),
    "not_safe": end(Say("sos.not_safe"), OpenEscalation("emergency", "not_safe"), TellOwner()),
}
passed_on = go("listening", Say("sos.passed_on"), TellOwner())
quiet_end = Silence(A_QUESTION_WAITS, end())

SOS = Flow(
    name="sos",
    version=1,
    start=danger,
    states={
        "safe": Ask(Say("sos.safe"), SAFE, by_safety, passed_on, quiet_end),
        "listening": Ask(None, SAFE, by_safety, passed_on, quiet_end),
    },
)
