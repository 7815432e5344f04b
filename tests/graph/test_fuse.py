"""Which activations and losses collapse to ŷ − y, and which do not."""

import pytest

from backprop_cli.expr.parser import parse
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem_file.reader import read


def graph(activation: str, loss: str, targets: str = "[1, 0]", units: int = 2) -> Graph:
    return graph_of(read(f"""\
inputs: [1]
targets: {targets}
layers:
  - weights: {[[0.5]] * units}
    activation: {activation}
loss: {loss}
"""))  # fmt: skip


@pytest.mark.parametrize(
    ("activation", "loss", "targets", "collapsed"),
    [
        ("sigmoid", "bce", "[1, 0]", "a1[2] - y[2]"),
        ("sigmoid", "bce", "[0.3, 0.9]", "a1[2] - y[2]"),
        ("softmax", "cross_entropy", "[1, 0]", "a1[2] - y[2]"),
        ("softmax", "cross_entropy", "[0.1, 0.9]", "a1[2] - y[2]"),
        ("softmax", "cross_entropy", "[1, 1]", "(y[1] + y[2])*a1[2] - y[2]"),
    ],
)
def test_pairs_that_collapse(activation: str, loss: str, targets: str, collapsed: str) -> None:
    """Sigmoid with bce, softmax with cross-entropy; Σy stays where the targets do not add up to 1."""
    assert graph(activation, loss, targets).collapsed["z1[2]"] == parse(collapsed)


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        *(("sigmoid", loss) for loss in ("mse", "cross_entropy", "rmse", "mae")),
        *(("softmax", loss) for loss in ("mse", "bce", "half_sse")),
        *((name, "mse") for name in ("linear", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")),
        *((name, "sse") for name in ("{name: leaky_relu, slope: 0.2}", "z^2", "max(z, 0.1*z)")),
    ],
)
def test_pairs_that_do_not(activation: str, loss: str) -> None:
    """Every other pair, whatever the activation's number of arguments, stays as it is."""
    found = graph(activation, loss, "[0.5, 0.5]")
    assert (found.collapsed, found.stable) == ({}, {})


def test_the_formulas_themselves_stay() -> None:
    """The collapsed form is added; the chain still has the loss and the activation."""
    formulas = graph("sigmoid", "bce", "[1]", units=1).formulas
    assert formulas["a1[1]"] == parse("sigmoid(z1[1])")
    assert formulas["L"] == parse("-(y[1]*ln(a1[1]) + (1 - y[1])*ln(1 - a1[1]))")
