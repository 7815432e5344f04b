"""Mistakes as people make them: each caught for its reason, and told apart from its nearest neighbour.

A sheet is worked in plain Python (`benchmarks/paper.py`), one line of it wrongly, and what follows
goes on from there.
"""

from __future__ import annotations

from math import exp, tanh
from typing import NamedTuple

import pytest
from benchmarks.paper import SOFTSIGN, Layer, Net, Slip, Values, sheet

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.problem_file.reader import read

_ONE = [([0.6, -0.8], [0.9, 0.2])]
_FIRST = Layer([[0.7, -0.4], [0.35, 0.55], [-0.9, 0.25]], [0.15, -0.3, 0.45], "sigmoid")
_SECOND = Layer([[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95]], [0.2, -0.1], "sigmoid")

SIGMOID = Net(_ONE, [_FIRST, _SECOND], "half_sse", 0.3)
TANH = Net(_ONE, [_FIRST._replace(activation="tanh"), _SECOND._replace(activation="tanh")], "half_sse", 0.3)
OWN = Net(_ONE, [_FIRST._replace(activation=SOFTSIGN), _SECOND], "half_sse", 0.3)
ELU = OWN._replace(layers=[_FIRST._replace(activation="elu"), _SECOND])
FROM_ZERO = SIGMOID._replace(layers=[_FIRST, _SECOND._replace(biases=[0.0, 0.0])])
LOGISTIC = Net(_ONE, [_FIRST._replace(activation="tanh"), _SECOND], "bce", 0.3)
LEAKY = Net(
    _ONE, [_FIRST._replace(activation="leaky_relu"), _SECOND._replace(activation="linear")], "half_sse", 3.0
)
SOFTMAX = Net(
    [([0.6, -0.8], [0.25, 0.6, 0.15])],
    [_FIRST, Layer([[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95], [0.1, 0.7, -0.2]], [0.2, -0.1, 0.35], "softmax")],
    "cross_entropy",
    0.3,
)
DEEP = Net(
    _ONE,
    [
        _FIRST._replace(activation="tanh"),
        Layer([[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95]], [0.2, -0.1], "sigmoid"),
        Layer([[0.55, -0.7], [0.25, 0.85]], [-0.4, 0.3], "tanh"),
    ],
    "sse",
    0.3,
)
BATCH = Net(
    [([0.6, -0.8], [0.9, 0.2]), ([-0.3, 0.5], [0.1, 0.7]), ([1.1, 0.4], [0.35, 0.8])],
    [_FIRST, _SECOND._replace(activation="tanh")],
    "mse",
    0.3,
)


class Planted(NamedTuple):
    """A mistake on a sheet."""

    net: Net
    line: str
    slip: Slip
    """What is worked in the line instead."""
    neighbour: str
    """The mistake that is most like it; its sheet must not be called by this one's name."""


def dot(v: Values, left: str, right: str, count: int) -> float:
    """Σ left·right over `_`, counted from 1."""
    return sum(v[left.replace("_", str(k))] * v[right.replace("_", str(k))] for k in range(1, count + 1))


def mean(v: Values, name: str, samples: int = 3) -> float:
    """The mean of a line over the samples `_`."""
    return sum(v[name.replace("_", str(s))] for s in range(1, samples + 1)) / samples


# fmt: off
PLANTED = {
    "sigmoid_of_minus_z": Planted(
        SIGMOID, "a1[2]", lambda v: 1 / (1 + exp(v["z1[2]"])), "activation_not_applied"),
    "leaky_as_relu": Planted(LEAKY, "a1[2]", lambda v: 0.0, "activation_not_applied"),
    "leaky_slope_as_relu": Planted(LEAKY, "da1[2]/dz1[2]", lambda v: 0.0, "other_side"),
    "elu_as_relu": Planted(ELU, "a1[2]", lambda v: 0.0, "activation_not_applied"),
    "elu_slope_as_relu": Planted(ELU, "da1[2]/dz1[2]", lambda v: 0.0, "slope_left_out"),
    "other_activation": Planted(
        TANH, "a1[2]", lambda v: 1 / (1 + exp(-v["z1[2]"])), "activation_not_applied"),
    "exponent_turned": Planted(ELU, "a1[2]", lambda v: exp(-v["z1[2]"]) - 1, "activation_not_applied"),
    "number_left_out": Planted(ELU, "a1[2]", lambda v: exp(v["z1[2]"]), "exponent_turned"),
    "not_normalised": Planted(
        SOFTMAX, "a2[1]", lambda v: exp(v["z2[1]"]), "activation_not_applied"),
    "bias_twice": Planted(
        SIGMOID, "z2[1]", lambda v: dot(v, "W2[1,_]", "a1[_]", 3) + 2 * v["b2[1]"], "bias_subtracted"),
    "bias_subtracted": Planted(
        SIGMOID, "z2[1]", lambda v: dot(v, "W2[1,_]", "a1[_]", 3) - v["b2[1]"], "bias_left_out"),
    "other_bias": Planted(
        SIGMOID, "z2[1]", lambda v: dot(v, "W2[1,_]", "a1[_]", 3) + v["b1[1]"], "neighbour_weight"),
    "slope_for_value": Planted(
        SIGMOID, "a1[2]", lambda v: exp(-v["z1[2]"]) / (1 + exp(-v["z1[2]"])) ** 2, "activation_not_applied"),
    "one_output": Planted(
        SIGMOID, "L", lambda v: (v["y[1]"] - v["a2[1]"]) ** 2 / 2, "error_not_squared"),
    "error_not_squared": Planted(
        SIGMOID, "L", lambda v: sum(v[f"y[{i}]"] - v[f"a2[{i}]"] for i in (1, 2)) / 2, "targets_exchanged"),
    "other_signal": Planted(
        SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/dz2[2]"] * v["a1[2]"], "wrong_input"),
    "weight_for_input": Planted(
        SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/dz2[1]"] * v["W2[1,2]"], "input_left_out"),
    "bias_times_input": Planted(
        SIGMOID, "dL/db1[2]", lambda v: v["dL/dz1[2]"] * v["x[2]"], "input_left_out"),
    "value_for_slope": Planted(SIGMOID, "da1[2]/dz1[2]", lambda v: v["a1[2]"], "slope_without_a"),
    "slope_at_target": Planted(
        SIGMOID, "da2[1]/dz2[1]", lambda v: v["y[1]"] * (1 - v["y[1]"]), "rules_exchanged"),
    "slope_of_other_layer": Planted(
        SIGMOID, "da1[1]/dz1[1]", lambda v: v["a2[1]"] * (1 - v["a2[1]"]), "rules_exchanged"),
    "term_left_out": Planted(
        SIGMOID, "z2[2]", lambda v: dot(v, "W2[2,_]", "a1[_]", 2) + v["b2[2]"], "bias_left_out"),
    "inputs_exchanged": Planted(
        SIGMOID, "z1[1]", lambda v: v["W1[1,1]"] * v["x[2]"] + v["W1[1,2]"] * v["x[1]"] + v["b1[1]"],
        "neighbour_weight"),
    "targets_exchanged": Planted(
        SIGMOID, "dL/da2[1]", lambda v: v["a2[1]"] - v["y[2]"], "sign"),
    "divided_by_rate": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] - v["dL/dW2[1,1]"] / v["alpha"], "rate_left_out"),
    "step_for_new": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: -v["alpha"] * v["dL/dW2[1,1]"], "update_plus"),
    "times_one_minus": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] * (1 - v["alpha"] * v["dL/dW2[1,1]"]),
        "step_for_new"),
    "updated_with_delta": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] - v["alpha"] * v["dL/dz2[1]"], "rate_left_out"),
    "plus_without_rate": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] + v["dL/dW2[1,1]"], "update_plus"),
    "rate_in_gradient": Planted(
        SIGMOID, "dL/dW2[1,1]", lambda v: v["alpha"] * v["dL/dW2[1,1]"], "weight_for_input"),
    "slope_left_out_and_sign": Planted(
        SIGMOID, "dL/dz2[1]", lambda v: -v["dL/da2[1]"], "slope_left_out"),
    "slope_left_out_and_two": Planted(
        SIGMOID, "dL/dz2[1]", lambda v: 2 * v["dL/da2[1]"], "slope_left_out"),
    "transposed_without_bias": Planted(
        DEEP, "z3[1]", lambda v: v["W3[1,1]"] * v["a2[1]"] + v["W3[2,1]"] * v["a2[2]"], "transposed_weights"),
    "loss_left_out": Planted(
        SIGMOID, "dL/dz2[1]", lambda v: v["a2[1]"] * (1 - v["a2[1]"]), "slope_left_out"),
    "target_left_out": Planted(
        SOFTMAX, "dL/da2[1]", lambda v: -1 / v["a2[1]"], "times_output"),
    "times_output": Planted(
        SOFTMAX, "dL/da2[1]", lambda v: -v["y[1]"] * v["a2[1]"], "target_left_out"),
    "slope_plus": Planted(
        SIGMOID, "da1[1]/dz1[1]", lambda v: v["a1[1]"] * (1 + v["a1[1]"]), "slope_without_a"),
    "slope_without_a": Planted(
        SIGMOID, "da1[1]/dz1[1]", lambda v: 1 - v["a1[1]"], "slope_of_one_minus_z"),
    "slope_of_one_minus_z": Planted(
        SIGMOID, "da1[1]/dz1[1]", lambda v: v["a1[1]"] / (1 + exp(v["z1[1]"] - 1)), "slope_plus"),
    "tanh_not_squared": Planted(
        TANH, "da1[1]/dz1[1]", lambda v: 1 - v["a1[1]"], "rules_exchanged"),
    "other_side": Planted(
        LEAKY, "da1[2]/dz1[2]", lambda v: 1.0, "decimal_point"),
    "slope_again": Planted(
        LOGISTIC, "dL/dz2[1]", lambda v: (v["a2[1]"] - v["y[1]"]) * v["a2[1]"] * (1 - v["a2[1]"]),
        "softmax_again"),
    "softmax_diagonal": Planted(
        SOFTMAX, "dL/dz2[2]", lambda v: -v["y[2]"] * (1 - v["a2[2]"]), "softmax_again"),
    "weight_left_out": Planted(
        SIGMOID, "dL/da1[1]", lambda v: v["dL/dz2[1]"] + v["dL/dz2[2]"], "delta_left_out"),
    "delta_left_out": Planted(
        SIGMOID, "dL/da1[1]", lambda v: v["W2[1,1]"] + v["W2[2,1]"], "weight_left_out"),
    "raw_error_back": Planted(
        SIGMOID, "dL/da1[1]", lambda v: dot(v, "W2[_,1]", "dL/da2[_]", 2), "weight_left_out"),
    "z_for_input": Planted(
        SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/dz2[1]"] * v["z1[2]"], "wrong_input"),
    "raw_error": Planted(
        SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/da2[1]"] * v["a1[2]"], "input_left_out"),
    "one_sample": Planted(
        BATCH, "dL/dW2[1,2]", lambda v: v["dL@2/dW2[1,2]"], "sample_dropped"),
    "sample_dropped": Planted(
        BATCH, "dL/dW2[1,2]", lambda v: (v["dL@1/dW2[1,2]"] + v["dL@3/dW2[1,2]"]) / 3, "one_sample"),
    "other_count": Planted(
        BATCH, "dL/dW2[1,2]", lambda v: 3 * mean(v, "dL@_/dW2[1,2]") / 2, "mean_or_sum"),
    "product_of_means": Planted(
        BATCH, "dL/dW2[1,2]", lambda v: mean(v, "dL@_/dz2[1]@_") * mean(v, "a1[2]@_"), "mean_or_sum"),
}
"""By the mistake's key; those that are not here have their sheets in `mistakes/`."""

NEIGHBOURS = {
    "activation_not_applied": Planted(SIGMOID, "a1[2]", lambda v: v["z1[2]"], ""),
    "bias_left_out": Planted(SIGMOID, "z2[1]", lambda v: dot(v, "W2[1,_]", "a1[_]", 3), ""),
    "transposed_weights": Planted(
        DEEP, "z3[1]", lambda v: v["W3[1,1]"] * v["a2[1]"] + v["W3[2,1]"] * v["a2[2]"] + v["b3[1]"], ""),
    "neighbour_weight": Planted(
        SIGMOID, "z1[1]", lambda v: v["W1[3,1]"] * v["x[1]"] + v["W1[1,2]"] * v["x[2]"] + v["b1[1]"], ""),
    "sign": Planted(SIGMOID, "dL/da2[1]", lambda v: v["y[1]"] - v["a2[1]"], ""),
    "update_plus": Planted(
        SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] + v["alpha"] * v["dL/dW2[1,1]"], ""),
    "rate_left_out": Planted(SIGMOID, "W2_new[1,1]", lambda v: v["W2[1,1]"] - v["dL/dW2[1,1]"], ""),
    "slope_left_out": Planted(SIGMOID, "dL/dz2[1]", lambda v: v["dL/da2[1]"], ""),
    "rules_exchanged": Planted(TANH, "da1[1]/dz1[1]", lambda v: v["a1[1]"] * (1 - v["a1[1]"]), ""),
    "decimal_point": Planted(LEAKY, "da1[2]/dz1[2]", lambda v: 0.1, ""),
    "softmax_again": Planted(
        SOFTMAX, "dL/dz2[2]", lambda v: (v["a2[2]"] - v["y[2]"]) * v["a2[2]"] * (1 - v["a2[2]"]), ""),
    "wrong_input": Planted(SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/dz2[1]"] * v["a1[3]"], ""),
    "input_left_out": Planted(SIGMOID, "dL/dW2[1,2]", lambda v: v["dL/dz2[1]"], ""),
    "mean_or_sum": Planted(BATCH, "dL/dW2[1,2]", lambda v: 3 * mean(v, "dL@_/dW2[1,2]"), ""),
}
"""The mistakes of `mistakes/` that are most like these, in the same networks and lines."""

ALSO = {
    "1 + tanh²": ("slope_plus", Planted(TANH, "da2[1]/dz2[1]", lambda v: 1 + v["a2[1]"] ** 2, "")),
    "a(1 + a) in δ": ("slope_plus", Planted(
        SIGMOID, "dL/dz2[1]", lambda v: v["dL/da2[1]"] * v["a2[1]"] * (1 + v["a2[1]"]), "")),
    "1/a of the binary cross-entropy": ("target_left_out", Planted(
        LOGISTIC, "dL/da2[1]", lambda v: 1 / v["a2[1]"], "")),
    "targets exchanged in the loss": ("targets_exchanged", Planted(
        SIGMOID, "L", lambda v: ((v["a2[1]"] - v["y[2]"]) ** 2 + (v["a2[2]"] - v["y[1]"]) ** 2) / 2, "")),
    "targets exchanged in ŷ − y": ("targets_exchanged", Planted(
        SOFTMAX, "dL/dz2[1]", lambda v: v["a2[1]"] - v["y[3]"], "")),
    "targets exchanged in δ": ("targets_exchanged", Planted(
        SIGMOID, "dL/dz2[1]", lambda v: (v["a2[1]"] - v["y[2]"]) * v["a2[1]"] * (1 - v["a2[1]"]), "")),
    "inputs of the second layer exchanged": ("inputs_exchanged", Planted(
        DEEP, "z3[1]", lambda v: v["W3[1,1]"] * v["a2[2]"] + v["W3[1,2]"] * v["a2[1]"] + v["b3[1]"], "")),
    "tanh for an own activation": ("other_activation", Planted(OWN, "a1[1]", lambda v: tanh(v["z1[1]"]), "")),
    "a sigmoid for a softmax": ("other_activation", Planted(
        SOFTMAX, "a2[1]", lambda v: 1 / (1 + exp(-v["z2[1]"])), "")),
    "a softmax for two sigmoids": ("other_activation", Planted(
        SIGMOID, "a2[2]", lambda v: exp(v["z2[2]"]) / (exp(v["z2[1]"]) + exp(v["z2[2]"])), "")),
    "an own activation not applied": ("activation_not_applied", Planted(
        OWN, "a1[1]", lambda v: v["z1[1]"], "")),
    "a learning rate of 0.1 in a gradient": ("rate_in_gradient", Planted(
        SIGMOID._replace(rate=0.1), "dL/db1[2]", lambda v: 0.1 * v["dL/dz1[2]"], "")),
    "σ′ as 1": ("slope_left_out", Planted(SIGMOID, "da1[2]/dz1[2]", lambda v: 1.0, "")),
    "σ′ for the slope of an ELU": ("slope_of_other_activation", Planted(
        ELU, "dL/dz1[2]", lambda v: v["dL/da1[2]"] * v["a1[2]"] * (1 - v["a1[2]"]), "")),
    "tanh′ for the slope of a leaky ReLU": ("slope_of_other_activation", Planted(
        LEAKY, "dL/dz1[1]", lambda v: v["dL/da1[1]"] * (1 - v["a1[1]"] ** 2), "")),
    "an own activation's slope left out": ("slope_left_out", Planted(
        OWN, "dL/dz1[1]", lambda v: v["dL/da1[1]"], "")),
    "an own activation's slope twice": ("slope_twice", Planted(
        OWN, "dL/dz1[1]", lambda v: v["dL/da1[1]"] * v["da1[1]/dz1[1]"] ** 2, "")),
    "an own activation's slope at a": ("slope_at_a", Planted(
        OWN, "da1[1]/dz1[1]", lambda v: 1 / (1 + abs(v["a1[1]"])) ** 2, "")),
    "z for a behind an own activation": ("z_for_input", Planted(
        OWN, "dL/dW2[1,2]", lambda v: v["dL/dz2[1]"] * v["z1[2]"], "")),
    "ELU not applied, with a + 1 for its slope": ("activation_not_applied", Planted(
        ELU, "a1[2]", lambda v: v["z1[2]"], "")),
    "e^(−z) in ELU's slope": ("exponent_turned", Planted(
        ELU, "da1[2]/dz1[2]", lambda v: exp(-v["z1[2]"]), "")),
    "a leaky slope of 0 in δ": ("leaky_slope_as_relu", Planted(LEAKY, "dL/dz1[2]", lambda v: 0.0, "")),
    "∂L/∂ŷ = 1": ("loss_left_out", Planted(SIGMOID, "dL/da2[1]", lambda v: 1.0, "")),
    "the slope for ŷ − y": ("loss_left_out", Planted(
        LOGISTIC, "dL/dz2[2]", lambda v: v["a2[2]"] * (1 - v["a2[2]"]), "")),
    "the weight left out of δ": ("weight_left_out", Planted(
        DEEP, "dL/dz1[2]", lambda v: (v["dL/dz2[1]"] + v["dL/dz2[2]"]) * v["da1[2]/dz1[2]"], "")),
    "Σw in δ": ("delta_left_out", Planted(
        DEEP, "dL/dz1[2]", lambda v: (v["W2[1,2]"] + v["W2[2,2]"]) * v["da1[2]/dz1[2]"], "")),
    "W·(ŷ − y) where the loss has a factor 2": ("raw_error_back", Planted(
        DEEP, "dL/da2[1]", lambda v: sum(v[f"W3[{k},1]"] * (v[f"a3[{k}]"] - v[f"y[{k}]"]) for k in (1, 2)),
        "")),
    "∂L/∂a sent back below the output": ("raw_error_back", Planted(
        DEEP, "dL/da1[3]", lambda v: dot(v, "W2[_,3]", "dL/da2[_]", 2), "")),
    "∂L/∂a for δ in a bias": ("raw_error", Planted(DEEP, "dL/db2[2]", lambda v: v["dL/da2[2]"], "")),
    "z for a in the middle": ("z_for_input", Planted(
        DEEP, "dL/dW3[1,2]", lambda v: v["dL/dz3[1]"] * v["z2[2]"], "")),
    "z for a in the next layer": ("z_for_input", Planted(
        SIGMOID, "z2[1]", lambda v: dot(v, "W2[1,_]", "z1[_]", 3) + v["b2[1]"], "")),
    "a lost minus of a weight": ("sign", Planted(
        SIGMOID, "W2_new[1,2]", lambda v: -(v["W2[1,2]"] - v["alpha"] * v["dL/dW2[1,2]"]), "")),
    "a lost minus where the bias was 0": ("sign", Planted(
        FROM_ZERO, "b2_new[1]", lambda v: v["alpha"] * v["dL/db2[1]"], "")),
    "Δw without its minus": ("step_for_new", Planted(
        SIGMOID, "b2_new[1]", lambda v: v["alpha"] * v["dL/db2[1]"], "")),
    "½Σ|e|": ("error_not_squared", Planted(
        SIGMOID, "L", lambda v: sum(abs(v[f"y[{i}]"] - v[f"a2[{i}]"]) for i in (1, 2)) / 2, "")),
    "Σ|e|": ("error_not_squared", Planted(
        SIGMOID, "L", lambda v: sum(abs(v[f"y[{i}]"] - v[f"a2[{i}]"]) for i in (1, 2)), "")),
    "Σe": ("error_not_squared", Planted(
        SIGMOID, "L", lambda v: sum(v[f"y[{i}]"] - v[f"a2[{i}]"] for i in (1, 2)), "")),
    "one sample's loss": ("one_sample", Planted(BATCH, "L", lambda v: v["L@1"], "")),
    "the mean of two of three": ("sample_dropped", Planted(
        BATCH, "L", lambda v: (v["L@1"] + v["L@3"]) / 2, "")),
    "one sample's share": ("one_sample", Planted(
        BATCH, "dL/db2[1]", lambda v: v["dL@3/db2[1]"] / 3, "")),
    "the slope of a leaky ReLU that is on": ("other_side", Planted(
        LEAKY, "da1[1]/dz1[1]", lambda v: 0.01, "")),
    "the slope of a leaky ReLU left out of δ": ("slope_left_out", Planted(
        LEAKY, "dL/dz1[2]", lambda v: v["dL/da1[2]"], "")),
}
"""The same mistakes in other lines, networks and spellings."""
# fmt: on


def caught(planted: Planted, digits: int = 4) -> dict[str, set[str]]:
    """The lines in which a mistake is seen, each with what it is called."""
    lines = sheet(planted.net, {planted.line: planted.slip}, digits)
    report = check(read(planted.net.text()), lines).report
    assert report.problems == ()
    return {
        line.name: {each.key for each in line.judged.mistakes}
        for line in report.shown
        if line.verdict not in GOOD
    }


@pytest.mark.parametrize("digits", [4, 5, 6])
@pytest.mark.parametrize("key", PLANTED)
def test_every_mistake_is_caught_at_its_line_for_its_reason(key: str, digits: int) -> None:
    """The line with the mistake is called by its name and no other, and nothing else is wrong."""
    assert caught(PLANTED[key], digits) == {PLANTED[key].line: {key}}


@pytest.mark.parametrize("what", ALSO)
def test_a_mistake_is_known_wherever_it_is_made(what: str) -> None:
    """In δ as in ∂L/∂a, in the middle of a network as at its end, in every spelling: the same name alone."""
    key, planted = ALSO[what]
    assert caught(planted, 5) == {planted.line: {key}}


@pytest.mark.parametrize("key", PLANTED)
def test_a_mistake_is_told_apart_from_its_neighbour(key: str) -> None:
    """The sheet of the mistake that is most like it is not called by its name, but by its own."""
    neighbour = PLANTED[key].neighbour
    names = set().union(*caught(PLANTED.get(neighbour) or NEIGHBOURS[neighbour]).values())
    assert neighbour in names
    assert key not in names


def one_by_one(net: Net) -> dict[str, str]:
    """The sheet of a student who takes a step after each sample and starts the next one from there."""
    lines: dict[str, str] = {}
    for number, sample in enumerate(net.samples, 1):
        worked = sheet(net._replace(samples=[sample]), digits=6)
        lines |= {_of_sample(name, number): text for name, text in worked.items() if "_new" not in name}
        new = {name: text for name, text in worked.items() if "_new" in name}
        net = net._replace(layers=[_after(layer, n, new) for n, layer in enumerate(net.layers, 1)])
    return lines | new


def _of_sample(name: str, number: int) -> str:
    """`dL/dz1[1]` as `dL@2/dz1[1]@2`; a gradient of a parameter has the loss's mark alone."""
    top, _, bottom = name.partition("/")
    return f"{top}@{number}" + (f"/{bottom}" + ("" if bottom[1] in "Wb" else f"@{number}") if bottom else "")


def _after(layer: Layer, n: int, new: dict[str, str]) -> Layer:
    weights = [
        [float(new[f"W{n}_new[{i},{j}]"]) for j in range(1, len(row) + 1)]
        for i, row in enumerate(layer.weights, 1)
    ]
    biases = [float(new[f"b{n}_new[{i}]"]) for i in range(1, len(layer.biases) + 1)]
    return layer._replace(weights=weights, biases=biases)


def test_steps_after_each_sample_are_known_where_the_batch_is_asked() -> None:
    """Lines of later samples that take the moved parameters are called so, and pay once together."""
    report = check(read(BATCH.text()), one_by_one(BATCH)).report
    named = {line.name: {each.key for each in line.judged.mistakes} for line in report.wrong}
    later = {f"z1[{i}]@{s}" for i in (1, 2, 3) for s in (2, 3)}
    assert later <= set(named)
    assert set().union(*named.values()) == {"sample_by_sample"}
    assert [line.worth - line.points for line in report.wrong if line.points < line.worth] == [1]


def test_where_the_steps_after_each_sample_end_is_known() -> None:
    """A sheet of new parameters alone is called so as well; the batch's own are right."""
    ends = {name: text for name, text in one_by_one(BATCH).items() if "_new" in name}
    report = check(read(BATCH.text()), ends).report
    assert {each.key for line in report.wrong for each in line.judged.mistakes} == {"sample_by_sample"}
    honest = {name: text for name, text in sheet(BATCH).items() if "_new" in name}
    assert {line.verdict.value for line in check(read(BATCH.text()), honest).report.shown} == {"right"}


@pytest.mark.parametrize(
    "net",
    [SIGMOID, TANH, OWN, ELU, LOGISTIC, LEAKY, SOFTMAX, DEEP, BATCH],
    ids=lambda net: f"{net.loss} {net.layers[0].activation}",
)
def test_the_honest_sheets_are_right(net: Net) -> None:
    """The same networks without a mistake, each line rounded, have no line that is not right."""
    report = check(read(net.text()), sheet(net)).report
    assert {line.name: line.verdict.value for line in report.shown if line.verdict.value != "right"} == {}
