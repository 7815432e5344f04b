"""What is wanted is worked in the order in which it is wanted, as far as the chain allows."""

import numpy as np
import pytest

from backprop_cli import derive, load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.problem.model import Formulas

SVM = {"s1": "w1*x", "s2": "w2*x", "s3": "w3*x", "L": "max(0, s1 - s3 + 1) + max(0, s2 - s3 + 1)"}
POINT = {"w1": -2.85, "w2": 0.86, "w3": 0.28, "x": 1}


def solved(
    formulas: dict[str, str], at: dict[str, float] | None = None, wrt: list[str] | None = None
) -> Derivation:
    return derive(load({"formulas": formulas, **({"at": at} if at else {}), **({"wrt": wrt} if wrt else {})}))


def worked(derivation: Derivation) -> list[str]:
    return [step.name for step in derivation.backward]


@pytest.mark.parametrize("wanted", [["w1", "w2", "w3"], ["w3", "w1", "w2"]])
def test_parameters_follow_the_order_wanted(wanted: list[str]) -> None:
    """CS231n's SVM loss: the scores as they are listed, then the weights as they are wanted."""
    found = solved(SVM, POINT, wanted)
    assert worked(found) == ["dL/ds1", "dL/ds2", "dL/ds3", *(f"dL/d{name}" for name in wanted)]


def test_the_numbers_do_not_depend_on_the_order() -> None:
    """The margins of the other classes are −2.13 and 1.58: only the second pulls, at s2 and against s3."""
    w = np.array([POINT["w1"], POINT["w2"], POINT["w3"]])
    is_short = (w[:2] - w[2] + 1 > 0).astype(float)
    by_hand = dict(zip(["dL/dw1", "dL/dw2", "dL/dw3"], [*is_short, -is_short.sum()], strict=True))
    for wanted in (["w1", "w2", "w3"], ["w3", "w1", "w2"]):
        values = solved(SVM, POINT, wanted).values
        assert {name: values[name] for name in by_hand} == by_hand


@pytest.mark.parametrize(("at", "first"), [({"x": 3, "y": -4}, "df/dx"), ({"y": -4, "x": 3}, "df/dy")])
def test_without_wrt_the_numbers_have_the_order(at: dict[str, float], first: str) -> None:
    """At the point (x, y) it is differentiated by x and then y, whichever a formula names first."""
    problem = load({"formulas": {"s": "1/(1 + exp(-y))", "f": "(s + x)/(1 + (x + y)^2)"}, "at": at})
    assert isinstance(problem, Formulas)
    assert problem.wrt == tuple(at)
    assert worked(solved({"f": "y^2*x"}, at))[0] == worked(solved({"f": "x*y^2"}, at))[0] == first


def test_the_chain_decides_first() -> None:
    """What is wanted first waits for what it needs: ∂f/∂x needs ∂f/∂q, and ∂f/∂z nothing."""
    found = worked(solved({"q": "x + y", "f": "q*z"}, {"x": -2, "y": 5, "z": -4}, ["x", "y", "z"]))
    assert found.index("df/dq") < found.index("df/dx") < found.index("df/dy")
    assert set(found) == {"df/dq", "df/dx", "df/dy", "df/dz"}


def test_without_numbers_names_have_the_order_in_which_they_appear() -> None:
    """A formula alone gives no other order."""
    assert worked(solved({"f": "x*y + y*u"})) == ["df/dx", "df/dy", "df/du"]


def test_a_layers_parameters_come_before_what_goes_on() -> None:
    """Behind a dropout: all weights and biases of layer 2, then what is kept of layer 1."""
    hidden = {"weights": [[0.4, -0.2], [0.1, 0.7]], "biases": [0.1, 0], "activation": "tanh"}
    last = {"weights": [[0.3, -0.8], [0.6, 0.9]], "biases": [0.2, 0], "activation": "linear"}
    dropped = {"dropout": {"mask": [1, 1], "keep": 0.8}}
    network = {"inputs": [1, -2], "layers": [hidden | dropped, last], "targets": [1, 0], "loss": "half_sse"}
    found = [name for name in worked(derive(load(network))) if "W2" in name or "b2" in name or "h1" in name]
    entries = ["W2[1,1]", "W2[1,2]", "b2[1]", "W2[2,1]", "W2[2,2]", "b2[2]", "h1[1]", "h1[2]"]
    assert found == [f"dL/d{entry}" for entry in entries]
