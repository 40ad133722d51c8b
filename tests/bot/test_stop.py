"""Whoever is told to stop stops, at whatever moment the signal comes."""

import signal
from collections.abc import Iterator
from threading import Thread

import pytest

from bot.stop import Stop

TIMES = 3000
SOON = 0.0002
"""Seconds: short enough that a signal falls into every line of a wait within TIMES."""


@pytest.fixture
def as_before() -> Iterator[None]:
    kept = {one: signal.getsignal(one) for one in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for one, handler in kept.items():
        signal.signal(one, handler)


def test_a_signal_in_the_very_middle_of_beginning_to_wait_is_heard(as_before: None) -> None:
    """With a `threading.Event` this hangs, as a rule within the first few hundred."""
    for _ in range(TIMES):
        stop = Stop()
        signal.signal(signal.SIGALRM, lambda *_, stop=stop: stop.set())
        signal.setitimer(signal.ITIMER_REAL, SOON)
        while not stop.is_set():
            stop.wait(0.00001)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_sigterm_ctrl_c_and_a_closed_terminal_say_stop(number: signal.Signals, as_before: None) -> None:
    stop = Stop().on_signals()
    assert not stop.wait(0)
    signal.raise_signal(number)
    assert stop.is_set()
    assert stop.wait()


def test_under_nohup_a_closed_terminal_stops_nothing(as_before: None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stop = Stop().on_signals()
    signal.raise_signal(signal.SIGHUP)
    assert not stop.is_set()


def test_everybody_who_waits_hears_it() -> None:
    stop = Stop()
    waiting = [Thread(target=stop.wait) for _ in range(3)]
    for one in waiting:
        one.start()
    stop.set()
    for one in waiting:
        one.join(20)
    assert not any(one.is_alive() for one in waiting)
