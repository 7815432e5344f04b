"""The witness of the rules: every local derivative beside SymPy's, which differentiates the formula again."""

from collections.abc import Container, Mapping, Sequence

from backprop_cli.errors import Fault, ProblemError, WitnessError, cited
from backprop_cli.expr.algebra import is_derivative, told, told_slope
from backprop_cli.expr.parts import as_sum, depending
from backprop_cli.expr.tree import (
    Add,
    Expr,
    Mul,
    Ref,
    Softmax,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph


def prove_local(graph: Graph) -> int:
    """Compares every local derivative with SymPy's; returns how many there are.

    Equal but for names means proved once: all weights of a layer share one pattern.
    Raises `WitnessError` where they disagree, `ProblemError` that names a formula without a value.
    """
    proved: set[tuple[Expr, Expr]] = set()
    count = 0
    for node, formula in graph.worked:
        if node.name in graph.unstated:
            continue
        own = _parts_by_name(formula)
        places = _places_by_name(formula) if isinstance(formula, Softmax) else {}
        for name, ours in graph.local(node.name).items():
            count += 1
            worked = _by_arguments(ours, own, graph)
            if isinstance(formula, Softmax):
                kept = [*dict.fromkeys([formula.index, *places[name]])]
                own[name], worked = (_shortened(each, formula.logits, kept) for each in (formula, worked))
            pattern = _pattern(own[name], worked, name)
            if pattern not in proved:
                _compare(*pattern, of=node.name, by=name)
                proved.add(pattern)
    return count


def _compare(formula: Expr, ours: Expr, *, of: str, by: str) -> None:
    is_right = is_derivative(ours, formula, "v0")
    if is_right is None:
        message = f"{cited(of)} has no value at any of the points tried, so its derivative by {cited(by)} is"
        raise ProblemError([Fault(f"{message} not proved", hint=_SEEMS_EMPTY, of=of)])
    if not is_right:
        label = f"the derivative of {of} by {by}"
        raise WitnessError(f"{label}: ours {told(ours)}, SymPy's {told_slope(formula, 'v0')}")


_SEEMS_EMPTY = (
    "see whether the formula has a value anywhere: nothing can be divided by what is always 0, and what is"
    " always negative has no root and no logarithm"
)


def _parts_by_name(formula: Expr) -> dict[str, Expr]:
    """For each name, the formula without the terms of its sums that do not depend on it."""
    if not isinstance(formula, Add):
        return {name: depending(formula, name) for name in dict.fromkeys(references(formula))}
    terms = dict[str, list[Expr]]()
    for term in formula.terms:
        for name, part in _parts_by_name(term).items():
            terms.setdefault(name, []).append(part)
    return {name: as_sum(kept) for name, kept in terms.items()}


def _by_arguments(ours: Expr, arguments: Container[str], graph: Graph) -> Expr:
    """`ours` in the formula's own arguments: a(1 − a) with a replaced by σ(z)."""

    def replace(name: str) -> Expr | None:
        known = name in arguments or name not in graph.by_name
        return None if known else graph.by_name[name].formula

    return substitute(ours, replace)


def _pattern(formula: Expr, ours: Expr, name: str) -> tuple[Expr, Expr]:
    """Both formulas with the names v0, which is the variable, v1 and so on."""
    if isinstance(formula, Mul):
        # The factor at hand first: every factor of a long product has the same pattern then.
        formula = Mul(tuple(sorted(formula.factors, key=lambda factor: factor != Ref(name))))
    order = dict.fromkeys([name, *references(formula), *references(ours)])
    short: Mapping[str, Expr] = {old: Ref(f"v{place}") for place, old in enumerate(order)}
    return substitute(formula, short.get), substitute(ours, short.get)


def _places_by_name(softmax: Softmax) -> dict[str, list[int]]:
    """For each name, the places of the logits that hold it."""
    places = dict[str, list[int]]()
    for place, logit in enumerate(softmax.logits):
        for name in dict.fromkeys(references(logit)):
            places.setdefault(name, []).append(place)
    return places


_OTHERS = Ref("all others")
"""A name that no author can give."""


def _shortened(expr: Expr, logits: tuple[Expr, ...], kept: Sequence[int]) -> Expr:
    """The softmaxes of these logits over those at the places `kept`, and one more that stands for all others.

    No loss: the exponentials of the others add up to a positive constant, which is e to some power.
    """
    if isinstance(expr, Softmax) and expr.logits == logits:
        rest = [_OTHERS] if len(logits) > len(kept) else []
        return Softmax(kept.index(expr.index), (*(logits[place] for place in kept), *rest))
    return map_children(expr, lambda part: _shortened(part, logits, kept))
