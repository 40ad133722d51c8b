"""`peerline oncall`: who is on call, and a simple rotation."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from bot import audit, seed
from bot.cli.desk import OPERATOR, at_the_desk, coach_named, looking, names, of_program
from bot.cli.kinds import DAY, MOMENT, WALL
from bot.cli.line_checks import coverage
from bot.cli.show import table
from bot.cli.turns import off, shift, swap
from bot.days import instant, local_day
from bot.oncall import RungName, Rungs, on_call
from bot.rota import schedule
from bot.work import Work

NINE = time(9)
RUNGS: tuple[RungName, ...] = ("primary", "backup", "team", "supervisor")


@click.group()
def oncall() -> None:
    """Who is on call when."""


@oncall.command()
@of_program
@click.option("--at", type=MOMENT, help="Another moment than now, by the program's clock: 2026-03-01T21:00.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def who(which: str | None, at: datetime | None, as_json: bool) -> None:
    """Say who is paged first, second, and after them.

    Exit code 1 when nobody is on call.
    """
    with looking(which) as unit:
        moment = _instant(at, unit)
        unit.at = moment
        rungs, people = on_call(schedule(unit), moment), names(unit)
        zone = ZoneInfo(unit.program.zone)
    if as_json:
        click.echo(json.dumps({"at": moment.isoformat(), **_ids(rungs)}, ensure_ascii=False))
    else:
        shown = {
            rung: ", ".join(f"{who} {people[who]}" for who in ids) or "nobody" for rung, ids in _ids(rungs).items()
        }
        click.echo(f"{moment.astimezone(zone):%A %d %B %Y, %H:%M %Z}")
        table(("rung", "who"), list(shown.items()))
    if rungs.primary is None:
        raise click.ClickException("Nobody is on call then. `peerline oncall set primary` makes a rotation.")


@oncall.command("set")
@click.argument("rung", type=click.Choice(["primary", "backup"]))
@click.argument("coaches", nargs=-1, required=True)
@of_program
@click.option("--every", type=click.IntRange(1, 366), default=7, show_default=True, help="Days of one turn.")
@click.option(
    "--hand-off", type=WALL, default=NINE, show_default="09:00", help="When turns change, by the program's clock."
)
@click.option("--starts", type=DAY, help="The day of the first hand-off. Without it: in force now.")
def set_rotation(
    rung: str, coaches: tuple[str, ...], which: str | None, every: int, hand_off: time, starts: date | None
) -> None:
    """Have coaches take turns on a rung, in the order given, by id or name.

    It wins over an earlier rotation of the rung from its first hand-off on.

    \b
    peerline oncall set primary Joy Ravi
    peerline oncall set backup Ravi Joy --every 7 --hand-off 09:00
    """
    with at_the_desk(which) as unit:
        ids = [coach_named(unit, who) for who in coaches]
        if len(set(ids)) < len(ids):
            raise click.ClickException("Somebody is named twice.")
        begins = starts or _in_force(unit, hand_off)
        made = seed.add_rotation(unit.tx, unit.program.id, rung, ids, begins, hand_off, every)
        audit.note(unit, OPERATOR, "set", "rotation", made, rung=rung, coaches=ids, every=every)
        people = names(unit)
    click.echo(f"{rung.capitalize()}: {', '.join(people[who] for who in ids)}, {every} days each, from {begins}.")


def _in_force(unit: Work, hand_off: time) -> date:
    """The day whose hand-off was the last one before now: the first coach is on call at once."""
    today = local_day(unit.at, unit.program.zone)
    return today if instant(today, hand_off, unit.program.zone) <= unit.at else today - timedelta(days=1)


def _instant(at: datetime | None, unit: Work) -> datetime:
    if at is None:
        return unit.at
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(unit.program.zone))).astimezone(UTC)


def _ids(rungs: Rungs) -> dict[str, list[int]]:
    """Each rung with everybody of it, in the order in which they are paged."""
    return {name: list(rungs.of(name)) for name in RUNGS}


for command in (coverage, shift, off, swap):
    oncall.add_command(command)
