"""Reads the labelled messages of `corpus/*.tsv`, and parts them in two. `corpus/README.md` tells of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.triage import Tier, Verdict, triage

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "corpus"
SEAM = " ⏎ "
OURS, OTHERS = "ours", ("blind", "more", "hand")
# Sets that are not parted: they were scored once as unseen, or written to learn from.
SHOWN = ("fresh", "more", "blind", "own", "hand4", "hand5", "hand6", "hand7", "hand8", "hand9")


@dataclass(frozen=True)
class Message:
    """One labelled text; `earlier` is the text before it, when it is half of a split one."""

    id: str
    language: str
    tier: Tier
    tags: frozenset[str]
    text: str
    earlier: str | None

    @property
    def held_out(self) -> bool:
        """Whether it is only counted, never tuned on."""
        first = hashlib.sha256(self.id.encode()).digest()[0]
        return not self.id.startswith(SHOWN) and first % 2 == 1 and first < 154

    @property
    def hand(self) -> str:
        """Who wrote it: ours, or the name of another hand, which saw no rules and none of our messages."""
        name = self.id.partition("-")[0]
        if name[0] == "v" and name[1:].isdigit():
            return "voices"
        family = name.rstrip("0123456789")
        return (name if family == "hand" else family) if family in OTHERS else OURS

    def read(self) -> Verdict:
        return triage(self.text, self.earlier)

    def heard(self) -> Tier:
        """The worst tier of the text and of the one before it, which has been read by itself."""
        return max(self.read().tier, triage(self.earlier or "").tier, key=lambda tier: tier.severity)


def messages() -> list[Message]:
    """All of them, in the order of their files."""
    rows = (line for path in sorted(FOLDER.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()[1:])
    return [_message(row) for row in rows]


def _message(row: str) -> Message:
    identity, language, tier, tags, text = row.split("\t")
    earlier, seam, later = text.partition(SEAM)
    return Message(
        id=identity,
        language=language,
        tier=Tier(tier),
        tags=frozenset(tags.split(",")),
        text=later if seam else text,
        earlier=earlier if seam else None,
    )


@dataclass(frozen=True)
class Score:
    """Shares of one group of messages, 0 to 1. A share of nothing is counted as perfect.

    `serious`: emergency and urgent texts found as at least urgent. `emergency`: emergencies found as such.
    `alarms`: ordinary texts (label none) called urgent or worse; `everyday`: the same of everyday SMS alone.
    """

    count: int
    serious: float
    emergency: float
    alarms: float
    everyday: float


def score(group: Iterable[Message]) -> Score:
    """How triage does on these messages."""
    read = [(message, message.heard()) for message in group]
    serious = [tier >= Tier.URGENT for message, tier in read if message.tier >= Tier.URGENT]
    emergency = [tier == Tier.EMERGENCY for message, tier in read if message.tier == Tier.EMERGENCY]
    alarms = [tier >= Tier.URGENT for message, tier in read if message.tier == Tier.NONE]
    everyday = [tier >= Tier.URGENT for message, tier in read if "sms" in message.tags]
    return Score(len(read), _share(serious, 1), _share(emergency, 1), _share(alarms, 0), _share(everyday, 0))


def _share(hits: list[bool], of_nothing: float) -> float:
    return sum(hits) / len(hits) if hits else of_nothing
