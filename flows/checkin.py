"""The daily check-in: a mood, then a craving, and a person when either is hard. It reads in the order it happens.

The words are in `copy/checkin.toml`. The bot brings these facts: `name`; `word`, the client's own word for the craving;
`offer_at`, `page_at` and `low_at`, the program's lines (0 to 10); `remind_after` and `close_after`, seconds; `day`, a
number that grows by one each local day; `seed`, a number of the client's own; what earlier check-ins were (0 to 10, or
None): `last_mood` and `last_craving`, `before_mood` and `before_craving` the time before that, `best_mood` of the last
week; `quiet`, how many were missed since the last; and `mood` or `craving` where today has just one of them already, so
that a late second number is not taken for a first. `flows/thirds.py` says what a third question needs.
"""

from flows.effects import Effect, Facts, Miss, Open, OpenEscalation, OpenTask, Record, Say
from flows.machine import Again, Ask, Flow, Next, Silence, end, go
from flows.offer import offer_states
from flows.replies import Asked, Later, OrLater, Ratings, Scale
from flows.thirds import asks, shuffled, third

VARIETY = {"better": 5, "harder": 5, "steady": 5}  # sentences of a kind; of the others there are three
FEW = 3
A_BREAK = 2  # missed check-ins, after which people are welcomed back
NO_MORE = {"harder", "slide", "first"}  # after these nothing more is asked

words_for_a_coach = end(OpenTask("words"), Say("checkin.words"))


def something_to_try(facts: Facts, _: str) -> Next:
    """No coach now: the craving flow goes on from the number that is known."""
    return end(Say("checkin.not_now"), Open("craving", {"before": facts["craving"]}))


def first_missing(facts: Facts) -> Next:
    """The first question, or the one that today still lacks."""
    mood, craving = _number(facts, "mood"), _number(facts, "craving")
    if mood is not None and craving is None:
        return go("craving")
    return go("mood" if craving is None else "mood_after_craving")


def heard(facts: Facts, rated: Ratings) -> Next:
    """Keep what was rated, then ask for what is missing, or answer. A hard craving is answered before anything else."""
    rates = (("mood", rated.mood), ("craving", rated.craving))
    new: Facts = {what: value for what, value in rates if value is not None}
    step = _answer({**facts, **new})
    return Next(step.state, (*_kept(facts, rated), *step.effects), new)


def recorded(rated: Ratings) -> tuple[Effect, ...]:
    """What of a check-in is to be kept."""
    mood = (Record("mood", rated.mood),) if rated.mood is not None else ()
    return (*mood, Record("craving", rated.craving)) if rated.craving is not None else mood


def _kept(facts: Facts, rated: Ratings) -> tuple[Effect, ...]:
    low_now = rated.mood is not None and _is_low({**facts, "mood": rated.mood}) and not _is_low(facts)
    return (*recorded(rated), OpenTask("low_mood")) if low_now else recorded(rated)


def _answer(facts: Facts) -> Next:
    mood, craving = _number(facts, "mood"), _number(facts, "craving")
    if craving is None:
        return go("craving_after_a_low" if _is_low(facts) else "craving")
    if craving >= _line(facts, "page_at"):
        return end(Say("checkin.paging"), OpenEscalation("urgent", "craving"))
    if craving >= _line(facts, "offer_at"):
        return go("offer")
    if mood is None:
        return go("mood_after_craving")
    return _feedback(facts, mood, craving)


def _feedback(facts: Facts, mood: int, craving: int) -> Next:
    """The answer that says what the numbers are and how they compare; and on some days one more question."""
    if _is_low(facts):
        return end(Say(f"checkin.low_{_turn(facts, 'low')}"))
    kind = _kind(facts, mood, craving)
    said, more = Say(f"checkin.{kind}_{_turn(facts, kind)}"), None if kind in NO_MORE else third(facts)
    return end(said) if more is None else go(more, said)


def _kind(facts: Facts, mood: int, craving: int) -> str:
    """What the numbers show: three in a row, the best of a week, a return; else the change since last time."""
    last_mood, last_craving = _number(facts, "last_mood"), _number(facts, "last_craving")
    if last_mood is None or last_craving is None:
        return "first"
    if (_number(facts, "quiet") or 0) >= A_BREAK:
        return "back"
    if (trend := _trend(facts, mood, craving, last_mood, last_craving)) is not None:
        return trend
    change = (mood - last_mood) - (craving - last_craving)
    return "better" if change > 0 else "harder" if change < 0 else "steady"


def _trend(facts: Facts, mood: int, craving: int, last_mood: int, last_craving: int) -> str | None:
    """Three check-ins that go one way, or a mood above all of the last week. A better mood is no news while the craving
    climbs."""
    before_mood, before_craving = _number(facts, "before_mood"), _number(facts, "before_craving")
    if before_mood is None or before_craving is None:
        return None
    if before_mood > last_mood > mood and craving >= last_craving:
        return "slide"
    if craving > last_craving:
        return None
    if before_craving > last_craving > craving and mood >= last_mood:
        return "calmer"
    if before_mood < last_mood < mood:
        return "rising"
    best = _number(facts, "best_mood")
    return "best" if best is not None and mood > best else None


def _turn(facts: Facts, kind: str) -> int:
    """Which sentence of a kind is said today: each comes once in a round of days, in an order of this person's own that
    is another for each round; and none on two days running."""
    count = VARIETY.get(kind, FEW)
    round_, place = divmod(_line(facts, "day"), count)
    order = shuffled(count, facts, round_)
    if order[0] == shuffled(count, facts, round_ - 1)[-1]:
        order[0], order[1] = order[1], order[0]
    return order[place] + 1


def _is_low(facts: Facts) -> bool:
    mood = _number(facts, "mood")
    return mood is not None and mood <= _line(facts, "low_at")


def _number(facts: Facts, name: str) -> int | None:
    value = facts.get(name)
    return None if value is None else int(value)


def _line(facts: Facts, name: str) -> int:
    return int(facts[name] or 0)


def _ask(name: str, asked: Asked, again: str, silent: Silence, back: str) -> dict[str, Ask]:
    """A question, and the wait of somebody who would rather be asked later today: `back` is what they are asked then.
    An answer is welcome before that."""

    def answered(facts: Facts, answer: Ratings | Later) -> Next:
        if isinstance(answer, Later):
            return go(f"{name}_later", Say("checkin.later"), wait=answer.seconds or facts["remind_after"])
        return heard(facts, answer)

    expect, unclear = OrLater(Scale(asked)), Again(Say(again), words_for_a_coach)
    return {
        name: Ask(Say(f"checkin.{name}"), expect, answered, unclear, silent),
        f"{name}_later": Ask(None, expect, answered, unclear, Silence("wait", go(back))),
    }


remind_once = Silence("remind_after", go("reminder"))
missed = Silence("close_after", end(Miss()))
done = Silence("close_after", end())

CHECKIN = Flow(
    name="checkin",
    version=1,
    start=first_missing,
    states={
        **_ask("mood", "both", "checkin.mood_again", remind_once, back="reminder"),
        **_ask("reminder", "both", "checkin.mood_again", missed, back="reminder"),
        **_ask("craving", "craving", "checkin.craving_again", done, back="craving"),
        **_ask("craving_after_a_low", "craving", "checkin.craving_again", done, back="craving"),
        **_ask("mood_after_craving", "mood", "checkin.mood_again", done, back="mood_after_craving"),
        **offer_states(
            Say("checkin.offer"),
            taken=end(Say("checkin.paging"), OpenEscalation("urgent", "craving")),
            refused=something_to_try,
            reason="craving",
            stands="close_after",
        ),
        **asks(heard),
    },
)
