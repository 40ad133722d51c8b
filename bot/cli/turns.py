"""`peerline oncall shift`, `off` and `swap`: what differs from the rotation."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot import audit, lookout
from bot.cli.desk import OPERATOR, at_the_desk, coach_named, names, of_program
from bot.cli.kinds import MOMENT
from bot.cli.show import table
from bot.models import shift as shifts
from bot.models import time_off
from bot.oncall import Shift
from bot.rota import schedule
from bot.swaps import swapped
from bot.work import Work, insert


def span(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --from and --to."""
    begins = click.option(
        "--from", "begins", type=MOMENT, required=True, help="By the program's clock: 2026-03-01T21:00."
    )
    ends = click.option("--to", "ends", type=MOMENT, required=True, help="Not included.")
    return begins(ends(command))


@click.command()
@click.argument("who", metavar="COACH")
@of_program
@click.option("--rung", type=click.Choice(["primary", "backup"]), default="primary", show_default=True)
@span
def shift(who: str, which: str | None, rung: str, begins: datetime, ends: datetime) -> None:
    """Put one coach on call for a span, whatever the rotation says."""
    with at_the_desk(which) as unit:
        starts, stops = _span(unit, begins, ends)
        one = Shift(rung, coach_named(unit, who), starts, stops)  # type: ignore[arg-type] # click has checked it
        _keep(unit, [one])
        _show(unit, [one])


@click.command()
@click.argument("who", metavar="COACH")
@of_program
@span
def off(who: str, which: str | None, begins: datetime, ends: datetime) -> None:
    """Give a coach time off: the next in the rotation covers. `peerline oncall coverage` says when nobody does."""
    with at_the_desk(which) as unit:
        coach_id, (starts, stops) = coach_named(unit, who), _span(unit, begins, ends)
        made = insert(unit.tx, time_off, {"coach_id": coach_id, "starts": starts, "ends": stops})
        audit.note(unit, OPERATOR, "added", "time_off", made, coach=coach_id)
        lookout.soon(unit)
    click.echo(f"Off from {begins} to {ends}.")


@click.command()
@click.argument("one")
@click.argument("other")
@of_program
@span
def swap(one: str, other: str, which: str | None, begins: datetime, ends: datetime) -> None:
    """Let two coaches exchange whatever turns they have in a span."""
    with at_the_desk(which) as unit:
        starts, stops = _span(unit, begins, ends)
        plan = schedule(unit, back=unit.at - min(starts, unit.at), ahead=max(stops, unit.at) - unit.at)
        made = swapped(plan, coach_named(unit, one), coach_named(unit, other), starts, stops)
        if not made:
            raise click.ClickException("Neither of them is on call then.")
        _keep(unit, made)
        _show(unit, made)


def _span(unit: Work, begins: datetime, ends: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(unit.program.zone)
    starts, stops = ((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC) for at in (begins, ends))
    if starts >= stops:
        raise click.ClickException("--from comes before --to.")
    return starts, stops


def _keep(unit: Work, made: list[Shift]) -> None:
    for one in made:
        row = {"program_id": unit.program.id, "coach_id": one.coach, "rung": one.rung}
        kept = insert(unit.tx, shifts, {**row, "starts": one.starts, "ends": one.ends})
        audit.note(unit, OPERATOR, "added", "shift", kept, coach=one.coach, rung=one.rung)
    lookout.soon(unit)


def _show(unit: Work, made: list[Shift]) -> None:
    zone, people = ZoneInfo(unit.program.zone), names(unit)
    rows = [
        (one.rung, people[one.coach], *(f"{at.astimezone(zone):%a %d %b %H:%M}" for at in (one.starts, one.ends)))
        for one in made
    ]
    table(("rung", "who", "from", "to"), rows)
