"""Matrices given as lists: one row per unit or per input, asked for on the sheet and understood both ways."""

import numpy as np
import pytest

from backprop_cli.api import MarkedSheet, blank, check
from backprop_cli.formats import Subject, format_names
from backprop_cli.problem_file.reader import read

NETWORK = """\
inputs: [0.6, -0.4]
layers:
  - {weights: [[0.3, -0.8], [0.7, 0.45]], activation: sigmoid}
  - {weights: [[0.9, -0.35], [0.2, 0.55]], activation: sigmoid}
targets: [1, 0]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
BY_INPUT = NETWORK + "weight_rows: inputs\n"
X, Y, RATE = np.array([0.6, -0.4]), np.array([1.0, 0.0]), 0.5
W1, W2 = np.array([[0.3, -0.8], [0.7, 0.45]]), np.array([[0.9, -0.35], [0.2, 0.55]])
"""One row per unit."""
MATRICES = ("dL/dW1", "dL/dW2", "W1_new", "W2_new")
Matrix = np.ndarray
Sheet = dict[str, object]


def rounded(matrix: Matrix, digits: int = 4) -> list[list[str]]:
    return [[f"{value:.{digits}g}" for value in row] for row in matrix]


def worked(
    w1: Matrix = W1,
    w2: Matrix = W2,
    back: Matrix | None = None,
    *,
    added: float = 0.0,
    turned_step: bool = False,
) -> dict[str, Matrix]:
    """Gradients and new weights; `back` is the matrix that the error goes back through, W2 if it is right.

    `added` is what slipped into z1 of unit 1; with `turned_step` the gradient is subtracted transposed.
    """
    z1 = w1 @ X + np.array([added, 0])
    a1 = 1 / (1 + np.exp(-z1))
    a2 = 1 / (1 + np.exp(-(w2 @ a1)))
    d2 = (a2 - Y) * a2 * (1 - a2)
    d1 = ((w2 if back is None else back).T @ d2) * a1 * (1 - a1)
    g1, g2 = np.outer(d1, X), np.outer(d2, a1)
    s1, s2 = (g1.T, g2.T) if turned_step else (g1, g2)
    return {
        "z1": z1, "a1": a1, "a2": a2, "dL/dz2": d2, "dL/dz1": d1,
        "dL/dW1": g1, "dL/dW2": g2, "W1_new": w1 - RATE * s1, "W2_new": w2 - RATE * s2,
    }  # fmt: skip


def sheet(values: dict[str, Matrix], *turned: str, only: tuple[str, ...] = ()) -> Sheet:
    """The sheet with some matrices turned."""
    lines: Sheet = {}
    for name, value in values.items():
        if not only or name in only:
            lines[name] = (
                [f"{each:.4g}" for each in value]
                if value.ndim == 1
                else rounded(value.T if name in turned else value)
            )
    return lines


def marked(lines: Sheet, problem: str = NETWORK) -> MarkedSheet:
    return check(read(problem), lines)


def not_good(found: MarkedSheet) -> list[str]:
    return [line.name for line in found.report.shown if not line.is_good]


def said(*names: str, row_of: str = "input") -> tuple[str, ...]:
    return tuple(f"`{name}` is read with a row per {row_of}" for name in names)


@pytest.mark.parametrize("turned", [MATRICES, ("dL/dW1", "dL/dW2"), ("W1_new", "W2_new"), ("dL/dW2",)])
@pytest.mark.parametrize("alone", [True, False], ids=["matrices alone", "with what leads to them"])
def test_right_numbers_in_the_other_layout_are_right(turned: tuple[str, ...], *, alone: bool) -> None:
    """Square matrices with a row per input: every line is good, and the report says how they were read."""
    found = marked(sheet(worked(), *turned, only=MATRICES if alone else ()))
    assert not_good(found) == []
    assert sorted(found.report.remarks) == sorted(said(*turned))
    assert "is read with a row per input" in " ".join(str(found).split())


def test_the_layout_that_is_asked_is_left_alone() -> None:
    """Nothing is said of a sheet with a row per unit, where that is asked; with `inputs` it is the other."""
    lines = sheet(worked())
    assert marked(lines).report.remarks == ()
    by_input = NETWORK.replace("[[0.3, -0.8], [0.7, 0.45]]", "[[0.3, 0.7], [-0.8, 0.45]]").replace(
        "[[0.9, -0.35], [0.2, 0.55]]", "[[0.9, 0.2], [-0.35, 0.55]]"
    )
    found = marked(lines, by_input + "weight_rows: inputs\n")
    assert not_good(found) == []
    assert set(found.report.remarks) == set(said(*MATRICES, row_of="unit"))
    turned = marked(sheet(worked(), *MATRICES), by_input + "weight_rows: inputs\n")
    assert (not_good(turned), turned.report.remarks) == ([], ())


def test_the_student_who_follows_the_page() -> None:
    """On paper: z1 = (3, −2), a1 = (3, 0) and L = Σ y·ŷ, so ∂L/∂ŷ = y = (−3, 1).

    dL/dW2 = y·a1ᵀ = [[−9, 0], [3, 0]]; W2 by units is [[5, 1], [1, 2]], and dL/dW1 = (W2ᵀy ∘ (1, 0))·xᵀ
    = [[−42, 28], [0, 0]].
    """
    problem = (
        "inputs: [3, -2]\nweight_rows: inputs\ntargets: [-3, 1]\n"
        "layers: [{weights: [[1, 0], [0, 1]], activation: relu}, "
        '{weights: [[5, 1], [1, 2]], activation: linear}]\nloss: "y*yhat"\n'
    )
    found = marked({"dL/dW2": [["-9", "0"], ["3", "0"]], "dL/dW1": [["-42", "28"], ["0", "0"]]}, problem)
    assert not_good(found) == []
    assert set(found.report.remarks) == set(said("dL/dW1", "dL/dW2", row_of="unit"))


def test_what_follows_from_a_slip_follows_in_either_layout() -> None:
    """z1 is off, all matrices are worked from it and written with a row per input: one mistake."""
    found = marked(sheet(worked(added=0.5), *MATRICES))
    assert not_good(found) == ["z1[1]"]
    assert set(found.report.remarks) == set(said(*MATRICES))


def test_a_list_that_is_wrong_both_ways_goes_with_the_others() -> None:
    """Three matrices have a row per input; in the fourth one entry is off: that entry alone is wrong."""
    lines = sheet(worked(), *MATRICES)
    wrong = rounded(worked()["W2_new"].T)
    wrong[0][1] = "7.7"  # unit 2, input 1
    found = marked(lines | {"W2_new": wrong})
    assert not_good(found) == ["W2_new[2,1]"]


def test_a_training_has_one_layout_throughout() -> None:
    """Two steps of one layer, all gradients and new weights with a row per input: they follow each other."""
    problem = (
        "inputs: [0.6, -0.4]\nlayers: [{weights: [[0.3, -0.8], [0.7, 0.45]], activation: sigmoid}]\n"
        "targets: [1, 0]\nloss: half_sse\noptimizer: {name: sgd, learning_rate: 0.5}\ntraining: {steps: 2}\n"
    )
    weights, lines = W1, Sheet()
    for step in (1, 2):
        a = 1 / (1 + np.exp(-(weights @ X)))
        gradient = np.outer((a - Y) * a * (1 - a), X)
        weights = weights - RATE * gradient
        lines |= {f"dL/dW1#{step}": rounded(gradient.T, 6), f"W1_new#{step}": rounded(weights.T, 6)}
    found = marked(lines, problem)
    assert not_good(found) == []
    assert found.report.remarks == said("dL/dW1#1", "W1_new#1", "dL/dW1#2", "W1_new#2")


def test_where_doubt_remains_it_is_the_layout_asked_for() -> None:
    """One matrix with an entry off, and nothing else to tell: the off-diagonals are wrong as they stand."""
    wrong = rounded(worked()["dL/dW2"].T)
    wrong[0][0] = "7.7"
    found = marked({"dL/dW2": wrong})
    assert found.report.remarks == ()
    assert not_good(found) == ["dL/dW2[1,1]", "dL/dW2[1,2]", "dL/dW2[2,1]"]


def test_weights_used_transposed_are_still_caught() -> None:
    """The error goes back through W2 for W2ᵀ: δ of layer 1 is wrong, in whatever layout the lists are."""
    values = worked(back=W2.T)
    for turned in ((), MATRICES):
        found = marked(sheet(values, *turned))
        wrong = {line.name: line.judged.mistakes for line in found.report.wrong}
        assert set(wrong) <= {"dL/dz1[1]", "dL/dz1[2]"}
        keys = {mistake.key for mistakes in wrong.values() for mistake in mistakes}
        assert "transposed_weights" in keys


def test_a_step_with_the_gradient_transposed_is_a_mistake() -> None:
    """W − α·(∂L/∂W)ᵀ has wrong numbers: the new weights are off where rows and columns differ."""
    found = marked(sheet(worked(turned_step=True)))
    assert not_good(found) == ["W1_new[1,2]", "W1_new[2,1]", "W2_new[1,2]", "W2_new[2,1]"]
    also_written = marked(sheet(worked(turned_step=True), "dL/dW1", "dL/dW2"))
    assert not_good(also_written) == ["dL/dW2[1,2]", "dL/dW2[2,1]", "dL/dW1[1,2]", "dL/dW1[2,1]"]


def test_entries_by_their_names_have_no_layout() -> None:
    """dL/dW2[1,2] and dL/dW2[2,1] exchanged, each written by its name: that is the matrix transposed."""
    (_, b), (c, _) = rounded(worked()["dL/dW2"])
    found = marked({"dL/dW2[1,2]": c, "dL/dW2[2,1]": b})
    assert [[mistake.key for mistake in line.judged.mistakes] for line in found.report.wrong] == [
        ["transposed_matrix"], ["transposed_matrix"]
    ]  # fmt: skip


def test_given_weights_may_be_copied_in_either_layout() -> None:
    """W1 as the file has it, or turned, is no complaint; other numbers are."""
    assert marked({"W1": rounded(W1.T), "z1": ["0.5", "0.24"]}).report.problems == ()
    assert marked({"W1": rounded(W1), "z1": ["0.5", "0.24"]}).report.problems == ()
    assert len(marked({"W1": rounded(W1 + 1), "z1": ["0.5", "0.24"]}).report.problems) == 4


@pytest.mark.parametrize(
    "junk",
    [
        [["", ""], ["", ""]], [["a", "b"], ["c", "d"]], [["1", "2"], ["3"]], [["1"], ["2"]], [[]],
        "[[[[1]]]]", [["nan", "inf"], ["1e300", "-0"]], [["1"] * 60] * 60, [["=1+1", "\0"], ["|", "`"]],
    ],
)  # fmt: skip
def test_any_list_gets_a_verdict(junk: object) -> None:
    """Ragged, empty, huge and senseless lists cost only themselves."""
    found = marked({"dL/dW2": junk, "z1": ["0.5", "0.24"], "dL/dW1": junk})
    good = [line.name for line in found.report.shown if line.is_good]
    assert {"z1[1]", "z1[2]"} <= set(good)
    assert not any("row per" in remark for remark in found.report.remarks)


def test_a_guesser_gains_nothing_by_two_layouts() -> None:
    """Zeros, a copied matrix of another name, the given weights: no entry is right that was not before."""
    for made_up in ([["0", "0"], ["0", "0"]], rounded(W2), rounded(worked()["dL/dW1"])):
        found = marked({"dL/dW2": made_up})
        assert len(not_good(found)) >= 2


@pytest.mark.parametrize("form", format_names(Subject.BLANK))
def test_a_blank_sheet_says_which_layout_a_list_has(form: str) -> None:
    """Beside the places for gradients and for new weights, and as the problem's file has it."""
    for text, rows in (
        (NETWORK, "one row per unit, one column per input"),
        (BY_INPUT, "one row per input, one column per unit"),
    ):
        problem = read(text)
        page = " ".join(blank(problem).render(form).split())
        assert page.replace(" # ", " ").count(rows) == 2
    without = read("formulas: {y: 3*x}\nat: {x: 1}\n")
    assert "one row per" not in blank(without).render(form)
