"""`peerline explain`: how the line reads a text. It needs no settings, no keys and no database, and keeps nothing."""

import json
from typing import Any

import click

from bot.cli import rows
from bot.cli.show import table
from flows.interrupts import explain as keyword
from flows.replies import explain_reply, read_coach_reply
from flows.triage import Tier, triage

ASKED = ("mood", "craving", "both")
CONTEXTS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "none": ((), None),
    "one": (("7F",), None),
    "two": (("7F", "K2"), None),
    "active": ((), "7F"),
}
"""What is open for the coach: no alert, 7F, both 7F and K2; or nothing new, and in touch with 7F's client."""

tsv = click.option(
    "--tsv",
    "file",
    metavar="FILE",
    default="-",
    is_flag=False,
    flag_value="-",
    help="Where the rows are; - or nothing: standard input.",
)
a_text = {"ignore_unknown_options": True}  # so that "-3" is a text, not an option


class OrText(click.Group):
    """A group whose first word may be a text instead of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["text", *args]
        return super().parse_args(ctx, args)


@click.group(cls=OrText)
def explain() -> None:
    """How the line reads a text, and why.

    \b
    peerline explain "I can't do this anymore"
    peerline explain --json "6 and 3"
    peerline explain triage --tsv texts.tsv

    The batches (triage, reply, keyword, coach) read rows without a header and write one row for each, in order. \\n in
    a text stands for a newline and \\t for a tab. A row that cannot be used still gives a row, and stderr says which.
    """


@explain.command("text", context_settings=a_text)
@click.argument("text")
@click.option("--previous", metavar="TEXT", help="What the same person texted less than two minutes before.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def one(text: str, previous: str | None, as_json: bool) -> None:
    """Read one text (the word `text` can be left out)."""
    found = reading(text, previous)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    table(("read as", "is"), [(name.replace("_", " "), _shown(value)) for name, value in found.items()])


@explain.command("triage")
@tsv
def danger(file: str) -> None:
    """Danger. Row: id, text. Gives: id, tier, rule, words."""
    rows.tsv(("text",), ("none", "", ""), _danger, file)


@explain.command("reply")
@tsv
def ratings(file: str) -> None:
    """Numbers. Row: id, asked (mood, craving, both), text. Gives: id, value.

    The value is a number from 0 to 10; for both `6,3`, `6,` (mood only) or `,3` (craving only); or `unclear`.
    """
    rows.tsv(("asked", "text"), ("unclear",), _reply, file)


@explain.command("keyword")
@tsv
def keywords(file: str) -> None:
    """Keywords. Row: id, text. Gives: id, stop|start|info|pause|none, tier.

    stop: also a wrong number or person, whose thread is locked. info: also a question about the line in plain words.
    """
    rows.tsv(("text",), ("none", "none"), _keyword, file)


@explain.command("coach")
@tsv
def coaches(file: str) -> None:
    """A coach's reply. Row: id, context (none, one, two, active), text. Gives: id, reading.

    one: alert 7F is open. two: 7F and K2 are. active: the coach is in touch with 7F's client.
    """
    rows.tsv(("context", "text"), ("unclear",), _coach, file)


def reading(text: str, previous: str | None = None) -> dict[str, Any]:
    """Everything the line reads in a text, as plain values."""
    verdict = triage(text, previous)
    said = keyword(text, danger=verdict.tier >= Tier.URGENT)
    return {
        "tier": str(verdict.tier),
        "rule": verdict.rule,
        "words": list(verdict.words),
        "topic": verdict.topic,
        "keyword": str(said.keyword),
        "keyword_words": said.words,
        **{f"as_{asked}": explain_reply(text, asked) for asked in ASKED},  # type: ignore[arg-type]
        "rules_version": verdict.version,
    }


def _danger(text: str) -> tuple[str, str, str]:
    verdict = triage(text)
    return verdict.tier, verdict.rule, " ".join(verdict.words)


def _keyword(text: str) -> tuple[str, str]:
    tier = triage(text).tier
    return keyword(text, danger=tier >= Tier.URGENT).keyword, tier


def _reply(asked: str, text: str) -> tuple[str]:
    for known in ASKED:
        if asked.strip().lower() == known:
            return (explain_reply(text, known),)  # type: ignore[arg-type]
    raise rows.Malformed(f"asked is one of {', '.join(ASKED)}")


def _coach(context: str, text: str) -> tuple[str]:
    known = CONTEXTS.get(context.strip().lower())
    if known is None:
        raise rows.Malformed(f"the context is one of {', '.join(CONTEXTS)}")
    return (str(read_coach_reply(text, *known)),)


def _shown(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
