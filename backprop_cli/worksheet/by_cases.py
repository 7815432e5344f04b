"""What a slope by cases comes from, and why it is 0 where it is."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.expr.parts import calls
from backprop_cli.expr.pull_back import as_cases
from backprop_cli.expr.tree import Call, Expr, is_constant, references
from backprop_cli.graph.graph import Graph
from backprop_cli.words.flat import Flat, Flatness, reasons, unmoved
from backprop_cli.words.inline import Words


def source_of(test: Expr, formulas: Iterable[Expr]) -> Call | None:
    """The maximum or minimum that a test decides; None where the author wrote the cases."""
    for call in (each for formula in formulas for each in calls(formula)):
        cases = as_cases(call)
        if call.function != "where" and cases is not None and cases[0] == test:
            return call
    return None


def flat_case(test: Expr, value: float, formula: Expr) -> Flat:
    """Why a slope by cases is 0: by the function of the formula that it comes from, and its test."""
    call = source_of(test, [formula])
    cases = as_cases(call) if call else None
    if call is None or cases is None:
        return Flat(Flatness.CASE, test, value)
    winner = cases[1 if value > 0 else 2]
    to_number, to_quantity = (
        (Flatness.KINK, Flatness.TIE) if value == 0 else (Flatness.CONSTANT, Flatness.PASSED)
    )
    why = to_number if is_constant(winner) else to_quantity
    return Flat(why, test, value, call.function, winner)


def _is_step(formula: Expr, name: str) -> bool:
    """Whether a formula jumps with a name: it takes its sign, or decides by it between two cases."""
    return any(_jumps(call, name) for call in calls(formula))


def step_of(link: Link, by: str, graph: Graph) -> Words:
    """Why what a link leads to has the slope 0 everywhere, beside the line that works it."""
    return reasons([_unmoved(link, by, graph, Flatness.STEP)])


def unmoved_by(link: Link, by: str, graph: Graph) -> Flat:
    """The same for a remark, which says of an activation what follows from it."""
    return _unmoved(link, by, graph, Flatness.STEPPED_UNIT if link.kind is Kind.ACTIVATION else Flatness.STEP)


def _unmoved(link: Link, by: str, graph: Graph, steps: Flatness) -> Flat:
    jumps = _is_step(graph.formulas[link.user.name], by)
    return unmoved(link.user.name, by, steps if jumps else Flatness.UNMOVED)


def _jumps(call: Call, name: str) -> bool:
    if call.function == "sign":
        return name in references(call)
    cases = as_cases(call)
    return cases is not None and cases[1] != cases[2] and name in references(cases[0])
