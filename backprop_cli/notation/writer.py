"""The writer: a formula's tree -> a line of text, in one script, with one number of digits."""

from typing import NamedTuple

from backprop_cli.expr.tree import Expr, Ref
from backprop_cli.notation.breaks import bare, joined_by, kept_together
from backprop_cli.notation.manner import Manner
from backprop_cli.notation.numbers import ALL_DIGITS, Decimal, typed
from backprop_cli.notation.pen import Pen
from backprop_cli.notation.script import SET
from backprop_cli.notation.tall import Tall, drawn_as_text


class Unbroken(NamedTuple):
    """A line that is still to be broken: `text` is marked where it may be, and what is struck out.

    It has placeholders for the pieces that take several lines.
    """

    text: str
    rounded: bool
    tall: tuple[Tall, ...] = ()

    def whole(self) -> str:
        """The line as plain text, not broken."""
        return drawn_as_text(self.text, self.tall)


class Writer(Manner):
    """Writes formulas in one manner."""

    __slots__ = ()

    def symbols(self, expr: Expr) -> str:
        """The formula in symbols."""
        return Pen(self, numeric=False, breaks=False).whole(expr)

    def line(self, expr: Expr, *, numbers: bool, breaks: bool = True) -> Unbroken:
        """The formula in symbols, or with its names replaced by their values, before it is broken.

        `breaks`: whether it is marked where it may be; what stays whole needs no marks.
        """
        pen = Pen(self, numeric=numbers, breaks=breaks)
        return Unbroken(pen.line(expr), pen.rounded, tuple(pen.tall))

    def equation(self, *sides: Expr) -> Unbroken:
        """Several sides in symbols as one line."""
        pen = Pen(self, numeric=False)
        return Unbroken(self.equated(*map(pen.line, sides)), pen.rounded, tuple(pen.tall))

    def inline(self, expr: Expr) -> str:
        """The formula in symbols, close together, for running text."""
        return bare(self.running(expr))

    def running(self, expr: Expr) -> str:
        """The same, marked where it may break."""
        pen = Pen(self, numeric=False)
        return pen.line(expr) if isinstance(expr, Ref) else pen.write(expr)[0]

    def equated(self, *sides: str, rounded: bool = False) -> str:
        """Marked texts as sides of an equation, which breaks before its signs; the first may be empty."""
        sign = f" {self.relation(rounded=rounded)} "
        joint = joined_by(sign) if self.script.is_looked_at else sign
        first, *rest = sides
        if rest and _sets(first):  # w := w − α·dw, not w := = …
            return f"{first} {joint.join(rest)}"
        return joint.join(sides).lstrip(" ")

    def left(self, name: str) -> str:
        """A quantity as the left side of an equation, without a sign that stands between the sides."""
        line = self.line(Ref(name), numbers=False)
        return line._replace(text=line.text.removesuffix(_sets(line.text))).whole()

    def without_sign(self, written: str) -> str:
        """A symbol without the `:=` behind it: in a sentence that would stand in the middle of nothing."""
        return written.removesuffix(_sets(written))

    def first_relation(self, name: str, *, rounded: bool) -> str:
        """What stands between a quantity and the first side that it equals: `:=` where its name has that."""
        return _sets(self.name(name)).strip() or self.relation(rounded=rounded)

    def named(self, text: str) -> str:
        """A symbol as a side of an equation."""
        return kept_together(text) if self.script.is_looked_at else text

    def name(self, name: str) -> str:
        """A quantity's symbol."""
        return self.script.name(name)

    def full_name(self, name: str) -> str:
        """A quantity's symbol with δ written out as ∂L/∂z."""
        return self.script.full_name(name)

    def relation(self, *, rounded: bool) -> str:
        """`=`, or `≈` where digits were dropped."""
        return self.script.about if rounded else self.script.equals

    def decimal_of(self, name: str, value: float) -> Decimal:
        """A quantity's number: as typed where it is given, to `digits` digits where worked out."""
        return typed(self.given[name].text, ALL_DIGITS) if name in self.given else self.number(name, value)

    def value_of(self, name: str, value: float) -> Unbroken:
        """The same, written."""
        number = self.decimal_of(name, value)
        return Unbroken(self.script.put_in(number)[0], number.rounded)


def _sets(written: str) -> str:
    """The `:=` that a written symbol ends in; empty if there is none."""
    return next((sign for sign in (SET, kept_together(SET)) if written.endswith(sign)), "")
