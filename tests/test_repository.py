"""What must hold of the repository itself: what it names, what it keeps out, and that its parts fit each other."""

import re
import shutil
import socket
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import click
import pytest

from bot.cli import cli
from bot.queue import LANES
from bot.settings import Settings
from tests.conftest import LeftTheMachine, is_here, strays

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Written in two halves, so that this file does not name them either.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "deb." + "debian.org",
    "proxy." + "golang.org",
)
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users|opt/wheels)/[\w.]")
SECRETS = {
    "an account of the carrier": re.compile(r"\b(?:AC|SK)[0-9a-f]{32}\b"),
    "a key of 32 bytes": re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a password in a URL": re.compile(r"://[^\s/:@${]+:[^\s/:@${]+@(?!127\.0\.0\.1|localhost)[a-z0-9-]+\.[a-z0-9.]+"),
}
PHONE = re.compile(r"\+1\d{10}\b")
INVENTED_PHONE = re.compile(r"\+1[2-9]\d{2}55501\d{2}")
LINK = re.compile(r"\]\(([^)#\s]+)")


@cache
def tracked() -> dict[str, str]:
    """Every tracked text file: its path from the root, and what it says."""
    git = shutil.which("git")
    assert git is not None, "these tests look at what git tracks"
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode()
    return texts


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in tracked files: `path: what matched`."""
    return [f"{name}: {hit[0]}" for name, text in tracked().items() for hit in pattern.finditer(text)]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not found(re.compile("|".join(map(re.escape, REGISTRIES))))


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not found(MACHINE_PATH)


@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds_anything_that_looks_like_a_secret(kind: str) -> None:
    """Pretend ones are welcome when they show it: a few letters, again and again."""
    assert not [hit for hit in found(SECRETS[kind]) if len(set(hit.split(": ")[1])) > 12]


def test_every_phone_number_is_an_invented_one() -> None:
    assert not [hit for hit in found(PHONE) if not INVENTED_PHONE.search(hit)]


def test_no_python_file_is_longer_than_three_hundred_lines() -> None:
    """A migration is a record of what was done, not code that anybody reads for its thoughts."""
    code = {name: text for name, text in tracked().items() if name.endswith(".py") and "/versions/" not in name}
    assert not {name: lines for name, text in code.items() if (lines := text.count("\n")) > 300}


def test_nothing_of_third_parties_is_carried_along() -> None:
    assert not [name for name in tracked() if re.search(r"\.min\.(js|css)$|(^|/)(vendor|node_modules)/", name)]
    assert not found(re.compile(r"^/\*!", re.MULTILINE)), "a licence banner: somebody else's script"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_the_lock_names_no_index(lock: str) -> None:
    entries = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    assert entries
    assert not [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry or "://" in entry]


def test_the_lock_for_running_is_part_of_the_lock_for_developing() -> None:
    running, developing = ({line for line in (ROOT / lock).read_text().splitlines() if "==" in line} for lock in LOCKS)
    assert running <= developing


def test_the_example_environment_names_every_setting_and_sets_none() -> None:
    lines = re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    prefixed = {f"PEERLINE_{name.upper()}" for name in Settings.model_fields}
    plain = {"DATABASE_URL", "REDIS_URL"}
    assert {name for name, _ in lines} == prefixed - {f"PEERLINE_{name}" for name in plain} | plain | {
        "POSTGRES_PASSWORD"
    }
    assert not [name for name, value in lines if value]


def test_every_command_that_a_host_runs_exists() -> None:
    hosts = [tomllib.loads(tracked()[name]) for name in ("fly.toml", "fly.sqlite.toml")]
    run = {command for host in hosts for command in host["processes"].values()}
    run |= {hosts[0]["console_command"], hosts[0]["deploy"]["release_command"]}
    run |= set(re.findall(r"^\w+: (.+)$", tracked()["Procfile"], re.MULTILINE))
    run |= set(re.findall(r"^ +command: (peerline .+)$", tracked()["compose.yaml"], re.MULTILINE))
    run |= {re.sub(r'[\[\]",]', "", hit) for hit in re.findall(r"^CMD (.+)$", tracked()["Dockerfile"], re.MULTILINE)}
    assert all(_exists(command) for command in run)
    assert {f"peerline worker {lane}" for lane in LANES} | {"peerline web", "peerline clock", "peerline up"} <= run


def _exists(command: str) -> bool:
    """Whether click would understand it, down to its last argument; nothing is run."""
    program, *arguments = command.split()
    known: click.Command | None = cli
    context = click.Context(cli, **cli.context_settings)
    while isinstance(known, click.Group):
        known = known.get_command(context, arguments.pop(0))
    if known is not None:
        known.make_context(command, arguments, parent=context)
    return program == "peerline" and known is not None


@pytest.mark.parametrize("name", ["fly.toml", "fly.sqlite.toml"])
def test_every_group_on_fly_has_a_machine_and_is_always_restarted(name: str) -> None:
    host = tomllib.loads(tracked()[name])
    groups = sorted(host["processes"])
    assert sorted(group for size in host["vm"] for group in size["processes"]) == groups
    assert {policy["policy"] for policy in host["restart"]} == {"always"}
    assert sorted(group for policy in host["restart"] for group in policy["processes"]) == groups
    assert set(host["http_service"]["processes"]) <= set(groups)


@pytest.mark.parametrize("name", ["fly.toml", "fly.sqlite.toml"])
def test_redis_being_away_never_takes_the_webhook_away(name: str) -> None:
    checks = tomllib.loads(tracked()[name])["http_service"]["checks"]
    assert [check["path"] for check in checks] == ["/healthz"]


def test_a_machine_is_given_more_time_to_stop_than_its_longest_job_or_request() -> None:
    grace = re.search(r"^graceful_timeout = (\d+)", tracked()["bot/gunicorn.py"], re.MULTILINE)
    job = re.search(r"^JOB_TIMEOUT = (\d+)", tracked()["bot/queue.py"], re.MULTILINE)
    assert grace
    assert job
    assert tomllib.loads(tracked()["fly.toml"])["kill_timeout"] > max(int(grace[1]), int(job[1]))


def test_the_modules_whose_every_branch_is_walked_exist() -> None:
    deciders = re.search(r"^DECIDERS := (.+)$", tracked()["Makefile"], re.MULTILINE)
    assert deciders
    assert not [name for name in deciders[1].split() if not list(ROOT.glob(name))]


def test_every_link_inside_our_pages_leads_somewhere() -> None:
    pages = {name: text for name, text in tracked().items() if name.endswith(".md")}
    links = [(name, link) for name, text in pages.items() for link in LINK.findall(text) if "://" not in link]
    assert not [(name, link) for name, link in links if not (ROOT / name).parent.joinpath(link).exists()]


def test_ci_stops_at_the_first_thing_that_fails() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    assert "set -euo pipefail" in tracked()[".ci/run"]


@pytest.mark.slow
def test_the_wheel_carries_everything_the_program_needs(tmp_path: Path) -> None:
    rooms = ("bot", "flows", "workers")
    for name, text in tracked().items():
        if name.startswith(rooms) or name in ("pyproject.toml", "README.md", "LICENSE"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path / "wheel")]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(tmp_path)], check=True)  # noqa: S603
    carried = zipfile.ZipFile(next((tmp_path / "wheel").glob("peerline-*.whl"))).namelist()
    assert not {name for name in tracked() if name.startswith(tuple(f"{room}/" for room in rooms))} - set(carried)


@pytest.mark.parametrize("host", [None, "", "localhost", b"localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_known_by_its_names(host: object) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "192.168.1.1", "169.254.169.254", "2001:db8::1"])
def test_other_machines_are_strangers(host: str) -> None:
    assert not is_here(host)


def test_a_test_that_reaches_for_another_machine_is_stopped_and_remembered() -> None:
    with socket.socket() as stranger, pytest.raises(LeftTheMachine):
        stranger.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("example.com", 443)
    assert len(strays) == 2
    strays.clear()
