"""A return to use that is over: thanks, are you safe, what the body may not take any more, and a coach if they like.

No counter and no shame. The words are in `copy/setback.toml`; the bot brings `name`. It opens on a text that triage
reads as a setback; using now, or not being safe, is danger and goes the way of danger.
"""

from datetime import time, timedelta

from flows.effects import Facts, Later, Open, OpenEscalation, OpenTask, Say
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.offer import offer_states, words_for_a_coach
from flows.replies import Choices

SOON, LONG = timedelta(minutes=30), timedelta(hours=4)
MORNING = time(9)

HOW = Choices(
    safe="1, safe, i am safe, i'm safe, ok, okay, i am ok, i'm ok, fine, i am fine, i'm fine, yeah, yep, "
    "a salvo, estoy a salvo, bien, estoy bien, si",
    just_now="2, just now, right now, now, recien, ahora, ahorita, hace poco",
    not_safe="3, not safe, i am not safe, i'm not safe, unsafe, no, nope, no estoy a salvo, no estoy bien",
)


def told(facts: Facts) -> Next:
    """Thanks first, then whether they are safe. A coach looks in today, and the line the next morning."""
    return go("safe", Say("setback.thanks"), OpenTask("setback"), Later("setback_morning", MORNING))


more_risk = go("offer", Say("setback.risk"))
by_safety = {
    "safe": more_risk,
    "just_now": end(Open("sos", {"tier": "urgent", "topic": "using"})),
    "not_safe": end(Say("sos.not_safe"), OpenEscalation("emergency", "not_safe")),
}

SETBACK = Flow(
    name="setback",
    version=1,
    start=told,
    states={
        "safe": Ask(
            say=Say("setback.safe"),
            expect=HOW,
            then=by_safety,
            unclear=Again(Say("setback.safe_again"), more_risk),
            silent=Silence(SOON, go("safe_stands", OpenTask("setback_quiet"))),
        ),
        "safe_stands": Ask(None, HOW, by_safety, words_for_a_coach, Silence(LONG, end())),
        **offer_states(
            Say("setback.offer"),
            taken=end(Say("offer.paging"), OpenEscalation("urgent", "setback")),
            refused=end(Say("setback.your_call")),
            reason="setback",
            stands=LONG,
        ),
    },
)
