"""Where a demo lives: its directory, its own keys, its settings. It never reads the operator's."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.crypto import new_key
from bot.settings import Settings

OURS = ("peerline.db", "peerline.db-wal", "peerline.db-shm", "redis", "logs", "keys.env")
FOREIGN = ("DATABASE_URL", "REDIS_URL", "PORT", "WEB_CONCURRENCY")


class AlreadyRuns(Exception):
    """Another demo uses this directory."""


@dataclass(frozen=True)
class House:
    """A demo's directory and the addresses in it."""

    directory: Path
    keys: Mapping[str, str]
    web_url: str
    phones_url: str
    redis_url: str

    @property
    def logs(self) -> Path:
        return self.directory / "logs"

    @property
    def variables(self) -> dict[str, str]:
        """The demo's settings by their names in the environment. No .env is read."""
        return {
            "PEERLINE_ENV_FILE": os.devnull,
            "PEERLINE_DATA": str(self.directory),
            "DATABASE_URL": f"sqlite:///{self.directory / 'peerline.db'}",
            "REDIS_URL": self.redis_url,
            "PEERLINE_PUBLIC_URL": self.web_url,
            "PEERLINE_TWILIO_API_URL": self.phones_url,
            **self.keys,
        }

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        kept = {name: value for name, value in os.environ.items() if not _is_a_setting(name)}
        return {**kept, "PYTHONUNBUFFERED": "1", **self.variables}

    @property
    def settings(self) -> Settings:
        """The same for this process."""
        named = {name.removeprefix("PEERLINE_").lower(): value for name, value in self.variables.items()}
        values = {name: value for name, value in named.items() if name in Settings.model_fields}
        return Settings(_env_file=None, **values)  # type: ignore[arg-type] # pydantic's own argument


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """The directory, made if need be, for this process alone. Raises AlreadyRuns."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRuns(f"A demo runs in {directory} already. Stop it, or name another --directory.") from None
        yield


def forget(directory: Path) -> None:
    """Remove what earlier demos left. Only our own files: the directory may be anybody's."""
    for name in OURS:
        place = directory / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def keys_in(directory: Path) -> dict[str, str]:
    """The demo's keys, made at the first start and kept in a file that only this user reads."""
    file = directory / "keys.env"
    if not file.exists():
        lines = "".join(f"{name}={value}\n" for name, value in _new_keys().items())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(lines)
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in pairs}


def _new_keys() -> dict[str, str]:
    return {
        "PEERLINE_KEYS": f"1:{new_key()}",
        "PEERLINE_INDEX_KEY": new_key(),
        "PEERLINE_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "PEERLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }


def _is_a_setting(name: str) -> bool:
    return name.startswith("PEERLINE_") or name in FOREIGN
