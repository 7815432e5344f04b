"""How others spell names -> what the grammar reads: `a²₁(1 − a²₁)` as `a2[1]*(1 − a2[1])`.

A student may copy a line of the page. Each rule is a pattern and what it is read as; they apply in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient

_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_SYMBOLS = {"w": "W", "ŷ": "yhat", "δ": "delta"}
_RAISED, _LOWERED, _SAMPLE = "[⁰¹²³⁴⁵⁶⁷⁸⁹]", "[₀-₉]", "(?:⟨([0-9]+)⟩)?"
_CLOSED = r"(?<=[\])₀-₉⁰¹²³⁴⁵⁶⁷⁸⁹])"
_FRACTION = "([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"


def _entry(name: re.Match[str]) -> str:
    letter, layer, indices, new, sample = name.groups()
    places = ",".join(indices.translate(_DIGITS))
    symbol = f"{_SYMBOLS.get(letter, letter)}{layer.translate(_DIGITS)}"
    return f"{symbol}{'_new' if new else ''}[{places}]{f'@{sample}' if sample else ''}"


def _shared_bias(name: re.Match[str]) -> str:
    return f"b{name[1].translate(_DIGITS)}{'_new' if name[2] else ''}"


def _slope(call: re.Match[str]) -> str:
    layer, unit, sample = call.groups()
    return f"da{layer}[{unit}]{sample or ''}/dz{layer}[{unit}]{sample or ''}"


def _fraction(sign: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", sign[1]).replace("⁄", "/")


Rules = tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]

NAMES: Rules = (
    (re.compile(f"([A-Za-zδ](?={_RAISED})|[xyŷ])({_RAISED}*)({_LOWERED}{{1,2}})(⁺?){_SAMPLE}"), _entry),
    (re.compile(rf"(?<!\w)b({_RAISED}+)(⁺?)(?!{_LOWERED})"), _shared_bias),
    (re.compile(r"(?<!\w)L⟨([0-9]+)⟩"), r"L@\1"),
    (re.compile(r"\w+['′’]\(z([0-9]+)\[([0-9]+)\](@[0-9]+)?\)"), _slope),
)
"""Of a network: w²₁₂⁺ as W2_new[1,2], b² as b2, L⟨2⟩ as L@2, σ′(z²₁) as da2[1]/dz2[1]."""
PRODUCTS: Rules = (
    (re.compile(_CLOSED + r"(?=\()"), "*"),
    (re.compile(r"(@[0-9]+)(?=\()"), r"\1*"),
    (re.compile(_FRACTION + r"(?=[^\W_]|\()"), r"\1*"),
    (re.compile(_FRACTION), _fraction),
)
"""Of any formula: a[1](1 − a[1]) as a product, ½ as a number."""


def names_as_typed(written: str) -> str:
    """The names of a network's quantities as one types them."""
    return _applied(NAMES, written)


def products_as_typed(written: str) -> str:
    """A formula with the dots that the page leaves out."""
    return _applied(PRODUCTS, written)


def _applied(rules: Rules, written: str) -> str:
    for pattern, typed in rules:
        written = pattern.sub(typed, written)
    return written


_LETTERS = str.maketrans({"∂": "d", "ŷ": "yhat", "δ": "delta", "(": "[", ")": "]", "{": "[", "}": "]",
                          "\\": "", "`": "", "*": "", "$": ""})  # fmt: skip


def key(spelling: str) -> str:
    """A spelling without what does not tell: `W1[1, 1]_new` and `w1_new[1,1]` share one key."""
    if not spelling.isascii():
        spelling = unicodedata.normalize("NFKC", spelling.translate(_LETTERS))
    plain = "".join(spelling.translate(_LETTERS).casefold().split()).replace("][", ",")
    if "new" in plain:
        plain = plain.replace("_new", "new").replace("new", "") + "new"
    return plain


def spellings(quantity: AnyQuantity, other: AnyQuantity | None = None) -> list[str]:
    """The names that a quantity goes by: its own, its other one, δ."""
    found = [text(quantity), *([text(other)] if other else [])]
    if isinstance(quantity, Gradient) and quantity.is_error_signal:
        found.append(text(quantity.by._replace(symbol="delta")))
    return found
