"""A term with a given factor 0 is 0 in a student's own numbers too, whatever a slip made of the rest."""

from math import log

import numpy as np
import pytest

from backprop_cli import check, derive
from backprop_cli.marking.judging.given_zeros import without_given_zeros
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.problem_file.reader import read

SOFTMAX = """
inputs: [1.5, -0.7]
targets: [0, 1, 0]
layers:
  - {weights: [[0.7, -0.3], [0.2, 0.5], [-0.6, 0.4]], biases: [0.05, 0.1, -0.1], activation: softmax}
loss: cross_entropy
"""
SIGMOID = """
samples: [{inputs: [2], targets: [1]}, {inputs: [-1], targets: [0]}]
layers: [{weights: [[0.7]], biases: [0.2], activation: sigmoid}]
loss: bce
"""


def test_the_loss_follows_where_another_output_has_no_logarithm() -> None:
    """Outputs 1.10, 0.45 and −0.55, with the target 0 for the last: L = −ln 0.45."""
    answers = {"a1[1]": "1.10", "a1[2]": "0.4500", "a1[3]": "-0.55", "L": f"{-log(0.45):.4f}"}
    (*_, loss) = check(read(SOFTMAX, ""), answers).report.shown
    assert (loss.verdict.value, loss.points) == ("follows", 1)
    assert loss.judged.expected == pytest.approx(-log(0.45))


def test_a_known_mistake_in_such_a_loss_has_its_name() -> None:
    """The minus before the sum left out, with the same outputs."""
    answers = {"a1[1]": "1.10", "a1[2]": "0.4500", "a1[3]": "-0.55", "L": f"{log(0.45):.4f}"}
    (*_, loss) = check(read(SOFTMAX, ""), answers).report.shown
    assert loss.verdict.value == "mistake"


@pytest.mark.parametrize("is_written", [True, False])
def test_an_output_above_1_has_a_loss_where_its_target_is_1(is_written: bool) -> None:
    """ŷ = z = 1.6 for σ(1.6), y = 1: −ln 1.6; it counts in the batch's loss also where it is not written."""
    second = 1 / (1 + np.exp(0.5))
    first = -log(1.6)
    answers = {"a1@1": "1.600", "L": f"{(first - log(1 - second)) / 2:.4f}"}
    if is_written:
        answers["L@1"] = f"{first:.4f}"
    lines = {line.name: line for line in check(read(SIGMOID, ""), answers).report.shown}
    assert {lines[name].verdict.value for name in answers if name != "a1@1"} == {"follows"}


def test_a_factor_of_the_students_is_no_given_zero() -> None:
    """The targets are given, the outputs are not: only products of a target of 0 go."""
    derivation = derive(read(SOFTMAX, ""))
    scheme = Scheme(derivation)
    left = str(without_given_zeros(scheme.routes("L")[0], OwnWork(scheme)))
    assert "y[2]" in left
    assert "y[1]" not in left
    gradient = scheme.routes("dL/dW1[1,1]")[0]
    assert without_given_zeros(gradient, OwnWork(scheme)) == gradient
