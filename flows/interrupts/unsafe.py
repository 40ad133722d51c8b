"""Whether a text says that it is not safe to text this phone, or that somebody reads it: `data/unsafe.toml` says how.

It is no keyword: it stands beside an opt-out, beside danger, or alone.
"""

from flows.interrupts.book import Keyword, book
from flows.interrupts.engine import Guard, Said
from flows.interrupts.patterns import Parts


def not_safe(said: Said) -> bool:
    """Whether any of it says so. Never raises."""
    guard = Guard.of(said.row)
    return any(_stands(said, guard, name, parts) for name, parts in book().unsafe.awake(said.row))


def wants_no_texts(said: Said) -> bool:
    """Whether it is an opt-out by other words than those. "It is not safe to text me" is none: the line may still
    answer what they write. "Don't text me, he reads my phone" is one."""
    asked = said.keyword()
    if asked.keyword is not Keyword.STOP or not not_safe(Said.of(asked.words)):
        return asked.keyword is Keyword.STOP
    others = " ".join(said.row.words).split(asked.words)
    return any(Said.of(other).keyword().keyword is Keyword.STOP for other in others)


def _stands(said: Said, guard: Guard, name: str, parts: Parts) -> bool:
    request = book().requests[name]
    return all(any(guard.let_through(request, said.row.matches(part))) for part in parts)
