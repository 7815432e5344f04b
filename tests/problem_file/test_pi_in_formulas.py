"""2πR in a problem file: π is a factor of its own beside letters, brackets and behind powers."""

from math import isclose, pi, sin

import pytest

from backprop_cli import derive
from backprop_cli.errors import ProblemError
from backprop_cli.problem.model import Formulas
from backprop_cli.problem_file.reader import read

X, R = 1.3, 2.5


def value(formula: str) -> float:
    return derive(read(f"formulas: {{U: '{formula}'}}\nat: {{R: {R}, x: {X}}}\n".replace(
        ", x: 1.3" if "x" not in formula else "R: 2.5, " if "R" not in formula else "\0", ""
    ))).values["U"]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("2πR", 2 * pi * R),
        ("πx", pi * X),
        ("4π²x", 4 * pi**2 * X),
        ("Rπ", R * pi),
        ("2π R", 2 * pi * R),
        ("πR² - πx²", pi * (R * R - X * X)),
        ("π(R + x)", pi * (R + X)),
        ("π²(R + x)", pi**2 * (R + X)),
        ("sin(2πx)", sin(2 * pi * X)),
        ("x/π", X / pi),
        ("2*π*x", 2 * pi * X),
        ("x^2/(4πR)", X * X / (4 * pi * R)),
    ],
)
def test_pi_beside_what_it_multiplies(formula: str, meant: float) -> None:
    assert isclose(value(formula), meant, rel_tol=1e-9)


def test_in_symbols_it_is_no_name_either() -> None:
    """Without numbers every other name is one to differentiate by: R, and no πR."""
    problem = read("formulas: {U: 2πR}\n")
    assert isinstance(problem, Formulas)
    assert problem.wrt == ("R",)


def test_names_of_the_author_are_kept() -> None:
    """π₁, π_k, and πR where the file says what that is."""
    problem = read("formulas: {U: 2πR + π1*π_k, πR: 3*x}\nat: {x: 1, π1: 2, π_k: 3}\n")
    assert derive(problem).values["U"] == 2 * 3 + 2 * 3


@pytest.mark.parametrize(("formula", "name"), [("1/πR", "πR"), ("2^πR", "πR"), ("R*x/πx", "πx")])
def test_how_much_is_below_or_raised_is_asked(formula: str, name: str) -> None:
    """Without numbers as well, where any name would do."""
    with pytest.raises(ProblemError, match=f"how much of `{name}` is below, or raised, is open") as error:
        read(f"formulas: {{U: '{formula}'}}\n")
    assert f"`(pi*{name[1:]})`" in str(error.value)


def test_a_loss_and_an_activation_read_it_too() -> None:
    """sin(πz), at z = 0.5, is 1."""
    text = (
        "inputs: [1]\nlayers: [{weights: [[0.5]], activation: sin(πz)}]\ntargets: [1]\nloss: π(y - yhat)^2\n"
    )
    values = derive(read(text)).values
    assert isclose(values["a1[1]"], 1)


def test_a_fault_has_its_place_all_the_same() -> None:
    """Counted in the text of the file, not in what was made of it."""
    with pytest.raises(ProblemError, match=r":1:20"):
        read("formulas: {U: 2πR +}\n")
