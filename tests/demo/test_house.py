"""Where a demo lives: its own keys, its own settings, nobody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.crypto import read_vault
from bot.demo import house
from bot.demo.house import AlreadyRuns, House


def home(directory: Path) -> House:
    redis = "redis://127.0.0.1:3"
    return House(directory, house.keys_in(directory), "http://127.0.0.1:1", "http://127.0.0.1:2", redis)


def test_keys_are_made_once_and_only_this_user_reads_them(tmp_path: Path) -> None:
    first = house.keys_in(tmp_path)
    assert read_vault(first["PEERLINE_KEYS"], first["PEERLINE_INDEX_KEY"]).newest == 1
    assert house.keys_in(tmp_path) == first
    assert (tmp_path / "keys.env").stat().st_mode & 0o777 == 0o600


def test_an_operators_settings_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {
        "DATABASE_URL": "postgresql://real",
        "PEERLINE_DATABASE_URL": "postgresql://real",
        "REDIS_URL": "redis://real",
    }
    for name, value in {**theirs, "PEERLINE_PUBLIC_URL": "https://real", "PORT": "1"}.items():
        monkeypatch.setenv(name, value)
    ours = home(tmp_path)
    assert not [value for value in ours.environment.values() if "real" in value]
    assert "PORT" not in ours.environment
    assert ours.environment["PATH"] == os.environ["PATH"]
    assert ours.settings.database == f"sqlite:///{tmp_path}/peerline.db"
    assert (ours.settings.redis_url, ours.settings.public_url) == (ours.redis_url, ours.web_url)
    assert ours.settings.twilio_auth_token.get_secret_value() == ours.keys["PEERLINE_TWILIO_AUTH_TOKEN"]


def test_an_operators_dotenv_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PEERLINE_PING_URL=https://real\n")
    asked = "from bot.settings import Settings; print(Settings().ping_url.get_secret_value())"
    told = home(tmp_path).environment | {"PYTHONPATH": str(Path(__file__).parents[2])}
    ran = [sys.executable, "-c", asked]
    assert subprocess.run(ran, cwd=tmp_path, env=told, check=True, capture_output=True, text=True).stdout == "\n"  # noqa: S603


def test_one_demo_a_directory(tmp_path: Path) -> None:
    with house.locked(tmp_path), pytest.raises(AlreadyRuns, match="another --directory"), house.locked(tmp_path):
        pass
    with house.locked(tmp_path):
        pass


def test_only_our_own_files_are_forgotten(tmp_path: Path) -> None:
    house.keys_in(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").touch()
    (tmp_path / "thesis.txt").touch()
    house.forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
