"""The forward pass again, with the parameters that the update has left: z1_new[1], a1_new[1], …, L_new.

Its lines are those of the first pass, with what the update moves under its new name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.forward import Work, forward_pass
from backprop_cli.derivation.numbers import Carried, Numbers
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.derivation.values import arrays_in, numbers_in
from backprop_cli.errors import ProblemError
from backprop_cli.expr.tree import Ref, substitute
from backprop_cli.expr.value import Value
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.given import as_given
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Quantity


def values_again(
    graph: Graph, values: Mapping[str, Value], updates: tuple[Step, ...], work: Work | None
) -> Mapping[str, Value]:
    """Every quantity with the updated parameters, by its old name.

    Nothing where one of them has no value, or the loss rests on given derivatives or activations.
    """
    if graph.above or graph.rests_on_given or not updates or any(step.name not in values for step in updates):
        return {}
    names = {node.name: node.name for node in graph.nodes if node.formula is None}
    names |= {name: text(new) for name, new in _moved(graph, values)}
    try:
        if isinstance(work, Numbers):
            return forward_pass(graph, {}, Numbers({}, Carried(work, names))).values
        return forward_pass(graph, {name: as_given(values[own]) for name, own in names.items()}).values
    except ProblemError:
        return {}


def with_again(derivation: Derivation, after: Mapping[str, Value]) -> Derivation:
    """A derivation of one step with the lines of the second pass; `after` are their values, by old names."""
    graph = derivation.graph
    moved = dict(_moved(graph, {**derivation.values, **derivation.arrays}))
    dependent = {name: graph.by_name[name].quantity.updated for name in _depending(graph, moved)}
    names = {name: text(new) for name, new in {**moved, **dependent}.items()}
    steps = tuple(_steps(graph, dependent, names, after))
    values: dict[str, Value] = {names[name]: after[name] for name in dependent}
    others: dict[AnyQuantity, AnyQuantity] = {
        own.updated: other.updated
        for own, other in derivation.other_names.items()
        if isinstance(own, Quantity) and isinstance(other, Quantity) and text(own) in dependent
    }
    values |= {text(other): values[text(own)] for own, other in others.items()}
    quantities: dict[str, AnyQuantity] = {names[name]: new for name, new in dependent.items()}
    quantities |= {text(each): each for each in others.values()}
    return replace(
        derivation,
        again=steps,
        renewed=names,
        values={**derivation.values, **numbers_in(values)},
        arrays={**derivation.arrays, **arrays_in(values)},
        quantities={**derivation.quantities, **quantities},
        other_names={**derivation.other_names, **others},
    )


def _moved(graph: Graph, values: Mapping[str, Value]) -> Iterator[tuple[str, Quantity]]:
    """The parameters that have a new value, each with what that is."""
    for name in graph.wrt:
        new = graph.by_name[name].quantity.updated
        if text(new) in values:
            yield name, new


def _depending(graph: Graph, moved: Mapping[str, Quantity]) -> list[str]:
    """What the parameters lead to, in the order in which it is worked."""
    found = dict.fromkeys(moved)
    for node, _ in graph.worked:
        if not found.keys().isdisjoint(graph.uses(node.name)):
            found[node.name] = None
    return [name for name in found if name not in moved]


def _steps(
    graph: Graph, dependent: Mapping[str, Quantity], names: Mapping[str, str], after: Mapping[str, Value]
) -> Iterator[Step]:
    refs = {name: Ref(new) for name, new in names.items()}
    for name, new in dependent.items():
        value = after[name]
        number = None if isinstance(value, tuple) else value
        formula = substitute(graph.formulas[name], refs.get)
        yield Step(names[name], new, Rule.FORWARD, formula, value=number)
