"""`peerline demo`: the whole line on this machine, with phones in the browser; or the same evening without a person."""

import json
import os
import sys
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.show import table

if TYPE_CHECKING:
    from bot.demo.stage import Demo

DIRECTORY = Path("var/demo")


@click.command()
@click.option("--script", is_flag=True, help="Play an evening without a person, check it, and exit with 0 or 1.")
@click.option("--json", "as_json", is_flag=True, help="With --script: what was checked, as JSON, and no chat log.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the phones. Usually 8080, or any free one.")
@click.option("--browser/--no-browser", default=True, help="Open the phones in a browser.")
@click.option("--fresh/--keep", default=True, help="Begin anew, or go on with the rows of the last demo.")
@click.option("--directory", type=click.Path(file_okay=False, path_type=Path), default=DIRECTORY, show_default=True)
def demo(script: bool, as_json: bool, port: int | None, browser: bool, fresh: bool, directory: Path) -> None:
    """Show a whole line, with invented people and phones.

    Everything is real but the people and the phone company: HTTP with signatures, a Redis, three workers, the clock, an
    SQLite file. It is reachable from this machine only. Ctrl-C stops it.
    """
    from bot.demo import stage
    from bot.demo.house import AlreadyRuns

    directory = directory / "script" if script else directory
    _tell("Starting the database, Redis, web, three workers, the clock and the phones ...")
    try:
        with stage.demo(directory, port if not script else port or 0, fresh=fresh or script, tell=_tell) as running:
            if script:
                sys.exit(_evening(running, as_json))
            _welcome(running, browser)
            running.supervisor.run()
            click.echo("\nStopping ...")
    except (stage.PortTaken, AlreadyRuns) as trouble:
        raise click.ClickException(str(trouble)) from None


def _welcome(running: "Demo", browser: bool) -> None:
    url, words = running.house.phones_url, WELCOME + TRY + DOOR if running.fresh else WELCOME + AGAIN
    click.echo(words.format(url=url, console=running.console_url) + INVENTED)
    if browser and _has_a_browser():
        webbrowser.open(url)


def _has_a_browser() -> bool:
    """Whether opening a page shows it to somebody, rather than starting a browser in this terminal."""
    shown = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(shown)


def _evening(running: "Demo", as_json: bool) -> int:
    """Play it, print it, and give the exit code."""
    from bot.demo import log
    from bot.demo.acting import Acting, Different
    from bot.demo.evening import play
    from bot.demo.watch import Watch

    began = running.supervisor.now()
    watch = Watch(
        running.house.phones_url, (lambda line: None) if as_json else lambda line: click.echo(log.said(line, began))
    )
    acting = Acting(watch, running.supervisor)
    try:
        play(acting)
    except Different as trouble:
        logs = running.house.logs
        click.echo(f"DIFFERENT: {trouble}\nWhat each process said is in {logs}.", err=True)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in acting.checks], ensure_ascii=False, indent=1))
    else:
        click.echo()
        table(("", "took", "checked"), log.result(acting.checks))
        click.echo(f"\n{log.summary(acting.checks)}")
    return 0 if all(check.passed for check in acting.checks) else 1


def _tell(line: str) -> None:
    click.echo(line, err=True)


WELCOME = """
  Rivertown Friends is running. Its phones are here:

    {url}
"""
TRY = """
  Try this:
    1. Ana was just asked how today is. Type  6 9  on her phone: a 9 is a strong craving, so a coach is paged.
    2. Joy's phone shows URGENT and a code. Type  1  on it. Ana reads that Joy is coming; Joy reads Ana's words.
    3. Write to each other: what Joy types goes to Ana, and back. DONE on Joy's phone ends it.
    4. Type  mi amigo no respira  on Luis's phone: every coach is texted and called at once. Answer, and press 1.
    5. Type  LIST  on Ana's phone: PLAN, STATS, GOALS, MEETINGS ... Type  JOIN RIVERTOWN  on Kim's, whom nobody knows.
    6. Type  STOP  on Luis's phone, and  START  to have texts again. Ctrl-C here ends it all.
"""
DOOR = """
  Coaches have a console, too. This link lets Sol in, once; it asks for a password and a code app:

    {console}
"""
AGAIN = """
  The coaches' console:

    {console}
"""
INVENTED = """
  The people and their numbers are invented. Nothing leaves this machine.
"""
