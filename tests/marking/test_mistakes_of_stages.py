"""Mistakes with penalties, dropout and batch normalisation, worked by hand; and with the inputs of a batch.

An exercise is its lines in order, each a formula in those before and the given numbers. A mistake works one
line otherwise, and what follows goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, log, sqrt, tanh
from typing import NamedTuple

import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.problem_file.reader import read

Values = dict[str, float]
Line = Callable[[Values], float]


class Exercise(NamedTuple):
    """A problem, what it gives, and its lines in order."""

    text: str
    given: Mapping[str, float]
    lines: Mapping[str, Line]


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


# --- a batch of two under a penalty: 2 inputs, 2 tanh, 1 linear ----------------------------------------

LAMBDA, SAMPLES = 0.07, (1, 2)
INPUTS, TARGETS = {1: (0.6, -0.8), 2: (1.3, 0.45)}, {1: 0.9, 2: -0.4}
W1, B1, W2, B2 = ((0.7, -0.4), (0.35, 0.55)), (0.15, -0.3), (0.8, -0.65), 0.2


def batch_under_penalty() -> Exercise:
    """L = mean of ½(y − a)² + λ Σ w²."""
    given = {f"x{j}@{s}": INPUTS[s][j - 1] for s in SAMPLES for j in (1, 2)}
    given |= {f"W1[{i},{j}]": W1[i - 1][j - 1] for i in (1, 2) for j in (1, 2)}
    given |= {f"W2[1,{j}]": W2[j - 1] for j in (1, 2)}
    lines: dict[str, Line] = {}
    for s in SAMPLES:
        for i in (1, 2):
            lines[f"z1[{i}]@{s}"] = lambda v, i=i, s=s: (
                v[f"W1[{i},1]"] * v[f"x1@{s}"] + v[f"W1[{i},2]"] * v[f"x2@{s}"] + B1[i - 1]
            )
            lines[f"a1[{i}]@{s}"] = lambda v, i=i, s=s: tanh(v[f"z1[{i}]@{s}"])
        lines[f"z2[1]@{s}"] = lambda v, s=s: (
            v["W2[1,1]"] * v[f"a1[1]@{s}"] + v["W2[1,2]"] * v[f"a1[2]@{s}"] + B2
        )
        lines[f"L@{s}"] = lambda v, s=s: (TARGETS[s] - v[f"z2[1]@{s}"]) ** 2 / 2
    lines["L_data"] = lambda v: (v["L@1"] + v["L@2"]) / 2
    lines["R"] = lambda v: penalty()
    lines["L"] = lambda v: v["L_data"] + v["R"]
    for s in SAMPLES:
        lines[f"dL@{s}/dz2[1]@{s}"] = lambda v, s=s: v[f"z2[1]@{s}"] - TARGETS[s]
        for i in (1, 2):
            lines[f"dL@{s}/dz1[{i}]@{s}"] = lambda v, i=i, s=s: (
                v[f"dL@{s}/dz2[1]@{s}"] * v[f"W2[1,{i}]"] * (1 - v[f"a1[{i}]@{s}"] ** 2)
            )
    for j in (1, 2):
        lines[f"dL/dW2[1,{j}]"] = lambda v, j=j: mean_of(v, "dL@_/dz2[1]@_", f"a1[{j}]@_", f"W2[1,{j}]")
        for i in (1, 2):
            lines[f"dL/dW1[{i},{j}]"] = lambda v, i=i, j=j: mean_of(
                v, f"dL@_/dz1[{i}]@_", f"x{j}@_", f"W1[{i},{j}]"
            )
    layers = f"{{weights: {list(map(list, W1))}, biases: {list(B1)}, activation: tanh}}"
    samples = "".join(f"- {{inputs: {list(INPUTS[s])}, targets: [{TARGETS[s]}]}}\n" for s in SAMPLES)
    text = (
        f"samples:\n{samples}layers:\n- {layers}\n"
        f"- {{weights: [{list(W2)}], biases: [{B2}], activation: linear}}\n"
        f"loss: half_sse\npenalty: {{name: l2, rate: {LAMBDA}}}\n"
    )
    return Exercise(text, given, lines)


def penalty() -> float:
    """λ Σ w²."""
    return LAMBDA * sum(w**2 for row in (*W1, W2) for w in row)


def mean_of(v: Values, delta: str, factor: str, weight: str = "", times: float = 2.0) -> float:
    """The mean of δ·factor over the samples `_`, and what the penalty adds for a weight."""
    products = [v[delta.replace("_", str(s))] * v[factor.replace("_", str(s))] for s in SAMPLES]
    return sum(products) / len(products) + (times * LAMBDA * v[weight] if weight else 0.0)


# --- dropout: 2 inputs, 3 tanh of which the second is dropped, 1 sigmoid ---------------------------------

MASK, KEEP = (1, 0, 1), 0.7
V1, C1, V2, C2 = ((0.5, -0.25), (0.1, 0.4), (-0.2, 0.3)), (0.1, 0.05, 0.2), (0.3, -0.2, 0.5), 0.1


def dropout() -> Exercise:
    """H = a·mask/keep."""
    units, lines = (1, 2, 3), dict[str, Line]()
    for i in units:
        lines[f"z1[{i}]"] = lambda v, i=i: V1[i - 1][0] * 0.9 + V1[i - 1][1] * 1.7 + C1[i - 1]
        lines[f"a1[{i}]"] = lambda v, i=i: tanh(v[f"z1[{i}]"])
        lines[f"h1[{i}]"] = lambda v, i=i: v[f"a1[{i}]"] * MASK[i - 1] / KEEP
    lines["z2[1]"] = lambda v: sum(V2[i - 1] * v[f"h1[{i}]"] for i in units) + C2
    lines["a2[1]"] = lambda v: sigmoid(v["z2[1]"])
    lines["L"] = lambda v: -log(v["a2[1]"])
    lines["dL/dz2[1]"] = lambda v: v["a2[1]"] - 1
    for i in units:
        lines[f"dL/dW2[1,{i}]"] = lambda v, i=i: v["dL/dz2[1]"] * v[f"h1[{i}]"]
        lines[f"dL/dh1[{i}]"] = lambda v, i=i: v["dL/dz2[1]"] * V2[i - 1]
        lines[f"dL/da1[{i}]"] = lambda v, i=i: v[f"dL/dh1[{i}]"] * MASK[i - 1] / KEEP
        lines[f"dL/dz1[{i}]"] = lambda v, i=i: v[f"dL/da1[{i}]"] * (1 - v[f"a1[{i}]"] ** 2)
    text = (
        "inputs: [0.9, 1.7]\ntargets: [1]\nlayers:\n"
        f"- weights: {list(map(list, V1))}\n  biases: {list(C1)}\n  activation: tanh\n"
        f"  dropout: {{mask: {list(MASK)}, keep: {KEEP}}}\n"
        f"- {{weights: [{list(V2)}], biases: [{C2}], activation: sigmoid}}\nloss: bce\n"
    )
    return Exercise(text, {}, lines)


# --- batch normalisation of one unit over three samples --------------------------------------------------

ROWS, GOALS = {1: (1.0, 2.0), 2: (0.3, 1.0), 3: (2.0, -1.0)}, {1: 1.0, 2: 0.0, 3: 0.7}
GAMMA, BETA, EPSILON = 1.5, -0.5, 0.01


def normalised() -> Exercise:
    """U = γ(z − μ)/√(σ² + ε) + β, a = σ(u), L = mean of ½(y − a)²."""
    lines: dict[str, Line] = {}
    for s in ROWS:
        lines[f"z1[1]@{s}"] = lambda v, s=s: 0.5 * ROWS[s][0] - 0.25 * ROWS[s][1]
    lines["mu1[1]"] = lambda v: sum(v[f"z1[1]@{s}"] for s in ROWS) / 3
    lines["var1[1]"] = lambda v: squares(v) / 3
    for s in ROWS:
        lines[f"zhat1[1]@{s}"] = lambda v, s=s: (v[f"z1[1]@{s}"] - v["mu1[1]"]) / sqrt(v["var1[1]"] + EPSILON)
        lines[f"u1[1]@{s}"] = lambda v, s=s: GAMMA * v[f"zhat1[1]@{s}"] + BETA
        lines[f"a1[1]@{s}"] = lambda v, s=s: sigmoid(v[f"u1[1]@{s}"])
    for s in ROWS:
        lines[f"dL/da1[1]@{s}"] = lambda v, s=s: (v[f"a1[1]@{s}"] - GOALS[s]) / 3
        lines[f"dL/du1[1]@{s}"] = lambda v, s=s: v[f"dL/da1[1]@{s}"] * v[f"a1[1]@{s}"] * (1 - v[f"a1[1]@{s}"])
    lines["dL/dgamma1[1]"] = lambda v: sum(v[f"dL/du1[1]@{s}"] * v[f"zhat1[1]@{s}"] for s in ROWS)
    for s in ROWS:
        lines[f"dL/dzhat1[1]@{s}"] = lambda v, s=s: v[f"dL/du1[1]@{s}"] * GAMMA
    for s in ROWS:
        lines[f"dL/dz1[1]@{s}"] = lambda v, s=s: through_statistics(v, s)
    lines["dL/dW1[1,2]"] = lambda v: sum(v[f"dL/dz1[1]@{s}"] * ROWS[s][1] for s in ROWS)
    samples = "".join(f"- {{inputs: {list(ROWS[s])}, targets: [{GOALS[s]}]}}\n" for s in ROWS)
    text = (
        f"samples:\n{samples}layers:\n- weights: [[0.5, -0.25]]\n"
        f"  normalize: {{gamma: [{GAMMA}], beta: [{BETA}], epsilon: {EPSILON}}}\n"
        "  activation: sigmoid\nloss: half_sse\n"
    )
    return Exercise(text, {}, lines)


def through_statistics(v: Values, s: int) -> float:
    """∂L/∂z of a sample, with the ways through the mean and the variance in one line."""
    signals = {r: v[f"dL/dzhat1[1]@{r}"] for r in ROWS}
    apart = {r: v[f"z1[1]@{r}"] - v["mu1[1]"] for r in ROWS}
    spread = v["var1[1]"] + EPSILON
    along = sum(signals[r] * apart[r] for r in ROWS) / spread
    return (signals[s] - sum(signals.values()) / 3 - apart[s] * along / 3) / sqrt(spread)


def squares(v: Values) -> float:
    """Σ(z − μ)²."""
    return float(sum((v[f"z1[1]@{s}"] - v["mu1[1]"]) ** 2 for s in ROWS))


# --- the mistakes ------------------------------------------------------------------------------------------

PENALTY, DROPOUT, NORMALISED = batch_under_penalty(), dropout(), normalised()


class Planted(NamedTuple):
    """A line worked otherwise, the name that this must get, and the mistake that is most like it."""

    exercise: Exercise
    line: str
    slip: Line
    key: str
    neighbour: str = ""


PLANTED = {
    "no penalty in a gradient": Planted(
        PENALTY, "dL/dW2[1,2]", lambda v: mean_of(v, "dL@_/dz2[1]@_", "a1[2]@_"),
        "penalty_left_out", "λw for 2λw"),
    "no penalty in the loss": Planted(PENALTY, "L", lambda v: v["L_data"], "penalty_left_out"),
    "the penalty subtracted": Planted(
        PENALTY, "dL/dW2[1,2]", lambda v: mean_of(v, "dL@_/dz2[1]@_", "a1[2]@_", "W2[1,2]", -2.0),
        "penalty_subtracted", "no penalty in a gradient"),
    "L_data − R": Planted(
        PENALTY, "L", lambda v: v["L_data"] - v["R"], "penalty_subtracted", "no penalty in the loss"),
    "2w for 2λw": Planted(
        PENALTY, "dL/dW1[1,1]",
        lambda v: mean_of(v, "dL@_/dz1[1]@_", "x1@_", "W1[1,1]", 2.0 / LAMBDA),
        "penalty_rate_left_out", "λw for 2λw"),
    "R without λ": Planted(PENALTY, "R", lambda v: penalty() / LAMBDA, "penalty_rate_left_out"),
    "½ in R": Planted(PENALTY, "R", lambda v: penalty() / 2, "penalty_factor_two", "R without λ"),
    "λw² for 2λw": Planted(
        PENALTY, "dL/dW1[2,2]",
        lambda v: mean_of(v, "dL@_/dz1[2]@_", "x2@_", "W1[2,2]", v["W1[2,2]"]),
        "penalty_not_differentiated", "λw for 2λw"),
    "biases in R": Planted(
        PENALTY, "R", lambda v: penalty() + LAMBDA * sum(b**2 for b in (*B1, B2)),
        "bias_penalised", "½ in R"),
    "λw for 2λw": Planted(
        PENALTY, "dL/dW1[2,1]", lambda v: mean_of(v, "dL@_/dz1[2]@_", "x1@_", "W1[2,1]", 1.0),
        "penalty_factor_two", "no penalty in a gradient"),
    "−2λw for 2λw": Planted(
        PENALTY, "dL/dW1[2,1]", lambda v: mean_of(v, "dL@_/dz1[2]@_", "x1@_", "W1[2,1]", -2.0),
        "penalty_subtracted", "λw for 2λw"),
    "R taken off the loss": Planted(
        PENALTY, "L", lambda v: v["L_data"] - v["R"], "penalty_subtracted", "no penalty in the loss"),
    "half of R": Planted(
        PENALTY, "R", lambda v: LAMBDA / 2 * sum(w**2 for row in (*W1, W2) for w in row),
        "penalty_factor_two"),
    "the other input in each sample": Planted(
        PENALTY, "dL/dW1[1,2]", lambda v: mean_of(v, "dL@_/dz1[1]@_", "x1@_", "W1[1,2]"),
        "wrong_input", "no input"),
    "the other hidden unit in each sample": Planted(
        PENALTY, "dL/dW2[1,1]", lambda v: mean_of(v, "dL@_/dz2[1]@_", "a1[2]@_", "W2[1,1]"),
        "wrong_input", "z for a"),
    "z for a": Planted(
        PENALTY, "dL/dW2[1,1]", lambda v: mean_of(v, "dL@_/dz2[1]@_", "z1[1]@_", "W2[1,1]"),
        "z_for_input", "the other hidden unit in each sample"),
    "no input": Planted(
        PENALTY, "dL/dW1[1,2]",
        lambda v: (v["dL@1/dz1[1]@1"] + v["dL@2/dz1[1]@2"]) / 2 + 2 * LAMBDA * v["W1[1,2]"],
        "input_left_out", "the other input in each sample"),
    "the sum for the mean": Planted(
        PENALTY, "dL/dW1[1,2]",
        lambda v: v["dL@1/dz1[1]@1"] * v["x2@1"] + v["dL@2/dz1[1]@2"] * v["x2@2"]
        + 2 * LAMBDA * v["W1[1,2]"],
        "mean_or_sum"),
    "one sample for both": Planted(
        PENALTY, "dL/dW1[2,1]", lambda v: v["dL@2/dz1[2]@2"] * v["x1@2"] + 2 * LAMBDA * v["W1[2,1]"],
        "one_sample", "the sum for the mean"),
    "half of one sample": Planted(
        PENALTY, "dL/dW2[1,1]",
        lambda v: v["dL@1/dz2[1]@1"] * v["a1[1]@1"] / 2 + 2 * LAMBDA * v["W2[1,1]"],
        "one_sample"),
    "the means multiplied": Planted(
        PENALTY, "dL/dW2[1,1]",
        lambda v: (v["dL@1/dz2[1]@1"] + v["dL@2/dz2[1]@2"]) / 2 * (v["a1[1]@1"] + v["a1[1]@2"]) / 2
        + 2 * LAMBDA * v["W2[1,1]"],
        "product_of_means", "the sum for the mean"),
    "δ · x with its sign turned": Planted(
        PENALTY, "dL/dW1[1,2]",
        lambda v: 2 * LAMBDA * v["W1[1,2]"] - mean_of(v, "dL@_/dz1[1]@_", "x2@_"),
        "summand_turned", "−2λw for 2λw"),
    "no weight on the way to h": Planted(
        DROPOUT, "dL/dh1[1]", lambda v: v["dL/dz2[1]"], "weight_left_out", "back without keep"),
    "z for h": Planted(
        DROPOUT, "dL/dW2[1,3]", lambda v: v["dL/dz2[1]"] * v["z1[3]"], "z_for_input", "another h"),
    "h without keep": Planted(DROPOUT, "h1[1]", lambda v: v["a1[1]"], "keep_left_out", "h times keep"),
    "h times keep": Planted(
        DROPOUT, "h1[3]", lambda v: v["a1[3]"] * KEEP, "keep_multiplied", "h without keep"),
    "h by 1 − keep": Planted(
        DROPOUT, "h1[1]", lambda v: v["a1[1]"] / (1 - KEEP), "divided_by_dropped", "h times keep"),
    "back by 1 − keep": Planted(
        DROPOUT, "dL/da1[3]", lambda v: v["dL/dh1[3]"] / (1 - KEEP), "divided_by_dropped",
        "back without keep"),
    "h without its mask": Planted(
        DROPOUT, "h1[2]", lambda v: v["a1[2]"] / KEEP, "mask_left_out", "h without keep"),
    "a for h": Planted(DROPOUT, "h1[2]", lambda v: v["a1[2]"], "mask_left_out", "h without keep"),
    "back without keep": Planted(
        DROPOUT, "dL/da1[3]", lambda v: v["dL/dh1[3]"], "keep_left_out", "back times keep"),
    "back times keep": Planted(
        DROPOUT, "dL/da1[1]", lambda v: v["dL/dh1[1]"] * KEEP, "keep_multiplied", "back without keep"),
    "back through the mask": Planted(
        DROPOUT, "dL/da1[2]", lambda v: v["dL/dh1[2]"] / KEEP, "mask_left_out", "back without keep"),
    "1 − h² for 1 − a²": Planted(
        DROPOUT, "dL/dz1[3]", lambda v: v["dL/da1[3]"] * (1 - v["h1[3]"] ** 2),
        "slope_of_dropped", "1 − z² for 1 − a²"),
    "1 − z² for 1 − a²": Planted(
        DROPOUT, "dL/dz1[3]", lambda v: v["dL/da1[3]"] * (1 - v["z1[3]"] ** 2),
        "slope_at_z", "1 − h² for 1 − a²"),
    "another h": Planted(
        DROPOUT, "dL/dW2[1,1]", lambda v: v["dL/dz2[1]"] * v["h1[3]"], "wrong_input"),
    "a for h in a gradient": Planted(
        DROPOUT, "dL/dW2[1,1]", lambda v: v["dL/dz2[1]"] * v["a1[1]"], "wrong_input"),
    "n − 1 for n": Planted(
        NORMALISED, "var1[1]", lambda v: squares(v) / 2, "sample_variance", "no root"),
    "no root": Planted(
        NORMALISED, "zhat1[1]@2", lambda v: (v["z1[1]@2"] - v["mu1[1]"]) / (v["var1[1]"] + EPSILON),
        "variance_for_deviation", "n − 1 for n"),
    "the sum by n again": Planted(
        NORMALISED, "dL/dW1[1,2]", lambda v: sum(v[f"dL/dz1[1]@{s}"] * ROWS[s][1] for s in ROWS) / 3,
        "mean_or_sum"),
    "no slope behind a normalisation": Planted(
        NORMALISED, "dL/du1[1]@3", lambda v: v["dL/da1[1]@3"], "slope_left_out"),
    "1 + a behind a normalisation": Planted(
        NORMALISED, "dL/du1[1]@3", lambda v: v["dL/da1[1]@3"] * v["a1[1]@3"] * (1 + v["a1[1]@3"]),
        "slope_plus"),
}  # fmt: skip


def sheet(exercise: Exercise, slips: Mapping[str, Line], digits: int) -> dict[str, str]:
    """Every line rounded, and gone on from as it is written."""
    v, lines = dict(exercise.given), dict[str, str]()
    for name, worked in exercise.lines.items():
        value = slips.get(name, worked)(v)
        lines[name] = f"{value:#.{digits}g}" if value else "0"
        v[name] = float(lines[name])
    return lines


def caught(planted: Planted, digits: int = 5) -> dict[str, set[str]]:
    """The lines in which a mistake is seen, each with what it is called."""
    lines = sheet(planted.exercise, {planted.line: planted.slip}, digits)
    report = check(read(planted.exercise.text), lines).report
    assert report.problems == ()
    named = {line.name: line for line in report.shown if line.verdict not in GOOD}
    return {name: {each.key for each in line.judged.mistakes} for name, line in named.items()}


@pytest.mark.parametrize("digits", [4, 6])
@pytest.mark.parametrize("exercise", [PENALTY, DROPOUT, NORMALISED], ids=["penalty", "dropout", "normalised"])
def test_honest_sheets_are_right(exercise: Exercise, digits: int) -> None:
    """Without a mistake no line is anything but right."""
    report = check(read(exercise.text), sheet(exercise, {}, digits)).report
    assert {line.name: line.verdict.value for line in report.shown if line.verdict.value != "right"} == {}
    assert len(report.shown) == len(exercise.lines)


@pytest.mark.parametrize("digits", [4, 5, 6])
@pytest.mark.parametrize("what", PLANTED)
def test_each_is_caught_at_its_line_for_its_reason(what: str, digits: int) -> None:
    """Its name and no other, and nothing else is wrong."""
    planted = PLANTED[what]
    assert caught(planted, digits) == {planted.line: {planted.key}}


@pytest.mark.parametrize("what", [what for what, planted in PLANTED.items() if planted.neighbour])
def test_each_is_told_apart_from_its_neighbour(what: str) -> None:
    """The sheet of the mistake that is most like it is called by another name."""
    names = set().union(*caught(PLANTED[PLANTED[what].neighbour]).values())
    assert names
    assert PLANTED[what].key not in names


def test_a_chain_without_its_inner_derivative_in_symbols() -> None:
    """dy/dx := dy/dz is named without numbers too; the whole is right, another slip has no name."""
    problem = read("formulas: {y: 8*z^3 + z^2 + 5, z: x^5 + 9}\nwrt: [x]\n")

    def marked(answer: str) -> tuple[str, list[str]]:
        (line,) = (line for line in check(problem, {"dy/dx": answer}).report.shown if line.on_sheet)
        return line.verdict.value, [each.key for each in line.judged.mistakes]

    assert marked("24*z^2 + 2*z") == ("mistake", ["inner_left_out"])
    assert marked("(24*z^2 + 2*z)*5*x^4") == ("right", [])
    assert marked("(24*z^2 + 2*z)*x^5") == ("wrong", [])


@pytest.mark.parametrize(("written", "named"), [("5.933", {"decimal_point"}), ("0.06", set()), ("6", set())])
def test_a_slip_of_the_pen_needs_digits(written: str, named: set[str]) -> None:
    """a1[1] = 0.593270: one digit of a tenth or of ten times as much may be anything."""
    lines = {"z1[1]": "0.3775", "a1[1]": written}
    (line,) = (line for line in check("two_layer_sigmoid", lines).report.wrong)
    assert {each.key for each in line.judged.mistakes} == named


def test_a_derivative_of_the_penalty_alone_has_no_rest_to_turn() -> None:
    """∂R/∂w = 2λw, written as anything else, is wrong and no more."""
    (line,) = check("l2_penalty", {"dR/dW1[1,1]": "0.123"}).report.wrong
    assert line.judged.mistakes == ()
