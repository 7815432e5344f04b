"""Steps as data: what was worked out, by which rule, from which links; the page's sides are a view."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import Form, Side, batch_sides, chain_sides, direct, formula_sides
from backprop_cli.expr.tree import Expr, references
from backprop_cli.frozen import ByValue, frozen
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


class Rule(Enum):
    """Why a step's first two sides are equal."""

    FORWARD = "forward"
    """Its own formula."""
    LOCAL = "local derivative"
    """The derivative of one formula by one name in it, everything else held."""
    CHAIN = "chain rule"
    """The sum over its users: (derivative by the user) · (the user's local derivative)."""
    COLLAPSED = "chain rule, collapsed"
    """The same, where activation and loss together leave ŷ − y."""
    BATCH = "sum over samples"
    """The samples' own derivatives, added or averaged as their losses are."""
    UPDATE = "gradient descent"
    """The optimiser's formula."""


@frozen
class Step(ByValue):
    """One line of a worksheet: `name` = side = side = … = value."""

    name: str
    quantity: AnyQuantity
    rule: Rule
    formula: Expr | None = None
    """What a forward step or an update works out."""
    links: tuple[Link, ...] = ()
    """What a derivative is the sum of, link by link."""
    shortcut: Expr | None = None
    """A closed form that is shorter than the chain: ŷ − y."""
    closed: tuple[Expr, ...] = ()
    """The result in the given quantities alone, in a symbolic problem, the last form the simplest."""
    value: float | None = None
    """Dimensionless, full precision; None in a symbolic problem, or where a float has no room."""

    def valued(self, value: float) -> Step:
        """The step with its value; the sides in symbols, once made, stay."""
        step = object.__new__(Step)
        step.__dict__.update(self.__dict__, value=value)
        return step

    @cached_property
    def symbolic(self) -> tuple[Side, ...]:
        """The equal sides in symbols: the chain rule, local derivatives put in, simplified."""
        if self.formula is not None:
            return formula_sides(self.formula, spelled_out=self.rule is Rule.FORWARD)
        if not isinstance(self.quantity, Gradient):
            raise TypeError(f"{self.name} has neither a formula nor links")
        if self.rule is Rule.BATCH:
            return batch_sides(self.quantity, self.links)
        return chain_sides(self.quantity, self.links, self.shortcut)

    @property
    def sides(self) -> tuple[Side, ...]:
        """All sides, the last in numbers where there are numbers."""
        if self.closed:
            return (*self.symbolic, *(Side(each, Form.CLOSED) for each in self.closed))
        if self.value is not None and self.uses:
            return (*self.symbolic, Side(self.symbolic[-1].expr, Form.NUMBERS))
        return self.symbolic

    @property
    def is_new_value(self) -> bool:
        """Whether it gives a parameter its new value; what an optimiser keeps of one is no such."""
        return self.rule is Rule.UPDATE and isinstance(self.quantity, Quantity) and self.quantity.new

    @property
    def edges(self) -> Iterator[Gradient]:
        """The derivatives along one edge only that a sum of several links speaks of: ∂y/∂x (direct)."""
        if isinstance(self.quantity, Gradient) and len(self.links) > 1:
            direct_ones = (
                link for link in self.links if link.adjoint is None and link.kind is not Kind.PENALTY
            )
            yield from (direct(self.quantity, link) for link in direct_ones)

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The earlier results that the last side is made of, each once."""
        return tuple(dict.fromkeys(references(self.symbolic[-1].expr)))
