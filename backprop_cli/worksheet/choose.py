"""What goes on the sheet: the steps that the asked quantities need, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Derivation, Step
from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.expr.names import (
    Name,
    derivative,
    parse_name,
    updated,
    whole,
    without_sample,
)
from backprop_cli.expr.tokens import canonical
from backprop_cli.graph.graph import Role
from backprop_cli.problem.formula_quantities import FormulaQuantities, formula_objection
from backprop_cli.problem.objections import Objection, objection
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem.shapes import Size


def asked_names(derivation: Derivation, asked: Iterable[str]) -> list[str]:
    """The single quantities meant: `W1` is every entry, a parameter its gradient and update.

    Raises `UsageError` for a name that the problem does not have.
    """
    names: list[str] = []
    for name in asked:
        own = _own_name(derivation, canonical(name))
        singles = [*(step.name for step in derivation.steps), *derivation.graph.wrt]
        found = [single for single in singles if own in (single, whole(single))]
        if not found:
            raise UsageError(*_suggest(canonical(name), derivation))
        names += [each for single in found for each in _results(derivation, single)]
    return names


def needed_steps(derivation: Derivation, names: Iterable[str]) -> set[str]:
    """The names of the steps that lead to `names`, and of the outputs that those work out on the way."""
    by_name = {step.name: step for step in derivation.steps}
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        step = by_name.get(waiting.pop())
        if step is not None and step.name not in needed:
            needed.add(step.name)
            waiting += step.uses
    for step in derivation.forward:
        if step.name in derivation.graph.outputs and needed.issuperset(_worked(step, by_name)):
            needed.add(step.name)
    return needed


def _worked(step: Step, by_name: Mapping[str, Step]) -> set[str]:
    """The quantities a step uses that are worked out, not given."""
    return {name for name in step.uses if name in by_name}


def lines_of_sheet(derivation: Derivation, ask: Iterable[str], everything: bool) -> list[str]:
    """The lines of a student's sheet: every step, or what `ask` needs (nothing: a full solution)."""
    if everything:
        return [step.name for step in derivation.steps]
    names = asked_names(derivation, ask) or default_names(derivation)
    given = {step.name for step in derivation.forward} if not derivation.values and not ask else set[str]()
    return [
        name for name in sheet_lines(derivation, names) if name not in given
    ]  # symbols: given as they are


def sheet_lines(derivation: Derivation, names: Iterable[str]) -> list[str]:
    """The lines of a student's sheet, in order: what is asked, and what leads to it but for details."""
    own = set(names)
    needed = needed_steps(derivation, own)
    details = {step.name for step in derivation.local} | _by_activations(derivation)
    return [
        step.name
        for step in derivation.steps
        if step.name in own or (step.name in needed and step.name not in details)
    ]


def _by_activations(derivation: Derivation) -> set[str]:
    """The derivatives by activations: δ holds them already."""
    by_name = derivation.graph.by_name
    return {
        step.name
        for step in derivation.backward
        if (node := by_name.get(step.name[step.name.index("/d") + 2 :])) and node.role is Role.ACTIVATION
    }


def default_names(derivation: Derivation) -> list[str]:
    """What a full solution works out: of a network every gradient and update, of formulas everything."""
    forward = [step.name for step in derivation.forward]
    if derivation.graph.by_name[derivation.results[0]].role is Role.FORMULA:
        return [*forward, *(step.name for step in (*derivation.backward, *derivation.updates))]
    return [*forward, *(each for name in derivation.graph.wrt for each in _results(derivation, name))]


def _results(derivation: Derivation, name: str) -> list[str]:
    """For a parameter its gradient and update, for any other quantity itself."""
    if name not in derivation.graph.parameters:
        return [name]
    return [*(derivative(output, name) for output in derivation.results), updated(name)]


def _own_name(derivation: Derivation, name: str) -> str:
    """`yhat[1]` is the last layer's activation."""
    last = [node.name for node in derivation.graph.nodes if node.role is Role.ACTIVATION]
    return name.replace("yhat", without_sample(whole(last[-1]))) if last else name


def _suggest(name: str, derivation: Derivation) -> Objection:
    """Why there is no such quantity, in the words that `ask` in a file gets, and a way out."""
    graph = derivation.graph
    if graph.by_name[graph.outputs[0]].role is Role.FORMULA:
        return formula_objection(name, _of_formulas(derivation)) or _not_worked(name, derivation)
    return objection(name, _of_network(derivation)) or _not_worked(name, derivation)


def _not_worked(name: str, derivation: Derivation) -> Objection:
    """A quantity that exists, and that no step works out: it does not depend on it, or has no use."""
    same = [step.name for step in derivation.steps if ("/d" in step.name) == ("/d" in name)]
    return f"no step works out {cited(name)}", nearest(name, same)


def _of_formulas(derivation: Derivation) -> FormulaQuantities:
    nodes = derivation.graph.nodes
    return FormulaQuantities(
        formulas=tuple(node.name for node in nodes if node.role is Role.FORMULA),
        free=tuple(node.name for node in nodes if node.role is Role.INPUT),
        wrt=derivation.graph.wrt,
        updated=RATE in derivation.values,
    )


def _of_network(derivation: Derivation) -> Quantities:
    """The layers, units and samples of a network, back from its names in scalars."""
    parsed = [parse_name(node.name) for node in derivation.graph.nodes if node.role is Role.PARAMETER]
    names = [name for name in parsed if isinstance(name, Name)]
    last = {name.layer: name.indices for name in names if name.symbol == "W"}
    own: dict[str, Literal["own", "shared"]]
    own = {name.layer: "own" if name.indices else "shared" for name in names if name.symbol == "b"}
    kept = {whole(step.uses[0]) for step in derivation.updates}
    return Quantities(
        sizes=tuple(Size(inputs, units) for units, inputs in last.values()),
        biases=tuple(own.get(layer, "none") for layer in last),
        samples=len(derivation.graph.outputs[:-1]) or 1,
        updated=RATE in derivation.values,
        fixed=tuple({whole(name) for name in derivation.graph.wrt} - kept),
    )
