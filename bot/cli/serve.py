"""`peerline web`, `worker`, `clock`, `up` and `db upgrade`: the processes of a line."""

import os
import socket
import sys

import click

from bot.settings import Settings

LANES = ("crisis", "default", "bulk")
HOST = "0.0.0.0"  # noqa: S104 - a web server in a container; the demo names loopback


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080, show_default=True)
def web(host: str, port: int) -> None:
    """Take texts and calls from the carrier, and answer.

    One process on SQLite; on PostgreSQL two, or WEB_CONCURRENCY. Stops on SIGTERM, when every answer is out.
    """
    _check(Settings())
    _check_port(host, port)
    from bot.whole import gunicorn

    _become(*gunicorn(f"{host}:{port}"))


@click.command()
@click.argument("lane", type=click.Choice(LANES))
def worker(lane: str) -> None:
    """Send what is rung for in one lane: crisis, default or bulk.

    Waits for Redis as long as it takes. Exits with 75 when a job hangs, so that it is started again. Run one process a
    lane; more of them for crisis if the carrier is slow.
    """
    settings = Settings()
    _check(settings)
    if not settings.redis_url:
        raise click.ClickException("REDIS_URL is not set: there is no bell to wait for. The clock does all the work.")
    _become(sys.executable, "-m", "workers", lane)


@click.command()
def clock() -> None:
    """Look for what is due, every two seconds.

    Needs no Redis. Two clocks, or ten, are harmless. Exits with 75 when a round hangs, so that it is started again.
    """
    _check(Settings())
    _become(sys.executable, "-m", "workers", "clock")


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080, show_default=True)
def up(host: str, port: int) -> None:
    """Run a whole line on this machine.

    It migrates, then starts Redis, web, three workers and the clock.

    Starts again whatever ends. REDIS_URL or DATABASE_URL, where set, are used instead of our own. Ctrl-C or SIGTERM
    stops everything in order.
    """
    settings = Settings()
    _check(settings)
    from bot import schema, whole

    with _listening(host, port) as door:
        schema.upgrade(settings.database)
        whole.run(settings, door, lambda line: click.echo(line, err=True))


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest migration. Safe to run again."""
    from bot import schema

    schema.upgrade(Settings().database)
    click.echo("The database is up to date.")


def _check(settings: Settings) -> None:
    """Raises BadKeys now, in one line, rather than in a child's log."""
    from bot.crypto import read_vault

    read_vault(settings.keys.get_secret_value(), settings.index_key.get_secret_value())


def _check_port(host: str, port: int) -> None:
    _listening(host, port).close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. A web process that is started again goes on with it, and no caller is turned away."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as trouble:
        raise click.ClickException(
            f"Port {port} cannot be used ({trouble.strerror}). Name another one with --port."
        ) from None


def _become(*command: str) -> None:
    """Become this program: signals reach it without a middleman."""
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - our own arguments, no shell
