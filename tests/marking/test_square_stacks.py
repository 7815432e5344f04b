"""As many samples as units: whether a list has a column or a row for each sample, its numbers tell."""

import numpy as np
import pytest

from backprop_cli.api import MarkedSheet, check
from backprop_cli.problem_file.reader import read

BATCH = """\
samples:
  - {inputs: [0.5, -1, 0.3], targets: [1, 0]}
  - {inputs: [2, 0.25, -0.6], targets: [0, 1]}
  - {inputs: [1, 1.4, 0.8], targets: [1, 1]}
layers:
  - weights: [[0.1, 0.2, -0.5], [0.3, -0.4, 0.7], [-0.6, 0.9, 0.25]]
    biases: [0.7, 0.1, -0.2]
    activation: tanh
  - {weights: [[1, -1, 0.4], [0.35, 0.15, -0.8]], biases: [0.1, -0.3], activation: sigmoid}
loss: half_sse
"""
Matrix = np.ndarray
x = np.array([[0.5, 2, 1], [-1, 0.25, 1.4], [0.3, -0.6, 0.8]])
w1 = np.array([[0.1, 0.2, -0.5], [0.3, -0.4, 0.7], [-0.6, 0.9, 0.25]])
w2 = np.array([[1, -1, 0.4], [0.35, 0.15, -0.8]])
SQUARE = ("Z1", "A1", "delta1")


def worked(off: float = 0.0) -> dict[str, Matrix]:
    """The samples side by side, worked with numpy; `off` is what slipped into z1 of unit 1, sample 2."""
    slip = np.zeros((3, 3))
    slip[0, 1] = off
    z1 = w1 @ x + np.array([[0.7], [0.1], [-0.2]]) + slip
    a1 = np.tanh(z1)
    z2 = w2 @ a1 + np.array([[0.1], [-0.3]])
    a2 = 1 / (1 + np.exp(-z2))
    d2 = (a2 - np.array([[1, 0, 1], [0, 1, 1]])) * a2 * (1 - a2)
    d1 = (w2.T @ d2) * (1 - a1**2)
    return {"Z1": z1, "A1": a1, "Z2": z2, "A2": a2, "delta2": d2, "delta1": d1}


def rounded(matrix: Matrix) -> list[list[str]]:
    return [[f"{value:.5g}" for value in row] for row in matrix]


def marked(values: dict[str, Matrix], *turned: str, **more: object) -> MarkedSheet:
    """The sheet with some stacks turned."""
    lines = {name: rounded(value.T if name in turned else value) for name, value in values.items()}
    return check(read(BATCH), lines | more)


def not_good(found: MarkedSheet) -> list[str]:
    return [line.name for line in found.report.shown if not line.is_good]


def alone(name: str, *turned: str) -> MarkedSheet:
    return marked({name: worked()[name]}, *turned)


@pytest.mark.parametrize("turned", [SQUARE, ("delta1",), tuple(worked())])
def test_rows_for_samples_are_understood_by_their_numbers(turned: tuple[str, ...]) -> None:
    """Every line is good, and each square list is said to be read so; the others are told by their shape."""
    found = marked(worked(), *turned)
    assert not_good(found) == []
    for name, whole in (("Z1", "Z1"), ("A1", "A1"), ("delta1", "dell/dZ1")):
        assert (f"`{whole}` is read with a row per sample" in found.report.remarks) == (name in turned)


@pytest.mark.parametrize("name", SQUARE)
def test_one_list_by_itself_tells(name: str) -> None:
    """Exchanged all its entries are right, as written those beside the diagonal are wrong."""
    assert not_good(alone(name, name)) == []
    assert (not_good(alone(name)), alone(name).report.remarks) == ([], ())


def test_what_is_asked_is_left_alone() -> None:
    """A column for each sample: all right, and not a word; mistakes stay what they are."""
    assert (not_good(marked(worked())), marked(worked()).report.remarks) == ([], ())
    found = marked(worked(off=0.3))
    assert (not_good(found), found.report.remarks) == (["z1[1]@2"], ())


def test_a_mistake_is_found_where_samples_stand_in_rows() -> None:
    """z1 of unit 1, sample 2 is off and all is worked from it: one mistake, under its own name."""
    found = marked(worked(off=0.3), *worked())
    assert not_good(found) == ["z1[1]@2"]
    assert "`Z1` is read with a row per sample" in found.report.remarks


def test_a_sheet_has_one_orientation() -> None:
    """Z2 has a row for each sample by its shape: so has Z1, though two of its entries are off both ways."""
    values = {name: worked()[name] for name in ("Z1", "Z2")}
    values["Z1"] = values["Z1"].copy()
    values["Z1"][0, 1:] += 7
    assert not_good(marked(values, "Z1", "Z2")) == ["z1[1]@2", "z1[1]@3"]
    in_doubt = marked({"Z1": values["Z1"]}, "Z1")
    assert len(not_good(in_doubt)) > 2


@pytest.mark.parametrize("name", ["dZ1", "dL/dZ1"])
def test_derivatives_of_the_batch_as_well(name: str) -> None:
    """Of a sum over samples both are the same numbers; a name that may be of either loss is decided first."""
    lines = {name: rounded(worked()["delta1"].T), "Z2": rounded(worked()["Z2"].T)}
    for reduction in ("", "reduction: sum\n"):
        share = 1 if reduction or name == "dZ1" else 3
        lines[name] = rounded(worked()["delta1"].T / share)
        found = check(read(BATCH + reduction), lines)
        assert not_good(found) == []
        assert any(said.endswith("is read with a row per sample") for said in found.report.remarks)


def test_inputs_may_be_copied_either_way() -> None:
    """X as the file has its samples is no complaint; another number is."""
    assert marked({}, X=rounded(x.T), Z1=rounded(worked()["Z1"].T)).report.problems == ()
    assert marked({}, X=rounded(x), Z1=rounded(worked()["Z1"])).report.problems == ()
    assert len(marked({}, X=rounded(x + 1), Z1=rounded(worked()["Z1"])).report.problems) == 9


def test_made_up_numbers_gain_nothing() -> None:
    """Zeros and the lists of other names are as wrong as before."""
    for made_up in (np.zeros((3, 3)), x, worked()["A1"].T):
        assert len(not_good(marked({"Z1": made_up}))) >= 6
