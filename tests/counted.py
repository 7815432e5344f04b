"""How much work something is, counted in the calls of Python's functions: the same on every machine."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from cProfile import Profile

import pytest

NO_END = 60
"""Seconds of the processor after which work is taken to have no end, where a second is much.

So ends what is no call of a function: a regular expression that begins anew at each character.
"""


@contextmanager
def calls_under(most: int) -> Iterator[None]:
    """Fails where what is done inside calls so many functions, or has no end."""
    with _ended(), Profile(subcalls=False, builtins=False) as profile:
        yield
    calls = sum(entry.callcount for entry in profile.getstats())
    assert calls < most, f"{calls:,} calls of functions, and not under {most:,}"


@contextmanager
def _ended() -> Iterator[None]:
    """What has no end fails instead, where the system has such alarms."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def too_long(*_: object) -> None:
        pytest.fail(f"no end in {NO_END} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, NO_END)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
