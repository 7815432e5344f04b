"""Names of quantities as identifiers of a program: w1_12, z1_1, grad_z1_1, and authors' own as they are."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Collection, Mapping

from backprop_cli.expr.tokens import canonical
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Symbols

_NAMES = Symbols()
RESERVED = frozenset({*keyword.kwlist, *dir(builtins)})


def identifiers(
    names: Mapping[str, AnyQuantity], outputs: Collection[Quantity], reserved: Collection[str]
) -> dict[str, str]:
    """An identifier for every name, each another one and none of Python's own or of `reserved`.

    A name keeps its form where it can; else `_` is added until it is free: `lambda_`.
    """
    wished = {name: _spelled(quantity, outputs) for name, quantity in names.items()}
    taken = {*RESERVED, *reserved}
    found: dict[str, str] = {}
    # Authors' own names first: what is made of them gives way.
    for name in sorted(names, key=lambda name: isinstance(names[name], Gradient) or wished[name] != name):
        free = wished[name]
        while free in taken:
            free += "_"
        taken.add(free)
        found[name] = free
    return found


def _spelled(quantity: AnyQuantity, outputs: Collection[Quantity]) -> str:
    if isinstance(quantity, Gradient):
        by = _of_quantity(quantity.by)
        return f"grad_{by}" if len(outputs) == 1 else f"d{_of_quantity(quantity.of)}_d{by}"
    return _of_quantity(quantity)


def _of_quantity(quantity: Quantity) -> str:
    """As Python itself reads it: two spellings of one letter are one identifier."""
    letters = canonical(quantity.symbol) if quantity.layer is None else _NAMES.symbol(quantity).letters
    joint = "_" if any(index > 9 for index in quantity.indices) else ""
    indices = joint.join(map(str, quantity.indices))
    parts = (
        f"{letters}{'' if quantity.layer is None else quantity.layer}",
        _of_quantity(quantity.of) if quantity.of else "",
        indices,
        "" if quantity.sample is None else f"s{quantity.sample}",
        "" if quantity.step is None else str(quantity.step),
        "new" if quantity.new else "",
    )
    return unicodedata.normalize("NFKC", "_".join(filter(None, parts)))
