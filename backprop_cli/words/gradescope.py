"""The sentences of a sheet's results on Gradescope."""

from __future__ import annotations

from backprop_cli.words.say import mark, phrase

NOTHING = mark("nothing")


def score(points: str, rule: str) -> str:
    """The points, and how they are counted."""
    return phrase("Points: {points}. {rule}.", points=points, rule=rule)


def written(text: str) -> str:
    """What stands on the sheet."""
    return phrase("written: {text}", text=text or phrase(NOTHING))


def expected(value: float) -> str:
    """What is expected there."""
    return phrase("expected: {value}", value=f"{value:.6g}")
