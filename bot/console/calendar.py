"""A coach's shifts as an iCalendar file (RFC 5545). It holds rungs and times, nothing of any client."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.console.words import say
from bot.coverage import Stint

FOLD = 73


def calendar(stints: Iterable[Stint], program: str, language: str, at: datetime) -> str:
    """The file's text: one event for each stint, in UTC, with ids that stay the same from one reading to the next."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Peerline//On call//EN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    lines.append(f"X-WR-CALNAME:{_escaped(say('feed.name', language, program=program))}")
    for stint in stints:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{stint.rung}-{_stamp(stint.starts)}-{stint.coach}@peerline",
            f"DTSTAMP:{_stamp(at)}",
            f"DTSTART:{_stamp(stint.starts)}",
            f"DTEND:{_stamp(stint.ends)}",
            f"SUMMARY:{_escaped(say(f'feed.{stint.rung}', language))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line; letters of more than one octet are never torn."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > FOLD:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
