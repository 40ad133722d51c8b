"""Every message as a phone shows it, with invented people, for docs/copy.md. It sends nothing."""

from collections.abc import Iterator

from flows.copy import Entry, entries, words
from flows.segments import outside_gsm, segments

SAMPLES: dict[str, dict[str, object]] = {
    "en": {"name": "Ana", "word": "the pull", "tier": "EMERGENCY", "text": "I am home now."},
    "es": {"name": "Luis", "word": "la presión", "tier": "EMERGENCIA", "text": "Ya estoy en casa."},
}
SHARED: dict[str, object] = {
    "program": "Rivertown Friends",
    "coach": "Joy",
    "code": "7F",
    "codes": "7F, K2",
    "alerts": "EMERGENCY 7F K2, URGENT 9C, 12 more",
    "count": 12,
    "code_spelled": "7, F",
    "minutes": 5,
    "when": "Mon 9 Mar 18:00",
    "mood": 6,
    "craving": 3,
    "last_mood": 5,
    "last_craving": 4,
    "moods": "5 6 - 7 7 8 8 - 6 5 5 6 7 7",
    "cravings": "3 3 - 4 2 1 0 - 2 2 1 0 0 0",
    "before": 8,
    "rating": 5,
    "was": 8,
    "before_mood": 4,
    "before_craving": 6,
    "confidence": 6,
    "lowest": 0,
    "mark": "60 days",
    "who": "Maria",
    "client": "Maria",
    "goal": "to see my kids on Sundays",
    "step": "call my sister",
    "list": "1 Wed 12:30 pm Open group",
    "title": "Open group",
    "how": "12 Main St, 518-555-0150",
    "zip": "12180",
    "highest": 3,
    "join_word": "RIVER",
    "time": "6:30 pm",
    "hour": "6:30",
    "from_time": "8:00 am",
    "to_time": "9:00 pm",
    "date": "3/14/2026",
    "day": "Mon 3/9/2026",
    "days": 7,
    "on_checkins": "on",
    "on_coach": "on",
    "on_milestones": "on",
    "on_surveys": "on",
    "on_news": "off",
}

THREE = {"one": "leave", "two": "surf", "three": "box"}

HEADING = """# Every message

This page is written by a program: change the words in `flows/copy/`, not here, as
[how to change a message](change-a-message.md) shows. The people and the program are invented. A text in English fits
in one part; in Spanish in at most two.
`UCS-2` means that a letter such as á, í, ó or ú leaves room for only 70 letters (67 in each part of a longer text).
"""


def page() -> str:
    """The whole of docs/copy.md."""
    return "\n".join([HEADING, *_sections()])


def shown(key: str, language: str) -> str:
    """The message under `key` as an invented person reads it."""
    skills = {place: words(f"skill.{name}", language) for place, name in THREE.items()}
    return words(key, language, **SHARED, **SAMPLES[language], **skills)


def _sections() -> Iterator[str]:
    last = ""
    for key, entry in entries().items():
        file = key.split(".")[0]
        if file != last:
            yield f"## {file}\n"
            last = file
        yield _section(entry)


def _section(entry: Entry) -> str:
    rows = [_row(entry.key, language) for language in ("en", "es")]
    return "\n".join([f"### {entry.key}\n", f"{entry.note}\n", *rows, ""])


def _row(key: str, language: str) -> str:
    text = shown(key, language)
    size = segments(text)
    parts = "1 part" if size.count == 1 else f"{size.count} parts"
    why = f" for {outside_gsm(text)}" if size.encoding == "UCS-2" else ""
    return f"* **{language}** {text}  \n  {size.letters} letters, {parts}, {size.encoding}{why}"
