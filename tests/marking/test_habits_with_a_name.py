"""What a student does wrongly throughout is told by its one true name and costs one line.

Each sheet is worked in numpy by a student with the habit, who goes on from the wrong numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import erf, pi

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]
Sheet = dict[str, float]
Curve = Callable[[Array], Array]


def seen(problem: str, lines: Mapping[str, float], digits: int = 6) -> tuple[set[frozenset[str]], float]:
    """The names that the lines with a mistake have, each with all of its own, and the points lost."""
    report = check(read(problem), {name: f"{value:#.{digits}g}" for name, value in lines.items()}).report
    assert report.problems == ()
    on_sheet = [line for line in report.shown if line.on_sheet]
    names = [{each.key for each in line.judged.mistakes} for line in on_sheet if line.verdict not in GOOD]
    return set(map(frozenset, names)), sum(line.worth - line.points for line in on_sheet)


def once(key: str) -> tuple[set[frozenset[str]], float]:
    """One name, one point."""
    return {frozenset({key})}, 1


NAMED = {"product_half", "factors_differentiated", "one_not_summed", "gamma_left_out", "beta_left_out"}
NAMED |= {"gamma_beta_exchanged", "statistics_held"}
"""The rows of the table that are tried here and nowhere else."""
NOTHING = set[frozenset[str]](), 0


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def area(z: Array) -> Array:
    return np.asarray((1 + np.vectorize(erf)(z / np.sqrt(2))) / 2)


def bell(z: Array) -> Array:
    return np.asarray(np.exp(-z * z / 2) / np.sqrt(2 * pi))


# --- the product rule: z·σ(z), z·Φ(z) --------------------------------------------------------------------

FACTORS: Mapping[str, tuple[Curve, Curve]] = {
    "silu": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "gelu": (area, bell),
    "z*sigmoid(z)": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "z*exp(-z^2)": (lambda z: np.exp(-(z**2)), lambda z: -2 * z * np.exp(-(z**2))),
}
"""f and f′ of an activation z·f(z)."""

PARTS: Mapping[str, tuple[Callable[[Array, Array, Array], Array], str]] = {
    "f": (lambda z, f, slope: f, "product_half"),
    "z f'": (lambda z, f, slope: z * slope, "product_half"),
    "f'": (lambda z, f, slope: slope, "factors_differentiated"),
}
"""What is worked for (z·f)′ = f + z·f′, and its name."""


def net(activation: str, slope_of: Callable[[Array, Array, Array], Array]) -> tuple[str, Sheet]:
    """2 inputs, 2 units of the activation, a sigmoid."""
    x, w, b = np.array([0.5, -1.0]), np.array([[0.3, -0.2], [0.5, 0.4]]), np.array([0.1, 0.3])
    v, c, y = np.array([0.7, -0.6]), 0.2, 1.0
    f, slope = FACTORS[activation]
    z = w @ x + b
    a = z * f(z)
    z2 = np.array(v @ a + c)
    out = sigmoid(z2)
    d2 = (out - y) * out * (1 - out)
    d1 = d2 * v * slope_of(z, f(z), slope(z))
    lines = {f"z1[{i + 1}]": z[i] for i in (0, 1)} | {f"a1[{i + 1}]": a[i] for i in (0, 1)}
    lines |= {"z2": z2, "a2": out, "L": (y - out) ** 2 / 2, "dL/dz2": d2}
    lines |= {f"dL/dz1[{i + 1}]": d1[i] for i in (0, 1)}
    lines |= {f"dL/dW1[{i + 1},{j + 1}]": d1[i] * x[j] for i in (0, 1) for j in (0, 1)}
    text = (
        "inputs: [0.5, -1]\ntargets: [1]\nloss: half_sse\nlayers:\n"
        f"- {{weights: [[0.3, -0.2], [0.5, 0.4]], biases: [0.1, 0.3], activation: '{activation}'}}\n"
        "- {weights: [[0.7, -0.6]], biases: 0.2, activation: sigmoid}\n"
    )
    return text, {name: float(value) for name, value in lines.items()}


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("activation", FACTORS)
def test_the_whole_product_rule_is_right(activation: str, digits: int) -> None:
    """No name where f + z·f′ is worked."""
    assert seen(*net(activation, lambda z, f, slope: f + z * slope), digits) == NOTHING


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("activation", FACTORS)
def test_a_part_of_the_product_rule_has_a_name(activation: str, part: str, digits: int) -> None:
    """Half of it, or the factors' derivatives multiplied, in every unit of a layer."""
    slope_of, key = PARTS[part]
    names, points = seen(*net(activation, slope_of), digits)
    assert names == {frozenset({key})}
    assert points == 1


@pytest.mark.parametrize(
    ("formula", "written", "key"),
    [
        ("x*sin(x)", "sin(x)", "product_half"),
        ("x*sin(x)", "x*cos(x)", "product_half"),
        ("x*sin(x)", "cos(x)", "factors_differentiated"),
        ("3*x^2*sin(x) + x", "6*x*sin(x) + 1", "product_half"),
        ("x^2/(1 + exp(x))", "2*x/(1 + exp(x))", "product_half"),
        ("x^2/(1 + exp(x))", "2*x/exp(x)", "factors_differentiated"),
    ],
)
def test_the_product_rule_in_symbols(formula: str, written: str, key: str) -> None:
    """A formula of the author's is marked by the same rows; a quotient is a product as well."""
    report = check(read(f"formulas: {{y: {formula}}}\nwrt: [x]\n"), {"dy/dx": written}).report
    (line,) = (line for line in report.shown if line.on_sheet)
    assert [each.key for each in line.judged.mistakes] == [key]


# --- a softmax's sum -------------------------------------------------------------------------------------


def softmax_sheet(left_out: int | None) -> tuple[str, Sheet]:
    """Two steps of 2 inputs and 3 outputs; the sum that all are divided by may lack one e^z."""
    x, y, rate = np.array([0.5, -1.0]), np.array([0.0, 1.0, 0.0]), 0.2
    w, b = np.array([[0.3, -0.2], [0.5, 0.4], [-0.1, 0.6]]), np.array([0.1, -0.1, 0.2])
    lines: Sheet = {}
    for step in (1, 2):
        z = w @ x + b
        powers = np.exp(z)
        a = powers / sum(p for k, p in enumerate(powers) if k != left_out)
        d = a - y
        for i in range(3):
            lines |= {
                f"z1[{i + 1}]#{step}": z[i],
                f"a1[{i + 1}]#{step}": a[i],
                f"dL/dz1[{i + 1}]#{step}": d[i],
            }
        w, b = w - rate * np.outer(d, x), b - rate * d
        for i in range(3):
            lines |= {f"W1_new[{i + 1},{j + 1}]#{step}": w[i, j] for j in (0, 1)}
            lines[f"b1_new[{i + 1}]#{step}"] = b[i]
    text = (
        "inputs: [0.5, -1]\ntargets: [0, 1, 0]\nloss: cross_entropy\nlayers:\n"
        "- {weights: [[0.3, -0.2], [0.5, 0.4], [-0.1, 0.6]], biases: [0.1, -0.1, 0.2], activation: softmax}\n"
        "optimizer: {name: sgd, learning_rate: 0.2}\ntraining: {steps: 2}\n"
    )
    return text, {name: float(value) for name, value in lines.items()}


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_softmax_divided_by_a_sum_that_lacks_one_term(left_out: int, digits: int) -> None:
    """Of whichever unit: in all lines of both steps it is one mistake; the loss is not asked here."""
    assert seen(*softmax_sheet(None), digits) == NOTHING
    assert seen(*softmax_sheet(left_out), digits) == once("one_not_summed")


# --- batch normalisation ---------------------------------------------------------------------------------


def normalised(
    gammas: tuple[float, float],
    *,
    forward: bool = True,
    back: bool = True,
    shifted: bool = True,
    exchanged: bool = False,
    held: bool = False,
    input_of: str = "a",
) -> tuple[str, Sheet]:
    """Two steps of 1 input, 2 normalised tanh, 1 sigmoid, three samples."""
    x, y, rate, n = np.array([0.5, 1.2, -0.4]), np.array([1.0, 0.0, 1.0]), 0.3, 3
    w, gamma, beta = np.array([0.3, 0.5]), np.array(gammas), np.array([0.2, -0.5])
    v, c = np.array([0.7, -0.6]), 0.2
    lines: Sheet = {}

    def put(name: str, values: Array, step: int) -> None:
        for (s, i), value in np.ndenumerate(values):
            lines[f"{name.replace('_', f'{i + 1}')}@{s + 1}#{step}"] = value

    for step in (1, 2):
        z = np.outer(x, w)
        mean, root = z.mean(0), np.sqrt(z.var(0) + 1e-5)
        standard = (z - mean) / root
        scale, shift = (beta, gamma) if exchanged else (gamma, beta)
        u = (scale if forward else 1) * standard + (shift if shifted else 0)
        a = np.tanh(u)
        out = sigmoid(a @ v + c)
        d2 = (out - y) / n
        by_u = np.outer(d2, v) * (1 - a**2)
        by_standard = by_u * (scale if back else 1)
        by_mean, by_square = by_standard.mean(0), (by_standard * standard).mean(0)
        by_z = (by_standard if held else by_standard - by_mean - standard * by_square) / root
        by_v, by_c = d2 @ {"a": a, "z": z, "u": u}[input_of], d2.sum()
        by_gamma, by_beta, by_w = (by_u * standard).sum(0), by_u.sum(0), x @ by_z
        put("z1[_]", z, step)
        lines |= {f"mu1[{i + 1}]#{step}": mean[i] for i in (0, 1)}
        lines |= {f"var1[{i + 1}]#{step}": z.var(0)[i] for i in (0, 1)}
        for name, values in {"zhat1[_]": standard, "u1[_]": u, "a1[_]": a}.items():
            put(name, values, step)
        put("a2", out[:, None], step)
        put("dL/dz2", d2[:, None], step)
        put("dL/du1[_]", by_u, step)
        put("dL/dzhat1[_]", by_standard, step)
        put("dL/dz1[_]", by_z, step)
        v, c = v - rate * by_v, c - rate * by_c
        gamma, beta, w = gamma - rate * by_gamma, beta - rate * by_beta, w - rate * by_w
        for i in (0, 1):
            lines |= {f"dL/dW2[1,{i + 1}]#{step}": by_v[i], f"dL/dgamma1[{i + 1}]#{step}": by_gamma[i]}
            lines |= {f"dL/dbeta1[{i + 1}]#{step}": by_beta[i], f"dL/dW1[{i + 1},1]#{step}": by_w[i]}
            lines |= {f"W2_new[1,{i + 1}]#{step}": v[i], f"gamma1_new[{i + 1}]#{step}": gamma[i]}
            lines |= {f"beta1_new[{i + 1}]#{step}": beta[i], f"W1_new[{i + 1},1]#{step}": w[i]}
        lines |= {f"dL/db2#{step}": by_c, f"b2_new#{step}": c}
    samples = "".join(f"- {{inputs: [{a}], targets: [{b}]}}\n" for a, b in zip(x, y, strict=True))
    text = (
        f"samples:\n{samples}loss: bce\nlayers:\n- weights: [[0.3], [0.5]]\n"
        f"  normalize: {{gamma: {list(gammas)}, beta: [0.2, -0.5], epsilon: 1e-5}}\n  activation: tanh\n"
        "- {weights: [[0.7, -0.6]], biases: 0.2, activation: sigmoid}\n"
        f"optimizer: {{name: sgd, learning_rate: {rate}}}\ntraining: {{steps: 2}}\n"
    )
    return text, {name: float(value) for name, value in lines.items()}


GAMMAS = [(2.0, 1.5), (1.0, 1.5), (1.0, 1.0)]


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("gammas", GAMMAS)
def test_honest_normalisation_is_right(gammas: tuple[float, float], digits: int) -> None:
    """Without a mistake nothing is lost."""
    assert seen(*normalised(gammas), digits) == NOTHING


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("where", ["forward", "back"])
@pytest.mark.parametrize("gammas", GAMMAS[:2])
def test_gamma_left_out_has_its_own_name(gammas: tuple[float, float], where: str, digits: int) -> None:
    """Where one γ starts from 1 step 2 might have used the old one; the other unit shows that it did not."""
    assert seen(*normalised(gammas, **{where: False}), digits) == once("gamma_left_out")


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("gammas", GAMMAS)
def test_beta_left_out_has_its_own_name(gammas: tuple[float, float], digits: int) -> None:
    """In every unit and sample of both steps."""
    assert seen(*normalised(gammas, shifted=False), digits) == once("beta_left_out")


@pytest.mark.parametrize("written", [lambda name: True, lambda name: "dL/dz1" not in name])
def test_other_habits_of_a_normalisation(written: Callable[[str], bool]) -> None:
    """γ and β exchanged both ways, and a mean and variance that were taken for constants."""
    for habit, key in {"exchanged": "gamma_beta_exchanged", "held": "statistics_held"}.items():
        problem, lines = normalised((2.0, 1.5), **{habit: True})
        names, points = seen(problem, {name: value for name, value in lines.items() if written(name)})
        assert points == 1
        assert all(key in each for each in names)


def test_where_two_habits_explain_all_both_are_told() -> None:
    """Every γ starts from 1: on the way back γ left out and the old γ are the same there."""
    names, points = seen(*normalised((1.0, 1.0), back=False))
    assert names == {frozenset({"gamma_left_out", "old_parameters"})}
    assert points == 1


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("input_of", ["z", "u"])
def test_z_for_a_behind_a_normalisation(input_of: str, digits: int) -> None:
    """The z before it is meant, or the value that the activation is applied to."""
    assert seen(*normalised((2.0, 1.5), input_of=input_of), digits) == once("z_for_input")


# --- biases in a penalty ---------------------------------------------------------------------------------

BIASES: Mapping[str, tuple[Callable[[Array, float], float], str]] = {
    "times the bias": (lambda deltas, b: float(deltas.sum() * b), "bias_times_value"),
    "one unit's share": (lambda deltas, b: float(deltas[0]), "one_path"),
    "zero": (lambda deltas, b: 0.0, "bias_gradient_zero"),
}
"""What is worked for Σδ, to which the penalty adds its 2λb as it should."""


def penalised(of_bias: Callable[[Array, float], float], *, raw: bool = False) -> tuple[str, Sheet]:
    """2 inputs, 3 tanh that share a bias, 1 sigmoid; λ(Σw² + Σb²)."""
    x, w, b = np.array([0.5, -1.0]), np.array([[0.3, -0.2], [0.5, 0.4], [-0.3, 0.1]]), 0.1
    v, c, rate, y = np.array([0.7, -0.6, 0.45]), 0.2, 0.05, 1.0
    a = np.tanh(w @ x + b)
    out = sigmoid(np.array(v @ a + c))
    d2 = (out - y) * out * (1 - out)
    by_a = d2 * v
    d1 = by_a * (1 - a**2)
    used = by_a if raw else d1
    lines: Sheet = {f"a1[{i + 1}]": a[i] for i in range(3)}
    lines |= {"a2": float(out), "dL/dz2": float(d2)}
    lines |= {f"dL/da1[{i + 1}]": by_a[i] for i in range(3)} | {f"dL/dz1[{i + 1}]": d1[i] for i in range(3)}
    for i in range(3):
        lines |= {f"dL/dW1[{i + 1},{j + 1}]": used[i] * x[j] + 2 * rate * w[i, j] for j in (0, 1)}
    lines["dL/db1"] = of_bias(used, b) + 2 * rate * b
    text = (
        "inputs: [0.5, -1]\ntargets: [1]\nloss: half_sse\npenalty: {name: l2, rate: 0.05, on: all}\nlayers:\n"
        "- {weights: [[0.3, -0.2], [0.5, 0.4], [-0.3, 0.1]], biases: 0.1, activation: tanh}\n"
        "- {weights: [[0.7, -0.6, 0.45]], biases: 0.2, activation: sigmoid}\n"
    )
    return text, {name: float(value) for name, value in lines.items()}


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("what", BIASES)
def test_mistakes_of_a_bias_beside_a_penalty(what: str, digits: int) -> None:
    """They have the names that they have without one."""
    of_bias, key = BIASES[what]
    assert seen(*penalised(lambda deltas, b: float(deltas.sum())), digits) == NOTHING
    assert seen(*penalised(of_bias), digits) == once(key)


@pytest.mark.parametrize("digits", [5, 6])
def test_the_raw_error_beside_a_penalty(digits: int) -> None:
    """∂L/∂a for δ in the gradients of the weights, and of the bias that all units share."""
    sheet = penalised(lambda deltas, b: float(deltas.sum()), raw=True)
    assert seen(*sheet, digits) == once("raw_error")


# --- a second step with some of the old parameters -------------------------------------------------------


def trained(*, old: str) -> tuple[str, Sheet]:
    """Two steps of 2 inputs, 2 tanh, 1 linear; step 2's forward pass takes old weights, or old biases."""
    x, rate, y = np.array([0.5, -1.0]), 0.3, 0.8
    w, b, v, c = np.array([[0.3, -0.2], [0.5, 0.4]]), np.array([0.1, 0.3]), np.array([0.7, -0.6]), 0.2
    before = w, b, v, c
    lines: Sheet = {}
    for step in (1, 2):
        fw, fv = (before[0], before[2]) if old == "weights" else (w, v)
        fb, fc = (before[1], before[3]) if old == "biases" else (b, c)
        a = np.tanh(fw @ x + fb)
        out = float(fv @ a + fc)
        d2 = out - y
        d1 = d2 * v * (1 - a**2)
        lines |= {f"z1[{i + 1}]#{step}": (fw @ x + fb)[i] for i in (0, 1)}
        lines |= {f"a1[{i + 1}]#{step}": a[i] for i in (0, 1)}
        lines |= {f"z2#{step}": out, f"dL/dz2#{step}": d2}
        lines |= {f"dL/dz1[{i + 1}]#{step}": d1[i] for i in (0, 1)}
        w, b, v, c = w - rate * np.outer(d1, x), b - rate * d1, v - rate * d2 * a, c - rate * d2
        for i in (0, 1):
            lines |= {f"W1_new[{i + 1},{j + 1}]#{step}": w[i, j] for j in (0, 1)}
            lines |= {f"b1_new[{i + 1}]#{step}": b[i], f"W2_new[1,{i + 1}]#{step}": v[i]}
        lines[f"b2_new#{step}"] = c
    text = (
        "inputs: [0.5, -1]\ntargets: [0.8]\nloss: half_sse\nlayers:\n"
        "- {weights: [[0.3, -0.2], [0.5, 0.4]], biases: [0.1, 0.3], activation: tanh}\n"
        "- {weights: [[0.7, -0.6]], biases: 0.2, activation: linear}\n"
        "optimizer: {name: sgd, learning_rate: 0.3}\ntraining: {steps: 2}\n"
    )
    return text, {name: float(value) for name, value in lines.items()}


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("old", ["weights", "biases"])
def test_some_of_the_old_parameters(old: str, digits: int) -> None:
    """Old weights beside new biases, or the other way round, in every unit of the forward pass."""
    assert seen(*trained(old=""), digits) == NOTHING
    assert seen(*trained(old=old), digits) == once("old_parameters")
