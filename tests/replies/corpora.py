"""Loading the invented corpora, and their two halves. The held-out half is never looked at, only counted."""

from hashlib import sha256
from pathlib import Path

HELD_OUT_SHARE = 0.4


def rows(path: Path) -> list[list[str]]:
    """The rows of a corpus file, the text last; `\\n` in it is a line end."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if not line.startswith("#")]


def halves(folder: Path, name: str) -> tuple[list[list[str]], list[list[str]]]:
    """Development and held-out rows: the first corpus split by a hash of the text, the other hand's by their files.

    What was scored once and then seen, and what was written where a reader was weak, is all development.
    """
    parts = ("seen", "other", "blind", "given", "given2", "more", "hand")
    paths = (folder / f"{name}_{part}.tsv" for part in parts)
    development = [row for path in paths if path.exists() for row in rows(path)]
    held_out = rows(folder / f"{name}_other_held.tsv")
    for row in rows(folder / f"{name}.tsv"):
        (held_out if is_held_out(row[-1]) else development).append(row)
    return development, held_out


def is_held_out(text: str) -> bool:
    written = text.replace("\n", "\\n")
    return sha256(written.encode()).digest()[0] < HELD_OUT_SHARE * 255
