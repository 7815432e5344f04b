"""What stands behind a name -> an answer: the number in it, the formula, or why it is neither."""

import re
from collections.abc import Iterator, Sequence
from math import log

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.marking.sheets.formats.raw import Pairs, RawLine, RawValue
from backprop_cli.marking.sheets.formula import ReadFormula, read_equation, read_formula
from backprop_cli.marking.sheets.list_texts import list_in
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.marks import plain_side, without_marks
from backprop_cli.marking.sheets.powers import with_powers
from backprop_cli.marking.sheets.quotients import with_open_quotients
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.sides import ARROW, UNEQUAL, may_be_several
from backprop_cli.marking.sheets.words_behind import without_words
from backprop_cli.marking.sheets.written import Written, either_power, read_number
from backprop_cli.words.reading import values as words
from backprop_cli.words.say import phrase

MAX_VALUE = 500
"""Characters of one answer; a longer one is unreadable, unless it is an equation that ends in a number."""
LONGEST_EQUATION = 5_000
MOST_PARTS = 20
"""Parts of a list, or of a mapping, that are shown where one number was to stand."""
_BETWEEN_SIDES = re.compile(rf"[=≈]|{ARROW}|\\(?:approx|simeq)(?![A-Za-z])")
"""What stands between the sides of an equation, or between a working and what comes out."""
_ARROW = re.compile(ARROW)
NEAR = 0.1
"""As a share: numbers of two digits may be so far off when they are squared, the other reading is farther."""
SLACK = 1e-9
"""How far floats may be off, as a share."""
_NO_VALUES = frozenset({"nan", "inf", "infinity", "∞", "undefined", "not defined", "no value", "n/a"})
_NOTHING = frozenset("_.…?-–— \t\u00a0")


def answer_in(name: str, value: RawValue, entry: RawLine, lookup: Lookup) -> Answer:
    """The answer in a value without the marks around it; what is struck out in it is said."""
    if not isinstance(value, str):
        return _answer(name, value, entry, lookup)
    plain = without_marks(value)
    bare = without_words(plain.text)
    answer = _answer(name, bare, entry, lookup)
    if not ((plain.is_corrected or bare != plain.text) and answer.text):
        return answer
    return answer._replace(text=value.strip(), note=answer.note or words.read_as(answer.text))


def _answer(name: str, value: RawValue, entry: RawLine, lookup: Lookup) -> Answer:
    text = in_one_line(value)
    if not text:
        return Answer(name, "")
    given = phrase(words.GIVEN) if entry.given else ""
    if isinstance(value, str) and (number := _number(text, name, lookup)):
        return Answer(name, text, number, note=given or _as_read(number))
    shown = text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…"
    if reason := _unreadable(value, text, entry):
        return Answer(name, shown, note=reason)
    if text.casefold().strip("+-−") in _NO_VALUES:
        return Answer(name, shown, note=phrase(words.HAS_A_VALUE), says_no_value=True)
    return _worked(name, text, lookup, given)._replace(text=shown)


def _unreadable(value: RawValue, text: str, entry: RawLine) -> str:
    """Why a value is neither a number nor a formula; empty where it may be one."""
    if len(text) > MAX_VALUE and not _ends_in_a_number(text):
        return words.too_long(MAX_VALUE)
    if entry.flaw or not isinstance(value, str):
        return entry.flaw or phrase(words.ONE_NUMBER)
    return phrase(words.UNEQUAL) if UNEQUAL.search(text) else ""


def _ends_in_a_number(text: str) -> bool:
    """Whether a long equation comes to a number, so that its working need not be read."""
    last = _BETWEEN_SIDES.split(text)[-1] if len(text) <= LONGEST_EQUATION else ""
    return read_number(plain_side(last)) is not None


def _worked(name: str, text: str, lookup: Lookup, given: str) -> Answer:
    """A formula; an equation counts by the side that it comes to. `given`: that the line came worked."""
    sides = [plain_side(each) for each in _BETWEEN_SIDES.split(text)]
    note, is_equation = given, len(sides) > 1
    if is_equation and may_be_several(text, lambda each: read_number(each) is not None, lookup.is_name):
        return Answer(name, text, note=phrase(words.SEVERAL))
    if is_equation and (last := _last_number(sides, name, lookup)):
        as_read = words.read_as_last(last.text, odd) if (odd := _unlike(text, last)) else _as_read_of(last)
        return Answer(name, text, last._replace(read_as=last.text), note=note or as_read)
    formula = read_formula(with_powers(text, name, lookup), lookup, name)
    if formula.reason and (product := with_open_quotients(text, tight=True)) != text:
        formula = _if_near(read_formula(product, lookup, name), name, lookup) or formula
    sides = [with_powers(each, name, lookup) for each in sides]
    if formula.reason and is_equation and (side := read_equation(sides, lookup, name)):
        written, formula = side
        note = note or words.read_as(written)
    if formula.number is not None:
        return Answer(name, text, formula.number, note=note or _as_read(formula.number))
    return Answer(name, text, formula=formula.expr, note=formula.reason or note)


def _if_near(formula: ReadFormula, name: str, lookup: Lookup) -> ReadFormula | None:
    """`1/2(y - 1)^2` as ½ of the rest, where that comes near the line's true value."""
    values = lookup.derivation.values
    if formula.reason or not (true := values.get(name)):
        return None
    try:
        found = evaluate(formula.expr, values) if formula.expr is not None else formula.number
    except FormulaError:
        return None
    value = found.value if isinstance(found, Written) else found
    return formula if value is not None and abs(value - true) <= NEAR * abs(true) else None


def _last_number(sides: Sequence[str], name: str, lookup: Lookup) -> Written | None:
    """The last side of an equation that is a number: its working may stand before it or behind."""
    return next((number for side in reversed(sides) if (number := _number(side, name, lookup))), None)


def _unlike(text: str, last: Written) -> list[str]:
    """The numbers of a chain `0.1 = 0.2 = 0.7` that are not the last one, whichever way they were rounded.

    Sums in a chain run on, `0.02 + 0.01 = 0.03 + 0.35 = 0.38`, and an arrow leads on to another number.
    """
    if _ARROW.search(text):
        return []
    numbers = filter(None, (read_number(plain_side(side)) for side in _BETWEEN_SIDES.split(text)))
    return [each.text for each in numbers if not _may_be_same(each, last)]


def _may_be_same(one: Written, other: Written) -> bool:
    """Whether two numbers may be one, rounded or cut off at their last digits."""
    room = max(one.unit, other.unit, SLACK * max(abs(one.value), abs(other.value)))
    return abs(one.value - other.value) < room * (1 - SLACK) or one.value == other.value


def _number(text: str, name: str, lookup: Lookup) -> Written | None:
    """The number in a text; of `2·10e-1`, 0.2 or 2, whichever the line's true value is nearer to.

    One of them may be meant as well as the other, and no mistake should be made of it. None of `2e^-1` where
    Euler's number is meant: that is arithmetic.
    """
    plain, either = read_number(text), either_power(text)
    true = lookup.derivation.values.get(name)
    if either is None or not true or not all(each.value for each in either):
        return plain
    meant = min(either, key=lambda each: abs(log(abs(each.value / true))))
    if not meant.unit:
        return plain
    return plain if plain and meant.value == plain.value else meant


def _as_read_of(number: Written) -> str:
    """What a side of an equation was read as: of 2·10e-1 the power that was taken for it is said."""
    return _as_read(number) if either_power(number.text) else words.read_as(number.text)


def _as_read(number: Written) -> str:
    return words.number_read_as(number.text, number.read_as) if number.read_as else ""


def single_value(value: RawValue) -> RawValue:
    """`L: [0.5]` is meant as 0.5, and so is `[[0.5]]`, in any format."""
    if isinstance(value, str) and not value.lstrip().startswith("("):  # (x, y) may belong to a formula
        value = list_in(value)
    while isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return value


def in_one_line(value: RawValue) -> str:
    """What stands there, on one line; empty where only a placeholder does."""
    text = value.strip() if isinstance(value, str) else " ".join(_words(value))
    if "\n" in text:
        text = " ".join(text.split())
    return "" if _NOTHING.issuperset(text) else text


def _words(value: RawValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    parts: tuple[RawValue, ...] = (
        tuple(part for each in value.pairs for part in (each.name, each.value) if part)
        if isinstance(value, Pairs)
        else value
    )
    for part in parts[:MOST_PARTS]:
        yield from _words(part)
