"""How a quantity looks, whatever the script: which letter, which number behind it, which indices."""

from __future__ import annotations

from backprop_cli.quantities.grammar import stem
from backprop_cli.quantities.quantity import Quantity


def look(quantity: Quantity) -> tuple[str, str]:
    """The letters of a quantity and the number that belongs to them: `x_1` is x₁, an entry of `W1` a w.

    No letters where an author's name has no such form.
    """
    found = stem(quantity.symbol)
    if found is None:
        return "", ""
    letters, number = found
    if quantity.of is not None and quantity.step is not None:
        return letters, str(quantity.step)
    is_weight = letters == "W" and quantity.layer is not None and quantity.indices
    return "w" if is_weight else letters, number


def joined(indices: tuple[int, ...]) -> str:
    """11 for (1, 1); 12,3 where the digits alone could be misread."""
    return ("," if any(index > 9 for index in indices) else "").join(map(str, indices))
