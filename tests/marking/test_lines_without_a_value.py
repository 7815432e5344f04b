"""A slip that makes an output negative leaves the cross entropy without a value: what that line gets."""

from typing import Any

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.verdicts import reason

NAMED = {"log_of_size"}
X, Y = np.array([0.5, -0.3]), np.array([0, 0, 1])
W, B = np.array([[0.2, -0.4], [0.7, 0.1], [-0.5, 0.3]]), np.array([0.1, -0.2, 0.05])
NET: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": Y.tolist(),
    "layers": [{"weights": W.tolist(), "biases": B.tolist(), "activation": "softmax"}],
    "loss": "cross_entropy",
}
Z = W @ X + B
"""The third is −0.29: who leaves the softmax out has no ln of it."""


def marked(loss: str, *, softmax: bool = False) -> tuple[Verdict, str, float, float]:
    """The verdict on L, why, its points, and those of the whole sheet."""
    a = np.exp(Z) / np.exp(Z).sum() if softmax else Z
    answers = {f"z1[{i + 1}]": f"{Z[i]:.4g}" for i in range(3)}
    answers |= {f"a1[{i + 1}]": f"{a[i]:.4g}" for i in range(3)}
    answers |= {f"dL/dz1[{i + 1}]": f"{a[i] - Y[i]:.4g}" for i in range(3)}
    found = check(NET, {**answers, "L": loss})
    (line,) = [line for line in found.report.shown if line.name == "L"]
    return line.verdict, as_text(reason(line, found.report.policy)), line.points, found.report.points


@pytest.mark.parametrize("loss", ["undefined", "nan", "not defined", "∞"])
def test_who_says_that_it_has_no_value_follows(loss: str) -> None:
    """All but one of the ten lines are earned: softmax is left out once."""
    assert marked(loss) == (Verdict.FOLLOWS, "correct from your earlier lines", 1.0, 9.0)


def test_a_line_that_has_a_value_is_not_undefined() -> None:
    verdict, why, points, _ = marked("undefined", softmax=True)
    assert (verdict, why, points) == (Verdict.UNREADABLE, "every line here has a value", 0.0)


def test_the_mean_of_a_loss_without_a_value_has_none() -> None:
    """Of two samples the first has a = z = −0.47, without its sigmoid; the second has 0.33."""
    inputs, w, b = np.array([[0.5, -0.3], [0.9, 0.8]]), np.array([0.9, 0.4]), -0.8
    batch = {
        "samples": [{"inputs": x.tolist(), "targets": [1]} for x in inputs],
        "layers": [{"weights": [w.tolist()], "biases": [b], "activation": "sigmoid"}],
        "loss": "bce",
    }
    z = inputs @ w + b
    answers = {f"{name}1[1]@{s + 1}": f"{z[s]:.4g}" for s in (0, 1) for name in "za"}
    answers |= {"L@2": f"{-np.log(z[1]):.4g}", "L": "undefined"}
    for each in ({**answers, "L@1": "undefined"}, answers):
        found = {line.name: line.verdict for line in check(batch, each).report.shown if line.on_sheet}
        assert all(found[name] is Verdict.FOLLOWS for name in each if name.startswith("L"))


def test_a_number_in_its_place_is_told_that_there_is_none() -> None:
    verdict, why, points, _ = marked("0.4123")
    assert (verdict, points) == (Verdict.WRONG, 0.0)
    assert why == "your earlier lines give this no value: ln is not defined at -0.29"


def test_the_logarithm_without_the_minus_has_a_name() -> None:
    verdict, why, points, _ = marked(f"{-np.log(0.29):.4g}")
    assert (verdict, points) == (Verdict.MISTAKE, 0.0)
    assert why == "ln was worked without the minus: ln of a negative number has no value"


def test_the_true_loss_is_right_all_the_same() -> None:
    true = -np.log(np.exp(Z)[2] / np.exp(Z).sum())
    assert marked(f"{true:.4g}")[0] is Verdict.RIGHT
