"""The local derivatives of a derivation, rule by rule."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import direct
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.by_rule import RuleLine, by_rule
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.parts import depending
from backprop_cli.expr.tree import Add, Diff, Expr, Ref
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

LONGEST_SUM = 8
"""Terms of a sum that are all differentiated, those without the name as well."""
_OF_RULES = frozenset({Kind.FORMULA, Kind.LOSS})
"""Of what formulas a reader may ask for rules: an author's own, and the loss."""


class Worked(NamedTuple):
    """One local derivative."""

    name: str
    """Of the quantity: dz/dx."""
    operator: Diff
    """∂/∂x (x⁵ + 9)."""
    lines: tuple[RuleLine, ...]


def worked(link: Link, gradient: Gradient, graph: Graph) -> Worked:
    """The derivative of a link's user by what it is by, called `gradient`."""
    by = graph.by_quantity[gradient.by].name
    formula = _formula(graph.formulas[link.user.name], by)
    return Worked(text(gradient), Diff(Ref(by), formula), by_rule(formula, by))


def _formula(formula: Expr, by: str) -> Expr:
    long = isinstance(formula, Add) and len(formula.terms) > LONGEST_SUM
    return depending(formula, by) if long else formula


def is_of_rules(link: Link) -> bool:
    """Whether the derivative of a link is worked by rules."""
    return link.kind in _OF_RULES and link.share is None


def local_steps(derivation: Derivation, backward: Iterable[Step]) -> Iterator[Step]:
    """The local derivatives that lines of formulas cite, each once; one that is a line itself is none."""
    known = {step.name: step for step in derivation.local}
    found: dict[str, Step] = {}
    for step in backward:
        for link in step.links:
            if link.kind is Kind.FORMULA and isinstance(step.quantity, Gradient) and not is_line(step):
                quantity = own(step, step.quantity, link)
                name = text(quantity)
                if name not in found:
                    found[name] = known.get(name) or _edge(name, quantity, link, derivation)
    yield from found.values()


def _edge(name: str, quantity: Gradient, link: Link, derivation: Derivation) -> Step:
    """The derivative along one edge only, which no other page has a line for: ∂g/∂z (direct)."""
    value = value_if_any(link.local, derivation.values) if derivation.values else None
    return Step(name, quantity, Rule.LOCAL, links=(link._replace(adjoint=None),), value=value)


def is_line(step: Step) -> bool:
    """Whether a derivative is a local one itself: of an output, by a name of its own formula alone."""
    return len(step.links) == 1 and step.links[0].adjoint is None


def own(step: Step, gradient: Gradient, link: Link) -> Gradient:
    """What the local derivative of a step's link is called."""
    if link.adjoint is None and not is_line(step):
        return direct(gradient, link)
    return Gradient(link.user.quantity, gradient.by)


def all_worked(derivation: Derivation) -> tuple[Worked, ...]:
    """Every local derivative of formulas and of the loss, in the order of the backward pass."""
    found: dict[str, Worked] = {}
    for step in derivation.backward:
        for link in step.links:
            if isinstance(step.quantity, Gradient) and is_of_rules(link):
                gradient = own(step, step.quantity, link)
                if text(gradient) not in found:
                    found[text(gradient)] = worked(link, gradient, derivation.graph)
    return tuple(found.values())
