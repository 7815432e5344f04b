"""A slip in a line that is not asked costs the first asked line that it leads to, and nothing more."""

from __future__ import annotations

import json
from math import exp

import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

NETWORK = """inputs: [0.6, -0.4]
targets: [1]
layers:
  - {weights: [[0.3, -0.8], [0.7, 0.45]], biases: [0.1, -0.2], activation: sigmoid}
  - {weights: [[0.9, -0.35]], biases: [0.25], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
X, Y, W2, RATE = (0.6, -0.4), 1.0, (0.9, -0.35), 0.5
UNITS, INPUTS = (1, 2), (1, 2)


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def worked(**slips: float) -> dict[str, float]:
    """A sheet worked by hand; `slips` has factors of ∂L/∂a2, and of ∂L/∂a1 and σ′ of a unit in layer 1."""
    w1, b1 = ((0.3, -0.8), (0.7, 0.45)), (0.1, -0.2)
    v = dict[str, float]()
    z1 = [sum(w * x for w, x in zip(row, X, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    a1 = [sigmoid(z) for z in z1]
    z2 = sum(w * a for w, a in zip(W2, a1, strict=True)) + 0.25
    a2 = sigmoid(z2)
    v |= {f"z1[{i}]": z1[i - 1] for i in UNITS} | {f"a1[{i}]": a1[i - 1] for i in UNITS}
    v |= {"z2[1]": z2, "a2[1]": a2, "L": (Y - a2) ** 2 / 2}
    v["dL/da2[1]"] = (a2 - Y) * slips.get("da2", 1)
    v["dL/dz2[1]"] = delta2 = v["dL/da2[1]"] * a2 * (1 - a2)
    for i in UNITS:
        v[f"dL/dW2[1,{i}]"] = delta2 * a1[i - 1]
        v[f"dL/da1[{i}]"] = delta2 * W2[i - 1] * slips.get(f"da1_{i}", 1)
        v[f"da1[{i}]/dz1[{i}]"] = a1[i - 1] * (1 - a1[i - 1]) * slips.get(f"slope_{i}", 1)
        v[f"dL/dz1[{i}]"] = v[f"dL/da1[{i}]"] * v[f"da1[{i}]/dz1[{i}]"]
        for j in INPUTS:
            v[f"dL/dW1[{i},{j}]"] = v[f"dL/dz1[{i}]"] * X[j - 1]
            v[f"W1_new[{i},{j}]"] = w1[i - 1][j - 1] - RATE * v[f"dL/dW1[{i},{j}]"]
        v[f"dL/db1[{i}]"] = v[f"dL/dz1[{i}]"]
        v[f"b1_new[{i}]"] = b1[i - 1] - RATE * v[f"dL/db1[{i}]"]
        v[f"W2_new[1,{i}]"] = W2[i - 1] - RATE * v[f"dL/dW2[1,{i}]"]
    v |= {"dL/db2[1]": delta2, "b2_new[1]": 0.25 - RATE * delta2}
    return v


NOT_ASKED = ("dL/da", "da1")


def marked(values: dict[str, float], *without: str, extra: str = "") -> SheetReport:
    """The report of a sheet with six digits, without the lines whose names begin so."""
    lines = {name: f"{value:.6g}" for name, value in values.items() if not name.startswith(without or ("-",))}
    return check(read(NETWORK + extra), lines).report


def lost(report: SheetReport) -> dict[str, float]:
    return {line.name: line.worth - line.points for line in report.shown if line.points < line.worth}


@pytest.mark.parametrize(
    ("slip", "factor", "bearer"),
    [
        ("da2", -1, "dL/dz2[1]"),
        ("da2", 7.3, "dL/dz2[1]"),
        ("da1_1", 2, "dL/dz1[1]"),
        ("da1_2", 0.31, "dL/dz1[2]"),
        ("slope_2", 1.7, "dL/dz1[2]"),
    ],
)
def test_it_costs_a_point_whether_its_line_is_written_or_not(slip: str, factor: float, bearer: str) -> None:
    """The line that would have it first bears it, still follows, and says why; what comes of it is good."""
    values = worked(**{slip: factor})
    with_line, without = marked(values), marked(values, *NOT_ASKED)
    assert lost(with_line) == {bearer: 1}
    assert set(lost(without)) == {bearer}
    (line,) = (line for line in with_line.shown if line.name == bearer)
    assert line.verdict is Verdict.FOLLOWS


def test_it_is_said_of_the_line() -> None:
    """The reason tells which mistake costs it; the JSON names where that was made."""
    lines = {name: f"{value:.6g}" for name, value in worked(da1_1=3.7).items()}
    marked_sheet = json.loads(check(read(NETWORK), lines).render("json"))["sheets"][0]
    answers = {each["name"]: each for each in marked_sheet["answers"]}
    assert answers["dL/dz1[1]"]["reason"].startswith("the mistake in dL/da1[1], which is not asked")
    assert answers["dL/dz1[1]"]["bears"] == "dL/da1[1]"
    assert "bears" not in answers["dL/dz1[2]"]


def test_two_slips_on_the_way_to_one_line_cost_that_line() -> None:
    """As they would if neither was written."""
    assert lost(marked(worked(da1_1=1.9, slope_1=0.4))) == {"dL/dz1[1]": 1}


def test_a_habit_costs_once_wherever_it_is_written() -> None:
    """The weight left out of every ∂L/∂a of a layer; or, where a problem has it so, each time."""
    values = worked(da1_1=1 / W2[0], da1_2=1 / W2[1])
    assert sum(lost(marked(values)).values()) == 1
    assert lost(marked(values, extra="marking: {repeat: each}\n")) == {"dL/dz1[1]": 1, "dL/dz1[2]": 1}


def test_a_habit_is_one_mistake_in_lines_that_are_asked_and_others() -> None:
    """Unit 1 has it in a line of its own, unit 2 in its δ: it has cost a line, and costs no other."""
    right = worked()
    steep = {f"slope_{i}": 1 / right[f"da1[{i}]/dz1[{i}]"] for i in UNITS}
    assert sum(lost(marked(worked(**steep), "da1[2]", "dL/da")).values()) == 1


def test_what_leads_nowhere_costs_nothing() -> None:
    """A wrong line that is not asked, and that nothing was worked with."""
    values = worked()
    assert lost(marked(values | {"dL/da1[1]": 7.0})) == {}


def test_with_few_lines_asked_a_slip_before_them_costs_the_first() -> None:
    """All that follows from it would earn everything otherwise."""
    values = worked(da2=1.83)
    report = marked(values, extra="ask: [dL/dW1, W1_new]\n")
    assert lost(report) == {"dL/dW1[1,1]": 1}


def test_an_accepted_mistake_costs_no_line_either() -> None:
    """`--accept factor_two` lets it pass in a line that is not asked too."""
    lines = {name: f"{value:.6g}" for name, value in worked(da2=2).items()}
    assert lost(check(read(NETWORK), lines).report) == {"dL/dz2[1]": 1}
    assert lost(check(read(NETWORK), lines, accept=["factor_two"]).report) == {}
