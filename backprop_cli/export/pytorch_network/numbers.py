"""The solution's numbers, which a program's own are compared with."""

from __future__ import annotations

from itertools import product

from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.expr.value import Shape
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import PRE_ACTIVATION
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


def numbers(solved: SolvedNetwork, quantity: AnyQuantity, shape: Shape) -> str:
    """The solution's numbers of a quantity: one, a list, or a list for each row."""
    places = product(*(range(1, size + 1) for size in shape))
    entries = [_number(solved, _entry(solved, quantity, place)) for place in places]
    if len(shape) < 2:
        return f"[{', '.join(entries)}]" if shape else entries[0]
    rows = (entries[start : start + shape[1]] for start in range(0, len(entries), shape[1]))
    lists = (f"[{', '.join(row)}]" for row in rows)
    return f"[{', '.join(lists)}]"


def _number(solved: SolvedNetwork, quantity: AnyQuantity) -> str:
    """A value of the solution; `nan` where floats lose it."""
    values, name = solved.derivation.values, text(quantity)
    if isinstance(quantity, Quantity) and solved.moved and quantity.of in solved.moved.fixed:
        return "0.0"  # an entry that stays needs no state, and the program has one for all entries
    return "nan" if name in solved.lost or name not in values else repr(values[name])


def _entry(solved: SolvedNetwork, quantity: AnyQuantity, place: tuple[int, ...]) -> AnyQuantity:
    """An entry of the solution; of ∂L/∂z1 the rows are samples, in the order of the batch."""
    if isinstance(quantity, Gradient) and quantity.by.symbol == PRE_ACTIVATION:
        row, column = place
        of_sample = [each for each in solved.derivation.graph.nodes if each.quantity.kind == quantity.by]
        samples = dict.fromkeys(each.quantity.sample for each in of_sample)
        own = quantity.by._replace(sample=list(samples)[row - 1])
        return quantity._replace(by=own.at(column))
    return _at(quantity, place)


def _at(quantity: AnyQuantity, place: tuple[int, ...]) -> AnyQuantity:
    """An entry of a parameter, of what it is updated to, of its gradient or of its state."""
    if not place:
        return quantity
    if isinstance(quantity, Gradient):
        return quantity._replace(by=quantity.by.at(*place))
    if quantity.of is not None:
        return quantity._replace(of=quantity.of.at(*place))
    return quantity.at(*place)
