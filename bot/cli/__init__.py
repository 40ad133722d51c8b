"""The `peerline` command: reads arguments, calls one function, prints. It decides nothing."""

import os
import sys
from importlib import import_module
from typing import Any

import click

from bot.cli.trouble import said

COMMANDS = {
    "demo": "bot.cli.demo:demo",
    "talk": "bot.cli.talk:talk",
    "explain": "bot.cli.explain:explain",
    "up": "bot.cli.serve:up",
    "web": "bot.cli.serve:web",
    "worker": "bot.cli.serve:worker",
    "clock": "bot.cli.serve:clock",
    "doctor": "bot.cli.doctor:doctor",
    "db": "bot.cli.serve:db",
    "keys": "bot.cli.keys:keys",
    "retain": "bot.cli.retain:retain",
    "program": "bot.cli.people:program",
    "coach": "bot.cli.people:coach",
    "client": "bot.cli.people:client",
    "oncall": "bot.cli.oncall:oncall",
    "console": "bot.cli.console:console",
    "audit": "bot.cli.audit:audit",
    "page": "bot.cli.pages:page",
    "triage": "bot.cli.verdicts:triage",
    "import": "bot.cli.imports:imports",
    "announce": "bot.cli.announce:announce",
    "survey": "bot.cli.surveys:survey",
    "drill": "bot.cli.drills:drill",
}
"""Where each command lives. It is imported when it is called: reading a thousand texts needs no database library."""


class Lazy(click.Group):
    """A group whose commands are imported on use, and whose expected trouble is one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, command = COMMANDS[name].partition(":")
        found: click.Command = getattr(import_module(module), command)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as trouble:
            line = said(trouble)
            if line is None:
                raise
            raise click.ClickException(line) from None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", package_name="peerline", message="peerline %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A text-message line for peer recovery programs.

    \b
    New here?           peerline demo
    How does it read?   peerline explain "text"
    Run a line:         peerline up, and docs/deploy.md

    Exit codes: 0 it is done or all is well; 1 something is wrong, said in one line; 2 the command was not understood.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a text with half an emoji is shown, not a reason to stop
    cli(prog_name="peerline")
