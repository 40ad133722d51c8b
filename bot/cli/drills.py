"""`peerline drill`: somebody who is not there texts the line, and every step is timed."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from threading import Event
from urllib.request import Request, urlopen

import click

from bot.cli.desk import looking, of_program, the_line
from bot.cli.show import table
from bot.drill import STEPS, Drill, Result
from bot.drilling import PATIENCE, posts
from bot.settings import Settings

MEANS = {
    "answered": "the line took the text and answered",
    "paged": "the page was handed to the carrier",
    "reached": "it came to a coach's phone",
    "acknowledged": "a coach took it",
    "closed": "the coach closed it",
}


@click.command()
@of_program
@click.option(
    "--wait", type=click.IntRange(1, 600), default=600, show_default=True, help="Seconds for each human step."
)
@click.option("--auto", is_flag=True, help="Play the coach too, on the local phone network.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def drill(which: str | None, wait: int, auto: bool, as_json: bool) -> None:
    """Try the whole way with nobody in need: a signed webhook, a page, a coach's 1, the close.

    The page says DRILL. Whoever is on call replies 1, writes a word, then DONE 1. Exit code 1 when a step was not done
    in time; which one is said, and nobody is paged for it any longer.
    """
    settings = Settings()
    if auto and not settings.twilio_api_url:
        raise click.ClickException("--auto presses the buttons of the local phone network. A real coach answers alone.")
    with looking(which) as unit:
        program_id = unit.program.id
    answer = _coach(settings.twilio_api_url) if auto else None
    with the_line() as line:
        result = Drill(line, program_id, timedelta(seconds=wait), posts(settings), _pause, answer).run()
    if result is not None:
        _show(result, as_json)
        sys.exit(1 if result.failed else 0)


def _show(result: Result, as_json: bool) -> None:
    if as_json:
        return click.echo(json.dumps(asdict(result)))
    rows = [
        (
            step,
            f"{result.took[step]:g} s" if step in result.took else "",
            "FAIL" if result.failed == step else MEANS[step],
        )
        for step in STEPS
        if step in result.took or step == result.failed
    ]
    return table(("step", "after", ""), rows)


def _coach(url: str) -> Callable[[str, str], None]:
    """A coach's phone on the local network."""

    def text(number: str, words: str) -> None:
        told = json.dumps({"phone": number, "do": "text", "words": words}).encode()
        asked = Request(f"{url}/act", told, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urlopen(asked, timeout=PATIENCE):  # noqa: S310
            pass

    return text


def _pause(seconds: float) -> None:
    Event().wait(seconds)
