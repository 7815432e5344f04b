"""The same slip made again, in other units or layers: a habit is one mistake and costs once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Expr, Neg, Ref, is_constant
from backprop_cli.marking.judging.judge import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.mistakes.table import Mistake
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.quantity import AnyQuantity, Quantity

FEW = 2
"""Slips, each counted once, that are too few to tell that a sheet is guessed."""


def repeated(lines: Iterable[Judged], worth: Mapping[str, float], scheme: Scheme) -> dict[str, AnyQuantity]:
    """For each line that only repeats a slip, by name: the line in which it was made first.

    A line that is worth points repeats only what has cost points already. A given number, a constant or a
    name in a line's place, or a 0, repeats nothing: no work stands behind it. Nor does anything on a sheet of
    many slips where more lines repeat one than are good.
    """
    lines = list(lines)
    again = _again(lines, worth, scheme)
    good = sum(each.verdict in GOOD for each in lines if each.answer.text.strip())
    wrong = sum(each.verdict in SLIPS for each in lines if each.answer.name not in again)
    return again if len(again) <= good or wrong <= FEW else {}


def _again(lines: Iterable[Judged], worth: Mapping[str, float], scheme: Scheme) -> dict[str, AnyQuantity]:
    first, paid = dict[Mistake, AnyQuantity](), set[Mistake]()
    again = dict[str, AnyQuantity]()
    for judged in lines:
        name, made = judged.answer.name, judged.mistakes
        costs = bool(worth.get(name))
        known = [first[each] for each in made if each in (paid if costs else first)]
        if judged.verdict is not Verdict.MISTAKE:
            continue
        if known and not _is_copied(judged, scheme):
            again[name] = known[0]
            continue
        first = dict.fromkeys(made, judged.step.quantity) | first
        paid.update(made if costs else ())
    return again


def _is_copied(judged: Judged, scheme: Scheme) -> bool:
    """Whether a line holds a 0, a name or a given number, or its mistake is a parameter or a constant."""
    if isinstance(judged.answer.formula, Ref):
        return True
    number = judged.answer.number
    if number is not None and (not number.value or _is_typed_off(number, scheme)):
        return True
    ways = [way for mistake, way in scheme.variants(judged.answer.name) if mistake in judged.mistakes]
    return bool(ways) and all(_is_given(way, scheme) for way in ways)


def _is_typed_off(number: Written, scheme: Scheme) -> bool:
    """Whether a number stands as in the problem: 0.1, and not 0.1000 that was worked out."""
    return any(
        abs(given.value) == abs(number.value) and given.text.lstrip("-") == number.text.strip().lstrip("-−")
        for given in scheme.derivation.given.values()
    )


def _is_given(way: Expr, scheme: Scheme) -> bool:
    match way:
        case Neg(body):
            return _is_given(body, scheme)
        case Ref(name):
            return name not in scheme.steps or _is_parameter(scheme.steps[name])
    return is_constant(way)


def _is_parameter(step: Step) -> bool:
    """Whether a line is a parameter's new value; an average that an optimiser keeps was worked out."""
    quantity = step.quantity
    return step.rule is Rule.UPDATE and isinstance(quantity, Quantity) and quantity.of is None
