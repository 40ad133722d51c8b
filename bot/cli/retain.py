"""`peerline retain`: words past the program's limit, counted and overwritten now."""

import json
from typing import TYPE_CHECKING

import click

from bot.cli.desk import OPERATOR, chosen, of_program, the_line
from bot.cli.show import Advance, progress

if TYPE_CHECKING:
    from bot.line import Line


@click.command()
@of_program
@click.option("--dry-run", is_flag=True, help="Count what is past the limit, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def retain(which: str | None, dry_run: bool, as_json: bool) -> None:
    """Overwrite words that are older than the program keeps them: texts, notes, answers, goals.

    The clock does this once a day by itself; this does it now. Dates, tiers, ratings, consents and the audit trail
    stay. Nothing is touched of somebody whose call for help is open. It can be stopped at any time and run again.
    It cannot be taken back: count first, with --dry-run. Backups keep what they hold until they expire.
    """
    from bot import clearing, erasing, retention
    from bot.db import reading, vault_of
    from bot.work import Work, work

    with the_line() as line:
        with reading(line.engine) as connection:
            unit = Work(connection, vault_of(line.engine), chosen(connection, which), line.now())
            counts = list(retention.waiting(unit))
        rows, months = sum(counts), unit.program.lines.keep_months
        if not dry_run and rows:
            with work(line, line.now(), lambda tx: chosen(tx, which)) as unit:
                clearing.begin(unit)
            with progress("clearing", rows) as advance:
                _clear(line, unit.program.id, advance)
            erasing.settle(line.engine)
    if as_json:
        return click.echo(json.dumps({"months": months, "rows": rows, "people": len(counts), "cleared": not dry_run}))
    return click.echo(_said(months, rows, len(counts), dry_run))


def _clear(line: "Line", program_id: int, advance: Advance) -> None:
    from bot import clearing

    more = True
    while more:
        cleared, more = clearing.clear(line, line.now(), program_id, OPERATOR)
        advance(cleared)


def _said(months: int, rows: int, people: int, dry_run: bool) -> str:
    if not months:
        return "Words are kept for ever here: keep_months is 0."
    what = f"{rows} texts, notes and answers of {people} people"
    return f"{what} are older than {months} months." if dry_run else f"{what}, older than {months} months, are cleared."
