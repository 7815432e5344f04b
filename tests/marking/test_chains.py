"""A chain of numbers: it counts by its last one, and what contradicts that is said, at no cost."""

import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict

NETWORK = "two_layer_sigmoid"
"""z1[1] = 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775."""


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("0.1 = 0.3775", "0.1 before it is another one"),
        ("0.1 = 0.2 = 0.3775", "0.1, 0.2 before it are others"),
        ("0.0075 + 0.02 = 0.0275 = 0.3775", "0.0275 before it is another one"),
        ("-0.3775 = 0.3775", "-0.3775 before it is another one"),
        ("3/8 = 0.3775", "3/8 before it is another one"),
    ],
)
def test_numbers_that_contradict_the_last_one_are_said(written: str, others: str) -> None:
    """Which of them was meant the student knows: the line is right, and says how it was read."""
    (line,) = check(NETWORK, {"z1[1]": written}).report.shown
    assert (line.verdict, line.points) == (Verdict.RIGHT, 1)
    assert line.judged.answer.note == f"read as 0.3775, the last number; {others}"


@pytest.mark.parametrize(
    "written",
    [
        "0.15*0.05 + 0.2*0.1 + 0.35 = 0.3775",
        "0.15*0.05 + 0.2*0.1 = 0.0275 + 0.35 = 0.3775",
        "0.4 = 0.3775",
        "0.37 ≈ 0.3775",
        "0.37750 = 0.3775",
        "151/400 = 0.3775",
        "37.75 % = 0.3775",
        "0.35 -> 0.3775",
    ],
)
def test_an_honest_chain_needs_no_word(written: str) -> None:
    """Workings, sums that run on, numbers rounded or cut off, and what became of a number."""
    (line,) = check(NETWORK, {"z1[1]": written}).report.shown
    assert (line.verdict, line.judged.answer.note) == (Verdict.RIGHT, "read as 0.3775")
