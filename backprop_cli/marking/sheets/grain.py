"""How finely the numbers of a program are written.

A program does not choose its digits: it prints what its floats hold, and the last of them are noise. So its
numbers keep their values, and count as written to the digits that their type of float is sure of. What is
left where terms cancel is noise of the largest term, and of the largest entry of its array.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from math import floor, log10
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.routes import routes
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tree import Add
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.stacks import array_of
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written, read_number

LONG = 9
"""Digits beyond which nobody rounds: such a number is as a program prints it."""

TERMS = 4
"""Units of the last digit that a sum of some terms may be off."""


class Precision(NamedTuple):
    """A type of float."""

    letter: str
    """numpy's and `struct`'s."""
    digits: int
    """Significant digits that it holds."""

    @property
    def sure(self) -> int:
        """Digits that arithmetic leaves right: all but the last two, of float16 the last."""
        return max(2, self.digits - 2)

    def holds(self, value: float) -> bool:
        """Whether it has a value without rounding it."""
        try:
            return self._rounded(value) == value
        except OverflowError:
            return False

    def shortest(self, text: str) -> str:
        """A number of this type with no more digits than tell it from its neighbours."""
        value = float(text)
        short = (f"{value:.{digits}g}" for digits in range(1, self.digits + 3))
        return next((each for each in short if self._rounded(float(each)) == value), text)

    def _rounded(self, value: float) -> float:
        return float(struct.unpack(self.letter, struct.pack(self.letter, value))[0])


PRECISIONS = (Precision("e", 3), Precision("f", 7), Precision("d", 15))
"""float16, float32, float64: the coarsest first."""
DOUBLE = PRECISIONS[-1]


def coarsest(texts: Iterable[str]) -> Precision:
    """The type of float that all numbers of full length are of: JSON does not say."""
    numbers = [number for text in texts if len(text) > LONG and (number := read_number(text))]
    full = [number.value for number in numbers if LONG < number.digits < EXACT_DIGITS]
    return next((each for each in PRECISIONS if full and all(map(each.holds, full))), DOUBLE)


def as_worked(answers: Iterable[Answer], derivation: Derivation, types: Iterable[str]) -> tuple[Answer, ...]:
    """The answers with every number as finely written as a program has worked it.

    `types` are the letters of its floats, as far as known: the coarsest counts, for numbers flow on.
    """
    answers = tuple(answers)
    numbers = {each.name: each.number for each in answers if each.number and each.number.unit}
    if not numbers:
        return answers
    known = [each for each in PRECISIONS if each.letter in frozenset(types)]
    grain = _grain(numbers.values(), known[0] if known else DOUBLE)
    noise = _noise(numbers, derivation, grain.precision)
    finer = {
        name: grain.of(number, number.value - _before(name, derivation), noise[name])
        for name, number in numbers.items()
    }
    return tuple(each._replace(number=finer.get(each.name, each.number)) for each in answers)


class Grain(NamedTuple):
    """How finely the numbers of a file are written: 0.5 among 0.3775 and 0.3925 is 0.5000."""

    precision: Precision
    digits: int
    """Significant digits."""
    unit: float
    """One unit of the last decimal that any number has."""

    def of(self, number: Written, worked: float, noise: float) -> Written:
        """A number, written so finely: its digits are those of what was `worked`, but for `noise`."""
        size = floor(log10(abs(worked))) if worked else -self.precision.digits - 1
        unit = max(10.0 ** (size - self.digits + 1), self.unit, noise)
        return number._replace(unit=unit, digits=self.digits if number.value else EXACT_DIGITS)


def _grain(numbers: Iterable[Written], precision: Precision) -> Grain:
    decimals = [number for number in numbers if number.value] or [*numbers]
    most = max(number.digits for number in decimals)
    return Grain(precision, min(most, precision.sure), min(number.unit for number in decimals))


def _before(name: str, derivation: Derivation) -> float:
    """What a new parameter was before: only its change was worked. Of any other quantity 0."""
    step = derivation.by_name.get(name)
    if step is None or not step.is_new_value:
        return 0.0
    return derivation.values.get(derivation.moved_by(step)[0], 0.0)


def _noise(numbers: Mapping[str, Written], derivation: Derivation, precision: Precision) -> dict[str, float]:
    """What rounding leaves of each number where everything cancels."""
    largest = dict[str, float]()
    arrays = {name: array_of(derivation.quantities[name]) for name in numbers}
    for name, number in numbers.items():
        terms = _terms(name, derivation)
        largest[arrays[name]] = max(largest.get(arrays[name], 0.0), abs(number.value))
        largest[name] = max(terms, default=0.0)
    return {
        name: max(largest[name], largest[array]) * TERMS * 10.0**-precision.digits
        for name, array in arrays.items()
    }


def _terms(name: str, derivation: Derivation) -> Iterator[float]:
    """The sizes of all terms of the sums that a line is worked by."""
    parts = (part for route in routes(derivation.by_name[name]) for part in every_part(route))
    for term in (term for part in parts if isinstance(part, Add) for term in part.terms):
        with suppress(FormulaError, KeyError):  # it is undefined, or left open
            yield abs(evaluate(term, derivation.values))
