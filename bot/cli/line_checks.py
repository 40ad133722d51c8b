"""`peerline oncall coverage`: what will be wrong with the cover."""

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import click

from bot import lookout, methods
from bot.cli.desk import looking, names, of_program
from bot.cli.show import table

MEANS = {
    "gap": "nobody is on call",
    "last": "the last step of a ladder reaches nobody",
    "methods": "fewer than two verified ways to be reached",
    "expired": "the credential ends before the turn does",
    "busy": "more than three open people",
    "nights": "too many nights in seven",
}


@click.command()
@of_program
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True, help="How far to look.")
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def coverage(which: str | None, days: int, as_json: bool) -> None:
    """Say what will be wrong with the cover: gaps, coaches who cannot be reached, credentials, load, nights.

    Coach and supervisors get each of these by text too, 7 days, 24 hours and 2 hours ahead. Exit code 1 when there is a
    gap, or a coach who cannot be reached. Also named: every coach whose code has not come back.
    """
    with looking(which) as unit:
        found, people, zone = lookout.ahead(unit, timedelta(days=days)), names(unit), ZoneInfo(unit.program.zone)
        unproven = methods.never_verified(unit)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], default=lambda at: at.isoformat(), indent=1))
    elif found:
        rows = [
            (f"{one.starts.astimezone(zone):%a %d %b %H:%M}", people.get(one.coach or 0, ""), MEANS[one.kind])
            for one in found
        ]
        table(("from", "who", "what"), rows)
    else:
        click.echo(f"Covered for the next {days} days.")
    if unproven and not as_json:
        waiting = ", ".join(people[one] for one in unproven)
        click.echo(f"Not verified yet, so not paged: {waiting}. `peerline coach verify NAME --send` sends a code.")
    sys.exit(1 if any(one.kind in lookout.WAKES for one in found) else 0)
