"""Layers that are an activation alone, against numpy: z is what comes in, a = f(z)."""

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import check, solution
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove

Array = NDArray[np.float64]
LOGITS, TARGET = np.array([2.0, 1.0, 0.1]), np.array([1.0, 0.0, 0.0])
SOFTMAX = """
inputs: [2, 1, 0.1]
targets: {class: 1}
layers: [{activation: softmax}]
loss: cross_entropy
"""
BATCH = """
samples:
- {inputs: [2, -1, 0.5], targets: {class: 1}}
- {inputs: [0.5, 1, -3], targets: {class: 3}}
layers: [{activation: relu}, {activation: softmax}]
loss: cross_entropy
"""
BETWEEN = """
inputs: [2, 1]
targets: [1]
layers:
- {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0, -0.5], activation: linear}
- {activation: tanh}
- {weights: [[0.5, 0.6]], biases: 0.1, activation: linear}
- {activation: sigmoid}
loss: bce
optimizer: {name: sgd, learning_rate: 0.1}
"""


def softmax(z: Array) -> Array:
    """By its definition."""
    return np.exp(z) / np.exp(z).sum()


def values(problem: Problem) -> dict[str, float]:
    """Every number of the solution, once its proofs have passed."""
    derivation = derive_problem(problem)
    assert prove(problem, derivation).gradients > 0
    return dict(derivation.values)


def test_softmax_of_given_logits() -> None:
    """Z is the inputs, and ∂L/∂z = ŷ − y."""
    found = values(read(SOFTMAX))
    a = softmax(LOGITS)
    assert [found[f"z1[{i}]"] for i in (1, 2, 3)] == LOGITS.tolist()
    assert [found[f"a1[{i}]"] for i in (1, 2, 3)] == pytest.approx(a, rel=1e-12)
    assert found["L"] == pytest.approx(-np.log(a[0]), rel=1e-12)
    assert [found[f"dL/dz1[{i}]"] for i in (1, 2, 3)] == pytest.approx(a - TARGET, rel=1e-12)


def test_two_activations_one_after_the_other_for_two_samples() -> None:
    """The samples keep their own; the batch's derivative is half of the sample's."""
    found = values(read(BATCH))
    for sample, (x, right) in enumerate([([2, -1, 0.5], 0), ([0.5, 1, -3], 2)], start=1):
        z = np.array(x)
        slope = (softmax(np.maximum(z, 0)) - np.eye(3)[right]) * (z > 0)
        own = [found[f"dL@{sample}/dz1[{i}]@{sample}"] for i in (1, 2, 3)]
        assert own == pytest.approx(slope, rel=1e-12)
        assert [found[f"dL/dz1[{i}]@{sample}"] for i in (1, 2, 3)] == pytest.approx(slope / 2, rel=1e-12)


def test_activations_of_their_own_are_those_of_the_layer_before() -> None:
    """Weights, then tanh, weights, then sigmoid: the numbers of two ordinary layers."""
    found = values(read(BETWEEN))
    x, w1, b1 = np.array([2.0, 1.0]), np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0, -0.5])
    h = np.tanh(w1 @ x + b1)
    out = 1 / (1 + np.exp(-(np.array([0.5, 0.6]) @ h + 0.1)))
    above = (out - 1) * np.array([0.5, 0.6]) * (1 - h**2)
    assert [found[f"dL/dz{layer}[2]"] for layer in (1, 2)] == pytest.approx([above[1]] * 2, rel=1e-12)
    assert found["dL/dW1[2,1]"] == pytest.approx(above[1] * 2, rel=1e-12)
    assert found["W3_new[1,2]"] == pytest.approx(0.6 - 0.1 * (out - 1) * h[1], rel=1e-12)
    assert not any(name.startswith(("W2", "W4", "b2", "b4")) for name in found)


@pytest.mark.parametrize("text", [SOFTMAX, BATCH, BETWEEN])
def test_vectors_and_matrices_have_the_same_numbers(text: str) -> None:
    """Style matrix works z1 = x, and its proof works every formula as it stands."""
    problem = read(text)
    assert isinstance(problem, Network)
    scalars = derive_problem(problem)
    arrays = in_arrays(problem, scalars)
    samples = len(problem.samples)
    name = "dell/dZ1" if samples > 1 else "dL/dz1"
    of = "dL@2/dz1[{}]@2" if samples > 1 else "dL/dz1[{}]"
    rows = arrays.arrays[name]
    last = [row[-1] if isinstance(row, tuple) else row for row in rows]
    assert last == [scalars.values[of.format(i)] for i, _ in enumerate(rows, start=1)]


def test_a_sheet_is_marked() -> None:
    """A forgotten − y is a mistake, and the right lines are right."""
    a = softmax(LOGITS).round(4)
    sheet = {f"a1[{i}]": a[i - 1] for i in (1, 2, 3)}
    sheet |= {"dL/dz1[1]": a[0], "dL/dz1[2]": a[1]}
    report = check(read(SOFTMAX), {name: f"{value:.4f}" for name, value in sheet.items()}).report
    verdicts = {line.name: line.verdict for line in report.shown}
    assert verdicts["a1[1]"] is Verdict.RIGHT
    assert verdicts["dL/dz1[2]"] is Verdict.RIGHT
    assert verdicts["dL/dz1[1]"] in {Verdict.MISTAKE, Verdict.WRONG}


def test_there_are_no_weights_to_ask_for() -> None:
    """Neither in a file nor on the command line."""
    with pytest.raises(UsageError, match="layer 1 has no weights"):
        solution(read(SOFTMAX), only=["W1[1,1]"]).render("terminal")
    with pytest.raises(ProblemError, match="layer 1 has no weights"):
        read(SOFTMAX + "ask: [dL/dW1]\n")


def test_nothing_can_be_updated_without_parameters() -> None:
    """An optimiser and a penalty need a parameter."""
    with pytest.raises(ProblemError, match="`optimizer` has nothing to work on"):
        read(SOFTMAX + "optimizer: {name: sgd, learning_rate: 1}\n")
    with pytest.raises(ProblemError, match="`penalty` has nothing to work on"):
        read(SOFTMAX + "penalty: {name: l2, rate: 1}\n")
