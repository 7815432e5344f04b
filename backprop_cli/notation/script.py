"""What a script must say: how names, numbers, fractions and powers look. One small class per script."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from backprop_cli.notation.numbers import Decimal, typed
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Symbol, Symbols

# How tightly a piece of text holds together, loosest first.
SUM, PREFIX, QUOTIENT, PRODUCT, POWER, ATOM = range(6)

SET = " :="
"""Behind the name of a value after an update: a mark of the notation, and the sign before its formula."""


class Script(ABC):
    """A way of writing."""

    minus: ClassVar[str]
    dot: ClassVar[str]
    wide_dot: ClassVar[str]
    dots: ClassVar[str]
    dots_down: ClassVar[str] = "⋮"
    """Entries left out of a column."""
    matrix_dot: ClassVar[str] = "·"
    wide_matrix_dot: ClassVar[str] = " · "
    """Between matrices."""
    entry_dot: ClassVar[str] = " ∗ "
    """Between arrays that are multiplied entry by entry."""
    times: ClassVar[str] = "×"
    """Between rows and columns of a shape."""
    widest: ClassVar[int | None] = 56
    """Columns of text of the widest matrix; None: a script in which no text is as wide as it looks."""
    is_looked_at: ClassVar[bool] = True
    """Whether its text is what a reader sees, in lines that break; else it is set by another program."""
    equals: ClassVar[str] = "="
    about: ClassVar[str]
    fractions: ClassVar[Mapping[str, str]] = {}
    """Fractions that have a sign of their own."""
    touching: ClassVar[bool] = True
    """Whether 2x and a(1 − a) are written without a dot."""
    stacks_fractions: ClassVar[bool] = False
    """Whether a fraction bar separates top and bottom, so that they need no brackets."""

    def __init__(
        self, names: Mapping[str, AnyQuantity], *, deltas: bool = False, symbols: Symbols | None = None
    ) -> None:
        self.names = names
        """What the names in formulas stand for; one that is not here is a symbol of its own."""
        self.deltas = deltas
        """Whether a derivative of the loss is written as one symbol, δ, where the notation has one."""
        self.symbols = symbols or Symbols()
        """The notation."""
        self._written: dict[str, str] = {}
        self._quantities: dict[Quantity, str] = {}
        self._numbers: dict[Decimal, tuple[str, int]] = {}

    def name(self, name: str) -> str:
        """A quantity's symbol: `z1[2]` -> z₂⁽¹⁾; with `deltas` on, `dL/dz1[2]` -> δ₂⁽¹⁾."""
        written = self._written.get(name)
        if written is None:
            quantity = self.names.get(name) or Quantity(name)
            written = self._single(quantity) or self._in_full(quantity)
            self._written[name] = written
        return written

    def _single(self, quantity: AnyQuantity) -> str:
        """A derivative of the loss as one symbol; empty where it has none."""
        if not self.deltas or isinstance(quantity, Quantity):
            return ""
        symbol = self.symbols.of_gradient(quantity)
        return self.symbol(symbol) if symbol else ""

    def full_name(self, name: str) -> str:
        """A quantity's symbol with every derivative written out, ∂L/∂z₂⁽¹⁾."""
        return self._in_full(self.names.get(name) or Quantity(name))

    def is_derivative(self, name: str) -> bool:
        """Whether a quantity is written as a derivative, ∂L/∂w."""
        quantity = self.names.get(name)
        return isinstance(quantity, Gradient) and not self._single(quantity)

    def _in_full(self, quantity: AnyQuantity) -> str:
        if isinstance(quantity, Quantity):
            return self.quantity(quantity)
        return self.gradient(quantity)

    def quantity(self, quantity: Quantity) -> str:
        """A quantity; an optimiser's state with the parameter that it belongs to."""
        written = self._quantities.get(quantity)
        if written is None:
            is_state = quantity.of is not None
            written = self.state(quantity) if is_state else self.symbol(self.symbols.symbol(quantity))
            self._quantities[quantity] = written
        return written

    @abstractmethod
    def symbol(self, symbol: Symbol) -> str:
        """A symbol, with its index, its layer and its marks."""

    @abstractmethod
    def state(self, quantity: Quantity) -> str:
        """What an optimiser has of a parameter: v₂(w₁₁⁽¹⁾), Δw₁₁⁽¹⁾."""

    @abstractmethod
    def plain(self, word: str) -> str:
        """A name that is no letter with a number, such as `In1_1`."""

    @abstractmethod
    def gradient(self, gradient: Gradient) -> str:
        """∂of/∂by, with a remark where it is along one edge only."""

    def typed(self, text: str, digits: int) -> Decimal:
        """A number that an author typed, to so many significant digits."""
        return typed(text, digits)

    def put_in(self, number: Decimal) -> tuple[str, int]:
        """A number in a formula, and how tightly it holds together."""
        written = self._numbers.get(number)
        if written is None:
            written = self._numbers[number] = self.number(number), _level(number)
        return written

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
    def transposed(self, body: str) -> str:
        """Rows for columns."""

    @abstractmethod
    def derivative_by(self, name: str) -> str:
        """The operator ∂/∂name."""

    @abstractmethod
    def vector(self, entries: list[str]) -> str:
        """A vector: one line where there is only a line, a column where there is room."""

    @abstractmethod
    def matrix(self, rows: list[list[str]]) -> str:
        """A matrix, one line of text per row."""

    def listed(self, entries: list[str]) -> str:
        """A list in a line, for a matrix too wide to be drawn."""
        return f"[{', '.join(entries)}]"

    def applied(self, word: str, body: str) -> str:
        """A function that has no entry in the function table: `rowsum(…)`, `diag(…)`."""
        return f"{word}({body})"

    def shaped(self, name: str, rows: int, columns: int) -> str:
        """A name with its shape below it."""
        return f"{name}\n{rows}{self.times}{columns}"

    def has_superscript(self, text: str) -> bool:
        """Whether a power right after `text` could be misread."""
        return False


def _level(number: Decimal) -> int:
    """How tightly a number holds together."""
    level = PRODUCT if number.exponent else ATOM
    if number.mantissa.startswith("-"):
        level = PREFIX
    return min(level, QUOTIENT) if "/" in number.mantissa else level
