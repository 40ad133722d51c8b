"""Expected trouble in one line that says what to do. What is not known here is a surprise, and keeps its traceback."""

import sys
from collections.abc import Callable


def said(trouble: Exception) -> str | None:
    """The line for this trouble, or None for a surprise.

    The libraries are not imported for this: what a command has not loaded cannot have failed.
    """
    for module, name, line in KNOWN:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(trouble, kind):
            return line(trouble)
    return None


def _as_it_is(trouble: Exception) -> str:
    return str(trouble)


def _settings(trouble: Exception) -> str:
    wrong = [".".join(map(str, error["loc"])) for error in trouble.errors()]  # type: ignore[attr-defined]
    return f"These settings cannot be used: {', '.join(wrong)}. `.env.example` lists what each one takes."


def _database(trouble: Exception) -> str:
    words = str(getattr(trouble, "orig", "")).strip()
    if "no such table" in words or "does not exist" in words or "no such column" in words:
        return "The database is not migrated. Run `peerline db upgrade`."
    return f"The database does not answer ({_first(words)}). Look at DATABASE_URL; `peerline doctor` says more."


def _url(trouble: Exception) -> str:
    return "DATABASE_URL is not an address of a database that Peerline knows: sqlite:///FILE or postgresql://…"


def _redis(trouble: Exception) -> str:
    return f"Redis does not answer ({type(trouble).__name__}). Look at REDIS_URL; `peerline doctor` says more."


def _first(words: str) -> str:
    return words.splitlines()[0] if words else "no reason given"


KNOWN: tuple[tuple[str, str, Callable[[Exception], str]], ...] = (
    ("bot.crypto", "BadKeys", _as_it_is),
    ("bot.embedded", "RedisUnavailable", _as_it_is),
    ("bot.program", "UnknownNumber", _as_it_is),
    ("bot.supervisor", "DidNotStart", _as_it_is),
    ("pydantic", "ValidationError", _settings),
    ("sqlalchemy.exc", "OperationalError", _database),
    ("sqlalchemy.exc", "ProgrammingError", _database),
    ("sqlalchemy.exc", "ArgumentError", _url),
    ("redis.exceptions", "RedisError", _redis),
)
