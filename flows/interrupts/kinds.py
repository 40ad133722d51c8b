"""Which kinds of our texts somebody wants no more, while the others may come. What asks for it is `data/kinds.toml`."""

from flows.interrupts.book import Keyword
from flows.interrupts.engine import Reading, Said

KINDS = ("checkins", "coach", "milestones", "surveys", "news")


def unwanted_kinds(said: Said) -> tuple[str, ...]:
    """The kinds that are to come no more; () for a text that asks for anything else, or for no texts at all."""
    if not _is_of_kinds(said.keyword()):
        return ()
    return tuple(kind for kind in KINDS if f"<no_{kind}>" in said.bare.spans)


def _is_of_kinds(asked: Reading) -> bool:
    """Words that decided, and no keyword: no other request is like that."""
    return asked.keyword is Keyword.NONE and asked.words != ""
