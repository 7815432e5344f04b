"""From matrix form to one formula for each number."""

import math

import numpy as np

from backprop_cli.derivation.forward import forward_pass
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Softmax, references
from backprop_cli.graph.graph import Graph
from backprop_cli.graph.scalars import to_scalars
from backprop_cli.problem.given import given_numbers
from backprop_cli.problem.graphs import matrix_graph
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read

NET = """\
samples:
  - {inputs: [0.5, -1], targets: [1, 0]}
  - {inputs: [2, 0.25], targets: [0, 1]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], biases: 0.7, activation: tanh}
  - {weights: [[1, -1, 2], [0.5, 0, 1]], biases: [0.1, -0.2], activation: softmax}
loss: cross_entropy
"""


def network() -> Network:
    found = read(NET)
    assert isinstance(found, Network)
    return found


def graph() -> Graph:
    return matrix_graph(network())


def test_every_number_has_a_node() -> None:
    """An array of shape (rows, columns) becomes rows · columns nodes, in order, with its role."""
    names = [node.name for node in to_scalars(graph()).nodes if node.role.is_parameter]
    assert names == [
        *("W1[1,1]", "W1[1,2]", "W1[2,1]", "W1[2,2]", "W1[3,1]", "W1[3,2]", "b1"),
        *("W2[1,1]", "W2[1,2]", "W2[1,3]", "W2[2,1]", "W2[2,2]", "W2[2,3]", "b2[1]", "b2[2]"),
    ]


def test_formulas_are_those_of_one_unit() -> None:
    """Z is a sum over the units before and the bias, a its activation, L a sum over the outputs."""
    formulas = to_scalars(graph()).formulas
    assert formulas["z1[2]@1"] == parse("W1[2,1]*x[1]@1 + W1[2,2]*x[2]@1 + b1")
    assert formulas["a1[2]@1"] == parse("tanh(z1[2]@1)")
    assert formulas["z2[1]@2"] == parse("W2[1,1]*a1[1]@2 + W2[1,2]*a1[2]@2 + W2[1,3]*a1[3]@2 + b2[1]")
    assert formulas["a2[2]@2"] == Softmax(1, (parse("z2[1]@2"), parse("z2[2]@2")))
    assert formulas["L@1"] == parse("-(y[1]@1*ln(a2[1]@1) + y[2]@1*ln(a2[2]@1))")
    assert formulas["L"] == parse("1/2*(L@1 + L@2)")


def test_each_quantity_comes_after_those_it_uses() -> None:
    """The order of the nodes is an order in which they can be worked out."""
    known: set[str] = set()
    for node in to_scalars(graph()).nodes:
        assert set(references(node.formula)) <= known if node.formula else True
        known.add(node.name)


def test_the_forward_pass_is_that_of_matrices() -> None:
    """The scalars' values are those of Z = W x + b worked by numpy."""
    values = forward_pass(to_scalars(graph()), given_numbers(network())).values
    W1, W2 = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]), np.array([[1, -1, 2], [0.5, 0, 1]])
    losses = []
    for sample, (x, unit) in enumerate([([0.5, -1], 0), ([2, 0.25], 1)], start=1):
        z = W2 @ np.tanh(W1 @ np.array(x) + 0.7) + np.array([0.1, -0.2])
        outputs = np.exp(z) / np.exp(z).sum()
        losses.append(-np.log(outputs[unit]))
        assert math.isclose(values[f"a2[1]@{sample}"], outputs[0], rel_tol=1e-14)
    assert math.isclose(values["L"], np.mean(losses), rel_tol=1e-14)
