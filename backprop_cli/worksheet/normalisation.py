"""Why a batch's mean and variance have the derivatives they have: what the chain rule alone does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backprop_cli.derivation.link import Link
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import ONE, Call, Diff, Div, Expr, Mul, Num, Pow, Ref, references
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.words import reasons as words
from backprop_cli.words.inline import Math, Words

NOISE = 1e-12
"""What floats leave of a sum that is 0."""
_MINUS_HALF = Num(-0.5, "-0.5")


def reasons_of(
    node: Node, links: Iterable[Link], graph: Graph, values: Mapping[str, float]
) -> Iterator[Words]:
    """For the variance the slope of 1/√(var + ε); for the mean that the variance does not change with it.

    `values` are what the line is worked with, if it is: a student's rounded mean leaves a rest.
    """
    is_told = False
    for link in links if node.role is Role.STATISTIC else ():
        formula = graph.formulas[link.user.name]
        match formula:
            case Div(top, Call("sqrt", (inside,)) as root) if node.name in references(inside) and not is_told:
                slope = _inverse_root(node.name, root)
                yield _of_inverse_root(Ref(node.name), inside, root, slope)
                yield (Math((Mul((top, slope)), link.local)),)  # its minus has turned the difference round
                is_told = True
        if link.user.role is Role.STATISTIC and _is_nothing(link.local, values):
            yield words.mean_in_variance(node.name, link.user.name)


def _is_nothing(local: Expr, values: Mapping[str, float]) -> bool:
    if not values:
        return True
    value = value_if_any(local, values)
    return value is not None and abs(value) < NOISE


def _inverse_root(name: str, root: Expr) -> Expr:
    """−½/(var + ε)^1.5, the slope of 1/√(var + ε)."""
    return pull_back(Div(ONE, root))[name]


def _of_inverse_root(by: Ref, inside: Expr, root: Expr, slope: Expr) -> Words:
    """∂/∂var 1/√(var + ε) = ∂/∂var (var + ε)^(−0.5) = −½/(var + ε)^1.5."""
    return (Math((Diff(by, Div(ONE, root)), Diff(by, Pow(inside, _MINUS_HALF)), slope)),)
