"""A 0 that is the first sign of a slip, worked by a student's program: one slip costs one point."""

from collections.abc import Callable

import pytest
from benchmarks.paper import Layer, Net, Values, sheet

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

INPUTS = [0.7, 1.2]
HIDDEN = Layer([[0.5, -0.2], [0.3, 0.8]], [0.1, -0.3], "tanh")
TWO = Net(
    [(INPUTS, [1.0, 0.0])],
    [HIDDEN, Layer([[0.6, -0.4], [0.2, 0.7]], [0.2, -0.1], "softmax")],
    "cross_entropy",
    0.1,
)
THREE = TWO._replace(
    samples=[(INPUTS, [0.0, 1.0, 0.0])],
    layers=[HIDDEN, Layer([[0.6, -0.4], [0.2, 0.7], [-0.35, 0.15]], [0.2, -0.1, 0.3], "softmax")],
)


def deltas_added(net: Net) -> Callable[[Values], float]:
    """Σ δ for Σ δ·w; the student's program keeps what makes them add up to 0."""
    units = range(1, len(net.layers[-1].weights) + 1)

    def added(v: Values) -> float:
        total = sum(v[f"dL/dz2[{i}]"] for i in units)
        return 0.0 if abs(total) < 1e-3 else total

    return added


def marked(net: Net, lines: dict[str, str], extra: str = "") -> SheetReport:
    return check(read(net.text(extra)), lines).report


@pytest.mark.parametrize("digits", [3, 4, 5, 6])
@pytest.mark.parametrize("net", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("first", ["dL/da1", "dL/dz1"])
def test_a_weight_left_out_behind_a_softmax_costs_one_point(net: Net, digits: int, first: str) -> None:
    """All δ of a softmax add up to 0: the hidden layer's lines are 0, and its parameters stay."""
    slips = {f"dL/da1[{j}]": deltas_added(net) for j in (1, 2)}
    lines = sheet(net, slips, digits)
    assert [lines[f"dL/da1[{j}]"] for j in (1, 2)] == ["0", "0"]
    if first == "dL/dz1":
        lines = {name: text for name, text in lines.items() if not name.startswith(("dL/da1", "da1"))}
    report = marked(net, lines)
    assert {line.name for line in report.shown if line.verdict in SLIPS} == {f"{first}[1]", f"{first}[2]"}
    named = {each.key for line in report.shown for each in line.judged.mistakes}
    assert named == {"weight_left_out"}
    assert report.total - report.points == 1


@pytest.mark.parametrize("net", [TWO, THREE], ids=["two", "three"])
def test_zeros_without_the_numbers_that_cancel_earn_nothing(net: Net) -> None:
    """The same zeros where the δ of the outputs are missing, or 0 as well."""
    slips = {f"dL/da1[{j}]": deltas_added(net) for j in (1, 2)}
    lines = sheet(net, slips, 4)
    hidden = ("dL/da1", "dL/dz1", "dL/dW1", "dL/db1", "W1_new", "b1_new")
    zeros = {name for name in lines if name.startswith(hidden)}
    without = {name: text for name, text in lines.items() if not name.startswith("dL/dz2")}
    as_zeros = {name: "0" if name.startswith("dL/dz2") else text for name, text in lines.items()}
    for each in (without, as_zeros):
        report = marked(net, each)
        assert [line.name for line in report.shown if line.name in zeros and line.points] == []


DEAD = Net(
    [([1.1, -1.4], [0.8, 0.1])],
    [
        Layer([[-0.28, 0.38], [0.68, 0.3], [0.06, 0.68]], [0.55, -0.5, -0.9], "relu"),
        Layer([[-0.69, -0.26, 0.74], [-0.24, -0.8, -0.5]], [0.46, -0.18], "sigmoid"),
    ],
    "mse",
    0.1,
)
PENALTY = "penalty: {name: l2, rate: 0.1}\n"


@pytest.mark.parametrize("digits", [3, 5])
def test_a_penalty_forgotten_behind_dead_units_costs_one_point(digits: int) -> None:
    """Every hidden unit is off: without λ all gradients of weights are 0, and the weights stay."""
    lines = sheet(DEAD, {}, digits)
    data = lines.pop("L")
    squares = sum(w * w for layer in DEAD.layers for row in layer.weights for w in row)
    loss = float(data) + 0.1 * squares
    lines |= {"L_data": data, "R": f"{0.1 * squares:.{digits}g}", "L": f"{loss:.{digits}g}"}
    assert {text for name, text in lines.items() if name.startswith("dL/dW")} == {"0"}
    report = marked(DEAD, lines, PENALTY)
    named = {each.key for line in report.shown for each in line.judged.mistakes}
    assert named == {"penalty_left_out"}
    assert {line.name for line in report.shown if line.verdict in SLIPS} == {
        name for name in lines if name.startswith("dL/dW")
    }
    assert report.total - report.points == 1


def test_a_slope_on_the_other_side_is_no_way_to_zeros() -> None:
    """ReLU′ = 0 where a unit is on: a name fits, but any hidden line could hold that 0."""
    net = DEAD._replace(layers=[DEAD.layers[0]._replace(biases=[2.0, 2.0, 2.0]), DEAD.layers[1]])
    slips = {f"da1[{i}]/dz1[{i}]": lambda v: 0.0 for i in (1, 2, 3)}
    report = marked(net, sheet(net, slips, 4))
    hidden = ("dL/dz1", "dL/dW1", "dL/db1", "W1_new", "b1_new")
    assert {line.verdict in GOOD for line in report.shown if line.name.startswith(hidden)} == {False}


def test_the_printed_rule_tells_the_zeros_that_cost_each_time_from_those_that_cost_once() -> None:
    """Two zeros that a slip leads to cost one point; two that nothing leads to cost one each."""
    lines = sheet(TWO, {f"dL/da1[{j}]": deltas_added(TWO) for j in (1, 2)}, 4)
    lines = {name: text for name, text in lines.items() if not name.startswith(("dL/da1", "da1"))}
    worked = {name: text for name, text in lines.items() if not name.startswith(("dL/dW1", "dL/db1"))}
    worked = {name: text for name, text in worked.items() if not name.endswith("_new")}
    without = {name: text for name, text in worked.items() if not name.startswith("dL/dz2")}
    for each, cost in ((worked, 1), (without, 2)):
        report = marked(TWO, each)
        assert sum(line.points == 0 for line in report.shown if line.name.startswith("dL/dz1")) == cost
    page = " ".join(check(read(TWO.text("")), worked).render("terminal").split())
    assert "where the answer is only a name, a given number, or a 0 that earlier lines do" in page
