"""An answer that is no number -> a formula in the problem's names, or the reason why it is none."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tokens import canonical
from backprop_cli.expr.tree import ONE, Call, Expr, Num, Pow, Ref, map_children, references, substitute
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.page_letters import page_letters
from backprop_cli.marking.sheets.respelled import is_slope_by_name, is_still_to_derive, respelled
from backprop_cli.marking.sheets.unknown_names import why_unknown
from backprop_cli.marking.sheets.variables import nearest_variable, variable
from backprop_cli.marking.sheets.written import EXACT_DIGITS, MAX_EXPONENT, Written, number_with_point
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words.reading import values as words
from backprop_cli.words.say import phrase

_PIECE = re.compile(r"[^\s+*·×,|()−–-]+(?:\([0-9, ]+\))?")
"""What stands between the signs of a formula."""
_LOST_POWER = re.compile(
    r"(?<![\w.,])[0-9][0-9.,]*\s*[*·⋅×xX]\s*(10(?:[-−–]\s*|\s+[-−–])[0-9]{1,2})(?![0-9.,]*[0-9])"
    r"|(?<![\w.,])[1-9][.,][0-9]+\s*[·⋅×]\s*(10[1-9])(?![\w.,])"
)
"""0.5·10-3 and 1.2·103: a power of ten that lost its raised digits, or a calculation."""
_TEN_E = re.compile(r"[*·⋅×]\s*(10[eE]([-+−–]?[0-9]{1,4}))(?![\w.,])")
"""0.5·10e-3: by a power of ten, or by ten of them."""
_DOT_IN_THE_MIDDLE = re.compile(r"[-+−–]?(?:0[·⋅∙•][0-9]+|[0-9]+[·⋅∙•][0-9]{3,})")
"""0·3925, a decimal as some schools write it, or a product."""
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])(?![^\[]*\])")
"""A comma between digits, but for those in [1,2]."""
_OPEN_POWER = re.compile(r"[-+−–]?[0-9][0-9.,]*[eE][-+−–]?")
"""1e: a power of ten whose exponent is missing, or e times as much."""
_SEVERAL_MARKS = re.compile(r"[-+−–]?[0-9]+(?:[.,][0-9]+){2,}")
"""1.234,5 and 1,234,567: which mark is the decimal one is anyone's guess."""


class ReadFormula(NamedTuple):
    """What a text is: a formula, a number worked from numbers alone, or neither."""

    expr: Expr | None = None
    number: Written | None = None
    reason: str = ""
    """Why it is neither."""


def read_formula(text: str, lookup: Lookup, line: str = "") -> ReadFormula:
    """The formula in `text`, with every name as the problem spells it.

    `line` is what it is to give: of a training names are meant in its step, and w₁₁ in its layer.
    """
    if reason := _why_open(text, lookup):
        return ReadFormula(reason=reason)
    try:
        expr = _parsed(respelled(text, lookup))
        expr = expr if lookup.find("e") == "e" else _with_exponentials(expr)
        used = dict.fromkeys(references(expr))
        names = {name: _variable(name, text, lookup, line) for name in used}
    except FormulaError as error:
        return ReadFormula(reason=words.not_a_formula(error.message))
    expr = substitute(expr, {name: Ref(own) for name, own in names.items()}.get)
    if names:
        return ReadFormula(expr)
    try:
        return ReadFormula(number=uncertain_value(text, expr, lookup.exact, {}))
    except FormulaError as error:
        return ReadFormula(reason=words.without_value(error.message))


def _why_open(text: str, lookup: Lookup) -> str:
    """Why a text may be two numbers, or a number and a formula; empty where it is not."""
    plain = text.strip()
    if lost := _LOST_POWER.search(text):
        written = lost[1] or lost[2]
        exponent = "".join(written.split())[2:].translate(_MINUS)
        return words.power_of_ten(cited(written), exponent)
    if ten := _TEN_E.search(text):
        return words.either_power(cited(ten[1]), int(ten[2].translate(_MINUS)))
    if _OPEN_POWER.fullmatch(plain) and lookup.find("e") != "e":
        return words.open_power(cited(plain))
    if _SEVERAL_MARKS.fullmatch(plain):
        return words.several_marks(cited(text))
    if _DOT_IN_THE_MIDDLE.fullmatch(plain):
        return words.decimal_or_product(cited(text), re.sub("[·⋅∙•]", ".", text))
    return ""


def read_equation(sides: Sequence[str], lookup: Lookup, line: str) -> tuple[str, ReadFormula] | None:
    """The side that an equation comes to: the last worked in numbers, else the last that works something.

    `dL/dz1[1] = 0.6*0.1` is 0.06. None where a side cannot be read, or all are but to be derived.
    """
    read = [
        (side, read_formula(side, lookup, line)) for side in sides if side and not _is_aside(side, lookup)
    ]
    if any(each.reason for _, each in read):
        return None
    numbers = [each for each in read if each[1].number]
    works = [each for each in read if each[1].expr and not _only_derivatives(each[1].expr, lookup)]
    return next((kind[-1] for kind in (numbers, works, read) if kind), None)


def _is_aside(side: str, lookup: Lookup) -> bool:
    """Whether a side is but to be derived, or works with letters that only a page has."""
    return is_slope_by_name(side) or is_still_to_derive(side) or bool(page_letters(side, lookup.is_name))


def _only_derivatives(expr: Expr, lookup: Lookup) -> bool:
    """Whether all that a formula names are derivatives: it says which rule it is, and works nothing."""
    quantities = lookup.derivation.quantities
    return all(isinstance(quantities.get(name), Gradient) for name in references(expr))


_MINUS = str.maketrans("−–", "--")


def _parsed(text: str) -> Expr:
    """A formula; where it cannot be read so, with its decimal commas as points."""
    try:
        return parse(text, derivatives=True)
    except FormulaError:
        return parse(_DECIMAL_COMMA.sub(".", text), derivatives=True)


def _with_exponentials(expr: Expr) -> Expr:
    """e^x as the page writes it, where `e` is no quantity of the problem."""
    match expr:
        case Pow(Ref("e"), exponent):
            return Call("exp", (_with_exponentials(exponent),))
        case Ref("e"):
            return Call("exp", (ONE,))
    return map_children(expr, _with_exponentials)


def _variable(name: str, text: str, lookup: Lookup, line: str) -> str:
    """The quantity that a name in a formula means; a fault cites it as it stands in `text`."""
    found = variable(name, lookup, lookup.step_of(line)) or nearest_variable(name, line, lookup)
    pieces = _PIECE.findall(text)
    written = next((piece for piece in pieces if canonical(lookup.typed(piece)) == name), name)
    if not found:
        raise FormulaError(why_unknown(written, lookup))
    if lookup.entries(found) is not None:
        raise FormulaError(words.no_single(cited(written)))
    return found


def uncertain_value(text: str, expr: Expr, exact: Container[float], values: Mapping[str, float]) -> Written:
    """`0.138*0.593` as its value; each decimal that is not `exact` is uncertain by half of its last digit.

    But not by more than a product of such digits can be, or the finest of them: of a difference of large
    numbers nothing would be left that could be wrong. Raises `FormulaError` where it has no value.
    """
    value = _in_range(evaluate(expr, values))
    decimals = {each: _as_written(each) for each in decimals_in(expr) if each.value not in exact}
    if not decimals:
        return Written(text, value, 0.0, EXACT_DIGITS, f"{value:.10g}")
    room = sum(
        abs(evaluate(_moved(expr, decimal, decimal.value + number.unit / 2), values) - value)
        for decimal, number in decimals.items()
    )
    numbers = decimals.values()
    of_a_product = abs(value) * sum(each.unit / 2 / abs(each.value) for each in numbers if each.value)
    room = min(room, max(of_a_product, min(each.unit for each in numbers)))
    digits = min(each.digits for each in numbers)
    return Written(text, value, room if room > SMALLEST else 0.0, digits, f"{value:.10g}")


SMALLEST = 10.0**-MAX_EXPONENT


def _in_range(value: float) -> float:
    """A value of a size that can be reckoned with; raises `FormulaError` for another."""
    if value and not SMALLEST <= abs(value) <= 1 / SMALLEST:
        raise FormulaError(phrase(words.TOO_LARGE if abs(value) > 1 else words.TOO_SMALL))
    return value


def decimals_in(expr: Expr) -> Iterator[Num]:
    """The numbers with decimals, each once; whole numbers count as exact."""
    numbers = (each for each in every_part(expr) if isinstance(each, Num) and not each.text.isdigit())
    return iter(dict.fromkeys(numbers))


def _as_written(number: Num) -> Written:
    """A number of a formula with its digits; raises `FormulaError` for too high a power of ten."""
    found = number_with_point(number.text, number.text)
    if found is None:
        raise FormulaError(words.beyond(number.text, MAX_EXPONENT))
    return found


def _moved(expr: Expr, decimal: Num, value: float) -> Expr:
    if expr == decimal:
        return Num(value, repr(value))
    return map_children(expr, lambda part: _moved(part, decimal, value))
