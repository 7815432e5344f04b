"""Which steps a solution works: those that lead to what is wanted, and what is wanted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.graph.graph import Role
from backprop_cli.graph.walk import reached
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

_OF_OUTPUTS = frozenset({Role.LOSS, Role.SHARE, Role.PENALTY})


def needed_steps(derivation: Derivation, names: Iterable[str]) -> set[str]:
    """The names of the steps that lead to `names`, and of the outputs that those work out on the way."""
    steps = derivation.by_name

    def worked(name: str) -> list[str]:
        """What a step uses that is worked out, not given."""
        return [each for each in steps[name].uses if each in steps]

    needed = set(reached((name for name in names if name in steps), worked))
    found = (derivation.quantities[name] for name in needed)
    differentiated = {each.of for each in found if isinstance(each, Gradient)}
    for node, _ in derivation.graph.to_work:
        is_output = node.role in _OF_OUTPUTS or node.quantity in differentiated
        if is_output and needed.issuperset(worked(node.name)):
            needed.add(node.name)
    return needed


def default_names(derivation: Derivation) -> list[str]:
    """What a full solution works out: of a network every gradient and update, of formulas everything."""
    forward = [step.name for step in derivation.forward]
    if derivation.graph.by_name[derivation.results[0]].role is Role.FORMULA:
        return [*forward, *(step.name for step in (*derivation.backward, *derivation.updates))]
    return [
        *forward,
        *_by_ends(derivation),
        *(each for name in derivation.graph.wrt for each in results_of(derivation, name)),
    ]


def _by_ends(derivation: Derivation) -> Iterator[str]:
    """The derivatives by what lies before all parameters, of samples their own."""
    ends = {derivation.graph.by_name[name].quantity for name in derivation.graph.ends}
    for step in derivation.backward if ends else ():
        if isinstance(step.quantity, Gradient) and step.quantity.by in ends:
            yield step.name


def results_of(derivation: Derivation, name: str) -> list[str]:
    """For a parameter its gradient and update, for any other quantity itself."""
    graph = derivation.graph
    if name not in graph.parameters:
        return [name]
    parameter = graph.by_name[name].quantity
    outputs = (graph.by_name[output].quantity for output in derivation.results)
    own = [output for output in outputs if output.step == parameter.step]
    return [*(text(Gradient(output, parameter)) for output in own), text(parameter.updated)]
