"""A 0 by a known mistake costs its line where the other lines bear it out, and earns nothing by itself."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import check
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]
Delta = Callable[[Array, Array], Array]

X, T, RATE = np.array([[1.0, 0.5], [-0.5, 2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), 0.5
W1, B1 = np.array([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.7]]), np.array([0.1, 0.0, 0.2])
W2, B2 = np.array([[0.2, -0.5, 0.3], [0.7, 0.1, -0.4]]), np.array([0.05, -0.05])
SOFTMAX = f"""
samples: [{{inputs: [1, 0.5], targets: [1, 0]}}, {{inputs: [-0.5, 2], targets: [0, 1]}}]
layers:
- {{weights: {W1.tolist()}, biases: {B1.tolist()}, activation: relu}}
- {{weights: {W2.tolist()}, biases: {B2.tolist()}, activation: softmax}}
loss: cross_entropy
optimizer: {{name: sgd, learning_rate: {RATE}}}
"""
FORWARD = ("z", "a", "L@", "L")


class Paper:
    """The lines of a student who goes on from what is written."""

    def __init__(self, slips: Mapping[str, float]) -> None:
        self.slips = slips
        self.lines: dict[str, str] = {}

    def write(self, name: str, value: Array | float) -> Array:
        """Writes all entries; `{}` in the name is where their indices stand."""
        entries = np.array(value, dtype=float)
        for place in np.ndindex(entries.shape):
            index = f"[{','.join(str(at + 1) for at in place)}]" if place else ""
            line = name.format(index)
            entries[place] = round(self.slips.get(line, float(entries[place])), 4)
            self.lines[line] = f"{entries[place]:.4f}" if entries[place] else "0"
        return entries


def right(a: Array, y: Array) -> Array:
    return a - y


def diagonal(a: Array, y: Array) -> Array:
    """∂L/∂a · a(1 − a) of the own output alone: 0 where y is."""
    return -y / a * a * (1 - a)


def without_slope(a: Array, y: Array) -> Array:
    return -y / a


def softmax_sheet(delta: Delta, slips: Mapping[str, float] | None = None, bias: float = 1) -> dict[str, str]:
    """All lines of a batch of two, by sample where they are one's own; `bias`: times its gradient."""
    paper = Paper(slips or {})
    a1, a2, losses, z1 = [], [], [], []
    for at, (x, y) in enumerate(zip(X, T, strict=True), 1):
        z1.append(paper.write(f"z1{{}}@{at}", W1 @ x + B1))
        a1.append(paper.write(f"a1{{}}@{at}", np.maximum(z1[-1], 0)))
        powers = np.exp(paper.write(f"z2{{}}@{at}", W2 @ a1[-1] + B2))
        a2.append(paper.write(f"a2{{}}@{at}", powers / powers.sum()))
        losses.append(float(paper.write(f"L@{at}", -np.log(a2[-1] @ y))))
    paper.write("L", np.mean(losses))
    d1, d2 = [], []
    for at in (1, 2):
        d2.append(paper.write(f"dL@{at}/dz2{{}}@{at}", delta(a2[at - 1], T[at - 1])))
        d1.append(paper.write(f"dL@{at}/dz1{{}}@{at}", (W2.T @ d2[-1]) * (z1[at - 1] > 0)))
    for layer, (w, b, d, into) in enumerate(((W1, B1, d1, list(X)), (W2, B2, d2, a1)), 1):
        slopes = sum(np.outer(*each) for each in zip(d, into, strict=True)) / 2
        slopes = paper.write(f"dL/dW{layer}{{}}", slopes)
        of_bias = paper.write(f"dL/db{layer}{{}}", bias * sum(d) / 2)
        paper.write(f"W{layer}_new{{}}", w - RATE * slopes)
        paper.write(f"b{layer}_new{{}}", b - RATE * of_bias)
    return paper.lines


def marked(lines: Mapping[str, str], problem: str = SOFTMAX) -> SheetReport:
    return check(read(problem, ""), lines).report


def lost(report: SheetReport) -> list[str]:
    return [line.name for line in report.lines if not line.points]


def test_the_lines_of_the_student_without_a_slip_are_right() -> None:
    assert lost(marked(softmax_sheet(right))) == []


# --- a gradient taken as 0 throughout ----------------------------------------------------------------------


def test_a_gradient_of_the_bias_taken_as_0_is_one_mistake_told_once() -> None:
    """Five biases: the zeros and the biases that stay, in both layers, cost one line."""
    report = marked(softmax_sheet(right, bias=0))
    assert lost(report) == ["dL/db1[1]"]
    named = {each.key for line in report.lines for each in line.judged.mistakes}
    assert named == {"bias_gradient_zero"}


def test_the_same_in_one_layer_only() -> None:
    answers = softmax_sheet(right, dict.fromkeys(("dL/db2[1]", "dL/db2[2]"), 0.0))
    assert lost(marked(answers)) == ["dL/db2[1]"]


@pytest.mark.parametrize(
    "kept", [("dL@", "dL/dW", "dL/db"), ("dL/dW", "dL/db", "W1_new", "b"), ("dL@", "dL/db", "b")]
)
def test_on_a_sheet_of_few_lines_too(kept: tuple[str, ...]) -> None:
    """What bears it out is what is worked with the same δ, or the δ itself."""
    answers = {name: text for name, text in softmax_sheet(right, bias=0).items() if name.startswith(kept)}
    report = marked(answers)
    assert [line.name for line in report.shown if not line.points] == ["dL/db1[1]"]


def test_zeros_in_all_gradients_earn_nothing_by_the_bias() -> None:
    """Every δ is worked, and every gradient is 0: nothing tells of a habit with the biases."""
    answers = softmax_sheet(right, bias=0)
    answers |= {name: "0" for name in answers if name.startswith("dL/dW")}
    biases = {name for name in answers if name.startswith("dL/db")}
    stays = {name for name in answers if name.startswith(("b1_new", "b2_new"))}
    assert {*lost(marked(answers))} >= biases | stays


def test_zeros_behind_a_worked_forward_pass_earn_nothing() -> None:
    answers = softmax_sheet(right)
    start = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
    for name, text in answers.items():
        if not name.startswith(FORWARD) and float(text):
            parameter, _, index = name.partition("_new")
            at = tuple(int(each) - 1 for each in index.strip("[]").split(",")) if index else ()
            answers[name] = f"{start[parameter][at]:.4f}" if index else "0"
    report = marked(answers)
    honest = softmax_sheet(right)
    rightly = {name for name, text in answers.items() if text == honest[name]}
    assert [line.name for line in report.lines if line.points and line.name not in rightly] == []


# --- zeros of a softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize("delta", [diagonal, without_slope])
def test_a_softmax_without_its_other_outputs_costs_one_line(delta: Delta) -> None:
    """The output with y = 1 has a number by the same mistake, so the 0 of the other one is no chance."""
    report = marked(softmax_sheet(delta))
    assert len(lost(report)) == 1
    assert lost(report)[0].startswith("dL@1/dz2")


@pytest.mark.parametrize("sample", [1, 2])
def test_the_same_in_one_line_only_costs_that_line(sample: int) -> None:
    name = f"dL@{sample}/dz2[{3 - sample}]@{sample}"
    assert lost(marked(softmax_sheet(right, {name: 0.0}))) == [name]


def test_the_only_line_of_one_sample_for_both() -> None:
    """∂L/∂w₂₃ from sample 1 alone, where the unit is off: 0; and the weight stays."""
    report = marked(softmax_sheet(right, {"dL/dW2[2,3]": 0.0}))
    assert lost(report) == ["dL/dW2[2,3]"]
    assert "one_sample" in {each.key for line in report.lines for each in line.judged.mistakes}


def test_zeros_for_every_output_are_no_diagonal() -> None:
    """The mistake has a number where y is 1: with a 0 there too nothing tells of it."""
    zeros = {f"dL@{at}/dz2[{unit}]@{at}": 0.0 for at in (1, 2) for unit in (1, 2)}
    report = marked(softmax_sheet(right, zeros))
    assert {line.name for line in report.lines if line.name.startswith("dL/dW2") and line.points} == set()


# --- under the batch's name --------------------------------------------------------------------------------


def under_the_batch(lines: Mapping[str, str]) -> dict[str, str]:
    """Each ∂L@s/∂z@s as ∂L/∂z@s, half as large."""
    found = dict[str, str]()
    for name, text in lines.items():
        is_own = name.startswith("dL@") and "/dz" in name
        value = f"{float(text) / 2:.5f}" if float(text) else "0"
        found["dL" + name[4:] if is_own else name] = value if is_own else text
    return found


@pytest.mark.parametrize("name", ["dL@1/dz1[2]@1", "dL@1/dz2[2]@1", "dL@2/dz1[2]@2"])
def test_a_0_under_the_name_of_the_batch_costs_as_much_as_under_the_sample_s_own(name: str) -> None:
    answers = softmax_sheet(right, {name: 0.0})
    assert lost(marked(answers)) == [name]
    renamed = under_the_batch(answers)
    report = marked(renamed)
    assert [line.name for line in report.shown if not line.points] == ["dL" + name[4:]]
    page = " ".join(check(read(SOFTMAX, ""), renamed).render("terminal").split())
    assert "not written here" not in page
