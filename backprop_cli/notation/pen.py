"""The pen: one line of a formula under way. Brackets, signs and precedence are decided here, once.

A script (Unicode, ASCII, LaTeX) only says how a name, a fraction or a power looks.
"""

from __future__ import annotations

from itertools import pairwise

from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.shapes import size, size_of
from backprop_cli.expr.tree import (
    Add,
    Call,
    Diagonal,
    Diff,
    Div,
    Each,
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
from backprop_cli.notation.breaks import GLUE, above_bar, bare, hardly_broken, joined_by, kept_together, width
from backprop_cli.notation.leading_sign import without_sign
from backprop_cli.notation.manner import Manner
from backprop_cli.notation.numbers import ALL_DIGITS, Decimal, decimal
from backprop_cli.notation.script import ATOM, POWER, PREFIX, PRODUCT, QUOTIENT, SET, SUM
from backprop_cli.notation.tall import Tall, kept, narrowed, on_one_line, piece, placeholder
from backprop_cli.notation.touching import is_coefficient, may_touch


class Pen:
    """One line under way. Each `_…` method gives the text and how tightly it holds together."""

    def __init__(self, manner: Manner, *, numeric: bool, breaks: bool = True) -> None:
        self.manner = manner
        self.script = script = manner.script
        self.numeric = numeric
        self.values = manner.values if numeric else {}
        """What is written for its name."""
        self.rounded = False
        self.is_line = False
        """Whether this is a line of its own, where products of matrices get wide dots."""
        self.is_formula = False
        """Whether more than a name is written: nothing is assigned to what stands in a formula."""
        self.tall: list[Tall] = []
        self.breaks = breaks and script.is_looked_at
        """Whether the text is marked where it may break."""

    def line(self, expr: Expr) -> str:
        """The whole side of an equation: its outermost product gets wide dots."""
        self.is_line, self.is_formula = True, not isinstance(expr, Ref)
        body = without_sign(expr) if isinstance(expr, Mul) else None
        match body or expr:
            case Mul(factors) if not is_coefficient(factors[0]):
                sign = "" if body is None or self._starts_with_zero(body) else self.script.minus
                return sign + self._product(factors, self.script.wide_dot)
            case _:
                return self.write(expr)[0]

    def write(self, expr: Expr) -> tuple[str, int]:
        """A part of a formula, and how tightly it holds together."""
        match expr:
            case Ref(name):
                return self._reference(name)
            case Num(_, text):
                return self._number(
                    self.script.typed(text, self.manner.digits if self.numeric else ALL_DIGITS)
                )
            case Add(terms):
                return self._sum(terms), SUM
            case Mul() | Div() | MatMul() if (body := without_sign(expr)) is not None:
                return self.write(Neg(body))  # −2z, not (−2)·z
            case Mul(factors):
                return self._product(factors, self.script.dot), PRODUCT
            case Neg(Ref(name)) if self.values.get(name, 0) < 0:
                return self._number(self.manner.number(name, self.values[name]).negated())
            case Neg(body) if self._starts_with_zero(body):
                return self.write(body)  # −0 is 0
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
                return self._matrix_product(left, right), PRODUCT
            case Transpose(Ref(name)):
                symbol = self.script.name(name).removesuffix(SET)
                whole = self.script.brackets(symbol) if self.script.is_derivative(name) else symbol
                return self._shaped(name, self.script.transposed(whole), turned=True), POWER
            case Transpose(body):
                return self.script.transposed(self.within(body, ATOM)), POWER
            case Total(body):
                total = self.script.total(self.within(body, PRODUCT))
                return (total.replace(" ", GLUE, 1) if self.breaks else total), PRODUCT
            case Each(line, body):
                return self._each(line, body), ATOM
            case Diagonal(body):
                return self._applied("diag", body), ATOM
            case Diff(by, body):
                operator = self.script.derivative_by(self.script.name(by.name))
                operator = operator.replace(" ", GLUE) if self.breaks else operator
                return operator + self.within(body, POWER), PRODUCT
            case Vector(entries):
                return self._enclosed(self.script.vector([self.write(each)[0] for each in entries])), ATOM
            case Matrix(rows):
                return self._matrix(rows), ATOM
        raise TypeError(f"no script writes {type(expr).__name__}")

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
        if name in self.values:
            return self._number(self.manner.number(name, self.values[name]))
        text = self.script.name(name)
        if self.is_formula:
            text = text.removesuffix(SET)
        if self.manner.shaped:
            return self._shaped(name, text), ATOM
        return kept_together(text) if self.breaks else text, ATOM

    def _shaped(self, name: str, text: str, *, turned: bool = False) -> str:
        """The symbol of a quantity, or of its transpose, with its shape where shapes are written."""
        size = size_of(self.manner.shapes.get(name, ())) if self.manner.shaped else None
        if size is None:
            return kept_together(text) if self.breaks else text
        symbol, sign, _ = text.partition(SET)
        shaped = self._on_line(self.script.shaped(symbol, *(size[::-1] if turned else size)), 0)
        return shaped + (kept_together(sign) if self.breaks else sign)

    def _on_line(self, text: str, middle: int) -> str:
        """A text of several lines as a piece of this one, which is never broken."""
        if not self.script.is_looked_at:
            return text
        self.tall.append(piece(text.split("\n"), middle))
        return placeholder(len(self.tall) - 1, self.tall[-1])

    def _matrix(self, rows: tuple[tuple[Expr, ...], ...]) -> str:
        script, most = self.script, self.manner.most_entries
        down, across = (kept(len(part), most) for part in (rows, rows[0]))

        def entry(row: int | None, column: int | None) -> str:
            if row is None:
                return script.dots_down
            return script.dots if column is None else bare(self.write(rows[row][column])[0])

        texts = [[entry(row, column) for column in across] for row in down]
        texts = narrowed(texts, script.widest, script.dots)
        drawing = script.matrix(texts)
        if self.manner.widest is not None and width(drawing.partition("\n")[0]) > self.manner.widest:
            return script.listed([self._enclosed(script.listed(row)) for row in texts])
        return self._on_line(drawing, (len(texts) - 1) // 2)

    def _each(self, line: str, body: Expr) -> str:
        match body:
            case Total(terms):
                return self._applied(f"{line[:3]}sum", terms)
            case Call("softmax", _):
                return self.write(body)[0]
        return self._applied(f"{line}s", body)

    def _number(self, number: Decimal) -> tuple[str, int]:
        self.rounded |= number.rounded
        return self.script.put_in(number)

    def _sum(self, terms: tuple[Expr, ...]) -> str:
        terms = tuple(part for term in terms for part in (term.terms if isinstance(term, Add) else (term,)))
        longest = self.manner.longest_sum
        if longest is not None and len(terms) > longest:
            head, last = self._signed_terms(terms[:3]), self._signed_terms(terms[-1:], first=False)
            return f"{head}{self._joint(' + ')}{self.script.dots}{last}"
        return self._signed_terms(terms)

    def _signed_terms(self, terms: tuple[Expr, ...], *, first: bool = True) -> str:
        parts: list[str] = []
        for position, term in enumerate(terms):
            leading = first and position == 0
            if isinstance(term, Struck) and not leading:
                sign, inner = _sign(term.body, self.script.minus)
                parts += [self._joint(f" {sign} "), self.script.struck(self.write(inner)[0])]
            elif not leading and (body := without_sign(term)) is not None:
                parts += [self._joint(f" {self.script.minus} "), self.within(body, QUOTIENT)]
            elif leading:
                parts.append(self.write(term)[0])
            else:
                parts += [self._joint(" + "), self.within(term, QUOTIENT)]
        return "".join(parts)

    def _product(self, factors: tuple[Expr, ...], dot: str) -> str:
        if self.manner.shapes:
            return self._product_of_arrays(factors, dot)
        joint, touches = self._joint(dot), self.script.touching and dot == self.script.dot
        text = self.within(factors[0], PRODUCT)
        for before, factor in pairwise(factors):
            is_touching = touches and may_touch(before, factor, numeric=self.numeric)
            text += ("" if is_touching else joint) + self.within(factor, PRODUCT)
        return text

    def _product_of_arrays(self, factors: tuple[Expr, ...], dot: str) -> str:
        """A product in which some factors may be arrays: these are multiplied entry by entry."""
        is_array = [bool(size(factor, self.manner.shapes)) for factor in factors]
        bracketed = MatMul if sum(is_array) > 1 else ()
        usual, touches = self._joint(dot), self.script.touching and dot == self.script.dot
        text = self._factor(factors[0], bracketed)
        for place, (before, factor) in enumerate(pairwise(factors), 1):
            joint = usual
            if is_array[place] and any(is_array[:place]):
                joint = self._joint(self.script.entry_dot)
            elif touches and may_touch(before, factor, numeric=self.numeric):
                joint = ""
            text += joint + self._factor(factor, bracketed)
        return text

    def _matrix_product(self, left: Expr, right: Expr) -> str:
        dot = self.script.wide_matrix_dot if self.is_line else self.script.matrix_dot
        return self._factor(left, Mul) + self._joint(dot) + self._factor(right, Mul)

    def _factor(self, factor: Expr, bracketed: type[Expr] | tuple[()]) -> str:
        """A factor, in brackets if it is a product of the other sort, entry by entry or of matrices."""
        text = self.within(factor, PRODUCT)
        return self._bracketed(text) if isinstance(factor, bracketed) else text

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

    def _power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
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

    def _call(self, function: str, args: tuple[Expr, ...]) -> tuple[str, int]:
        if function == "exp":
            return self._enclosed(self.script.exponential(self.write(args[0])[0])), POWER
        if function == "softmax" and len(args) == 1:  # of a whole vector
            return self._applied(function, args[0]), ATOM
        return self._enclosed(self.script.call(function, [self.write(arg)[0] for arg in args])), ATOM

    def _prime(self, call: Call) -> tuple[str, int]:
        if self.numeric and self.manner.values:
            slope = evaluate(Slope(call, Prime(call)), self.manner.values)
            return self._number(decimal(slope, self.manner.digits))
        return self._enclosed(self.script.prime(call.function, self.write(call.args[0])[0])), ATOM


def _sign(body: Expr, minus: str) -> tuple[str, Expr]:
    """The sign before a struck-out part, and the part without it."""
    first, *rest = body.terms if isinstance(body, Add) else (body,)
    inner = without_sign(first)
    if inner is None:
        return "+", body
    return minus, Add((inner, *rest)) if rest else inner
