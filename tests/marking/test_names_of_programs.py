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


UNROLLED = """\
formulas:
  h1: tanh(u*x1 + b)
  h2: tanh(u*x2 + w*h1 + b)
  yhat: v*h2
  %s: 0.5*(yhat - y)^2%s
at: {x1: 1, x2: -0.5, y: 0.5, u: 0.8, w: 0.6, b: 0.1, v: 1.2%s}
wrt: [u, w, b, v]
"""


def in_formulas(written: str, loss: str = "L", more: str = "", given: str = "") -> str:
    """What a text names in a problem of formulas, of which all but the last are used by others."""
    return Lookup(derive_problem(read(UNROLLED % (loss, more, given)))).find(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((form, "dL/dw") for form in ("dw", "∂w", "dW", "d w", "∇w", "∇_w L", r"\nabla w")),
        *((form, "dL/dw") for form in ("grad_w", "grad(w)", "w.grad", "w_grad", "gradient of w")),
        ("the derivative of the loss with respect to w", "dL/dw"),
        *((form, "dL/dw") for form in ("dJ/dw", "dE/dw", "dloss/dw", "dLoss_dw", "∂C/∂w", "dL/d(w)")),
        *((form, "L") for form in ("J", "E", "loss", "Loss", "total loss", "cost", "L(w)")),
        *((form, "h1") for form in ("h(1)", "h (1)", "h^(1)", "h^{(1)}", "h^[1]", "h⁽¹⁾", "h_{1}", "h_1")),
        *((form, "dL/dh1") for form in ("dh1", "dh(1)", "dL/dh(1)", "∂L/∂h^{(1)}", "h1.grad")),
        *((form, "yhat") for form in ("y_pred", "ypred", "y_hat")),
        *((form, "dL/dyhat") for form in ("dy_pred", "dL/dypred")),
        *(
            (form, "")
            for form in ("dx1", "dq", "grad", "h(3)", "h(1,2)", "d", "J[1]", "dJ", "h[1]", "dL/dh[1]")
        ),
    ],
)
def test_such_a_name_is_read_among_formulas(written: str, meant: str) -> None:
    """`dw` is the derivative of the one formula that no other uses, J what the author calls L."""
    assert in_formulas(written) == meant


def test_what_no_formula_ends_in_alone_has_no_gradient_without_its_name() -> None:
    """Of two outputs `dw` may be of either; dL/dw is named."""
    assert in_formulas("dw", more="\n  M: 2*h2") == ""
    assert in_formulas("dL/dw", more="\n  M: 2*h2") == "dL/dw"


def test_an_authors_own_name_is_meant_first() -> None:
    """`dw`, `J` and `h` may be names of the problem; a result that is no loss is called by its name alone."""
    assert in_formulas("dw", more="\n  dw: 2*L") == "dw"
    assert in_formulas("dJ/dw", more="\n  J: 2*L") == "dJ/dw"
    assert in_formulas("J", loss="q") == in_formulas("dJ/dw", loss="q") == ""
    assert in_formulas("dw", loss="q") == "dq/dw"
