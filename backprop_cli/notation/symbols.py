"""What an optimiser's state is called, whatever the script."""

from __future__ import annotations

from backprop_cli.quantities.grammar import stem
from backprop_cli.quantities.quantity import Quantity


def state_letters(quantity: Quantity) -> tuple[str, str]:
    """The letters of a state and the number behind them: `v` after step 2 is (`v`, `2`)."""
    if quantity.step is not None:
        return quantity.symbol, str(quantity.step)
    return stem(quantity.symbol) or (quantity.symbol, "")
