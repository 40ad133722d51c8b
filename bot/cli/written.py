"""What the line writes, in words, for `peerline talk`: a row as it was ({} when it is new) and as it is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
Rows = dict[int, Row]
InWords = Callable[[Row, Row], Iterator[str]]

TOLD_OF_THEMSELVES = ("name", "language", "word", "checkin_time", "days", "topics", "zone", "shared", "status")


def _inbound(old: Row, row: Row) -> Iterator[str]:
    if row["tier"] != "none":
        yield f"[{row['tier']}: {row['rule']}, {row['words']}]"


def _escalation(old: Row, row: Row) -> Iterator[str]:
    if (old.get("tier"), old.get("reason")) != (row["tier"], row["reason"]):
        yield f"[page a coach: {row['tier']}, {row['reason']}]"


def _checkin(old: Row, row: Row) -> Iterator[str]:
    kept = [f"{what} {row[what]}" for what in ("mood", "craving") if row[what] not in (None, old.get(what))]
    if kept:
        yield f"[keep {', '.join(kept)}]"
    if row["missed"] and not old.get("missed"):
        yield "[a missed check-in]"


def _client(old: Row, row: Row) -> Iterator[str]:
    if bool(old.get("opted_out_at")) != bool(row["opted_out_at"]):
        yield "[no more texts]" if row["opted_out_at"] else "[texts again]"
    if row["paused_until"] and old.get("paused_until") != row["paused_until"]:
        yield f"[no daily texts until {row['paused_until']:%a %d %b}]"
    for what in TOLD_OF_THEMSELVES:
        if old and old[what] != row[what]:
            yield f"[keep {what}: {row[what]}]"


def _task(old: Row, row: Row) -> Iterator[str]:
    if not old:
        yield f"[a task for a coach: {row['kind']}]"


def _prompt(old: Row, row: Row) -> Iterator[str]:
    if not old and row["ended_at"] is None:
        yield f"[{row['flow']}, later]"


def _skill_use(old: Row, row: Row) -> Iterator[str]:
    yield f"[tried {row['skill']}: {row['before']} to {row['after']}]"


def _outbound(old: Row, row: Row) -> Iterator[str]:
    """Replies are shown as such; here is what goes out by itself."""
    if old or row["state"] == "answered":
        return
    if row["coach_id"] is None:
        yield row["body"]
    elif row["channel"] == "text":
        yield f"[a text to a coach: {row['body']}]"
    else:
        yield "[a call to a coach]"


WRITTEN: Mapping[str, InWords] = {
    "inbound": _inbound,
    "checkin": _checkin,
    "client": _client,
    "skill_use": _skill_use,
    "escalation": _escalation,
    "task": _task,
    "prompt": _prompt,
    "outbound": _outbound,
}
"""The tables whose rows are told, in this order."""
