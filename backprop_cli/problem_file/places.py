"""What turns out when a problem is worked -> its place in the file: a quantity that has no value."""

from __future__ import annotations

from contextlib import suppress

from backprop_cli.errors import Faults, Place, ProblemError, TooManyFaults
from backprop_cli.expr.tokens import canonical
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Formulas, Problem
from backprop_cli.problem_file.yaml_tree import Mapping, Sequence, YamlNode, read_tree
from backprop_cli.quantities.network import ACTIVATION, LOSS, PENALTY
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


def in_its_file(error: ProblemError, problem: Problem) -> ProblemError:
    """The same error, with the place in the file of the quantities that it is about.

    The file is read again: most problems have a value everywhere, and keep no places.
    """
    file = problem.read_from
    root = None
    with suppress(TooManyFaults):
        root = read_tree(file.text, Faults()) if file.text else None
    if root is None:
        return error
    faults = (each._replace(place=each.place or _place(each.of, problem, root)) for each in error.faults)
    return ProblemError(faults, file.source, file.text)


def _place(name: str, problem: Problem, root: YamlNode) -> Place | None:
    """Where the formula of a quantity stands, or what else it is worked by; None where nothing tells."""
    quantity = known_of(problem).read(name) if name else None
    if quantity is None:
        return None
    path = _of_formula(quantity) if isinstance(problem, Formulas) else _in_network(quantity)
    found: Place | None = None
    for step in path:
        if (inner := _inner(root, step)) is None:
            break
        root, found = inner, inner.place
    return found


def _of_formula(quantity: AnyQuantity) -> tuple[str | int, ...]:
    """The keys that lead to it; of a derivative those of what is differentiated."""
    own = quantity.of if isinstance(quantity, Gradient) else quantity
    return ("optimizer",) if own.new or own.of else ("formulas", own.symbol)


def _in_network(quantity: AnyQuantity) -> tuple[str | int, ...]:
    """The same in a network, where a derivative of the loss belongs to the layer that it is by."""
    if isinstance(quantity, Gradient):
        quantity = quantity.by if quantity.of.symbol == LOSS else quantity.of
    if quantity.new or quantity.of:
        return ("optimizer",)
    if quantity.layer is None:
        return ("penalty",) if quantity.symbol == PENALTY else ("loss",)
    return _of_layer(quantity, quantity.layer)


def _of_layer(quantity: Quantity, layer: int) -> tuple[str | int, ...]:
    return ("layers", layer - 1, *(["activation"] if quantity.symbol == ACTIVATION else []))


def _inner(node: YamlNode, step: str | int) -> YamlNode | None:
    """What stands in a list at a place, or behind a key."""
    if isinstance(node, Sequence) and isinstance(step, int):
        return next(iter(node.items[step : step + 1]), None)
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value for key, value in entries if canonical(key.text) == step), None)
