"""`peerline program`, `coach` and `client`: enough to start a line with."""

from datetime import date, time

import click
from sqlalchemy.exc import IntegrityError

from bot import audit, joining, newcomers, roles, seed
from bot.cli.clients import erase, export, number, safe, transfer_client
from bot.cli.desk import OPERATOR, at_the_desk, coach_named, names, of_program, refuse_taken, the_line
from bot.cli.kinds import DAY, LANGUAGE, NUMBER, WALL, ZONE
from bot.cli.ladders import ladder
from bot.cli.pages import phone, verify
from bot.cli.plans import plan
from bot.days import local_day
from bot.db import transaction, vault_of
from bot.program import program_by_id
from bot.work import Work

NOT_GIVEN = {
    "last": "Somebody has to supervise. Give that role to another coach first.",
    "nobody": "Then the last step of a ladder would reach nobody.",
}


@click.group()
def program() -> None:
    """Programs: organisations with a line."""


@click.group()
def coach() -> None:
    """Coaches, supervisors and admins."""


@click.group()
def client() -> None:
    """The people who text."""


@program.command("add")
@click.option("--name", required=True, help="As people read it in texts.")
@click.option("--word", required=True, help="The word people text to join; letters and digits.")
@click.option("--zone", type=ZONE, required=True, help="IANA time zone, like America/Chicago.")
@click.option("--number", type=NUMBER, required=True, help="The number clients text.")
@click.option("--coach-number", type=NUMBER, help="Another number for pages; better than one for both.")
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="For numbers nobody knows yet.")
def add_program(name: str, word: str, zone: str, number: str, coach_number: str | None, language: str) -> None:
    """Add a program, with its time zone and the number that people text."""
    if not word.isalnum():
        raise click.BadParameter("letters and digits only", param_hint="--word")
    numbers = {"clients": number} | ({"coaches": coach_number} if coach_number else {})
    try:
        with the_line() as line, transaction(line.engine) as tx:
            made = seed.add_program(tx, name, word.upper(), zone, numbers, language)
            unit = Work(tx, vault_of(line.engine), program_by_id(tx, made), line.now())
            audit.note(unit, OPERATOR, "added", "program", made)
    except IntegrityError:
        raise click.ClickException("A program has this word or number already.") from None
    click.echo(f"Program {made}: {name}. Next: `peerline coach add`, then `peerline oncall set primary`.")


@coach.command("add")
@of_program
@click.option("--name", required=True, help="The first name that clients read.")
@click.option("--number", type=NUMBER, required=True, help="Their phone, for texts and calls.")
@click.option("--role", type=click.Choice(roles.ROLES), default="coach", show_default=True)
@click.option("--language", type=LANGUAGE, default="en", show_default=True)
@click.option("--credential-until", type=DAY, help="The last day their credential holds.")
def add_coach(
    which: str | None, name: str, number: str, role: str, language: str, credential_until: date | None
) -> None:
    """Add a coach, a supervisor or an admin, who gets a code by text and sends it back within 15 minutes.

    Until then they are not paged, as a number may be mistyped; from then on by text and by call. Ask them first.
    """
    with at_the_desk(which) as unit:
        refuse_taken(unit, number, coaches=True)
        more = {"language": language, "credential_until": credential_until}
        made = newcomers.add(unit, OPERATOR, name, number, role, **more)
    click.echo(f"{role.capitalize()} {made}: {name}.")
    click.echo(f"{name} gets a code by text now. Until {name} sends it back, no page goes there.")
    click.echo(f"`peerline coach verify {made}` says whether it came back, and sends a fresh one with --send.")


@coach.command("role")
@click.argument("who", metavar="COACH")
@click.argument("role", type=click.Choice(roles.ROLES))
@of_program
def give_role(who: str, role: str, which: str | None) -> None:
    """Give a coach another role. Links into the console that were made for them before open no more.

    An admin is a supervisor who also gives roles, changes settings, erases people and reads what was done. In a program
    without an admin, supervisors do that.
    """
    with at_the_desk(which) as unit:
        coach_id = coach_named(unit, who)
        try:
            roles.give(unit, OPERATOR, coach_id, role)
        except roles.CannotGive as trouble:
            raise click.ClickException(NOT_GIVEN[str(trouble)]) from None
        name = names(unit)[coach_id]
    click.echo(f"{role.capitalize()} {coach_id}: {name}.")


@client.command("add")
@of_program
@click.option("--name", required=True, help="What they like to be called.")
@click.option("--number", type=NUMBER, required=True, help="Their phone.")
@click.option("--language", type=LANGUAGE, default="en", show_default=True)
@click.option("--zone", type=ZONE, help="Their own time zone; the program's unless said.")
@click.option(
    "--checkin",
    type=WALL,
    help="When their daily check-in comes, by their own clock; the program's usual time unless said.",
)
@click.option(
    "--consented", is_flag=True, help="They told you that they want texts. Needed; they are asked by text too."
)
def add_client(
    which: str | None, name: str, number: str, language: str, zone: str | None, checkin: time | None, consented: bool
) -> None:
    """Invite somebody who told you that they want texts.

    They get one text that asks them, in the program's day. Nothing else comes before they have said yes to it.
    """
    if not consented:
        raise click.ClickException("Nobody is texted who did not agree. Ask them first, then say --consented.")
    with at_the_desk(which) as unit:
        _check_window(unit, checkin)
        refuse_taken(unit, number, coaches=False)
        there = zone or unit.program.zone
        today = local_day(unit.at, unit.program.zone)
        made = joining.invite(unit, OPERATOR, name, number, there, today, language=language, checkin_time=checkin)
    click.echo(f"Client {made}: {name}, invited.")


def _check_window(unit: Work, checkin: time | None) -> None:
    lines = unit.program.lines
    if checkin is not None and not lines.opens <= checkin < lines.closes:
        window = f"{lines.opens:%H:%M} to {lines.closes:%H:%M}"
        raise click.BadParameter(f"scheduled texts go out from {window}", param_hint="--checkin")


for command in (number, safe, transfer_client, export, erase, plan):
    client.add_command(command)
program.add_command(ladder)
coach.add_command(phone)
coach.add_command(verify)
