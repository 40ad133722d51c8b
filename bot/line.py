"""One running line: the settings and the few things that act, put together once by whoever starts a process."""

from dataclasses import dataclass

from sqlalchemy import Engine

from bot import clock, crypto, db
from bot.carrier import Carrier
from bot.clock import Clock
from bot.queue import Bell, RqBell, SilentBell, redis_at
from bot.settings import Settings


@dataclass(frozen=True)
class Line:
    """What every entry point gets. `carrier` is None in the web process, which only answers."""

    settings: Settings
    engine: Engine
    bell: Bell
    carrier: Carrier | None = None
    now: Clock = clock.now


def open_line(settings: Settings, *, sends: bool = False) -> Line:
    """The line these settings describe. `sends`: with a carrier, which costs a web process 25 MB it does not need."""
    vault = crypto.read_vault(settings.keys.get_secret_value(), settings.index_key.get_secret_value())
    engine = db.connect(settings.database, vault)
    bell = RqBell(redis_at(settings.redis_url)) if settings.redis_url else SilentBell()
    return Line(settings, engine, bell, _carrier(settings) if sends else None)


def _carrier(settings: Settings) -> Carrier:
    from bot.carrier.twilio import TwilioCarrier  # costs 0.2 s and 25 MB: only for those who send

    return TwilioCarrier(
        settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value(), settings.twilio_api_url
    )
