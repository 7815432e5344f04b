"""Unicode for terminals and plain text: z¹₂, ∂L/∂w¹₁₁, e^(−0.3775), 1.2·10⁻⁷."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tokens import GREEK
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import Script
from backprop_cli.notation.symbols import joined, look, own_look
from backprop_cli.quantities.grammar import DIRECT, Look, look_of
from backprop_cli.quantities.quantity import Gradient, Quantity

_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_LOWERED = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_LETTERS = {name: letter for letter, name in GREEK.items()} | {
    "yhat": "ŷ",
    "zhat": "ẑ",
    "ell": "ℓ",
    "Xtilde": "X\N{COMBINING TILDE}",
    "Xdagger": "X\N{COMBINING TILDE}†",
    "Wtilde": "W\N{COMBINING TILDE}",
    "Sinverse": "S⁻¹",
    "Wprime": "W′",
    "bprime": "b′",
}
_INDEX = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_LONGEST_INDEX = 3
"""Letters of an index that are lowered; more are read as they are typed."""
_HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
_STROKE = "\N{COMBINING LONG STROKE OVERLAY}"


class Unicode(Script):
    """The script of the terminal."""

    minus, dot, wide_dot, dots, about = "−", "·", " · ", "…", "≈"
    fractions: ClassVar = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/8": "⅛"}

    def quantity(self, quantity: Quantity) -> str:
        stem, number = look(quantity)
        own = own_look(quantity)
        if own is not None:
            return _own_name(own, quantity) + self._after(quantity)
        if quantity.of is not None and quantity.symbol == "step":
            return f"Δ{self.quantity(quantity.of._replace(step=quantity.step))}"
        if quantity.of is not None:
            symbol = _own_name(look_of(stem), Quantity(stem))
            return f"{symbol}{number.translate(_LOWERED)}({self.quantity(quantity.of)})"
        symbol = _LETTERS.get(stem, stem)
        layer = "" if quantity.layer is None else str(quantity.layer)
        lowered = joined(quantity.indices) or number
        return symbol + layer.translate(_RAISED) + lowered.translate(_LOWERED) + self._after(quantity)

    def _after(self, quantity: Quantity) -> str:
        step = f"t={quantity.step}" if quantity.step else ""
        marks = ", ".join(filter(None, (str(quantity.sample or ""), step)))
        return ("⁺" if quantity.new else "") + (f"⟨{marks}⟩" if marks else "")

    def plain(self, word: str) -> str:
        return word

    def gradient(self, gradient: Gradient) -> str:
        remark = DIRECT if gradient.direct else ""
        of = gradient.of._replace(step=None)  # the step stands once, for both
        return f"∂{self.quantity(of)}/∂{self.quantity(gradient.by)}{remark}"

    def number(self, number: Decimal) -> str:
        power = f"·10{str(number.exponent).translate(_RAISED)}" if number.exponent else ""
        return number.mantissa.replace("-", self.minus) + power

    def brackets(self, text: str) -> str:
        return f"({text})"

    def quotient(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def power(self, base: str, exponent: str) -> str:
        if exponent.isdecimal():
            return base + exponent.translate(_RAISED)
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^({exponent})"

    def exponential(self, exponent: str) -> str:
        return f"e^({exponent})"

    def call(self, function: str, args: list[str]) -> str:
        match function, args:
            case "abs", [body]:
                return f"|{body}|"
            case "sqrt", [body] if body.isalnum():
                return f"√{body}"
            case "where", [test, positive, otherwise]:
                return f"({positive} if {test} > 0, else {otherwise})"
        return f"{FUNCTIONS[function].symbol}({', '.join(args)})"

    def prime(self, function: str, argument: str) -> str:
        return f"{FUNCTIONS[function].symbol}′({argument})"

    def struck(self, text: str) -> str:
        return "".join(char if char == " " else char + _STROKE for char in text)

    def total(self, body: str) -> str:
        return f"Σ {body}"

    def transposed(self, body: str) -> str:
        return f"{body}ᵀ"

    def derivative_by(self, name: str) -> str:
        return f"∂/∂{name} "

    def vector(self, entries: list[str]) -> str:
        return self.brackets(", ".join(entries))

    def matrix(self, rows: list[list[str]]) -> str:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.rjust, row, widths)) for row in rows]
        if len(lines) == 1:
            return f"[{lines[0]}]"
        ends = [("⎡", "⎤"), *[("⎢", "⎥")] * (len(lines) - 2), ("⎣", "⎦")]
        return "\n".join(left + line + right for (left, right), line in zip(ends, lines, strict=True))

    def has_superscript(self, text: str) -> bool:
        return any(char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺" for char in text)


def _own_name(look: Look, quantity: Quantity) -> str:
    """ŷ for `y_hat`, hₜ for `h_t`; as typed where Unicode has no such letters."""
    symbol = _LETTERS.get(look.letters, look.letters)
    index = "".join(look.parts).translate(_INDEX)
    is_lowered = len(look.parts) < 2 and not set("".join(look.parts)) & set(index)
    is_short = len(index) <= _LONGEST_INDEX or look.parts[0].isdigit()
    if not (is_lowered and is_short) or (look.hat and len(symbol) > 1):
        return quantity.symbol
    return unicodedata.normalize("NFC", symbol + _HAT) + index if look.hat else symbol + index
