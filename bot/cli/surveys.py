"""`peerline survey`: which surveys a program asks, and what was answered."""

import json

import click
import sqlalchemy as sa

from bot import audit, surveys
from bot.cli.desk import OPERATOR, at_the_desk, looking, of_program
from bot.cli.show import table
from bot.models import program
from bot.work import Work
from flows.surveys import surveys as known

KEY = click.argument("key", type=click.Choice(["phq2", "barc10", "bam"]))


@click.group()
def survey() -> None:
    """Short surveys by text, two questions a day. Off until a program turns one on."""


@survey.command("list")
@of_program
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def list_them(which: str | None, as_json: bool) -> None:
    """The surveys there are, and which of them are asked."""
    with looking(which) as unit:
        every = unit.program.lines.surveys
    rows = [
        (one.key, one.name, one.version, str(len(one.items)), _every(every.get(one.key))) for one in known().values()
    ]
    columns = ("key", "name", "version", "items", "asked")
    if as_json:
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1))
    else:
        table(columns, rows)


@survey.command("start")
@KEY
@of_program
@click.option(
    "--every", "days", type=click.IntRange(7, 366), default=30, show_default=True, help="Days between rounds."
)
@click.option("--dry-run", is_flag=True, help="Say how many would be asked, and change nothing.")
def start(key: str, which: str | None, days: int, dry_run: bool) -> None:
    """Ask a survey from tomorrow on, of every client who takes surveys.

    The wording is ours and not the validated text: let your clinical lead read docs/copy.md first.
    """
    with at_the_desk(which) as unit:
        people = surveys.active(unit)
        if not dry_run:
            _set(unit, {**unit.program.lines.surveys, key: days}, key, "started")
            surveys.begin_everywhere(unit, key, people)
    click.echo(f"{len(people)} clients {'would be' if dry_run else 'are'} asked from tomorrow, then every {days} days.")


@survey.command("stop")
@KEY
@of_program
def stop(key: str, which: str | None) -> None:
    """Ask a survey no more. A round under way is finished."""
    with at_the_desk(which) as unit:
        rest = {name: days for name, days in unit.program.lines.surveys.items() if name != key}
        _set(unit, rest, key, "stopped")
    click.echo(f"{known()[key].name} is asked no more.")


@survey.command("results")
@click.argument("client_id", type=int)
@of_program
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def results(client_id: int, which: str | None, as_json: bool) -> None:
    """One client's rounds: dates, version and scores. A scale with a missing answer has none."""
    with at_the_desk(which) as unit:
        found = [surveys.scored(row) for row in surveys.rounds(unit, client_id)]
        audit.note(unit, OPERATOR, "read surveys", "client", client_id)
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    rows = [(one["began"], one["survey"], one["version"], _scores(one["scores"])) for one in found]
    table(("began", "survey", "version", "scores"), rows)


def _every(days: int | None) -> str:
    return "no" if days is None else f"every {days} days"


def _scores(scores: dict[str, int | None]) -> str:
    return ", ".join(f"{name} {'-' if score is None else score}" for name, score in scores.items())


def _set(unit: Work, value: dict[str, int], key: str, act: str) -> None:
    row = unit.tx.execute(sa.select(program.c.settings).where(program.c.id == unit.program.id)).scalar_one()
    change = sa.update(program).where(program.c.id == unit.program.id)
    unit.tx.execute(change.values(settings={**row, "surveys": value}))
    audit.note(unit, OPERATOR, act, "program", unit.program.id, survey=key)
