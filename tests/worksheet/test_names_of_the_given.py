"""A blank sheet says how a formula names what is given, and what it says is read."""

from __future__ import annotations

import re

import pytest

from backprop_cli import blank, check, derive, load
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.variables import variable
from backprop_cli.problem.model import Network
from backprop_cli.problem.notation import in_notation
from backprop_cli.problem_file.bundled import names
from backprop_cli.quantities.notations import NOTATIONS

NETWORKS = [name for name in names() if isinstance(load(name), Network)]


def told(name: str, notation: str | None = None) -> dict[str, str]:
    """Of a sheet's sentence each name to type, with the symbol that it is for."""
    page = " ".join(blank(load(name), notation=notation).render("text").replace("\n# ", " ").split())
    found = re.search(r"In a formula type (.*?), and so on\.", page)
    return dict(pair.split(" for ") for pair in found[1].split(", ")) if found else {}


CASES = [
    (name, notation)
    for name in NETWORKS
    for notation in (None, *NOTATIONS)
    if notation != "bishop" or name not in {"one_neuron", "zero_initialisation"}  # their y is the target
]


@pytest.mark.parametrize(("name", "notation"), CASES)
def test_what_is_given_is_read_by_the_name_that_the_sheet_says(name: str, notation: str | None) -> None:
    """Each name and the symbol beside it mean one and the same given number, or the learning rate."""
    problem = in_notation(load(name), notation)
    assert isinstance(problem, Network)
    derivation = derive(problem)
    lookup = Lookup(derivation, lettering=problem.lettering)
    pairs = told(name, notation)
    assert pairs
    for typed, symbol in pairs.items():
        meant = variable(typed, lookup, 1 if derivation.parts else None)
        assert meant in lookup.given or meant == derivation.rate, typed
        assert variable(symbol, lookup, 1 if derivation.parts else None) == meant, symbol


def test_a_formula_in_those_names_counts() -> None:
    """The first sum of A4 as the sheet tells to type it: 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775."""
    pairs = told("two_layer_relu_sigmoid")
    assert pairs == {"W1[1,2]": "W¹₁₂", "b1": "b¹", "x[1]": "x₁", "y[1]": "y₁", "alpha": "α"}
    answers = {"z1[1]": "W1[1,1]*x[1] + W1[1,2]*x[2] + b1"}
    marked = check(load("two_layer_relu_sigmoid"), answers).report
    assert {line.verdict for line in marked.lines if line.judged.answer.text} == {Verdict.RIGHT}


def test_a_sheet_that_takes_numbers_only_names_nothing() -> None:
    """Where a formula does not count there is nothing to type."""
    problem = load("two_layer_relu_sigmoid")
    numbers = problem._replace(marking=problem.marking._replace(formulas="numbers"))
    assert "In a formula" not in blank(numbers).render("text")
