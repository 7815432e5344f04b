"""The pen: one line of a formula under way. Brackets, signs and precedence are decided here, once.

A script (Unicode, ASCII, LaTeX) only says how a name, a fraction or a power looks.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar

from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.parts import softmax_as_quotient
from backprop_cli.expr.tree import (
    Add,
    Call,
    Diff,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    Struck,
)
from backprop_cli.notation.breaks import GLUE, above_bar, bare, hardly_broken, joined_by, kept_together
from backprop_cli.notation.leading_sign import without_sign
from backprop_cli.notation.manner import Manner
from backprop_cli.notation.numbers import ALL_DIGITS, Decimal, decimal
from backprop_cli.notation.script import ATOM, POWER, PREFIX, PRODUCT, QUOTIENT, SET, SUM
from backprop_cli.notation.tall import Tall, drawn_as_text, on_one_line
from backprop_cli.notation.touching import is_coefficient, may_touch

KindWriter = Callable[[Any, Any], tuple[str, int]]
"""A pen writes a node: the text, and how tightly it holds together."""


class ScalarPen:
    """One line under way, of numbers alone."""

    def __init__(self, manner: Manner, *, numeric: bool, breaks: bool = True) -> None:
        self.manner = manner
        self.script = script = manner.script
        self.numeric = numeric
        self.values = manner.values if numeric else {}
        """What is written for its name."""
        self.rounded = False
        self.is_line = False
        """Whether this is a line of its own, where products of matrices get wide dots."""
        self.tall: list[Tall] = []
        self.breaks = breaks and script.is_looked_at
        """Whether the text is marked where it may break."""
        self._known: dict[str, tuple[str, int, bool]] = {}
        """What was written for a name, how tightly it holds together, and whether it was rounded."""

    def whole(self, expr: Expr) -> str:
        """A line of its own that stays whole, and the next one after it; `rounded` is for this line alone."""
        self.rounded = False
        self.tall = []
        text = self.line(expr)
        return drawn_as_text(text, self.tall) if self.tall else bare(text)

    def line(self, expr: Expr) -> str:
        """The whole side of an equation: its outermost product gets wide dots."""
        self.is_line = True
        if isinstance(expr, Ref):
            return self._set_anew(expr.name, self._reference(expr.name)[0])
        if not isinstance(expr, Mul):
            return self.write(expr)[0]
        body = without_sign(expr)
        product = expr if body is None else body
        if not isinstance(product, Mul) or is_coefficient(product.factors[0]):
            return self.write(expr)[0]
        sign = "" if body is None or self._starts_with_zero(body) else self.script.minus
        return sign + self._product(product.factors, self.script.wide_dot)

    def write(self, expr: Expr) -> tuple[str, int]:
        """A part of a formula, and how tightly it holds together."""
        way = self.ways.get(type(expr))
        if way is None:
            raise TypeError(f"no script writes {type(expr).__name__}")
        return way(self, expr)

    # --- numbers ------------------------------------------------------------------------------------

    def _ref(self, ref: Ref) -> tuple[str, int]:
        return self._reference(ref.name)

    def _num(self, num: Num) -> tuple[str, int]:
        digits = self.manner.digits if self.numeric else ALL_DIGITS
        return self._number(self.script.typed(num.text, digits))

    def _add(self, add: Add) -> tuple[str, int]:
        return self._sum(add.terms), SUM

    def _mul(self, mul: Mul) -> tuple[str, int]:
        body = without_sign(mul)
        return (self._product(mul.factors, self.script.dot), PRODUCT) if body is None else self._minus(body)

    def _neg(self, neg: Neg) -> tuple[str, int]:
        return self._minus(neg.body)

    def _minus(self, body: Expr) -> tuple[str, int]:
        """A minus and what it stands before: −2z, not (−2)·z."""
        if isinstance(body, Ref) and self.values.get(body.name, 0) < 0:
            return self._number(self.manner.number(body.name, self.values[body.name]).negated())
        if self._starts_with_zero(body):
            return self.write(body)  # −0 is 0
        return self.script.minus + self.within(body, QUOTIENT), PREFIX

    def _div(self, div: Div) -> tuple[str, int]:
        body = without_sign(div)
        return self._quotient(div.top, div.bottom) if body is None else self._minus(body)

    def _slope(self, slope: Slope) -> tuple[str, int]:
        return self.write(slope.shown)

    def _softmax(self, softmax: Softmax) -> tuple[str, int]:
        quotient = softmax_as_quotient(softmax)
        return self._quotient(quotient.top, quotient.bottom)

    def _struck(self, struck: Struck) -> tuple[str, int]:
        return self.script.struck(self.write(struck.body)[0]), PRODUCT

    def _diff(self, diff: Diff) -> tuple[str, int]:
        operator = self.script.derivative_by(self.script.name(diff.by.name))
        operator = operator.replace(" ", GLUE) if self.breaks else operator
        return operator + self.within(diff.body, POWER), PRODUCT

    def _starts_with_zero(self, expr: Expr) -> bool:
        """Whether a 0 that is put in for a name would follow a minus that stands before `expr`."""
        match expr:
            case Ref(name):
                return self.values.get(name) == 0
            case Mul((first, *_)) | Div(first, _):
                return self._starts_with_zero(first)
        return False

    def within(self, expr: Expr, level: int) -> str:
        """`expr`, in brackets if it holds together less tightly than `level`."""
        if isinstance(expr, Ref):  # as `_reference`, without its call: nearly all of a large network
            text, own, rounded = self._known.get(expr.name) or self._named(expr.name)
            self.rounded |= rounded
        else:
            text, own = self.write(expr)
        return text if own >= level else self._bracketed(text)

    def _bracketed(self, text: str) -> str:
        return self._enclosed(self.script.brackets(text))

    def _enclosed(self, text: str) -> str:
        """A text in its brackets, which stays on one line where it is short."""
        return hardly_broken(text) if self.breaks else text

    def _applied(self, word: str, body: Expr) -> str:
        return self._enclosed(self.script.applied(word, self.write(body)[0]))

    def _joint(self, sign: str) -> str:
        """An operator between its operands."""
        return joined_by(sign) if self.breaks else sign

    def _reference(self, name: str) -> tuple[str, int]:
        text, level, rounded = self._known.get(name) or self._named(name)
        self.rounded |= rounded
        return text, level

    def _set_anew(self, name: str, written: str) -> str:
        """A name by itself, with the `:=` that none has within a formula: there nothing is assigned."""
        if name in self.values or not self.script.name(name).endswith(SET):
            return written
        return written + (kept_together(SET) if self.breaks else SET)

    def _named(self, name: str) -> tuple[str, int, bool]:
        """A name as it stands in a formula, kept for the next time: a large network has few in many lines."""
        if name in self.values:
            number = self.manner.number(name, self.values[name])
            known = (*self.script.put_in(number), number.rounded)
        else:
            text = self.script.name(name).removesuffix(SET)
            known = kept_together(text) if self.breaks else text, ATOM, False
        self._known[name] = known
        return known

    def _number(self, number: Decimal) -> tuple[str, int]:
        self.rounded |= number.rounded
        return self.script.put_in(number)

    def _sum(self, terms: tuple[Expr, ...]) -> str:
        if Add in map(type, terms):
            terms = tuple(
                part for term in terms for part in (term.terms if isinstance(term, Add) else (term,))
            )
        longest = self.manner.longest_sum
        if longest is not None and len(terms) > longest:
            head, last = self._signed_terms(terms[:3]), self._signed_terms(terms[-1:], first=False)
            return f"{head}{self._joint(' + ')}{self.script.dots}{last}"
        return self._signed_terms(terms)

    def _signed_terms(self, terms: tuple[Expr, ...], *, first: bool = True) -> str:
        parts = [self.write(terms[0])[0]] if first else []
        plus, dot = self._joint(" + "), self.script.dot
        for term in terms[first:]:
            if isinstance(term, Struck):
                sign, inner = _sign(term.body, self.script.minus)
                parts += [self._joint(f" {sign} "), self.script.struck(self.write(inner)[0])]
            elif (body := without_sign(term)) is not None:
                parts += [self._joint(f" {self.script.minus} "), self.within(body, QUOTIENT)]
            elif isinstance(term, Mul):  # as `_mul`, which would look for its sign again
                parts += [plus, self._product(term.factors, dot)]
            else:
                parts += [plus, self.within(term, QUOTIENT)]
        return "".join(parts)

    def _product(self, factors: tuple[Expr, ...], dot: str) -> str:
        joint, touches = self._joint(dot), self.script.touching and dot == self.script.dot
        text = self.within(factors[0], PRODUCT)
        for before, factor in pairwise(factors):
            written = self.within(factor, PRODUCT)
            if touches and is_coefficient(before) and may_touch(factor, written, numeric=self.numeric):
                text += written
            else:
                text += joint + written
        return text

    def _quotient(self, top: Expr, bottom: Expr) -> tuple[str, int]:
        if isinstance(top, Num) and isinstance(bottom, Num):
            ready = self.script.fractions.get(f"{top.text}/{bottom.text}")
            if ready:
                return ready, ATOM
        if self.script.stacks_fractions:
            return self.script.quotient(self.write(top)[0], self.write(bottom)[0]), PRODUCT
        above = self.within(top, PRODUCT)
        above = above_bar(above) if self.breaks else above
        return self.script.quotient(above, self.within(bottom, POWER)), QUOTIENT

    def _power(self, power: Pow) -> tuple[str, int]:
        base, exponent = power.base, power.exponent
        below, level = self.write(base)
        if (
            level < ATOM
            or self.script.has_superscript(on_one_line(below, self.tall))
            or self._is_derivative(base)
        ):
            below = self._bracketed(below)
        return self.script.power(below, self._enclosed(self.write(exponent)[0])), POWER

    def _is_derivative(self, base: Expr) -> bool:
        """Whether it is written as a quotient, of which a power would belong to the lower part only."""
        return not self.numeric and isinstance(base, Ref) and self.script.is_derivative(base.name)

    def _call(self, call: Call) -> tuple[str, int]:
        function, args = call.function, call.args
        if function == "exp":
            return self._enclosed(self.script.exponential(self.write(args[0])[0])), POWER
        if function == "softmax" and len(args) == 1:  # of a whole vector
            return self._applied(function, args[0]), ATOM
        return self._enclosed(self.script.call(function, [self.write(arg)[0] for arg in args])), ATOM

    def _prime(self, prime: Prime) -> tuple[str, int]:
        call = prime.call
        values = self.manner.values if self.numeric else {}
        if values and (slope := value_if_any(Slope(call, prime), values)) is not None:
            return self._number(decimal(slope, self.manner.digits))
        return self._enclosed(self.script.prime(call.function, self.write(call.args[0])[0])), ATOM

    ways: ClassVar[dict[type[Expr], KindWriter]] = {
        Ref: _ref,
        Num: _num,
        Add: _add,
        Mul: _mul,
        Neg: _neg,
        Div: _div,
        Pow: _power,
        Call: _call,
        Slope: _slope,
        Prime: _prime,
        Softmax: _softmax,
        Struck: _struck,
        Diff: _diff,
    }
    """How each kind of node is written; a large network has a million, so the kind is looked up."""


def _sign(body: Expr, minus: str) -> tuple[str, Expr]:
    """The sign before a struck-out part, and the part without it."""
    first, *rest = body.terms if isinstance(body, Add) else (body,)
    inner = without_sign(first)
    if inner is None:
        return "+", body
    return minus, Add((inner, *rest)) if rest else inner
