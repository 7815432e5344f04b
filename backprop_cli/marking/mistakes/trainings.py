"""What mistakes between the steps of a training give."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.expr.tree import Expr, Ref, references, substitute
from backprop_cli.marking.mistakes.spot import Spot


def old_parameters(place: Spot) -> Iterator[Expr]:
    """A later step's line with the parameters that the step before it started from, or the first one.

    With all of them, or only the weights or biases: who forgets one kind may have renewed the other.
    """
    named = (place.graph.by_name.get(name) for name in references(place.worked))
    moved = {node.quantity: node for node in named if node and node.name in place.graph.wrt}
    number = max((quantity.step or 1 for quantity in moved), default=1)
    for older in dict.fromkeys((number - 1, 1)) if number > 1 else ():
        before = {
            node.name: place.graph.by_quantity.get(own._replace(step=older)) for own, node in moved.items()
        }
        if all(before.values()):
            changed: dict[str, Expr] = {name: Ref(node.name) for name, node in before.items() if node}
            yield substitute(place.worked, changed.get)
            for role in {node.role for node in moved.values()} if len(moved) > 1 else ():
                some = {name: old for name, old in changed.items() if place.graph.by_name[name].role is role}
                yield substitute(place.worked, some.get)
