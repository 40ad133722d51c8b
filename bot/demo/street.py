"""The demo's phone network as a process: `python -m bot.demo.street PORT`. Its settings are the line's own."""

import sys
from random import Random

from bot import clock
from bot.demo.cast import CAST, CLIENTS_LINE, COACHES_LINE, PROGRAM
from bot.demo.memory import remember
from bot.line import open_line
from bot.phones import Network, over_loopback, serve
from bot.settings import Settings
from bot.stop import Stop

NAMES = {CLIENTS_LINE: PROGRAM, COACHES_LINE: f"{PROGRAM}, coaches"}


def street(settings: Settings) -> Network:
    """The network with the program's two lines and everyone's phone. Its chance is new at each start, because ids of
    texts never repeat."""
    began = clock.now()
    network = Network(began, Random(began.timestamp()), over_loopback())  # noqa: S311 - no secrets
    account = network.add_account(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value())
    base = settings.public_url
    for number, name in NAMES.items():
        # "off": the line's own answer to STOP is what a demo is to show; carriers can be told to leave it to us.
        calls = {"voice_url": f"{base}/voice/incoming", "keywords": "off", "name": name}
        network.add_line(number, account, f"{base}/sms#rc=3&rp=all", **calls)  # type: ignore[arg-type]
    for one in CAST:
        network.add_phone(one.number, one.name, one.role, one.line)
    return network


def main(port: int) -> None:
    """Serve the network on loopback until told to stop."""
    stop = Stop().on_signals()
    settings = Settings()
    network, line = street(settings), open_line(settings)
    remember(network, line)
    line.engine.dispose()
    served = serve(network, "127.0.0.1", port, clock.now)
    stop.wait()
    served.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
