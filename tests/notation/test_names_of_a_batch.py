"""`names:` of a network with several samples: each name is for its quantity in every one of them."""

import re

import numpy as np
import pytest

from backprop_cli import blank, check, derive
from backprop_cli.api.solutions import solve
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

BATCH = """\
samples:
  - {inputs: [0.5, 1], targets: [1]}
  - {inputs: [1, 1.5], targets: [0]}
layers:
  - {weights: [[1, 0.5], [0.25, 1]], biases: [0.5, -1.5], activation: relu}
  - {weights: [[1, -2]], biases: 0.25, activation: linear}
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""
NAMED = "names: {L: J, b1: c, a1: h, a2: yhat, z1: u, y: t}\n"

X = np.array([[0.5, 1], [1, 1.5]])
U = np.array([[1, 0.5], [0.25, 1]]) @ X + np.array([[0.5], [-1.5]])
H = np.maximum(U, 0)
Z = np.array([[1, -2]]) @ H + 0.25
DZ = 2 * (Z - np.array([[1, 0]]))
DU = np.array([[1], [-2]]) @ DZ * (U > 0)
DC = DU.mean(axis=1)


def _problem(names: str = NAMED, notation: str = "layers") -> Problem:
    return read(f"notation: {notation}\n{BATCH}{names}")


def _wrong(problem: Problem, answers: dict[str, object]) -> dict[str, Verdict]:
    """Each line of a sheet that is not right."""
    report = check(problem, answers).report
    assert not report.problems
    assert report.shown
    return {line.name: line.verdict for line in report.shown if line.verdict is not Verdict.RIGHT}


def test_a_name_is_written_in_every_sample() -> None:
    """`a1: h` writes h₁⟨1⟩ and h₂⟨2⟩, and the derivatives of each sample's own loss by them."""
    page = str(solve(_problem(), Layout(), verify=False))
    for part in (
        "│ u₁⟨1⟩ ",
        "= ReLU(u₂⟨2⟩)",
        "w₁₁⁽²⁾·h₁⟨2⟩",
        "J⟨1⟩",
        "= (t₁⟨2⟩ − ŷ₁⟨2⟩)²",
        "∂J⟨2⟩/∂u₁⟨2⟩",
        "│ c₂ ",
    ):
        assert part in page
    assert not re.search("[a]₁|z₁⁽¹⁾|y₁|b₁", page)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("h₁⟨1⟩", "a1[1]@1"),
        ("h1@2", "a1[1]@2"),
        ("h[2]@2", "a1[2]@2"),
        ("h@1", "a1@1"),
        ("a1[2]@2", "a1[2]@2"),
        ("∂J⟨2⟩/∂u₁⟨2⟩", "dL@2/dz1[1]@2"),
        (r"\frac{\partial J}{\partial u_{1}^{\langle 2\rangle}}", "dL/dz1[1]@2"),
        ("ŷ@2", "yhat@2"),
        ("t@1", "y@1"),
    ],
)
def test_a_name_is_read_with_its_sample(written: str, meant: str) -> None:
    """As the page has it, as one types it, and still by the name that always serves."""
    assert as_stored(written, known_of(_problem())) == meant


@pytest.mark.parametrize("notation", ["layers", "superscript", "net_o", "bracket", "net_out"])
def test_a_blank_sheet_is_read_back(notation: str) -> None:
    """The symbol of every line leads to it, in each notation."""
    problem = _problem(notation=notation, names="names: {a1: h, z1: u, x: p}\n")
    values = derive(problem).values
    rows = re.findall(r"^\| (\$.*?\$) \| `(.*?)` \| *\|$", blank(problem).render("markdown"), re.MULTILINE)
    assert len(rows) > 25
    assert any(r"h_{2}^{\langle 2\rangle}" in symbol for symbol, _ in rows)
    known = known_of(problem)
    assert not _wrong(problem, {symbol: f"{values[as_stored(name, known)]:.9}" for symbol, name in rows})


def test_a_matrix_of_all_samples_has_the_capital_of_its_columns() -> None:
    """Of h⟨1⟩ and h⟨2⟩ it is H; ∂ℓ/∂U is on the page, and read from a sheet as it stands there."""
    page = " ".join(str(solve(_problem(), Layout(style="matrix"), verify=False)).split())
    for part in (
        "│ H ",
        "= ReLU(U",
        "· Hᵀ",
        "│ ∂ℓ/∂U ",
        "T = [1 0]",
        "t is any one of them",
        "u is any one of them",
    ):
        assert part in page
    answers = {"H": H.tolist(), "∂ℓ/∂U": DU.tolist(), "∂J/∂c": DC.tolist()}
    assert not _wrong(_problem(), answers)
    assert not _wrong(_problem(), {r"$\frac{\partial \ell}{\partial U}$": DU.tolist(), "$H$": H.tolist()})


@pytest.mark.parametrize("names", ["{a1: r}", "{a1: h, W1: H}", "{a1: h_1}", "{a1: ß}"])
def test_a_capital_that_means_something_else_is_none_of_a_matrix(names: str) -> None:
    """`a1: r` leaves A⁽¹⁾ as it is, for R is a penalty; so does a name that is no single letter."""
    page = str(solve(_problem(f"names: {names}\n"), Layout(style="matrix"), verify=False))
    assert "│ A⁽¹⁾ " in page


def test_the_output_and_the_last_activation_may_have_one_name() -> None:
    """They are one quantity then, also in a notation that has a step that makes the one of the other."""
    both = "names: {yhat: o, a2: o}\n"
    for notation in ("layers", "superscript"):
        page = str(solve(_problem(both, notation), Layout(), verify=False))
        assert "│ o₁⟨1⟩ " in page
        assert "o₁⟨1⟩ = o₁⟨1⟩" not in page
        answers = {"o@1": f"{Z[0, 0]:.9}", "o1@2": f"{Z[0, 1]:.9}"}
        assert not _wrong(_problem(both, notation), answers)


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("a1@1", "`a1@1` is of one sample, and a name is for every sample", "`h@1` is its name in sample 1"),
        ("z1[2]@2", "`z1[2]@2` is of one sample", "write `z1[2]`, and `h@2` is its name"),
        ("L@1", "`L@1` is of one sample", "write `L`, and `h@1`"),
        ("a1[1]@3", "`a1[1]@3` does not exist: there are 2 samples", ""),
        ("W1@1", "the samples share their parameters", "leave out `@`"),
        ("dL@1/dz1[1]@1", "`dL@1/dz1[1]@1` cannot have a name of its own", ""),
    ],
)
def test_a_key_with_a_sample_is_told_to_leave_it_out(key: str, message: str, hint: str) -> None:
    """At its place, with what to write, and how the name is then typed."""
    with pytest.raises(ProblemError) as caught:
        read(f'{BATCH}names: {{"{key}": h}}\n')
    (fault,) = caught.value.faults
    assert message in fault.message
    assert hint in fault.hint
    assert fault.place is not None
