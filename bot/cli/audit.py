"""`peerline audit`: proof that the trail of what was done is whole."""

import click

from bot.cli.desk import at_the_desk, looking, of_program


@click.group()
def audit() -> None:
    """The trail of what was done, and by whom."""


@audit.command()
@of_program
@click.option("--known", default="", metavar="SEQ:HASH", help="The head an earlier run printed.")
def verify(which: str | None, known: str) -> None:
    """Walk the chain of audit rows and say whether every one of them is as it was written.

    Write the head that it prints down somewhere else: given back as --known, it also shows rows cut off the end. Exit
    code 1 when a row was changed, added or taken away.
    """
    from bot.chain import link
    from bot.chain import verify as walk

    with at_the_desk(which) as unit:
        while link(unit.tx, unit.vault, unit.program.id):
            pass
    with looking(which) as unit:
        proof = walk(unit.tx, unit.vault, unit.program.id, known)
    if proof.broken is not None:
        raise click.ClickException(f"The chain holds up to {proof.links} and breaks at {proof.broken}.")
    click.echo(f"{proof.links} rows hold. Head {proof.head}")
