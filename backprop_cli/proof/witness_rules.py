"""The witness of derivatives worked rule by rule: SymPy, for every line."""

from __future__ import annotations

from backprop_cli.derivation.by_rule import Worked, all_worked
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import WitnessError
from backprop_cli.expr.algebra import is_derivative, told, told_slope
from backprop_cli.expr.by_rule import worked_out
from backprop_cli.expr.tree import Expr, Ref, references, substitute


def prove_rules(derivation: Derivation) -> int:
    """Compares every line, its open derivatives worked out, with SymPy's derivative; returns their number.

    Equal but for names means proved once: all outputs of a loss share one pattern.
    Raises `WitnessError` that shows the line and SymPy's derivative where they disagree.
    """
    proved: set[tuple[Expr, Expr]] = set()
    parts = derivation.parts.values() or [derivation]
    found = {each.name: each for part in parts for each in all_worked(part)}
    return sum(_prove(each, proved) for each in found.values())


def _prove(derivative: Worked, proved: set[tuple[Expr, Expr]]) -> int:
    formula, by = derivative.operator.body, derivative.operator.by.name
    order = dict.fromkeys([by, *references(formula)])
    short = {old: Ref(f"v{place}") for place, old in enumerate(order)}
    pattern = substitute(formula, short.get)
    for line in derivative.lines:
        pair = (pattern, substitute(worked_out(line.expr), short.get))
        if pair not in proved and is_derivative(pair[1], pattern, "v0") is False:
            ours, theirs = told(pair[1]), told_slope(pattern, "v0")
            raise WitnessError(f"a line of {derivative.name}: ours {ours}, SymPy's {theirs}")
        proved.add(pair)
    return len(derivative.lines)
