"""`peerline client plan`: a client's safety plan, as they wrote it down with a coach."""

from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, safety_plan
from bot.cli.desk import OPERATOR, at_the_desk, of_program
from bot.cli.show import table
from bot.models import client
from bot.work import Work

OPTIONS = ("signs", "alone", "places", "people", "lines")


@click.command()
@of_program
@click.argument("who", metavar="CLIENT", type=int)
@click.option("--signs", help="1. How they notice that it gets hard.")
@click.option("--alone", help="2. What helps when nobody is there.")
@click.option("--places", help="3. People and places to be with.")
@click.option("--people", help="4. People to ask for help.")
@click.option("--lines", help="5. Professionals and lines that are there day and night.")
def plan(which: str | None, who: int, **steps: str | None) -> None:
    """Write or show the safety plan that the word PLAN brings back.

    CLIENT is the id that `client add` gave. Write it with the client, in their own words, without naming a drug or a
    drink. A step is changed by giving it again, and taken away by "". How to keep means away is never written here:
    that is talked over, and never texted.
    """
    written = {place: said for place, name in enumerate(OPTIONS, 1) if (said := steps[name]) is not None}
    for place, said in written.items():
        if wrong := safety_plan.trouble(said):
            raise click.BadParameter(wrong, param_hint=f"--{OPTIONS[place - 1]}")
    with at_the_desk(which) as unit:
        whose = _client(unit, who)
        safety_plan.write(unit, whose, written)
        act = "wrote the plan of" if written else "looked at the plan of"
        audit.note(unit, OPERATOR, act, "client", who, steps=[*written])
        found = safety_plan.read(unit, who)
    table(("step", "words"), [(OPTIONS[place - 1], said) for place, said in found.items()])


def _client(unit: Work, who: int) -> Row[Any]:
    asked = sa.select(client).where(client.c.id == who, client.c.program_id == unit.program.id)
    found = unit.tx.execute(asked).one_or_none()
    if found is None:
        raise click.ClickException(f"No client of this program has the id {who}.")
    return found
