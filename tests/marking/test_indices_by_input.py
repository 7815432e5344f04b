"""Where the file has a row for each input, w12 may lead from input 1 to unit 2: a sheet's numbers tell."""

from functools import cache

import numpy as np
import pytest
from sheets_read import exercise

from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.quantities.orders import indices_exchanged

W1, W2 = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.7], [0.8], [0.9]]
PROBLEM = f"""\
inputs: [0.5, -0.3]
targets: [1]
weight_rows: inputs
layers:
  - {{weights: {W1}, biases: [0.1, 0.2, 0.3], activation: sigmoid}}
  - {{weights: {W2}, biases: [0.1], activation: sigmoid}}
loss: half_sse
optimizer: {{name: sgd, learning_rate: 0.5}}
"""
FORMS = {
    "typed": "dL/dW{layer}[{row},{column}]",
    "lowered": "∂L/∂w{row}{column}^({layer})",
    "raised": "∂L/∂w^({layer})_{{{row}{column}}}",
    "of the page": "∂L/∂w{low_row}{low_column}{high_layer}",
    "behind": "dL/dw{layer}_{row}{column}",
    "short": "dW{layer}[{row}, {column}]",
}


@cache
def worked() -> dict[str, dict[tuple[int, int], float]]:
    """Gradients of both layers by row and column, row: input; worked with numpy, h = xW."""
    x, w1, w2 = np.array([0.5, -0.3]), np.array(W1), np.array(W2)
    a1 = 1 / (1 + np.exp(-(x @ w1 + np.array([0.1, 0.2, 0.3]))))
    a2 = 1 / (1 + np.exp(-(a1 @ w2 + 0.1)))
    delta2 = (a2 - 1) * a2 * (1 - a2)
    delta1 = (w2 @ delta2) * a1 * (1 - a1)
    gradients = {"1": np.outer(x, delta1), "2": np.outer(a1, delta2)}
    return {layer: dict(np.ndenumerate(matrix)) for layer, matrix in gradients.items()}


def sheet(form: str, *, by_input: bool) -> dict[str, str]:
    """Both gradients, each entry by itself, its indices in either order."""
    lines = {}
    for layer, entries in worked().items():
        for (start, to), value in entries.items():
            row, column = (start + 1, to + 1) if by_input else (to + 1, start + 1)
            name = FORMS[form].format(
                layer=layer,
                row=row,
                column=column,
                low_row="₀₁₂₃"[row],
                low_column="₀₁₂₃"[column],
                high_layer=f"⁽{'⁰¹²³'[int(layer)]}⁾",
            )
            lines[name] = f"{value:.6f}"
    return lines


def marked(lines: dict[str, str], problem: str = PROBLEM) -> SheetReport:
    return exercise(problem).marker.report_of(lines)


def right(report: SheetReport) -> int:
    return sum(line.judged.verdict is Verdict.RIGHT for line in report.lines)


@pytest.mark.parametrize("by_input", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_either_order_is_read(form: str, by_input: bool) -> None:
    lines = sheet(form, by_input=by_input)
    report = marked(lines)
    assert right(report) == len(lines) == 9
    told = [each for each in report.remarks if "and the names like it in the same way" in each]
    assert len(told) == by_input
    assert not report.problems


def test_one_wrong_number_is_one_wrong_line_in_either_order() -> None:
    for by_input in (True, False):
        lines = sheet("typed", by_input=by_input)
        lines["dL/dW1[1,2]"] = "0.0123"
        report = marked(lines)
        assert right(report) == 8
        assert sum(line.judged.verdict is Verdict.WRONG for line in report.lines) == 1


def test_formulas_are_read_in_the_order_of_their_sheet() -> None:
    """∂L/∂w₁₂, from input 1 to unit 2, is δ₂x₁ = (δ₁⁽²⁾w₂₁⁽²⁾)·a₂(1 − a₂)·x₁."""
    lines = sheet("typed", by_input=True)
    of_one = "dL/dz2[1]*W2[2,1]*a1[2]*(1 - a1[2])*x[1]"
    report = marked({**lines, "dL/dW1[1,2]": of_one})
    assert right(report) == 9


def test_where_rows_are_units_the_indices_are_as_they_stand() -> None:
    """A transposed matrix is a mistake there."""
    turned = PROBLEM.replace("weight_rows: inputs\n", "")
    for weights in (W1, W2):
        turned = turned.replace(str(weights), str([list(row) for row in zip(*weights, strict=True)]))
    assert right(marked(sheet("typed", by_input=False), turned)) == 9
    report = marked(sheet("typed", by_input=True), turned)
    assert right(report) < 9
    assert not any("in the same way" in each for each in report.remarks)


@pytest.mark.parametrize(
    ("written", "exchanged"),
    [
        ("W1[1,2]", "W1[2,1]"),
        ("dL/dW1_new[1, 12]", "dL/dW1_new[12, 1]"),
        (r"\frac{\partial L}{\partial w_{12}^{(1)}}", r"\frac{\partial L}{\partial w_{21}^{(1)}}"),
        ("w⁽¹⁾₂₁ + x₂₁", "w⁽¹⁾₁₂ + x₂₁"),
        ("w12*a1[2] - w_21", "w21*a1[2] - w_12"),
        ("theta1_12", "theta1_21"),
        ("low12 and z12, w123, w1", "low12 and z12, w123, w1"),
    ],
)
def test_a_weight_s_indices_are_exchanged_and_nothing_else(written: str, exchanged: str) -> None:
    assert indices_exchanged(written, ("W", "w", "theta")) == exchanged
