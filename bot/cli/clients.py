"""`peerline client number`, `transfer`, `safe`, `export` and `erase`: what a human does for one client."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import click
import sqlalchemy as sa
from sqlalchemy import Row

from bot import audit, erasing, exporting, joining, keeping, people, transfer
from bot.cli.desk import OPERATOR, at_the_desk, chosen, of_program, the_line
from bot.cli.kinds import DAY, NUMBER
from bot.db import vault_of
from bot.models import client
from bot.work import Work, ring, work

WHO = click.argument("who", metavar="CLIENT", type=int)
SURE = click.option("--yes", "sure", is_flag=True, help="Do it. Without it, only what would happen is said.")


@click.command("number")
@WHO
@click.argument("number", type=NUMBER)
@of_program
def number(who: int, number: str, which: str | None) -> None:
    """Give a client another number. The new phone is asked by text; nothing else comes before its yes."""
    with at_the_desk(which) as unit:
        whose = _client(unit, who)
        if joining.enrolled_as(unit, number) not in (None, who):
            raise click.ClickException("Another client has this number.")
        joining.move_number(unit, OPERATOR, whose, number)
    click.echo(f"Client {who} has another number." + _silent(whose))


@click.command("safe")
@WHO
@of_program
def safe(who: int, which: str | None) -> None:
    """It is safe again to text this client. They can also say so themselves, with START."""
    with at_the_desk(which) as unit:
        keeping.keep(unit, _client(unit, who), "unsafe", False)
        audit.note(unit, OPERATOR, "safe_again", "client", who)
    click.echo(f"Client {who} gets scheduled texts again.")


@click.command("transfer")
@WHO
@click.option("--to", "to", metavar="WORD", required=True, help="The other program's id or join word.")
@click.option("--signed", type=DAY, help="When they signed that their history goes along. Without it, it stays here.")
@of_program
def transfer_client(who: int, to: str, signed: date | None, which: str | None) -> None:
    """Let a client go on with another program of this line. That program asks them by text before it sends anything.

    The signed form names who discloses what to whom, why, until when, and how to take it back (42 CFR 2.31).
    """
    with the_line() as line, work(line, line.now(), lambda tx: chosen(tx, which)) as unit:
        there = Work(unit.tx, vault_of(line.engine), chosen(unit.tx, to), unit.at)
        try:
            made = transfer.move(unit, there, OPERATOR, _client(unit, who), signed)
        except transfer.CannotMove as trouble:
            raise click.ClickException(f"{trouble}.") from None
    ring(line.bell, there.rings)
    click.echo(f"Client {made} of {there.program.name}, {'with' if signed else 'without'} their history.")


@click.command("export")
@WHO
@click.option(
    "--to", "target", type=click.Path(path_type=Path), required=True, help="A new folder, or a new .zip file."
)
@of_program
def export(who: int, target: Path, which: str | None) -> None:
    """Write everything that is kept about a client, opened, with the notice that goes with it."""
    if target.exists():
        raise click.ClickException(f"{target} is there already.")
    os.umask(0o077)
    with at_the_desk(which) as unit:
        _client(unit, who)
        _write(target, exporting.files(unit, OPERATOR, who))
    click.echo(f"Everything about client {who} is in {target}. Look through it before you hand it over.")


@click.command("erase")
@WHO
@SURE
@of_program
def erase(who: int, sure: bool, which: str | None) -> None:
    """Erase a client: every word, name, number, answer and note. It cannot be taken back.

    What stays: that there was somebody, when, what was agreed to, who was called, and that the number wants no texts.
    Backups keep what they hold until they expire.
    """
    with the_line() as line:
        with work(line, line.now(), lambda tx: chosen(tx, which)) as unit:
            _client(unit, who)
            if not sure:
                raise click.ClickException(f"Client {who} would be erased for good. Say --yes to do it.")
            try:
                erasing.erase(unit, OPERATOR, who)
            except erasing.StillInNeed as trouble:
                raise click.ClickException(f"{trouble}.") from None
        settled = erasing.settle(line.engine)
    click.echo(f"Client {who} is erased." + ("" if settled else " Somebody still reads old pages: run it once more."))


def _client(unit: Work, who: int) -> Row[tuple[object, ...]]:
    asked = sa.select(client.c.id).where(client.c.id == who, client.c.program_id == unit.program.id)
    if unit.tx.execute(asked).scalar() is None:
        raise click.ClickException(f"{unit.program.name} has no client {who}.")
    return people.by_id(unit, who).client


def _silent(whose: Row[tuple[object, ...]]) -> str:
    away = "" if whose.opted_out_at is None else " They opted out: only START from the new phone brings texts."
    return away


def _write(target: Path, files: Iterable[tuple[str, str]]) -> None:
    if target.suffix == ".zip":
        with ZipFile(target, "x", ZIP_DEFLATED) as packed:
            for name, text in files:
                packed.writestr(name, text)
        return
    target.mkdir(parents=True)
    for name, text in files:
        (target / name).write_text(text, "utf-8")
