"""Unicode for terminals and plain text: z¹₂, ∂L/∂w¹₁₁, e^(−0.3775), 1.2·10⁻⁷."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import ClassVar

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tokens import GREEK, MARKS
from backprop_cli.notation import breaks
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import SET, Script
from backprop_cli.quantities.grammar import DIRECT, look_of, marked_letters
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.quantities.symbols import Symbol, joined, state_letters

_RAISABLE = "0123456789-+()′"
_RAISED = str.maketrans(_RAISABLE, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾′")
_LOWERED = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_LETTERS = {name: letter for letter, name in GREEK.items()} | {
    "yhat": "ŷ",
    "zhat": "ẑ",
    "Zhat": "Ẑ",
    "ell": "ℓ",
    "htilde": "h\N{COMBINING TILDE}",
    "X~": "X\N{COMBINING TILDE}",
    "X~^+": "X\N{COMBINING TILDE}†",
    "W~": "W\N{COMBINING TILDE}",
    "S^-1": "S⁻¹",
    "W'": "W′",
    "b'": "b′",
    "W''": "W″",
    "b''": "b″",
}
_INDEX = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_LONGEST_INDEX = 3
"""Letters of an index that are lowered; more are read as they are typed."""
_NEW = {"⁺": "⁺", "new": " new"}
"""The marks of a value after an update."""
_NUMBERS = frozenset({"Nd", "No"})
"""Unicode's kinds of digits, lowered ones too."""
_OVER = str.maketrans(dict.fromkeys(MARKS.values()))
"""Takes the marks off letters."""


class Unicode(Script):
    """The script of the terminal."""

    minus, dot, wide_dot, dots, about = "−", "·", " · ", "…", "≈"
    fractions: ClassVar = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/8": "⅛"}

    def symbol(self, symbol: Symbol) -> str:
        written = _own_name(symbol.letters) if symbol.own else _layered(symbol)
        return f"{symbol.prefix}{written}{_marks(symbol)}"

    def state(self, quantity: Quantity) -> str:
        of = quantity.of or quantity
        if quantity.symbol == "step":
            return f"Δ{self.quantity(of._replace(step=quantity.step))}"
        letters, number = state_letters(quantity)
        return f"{_own_name(letters)}{number.translate(_LOWERED)}({self.quantity(of)})"

    def plain(self, word: str) -> str:
        return word

    def gradient(self, gradient: Gradient) -> str:
        remark = DIRECT if gradient.direct else ""
        of = gradient.of.in_any_step  # the step stands once, for both
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
            case "sqrt", [body] if body.translate(_OVER).isalnum() and not self.has_superscript(body):
                return f"√{body}"
            case "where", [test, positive, otherwise]:
                return f"({positive} if {test} > 0, else {otherwise})"
        return f"{FUNCTIONS[function].symbol}({', '.join(args)})"

    def prime(self, function: str, argument: str) -> str:
        return f"{FUNCTIONS[function].symbol}′({argument})"

    def struck(self, text: str) -> str:
        return breaks.struck(text)

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
        is_root = text.startswith("√")  # √x³ could be the root of x³
        return is_root or any(char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁾" for char in text) or text.endswith("]")


def _layered(symbol: Symbol) -> str:
    """z₂⁽¹⁾, h¹₂, z₂^[1], net_h2: Unicode has raised digits and round brackets, and lowered digits."""
    letters, raised = _letters(symbol.letters), _raised(symbol.raised)
    if symbol.indexed and symbol.at is not None:
        whole, index = _own_name(symbol.indexed), joined(symbol.at.indices).translate(_LOWERED)
        joint = "," if index and unicodedata.category(whole[-1]) in _NUMBERS else ""
        return f"{whole}{raised}{joint}{index}"
    is_number = symbol.lowered.replace(",", "").isdigit()
    lowered = symbol.lowered.translate(_LOWERED) if is_number or not symbol.lowered else f"_{symbol.lowered}"
    return letters + (raised + lowered if symbol.bare and not raised.startswith("^") else lowered + raised)


@lru_cache(maxsize=1_024)
def _letters(letters: str) -> str:
    """The letters of a network's quantity; a large network has few, in many names."""
    return _LETTERS.get(letters) or (_own_name(letters) if any(marked_letters(letters)) else letters)


@lru_cache(maxsize=1_024)
def _raised(layer: str) -> str:
    """The number of a layer, as it is typed where Unicode has not all of it raised: ^[1]."""
    return f"^{layer}" if set(layer) - set(_RAISABLE) else layer.translate(_RAISED)


def _marks(symbol: Symbol) -> str:
    step = f"t={symbol.step}" if symbol.step else ""
    marks = ", ".join(filter(None, (str(symbol.sample or ""), step)))
    return _NEW.get(symbol.new, "") + (f"⟨{marks}⟩" if marks else "") + (SET if symbol.new == ":=" else "")


def _own_name(name: str) -> str:
    """ŷ for `y_hat`, hₜ for `h_t`; as typed where Unicode has no such letters, or they read badly: net_h1."""
    look = look_of(name)
    symbol = _LETTERS.get(look.letters, look.letters)
    typed = "".join(look.parts)
    index = typed.translate(_INDEX)
    is_lowered = len(look.parts) < 2 and not set(typed) & set(index)
    is_short = len(index) <= _LONGEST_INDEX or typed.isdigit()
    is_clear = len(symbol) == 1 or not typed or typed.isalpha() or typed.isdigit()
    if not (is_lowered and is_short and is_clear) or (look.mark and len(symbol) > 1):
        return name
    return unicodedata.normalize("NFC", symbol + MARKS.get(look.mark, "")) + index
