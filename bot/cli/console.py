"""`peerline console`: the first way in. Afterwards supervisors invite from the console itself."""

import click

from bot.cli.desk import OPERATOR, at_the_desk, coach_named, names, of_program


@click.group()
def console() -> None:
    """The coaches' web pages."""


@console.command()
@of_program
@click.option("--coach", "who", required=True, help="Their id or name.")
def invite(which: str | None, who: str) -> None:
    """Print a link that lets a coach choose a password, once, within three days.

    Also for somebody who lost phone or password: the new one replaces the old, and all their browsers are signed out.
    """
    from bot.console.logins import invite as make
    from bot.settings import Settings

    with at_the_desk(which) as unit:
        coach_id = coach_named(unit, who)
        name, token = names(unit)[coach_id], make(unit, coach_id, OPERATOR)
    click.echo(f"{Settings().public_url}/console/join/{token}")
    click.echo(f"For {name} alone. Give it to them yourself; it is shown only now.", err=True)
