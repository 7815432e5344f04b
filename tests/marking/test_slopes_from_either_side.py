"""A slope is worked from z or from a, as a student likes: behind a slip in one of them both follow.

The students' numbers are worked in numpy, from the definitions.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.results.report import MarkedLine
from backprop_cli.problem_file.reader import read

Array = npt.NDArray[np.float64]
Function = Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def sigmoid_slope(z: Array) -> Array:
    return np.asarray(np.exp(-z) / (1 + np.exp(-z)) ** 2)


def tanh_slope(z: Array) -> Array:
    return np.asarray(1 / np.cosh(z) ** 2)


def softmax(z: Array) -> Array:
    return np.asarray(np.exp(z) / np.exp(z).sum())


HIDDEN = {"sigmoid": (sigmoid, sigmoid_slope), "tanh": (np.tanh, tanh_slope)}
X, Y = np.array([0.5, -1.2]), np.array([0.2, 0.9])
W1, B1 = np.array([[0.3, -0.1], [-0.4, 0.2]]), np.array([0.1, -0.2])
W2, B2 = np.array([[0.7, -0.6], [0.25, 0.4]]), np.array([0.05, -0.3])
PROBLEM = """
inputs: {x}
targets: {y}
layers:
- {{weights: {w1}, biases: {b1}, activation: {hidden}}}
- {{weights: {w2}, biases: {b2}, activation: {output}}}
loss: half_sse
optimizer: {{name: sgd, learning_rate: 0.5}}
"""


def problem(hidden: str, output: str) -> str:
    arrays = {"x": X, "y": Y, "w1": W1, "b1": B1, "w2": W2, "b2": B2}
    lists = {name: array.tolist() for name, array in arrays.items()}
    return PROBLEM.format(**lists, hidden=hidden, output=output)


def worked(hidden: str, slip: float, *, from_value: bool = False) -> dict[str, float]:
    """Sigmoid outputs; a1[1] is off by `slip`, and σ′(z1) is worked from z1, or from that a1."""
    function, slope = HIDDEN[hidden]
    z1 = W1 @ X + B1
    a1 = function(z1) + np.array([slip, 0.0])
    z2 = W2 @ a1 + B2
    a2 = sigmoid(z2)
    by_value = a1 * (1 - a1) if hidden == "sigmoid" else 1 - a1**2
    d2 = (a2 - Y) * sigmoid_slope(z2)
    return rest(z1, a1, z2, a2, d2, by_value if from_value else slope(z1))


def rest(z1: Array, a1: Array, z2: Array, a2: Array, d2: Array, slopes: Array) -> dict[str, float]:
    """All lines by name, with what is worked from δ2 and the slopes of layer 1."""
    d1 = W2.T @ d2 * slopes
    lines = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "dL/dz2": d2, "dL/dW2": np.outer(d2, a1)}
    lines |= {"dL/db2": d2, "dL/dz1": d1, "dL/dW1": np.outer(d1, X), "dL/db1": d1}
    lines |= {"W2_new": W2 - 0.5 * np.outer(d2, a1), "W1_new": W1 - 0.5 * np.outer(d1, X)}
    found = {"L": float(((a2 - Y) ** 2).sum() / 2)}
    for name, array in lines.items():
        for place, value in np.ndenumerate(array):
            found[f"{name}[{','.join(str(at + 1) for at in place)}]"] = float(value)
    return found


def marked(text: str, values: dict[str, float], digits: int = 5) -> dict[str, MarkedLine]:
    sheet = {name: f"{value:#.{digits}g}" if value else "0" for name, value in values.items()}
    return {line.name: line for line in check(read(text), sheet).report.shown}


def off(found: dict[str, MarkedLine]) -> set[str]:
    return {name for name, line in found.items() if not line.is_good}


@pytest.mark.parametrize("digits", [3, 4, 6])
@pytest.mark.parametrize("slip", [0.14, -0.237])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_behind_a_slip_in_a_the_slope_may_come_from_z(hidden: str, slip: float, digits: int) -> None:
    for from_value in (False, True):
        values = worked(hidden, slip, from_value=from_value)
        found = marked(problem(hidden, "sigmoid"), values, digits)
        assert off(found) == {"a1[1]"}
        own, line = values["dL/dz1[1]"], found["dL/dz1[1]"]
        assert line.verdict is Verdict.FOLLOWS
        assert line.judged.expected == pytest.approx(own, rel=2 * 10 ** (1 - digits))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_so_it_may_where_the_signal_is_not_written(hidden: str) -> None:
    """From a1 straight to the gradients of layer 1; z1 is not written either."""
    left_out = ("z1", "dL/dz1", "dL/db1")
    values = {name: each for name, each in worked(hidden, 0.1).items() if not name.startswith(left_out)}
    assert off(marked(problem(hidden, "sigmoid"), values)) == {"a1[1]"}


def test_behind_a_slip_in_z_both_follow() -> None:
    """z1[1] is copied wrongly, a1 is that of the right one: σ′ of the z that is written, or a(1 − a)."""
    right, z = worked("sigmoid", 0.0), np.array([0.73, W1[1] @ X + B1[1]])
    z1, a1, d2 = W1 @ X + B1, sigmoid(W1 @ X + B1), (sigmoid(W2 @ sigmoid(W1 @ X + B1) + B2) - Y)
    z2 = W2 @ a1 + B2
    d2 = d2 * sigmoid_slope(z2)
    by_z = rest(z1, a1, z2, sigmoid(z2), d2, sigmoid_slope(z)) | {"z1[1]": 0.73}
    assert abs(by_z["dL/dz1[1]"] / right["dL/dz1[1]"] - 1) > 0.05
    for values in (by_z, right | {"z1[1]": 0.73}):
        found = marked(problem("sigmoid", "sigmoid"), values)
        assert {name for name in off(found) if name.startswith("dL")} == set()


def test_the_slopes_of_softmax_may_come_from_the_scores() -> None:
    """∂a/∂z from the z on the sheet, ∂L/∂a from an a2[1] that is off."""
    z1 = W1 @ X + B1
    a1 = sigmoid(z1)
    z2 = W2 @ a1 + B2
    p = softmax(z2)
    jacobian = np.diag(p) - np.outer(p, p)
    written = p + np.array([0.08, 0.0])
    d2 = jacobian @ (written - Y)
    values = rest(z1, a1, z2, written, d2, sigmoid_slope(z1))
    assert off(marked(problem("sigmoid", "softmax"), values)) == {"a2[1]"}
    own = (np.diag(written) - np.outer(written, written)) @ (written - Y)
    by_value = rest(z1, a1, z2, written, own, sigmoid_slope(z1))
    assert off(marked(problem("sigmoid", "softmax"), by_value)) == {"a2[1]"}


def test_a_root_may_be_worked_again_for_its_slope() -> None:
    """The root s of v + u is off: ∂s/∂v is 1/(2s), or 1/(2√(v + u)) from the numbers below the root."""
    text = "formulas: {v: w^2, s: sqrt(v + u), L: (s - t)^2}\nat: {w: 1.5, u: 0.7, t: 0.4}\nwrt: [w]\n"
    w, u, t, s = 1.5, 0.7, 0.4, 2.0
    for root in (s, np.sqrt(w**2 + u)):
        by_v = 2 * (s - t) / (2 * root)
        values = {"v": w**2, "s": s, "L": (s - t) ** 2, "dL/ds": 2 * (s - t)}
        values |= {"dL/dv": by_v, "dL/dw": by_v * 2 * w}
        assert off(marked(text, values)) == {"s"}


def test_a_wrong_slope_is_no_slope_from_either_side() -> None:
    """σ(z) in place of σ′(z), behind the same slip."""
    values = worked("sigmoid", 0.1)
    a = sigmoid(W1 @ X + B1)[0]
    values["dL/dz1[1]"] *= a / sigmoid_slope(W1 @ X + B1)[0]
    found = marked(problem("sigmoid", "sigmoid"), values)
    assert found["dL/dz1[1]"].verdict in SLIPS


# --- a choice: max(u, v) ---------------------------------------------------------------------------------

POOL = (
    "formulas: {h1: w*x1, h2: w*x2, p: 'max(h1, h2)', L: (p - t)^2}\n"
    "at: {w: 0.5, x1: 3, x2: 2, t: 0.4}\nwrt: [w]\n"
)


def pooled(shares: tuple[float, float]) -> dict[str, float]:
    """h1 = 1.5 is written as 0.75, so h2 = 1 is the larger one; each gets its share of ∂L/∂p."""
    h = np.array([0.75, 1.0])
    p = h.max()
    by_p = 2 * (p - 0.4)
    by_h = by_p * np.array(shares)
    values = {"h1": h[0], "h2": h[1], "p": p, "L": (p - 0.4) ** 2, "dL/dp": by_p}
    return values | {"dL/dh1": by_h[0], "dL/dh2": by_h[1], "dL/dw": by_h @ np.array([3.0, 2.0])}


@pytest.mark.parametrize("left_out", [(), ("dL/dh1",), ("dL/dh2",), ("dL/dh1", "dL/dh2", "dL/dp")])
def test_a_max_passes_its_gradient_to_the_larger_number_on_the_sheet(left_out: tuple[str, ...]) -> None:
    """∂L/∂h1 = 0 and ∂L/∂w = 2·1.2, written or not, and the 0 is worked on with."""
    values = {name: each for name, each in pooled((0, 1)).items() if name not in left_out}
    found = marked(POOL, values)
    assert off(found) == {"h1"}
    assert {name: line.judged.expected for name, line in found.items() if name[0] == "d"} == {
        name: pytest.approx(each) for name, each in values.items() if name[0] == "d"
    }
    assert all(line.judged.carried for line in found.values())


def test_a_max_passes_its_gradient_to_one_only() -> None:
    """1.2 for both inputs is a slip, in its own line or in the next one that is written."""
    both = pooled((1, 1))
    assert off(marked(POOL, both)) == {"h1", "dL/dh1"}
    del both["dL/dh1"], both["dL/dh2"]
    assert off(marked(POOL, both)) == {"h1", "dL/dw"}


CHAIN = (
    "formulas: {u1: w*x1, u2: w*x2, h1: sigmoid(u1), h2: sigmoid(u2), p: 'max(h1, h2)', L: (p - t)^2}\n"
    "at: {w: 0.5, x1: 3, x2: 2, t: 0.4}\nwrt: [w]\n"
)


@pytest.mark.parametrize("left_out", [(), ("dL/dh1",), ("dL/du1",), ("dL/dh1", "dL/du1", "dL/du2")])
def test_a_0_of_a_max_is_one_further_down(left_out: tuple[str, ...]) -> None:
    u, h = np.array([1.5, 1.0]), np.array([0.6, float(sigmoid(np.array(1.0)))])
    by_p = 2 * (h[1] - 0.4)
    by_u2 = by_p * h[1] * (1 - h[1])
    values = {"u1": u[0], "u2": u[1], "h1": h[0], "h2": h[1], "p": h[1], "L": (h[1] - 0.4) ** 2}
    values |= {"dL/dp": by_p, "dL/dh1": 0.0, "dL/dh2": by_p, "dL/du1": 0.0, "dL/du2": by_u2}
    values |= {"dL/dw": 2 * by_u2}
    sheet = {name: each for name, each in values.items() if name not in left_out}
    assert off(marked(CHAIN, sheet)) == {"h1"}


def test_a_0_of_relu_is_none_of_a_choice() -> None:
    """max(0, u) passes nothing on where it is off: after a number for nothing such zeros earn nothing."""
    text = "formulas: {u: w*x, h: 'max(0, u)', L: (h - t)^2}\nat: {w: 0.5, x: 3, t: 0.4}\nwrt: [w]\n"
    found = marked(text, {"u": -7.0, "h": 0.0, "dL/dw": 0.0})
    assert "dL/dw" in off(found)


WRITTEN_OUT = {
    "1/(1 + exp(-z))": HIDDEN["sigmoid"],
    "exp(z)/(exp(z) + 1)": HIDDEN["sigmoid"],
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))": HIDDEN["tanh"],
    "2/(1 + exp(-2*z)) - 1": HIDDEN["tanh"],
}
OF_FORMULAS = """
formulas: {{z: w*x + b, a: "{formula}", L: (a - y)^2/2}}
at: {{w: 0.8, x: 1.5, b: -0.3, y: 1}}
wrt: [w, b]
"""
LEFT_OUT = [(), ("da/dz",), ("da/dz", "dL/dz")]


@pytest.mark.parametrize("left_out", LEFT_OUT, ids=lambda names: f"without {len(names)}")
@pytest.mark.parametrize("from_value", [True, False], ids=["from a", "from z"])
@pytest.mark.parametrize("formula", WRITTEN_OUT)
def test_both_follow_where_the_function_is_written_out(
    formula: str, from_value: bool, left_out: tuple[str, ...]
) -> None:
    """1/(1 + e^(−z)) in a problem is as fair as σ(z): a is 0.1 off, and all after it follows."""
    function, slope = WRITTEN_OUT[formula]
    z = np.array(0.8 * 1.5 - 0.3)
    a = function(z) - 0.1
    by_value = 1 - a**2 if function is np.tanh else a * (1 - a)
    slopes = by_value if from_value else slope(z)
    d = (a - 1) * slopes
    lines = {"z": z, "a": a, "L": (a - 1) ** 2 / 2, "da/dz": slopes, "dL/da": a - 1, "dL/dz": d}
    lines |= {"dL/dw": d * 1.5, "dL/db": d}
    sheet = {name: float(value) for name, value in lines.items() if name not in left_out}
    assert off(marked(OF_FORMULAS.format(formula=formula), sheet)) - {*left_out} == {"a"}


@pytest.mark.parametrize("formula", WRITTEN_OUT)
def test_a_slope_of_neither_is_still_wrong(formula: str) -> None:
    """Half of a(1 − a) is the slope from no value."""
    function, slope = WRITTEN_OUT[formula]
    z = np.array(0.8 * 1.5 - 0.3)
    a = function(z) - 0.1
    sheet = {"z": float(z), "a": float(a), "da/dz": float(slope(z) / 2)}
    assert off(marked(OF_FORMULAS.format(formula=formula), sheet)) >= {"a", "da/dz"}


SOFTMAX = """
formulas:
  u: w1*x
  v: w2*x
  p: exp(u)/(exp(u) + exp(v))
  q: exp(v)/(exp(v) + exp(u))
  L: -ln(p)
at: {w1: 0.4, w2: -0.3, x: 1.5}
wrt: [w1, w2]
"""


@pytest.mark.parametrize("from_value", [True, False], ids=["from p", "from u"])
@pytest.mark.parametrize("left_out", [(), ("dL/dp",)], ids=["all", "no dL/dp"])
def test_a_softmax_that_is_written_out_has_its_slopes_from_either_side(
    left_out: tuple[str, ...], from_value: bool
) -> None:
    """P is 0.06 off: p(1 − p) and −p·q of what is written are as fair as the slopes from u and v."""
    logits = np.array([0.4, -0.3]) * 1.5
    right = np.exp(logits) / np.exp(logits).sum()
    p, q = right[0] - 0.06, right[1]
    slopes = np.array([p * (1 - p), -p * q] if from_value else [right[0] * (1 - right[0]), -right[0] * q])
    du, dv = -1 / p * slopes
    lines = {"u": logits[0], "v": logits[1], "p": p, "q": q, "L": -np.log(p), "dL/dp": -1 / p}
    lines |= {"dL/du": du, "dL/dv": dv, "dL/dw1": du * 1.5, "dL/dw2": dv * 1.5}
    sheet = {name: float(value) for name, value in lines.items() if name not in left_out}
    assert off(marked(SOFTMAX, sheet)) == {"p"}
