"""The two independent witnesses of a derivation: SymPy for the rules, central differences for the numbers.

Neither uses the graph's own derivatives: SymPy differentiates the formulas again, and the differences come
from a forward pass of their own in numpy, vectorised over the samples.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.derivation.differences import (
    FormulaPass,
    Loss,
    NetworkPass,
    central_slope,
    side_slopes,
)
from backprop_cli.errors import WitnessError
from backprop_cli.expr.algebra import agree, to_sympy
from backprop_cli.expr.algebra import derivative as sympy_derivative
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Neg,
    Ref,
    Softmax,
    children,
    depending,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import loss
from backprop_cli.quantities.quantity import Gradient, Quantity

if TYPE_CHECKING:
    from backprop_cli.derivation.differences import Array

STEPS = (1e-3, 1e-5, 1e-7)
"""Difference steps, relative to a number's size: the later ones for functions that bend sharply."""
KINK_STEP = 1e-7
"""So near, a smooth function has the same slope from the left and from the right."""
TOLERANCE = 1e-6
"""Largest difference that counts as agreement, relative to the gradient's size."""
NOISE = 1e-9
"""What a difference of two losses cannot show, relative to the loss's size (at least 1)."""
NOISE_AT_KINK = 1e-6
"""The same where the curvature jumps within the difference step."""
NEAR = 1e-6
"""A quantity so near to a kink of its function is taken to stand at it."""


def prove(problem: Problem, derivation: Derivation) -> Proof:
    """Compares every derivative with its witnesses.

    Raises `WitnessError` that shows ours and theirs where they disagree.
    """
    local = prove_local(derivation.graph)
    if not derivation.values:
        return Proof(0, local)
    checked, at_kink = prove_gradients(problem, derivation)
    return Proof(checked, local, at_kink)


# --- central differences --------------------------------------------------------------------------


def prove_gradients(problem: Problem, derivation: Derivation) -> tuple[int, tuple[str, ...]]:
    """Compares every gradient with central differences; returns their number and those at a kink."""
    count, at_kink = 0, []
    near_kink = _stands_at_kink(derivation)
    noise = NOISE_AT_KINK if near_kink else NOISE
    noise *= max(1.0, *(abs(derivation.values[result]) for result in derivation.results))
    for name, output, numbers, place in _places(problem, derivation):
        count += 1
        ours = derivation.values[name]
        size = max(1.0, abs(float(numbers[place])))
        slopes = (central_slope(output, numbers, place, step * size) for step in STEPS)
        agree = any(abs(ours - theirs) <= TOLERANCE * abs(ours) + noise for theirs in slopes)
        if agree and not near_kink:
            continue
        if _is_kink(ours, *side_slopes(output, numbers, place, KINK_STEP * size)):
            at_kink.append(name)
        elif not agree:
            theirs = central_slope(output, numbers, place, STEPS[-1] * size)
            raise WitnessError(f"{name}: ours {ours!r}, by central differences {theirs!r}")
    return count, tuple(at_kink)


def _stands_at_kink(derivation: Derivation) -> bool:
    """Whether a quantity stands where its function's slope jumps: both sides' slopes are compared then."""
    calls = (call for _, formula in derivation.graph.worked for call in _calls(formula))
    return any(abs(evaluate(gap, derivation.values)) <= NEAR for call in calls for gap in _gaps(call))


def _calls(expr: Expr) -> Iterator[Call]:
    if isinstance(expr, Call):
        yield expr
    for part in children(expr):
        yield from _calls(part)


def _gaps(call: Call) -> Iterator[Expr]:
    """What is 0 where a function has its kink: ReLU's z, the difference of max's arguments."""
    kink = FUNCTIONS[call.function].kink
    if kink is not None:
        yield Add((call.args[0], Neg(constant(Fraction(kink)))))
    elif call.function in {"max", "min"}:
        yield Add((call.args[0], Neg(call.args[1])))


def _places(problem: Problem, derivation: Derivation) -> Iterator[tuple[str, Loss, Array, tuple[int, ...]]]:
    """Every gradient's name, its output as a function, and the number that it is a derivative by."""
    if isinstance(problem, Network):
        network = NetworkPass(problem)
        for quantity, array, place in network.places():
            yield text(Gradient(loss(), quantity)), network.loss, array, place
        return
    for output in derivation.results:
        formulas = FormulaPass(problem, output)
        for name in problem.wrt:
            gradient = text(Gradient(Quantity(output), Quantity(name)))
            if gradient in derivation.values:
                yield gradient, formulas.loss, formulas.numbers, (formulas.places[name],)


def _is_kink(ours: float, left: float, right: float) -> bool:
    """Whether the slopes on the two sides differ, and ours is one of them or between."""
    slack = 1e-3 * (1 + abs(left) + abs(right))
    return abs(left - right) > slack and min(left, right) - slack <= ours <= max(left, right) + slack


# --- SymPy ----------------------------------------------------------------------------------------


def prove_local(graph: Graph) -> int:
    """Compares every local derivative with SymPy's; returns how many there are.

    Equal but for names means proved once: all weights of a layer share one pattern.
    """
    proved: set[tuple[Expr, Expr]] = set()
    count = 0
    for node, formula in graph.worked:
        own = _parts_by_name(formula)
        for name, ours in graph.local(node.name).items():
            count += 1
            pattern = _pattern(own[name], _by_arguments(ours, own, graph), name)
            if pattern not in proved:
                _compare(*pattern, label=f"the derivative of {node.name} by {name}")
                proved.add(pattern)
    return count


def _compare(formula: Expr, ours: Expr, label: str) -> None:
    theirs = sympy_derivative(formula, "v0")
    if not agree(ours, theirs):
        raise WitnessError(f"{label}: ours {to_sympy(ours)}, SymPy's {theirs}")


def _parts_by_name(formula: Expr) -> dict[str, Expr]:
    """For each name, the formula without the terms of its sums that do not depend on it."""
    if not isinstance(formula, Add):
        return {name: depending(formula, name) for name in dict.fromkeys(references(formula))}
    terms = dict[str, list[Expr]]()
    for term in formula.terms:
        for name, part in _parts_by_name(term).items():
            terms.setdefault(name, []).append(part)
    return {name: kept[0] if len(kept) == 1 else Add(tuple(kept)) for name, kept in terms.items()}


def _by_arguments(ours: Expr, arguments: Container[str], graph: Graph) -> Expr:
    """`ours` in the formula's own arguments: a(1 − a) with a replaced by σ(z)."""

    def replace(name: str) -> Expr | None:
        known = name in arguments or name not in graph.by_name
        return None if known else graph.by_name[name].formula

    return substitute(ours, replace)


def _pattern(formula: Expr, ours: Expr, name: str) -> tuple[Expr, Expr]:
    """Both formulas with names v0 (the variable), v1, …, and long softmaxes shortened."""
    if isinstance(formula, Softmax):
        kept = tuple(dict.fromkeys([formula.logits[formula.index], Ref(name)]))
        formula, ours = _shortened(formula, kept), _shortened(ours, kept)
    order = dict.fromkeys([name, *references(formula), *references(ours)])
    short: Mapping[str, Expr] = {old: Ref(f"v{place}") for place, old in enumerate(order)}
    return substitute(formula, short.get), substitute(ours, short.get)


def _shortened(expr: Expr, kept: tuple[Expr, ...]) -> Expr:
    """Softmaxes over the logits `kept` and one more that stands for all others.

    No loss: the exponentials of the others add up to a positive constant, which is e to some power.
    """
    match expr:
        case Softmax(index, logits):
            rest = [Ref("rest")] if len(logits) > len(kept) else []
            return Softmax(kept.index(logits[index]), (*kept, *rest))
    return map_children(expr, lambda part: _shortened(part, kept))
