"""How a student rounds, or cuts, and how fine the zeros are: read off the whole sheet before it is judged."""

from collections.abc import Iterable, Iterator

from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.pens import Pens, are_all_cut, cuts, pens_of
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import Written


def pens_seen(answers: Iterable[Answer], scheme: Scheme) -> Pens:
    """How the student rounds."""
    exact, inexact = list[Written](), list[Written]()
    for answer in answers:
        true = scheme.values.get(answer.name)
        if answer.number is not None and true is not None:
            hits = abs(answer.number.value - true) <= 1e-12 * abs(true)
            (exact if hits else inexact).append(answer.number)
    return pens_of(inexact, exact)


def look_cut(answers: Iterable[Answer], scheme: Scheme) -> bool:
    """Whether numbers look cut: beside the own lines or, where all digits are kept, beside the truth."""
    answers = list(answers)
    return cuts(_beside_own(answers, scheme)) or are_all_cut(_beside_truth(answers, scheme))


def _beside_truth(answers: Iterable[Answer], scheme: Scheme) -> Iterator[tuple[Written, float]]:
    """Each number that is right to its last digit with the true value."""
    for answer in answers:
        true, number = scheme.values.get(answer.name), answer.number
        if number is not None and true is not None and abs(number.value - true) < number.unit:
            yield number, true


def _beside_own(answers: Iterable[Answer], scheme: Scheme) -> Iterator[tuple[Written, float]]:
    """Each number with what the lines before it, just as they are written, give: the nearest value."""
    numbers = {each.name: each.number for each in answers if each.number is not None}
    work = OwnWork(scheme)
    for name, number in numbers.items():
        ways = (value_or_none(route, work) for route in scheme.routes(name))
        values = [value for value in ways if value is not None]
        if values:
            yield number, min(values, key=lambda value: abs(value - number.value))
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
