"""Every word on the pages, English and Spanish side by side in `words.toml`. What the line texts is in `flows/copy`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es")


def say(key: str, language: str, **facts: object) -> str:
    """The words under `key` ("section.name"). With `n=1` the words under "section.name_one" where there are any.
    KeyError for a key or fact that is missing: a test walks all of them."""
    words = table()
    chosen = f"{key}_one" if facts.get("n") == 1 and f"{key}_one" in words else key
    text = words[chosen]["es" if language == "es" else "en"]
    return text.format_map(facts) if facts else text


def knows(key: str) -> bool:
    """Whether there are such words."""
    return key in table()


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """All words by "section.name"."""
    sections = tomllib.loads((files("bot.console") / "words.toml").read_text("utf-8"))
    return {f"{part}.{name}": both for part, names in sections.items() for name, both in names.items()}
