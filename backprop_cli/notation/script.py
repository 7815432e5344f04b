"""What a script must say: how names, numbers, fractions and powers look. One small class per script."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from backprop_cli.expr.names import DIRECT, Derivative, Name, is_delta, parse_name
from backprop_cli.notation.numbers import Decimal

# How tightly a piece of text holds together, loosest first.
SUM, PREFIX, QUOTIENT, PRODUCT, POWER, ATOM = range(6)


class Script(ABC):
    """A way of writing. `layered`: `z1` is layer 1's z (a network), not z with the index 1."""

    minus: ClassVar[str]
    dot: ClassVar[str]
    wide_dot: ClassVar[str]
    dots: ClassVar[str]
    equals: ClassVar[str] = "="
    about: ClassVar[str]
    fractions: ClassVar[Mapping[str, str]] = {}
    """Fractions that have a sign of their own."""
    touching: ClassVar[bool] = True
    """Whether 2x and a(1 − a) are written without a dot."""
    stacks_fractions: ClassVar[bool] = False
    """Whether a fraction bar separates top and bottom, so that they need no brackets."""

    def __init__(self, *, layered: bool, deltas: bool = False) -> None:
        self.layered = layered
        self.deltas = deltas
        self._names: dict[str, str] = {}

    def name(self, text: str) -> str:
        """A quantity's symbol: `z1[2]` -> z¹₂; with `deltas` on, `dL/dz1[2]` -> δ¹₂."""
        written = self._names.get(text)
        if written is None:
            parsed = parse_name(text)
            if self.deltas and isinstance(parsed, Derivative) and is_delta(parsed):
                by = parsed.by
                delta = Name("delta", by.layer, False, by.indices, None, by.sample)
                written = self.quantity(delta, text)
            else:
                written = self.full_name(text)
            self._names[text] = written
        return written

    def full_name(self, text: str) -> str:
        """A quantity's symbol with every derivative written out, ∂L/∂z¹₂."""
        if text.endswith(DIRECT):
            return self.full_name(text.removesuffix(DIRECT)) + self.remark(DIRECT)
        match parse_name(text):
            case Derivative(of, by):
                return self.partial(self.quantity(of, text), self.quantity(by, text))
            case Name() as quantity:
                return self.quantity(quantity, text)
        return self.plain(text)

    @abstractmethod
    def quantity(self, name: Name, text: str) -> str:
        """A quantity; `text` is its name in the grammar."""

    @abstractmethod
    def plain(self, text: str) -> str:
        """A name outside the grammar, such as the learning rate's."""

    def remark(self, text: str) -> str:
        """A word beside a symbol."""
        return text

    @abstractmethod
    def partial(self, of: str, by: str) -> str:
        """∂of/∂by."""

    @abstractmethod
    def number(self, number: Decimal) -> str:
        """A number with its sign and power of ten."""

    @abstractmethod
    def brackets(self, text: str) -> str:
        """Round brackets."""

    @abstractmethod
    def quotient(self, top: str, bottom: str) -> str:
        """A fraction."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """A power."""

    @abstractmethod
    def exponential(self, exponent: str) -> str:
        """E to a power."""

    @abstractmethod
    def call(self, function: str, args: list[str]) -> str:
        """A function applied."""

    @abstractmethod
    def prime(self, function: str, argument: str) -> str:
        """The derivative of a function at its argument, by name."""

    @abstractmethod
    def struck(self, text: str) -> str:
        """Struck out."""

    @abstractmethod
    def total(self, body: str) -> str:
        """A sum over the outputs."""

    @abstractmethod
    def derivative_by(self, name: str) -> str:
        """The operator ∂/∂name."""

    @abstractmethod
    def vector(self, entries: list[str]) -> str:
        """A vector: one line where there is only a line, a column where there is room."""

    @abstractmethod
    def matrix(self, rows: list[list[str]]) -> str:
        """A matrix, one line of text per row."""

    def has_superscript(self, text: str) -> bool:
        """Whether a power right after `text` could be misread."""
        return False
