"""The numbers of a sheet beside what its own lines give, and what that tells of how it was rounded.

A number that is exact, given the numbers before it, says nothing: nor does a slip in one, 0.19 for 0.15, and
what is exact from there on.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop_cli.marking.judging.compare import is_held
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import FEW, MOST, Pens, ends_in_zero, pens_of
from backprop_cli.marking.judging.rounding import EXACT
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.written import Written


class BesideOwn(NamedTuple):
    """A number of a sheet beside its own value."""

    name: str
    number: Written
    own: float
    """What the lines before it, just as they are written, give: the nearest value."""
    work: OwnWork
    """Those lines; for as long as this number is looked at."""


def beside_own(numbers: Mapping[str, Written], scheme: Scheme) -> Iterator[BesideOwn]:
    """Each number of a sheet, in the order of the solution, beside its own value, where it has one."""
    work = OwnWork(scheme)
    for name, number in numbers.items():
        ways = (value_or_none(route, work) for route in scheme.routes(name))
        values = [value for value in ways if value is not None]
        if values:
            yield BesideOwn(name, number, min(values, key=lambda value: abs(value - number.value)), work)
        work.carry(name, number)


def without_padding(numbers: Mapping[str, Written], scheme: Scheme) -> dict[str, Written]:
    """The numbers with the digits that were worked: a sheet that puts a 0 behind each has one fewer.

    Of numbers that had to be rounded one in ten ends in a 0.
    """
    shown = dict(numbers)
    while _is_padded(shown, scheme):
        shown = {name: _unpadded(number) for name, number in shown.items()}
    return shown


def _is_padded(numbers: Mapping[str, Written], scheme: Scheme) -> bool:
    if sum(map(_may_be_padded, numbers.values())) < FEW:
        return False
    rounded = [each.number for each in beside_own(numbers, scheme) if not is_held(each.own, each.number.unit)]
    padded = sum(map(_may_be_padded, rounded))
    return padded >= FEW and padded >= MOST * len(rounded)


def _may_be_padded(number: Written) -> bool:
    return number.digits > 1 and bool(number.value) and ends_in_zero(number)


def _unpadded(number: Written) -> Written:
    if not _may_be_padded(number):
        return number
    return number._replace(unit=10 * number.unit, digits=number.digits - 1)


def seen_pens(numbers: Mapping[str, Written], scheme: Scheme) -> Pens:
    """How the student rounds, read off the whole sheet."""
    inexact, exact = dict[str, Written](), list[Written]()
    for name, number, own, work in beside_own(numbers, scheme):
        true = scheme.values.get(name)
        is_true = true is not None and abs(number.value - true) <= EXACT * abs(true)
        if is_true or (is_held(own, number.unit) and not work.rests_on(inexact.keys(), name)):
            exact.append(number)
        else:
            inexact[name] = number
    return pens_of(list(inexact.values()), exact)
