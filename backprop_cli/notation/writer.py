"""The writer: a formula's tree -> a line of text. Brackets, signs and precedence are decided here, once.

A script (Unicode, ASCII, LaTeX) only says how a name, a fraction or a power looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import (
    Add,
    Call,
    Diff,
    Div,
    Expr,
    MatMul,
    Matrix,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    Struck,
    Total,
    Transpose,
    Vector,
)
from backprop_cli.notation.numbers import ALL_DIGITS, Decimal, decimal, typed
from backprop_cli.notation.script import ATOM, POWER, PREFIX, PRODUCT, QUOTIENT, SUM, Script


class Written(NamedTuple):
    """A line of text, and whether a number in it was rounded."""

    text: str
    rounded: bool


class Writer(NamedTuple):
    """Writes formulas in one script with one number of digits."""

    script: Script
    digits: int = 5
    """Significant digits of worked-out numbers."""
    longest_sum: int | None = 8
    """Sums of more terms keep the first three and the last; None: all of them."""
    given: Mapping[str, Num] = {}
    """Given numbers by name, to be shown as typed."""
    values: Mapping[str, float] = {}
    """Every value by name, for `numbers`."""
    saturated: frozenset[str] = frozenset()
    """Names whose value a float can only round to 0 or 1."""

    def symbols(self, expr: Expr) -> str:
        """The formula in symbols."""
        return _Pen(self, numeric=False).line(expr)

    def inline(self, expr: Expr) -> str:
        """The formula in symbols, close together, for running text."""
        return _Pen(self, numeric=False).write(expr)[0]

    def numbers(self, expr: Expr) -> Written:
        """The formula with its names replaced by their values."""
        pen = _Pen(self, numeric=True)
        return Written(pen.line(expr), pen.rounded)

    def name(self, name: str) -> str:
        """A quantity's symbol."""
        return self.script.name(name)

    def full_name(self, name: str) -> str:
        """A quantity's symbol with δ written out as ∂L/∂z."""
        return self.script.full_name(name)

    def relation(self, *, rounded: bool) -> str:
        """`=`, or `≈` where digits were dropped."""
        return self.script.about if rounded else self.script.equals

    def value_of(self, name: str, value: float) -> Written:
        """A quantity's number: as typed where it is given, to `digits` digits where worked out."""
        number = self.number(name, value)
        if name in self.given:
            number = typed(self.given[name].text, ALL_DIGITS)
        return Written(self.script.number(number), number.rounded)

    def number(self, name: str, value: float) -> Decimal:
        """How the value of `name` is written where it is put in for the name."""
        if name in self.given:
            return typed(self.given[name].text, self.digits)
        number = decimal(value, self.digits)
        return number._replace(rounded=True) if name in self.saturated else number


class _Pen:
    """One line under way. Each `_…` method gives the text and how tightly it holds together."""

    def __init__(self, writer: Writer, *, numeric: bool) -> None:
        self.writer = writer
        self.script = writer.script
        self.numeric = numeric
        self.rounded = False

    def line(self, expr: Expr) -> str:
        """The whole side of an equation: its outermost product gets wide dots."""
        match expr:
            case Mul(factors) if not _is_coefficient(factors[0]):
                return self._product(factors, self.script.wide_dot)
            case _:
                return self.write(expr)[0]

    def write(self, expr: Expr) -> tuple[str, int]:
        match expr:
            case Ref(name):
                return self._reference(name)
            case Num(_, text):
                return self._number(
                    self.script.typed(text, self.writer.digits if self.numeric else ALL_DIGITS)
                )
            case Add(terms):
                return self._sum(terms), SUM
            case Mul(factors):
                return self._product(factors, self.script.dot), PRODUCT
            case Neg(Ref(name)) if self.numeric and self.writer.values.get(name, 0) < 0:
                return self._number(self.writer.number(name, self.writer.values[name]).negated())
            case Neg(body):
                return self.script.minus + self.within(body, QUOTIENT), PREFIX
            case Div(top, bottom):
                return self._quotient(top, bottom)
            case Pow(base, exponent):
                return self._power(base, exponent)
            case Call(function, args):
                return self._call(function, args)
            case Slope(_, shown):
                return self.write(shown)
            case Prime(call):
                return self._prime(call)
            case Softmax(index, logits):
                powers = tuple(Call("exp", (logit,)) for logit in logits)
                return self.write(Div(powers[index], Add(powers)))
            case Struck(body):
                return self.script.struck(self.write(body)[0]), PRODUCT
            case MatMul(left, right):
                return self._product((left, right), self.script.dot), PRODUCT
            case Transpose(body):
                return self.script.transposed(self.within(body, ATOM)), POWER
            case Total(body):
                return self.script.total(self.within(body, PRODUCT)), PRODUCT
            case Diff(by, body):
                operator = self.script.derivative_by(self.script.name(by.name))
                return operator + self.within(body, POWER), PRODUCT
            case Vector(entries):
                return self.script.vector([self.write(each)[0] for each in entries]), ATOM
            case Matrix(rows):
                return self.script.matrix([[self.write(each)[0] for each in row] for row in rows]), ATOM
        raise TypeError(f"no script writes {type(expr).__name__}")

    def within(self, expr: Expr, level: int) -> str:
        """`expr`, in brackets if it holds together less tightly than `level`."""
        text, own = self.write(expr)
        return text if own >= level else self.script.brackets(text)

    def _reference(self, name: str) -> tuple[str, int]:
        if self.numeric and name in self.writer.values:
            return self._number(self.writer.number(name, self.writer.values[name]))
        return self.script.name(name), ATOM

    def _number(self, number: Decimal) -> tuple[str, int]:
        self.rounded |= number.rounded
        level = PREFIX if number.mantissa.startswith("-") else PRODUCT if number.exponent else ATOM
        if "/" in number.mantissa:
            level = min(level, QUOTIENT)
        return self.script.number(number), level

    def _sum(self, terms: tuple[Expr, ...]) -> str:
        terms = tuple(part for term in terms for part in (term.terms if isinstance(term, Add) else (term,)))
        longest = self.writer.longest_sum
        if longest is not None and len(terms) > longest:
            head, last = self._signed_terms(terms[:3]), self._signed_terms(terms[-1:], first=False)
            return f"{head} + {self.script.dots}{last}"
        return self._signed_terms(terms)

    def _signed_terms(self, terms: tuple[Expr, ...], *, first: bool = True) -> str:
        parts: list[str] = []
        for position, term in enumerate(terms):
            leading = first and position == 0
            if isinstance(term, Struck) and not leading:
                sign, body = _sign(term.body, self.script.minus)
                parts.append(f" {sign} {self.script.struck(self.write(body)[0])}")
            elif isinstance(term, Neg) and not leading:
                parts.append(f" {self.script.minus} {self.within(term.body, QUOTIENT)}")
            elif leading:
                parts.append(self.write(term)[0])
            else:
                parts.append(f" + {self.within(term, QUOTIENT)}")
        return "".join(parts)

    def _product(self, factors: tuple[Expr, ...], dot: str) -> str:
        text = self.within(factors[0], PRODUCT)
        for before, factor in pairwise(factors):
            joint = dot
            if dot == self.script.dot and self.script.touching and self._may_touch(before, factor):
                joint = ""
            text += joint + self.within(factor, PRODUCT)
        return text

    def _may_touch(self, before: Expr, factor: Expr) -> bool:
        """24z² and a(1 − a) need no dot; 24·3² and 0.3·(−0.5) do."""
        if isinstance(factor, Pow) and isinstance(factor.base, Add):
            return self._may_touch(before, factor.base)
        if isinstance(factor, Add):
            return isinstance(before, Ref) or _is_coefficient(before)
        first = factor.base if isinstance(factor, Pow) else factor
        return _is_coefficient(before) and isinstance(first, Ref) and not self.numeric

    def _quotient(self, top: Expr, bottom: Expr) -> tuple[str, int]:
        if isinstance(top, Num) and isinstance(bottom, Num):
            ready = self.script.fractions.get(f"{top.text}/{bottom.text}")
            if ready:
                return ready, ATOM
        if self.script.stacks_fractions:
            return self.script.quotient(self.write(top)[0], self.write(bottom)[0]), PRODUCT
        return self.script.quotient(self.within(top, PRODUCT), self.within(bottom, POWER)), QUOTIENT

    def _power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        below, level = self.write(base)
        if level < ATOM or self.script.has_superscript(below) or self._is_derivative(base):
            below = self.script.brackets(below)
        return self.script.power(below, self.write(exponent)[0]), POWER

    def _is_derivative(self, base: Expr) -> bool:
        """Whether it is written as a quotient, of which a power would belong to the lower part only."""
        return not self.numeric and isinstance(base, Ref) and self.script.is_derivative(base.name)

    def _call(self, function: str, args: tuple[Expr, ...]) -> tuple[str, int]:
        if function == "exp":
            return self.script.exponential(self.write(args[0])[0]), POWER
        return self.script.call(function, [self.write(arg)[0] for arg in args]), ATOM

    def _prime(self, call: Call) -> tuple[str, int]:
        if self.numeric and self.writer.values:
            slope = evaluate(Slope(call, Prime(call)), self.writer.values)
            return self._number(decimal(slope, self.writer.digits))
        return self.script.prime(call.function, self.write(call.args[0])[0]), ATOM


def _sign(body: Expr, minus: str) -> tuple[str, Expr]:
    """The sign before a struck-out part, and the part without it."""
    match body:
        case Neg(inner):
            return minus, inner
        case Add((Neg(inner), *rest)):
            return minus, Add((inner, *rest))
    return "+", body


def _is_coefficient(expr: Expr) -> bool:
    """A number other than 1, or a fraction of two: it stands before its factor without a dot."""
    match expr:
        case Num(value, _):
            return value != 1
        case Div(Num(), Num()):
            return True
    return False
