"""How a student rounds, or cuts, and how fine the zeros are: read off the whole sheet before it is judged.

A number that is exact, given the numbers before it, says nothing of that: nor does a slip in one, 0.19 for
0.15, and what is exact from there on.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.marking.judging.compare import is_held, is_written_form
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import FEW, MOST, Pens, are_all_cut, cuts, ends_in_zero, pens_of
from backprop_cli.marking.judging.rounding import EXACT
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import Written


class BesideOwn(NamedTuple):
    """A number of a sheet beside its own value."""

    name: str
    number: Written
    own: float
    """What the lines before it, just as they are written, give: the nearest value."""
    work: OwnWork
    """Those lines; for as long as this number is looked at."""


def pens_seen(answers: Iterable[Answer], scheme: Scheme) -> Pens:
    """How the student rounds."""
    inexact, exact = dict[str, Written](), list[Written]()
    for name, number, own, work in _beside_own(answers, scheme):
        true = scheme.values.get(name)
        is_true = true is not None and abs(number.value - true) <= EXACT * abs(true)
        if is_true or (is_held(own, number.unit) and not work.rests_on(inexact.keys(), name)):
            exact.append(number)
        else:
            inexact[name] = number
    return pens_of(list(inexact.values()), exact)


def without_padding(answers: list[Answer], scheme: Scheme) -> list[Answer]:
    """The answers with the digits that were worked: a sheet that puts a 0 behind each has one fewer.

    Of numbers that had to be rounded one in ten ends in a 0; where more do, as a step of Adam's may, and are
    right to that 0, it was worked: 0.0900 for 0.08999.
    """
    while _is_padded(answers, scheme):
        answers = [each._replace(number=each.number and _unpadded(each.number)) for each in answers]
    return answers


def _is_padded(answers: list[Answer], scheme: Scheme) -> bool:
    if sum(each.number is not None and _may_be_padded(each.number) for each in answers) < FEW:
        return False
    beside = _beside_own(answers, scheme)
    rounded = [each for each in beside if not is_held(each.own, each.number.unit)]
    padded = [each for each in rounded if _may_be_padded(each.number)]
    if len(padded) < FEW or len(padded) < MOST * len(rounded):
        return False
    return sum(_is_rounding(each, scheme) for each in padded) < MOST * len(padded)


def _is_rounding(each: BesideOwn, scheme: Scheme) -> bool:
    """Whether a number is to its last digit what the lines before it give, or the truth."""
    true = scheme.values.get(each.name, each.own)
    return is_written_form(each.own, each.number) or is_written_form(true, each.number)


def _may_be_padded(number: Written) -> bool:
    return number.digits > 1 and bool(number.value) and ends_in_zero(number)


def _unpadded(number: Written) -> Written:
    if not _may_be_padded(number):
        return number
    return number._replace(unit=10 * number.unit, digits=number.digits - 1)


def look_cut(answers: Iterable[Answer], scheme: Scheme) -> bool:
    """Whether numbers look cut: beside the own lines or, where all digits are kept, beside the truth."""
    answers = list(answers)
    own = ((each.number, each.own) for each in _beside_own(answers, scheme))
    return cuts(own) or are_all_cut(_beside_truth(answers, scheme))


def _beside_truth(answers: Iterable[Answer], scheme: Scheme) -> Iterator[tuple[Written, float]]:
    """Each number that is right to its last digit with the true value."""
    for answer in answers:
        true, number = scheme.values.get(answer.name), answer.number
        if number is not None and true is not None and abs(number.value - true) < number.unit:
            yield number, true


def _beside_own(answers: Iterable[Answer], scheme: Scheme) -> Iterator[BesideOwn]:
    """Each number beside its own value, where it has one."""
    numbers = {each.name: each.number for each in answers if each.number is not None}
    work = OwnWork(scheme)
    for name, number in numbers.items():
        ways = (value_or_none(route, work) for route in scheme.routes(name))
        values = [value for value in ways if value is not None]
        if values:
            yield BesideOwn(name, number, min(values, key=lambda value: abs(value - number.value)), work)
        work.carry(name, number)


FINE = 0.01
"""One unit of two decimals: who writes no more rounds nothing to 0."""


def with_zeros_as_fine(answers: list[Answer]) -> Iterator[Answer]:
    """A 0, or 0.0, among 0.593 and 0.126 may be 0.000 to a spreadsheet: as fine as the finest of them."""
    units = [each.number.unit for each in answers if each.number and 0 < each.number.unit <= FINE]
    for each in answers:
        number = each.number
        if number and units and number.value == 0 and number.unit > FINE:
            number = number._replace(unit=min(units))
        yield each._replace(number=number)
