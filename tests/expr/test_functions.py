"""The function table, row by row, against mpmath and SymPy."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import sympy as sp

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.in_sympy import to_sympy
from backprop_cli.expr.parser import parse
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.rules import definition, derivatives
from backprop_cli.expr.tree import Call, Ref, substitute

POINTS = [0.25, 1.5, -0.75, -3.0, 7.3, 50.0, -50.0, 800.0, -800.0, 1e-9, -1e-9]
Exact = Callable[..., Any]

MPMATH: dict[str, Exact] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, 0),
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "Phi": mpmath.ncdf,
    "phi": mpmath.npdf,
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "log10": mpmath.log10,
    "log2": lambda z: mpmath.log(z, 2),
    "sqrt": mpmath.sqrt,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "abs": abs,
    "sign": mpmath.sign,
}
"""Each function of one variable, as any textbook defines it."""

OF_MORE: dict[str, tuple[Exact, list[tuple[float, ...]]]] = {
    "leaky_relu": (lambda z, s: z if z > 0 else s * z, [(1.5, 0.1), (-2.0, 0.1), (-800.0, 0.2)]),
    "max": (max, [(1.0, 2.0), (2.0, 1.0), (-3.0, -4.0)]),
    "min": (min, [(1.0, 2.0), (2.0, 1.0), (-3.0, -4.0)]),
    "where": (lambda t, p, o: p if t > 0 else o, [(1.0, 2.0, 3.0), (-1.0, 2.0, 3.0), (0.0, 2.0, 3.0)]),
}
POSITIVE = {"ln", "log10", "log2", "sqrt"}
LARGEST = mpmath.mpf("1.7e308")

ONE_VARIABLE = [(name, z) for name in MPMATH for z in POINTS if z > 0 or name not in POSITIVE]


def close(ours: float, exact: Any, tolerance: float = 1e-14) -> bool:
    """Equal to fourteen digits, down to the smallest numbers a float has."""
    return math.isclose(ours, exact, rel_tol=tolerance, abs_tol=1e-307)


def test_every_row_is_looked_at() -> None:
    """No function of the table is left out of these tests."""
    assert set(FUNCTIONS) == {*MPMATH, *OF_MORE}


@pytest.mark.parametrize(("name", "z"), ONE_VARIABLE)
def test_values(name: str, z: float) -> None:
    """Every function has its exact value, also far out, or says that it is too large for a number."""
    with mpmath.workdps(800):
        exact = MPMATH[name](mpmath.mpf(z))
        if abs(exact) > LARGEST:
            with pytest.raises(FormulaError, match="too large"):
                evaluate(Call(name, (Ref("z"),)), {"z": z})
        else:
            assert close(evaluate(Call(name, (Ref("z"),)), {"z": z}), exact)


@pytest.mark.parametrize(("name", "z"), ONE_VARIABLE)
def test_slopes(name: str, z: float) -> None:
    """Every derivative of the table has the value of mpmath's numerical derivative, also far out."""
    (slope,) = pull_back(Call(name, (Ref("z"),))).values()
    with mpmath.workdps(800):
        h = mpmath.mpf("1e-300")
        exact = (MPMATH[name](z + h) - MPMATH[name](z - h)) / (2 * h)
        if abs(exact) > LARGEST:
            with pytest.raises(FormulaError, match="too large"):
                evaluate(slope, {"z": z})
        else:
            assert close(evaluate(slope, {"z": z}), exact, 1e-13)


@pytest.mark.parametrize(("name", "point"), [(name, each) for name in OF_MORE for each in OF_MORE[name][1]])
def test_functions_of_several_arguments(name: str, point: tuple[float, ...]) -> None:
    """Value, and derivative by each argument, where the function is smooth."""
    letters = FUNCTIONS[name].arguments
    exact, values = OF_MORE[name][0], dict(zip(letters, point, strict=True))
    call = Call(name, tuple(map(Ref, letters)))
    assert evaluate(call, values) == exact(*point)
    if 0.0 in point:
        return
    for index, letter in enumerate(letters):

        def along(z: Any, index: int = index) -> Any:
            return exact(*point[:index], z, *point[index + 1 :])

        ours = pull_back(call).get(letter)
        assert ours is not None
        assert close(evaluate(ours, values), mpmath.diff(along, point[index]), 1e-9)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if FUNCTIONS[name].definition])
def test_definitions(name: str) -> None:
    """The definition that the page prints has the function's value."""
    meaning = definition(name)
    assert meaning is not None
    letters = FUNCTIONS[name].arguments
    for z in (0.3, 2.0, 11.0, *([] if name in POSITIVE | {"log10", "log2"} else [-0.3, -2.0])):
        values = dict(zip(letters, (z, 0.3), strict=False))
        expected = FUNCTIONS[name].value(*values.values())
        assert math.isclose(evaluate(meaning, values), expected, rel_tol=1e-10)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivative_formulas_are_sympys(name: str) -> None:
    """The derivative that the page prints is SymPy's derivative of the function, at many points."""
    letters = FUNCTIONS[name].arguments
    call = Call(name, tuple(map(Ref, letters)))
    points = [(0.4, 1.3, 0.2), (2.0, 0.1, 0.9)] + [(-0.7, 0.6, 1.1)] * (name not in POSITIVE)
    for letter, rule in zip(letters, derivatives(name), strict=True):
        theirs = sp.diff(to_sympy(call), sp.Symbol(letter, real=True))
        ours = to_sympy(substitute(rule, {"a": call}.get))
        for point in points:
            put = {sp.Symbol(each, real=True): sp.Rational(str(value))
                   for each, value in zip(letters, point, strict=False)}  # fmt: skip
            assert abs(sp.N((ours - theirs).subs(put), 30)) < 1e-25


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("relu(z)", 0.0),
        ("leaky_relu(z)", 0.01),
        ("leaky_relu(z, 0.3)", 0.3),
        ("elu(z)", 1.0),
        ("abs(z)", 0.0),
        ("sign(z)", 0.0),
        ("max(z, 2*z)", 2.0),
        ("max(2*z, z)", 1.0),
        ("min(z, 2*z)", 2.0),
        ("max(0, z)", 0.0),
        ("min(0, z)", 0.0),
        ("max(z, 0)", 0.0),
        ("where(z, 5*z, 3*z)", 3.0),
    ],
)
def test_at_kinks_the_convention_holds(formula: str, slope: float) -> None:
    """The documented one-sided value; where two are equal that of a number, else of the second."""
    assert evaluate(pull_back(parse(formula))["z"], {"z": 0.0}) == slope
