"""Settings of every test: no deadline for Hypothesis, and an alarm where something has no end."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.load_profile("here")

NO_END = 600
"""Seconds after which a test is taken to have no end; none comes near it, on any machine."""


@pytest.fixture(autouse=True)
def _ends(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that hangs fails instead, where the system has alarms; slow ones may take their time."""
    if request.node.get_closest_marker("slow") or not hasattr(signal, "SIGALRM"):
        yield
        return

    def too_long(*_: object) -> None:
        pytest.fail(f"no end in {NO_END} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(NO_END)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
