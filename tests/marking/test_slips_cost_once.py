"""A student who makes one mistake wherever it can be made: it is named in every line, and costs once.

The students' numbers are worked in numpy: the arrays of a layer at a time, from the definitions.
"""

import re
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


# --- a batch: 1/n in every δ -------------------------------------------------------------------------------

BATCH = """
samples:
- {inputs: [1, 0.5], targets: [1]}
- {inputs: [-0.5, 1], targets: [0]}
- {inputs: [2, -1], targets: [1]}
layers:
- {weights: [[0.4, -0.3], [0.2, 0.6]], biases: [0.1, -0.1], activation: sigmoid}
- {weights: [[0.7, -0.5]], biases: [0.2], activation: sigmoid}
loss: bce
optimizer: {name: sgd, learning_rate: 0.5}
"""


def batch(inside: float, outside: float) -> Values:
    """Three samples, one a row: `inside` is a factor of every δ, `outside` of every gradient."""
    x, y = np.array([[1, 0.5], [-0.5, 1], [2, -1]]), np.array([1.0, 0, 1])
    w1, b1 = np.array([[0.4, -0.3], [0.2, 0.6]]), np.array([0.1, -0.1])
    w2, b2 = np.array([0.7, -0.5]), 0.2
    z1 = x @ w1.T + b1
    a1 = sigmoid(z1)
    z2 = a1 @ w2 + b2
    a2 = sigmoid(z2)
    loss = -(y * np.log(a2) + (1 - y) * np.log(1 - a2))
    d2 = inside * (a2 - y)
    d1 = np.outer(d2, w2) * a1 * (1 - a1)
    g1, g2 = outside * d1.T @ x, outside * d2 @ a1
    v = Values()
    for s in range(3):
        at = f"@{s + 1}"
        v |= entries(f"z1[]{at}", z1[s]) | entries(f"a1[]{at}", a1[s])
        v |= {f"z2[1]{at}": z2[s], f"a2[1]{at}": a2[s], f"L{at}": loss[s]}
        v |= {f"dL{at}/dz2[1]{at}": d2[s]} | entries(f"dL{at}/dz1[]{at}", d1[s])
    v |= {"L": float(loss.mean())} | entries("dL/dW1[]", g1) | entries("dL/dW2[]", g2[None])
    v |= entries("dL/db1[]", outside * d1.sum(axis=0)) | {"dL/db2[1]": outside * float(d2.sum())}
    return v | entries("W1_new[]", w1 - 0.5 * g1) | entries("W2_new[]", (w2 - 0.5 * g2)[None])


def test_the_share_in_every_signal_is_a_convention() -> None:
    """1/n in each δ and no more after it is right, and said; no remark where it stands outside."""
    share_inside, share_outside = marked(BATCH, batch(1 / 3, 1)), marked(BATCH, batch(1, 1 / 3))
    assert share_inside.nothing_wrong
    assert any("1/n" in remark for remark in share_inside.remarks)
    assert share_outside.nothing_wrong
    assert share_outside.remarks == ()


def under_the_batch(v: Values) -> Values:
    """The same numbers, with the names of the batch's derivatives."""
    return Values({re.sub(r"^dL@\d", "dL", name): value for name, value in v.items()})


def test_own_signals_under_the_name_of_the_batch_are_a_convention() -> None:
    """`dL/dz1[1]@1` for the sample's own: the sheet may use either, throughout; and it is said."""
    outside, inside = (marked(BATCH, under_the_batch(batch(*share))) for share in ((1, 1 / 3), (1 / 3, 1)))
    assert outside.nothing_wrong
    assert all(line.points == line.worth for line in outside.shown)
    assert any("1/n is not in" in remark for remark in outside.remarks)
    assert inside.nothing_wrong
    assert inside.remarks == ()


def test_the_share_that_is_nowhere_is_a_mistake_made_once() -> None:
    """Without 1/n in δ and in the gradients it is left out, whatever δ is called."""
    assert named(marked(BATCH, under_the_batch(batch(1, 1)))) == once("mean_or_sum")


def test_own_signals_under_the_name_of_the_batch_may_hold_a_slip() -> None:
    """One δ with its sign turned, and the gradients worked on with it, are one mistake."""
    v = batch(1, 1 / 3)
    wrong = -2 * v["dL@2/dz2[1]@2"]
    v["dL@2/dz2[1]@2"] *= -1
    v["dL/db2[1]"] += wrong / 3
    for j in (1, 2):
        v[f"dL/dW2[1,{j}]"] += wrong * v[f"a1[{j}]@2"] / 3
        v[f"W2_new[1,{j}]"] -= 0.5 * wrong * v[f"a1[{j}]@2"] / 3
    without = Values({name: value for name, value in v.items() if "dz1" not in name and "W1" not in name})
    del without["dL/db1[1]"], without["dL/db1[2]"]
    assert named(marked(BATCH, under_the_batch(without))) == once("sign")


def test_the_share_in_one_signal_only_is_a_mistake() -> None:
    """A single δ that is divided by 3 is no convention of the sheet."""
    v = batch(1, 1 / 3)
    v["dL@2/dz2[1]@2"] /= 3
    own = {name: value for name, value in v.items() if "/dW" not in name and "/db" not in name}
    found = named(marked(BATCH, {name: own[name] for name in own if "new" not in name and "dz1" not in name}))
    assert found == once("mean_or_sum")


def test_another_factor_in_every_signal_is_no_convention() -> None:
    """A quarter of three samples has no name."""
    assert "?" in named(marked(BATCH, batch(1 / 4, 1))).mistakes


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


# --- two layers of two sigmoids, ½ of the squares -----------------------------------------------------------

START = {
    "W1": np.array([[0.45, -0.3], [0.2, 0.65]]),
    "b1": np.array([0.35, -0.15]),
    "W2": np.array([[0.94, -0.37], [-0.45, 0.71]]),
    "b2": np.array([0.19, 0.54]),
    "x": np.array([0.8, 0.1]),
    "y": np.array([0.27, 0.83]),
}
"""0.1 is an input, so that ∂L/∂w and δ differ by the place of a decimal point."""
TWO_LAYERS = f"""
inputs: {START["x"].tolist()}
targets: {START["y"].tolist()}
layers:
- {{weights: {START["W1"].tolist()}, biases: {START["b1"].tolist()}, activation: sigmoid}}
- {{weights: {START["W2"].tolist()}, biases: {START["b2"].tolist()}, activation: sigmoid}}
loss: half_sse
optimizer: {{name: sgd, learning_rate: 0.5}}
"""
STEPS = 2
TRAINED = f"{TWO_LAYERS}training: {{steps: {STEPS}}}\n"
Lines = dict[str, Array]
Layers = dict[str, Callable[[Lines], Array]]
LINES: Layers = {
    "z1": lambda v: v["W1"] @ v["x"] + v["b1"],
    "a1": lambda v: sigmoid(v["z1"]),
    "z2": lambda v: v["W2"] @ v["a1"] + v["b2"],
    "a2": lambda v: sigmoid(v["z2"]),
    "L": lambda v: np.array(np.sum((v["y"] - v["a2"]) ** 2) / 2),
    "dL/dz2": lambda v: (v["a2"] - v["y"]) * v["a2"] * (1 - v["a2"]),
    "dL/dW2": lambda v: np.outer(v["dL/dz2"], v["a1"]),
    "dL/db2": lambda v: v["dL/dz2"],
    "dL/dz1": lambda v: v["W2"].T @ v["dL/dz2"] * v["a1"] * (1 - v["a1"]),
    "dL/dW1": lambda v: np.outer(v["dL/dz1"], v["x"]),
    "dL/db1": lambda v: v["dL/dz1"],
    "W1_new": lambda v: v["W1"] - 0.5 * v["dL/dW1"],
    "b1_new": lambda v: v["b1"] - 0.5 * v["dL/db1"],
    "W2_new": lambda v: v["W2"] - 0.5 * v["dL/dW2"],
    "b2_new": lambda v: v["b2"] - 0.5 * v["dL/db2"],
}
"""The layers' arrays, each from those before it."""


def two_layers(slips: Layers, steps: int = 1) -> Values:
    """Every line, where a slip is made in all of its entries and in every step."""
    v, sheet = dict(START), Values()
    for t in range(1, steps + 1):
        for name, worked in (LINES | slips).items():
            v[name] = worked(v)
            sheet |= entries(f"{name}[]#{t}" if steps > 1 else f"{name}[]", v[name])
        v |= {name: v[f"{name}_new"] for name in ("W1", "b1", "W2", "b2")}
    return sheet


def entries(name: str, array: Array) -> Values:
    """Each number under its name: `z1[2]#1`, `dL/dW1[1,2]`, `L`."""
    if not array.shape:
        return {name.replace("[]", ""): float(array)}
    places = np.ndindex(array.shape)
    return {
        name.replace("[]", f"[{','.join(str(each + 1) for each in place)}]"): float(array[place])
        for place in places
    }


def test_two_layers_without_a_slip_are_right() -> None:
    """In one step and in a training."""
    assert marked(TWO_LAYERS, two_layers({})).nothing_wrong
    assert marked(TRAINED, two_layers({}, STEPS)).nothing_wrong


def test_a_transposed_matrix_is_one_mistake_in_all_steps() -> None:
    """On the way forward in step 2 as in step 1: another entry only where no transposed one fits."""
    slip: Layers = {"z2": lambda v: v["W2"].T @ v["a1"] + v["b2"]}
    assert named(marked(TRAINED, two_layers(slip, STEPS))) == once("transposed_weights")


def test_another_row_in_a_later_step_is_of_that_step() -> None:
    """The weights of unit 2 in z2[1] of step 2."""
    v = two_layers({}, STEPS)
    w = np.array([v["W2_new[2,1]#1"], v["W2_new[2,2]#1"]])
    a = np.array([v["a1[1]#2"], v["a1[2]#2"]])
    v["z2[1]#2"] = float(w @ a) + v["b2_new[1]#1"]
    found = named(marked(TRAINED, {name: value for name, value in v.items() if name in ROW_READ}))
    assert found == once("neighbour_weight")


ROW_READ = {"W2_new[2,1]#1", "W2_new[2,2]#1", "W2_new[1,1]#1", "W2_new[1,2]#1", "b2_new[1]#1", "a1[1]#2",
            "a1[2]#2", "z2[1]#2"}  # fmt: skip


def test_an_input_of_a_tenth_left_out_is_no_slip_of_the_pen() -> None:
    """∂L/∂w = δ in both layers: at the input 0.1 it is ten times what it should be, and the same habit."""
    slips: Layers = {
        "dL/dW2": lambda v: np.outer(v["dL/dz2"], [1, 1]),
        "dL/dW1": lambda v: np.outer(v["dL/dz1"], [1, 1]),
    }
    assert named(marked(TWO_LAYERS, two_layers(slips))) == once("input_left_out")


def test_a_decimal_point_alone_is_still_one() -> None:
    """Ten times a gradient whose input is not a tenth."""
    v = two_layers({})
    v["dL/dW2[1,2]"] *= 10
    found = marked(TWO_LAYERS, {name: each for name, each in v.items() if "new" not in name})
    assert named(found) == once("decimal_point")


THROUGHOUT: dict[str, Layers] = {
    "other_bias": {
        "z1": lambda v: v["W1"] @ v["x"] + v["b2"],
        "z2": lambda v: v["W2"] @ v["a1"] + v["b1"],
    },
    "error_not_squared": {"L": lambda v: np.array(np.sum(v["y"] - v["a2"]) / 2)},
    "value_for_slope": {
        "dL/dz2": lambda v: (v["a2"] - v["y"]) * v["a2"],
        "dL/dz1": lambda v: v["W2"].T @ v["dL/dz2"] * v["a1"],
    },
    "slope_at_target": {"dL/dz2": lambda v: (v["a2"] - v["y"]) * v["y"] * (1 - v["y"])},
    "slope_of_other_layer": {"dL/dz1": lambda v: v["W2"].T @ v["dL/dz2"] * v["a2"] * (1 - v["a2"])},
}


@pytest.mark.parametrize("key", THROUGHOUT)
@pytest.mark.parametrize("steps", [1, STEPS])
def test_a_slip_in_every_unit_and_step_is_one_mistake(key: str, steps: int) -> None:
    """Of one step, and of a training."""
    problem = TWO_LAYERS if steps == 1 else TRAINED
    assert named(marked(problem, two_layers(THROUGHOUT[key], steps))) == once(key)


# --- momentum that climbs ---------------------------------------------------------------------------------


def momentum(sign: int) -> Values:
    """`momentum_classical` on w² from 5, where v takes the gradient with this sign."""
    w, speed, v = 5.0, 0.0, Values()
    for t in (1, 2, 3):
        speed = 0.9 * speed + sign * 0.1 * 2 * w
        v |= {f"L#{t}": w * w, f"dL/dw#{t}": 2 * w, f"v(w)#{t}": speed}
        w = w + speed
        v |= {f"w_new#{t}": w}
    return v


def test_a_velocity_up_the_gradient_is_one_mistake() -> None:
    """μ·v + α·g in every step."""
    problem = (
        "formulas: {L: w^2}\nat: {w: 5}\ntraining: {steps: 3}\n"
        "optimizer: {name: momentum_classical, learning_rate: 0.1, mu: 0.9}\n"
    )
    assert marked(problem, momentum(-1)).nothing_wrong
    assert named(marked(problem, momentum(1))) == once("update_plus")


# --- three linear outputs -----------------------------------------------------------------------------------

W3, B3 = np.array([[0.4, -0.8], [0.34, 0.69], [-0.16, -0.68]]), np.array([0.05, 0.43, -0.53])
X3, Y3 = np.array([0.83, -0.04]), np.array([0.02, 0.78, 0.75])


def three_outputs(loss: str, factor: float) -> SheetReport:
    """∂L/∂z worked as `factor`·(a − y), and gone on from."""
    z = W3 @ X3 + B3
    delta = factor * (z - Y3)
    text = (
        f"inputs: {X3.tolist()}\ntargets: {Y3.tolist()}\nlayers:\n"
        f"- {{weights: {W3.tolist()}, biases: {B3.tolist()}, activation: linear}}\nloss: {loss}\n"
    )
    sheet = entries("z1[]", z) | entries("dL/dz1[]", delta) | entries("dL/dW1[]", np.outer(delta, X3))
    return marked(text, sheet)


@pytest.mark.parametrize(("loss", "right"), [("mse", 2 / 3), ("half_sse", 1)])
def test_two_thirds_forgotten_or_too_many_are_one_mistake(loss: str, right: float) -> None:
    """(a − y) for ⅔(a − y) in each of three outputs, and the other way round."""
    other = {2 / 3: 1, 1: 2 / 3}[right]
    assert three_outputs(loss, right).nothing_wrong
    assert named(three_outputs(loss, other)) == once("factor_outputs")


def test_other_thirds_have_no_name() -> None:
    """⁴⁄₃ of a sum of squares is nobody's factor."""
    assert named(three_outputs("half_sse", 4 / 3)).mistakes == {"?"}


# --- an L2 penalty on one linear unit -----------------------------------------------------------------------

PENALISED = """
inputs: [0.7, 1.9]
targets: [1.3]
layers: [{weights: [[0.53, -0.87]], biases: [0.24], activation: linear}]
loss: half_sse
penalty: {name: l2, rate: 0.06}
"""
Added = Callable[[Array], Array]


def penalised(of_loss: Added, of_gradient: Added, of_bias: float = 0.0) -> Values:
    """The sheet where R, and its derivatives, are worked so from the weights."""
    x, w, b = np.array([0.7, 1.9]), np.array([0.53, -0.87]), 0.24
    z = float(w @ x + b)
    data, penalty = (z - 1.3) ** 2 / 2, float(of_loss(w))
    v = {"z1[1]": z, "a1[1]": z, "L_data": data, "R": penalty, "L": data + penalty, "dL/dz1[1]": z - 1.3}
    return v | entries("dL/dW1[]", ((z - 1.3) * x + of_gradient(w))[None]) | {"dL/db1[1]": z - 1.3 + of_bias}


def squares(w: Array) -> Array:
    return np.array(0.06 * np.sum(w**2))


def slopes(w: Array) -> Array:
    return 2 * 0.06 * w


PENALTIES = {
    "penalty_left_out": penalised(squares, lambda w: 0 * w),
    "penalty_subtracted": penalised(squares, lambda w: -slopes(w)),
    "penalty_rate_left_out": penalised(lambda w: squares(w) / 0.06, lambda w: 2 * w),
    "penalty_factor_two": penalised(lambda w: squares(w) / 2, lambda w: slopes(w) / 2),
    "penalty_not_differentiated": penalised(squares, lambda w: 0.06 * w**2),
    "bias_penalised": penalised(lambda w: squares(w) + 0.06 * 0.24**2, slopes, 2 * 0.06 * 0.24),
}


@pytest.mark.parametrize("key", PENALTIES)
@pytest.mark.parametrize("digits", [4, 6])
def test_a_penalty_worked_otherwise_is_one_mistake(key: str, digits: int) -> None:
    """In R and in both gradients."""
    assert marked(PENALISED, penalised(squares, slopes), digits).nothing_wrong
    assert named(marked(PENALISED, PENALTIES[key], digits)) == once(key)


def test_a_penalty_on_biases_too_is_no_mistake_where_it_is_asked() -> None:
    """`on: all` has the biases in R."""
    asked = PENALISED.replace("rate: 0.06", "rate: 0.06, on: all")
    assert marked(asked, PENALTIES["bias_penalised"]).nothing_wrong


def test_what_needs_no_rounding_is_meant() -> None:
    """−4.6 of `l2_penalty` is without the penalty; cut short, −4.65 and −4.653 would be other mistakes."""
    sheet = {"z1[1]": "-1.3", "a1[1]": "-1.3", "dL/dz1[1]": "-2.3", "dL/dW1[1,2]": "-4.6"}
    assert named(check("l2_penalty", sheet).report) == once("penalty_left_out")


# --- several habits on one sheet ----------------------------------------------------------------------------

X1, Y1, ALPHA = np.array([0.6, -0.8]), np.array([0.9, 0.2]), 0.3
HABITS = {
    "bias": "bias_left_out",
    "slope": "slope_left_out",
    "input": "input_left_out",
    "plus": "update_plus",
    "rate": "rate_left_out",
}
THREE = """
inputs: [0.6, -0.8]
targets: [0.9, 0.2]
layers:
- {weights: [[0.7, -0.4], [0.35, 0.55], [-0.9, 0.25]], biases: [0.15, -0.3, 0.45], activation: sigmoid}
- {weights: [[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95]], biases: [0.2, -0.1], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.3}
"""


def by(habits: tuple[str, ...]) -> Values:
    """One network, with each of the habits wherever it can be had."""
    w1, b1 = np.array([[0.7, -0.4], [0.35, 0.55], [-0.9, 0.25]]), np.array([0.15, -0.3, 0.45])
    w2, b2 = np.array([[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95]]), np.array([0.2, -0.1])
    bias = 0 if "bias" in habits else 1
    z1 = w1 @ X1 + bias * b1
    a1 = sigmoid(z1)
    z2 = w2 @ a1 + bias * b2
    a2 = sigmoid(z2)
    d2 = (a2 - Y1) * (1 if "slope" in habits else a2 * (1 - a2))
    d1 = (w2.T @ d2) * (1 if "slope" in habits else a1 * (1 - a1))
    v = entries("z1[]", z1) | entries("a1[]", a1) | entries("z2[]", z2) | entries("a2[]", a2)
    v |= {"L": float(((a2 - Y1) ** 2).sum() / 2)} | entries("dL/dz2[]", d2) | entries("dL/dz1[]", d1)
    step = (-1 if "plus" in habits else 1) * (1 if "rate" in habits else ALPHA)
    for layer, w, b, d, into in ((2, w2, b2, d2, a1), (1, w1, b1, d1, X1)):
        g = np.outer(d, np.ones_like(into) if "input" in habits else into)
        v |= entries(f"dL/dW{layer}[]", g) | entries(f"dL/db{layer}[]", d)
        v |= entries(f"W{layer}_new[]", w - step * g) | entries(f"b{layer}_new[]", b - step * d)
    return v


@pytest.mark.parametrize("digits", [4, 5])
@pytest.mark.parametrize(
    "habits",
    [
        ("bias", "slope", "plus"),
        ("slope", "input", "rate"),
        ("bias", "input", "plus"),
        ("bias", "slope", "input", "plus"),
    ],
    ids=" ".join,
)
def test_several_habits_cost_once_each(habits: tuple[str, ...], digits: int) -> None:
    """Three or four slips, each made in every line, are three or four: such a sheet is not guessed."""
    found = named(marked(THREE, by(habits), digits))
    assert found == Named(frozenset(HABITS[each] for each in habits), len(habits))
