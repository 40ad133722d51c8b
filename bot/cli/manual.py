"""docs/commands.md, written from the commands' own help: `python -m bot.cli.manual > docs/commands.md`."""

from collections.abc import Iterator

import click

HEADING = """# Every command

This page is written by a program from the commands' own help: change the help in `bot/cli/`, then run
`python -m bot.cli.manual > docs/commands.md`.
"""
WIDTH = 96


def page() -> str:
    """The whole of docs/commands.md."""
    from bot.cli import cli

    return "\n".join([HEADING, *_sections("peerline", cli, None)])


def _sections(path: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    name = path.rpartition(" ")[2]
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield f"## {path}\n"
    yield f"```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _sections(f"{path} {child}", found, context)


if __name__ == "__main__":
    print(page(), end="")
