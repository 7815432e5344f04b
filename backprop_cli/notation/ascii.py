"""Plain ASCII, in the names that answers and options use: W1[1,1]*x[1], dL/dz2[1], 1.2e-07."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import combining, normalize

from backprop_cli.expr.tokens import GREEK, canonical
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import Script
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Symbol, Symbols


class Ascii(Script):
    """The script for outputs that cannot show Unicode; formulas read as they are typed."""

    minus, dot, wide_dot, dots, about = "-", "*", " * ", "...", "~="
    matrix_dot, wide_matrix_dot, entry_dot = " @ ", " @ ", " * "
    dots_down, times = ":", "x"
    touching = False

    def __init__(
        self, names: Mapping[str, AnyQuantity], *, deltas: bool = False, symbols: Symbols | None = None
    ) -> None:
        # A network's quantity whose own name has letters that are not here goes by the notation's.
        super().__init__(names, deltas=deltas, symbols=symbols and symbols.with_own(_is_plain))

    def symbol(self, symbol: Symbol) -> str:
        # The form of the grammar, which reads it back.
        return self.plain(text(symbol.in_grammar()))

    def state(self, quantity: Quantity) -> str:
        of = quantity.of and self.symbols.symbol(quantity.of).in_grammar()
        return self.plain(text(quantity._replace(of=of)))

    def gradient(self, gradient: Gradient) -> str:
        of, by = (self.symbols.symbol(each).in_grammar() for each in (gradient.of, gradient.by))
        return self.plain(text(gradient._replace(of=of, by=by)))

    def plain(self, word: str) -> str:
        # A letter without a plain form by its number, so that two names never look the same.
        return canonical(word).encode("ascii", "backslashreplace").decode("ascii")

    def number(self, number: Decimal) -> str:
        return number.mantissa + (f"e{number.exponent:+03}" if number.exponent else "")

    def brackets(self, text: str) -> str:
        return f"({text})"

    def quotient(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}" if exponent.isalnum() else f"{base}^({exponent})"

    def exponential(self, exponent: str) -> str:
        return f"exp({exponent})"

    def call(self, function: str, args: list[str]) -> str:
        if function == "where":
            test, positive, otherwise = args
            return f"({positive} if {test} > 0, else {otherwise})"
        return f"{function}({', '.join(args)})"

    def prime(self, function: str, argument: str) -> str:
        return f"{function}'({argument})"

    def struck(self, text: str) -> str:
        return f"~~{text}~~"

    def total(self, body: str) -> str:
        return f"sum {body}"

    def transposed(self, body: str) -> str:
        return f"{body}^T"

    def derivative_by(self, name: str) -> str:
        return f"d/d{name} "

    def vector(self, entries: list[str]) -> str:
        return self.brackets(", ".join(entries))

    def matrix(self, rows: list[list[str]]) -> str:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("[" + "  ".join(map(str.rjust, row, widths)) + "]" for row in rows)


class AsTyped(Ascii):
    """Formulas as a problem file has them, where cases are a function."""

    def call(self, function: str, args: list[str]) -> str:
        return f"{function}({', '.join(args)})"


_PLAIN_SIGNS = str.maketrans(
    {"→": "->", "≈": "~=", "′": "'", "ŷ": "yhat", "−": "-", "·": "*", "ᵀ": "^T", "⁺": "_new"}
    | GREEK
    | {"⟨": "@", "⟩": "", "…": "...", "—": "-", "∂": "d", "ᵢ": "_i", "ⱼ": "_j", "³": "^3"}
    | {"²": "^2", "Σ": "sum", "∇": "grad ", "–": "-", "½": "1/2", "∗": "*", "×": "x", "⋮": ":", "ℓ": "ell"}
    | {"✓": "ok", "↳": "->", "✗": "X "}
    | dict.fromkeys("▏▎▍▌▋▊▉█", "#")
)


_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*")
"""A word with letters that are not in ASCII."""


def in_ascii(text: str) -> str:
    """Words without Unicode: a sign by its name; a letter of a word without its accent, or as `?`."""
    if text.isascii():
        return text
    plain = _WORD.sub(lambda word: _letters(word.group()), text)
    return "".join(map(_plain_letter, plain.translate(_PLAIN_SIGNS)))


def _letters(word: str) -> str:
    """A word of several such letters, letter by letter; only one, as in Δw, may be a sign with a name."""
    return "".join(map(_plain_letter, word)) if sum(not char.isascii() for char in word) > 1 else word


def _plain_letter(char: str) -> str:
    if char.isascii():
        return char
    base = "".join(each for each in normalize("NFKD", char) if not combining(each))
    return base if base.isascii() else "?"


def _is_plain(name: str) -> bool:
    return canonical(name).isascii()
