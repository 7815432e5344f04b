"""A sheet in letters that change places with the grammar's, put into those, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from backprop_cli.marking.sheets.formats.raw import Pairs, Raw, RawLine, RawValue
from backprop_cli.marking.sheets.sheet import Answer, AnswerSheet
from backprop_cli.quantities.exchanged import cited_exchanged, exchanged
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.network import ACTIVATION, PRE_ACTIVATION
from backprop_cli.quantities.quantity import Gradient

Letters = Mapping[str, str]
Respelling = Callable[[str], str]


def with_spelling(raw: Raw, spell: Respelling) -> Raw:
    """What was read of a file with its names, its formulas and its cells spelled so."""
    beside = (
        each._replace(head=spell(each.head), names=frozenset(map(spell, each.names))) for each in raw.beside
    )
    entries, commented = _lines(raw.entries, spell), _lines(raw.commented, spell)
    return raw._replace(
        entries=entries, commented=commented, beside=tuple(beside), aside=tuple(map(spell, raw.aside))
    )


def _lines(entries: Iterable[RawLine], spell: Respelling) -> tuple[RawLine, ...]:
    return tuple(
        each._replace(
            name=spell(each.name), value=_value(each.value, spell), cells=tuple(map(spell, each.cells))
        )
        for each in entries
    )


def _value(value: RawValue, spell: Respelling) -> RawValue:
    if isinstance(value, Pairs):
        return Pairs(_lines(value.pairs, spell))
    return tuple(_value(each, spell) for each in value) if isinstance(value, tuple) else spell(value)


def has_both_letters(sheet: AnswerSheet) -> bool:
    """Whether it has weighted sums and what units give, or derivatives by both, for its numbers to tell."""
    quantities = (as_quantity(answer.name) for answer in sheet.answers if answer.text)
    symbols = {(each.by if isinstance(each, Gradient) else each).symbol for each in quantities if each}
    return {PRE_ACTIVATION, ACTIVATION} <= symbols


def as_typed_in(sheet: AnswerSheet, letters: Letters) -> AnswerSheet:
    """A sheet that was put into those, which tells of names in the letters that were typed."""
    problems, remarks = (
        tuple(cited_exchanged(each, letters) for each in way) for way in (sheet.problems, sheet.remarks)
    )
    orders = tuple(as_typed_in(each, letters) for each in sheet.orders)
    return sheet._replace(problems=problems, remarks=remarks, orders=orders, letters=letters)


def as_handed_in(answer: Answer, letters: Letters) -> Answer:
    """An answer as the student has typed it."""
    note = cited_exchanged(answer.note, letters)
    return answer._replace(text=exchanged(answer.text, letters), note=note)
