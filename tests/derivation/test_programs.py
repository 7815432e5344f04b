"""Programs of random networks and formulas: what they work out is what complex steps give."""

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from random_problems import FormulaNet, Net, UndefinedError, formula_nets, networks

from backprop_cli import solution
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem_file.reader import read


def results(text: str) -> Mapping[str, Any]:
    """What a program works out, and what it asserts; its assertions hold."""
    try:
        program = solution(read(text), verify=False).render("python")
    except (ProblemError, UsageError):
        assume(False)  # a line without a value
        raise
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(program, names)  # noqa: S102 - it is what a user runs
    return names


@settings(max_examples=100)
@given(networks())
def test_a_networks_program_works_out_its_gradients(net: Net) -> None:
    """Any shape, activation, loss and batch; what floats lose is not asserted."""
    found = results(net.text())
    try:
        expected = net.gradients()
    except OverflowError:
        assume(False)  # a square of 2^z
        raise
    for name, theirs in expected.items():
        letter, _, indices = name.removesuffix("]").partition("[")
        identifier = "_".join(filter(None, ["grad", letter.lower(), indices.replace(",", "")]))
        if identifier in found["expected"]:
            assert found["results"][identifier] == pytest.approx(theirs, rel=1e-8, abs=1e-10)


@settings(max_examples=100)
@given(formula_nets())
def test_a_formula_problems_program_works_out_its_derivatives(net: FormulaNet) -> None:
    """Formulas over all of the grammar, one output or several."""
    try:
        expected = net.gradients()
    except UndefinedError:
        assume(False)
        raise
    found = results(net.text())
    outputs = [name for name in found["results"] if name in net.formulas]
    for name in net.used():
        for output in outputs:
            identifier = f"grad_{name}" if len(outputs) == 1 else f"d{output}_d{name}"
            if identifier in found["expected"]:
                theirs = expected[f"d{output}/d{name}"]
                assert found["results"][identifier] == pytest.approx(theirs, rel=1e-7, abs=1e-9)
