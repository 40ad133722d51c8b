"""The evening as a chat log, and the table of what was checked. Plain text; it decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from textwrap import wrap

from bot.demo.acting import Check
from bot.demo.watch import Line

WHO, WIDE = 20, 80


def said(line: Line, began: datetime) -> str:
    """One line of the log: the seconds since the evening began, who, to whom, the words."""
    first, *rest = wrap(line.words, WIDE) or [""]
    head = f"{(line.at - began).total_seconds():6.1f} s  {_way(line):{WHO}}"
    return "\n".join([f"{head}{first}".rstrip(), *(" " * len(head) + more for more in rest)])


def result(checks: Iterable[Check]) -> Iterator[tuple[str, str, str]]:
    """The rows of the table: what, how long it took, how long it might."""
    for check in checks:
        took = "" if check.seconds is None else f"{check.seconds:.1f} s"
        limit = "" if check.within is None else f"within {check.within:g} s"
        yield ("ok" if check.passed else "DIFFERENT", f"{took:>7} {limit}".rstrip(), check.what)


def summary(checks: Sequence[Check]) -> str:
    """The last line."""
    timed = [check.seconds for check in checks if check.seconds is not None]
    passed = sum(check.passed for check in checks)
    slowest = f", the slowest after {max(timed):.1f} s" if timed else ""
    return f"{passed} of {len(checks)} as they must be{slowest}."


def _way(line: Line) -> str:
    if line.kind == "ring":
        return f"({line.who}'s phone rings)"
    if line.kind == "call":
        return f"({line.who}'s phone)"
    if line.kind == "voice":
        return f"voice to {line.who}:"
    if line.kind == "killed":
        return f"(kill -9: the {line.who})"
    return f"{line.who} -> line:" if line.ours else f"line -> {line.who}:"
