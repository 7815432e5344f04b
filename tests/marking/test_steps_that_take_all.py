"""Adam's first step is α: where w = α it leaves what ε makes of it, and who leaves ε aside has 0."""

from __future__ import annotations

from math import sqrt

import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

TEXT = """\
formulas: {L: w^2}
at: {w: 0.1}
optimizer: {name: adam, learning_rate: 0.1}
training: {steps: 2}
"""


def by_hand(digits: int, decimals: int = 12) -> dict[str, str]:
    """Two steps of Adam on w², without ε, each line rounded before the next one uses it.

    A float has 0.1 − 0.1·0.2/0.2 as −1e-17, which shows with more than 16 decimals.
    """
    lines: dict[str, str] = {}

    def written(name: str, value: float) -> float:
        lines[name] = f"{round(value, decimals) + 0.0:.{digits}g}"
        return float(lines[name])

    w, m, v = 0.1, 0.0, 0.0
    for t in (1, 2):
        written(f"L#{t}", w * w)
        g = written(f"dL/dw#{t}", 2 * w)
        m = written(f"m(w)#{t}", 0.9 * m + 0.1 * g)
        v = written(f"v(w)#{t}", 0.999 * v + 0.001 * g * g)
        mhat = written(f"mhat(w)#{t}", m / (1 - 0.9**t))
        vhat = written(f"vhat(w)#{t}", v / (1 - 0.999**t))
        w = written(f"w_new#{t}", w - 0.1 * mhat / sqrt(vhat))
    return lines


@pytest.mark.parametrize("digits", [4, 5])
def test_the_0_is_right_and_so_is_what_comes_of_it(digits: int) -> None:
    """The new w is 0.1 − 0.1·0.2/0.2 = 0; then L = 0 and ∂L/∂w = 0."""
    lines = by_hand(digits)
    assert (lines["w_new#1"], lines["L#2"], lines["dL/dw#2"]) == ("0", "0", "0")
    report = check(read(TEXT), lines).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}
    assert report.points == report.total


def test_a_program_s_noise_is_that_0() -> None:
    """A new value of −1.388e-17."""
    lines = by_hand(4, decimals=40)
    assert lines["w_new#1"] == "-1.388e-17"
    assert check(read(TEXT), lines).report.wrong == ()


def test_a_0_that_nobody_worked_is_not() -> None:
    """Without its gradient, or where the step leaves something, 0 earns nothing."""
    assert check(read(TEXT), {"w_new#1": "0"}).report.points == 0
    less = {**by_hand(4), "w_new#1": "0"}
    report = check(read(TEXT.replace("learning_rate: 0.1", "learning_rate: 0.09")), less).report
    (line,) = (line for line in report.shown if line.name == "w_new#1")
    assert line.points == 0
