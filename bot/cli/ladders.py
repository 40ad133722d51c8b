"""`peerline program ladder`: a program's own ladder."""

import json
from typing import Any, TextIO

import click

from bot import ladders
from bot.cli.desk import at_the_desk, of_program
from bot.cli.show import table
from bot.escalation import BadLadder


@click.command()
@click.option("--tier", type=click.Choice(["urgent", "emergency"]), required=True)
@of_program
@click.argument("file", type=click.File(encoding="utf-8"))
def ladder(tier: str, which: str | None, file: TextIO) -> None:
    """Give a program a ladder of its own, from a JSON file ("-" is standard input).

    {"steps": [{"after": 0, "rungs": ["primary"], "methods": ["text"]}, ...], "again": 120}. Times are seconds. It is
    refused when somebody could be left alone: the last step pages the supervisor or all, by text and call, and a human
    can be reached by it now.
    """
    with at_the_desk(which) as unit:
        try:
            found = ladders.save(unit, tier, _read(file))  # type: ignore[arg-type] # click has checked it
        except BadLadder as trouble:
            raise click.ClickException(str(trouble)) from None
    rows = [(f"{step.after} s", " ".join(step.rungs), " ".join(step.methods)) for step in found.steps]
    table(("after", "who", "by"), [*rows, (f"+{found.again} s", "again from the top", "")])


def _read(file: TextIO) -> Any:
    try:
        return json.load(file)
    except ValueError:
        raise BadLadder("This is not JSON.") from None
