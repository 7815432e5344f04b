"""How a quantity looks, whatever the script: which letter, which number behind it, which indices."""

from __future__ import annotations

from backprop_cli.quantities.grammar import Look, look_of, stem
from backprop_cli.quantities.quantity import Quantity


def look(quantity: Quantity) -> tuple[str, str]:
    """The letters of a quantity and the number behind them: `v` after step 2; an entry of `W1` is a w."""
    letters, number = stem(quantity.symbol) or (quantity.symbol, "")
    if quantity.of is not None and quantity.step is not None:
        return letters, str(quantity.step)
    is_weight = letters == "W" and quantity.layer is not None and quantity.indices
    return "w" if is_weight else letters, number


def own_look(quantity: Quantity) -> Look | None:
    """How an author's own name looks; None where it is a network's, with a layer, indices or a state's."""
    if quantity.layer is not None or quantity.indices or quantity.of is not None:
        return None
    return look_of(quantity.symbol)


def joined(indices: tuple[int, ...]) -> str:
    """11 for (1, 1); 12,3 where the digits alone could be misread."""
    return ("," if any(index > 9 for index in indices) else "").join(map(str, indices))
