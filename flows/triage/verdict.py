"""What triage says of a text. Values only; how they are reached is in `reading`."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """How fast a human is needed, ordered by severity: none < concern < urgent < emergency (SAFETY section 1)."""

    NONE = "none"
    CONCERN = "concern"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def severity(self) -> int:
        """0 (none) to 3 (emergency)."""
        return _SEVERITY[self]

    def __lt__(self, other: str) -> bool:
        return _SEVERITY[self] < _SEVERITY[other]

    def __le__(self, other: str) -> bool:
        return _SEVERITY[self] <= _SEVERITY[other]

    def __gt__(self, other: str) -> bool:
        return _SEVERITY[self] > _SEVERITY[other]

    def __ge__(self, other: str) -> bool:
        return _SEVERITY[self] >= _SEVERITY[other]

    def lowered(self) -> "Tier":
        """One tier down; none stays none."""
        return list(Tier)[max(self.severity - 1, 0)]


_SEVERITY: dict[str, int] = {tier: place for place, tier in enumerate(Tier)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reading of one text.

    `rule` is the stable id of the rule that decided ("" for none), `words` the folded words that decided,
    in the order of the text; `topic` is what it is about ("overdose", "suicide", ...; "" for none); `version`
    names the words and rules that were read with.
    """

    tier: Tier
    rule: str
    words: tuple[str, ...]
    version: str
    topic: str
