"""Reads every text for danger: `triage(text, previous_text)` gives a `Verdict`. Words and rules are data."""

from flows.triage.page import document
from flows.triage.reading import triage
from flows.triage.verdict import Tier, Verdict

__all__ = ["Tier", "Verdict", "document", "triage"]
