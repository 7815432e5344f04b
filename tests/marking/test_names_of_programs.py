"""Names that programs and books have for a gradient, an output, a hidden activation."""

from functools import cache

import pytest
from sheets_read import read_sheet

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem_file.reader import read

LAYERS = """\
inputs: [0.7, 1.2]
targets: [1, 0]
layers:
  - {weights: [[0.5, -0.2], [0.3, 0.8]], biases: [0.1, -0.3], activation: tanh%s}
  - {weights: [[0.6, -0.4], [0.2, 0.7]], biases: [0.2, -0.1], activation: sigmoid}
loss: half_sse
"""
DROPS = ", dropout: {mask: [1, 0], keep: 0.5}"


@cache
def lookup(dropout: str = "", notation: str = "layers") -> Lookup:
    problem = read(f"{LAYERS % dropout}notation: {notation}\n")
    return Lookup(derive_problem(problem), lettering=problem.lettering)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(
            (form, "dL/dW1")
            for form in ("∇W1", "∇_W1", "∇_{W1}", "∇_{W1} L", r"\nabla W1", r"$\nabla_{W_1} L$")
        ),
        *(
            (form, "dL/dW1")
            for form in ("grad_W1", "gradW1", "grad(W1)", "W1.grad", "W1_grad", "gradient_W1")
        ),
        (r"\nabla_{W^{(2)}} L", "dL/dW2"),
        ("grad_b2", "dL/db2"),
        ("grad_W1[1,2]", "dL/dW1[1,2]"),
        ("grad_W1_12", "dL/dW1[1,2]"),
        ("grad_z1", "dL/dz1"),
        ("y_hat", "a2"),
        ("y_hat[2]", "a2[2]"),
        ("y_hat_2", "a2[2]"),
        ("y_pred", "a2"),
        ("dL/dy_hat", "dL/da2"),
        ("dL_dy_hat", "dL/da2"),
        ("h1", "a1"),
        ("H1", "a1"),
        ("h1[2]", "a1[2]"),
        ("dh1", "dL/da1"),
        ("dL/dh1[2]", "dL/da1[2]"),
        *((form, "") for form in ("grad", "∇", "grad_L", "graph", "h2", "h2[1]", "W1.grad[0,1]")),
    ],
)
def test_such_a_name_is_read(written: str, meant: str) -> None:
    """What can only be one quantity is that one; h is of hidden layers."""
    assert lookup().find(written) == meant


def test_h_is_what_dropout_leaves_where_there_is_dropout() -> None:
    """There h1 is the kept and scaled activation, as the page has it; in layer 2 it is nothing."""
    assert lookup(DROPS).find("h1") == "h1"
    assert lookup(DROPS).find("h2") == ""


@pytest.mark.parametrize("notation", ["superscript", "net_o"])
def test_the_notation_comes_first(notation: str) -> None:
    """h¹₂ is a name of one notation's page; typed h1[2] it is the same quantity in all."""
    assert lookup(notation=notation).find("h1[2]") == "a1[2]"


def test_h1_is_a_unit_where_the_notation_calls_one_so() -> None:
    """In net_out h1 is the first hidden unit: net_h1 and out_h1 are what it has."""
    assert lookup(notation="net_out").find("h1") == ""
    assert lookup(notation="net_out").find("out_h1") == "a1[1]"


def test_a_sheet_in_such_names() -> None:
    """Every line is read, its list whole."""
    text = "h1 = [0.2, 0.7]\n∇W1 = [[1, 2], [3, 4]]\ny_hat = [0.5, 0.6]\ngrad_b2: [0.1, 0.2]\n"
    found = read_sheet(text, "a.txt", lookup().derivation)
    assert found.problems == ()
    numbers = {each.name: each.number.value for each in found.answers if each.number}
    expected = {"a1[1]": 0.2, "a1[2]": 0.7, "a2[1]": 0.5, "a2[2]": 0.6, "dL/db2[1]": 0.1, "dL/db2[2]": 0.2}
    expected |= {"dL/dW1[1,1]": 1, "dL/dW1[1,2]": 2, "dL/dW1[2,1]": 3, "dL/dW1[2,2]": 4}
    assert numbers == expected
