"""What goes on the sheet: the steps that the asked quantities need, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backprop_cli.derivation.step import Derivation, Step
from backprop_cli.errors import UsageError, nearest
from backprop_cli.expr.names import (
    derivative,
    parse_name,
    updated,
    whole,
    without_sample,
)
from backprop_cli.graph.graph import Role


def asked_names(derivation: Derivation, asked: Iterable[str]) -> list[str]:
    """The single quantities meant: `W1` is every entry, a parameter its gradient and update.

    Raises `UsageError` for a name that the problem does not have.
    """
    names: list[str] = []
    for name in asked:
        own = _own_name(derivation, name.replace(" ", ""))
        singles = [*(step.name for step in derivation.steps), *derivation.graph.wrt]
        found = [single for single in singles if own in (single, whole(single))]
        if not found:
            raise UsageError(f"there is no quantity `{name}` here", _suggest(name, singles))
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


def default_names(derivation: Derivation) -> list[str]:
    """What a full solution works out: of a network every gradient and update, of formulas everything."""
    forward = [step.name for step in derivation.forward]
    if derivation.graph.by_name[derivation.results[0]].role is Role.FORMULA:
        return [*forward, *(step.name for step in (*derivation.backward, *derivation.updates))]
    return [*forward, *(each for name in derivation.graph.wrt for each in _results(derivation, name))]


def _results(derivation: Derivation, name: str) -> list[str]:
    """For a parameter its gradient and update, for any other quantity itself."""
    if name not in derivation.graph.wrt:
        return [name]
    return [*(derivative(output, name) for output in derivation.results), updated(name)]


def _own_name(derivation: Derivation, name: str) -> str:
    """`yhat[1]` is the last layer's activation."""
    last = [node.name for node in derivation.graph.nodes if node.role is Role.ACTIVATION]
    return name.replace("yhat", without_sample(whole(last[-1]))) if last else name


def _suggest(name: str, known: list[str]) -> str:
    if parse_name(name) is None:
        return "names look like W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]"
    return nearest(name, known) or f"known are {', '.join(known[:6])}, …"
