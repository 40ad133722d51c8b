"""`python -m workers LANE` works on one lane, `python -m workers clock` is the clock: how `peerline` starts both."""

import logging
import sys
from typing import cast

from bot.crypto import BadKeys
from bot.line import open_line
from bot.queue import LANES, Lane
from bot.settings import Settings
from bot.stop import Stop
from workers import clock, start

NOT_UNDERSTOOD = 2


def main(arguments: list[str]) -> int:
    """Run what is asked for until told to stop; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    name = arguments[0] if len(arguments) == 1 else ""
    stop = Stop().on_signals()
    if name not in (*LANES, "clock"):
        print(f"python -m workers takes one of: {', '.join(LANES)}, clock", file=sys.stderr)
        return NOT_UNDERSTOOD
    try:
        if name == "clock":
            clock.run(open_line(Settings(), sends=True), stop)
            return 0
        return start.keep_working(cast(Lane, name), Settings().redis_url, stop)
    except BadKeys as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
