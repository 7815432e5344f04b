"""Plain ASCII, in the names that answers and options use: W1[1,1]*x[1], dL/dz2[1], 1.2e-07."""

from __future__ import annotations

from backprop_cli.expr.tokens import GREEK, canonical
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import Script
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.quantities.symbols import Symbol


class Ascii(Script):
    """The script for outputs that cannot show Unicode; formulas read as they are typed."""

    minus, dot, wide_dot, dots, about = "-", "*", " * ", "...", "~="
    matrix_dot, wide_matrix_dot, entry_dot = " @ ", " @ ", " * "
    dots_down, times = ":", "x"
    touching = False

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


_PLAIN_SIGNS = str.maketrans(
    {"→": "->", "≈": "~=", "′": "'", "ŷ": "yhat", "−": "-", "·": "*", "ᵀ": "^T", "⁺": "_new"}
    | GREEK
    | {"⟨": "@", "⟩": "", "…": "...", "∂": "d", "ᵢ": "_i", "ⱼ": "_j", "³": "^3"}
    | {"²": "^2", "Σ": "sum", "∇": "grad ", "–": "-", "½": "1/2", "∗": "*", "×": "x", "⋮": ":", "ℓ": "ell"}
    | {"✓": "ok", "↳": "->", "✗": "X "}
    | dict.fromkeys("▏▎▍▌▋▊▉█", "#")
)


def in_ascii(text: str) -> str:
    """Words without Unicode; a letter that has no plain form becomes `?`."""
    return text.translate(_PLAIN_SIGNS).encode("ascii", "replace").decode("ascii")
