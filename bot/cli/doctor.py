"""`peerline doctor`: one line for each part of an installation."""

import json
import sys
from dataclasses import asdict

import click

COLOURS = {"ok": "green", "warn": "yellow", "FAIL": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of lines.")
@click.option("--invariants", is_flag=True, help="Ask instead whether every promise of the line holds this moment.")
def doctor(as_json: bool, invariants: bool) -> None:
    """Say what is wrong with an installation.

    Settings, keys, Redis, carrier, database, clock, coverage, hotlines: one line each with ok, warn or FAIL, and what
    to do. Exit code 1 when anything says FAIL. Nothing is changed or sent.
    """
    from bot import doctor as checks
    from bot.line import open_line
    from bot.settings import Settings

    if invariants:
        sys.exit(promises(as_json))
    findings = []
    for finding in checks.examine(Settings(), open_line):
        findings.append(finding)
        if not as_json:
            click.echo(
                f"{click.style(f'{finding.state:4}', fg=COLOURS[finding.state])}  {finding.part}: {finding.words}"
            )
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    sys.exit(1 if any(finding.state == "FAIL" for finding in findings) else 0)


def promises(as_json: bool) -> int:
    """Print what is broken, and give the exit code."""
    from bot.invariants import PROMISES, broken
    from bot.line import open_line
    from bot.settings import Settings

    line = open_line(Settings())
    found = broken(line.engine, line.now())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1))
    for one in () if as_json else found:
        where = f"{one.table} {', '.join(map(str, one.ids))}"
        click.echo(f"{click.style('FAIL', fg='red')}  {one.name}: {one.count} {one.words} ({where})")
    if not found and not as_json:
        click.echo(f"All {len(PROMISES)} promises hold.")
    line.engine.dispose()
    return 1 if found else 0
