"""Text -> tree, by recursive descent. Nothing is ever executed.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/") signed | power)*     a number may stand before a factor: 8z^3
                                                        in an answer any factor may: 5x^4(z + 1)
    signed  := "-" signed | power
    power   := atom ("^" signed)?                       -x^2 is -(x^2); 2^-1 is allowed
    atom    := number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
             | "softmax" "(" sum ("," sum)* ")" "[" number "]"      the entry of a softmax, counted from 1

Text, nesting and constant exponents are bounded, so hostile input costs no more than honest input.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn

from backprop_cli.errors import FormulaError, Sentence
from backprop_cli.expr.constants import typed_number
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS, LEAKY_SLOPE, SPELLINGS, is_function
from backprop_cli.expr.parts import as_product, as_sum
from backprop_cli.expr.tokens import TOKEN, Token, canonical, token_of_answers
from backprop_cli.expr.tree import Call, Div, Expr, Neg, Num, Pow, Ref, Softmax, is_constant
from backprop_cli.late import late

refuse_undefined, refuse_zero = late("expr.undefined.refuse_undefined"), late("expr.undefined.refuse_zero")

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_EXPONENT = 100
MAX_DIVISIONS = 40
SOFTMAX = "softmax"
"""Not in the function table: it is of as many numbers as one likes, and has as many values."""
MOST_KEPT = 1_000
"""Formulas whose trees are kept: tables and students write the same ones again and again."""

_SPELLINGS = {"**": "^", "·": "*", "×": "*", "÷": "/", "−": "-", "–": "-"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@lru_cache(maxsize=MOST_KEPT)
def parse(text: str, *, derivatives: bool = False, defined: bool = False) -> Expr:
    """The tree of a formula such as `8*z^3 + z^2 + 5`.

    With `derivatives`, as answers are read, `dL/dz2[1]` is one name, and `5x^4(z + 1)` is a product as on
    paper where it can be nothing else. With `defined`, a part without names that has no value is refused.
    Raises `FormulaError` with the place of the fault and a hint.
    Names are not looked up here: whoever reads the file knows which ones are given a value.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            Sentence(
                "a formula may have at most {most} characters, this one has {count}",
                most=MAX_LENGTH,
                count=len(text),
            ),
            hint="split it into several named formulas",
        )
    tokens = token_of_answers() if derivatives else TOKEN
    return _Parser(text, tokens, defined=defined, side_by_side=derivatives).whole()


class _Parser:
    def __init__(self, text: str, tokens: re.Pattern[str], *, defined: bool, side_by_side: bool) -> None:
        self.text = text
        self.defined = defined
        self.side_by_side = side_by_side
        self.tokens = [
            Token(match.lastgroup or "other", match.group(), match.start())
            for match in tokens.finditer(text)
            if match.lastgroup != "space"
        ]
        self.tokens.append(Token("end", "", len(text)))
        self.position = 0
        self.depth = 0
        self.divisions = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self, *operators: str) -> str:
        """The next operator, if it is one of `operators`; else nothing is taken."""
        token = self.token
        text = _SPELLINGS.get(token.text, token.text)
        if token.kind != "operator" or text not in operators:
            return ""
        self.position += 1
        return text

    def fail(self, message: Sentence, token: Token | None = None, hint: str = "") -> NoReturn:
        at = token or self.token
        raise FormulaError(message, at.start, max(1, len(at.text)), hint)

    def whole(self) -> Expr:
        if self.token.kind == "end":
            self.fail(Sentence("expected a formula, found nothing"))
        expr = self.sum()
        if self.token.kind != "end":
            self.unexpected()
        return expr

    def unexpected(self) -> NoReturn:
        from backprop_cli.expr.parser_faults import unexpected  # what most formulas do without

        raise unexpected(self.text, self.tokens, self.position)

    def sum(self) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(Sentence("brackets are nested more than {most} deep", most=MAX_DEPTH))
        terms = [self.product()]
        while operator := self.take("+", "-"):
            term = self.product()
            terms.append(Neg(term) if operator == "-" else term)
        self.depth -= 1
        return as_sum(terms)

    def product(self) -> Expr:
        factors = [self.signed()]
        divided = False  # a/b c may be a/(b·c)
        while True:
            before = self.token
            if operator := self.take("*", "/"):
                if operator == "/":
                    self.count_division(before)
                first = self.token.start
                right = self.signed()
                if operator == "/" and self.defined:
                    refuse_zero(right, self.since(first), before)
                factors = [*factors, right] if operator == "*" else [Div(as_product(factors), right)]
                divided = operator == "/"
            elif not divided and self.goes_on(factors[-1]):
                factors.append(self.power())  # 8z^3 and -2(x + 1), as on paper
            else:
                return as_product(factors)

    def goes_on(self, factor: Expr) -> bool:
        """Whether the next factor stands beside one, with no sign between them."""
        token, last = self.token, self.tokens[self.position - 1]
        if token.kind == "name" or token.text == "(":
            if _coefficient(factor) or not self.side_by_side:
                return _coefficient(factor)
            return not is_function(last.text) and (last.text == ")" or _ends(factor, last))
        # (x + 1)2 may be a square that lost its raised digit, (x + 1)2z is none.
        behind = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        is_number = token.kind == "number" and (behind.kind == "name" or behind.text == "(")
        return self.side_by_side and is_number and last.text == ")"

    def since(self, start: int) -> str:
        """The text from a place on, up to the last word that was taken."""
        last = self.tokens[self.position - 1]
        return self.text[start : last.start + len(last.text)]

    def count_division(self, token: Token) -> None:
        # Each one may make the tree a level deeper.
        self.divisions += 1
        if self.divisions > MAX_DIVISIONS:
            self.fail(
                Sentence("a formula may have at most {most} divisions", most=MAX_DIVISIONS),
                token,
                hint="split it into several named formulas",
            )

    def signed(self) -> Expr:
        signs = 0
        while sign := self.take("-", "+"):
            signs += sign == "-"
        body = self.power()
        return Neg(body) if signs % 2 else body

    def power(self) -> Expr:
        first = self.token
        base = self.atom()
        exponent = self.exponent()
        if exponent is None:
            return base
        power = Pow(base, exponent)
        self.refuse_endless(power, first, self.tokens[self.position - 1])
        return power

    def exponent(self) -> Expr | None:
        """What stands raised behind a base; None where nothing does."""
        if self.token.kind == "superscript":
            number = typed_number(self.token.text.translate(_SUPERSCRIPTS))
            self.position += 1
            return number
        caret = self.token
        if not self.take("^"):
            return None
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(Sentence("powers are nested more than {most} deep", most=MAX_DEPTH), caret)
        raised = self.signed()
        self.depth -= 1
        return raised

    def refuse_endless(self, power: Pow, first: Token, last: Token) -> None:
        """A power of numbers that is none, or too large to be worked; `first` and `last` are words of it."""
        size, below = _constant(power.exponent), _constant(power.base)
        if size is not None and not abs(size) <= MAX_EXPONENT:
            from backprop_cli.expr.parser_faults import of_large_power

            self.fail(
                Sentence("an exponent may be at most {most}", most=MAX_EXPONENT), last, of_large_power(size)
            )
        if self.defined:
            refuse_undefined(power, self.since(first.start), first)
        if size is not None and below is not None and below < 0 and not size.is_integer():
            self.fail(Sentence("a negative number to a broken power is no real number"), last)
        if _constant(power) == float("inf"):
            too_large = Sentence("this power is too large")
            self.fail(Sentence("this is a division by 0") if below == 0 else too_large, last)

    def atom(self) -> Expr:
        token = self.token
        self.position += 1
        if token.kind == "number":
            if self.defined and token.text == "0" and self.token.kind == "name":
                from backprop_cli.expr.parser_faults import refuse_hexadecimal

                refuse_hexadecimal(token, self.token)
            try:
                return typed_number(token.text)
            except FormulaError as error:
                raise FormulaError(error.message, token.start, len(token.text)) from None
        if token.kind == "name":
            if self.take("("):
                return self.call(token)
            if token.text == "√":
                from backprop_cli.expr.parser_faults import needs_brackets

                raise needs_brackets(token, "write √(…)")
            return Ref(canonical(token.text))
        if token.text == "(":
            inner = self.sum()
            if not self.take(")"):
                self.closing(token)
            return inner
        from backprop_cli.expr.parser_faults import missing

        raise missing(self.text, self.tokens, self.position - 1)

    def closing(self, opening: Token) -> NoReturn:
        if self.token.kind != "end":
            self.unexpected()
        self.fail(Sentence("this bracket is never closed"), opening, hint="add `)`")

    def call(self, token: Token) -> Expr:
        name = SPELLINGS.get(token.text, token.text)
        if name not in FUNCTIONS and name != SOFTMAX:
            from backprop_cli.expr.parser_faults import no_function

            raise no_function(token)
        args = [self.sum()]
        while self.take(","):
            args.append(self.sum())
        if not self.take(")"):
            self.closing(self.tokens[self.tokens.index(token) + 1])
        if name == SOFTMAX:
            return self.entry(token, args)
        row = FUNCTIONS[name]
        if name == "leaky_relu" and len(args) == 1:
            args.append(typed_number(LEAKY_SLOPE))
        if len(args) != len(row.arguments):
            self.fail(
                Sentence(
                    "`{function}` takes {count} arguments, not {found}",
                    function=name,
                    count=len(row.arguments),
                    found=len(args),
                ),
                token,
                f"write {name}({name}(a, b), c)" if name in {"max", "min"} and len(args) > 2 else "",
            )
        call = Call(name, tuple(args))
        if self.defined:
            refuse_undefined(call, self.since(token.start), token)
        return call

    def entry(self, token: Token, logits: list[Expr]) -> Softmax:
        """The entry of a softmax that its index says, counted from 1."""
        words = [word.text for word in self.tokens[self.position : self.position + 3]]
        index = int(words[1]) if words[::2] == ["[", "]"] and words[1].isdecimal() else 0
        if not 1 <= index <= len(logits):
            from backprop_cli.expr.parser_faults import no_entry

            raise no_entry(token, len(logits))
        self.position += 3
        return Softmax(index - 1, tuple(logits))


def _coefficient(expr: Expr) -> bool:
    return isinstance(expr.body if isinstance(expr, Neg) else expr, Num)


def _ends(factor: Expr, last: Token) -> bool:
    """Whether a factor, whose last word is no bracket, is over: x^2y is x²·y, and e^2y may be e^(2·y)."""
    power = factor.body if isinstance(factor, Neg) else factor
    if not isinstance(power, Pow) or last.kind == "superscript":
        return True
    is_base = isinstance(power.base, Num) or power.base == Ref("e")
    return _coefficient(power.exponent) and not is_base


def _constant(expr: Expr) -> float | None:
    """The value of a formula that holds no names, or None; infinite when it has no value."""
    if not is_constant(expr):
        return None
    try:
        return evaluate(expr, {})
    except FormulaError:
        return float("inf")
