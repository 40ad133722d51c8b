"""`peerline talk`: text with the real line in a terminal. It is in memory: nothing is kept, sent or paged."""

import sys
from collections.abc import Iterable

import click

from bot import clock
from bot.cli.pretend import PEOPLE, Pretend
from bot.cli.show import colour, dim
from bot.days import instant, local_day
from bot.demo.cast import HAND_OFF, ZONE

HELP = """Text as the client would. /wait lets silence pass, /checkin goes on to the next check-in, /quit or Ctrl-D ends
it. What the line does besides texting stands in brackets. Nothing is kept or sent."""


@click.command()
@click.option("--lang", type=click.Choice(list(PEOPLE)), default="en", show_default=True, help="The client's language.")
def talk(lang: str) -> None:
    """Text with the line in this terminal, as an invented client.

    It is the real line, with its own database in memory. No settings are needed. Reads piped lines:

    \b
    printf '6 9\\n' | peerline talk
    """
    person = Pretend(lang, instant(local_day(clock.now(), ZONE), HAND_OFF, ZONE))
    if sys.stdin.isatty():
        click.echo(dim(HELP))
    _show(person.checkin())
    while line := _next(person.who.name):
        if line.strip() == "/quit":
            break
        _show(_answer(person, line.rstrip("\r\n")))


def _answer(person: Pretend, line: str) -> Iterable[str]:
    match line.strip():
        case "/wait":
            return person.waits()
        case "/checkin":
            return person.checkin()
        case _:
            return person.texts(line)


def _next(name: str) -> str:
    """The next line with its end; "" when there is no more. Piped lines are shown, so that the talk can be read."""
    typed = sys.stdin.isatty()
    if typed:
        click.echo(f"{name}: ", nl=False)
    line = sys.stdin.buffer.readline().decode("utf-8", "replace")
    if line and not typed:
        click.echo(f"{name}: {line.rstrip()}")
    return line


def _show(said: Iterable[str]) -> None:
    for line in said:
        click.echo(dim(line) if line.startswith("[") else click.style(line, fg="cyan") if colour() else line)
