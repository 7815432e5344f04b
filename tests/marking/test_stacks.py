"""Answers as vectorised courses have them: a column for each sample, and which product has which shape."""

import numpy as np
import pytest

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.problem_file.reader import read

BATCH = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
  - {inputs: [1, 1], targets: [1]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.7, 0.1], activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
"""
ONE = """\
inputs: [0.5, -1, 2]
targets: [1, 0]
layers:
  - weights: [[0.1, 0.2, 0.3], [0.3, -0.4, 0.5], [1, 2, 3], [0, 1, 0]]
    biases: [0, 0, 0, 0]
    activation: tanh
  - {weights: [[1, -1, 0, 2], [0.5, 0.5, 1, 1]], biases: [0.1, 0.1], activation: sigmoid}
loss: mse
"""

x = np.array([[0.5, 2, 1], [-1, 0.25, 1]])
z1 = np.array([[0.1, 0.2], [0.3, -0.4]]) @ x + np.array([[0.7], [0.1]])
a1 = np.tanh(z1)
a2 = 1 / (1 + np.exp(-(np.array([[1, -1]]) @ a1 + 0.1)))
dz2 = a2 - np.array([[1, 0, 1]])
dz1 = np.array([[1], [-1]]) @ dz2 * (1 - a1**2)


def sheet(problem: str, **answers: object) -> AnswerSheet:
    lookup = Lookup(derive_problem(read(problem)))
    lines = "".join(f"  {name}: {value}\n" for name, value in answers.items())
    return Reader(lookup).sheet(f"answers:\n{lines}", "sheet.yaml")


def numbers(read_sheet: AnswerSheet) -> dict[str, float]:
    return {answer.name: answer.number.value for answer in read_sheet.answers if answer.number}


@pytest.mark.parametrize(
    ("name", "value", "first", "last"),
    [
        ("Z1", z1, "z1[1]@1", "z1[2]@3"),
        ("A1", a1, "a1[1]@1", "a1[2]@3"),
        ("A2", a2, "a2[1]@1", "a2[1]@3"),
        *((name, a2, "a2[1]@1", "a2[1]@3") for name in ("Yhat", "Y_hat", "Ŷ")),
        ("delta1", dz1, "dL@1/dz1[1]@1", "dL@3/dz1[2]@3"),
        ("δ1", dz1, "dL@1/dz1[1]@1", "dL@3/dz1[2]@3"),
        ("dell/dZ1", dz1, "dL@1/dz1[1]@1", "dL@3/dz1[2]@3"),
        ("dL/dZ1", dz1 / 3, "dL/dz1[1]@1", "dL/dz1[2]@3"),
        ("dL/dA1", np.array([[1], [-1]]) @ dz2 / 3, "dL/da1[1]@1", "dL/da1[2]@3"),
    ],
)
def test_a_list_over_samples_is_read_entry_by_entry(
    name: str, value: np.ndarray, first: str, last: str
) -> None:
    """Row i, column s of `Z1` is z1[i] of sample s; every entry has the value that numpy gives."""
    found = numbers(made := sheet(BATCH, **{name: value.round(6).tolist()}))
    assert made.problems == ()
    values = derive_problem(read(BATCH)).values
    assert (next(iter(found)), max(found)) == (first, last)
    assert found == pytest.approx({each: values[each] for each in found}, abs=1e-6)
    assert len(found) == value.size


def test_rows_for_samples_are_turned() -> None:
    """A list with one row per sample is read as well, and said."""
    made = sheet(BATCH, Z1=z1.T.round(6).tolist())
    assert numbers(made)["z1[2]@1"] == pytest.approx(z1[1, 0], abs=1e-6)
    (said,) = made.remarks
    assert said.endswith("this list has 3 × 2: read with a row per sample")


def test_given_stacks_are_not_marked() -> None:
    """X and Y are given: a right copy is no line, another number is told."""
    assert sheet(BATCH, X=x.tolist(), Y=[[1, 0, 1]]).problems == ()
    (said,) = sheet(BATCH, X=[[9, 2, 1], [-1, 0.25, 1]]).problems
    assert "`x[1]@1` is given" in said


def test_what_may_be_of_either_loss_is_left_open() -> None:
    """`dZ1` holds the samples' own derivatives in some courses, and the batch's, with its 1/n, in others."""
    made = sheet(BATCH, dZ1=dz1.tolist())
    (signal,) = made.signals
    assert (signal.own, signal.share, made.problems) == ("dell/dZ1", "dL/dZ1", ())
    assert signal.names[0] == ("dL@1/dz1[1]@1", "dL/dz1[1]@1")
    assert len(signal.names) == dz1.size
    assert signal.refusal.endswith("`dZ1` may be `dell/dZ1` or `dL/dZ1`: write it as it is there")


def test_one_sample_has_no_stacks() -> None:
    """There `Z1` is z1 as ever, and `dZ1` is its δ."""
    assert list(numbers(sheet(ONE, Z1=[1, 2, 3, 4]))) == [f"z1[{at}]" for at in (1, 2, 3, 4)]
    assert list(numbers(sheet(ONE, dZ2=[1, 2]))) == ["dL/dz2[1]", "dL/dz2[2]"]


def told(made: AnswerSheet) -> tuple[str, ...]:
    """What is said of lists, of those that are read as far as they go and of those that are not."""
    return (*made.remarks, *made.problems)


@pytest.mark.parametrize(
    ("problem", "name", "product"),
    [
        (ONE, "dL/dW2", "δ2·a1ᵀ is 2×1 · 1×4 = 2×4"),
        (ONE, "dL/dW1", "δ1·xᵀ is 4×1 · 1×3 = 4×3"),
        (ONE, "dL/dz1", "W2ᵀ·δ2 is 4×2 · 2×1 = 4×1"),
        (ONE, "z2", "W2·a1 is 2×4 · 4×1 = 2×1"),
        (BATCH, "Z1", "W1·X is 2×2 · 2×3 = 2×3"),
        (BATCH, "delta1", "W2ᵀ·δ2 is 2×1 · 1×3 = 2×3"),
        (BATCH, "dL/dW1", "δ1·Xᵀ is 2×3 · 3×2 = 2×2"),
        (BATCH, "dL/dW2", "δ2·A1ᵀ is 1×3 · 3×2 = 1×2"),
    ],
)
def test_a_wrong_shape_is_told_with_the_product(problem: str, name: str, product: str) -> None:
    """Of a list whose shape fits neither way: the factors that make it, with theirs."""
    (said,) = told(sheet(problem, **{name: [[1, 2, 3, 4, 5]] * 5}))
    assert said.endswith(f"; {product}")


def test_the_product_follows_the_files_layout() -> None:
    """With a row of weights for each input ∂L/∂W is h·δᵀ."""
    lookup = Lookup(derive_problem(read(ONE)), by_input=True)
    made = Reader(lookup).sheet("answers:\n  dL/dW2: [[1, 2, 3]]\n  z2: [[1, 2, 3]]\n", "sheet.yaml")
    assert [said.rpartition("; ")[2] for said in told(made)] == [
        "a1·δ2ᵀ is 4×1 · 1×2 = 4×2",
        "W2ᵀ·a1 is 2×4 · 4×1 = 2×1",
    ]


@pytest.mark.parametrize("name", ["dL/db1", "a1", "yhat", "dL/dz2"])
def test_what_is_no_product_has_none(name: str) -> None:
    """Sums and values entry by entry have a shape and no product."""
    (said,) = told(sheet(ONE, **{name: [[1, 2, 3, 4, 5]] * 5}))
    assert " is " not in said.rpartition("this list has")[2]
