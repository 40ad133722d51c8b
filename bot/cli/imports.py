"""`peerline import`: files that people make. Either the whole file is taken or nothing of it."""

import json
from collections.abc import Callable
from typing import TextIO

import click

from bot import audit, offers, roster
from bot.cli.desk import OPERATOR, at_the_desk, of_program
from bot.cli.show import progress
from bot.sheets import Sheet
from bot.work import Work

FILE = click.argument("file", type=click.File(encoding="utf-8-sig"))
DRY = click.option("--dry-run", is_flag=True, help="Read and check the file, and change nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="The outcome as an object.")


@click.group("import")
def imports() -> None:
    """Take over a CSV file: all of it, or nothing when a line is wrong."""


@imports.command("meetings")
@FILE
@of_program
@DRY
@JSON
def meetings(file: TextIO, which: str | None, dry_run: bool, as_json: bool) -> None:
    """The whole list of meetings: title, kind, weekday (each week) or day (once), starts, place, link, phone, until.

    \b
    title,kind,weekday,starts,place,phone
    Open group,group,Mon,18:00,12 Main St,
    Walk and talk,workshop,Sat,09:30,Canal gate,518-555-0150
    """
    _take(file, which, dry_run, as_json, "meetings", offers.read_meetings, offers.keep_meetings)


@imports.command("resources")
@FILE
@of_program
@DRY
@JSON
def resources(file: TextIO, which: str | None, dry_run: bool, as_json: bool) -> None:
    """The whole list of places that help: title, kind, zip (empty: everywhere), phone, link, verified_on.

    \b
    title,zip,phone,verified_on
    Food shelf,12180,518-555-0151,2026-11-20
    """
    _take(file, which, dry_run, as_json, "resources", offers.read_resources, offers.keep_resources)


@imports.command("clients")
@FILE
@of_program
@DRY
@JSON
def clients(file: TextIO, which: str | None, dry_run: bool, as_json: bool) -> None:
    """Invite people: number, consented_on (the day they told you that they want texts), name, language, zone, checkin.

    Each gets one text that asks them, in the program's day. Nothing else comes before they have said yes to it.

    \b
    name,number,language,checkin,consented_on
    Ana,518-555-0111,en,18:00,2026-11-20
    """
    sheet = roster.read_clients(file)
    refuse(sheet, as_json)
    with at_the_desk(which) as unit:
        refuse(roster.checked(unit, sheet), as_json)
        if not dry_run:
            with progress("inviting", len(sheet.rows)) as advance:
                roster.keep_clients(unit, OPERATOR, sheet, advance)
    _tell(len(sheet.rows), "people", dry_run, as_json)


def _take(
    file: TextIO,
    which: str | None,
    dry_run: bool,
    as_json: bool,
    what: str,
    read: Callable[[TextIO], Sheet],
    keep: Callable[[Work, Sheet], int],
) -> None:
    sheet = read(file)
    refuse(sheet, as_json)
    with at_the_desk(which) as unit:
        if not dry_run:
            audit.note(unit, OPERATOR, "imported", what, None, rows=keep(unit, sheet))
    _tell(len(sheet.rows), what, dry_run, as_json)


def _tell(rows: int, what: str, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"rows": rows, "kept": not dry_run}))
    elif what == "people":
        click.echo(f"{rows} people {'would be' if dry_run else 'are'} invited.")
    else:
        click.echo(f"{rows} {what} {'would be' if dry_run else 'are'} on the list.")


def refuse(sheet: Sheet, as_json: bool) -> None:
    """Tell every mistake with its line, and stop, if there is one."""
    if not sheet.mistakes:
        return
    if as_json:
        click.echo(json.dumps({"mistakes": [mistake._asdict() for mistake in sheet.mistakes]}))
    for mistake in [] if as_json else sheet.mistakes:
        click.echo(f"line {mistake.line}: {mistake.what}", err=True)
    raise click.ClickException(f"Nothing was taken: {len(sheet.mistakes)} mistakes. Mend the file, then try again.")
