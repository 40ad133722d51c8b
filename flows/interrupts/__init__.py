"""The words tried before any flow: stop, start, info, pause, in English and Spanish. Danger is triage's business.

A text is an opt-out when all of it is one, or when OUR messages to ME, or my being on the list, are to cease. What
requests are made of and how they are put together is `data/`, for people to read; the engine looks, and judges nothing.
"""

from flows.interrupts.book import Keyword
from flows.interrupts.engine import Reading, Said, explain, keyword
from flows.interrupts.kinds import unwanted_kinds
from flows.interrupts.pauses import Pause, read_pause
from flows.interrupts.unsafe import not_safe, wants_no_texts
from flows.interrupts.until import Until

__all__ = [
    "Keyword",
    "Pause",
    "Reading",
    "Said",
    "Until",
    "explain",
    "keyword",
    "not_safe",
    "read_pause",
    "unwanted_kinds",
    "wants_no_texts",
]
