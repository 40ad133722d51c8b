"""Batches: one row in, one row out, in order, whatever is in it. Tab-separated, UTF-8, no header."""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click

SURPRISE = "this text could not be read"


class Malformed(ValueError):
    """A row is not as it is wanted; the text says how, without its words."""


Read = Callable[..., Sequence[str]]
"""Gives the output columns after the id for the input columns after the id."""


def tsv(columns: tuple[str, ...], unclear: Sequence[str], read: Read, file: str) -> None:
    """Read rows of `columns` (the last one is the text) from `file` ("-" is stdin) and write one row for each, at once.

    A row that lacks columns, or holds a value that `read` refuses with Malformed, gives its id and `unclear`; stderr
    says which line, and the exit code stays 0. So does a row that surprises us; then the exit code is 1.
    """
    out, surprises = sys.stdout.buffer, 0
    with _opened(file) as source:
        for number, raw in enumerate(source, start=1):
            name, *cells = _decoded(raw, number).split("\t", len(columns))
            answer, trouble = _answer(cells, columns, read)
            if trouble:
                print(f"line {number}: {trouble}", file=sys.stderr)
            out.write("\t".join([name, *map(_cell, answer or unclear)]).encode("utf-8", "replace") + b"\n")
            out.flush()
            surprises += trouble.startswith(SURPRISE)
    if surprises:
        raise click.ClickException(f"{surprises} rows could not be read, and that is our mistake. Please tell us.")


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as trouble:
        raise click.ClickException(f"{file} cannot be read: {trouble.strerror}.") from None


def _decoded(raw: bytes, number: int) -> str:
    """A line's text: bytes that are not UTF-8 become U+FFFD; a byte order mark and a Windows line end are dropped."""
    line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
    return line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")


def _answer(cells: list[str], columns: tuple[str, ...], read: Read) -> tuple[Sequence[str] | None, str]:
    """What a row reads as, or None and the trouble with it: never its words, for they may be private."""
    if len(cells) < len(columns):
        return None, f"{len(columns) + 1} columns are wanted (id, {', '.join(columns)})"
    try:
        return read(*cells[:-1], unescaped(cells[-1])), ""
    except Malformed as trouble:
        return None, str(trouble)
    except Exception as surprise:
        return None, f"{SURPRISE} ({type(surprise).__name__})"


def unescaped(text: str) -> str:
    r"""The text with `\n` and `\t` as the newline and the tab that they stand for."""
    return text.replace("\\n", "\n").replace("\\t", "\t")


def _cell(value: str) -> str:
    return " ".join(value.split()) if any(mark in value for mark in "\t\n\r") else value
