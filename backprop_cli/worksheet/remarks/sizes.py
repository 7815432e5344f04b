"""How large the gradient is in each layer: whether it vanishes or explodes on its way back."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot, isfinite

from backprop_cli.graph.graph import Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import loss, weights
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words.inline import Bar, Number
from backprop_cli.worksheet.document import Table
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

MANY_LAYERS = 3
"""From so many layers on the sizes are always listed."""
ROUNDED_UP = 1.1
"""What rounding to two digits may add."""
FAR_APART = 100
"""Sizes that differ by more are listed in any network."""


def gradient_sizes(case: Case) -> Iterator[Found]:
    """The length √Σg² of the gradient by each layer's weights, with bars."""
    sizes = _sizes(case)
    largest, least = max(sizes.values(), default=0.0), min(sizes.values(), default=0.0)
    if not isfinite(ROUNDED_UP * largest / (least or 1)):  # no number says how far apart they are
        return
    if largest and (len(sizes) >= MANY_LAYERS or (least and largest / least > FAR_APART)):
        from backprop_cli.words.remarks import layers as words

        about = tuple(Gradient(loss(), weights(layer)) for layer in sizes)
        rows = tuple(
            ((words.layer(layer),), (Number(size),), (Bar(size / largest),)) for layer, size in sizes.items()
        )
        table = Table(words.size_columns(text(loss())), rows, words.size(text(loss())), prose=(2,))
        hidden = {unit.function for unit in case.units if unit.layer < max(sizes)}
        yield Found(about, (sizes, hidden), beside=(table,))


def _sizes(case: Case) -> dict[int, float]:
    """By layer; none where a gradient has no number."""
    entries: dict[int, list[float]] = {}
    for weight in case.parameters(Role.WEIGHT) if case.values else ():
        gradient = case.gradient(weight)
        if gradient is None:
            return {}
        entries.setdefault(weight.quantity.layer or 0, []).append(gradient)
    return {layer: hypot(*found) for layer, found in entries.items()}
