"""No derivative without a witness: random networks and formulas against independent derivatives."""

from collections.abc import Mapping
from math import isclose

import pytest
import sympy as sp
from hypothesis import HealthCheck, assume, given, settings
from random_problems import (
    FormulaNet,
    Net,
    UndefinedError,
    formula_nets,
    networks,
)

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.errors import ProblemError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.in_sympy import to_sympy
from backprop_cli.expr.tree import references
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove

RANDOM = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
FEWER = settings(RANDOM, max_examples=40)
MANY = settings(RANDOM, max_examples=4_000)

slow = pytest.mark.slow


def solved(text: str) -> Derivation:
    """The derivation of a problem; an example where a quantity has no value is passed over."""
    problem = read(text)
    try:
        return derive(problem)
    except ProblemError:
        assume(False)
        raise


def close(ours: float, theirs: float, size: float = 1.0) -> bool:
    """Equal to nine digits, relative to the number or to `size`."""
    return isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9 * size)


def assert_gradients_agree(net: Net) -> None:
    values = solved(net.text()).values
    for name, theirs in net.gradients().items():
        assert close(values[f"dL/d{name}"], theirs), (name, values[f"dL/d{name}"], theirs)


@RANDOM
@given(networks())
def test_gradients_of_networks_are_those_of_complex_steps(net: Net) -> None:
    """∂L/∂w and ∂L/∂b of any network equal the derivatives that complex steps give."""
    assert_gradients_agree(net)


@slow
@MANY
@given(networks())
def test_gradients_of_thousands_of_networks(net: Net) -> None:
    """The same for thousands of networks."""
    assert_gradients_agree(net)


@FEWER
@given(networks(max_layers=3, max_units=3))
def test_the_witnesses_agree_with_any_network(net: Net) -> None:
    """What is right is also proved: central differences and SymPy object to no network."""
    derivation = solved(net.text())
    proof = prove(read(net.text()), derivation)
    assert proof.gradients == len(derivation.graph.wrt)


@slow
@settings(RANDOM, max_examples=1_000)
@given(networks())
def test_the_witnesses_agree_with_a_thousand_networks(net: Net) -> None:
    """The same for a thousand networks."""
    derivation = solved(net.text())
    assert prove(read(net.text()), derivation).gradients == len(derivation.graph.wrt)


# --- SymPy: the closed form of the loss, differentiated as one expression -------------------------


def closed_form(derivation: Derivation) -> sp.Expr:
    """The last output in the given quantities alone."""
    known: dict[sp.Symbol, sp.Expr] = {}
    for node, formula in derivation.graph.worked:
        known[sp.Symbol(node.name, real=True)] = to_sympy(formula).xreplace(known)
    return known[sp.Symbol(derivation.graph.outputs[-1], real=True)]


def at_point(expression: sp.Expr, point: Mapping[str, float]) -> float:
    put = {sp.Symbol(name, real=True): sp.Float(value, 40) for name, value in point.items()}
    return float(sp.N(expression.xreplace(put), 30))


def assert_sympy_agrees(net: Net) -> None:
    derivation = solved(net.text())
    loss = closed_form(derivation)
    point = {name: num.value for name, num in derivation.given.items()}
    for name in derivation.graph.wrt:
        theirs = at_point(sp.diff(loss, sp.Symbol(name, real=True)), point)
        assert close(derivation.values[f"dL/d{name}"], theirs), name


@settings(RANDOM, max_examples=25)
@given(networks(max_layers=2, max_units=2, max_samples=2))
def test_gradients_are_sympys_of_the_whole_loss(net: Net) -> None:
    """SymPy's derivative of the loss as one closed expression has the value of ours."""
    assert_sympy_agrees(net)


@slow
@settings(RANDOM, max_examples=150)
@given(networks(max_layers=2, max_units=3, max_samples=2))
def test_gradients_are_sympys_for_larger_networks(net: Net) -> None:
    """The same for more and larger networks."""
    assert_sympy_agrees(net)


# --- formulas -------------------------------------------------------------------------------------


def theirs_of(net: FormulaNet) -> dict[str, float]:
    """The derivatives by complex steps; an example outside a function's domain is passed over."""
    assume(net.used())
    try:
        net.values(net.at)
        return net.gradients()
    except UndefinedError:
        assume(False)
        raise


def assert_formulas_agree(net: FormulaNet) -> None:
    theirs = theirs_of(net)
    derivation = solved(net.text())
    for output in derivation.graph.outputs:
        for name in net.used():
            ours = derivation.values.get(f"d{output}/d{name}", 0.0)
            expected = theirs[f"d{output}/d{name}"]
            assert close(ours, expected, size=1 + abs(expected)), (output, name, ours, expected)


@RANDOM
@given(formula_nets())
def test_derivatives_of_formulas_are_those_of_complex_steps(net: FormulaNet) -> None:
    """The derivatives of any graph of formulas, by every free name, equal those of complex steps."""
    assert_formulas_agree(net)


@slow
@MANY
@given(formula_nets())
def test_derivatives_of_thousands_of_formulas(net: FormulaNet) -> None:
    """The same for thousands of graphs."""
    assert_formulas_agree(net)


def assert_proved(net: FormulaNet) -> None:
    theirs_of(net)
    prove(read(net.text()), solved(net.text()))


@FEWER
@given(formula_nets())
def test_the_witnesses_agree_with_any_formulas(net: FormulaNet) -> None:
    """What is right is also proved: the witnesses object to no graph of formulas."""
    assert_proved(net)


@slow
@settings(RANDOM, max_examples=1_000)
@given(formula_nets())
def test_the_witnesses_agree_with_a_thousand_formulas(net: FormulaNet) -> None:
    """The same for a thousand graphs."""
    assert_proved(net)


def assert_symbols_agree(net: FormulaNet) -> None:
    theirs = theirs_of(net)
    derivation = derive(read(net.text(symbolic=True)))
    assert not derivation.values
    values = {name: net.at[name] for name in net.used()}
    values |= {f"d{output}/d{output}": 1.0 for output in derivation.graph.outputs}
    for step in derivation.steps:
        known = [side.expr for side in step.sides if set(references(side.expr)) <= {*values, "pi"}]
        assert known[-1] == step.sides[-1].expr
        sides = [evaluate(expr, values) for expr in known]
        assert all(close(side, sides[-1], size=1 + abs(sides[-1])) for side in sides), step.name
        values[step.name] = sides[-1]
    for output in derivation.graph.outputs:
        for name in net.used():
            ours, expected = values.get(f"d{output}/d{name}", 0.0), theirs[f"d{output}/d{name}"]
            assert close(ours, expected, size=1 + abs(expected)), (output, name)


@RANDOM
@given(formula_nets())
def test_symbolic_derivatives_have_the_values_of_complex_steps(net: FormulaNet) -> None:
    """Without a point, every side of every step is a formula with the right value at any point."""
    assert_symbols_agree(net)
