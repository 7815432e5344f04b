"""Names as they are typed out of a book, or copied from one, in each notation."""

import pytest

from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.notation import in_notation
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text

NET = read(
    """
inputs: [1, 2, 3, 4]
targets: [0, 1]
layers:
  - {weights: [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]], biases: [1, 2, 3], activation: tanh}
  - {weights: [[1, 2, 3], [1, 2, 3]], biases: [1, 2], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
)
"""4 inputs, 3 units, 2 outputs: w₁ to w₁₂ lead to layer 1, b₁ to b₃ are its."""
NAMES = [
    ("superscript", "In^1_2", "z1[2]"),
    ("superscript", "In_2^1", "z1[2]"),
    ("superscript", "h^1_2", "a1[2]"),
    ("superscript", "O_1^2", "a2[1]"),
    ("superscript", r"\mathrm{In}^1_2", "z1[2]"),
    ("superscript", r"\frac{\partial L}{\partial In^1_2}", "dL/dz1[2]"),
    ("superscript", "∂O^2_1/∂In^2_1", "da2[1]/dz2[1]"),
    ("net_o", "o_2^1", "a1[2]"),
    ("layers", "z₁²", "z2[1]"),
    ("layers", "w₁₂²", "W2[1,2]"),
    ("layers", "δ₁²", "dL/dz2[1]"),
    ("layers", "∂L/∂w₁₂²", "dL/dW2[1,2]"),
    ("layers", r"\frac{\partial L}{\partial w_{12}^2}", "dL/dW2[1,2]"),
    ("layers", r"\frac{\partial L}{\partial z_1^2}", "dL/dz2[1]"),
    ("bracket", "W[1]", "W1"),
    ("bracket", "dW[1]", "dL/dW1"),
    ("bracket", "W[2]_new", "W2_new"),
    ("net_out", "neth1", "z1[1]"),
    ("net_out", "outh3", "a1[3]"),
    ("net_out", "neto2", "z2[2]"),
    ("net_out", "targeto1", "y[1]"),
    ("net_out", "Etotal", "L"),
    ("net_out", "Eo1", "L[1]"),
    ("net_out", "∂Etotal/∂w5", "dL/dW1[2,1]"),
    ("net_out", "dEtotal/dneto1", "dL/dz2[1]"),
    ("net_out", "dw5", "dL/dW1[2,1]"),
    ("net_out", "db4", "dL/db2[1]"),
]


@pytest.mark.parametrize(("notation", "written", "meant"), NAMES)
def test_a_name_is_read_as_it_is_printed(notation: str, written: str, meant: str) -> None:
    """With the layer before or behind the index, and with what a page had lowered run together."""
    known = known_of(in_notation(NET, notation))
    assert [text(each) for each in meanings(written, known)] == [meant]


@pytest.mark.parametrize(
    ("notation", "written"),
    [("superscript", "In^2_3"), ("superscript", "h^1_4"), ("net_out", "neth4"), ("net_out", "dw19"),
     ("layers", "z₃²"), ("bracket", "W[3]"), ("layers", "net1")],
)  # fmt: skip
def test_what_the_network_has_not_is_no_name(notation: str, written: str) -> None:
    """Layer 2 has two units, layer 1 three."""
    assert meanings(written, known_of(in_notation(NET, notation))) == []


@pytest.mark.parametrize("written", ["z[1]", "b[1]", "dZ[1]"])
def test_a_vector_of_a_layer_or_its_first_entry_stays_open(written: str) -> None:
    """In `bracket` a bracket may hold either."""
    assert len(meanings(written, known_of(in_notation(NET, "bracket")))) == 2


def test_a_power_in_a_formula_stays_one() -> None:
    """h^2 is no layer, nor is a square of an entry."""
    from backprop_cli.problem.known import reading_of

    reading = reading_of(known_of(in_notation(NET, "superscript")))
    assert reading.typed("h^1_2^2") == "a1[2]^2"
    assert reading.typed("x_1^2") == "x_1^2"
