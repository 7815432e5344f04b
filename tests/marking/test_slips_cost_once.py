"""A student who makes one mistake wherever it can be made: it is named in every line, and costs once.

The students' numbers are worked in numpy: the arrays of a layer at a time, from the definitions.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

Array = npt.NDArray[np.float64]
Values = dict[str, float]


class Named(NamedTuple):
    """What a marked sheet says."""

    mistakes: frozenset[str]
    """The names of all lines that are wrong; `?`: one has none."""
    lost: float
    """Points that the lines on it do not earn."""


def named(report: SheetReport) -> Named:
    slips = [line for line in report.shown if line.verdict in SLIPS]
    assert slips, "nothing is found"
    assert report.problems == ()
    assert all(line.verdict in {*GOOD, *SLIPS} for line in report.shown)
    keys = frozenset(key for line in slips for key in [m.key for m in line.judged.mistakes] or ["?"])
    return Named(keys, sum(line.worth - line.points for line in report.shown))


def marked(problem: str, values: Mapping[str, float], digits: int = 6) -> SheetReport:
    """A sheet in so many digits; a text of several lines is a problem, a word a bundled one."""
    sheet = {name: f"{value:.{digits}g}" for name, value in values.items()}
    return check(read(problem) if "\n" in problem else problem, sheet).report


def once(key: str) -> Named:
    return Named(frozenset({key}), 1)


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


# --- a batch: the sum for the mean -----------------------------------------------------------------------

X, Y = np.array([[0, 1], [1, 0], [1, 1], [0, 0]], float), np.array([0, 1, 1, 0], float)
"""The table of `descent_on_all_samples`."""


def descent(share: float) -> Values:
    """Two steps of one sigmoid unit under (y − a)², each sample's part counted with `share`."""
    w, b, v = np.array([0.3, -0.2]), 0.1, Values()
    for t in (1, 2):
        z = X @ w + b
        a = sigmoid(z)
        delta = 2 * (a - Y) * a * (1 - a)
        for s in range(4):
            v |= {f"z1[1]@{s + 1}#{t}": z[s], f"a1[1]@{s + 1}#{t}": a[s], f"L@{s + 1}#{t}": (Y - a)[s] ** 2}
            v |= {f"dL@{s + 1}/dz1[1]@{s + 1}#{t}": delta[s]}
        g, gb = share * X.T @ delta, share * delta.sum()
        v |= {f"L#{t}": share * ((Y - a) ** 2).sum(), f"dL/db1[1]#{t}": gb}
        w, b = w - 0.5 * g, b - 0.5 * gb
        for j in (0, 1):
            v |= {f"dL/dW1[1,{j + 1}]#{t}": g[j], f"W1_new[1,{j + 1}]#{t}": w[j]}
        v |= {f"b1_new[1]#{t}": b}
    return v


def test_the_sum_for_the_mean_in_a_training_is_one_mistake() -> None:
    """In the loss and in every gradient of every step; the mean is right."""
    assert marked("descent_on_all_samples", descent(1 / 4)).nothing_wrong
    assert named(marked("descent_on_all_samples", descent(1))) == once("mean_or_sum")


def test_one_sample_alone_is_named_in_a_later_step_too() -> None:
    """Step 2's loss as sample 3's own."""
    v = descent(1 / 4)
    v["L#2"] = v["L@3#2"]
    assert named(marked("descent_on_all_samples", v)) == once("one_sample")


# --- Adam: another correction than 1 − βᵗ ------------------------------------------------------------------

Correction = Callable[[float, int], float]


def adam(correction: Correction) -> Values:
    """`adam_by_hand`: three steps on w² from 5."""
    w, m, s, v = 5.0, 0.0, 0.0, Values()
    for t in (1, 2, 3):
        g = 2 * w
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        mhat, vhat = m / correction(0.9, t), s / correction(0.999, t)
        v |= {f"L#{t}": w * w, f"dL/dw#{t}": g, f"m(w)#{t}": m, f"v(w)#{t}": s}
        w = w - 0.1 * mhat / (np.sqrt(np.abs(vhat)) + 1e-8)
        v |= {f"mhat(w)#{t}": mhat, f"vhat(w)#{t}": vhat, f"w_new#{t}": float(w)}
    return v


CORRECTIONS: dict[str, Correction] = {
    "step_not_counted": lambda beta, t: 1 - beta,
    "step_ahead": lambda beta, t: 1 - beta ** (t + 1),
    "power_alone": lambda beta, t: beta**t,
    "not_corrected": lambda beta, t: 1.0,
}


@pytest.mark.parametrize("key", CORRECTIONS)
def test_another_correction_in_every_step_is_one_mistake(key: str) -> None:
    """In m̂ and v̂ of every step; with the right one all is right."""
    assert marked("adam_by_hand", adam(lambda beta, t: 1 - beta**t)).nothing_wrong
    found = named(marked("adam_by_hand", adam(CORRECTIONS[key])))
    also = {"step_from_zero"} if key == "step_not_counted" else set()
    assert found == Named(frozenset({key, *also}), 1)  # step 2 alone can't tell those two


def test_a_product_for_the_power_is_one_mistake() -> None:
    """1 − β·t; the root of a v̂ below 0 is nobody's, so the new weights are left off."""
    v = adam(lambda beta, t: 1 - beta * t)
    first = {name: value for name, value in v.items() if name[-1] != "3" and name != "w_new#2"}
    assert named(marked("adam_by_hand", first)) == once("times_step")
