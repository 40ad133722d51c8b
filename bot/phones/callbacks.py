"""Status callbacks on their way out, as the faults in force have them: late, twice, shuffled, forged, or not at all."""

from dataclasses import replace
from functools import partial

from bot.phones.faults import About, Doubled, Forged, Late, Lost, Shuffled
from bot.phones.switch import Switch
from bot.phones.webhook import Webhook, call

SOMEBODY_ELSE = "a token of somebody else"


def call_back(switch: Switch, webhook: Webhook, to: str, about: About) -> None:
    """Send one status callback about something `to` this phone. What the program answers changes nothing."""
    for seconds, token in _copies(switch, webhook, to, about):
        copy = replace(webhook, token=token)
        switch.later(seconds, partial(call, switch, copy, lambda answer: None))


def _copies(switch: Switch, webhook: Webhook, to: str, about: About) -> list[tuple[float, str | None]]:
    """When each copy goes out, in seconds from now, and a false token if it is a forgery."""
    match switch.faults.next_callback(to, about):
        case Lost():
            switch.note("callback lost", sid=webhook.sid)
            return []
        case Late(seconds):
            return [(seconds, None)]
        case Doubled(seconds):
            return [(0.0, None), (seconds, None)]
        case Shuffled(seconds):
            return [(seconds * switch.dice.random(), None)]
        case Forged():
            return [(0.0, SOMEBODY_ELSE)]
        case _:
            return [(0.0, None)]
