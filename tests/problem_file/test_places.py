"""A quantity that has no value is told with the place in the file that makes it so."""

import pytest

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import Place, ProblemError
from backprop_cli.problem.model import Problem, ReadFrom
from backprop_cli.problem_file.reader import read

NETWORK = """\
inputs: [1000]
layers:
  - weights: [[0.5]]
    activation: %s
  - {weights: [[%s]], activation: linear}
targets: [1]
loss: %s
"""
TRAINED = NETWORK % ("linear", 40, "sse") + (
    "optimizer: {name: sgd, learning_rate: 1e3}\ntraining: {steps: %d}\n"
)
PLACES = {
    "division by 0": ("formulas: {y: '1/(x-2)'}\nat: {x: 2}\n", "y", Place(1, 15, 9)),
    "ln": ("formulas:\n  z: x^2\n  y: ln(z - 4)\nat: {x: 2}\n", "y", Place(3, 6, 9)),
    "another spelling": ("formulas: {α_1: 1/x, y: 2*α_1}\nat: {x: 0}\n", "alpha_1", Place(1, 17, 3)),
    "negative power": ("formulas: {y: 2*x^-1}\nat: {x: 0}\n", "y", Place(1, 15, 6)),
    "a derivative": ("formulas:\n  z: sqrt(x)\n  y: 3*z\nat: {x: 0}\n", "dz/dx", Place(2, 6, 7)),
    "an activation": (NETWORK % ("exp(2*z)", 1, "sse"), "a1[1]", Place(4, 17, 8)),
    "a layer": (NETWORK % ("linear", "1e308", "sse"), "z2[1]", Place(5, 5, 40)),
    "the loss": (NETWORK % ("linear", 0, "y/yhat"), "L", Place(7, 7, 6)),
    "a training": (TRAINED % 200, "L", Place(7, 7, 3)),
    "a long training": (TRAINED % 2_000, "L", Place(7, 7, 3)),
}
"""Each file, what has no value in it, and where that is made: all found by hand."""


def refused(problem: Problem) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        derive_problem(problem)
    return caught.value


@pytest.mark.parametrize("case", PLACES)
def test_what_has_no_value_has_its_place(case: str) -> None:
    """The formula, activation, layer or loss, with the line and a caret under it."""
    text, name, place = PLACES[case]
    error = refused(read(text, "net.yaml"))
    (fault,) = error.faults
    assert f"`{name}` has no value here: " in fault.message
    assert fault.place == place
    assert f"--> net.yaml:{place.line}:{place.column}\n" in str(error)
    assert f"{text.splitlines()[place.line - 1]}\n" in str(error)


def test_in_matrices_as_well() -> None:
    """In style matrix the quantity is a vector; its layer is the same."""
    with pytest.raises(ProblemError) as caught:
        derive_problem(read(NETWORK % ("exp(2*z)", 1, "sse"), "net.yaml"), "matrices")
    assert "--> net.yaml:4:17\n" in str(caught.value)


def test_a_problem_of_no_file_has_no_place() -> None:
    """The sentence and the way out stand alone."""
    problem = read("formulas: {y: 1/x}\nat: {x: 0}\n", "")._replace(read_from=ReadFrom())
    assert "-->" not in str(refused(problem))


def test_the_file_is_no_part_of_a_problem() -> None:
    """The same exercise from two files is one problem."""
    text = "formulas: {y: 1/x}\nat: {x: 0}\n"
    assert read(text, "a.yaml") == read(f"{text}# the same\n", "b.yaml")
    assert hash(ReadFrom("a", text)) == hash(ReadFrom("b"))
