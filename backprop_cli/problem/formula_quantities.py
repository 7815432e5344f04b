"""The quantities of a formula problem: which names exist, and why another one does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.errors import cited, nearest
from backprop_cli.quantities.grammar import read_own, text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class FormulaQuantities(NamedTuple):
    """What decides which names a formula problem has."""

    formulas: tuple[str, ...]
    free: tuple[str, ...]
    """The names in them that have no formula."""
    wrt: tuple[str, ...]
    """Those to differentiate by."""
    updated: bool
    """Whether there is a descent step."""

    def read(self, name: str) -> AnyQuantity | None:
        """What a name means here, or None where it is not of the grammar."""
        return read_own(name)

    def objection(self, name: str) -> tuple[str, str] | None:
        """Why there is no quantity of that name to work out, as message and hint; None if there is."""
        quantity = self.read(name)
        if isinstance(quantity, Gradient):
            return self._objection_to_derivative(quantity, name)
        updated = [text(Quantity(each, new=True)) for each in self.wrt]
        if name in self.formulas or name in self.wrt or (name in updated and self.updated):
            return None
        if name in self.free:
            return f"{cited(name)} is given, so there is nothing to work out", f"add {cited(name)} to `wrt`"
        if name in updated:
            return f"without `optimizer` there is no {cited(name)}", ""
        names = [*self.formulas, *self.wrt, *(updated if self.updated else ())]
        return f"{cited(name)} is no quantity of this problem", nearest(name, names)

    def _objection_to_derivative(self, gradient: Gradient, name: str) -> tuple[str, str] | None:
        of, by = text(gradient.of), text(gradient.by)
        message = f"{cited(name)} is no derivative of this problem"
        if of not in self.formulas:
            listed = ", ".join(map(cited, self.formulas[:5])) + _more(self.formulas)
            return message, f"{cited(of)} is no formula; there are {listed}"
        if by in self.free and by not in self.wrt:
            return message, f"add {cited(by)} to `wrt`"
        if by not in (*self.formulas, *self.wrt):
            return message, f"{cited(by)} is no name in the formulas"
        return None


def _more(names: Sequence[str]) -> str:
    return ", …" if len(names) > 5 else ""
