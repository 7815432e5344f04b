"""What lines say of the rules of differentiation; loaded only for a sheet that asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.by_rule import is_line, is_of_rules, worked
from backprop_cli.derivation.step import Step
from backprop_cli.expr.by_rule import CHAIN, RuleLine, by_rule
from backprop_cli.expr.tree import Diff, Expr
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import by_rule as words
from backprop_cli.words.inline import Math, Words
from backprop_cli.worksheet.document import Line


def lines_by_rule(step: Step, graph: Graph) -> list[Line]:
    """The lines of a local derivative rule by rule, the last is the result; none of any other step."""
    if not is_line(step) or not is_of_rules(step.links[0]) or not isinstance(step.quantity, Gradient):
        return []
    found = worked(step.links[0], step.quantity, graph)
    lines = [Line(found.operator)]
    before: Expr = found.operator
    for line in found.lines:
        taken = tuple(dict.fromkeys(key for used in line.used for key in used.rules))
        names = words.named(taken) if taken else ()
        lines.append(Line(line.expr, reasons=tuple(_reasons(line, before)), rules=names))
        before = line.expr
    return lines


def _reasons(line: RuleLine, before: Expr) -> Iterator[Words]:
    """The rules of a line, each with what it was used on, if that was not all of the line before."""
    for used in dict.fromkeys(line.used):
        whole = used.before == before
        yield words.named(used.rules) if whole else words.used(used.rules, used.before, used.after)


def chain_rule() -> Words:
    """Its name."""
    return words.named((CHAIN,))


def with_rules(derivative: Diff, result: Expr) -> Iterator[Words]:
    """A derivative with its result, then rule by rule how it comes about, inner derivatives too."""
    yield (Math((derivative, result)),)
    used = (each for line in by_rule(derivative.body, derivative.by.name) for each in line.used)
    for each in dict.fromkeys(used):
        yield words.used(each.rules, each.before, each.after)
