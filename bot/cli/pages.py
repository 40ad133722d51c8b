"""`peerline coach phone`, `coach verify` and `page test`: whether pages would reach a coach."""

import json
import sys
from threading import Event
from typing import Any

import click
import sqlalchemy as sa

from bot import methods, trials
from bot.cli.desk import at_the_desk, coach_named, looking, of_program
from bot.cli.kinds import NUMBER
from bot.cli.show import table
from bot.escalation import BOTH
from bot.models import contact_method
from bot.work import Work

FORGOTTEN = "Forgotten. No code goes there again."
KEPT = "No phone of theirs with this number waits for a code; nothing was changed."

LOOK = 1.0
"""Seconds between two looks at what became of a test page."""


@click.group()
def page() -> None:
    """Pages to coaches."""


@page.command("test")
@click.option("--coach", "who", required=True, help="Id or name.")
@of_program
@click.option("--wait", type=click.IntRange(0, 900), default=120, show_default=True, help="Seconds to wait for the 1.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def test_page(who: str, which: str | None, wait: int, as_json: bool) -> None:
    """Text and call a coach who is to answer 1 to both, and say what happened.

    Nobody is in need, and both say so. Exit code 1 when one of them was not answered.
    """
    with at_the_desk(which) as unit:
        try:
            trial_id = trials.send(unit, coach_named(unit, who))
        except trials.NotVerified as trouble:
            raise click.ClickException(str(trouble)) from None
    found = _result(trial_id, which)
    for _ in range(wait):
        if all(way["answered_after"] is not None for way in found.values()):
            break
        Event().wait(LOOK)
        found = _result(trial_id, which)
    if as_json:
        click.echo(json.dumps(found))
    else:
        table(("by", "sent", "answered"), [(method, _sent(way), _answered(way)) for method, way in found.items()])
    sys.exit(1 if any(way["answered_after"] is None for way in found.values()) else 0)


@click.command()
@click.argument("who", metavar="COACH")
@click.argument("number", type=NUMBER)
@of_program
@click.option("--for", "kinds", type=click.Choice(["both", "text", "call"]), default="both", show_default=True)
@click.option("--mistyped", is_flag=True, help="It was never theirs: forget it, and send no code there again.")
def phone(who: str, number: str, which: str | None, kinds: str, mistyped: bool) -> None:
    """Give a coach one more phone. A code goes to it, and is texted back within 15 minutes.

    Until then it is not paged. A phone that takes calls only hears the code, which can be texted from another phone.
    """
    with at_the_desk(which) as unit:
        coach_id = coach_named(unit, who)
        if mistyped:
            return click.echo(FORGOTTEN if methods.forget(unit, coach_id, number) else KEPT)
        _refuse_other(unit, coach_id, number)
        made = methods.add(unit, coach_id, number, BOTH if kinds == "both" else (kinds,))  # type: ignore[arg-type]
    return click.echo("A code is on its way." if made else "They have this phone already; nothing was sent.")


@click.command()
@click.argument("who", metavar="COACH")
@of_program
@click.option("--send", is_flag=True, help="Send a fresh code to every phone that is not verified.")
def verify(who: str, which: str | None, send: bool) -> None:
    """Say which phones of a coach are verified; with --send, have the others verified.

    Exit code 1 while fewer than two ways to reach them are.
    """
    with at_the_desk(which) as unit:
        coach_id = coach_named(unit, who)
        waiting = methods.unverified(unit, coach_id) if send else []
        for method_id in waiting:
            methods.send_code(unit, method_id)
        theirs = sa.select(contact_method).where(contact_method.c.coach_id == coach_id)
        rows = unit.tx.execute(theirs.order_by(contact_method.c.id)).all()
        coded = {row.number_hash for row in rows if row.code_sent_at is not None}
    if send:
        click.echo(f"{len(waiting)} on the way." if waiting else "Nothing to send: no phone waits for a code.")
    found = [(str(row.id), row.kind, f"...{row.number[-2:]}", _is(row, coded)) for row in rows]
    table(("id", "kind", "number", "is"), found)
    sys.exit(0 if sum(state == "verified" for *_, state in found) >= len(BOTH) else 1)


def _refuse_other(unit: Work, coach_id: int, number: str) -> None:
    same = sa.select(contact_method.c.coach_id).where(contact_method.c.number_hash == unit.vault.blind(number))
    if set(unit.tx.execute(same).scalars()) - {coach_id}:
        raise click.ClickException("This number is another coach's already.")


def _result(trial_id: int, which: str | None) -> dict[str, dict[str, Any]]:
    with looking(which) as unit:
        return trials.result(unit, trial_id)


def _sent(way: dict[str, Any]) -> str:
    return f"{way['state']} ({way['error']})" if way["error"] else f"{way['state']}"


def _answered(way: dict[str, Any]) -> str:
    return "no" if way["answered_after"] is None else f"1 after {way['answered_after']:g} s"


def _is(row: Any, coded: set[bytes]) -> str:
    """`coded`: numbers that a code was sent to; it verifies every kind of page to them."""
    if row.opted_out_at is not None:
        return "opted out"
    if row.verified_at is not None:
        return "verified"
    return "waits for its code" if row.number_hash in coded else "not verified"
