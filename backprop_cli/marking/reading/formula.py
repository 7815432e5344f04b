"""An answer that is no number -> a formula in the problem's names, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tokens import TOKEN_OF_ANSWERS, canonical
from backprop_cli.expr.tree import ONE, Call, Expr, Num, Pow, Ref, map_children, references, substitute
from backprop_cli.marking.reading.lookup import Lookup
from backprop_cli.marking.written import EXACT_DIGITS, MAX_EXPONENT, Written
from backprop_cli.quantities.spellings import is_direct, products_as_typed

_ON_PAGE = {"LReLU": "leaky_relu", "σ": "sigmoid", "√": "sqrt"}
"""Functions whose name on the page is another."""
_ROOT = re.compile(r"√\s*([\w.]+(?:\[[0-9, ]+\])?)")
_IF_ELSE = re.compile(r"\(([^()]*) if ([^()]*) > 0, else ([^()]*)\)")
_PRIME = re.compile(r"(?<!\w)([^\W\d]\w*)['′’]\(([^()]*)\)")
_POWER_OF = re.compile(r"(?<!\w)([^\W\d]\w*?)(\^[0-9]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\(([^()]*)\)")
"""tanh²(x), as books write a power of a function."""
_LETTER = re.compile(r"\b[az]\b")
_PIECE = re.compile(r"[^\s+*·×,|()−–-]+(?:\([0-9, ]+\))?")
"""What stands between the signs of a formula."""
_LOST_POWER = re.compile(r"(?<=[0-9.])\s*[*·⋅×xX]\s*10(?:[-−–]\s*|\s+[-−–])[0-9]{1,2}(?![0-9.,]*[0-9])")
"""0.5·10-3: a power of ten that lost its raised digits, or a difference."""
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])(?![^\[]*\])")
"""A comma between digits, but for those in [1,2]."""


class ReadFormula(NamedTuple):
    """What a text is: a formula, a number worked from numbers alone, or neither."""

    expr: Expr | None = None
    number: Written | None = None
    reason: str = ""
    """Why it is neither."""


def read_formula(text: str, lookup: Lookup) -> ReadFormula:
    """The formula in `text`, with every name as the problem spells it."""
    if lost := _LOST_POWER.search(text):
        power = lost[0].lstrip("*·⋅×xX ")
        return ReadFormula(reason=f"{cited(power)} may be a power of ten or a difference: {_POWER_OR_MINUS}")
    try:
        expr = _parsed(_respelled(text, lookup))
        expr = expr if lookup.find("e") == "e" else _with_exponentials(expr)
        used = dict.fromkeys(name for name in references(expr) if name not in CONSTANTS)
        names = {name: _variable(name, text, lookup) for name in used}
    except FormulaError as error:
        return ReadFormula(reason=f"neither a number nor a formula: {error.message}")
    expr = substitute(expr, {name: Ref(own) for name, own in names.items()}.get)
    if names:
        return ReadFormula(expr)
    try:
        return ReadFormula(number=worked(text, expr, lookup.exact, {}))
    except FormulaError as error:
        return ReadFormula(reason=f"this has no value: {error.message}")


_POWER_OR_MINUS = "write `10^-3`, or `10 - 3` with spaces"


def _parsed(text: str) -> Expr:
    """A formula; where it cannot be read so, with its decimal commas as points."""
    try:
        return parse(text, derivatives=True)
    except FormulaError:
        pointed = _DECIMAL_COMMA.sub(".", text)
        if pointed == text:
            raise
        return parse(pointed, derivatives=True)


def _respelled(text: str, lookup: Lookup) -> str:
    if is_direct(text):
        raise FormulaError(f"{cited(text)} speaks of one way only: write what it is in other names")
    plain = _IF_ELSE.sub(r"where(\2, \1, \3)", text).strip(" \t$").lstrip("=≈ ")
    plain = _PRIME.sub(_slope, lookup.typed(plain).replace("⋅", "·"))
    plain = products_as_typed(_with_bars_as_calls(_POWER_OF.sub(_power_of, plain)))
    return _with_products(_ROOT.sub(r"√(\1)", plain), lookup)


def _slope(prime: re.Match[str]) -> str:
    """ReLU′(x) by its formula; of a function with a parameter, such as a leaky slope, nobody can say."""
    function = FUNCTIONS.get(_function(prime[1]))
    if function is None or len(function.arguments) != 1:
        raise FormulaError(f"{cited(prime[0])} is not read: write this derivative out")
    inside = {"z": f"({prime[2]})", "a": f"{function.name}({prime[2]})"}
    return f"({_LETTER.sub(lambda letter: inside[letter[0]], function.derivatives[0])})"


def _power_of(power: re.Match[str]) -> str:
    name = _function(power[1])
    return f"{name}({power[3]}){power[2]}" if name in FUNCTIONS else power[0]


def _function(word: str) -> str:
    """What a word on the page is in the table of functions, in any case."""
    return _ON_PAGE.get(word, word.casefold())


def _with_bars_as_calls(text: str) -> str:
    """|y − a| as abs(y − a); a bar behind an operator, a bracket or nothing opens."""
    parts = text.split("|")
    written, before = parts[0], parts[0].rstrip()
    for part in parts[1:]:
        opens = not before or before[-1] in "+-−–*·×/^(,|"
        written += ("abs(" if opens else ")") + part
        before = part.rstrip() or ("|" if opens else ")")
    return written


def _with_products(text: str, lookup: Lookup) -> str:
    """A bracket behind a quantity, a derivative or a bracket is a factor: ∂q/∂s(x + 1) is no call."""
    words = [each for each in TOKEN_OF_ANSWERS.finditer(text) if each.lastgroup != "space"]
    written, place = "", 0
    for number, word in enumerate(words):
        behind = [each.group() for each in words[number + 1 : number + 4]]
        is_name = number + 1 < len(words) and words[number + 1].lastgroup == "name"
        written += text[place : word.start()] + _as_factor(word, behind, lookup, before_name=is_name)
        place = word.end()
    return written + text[place:]


def _as_factor(word: re.Match[str], behind: list[str], lookup: Lookup, *, before_name: bool) -> str:
    """A word as it stands before others: `ReLU(` is a function in any case; `L(1 − L)` is a product.

    Raises `FormulaError` for `q(x)`, which is written as a function of x and may be a product.
    """
    if word.group() == ")" and (before_name or behind[:1] == ["("]):
        return ")*"
    if word.lastgroup != "name" or behind[:1] != ["("]:
        return word.group()
    if (function := _function(word.group())) in FUNCTIONS:
        return function
    if not lookup.variable(word.group()):
        return word.group()
    if behind[2:] == [")"] and lookup.variable(behind[1]):
        product = f"{word.group()}*{behind[1]}"
        raise FormulaError(
            f"{cited(word.group() + ''.join(behind))} may be a product: write {cited(product)}"
        )
    return f"{word.group()}*"


def _with_exponentials(expr: Expr) -> Expr:
    """e^x as the page writes it, where `e` is no quantity of the problem."""
    match expr:
        case Pow(Ref("e"), exponent):
            return Call("exp", (_with_exponentials(exponent),))
        case Ref("e"):
            return Call("exp", (ONE,))
    return map_children(expr, _with_exponentials)


def _variable(name: str, text: str, lookup: Lookup) -> str:
    """The quantity that a name in a formula means; a fault cites it as it stands in `text`."""
    found = lookup.variable(name)
    pieces = _PIECE.findall(text)
    written = next((piece for piece in pieces if canonical(lookup.typed(piece)) == name), name)
    if not found:
        raise FormulaError(lookup.unknown(written))
    if lookup.entries(found) is not None:
        raise FormulaError(f"{cited(written)} is no single quantity")
    return found


def worked(text: str, expr: Expr, exact: Container[float], values: Mapping[str, float]) -> Written:
    """`0.138*0.593` as its value; each decimal that is not `exact` is uncertain by half of its last digit.

    Raises `FormulaError` where it has none.
    """
    value = _in_range(evaluate(expr, values))
    room, digits = 0.0, EXACT_DIGITS
    for decimal in (each for each in decimals_in(expr) if each.value not in exact):
        unit, significant = _precision(decimal.text)
        moved = _moved(expr, decimal, decimal.value + unit / 2)
        room += abs(evaluate(moved, values) - value)
        digits = min(digits, significant)
    return Written(text, value, room if room > SMALLEST else 0.0, digits, f"{value:.10g}")


SMALLEST = 10.0**-MAX_EXPONENT


def _in_range(value: float) -> float:
    """A value of a size that can be reckoned with; raises `FormulaError` for another."""
    if value and not SMALLEST <= abs(value) <= 1 / SMALLEST:
        raise FormulaError("it is too large" if abs(value) > 1 else "it is too close to 0")
    return value


def decimals_in(expr: Expr) -> Iterator[Num]:
    """The numbers with decimals, each once; whole numbers count as exact."""
    found: dict[Num, None] = {}

    def look(part: Expr) -> Expr:
        if isinstance(part, Num) and not part.text.isdigit():
            found[part] = None
        return map_children(part, look)

    look(expr)
    return iter(found)


def _precision(text: str) -> tuple[float, int]:
    """One unit of the last digit, and the significant digits."""
    mantissa, _, exponent = text.lower().partition("e")
    digits = mantissa.replace(".", "").lstrip("0")
    power = int(exponent or 0)
    if abs(power) > MAX_EXPONENT:
        raise FormulaError(f"{text} is beyond 10^{MAX_EXPONENT}")
    return 10.0 ** (power - len(mantissa.partition(".")[2])), len(digits) or EXACT_DIGITS


def _moved(expr: Expr, decimal: Num, value: float) -> Expr:
    if expr == decimal:
        return Num(value, repr(value))
    return map_children(expr, lambda part: _moved(part, decimal, value))
