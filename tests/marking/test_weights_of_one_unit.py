"""One unit with several inputs, as most courses begin: its weights are w₁ and w₂, with one number each."""

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.problem.network_meanings import MOST_COUNTED
from backprop_cli.quantities.notations import NOTATIONS

X, Y, RATE = np.array([1.0, 2.5]), 1.0, 0.5
W, B = np.array([0.3, -0.2]), 0.1
PROBLEM = {
    "inputs": X.tolist(),
    "targets": [Y],
    "layers": [{"weights": [W.tolist()], "biases": [B], "activation": "sigmoid"}],
    "loss": "bce",
    "optimizer": {"name": "sgd", "learning_rate": RATE},
}
SIGNAL = 1 / (1 + np.exp(-(W @ X + B))) - Y
GRADIENT = SIGNAL * X
NEW = W - RATE * GRADIENT
BOTH = [f"{GRADIENT[0]:.6f}", f"{GRADIENT[1]:.6f}"]


def verdicts(
    lines: dict[str, str], names: dict[str, str] | None = None, notation: str = ""
) -> dict[str, str]:
    """What each line that was read got."""
    problem = PROBLEM | ({"names": names} if names else {}) | ({"notation": notation} if notation else {})
    found = check(problem, lines).report.lines
    return {line.name: line.verdict.value for line in found if line.on_sheet}


@pytest.mark.parametrize("by", ["dL/dw{}", "dL/dw_{}", "∂L/∂w{}", "dw{}", "dw_{}", "grad_w{}", "dL_dw{}"])
def test_a_gradient_by_a_weight_with_one_number(by: str) -> None:
    lines = {by.format(each + 1): f"{GRADIENT[each]:.6f}" for each in range(2)}
    assert verdicts(lines) == {"dL/dW1[1,1]": "right", "dL/dW1[1,2]": "right"}


@pytest.mark.parametrize("new", ["w{}_new", "w_{} :=", "w{} new", "w{}′", "w_{}^{{new}}", "w_{}(t+1)"])
def test_a_new_weight_with_one_number(new: str) -> None:
    lines = {new.format(each + 1): f"{NEW[each]:.6f}" for each in range(2)}
    assert verdicts(lines) == {"W1_new[1,1]": "right", "W1_new[1,2]": "right"}


def test_new_weights_under_the_old_names() -> None:
    lines = {
        f"w{each + 1}": f"{W[each]} - {RATE}*({GRADIENT[each]:.6f}) = {NEW[each]:.6f}" for each in range(2)
    }
    assert verdicts(lines) == {"W1_new[1,1]": "right", "W1_new[1,2]": "right"}


@pytest.mark.parametrize(
    "written", [f"[{', '.join(BOTH)}]", f"[[{', '.join(BOTH)}]]", f"({', '.join(BOTH)})"]
)
def test_a_list_is_of_all_weights(written: str) -> None:
    assert verdicts({"dL/dw1": written}) == {"dL/dW1[1,1]": "right", "dL/dW1[1,2]": "right"}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_in_every_notation(notation: str) -> None:
    """And `W1` is all of them there too."""
    lines = {
        "∂L/∂w1": BOTH[0],
        "dL/dw_2": BOTH[1],
        "ΔW1": f"[{', '.join(f'{each:.6f}' for each in NEW - W)}]",
    }
    names = ("dL/dW1[1,1]", "dL/dW1[1,2]", "step(W1[1,1])", "step(W1[1,2])")
    assert verdicts(lines, notation=notation) == dict.fromkeys(names, "right")


def test_an_empty_list_holds_nothing() -> None:
    assert verdicts({"dL/dw1": "[]"}) == {"dL/dW1[1,1]": "blank"}


def test_a_formula_may_use_them() -> None:
    assert verdicts({"z1": "w1*x1 + w2*x2 + b"}) == {"z1[1]": "right"}


def test_row_and_column_are_read_as_before() -> None:
    assert verdicts({"dw12": BOTH[1]}) == {"dL/dW1[1,2]": "right"}
    assert MOST_COUNTED < 11, "w11 of many inputs is row 1, column 1"


def test_a_name_of_the_authors_needs_no_row_either() -> None:
    lines = {"dL/dtheta_1": BOTH[0], "θ₂ new": f"{NEW[1]:.6f}"}
    assert verdicts(lines, {"W1": "theta"}) == {"dL/dW1[1,1]": "right", "W1_new[1,2]": "right"}


def test_a_bias_may_have_a_prime() -> None:
    assert verdicts({"b′": f"{B - RATE * SIGNAL:.6f}"}) == {"b1_new[1]": "right"}
