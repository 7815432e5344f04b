"""Names and numbers in a row, and things that are counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from backprop_cli.expr.tree import Ref
from backprop_cli.words.inline import Kept, Math, Words
from backprop_cli.words.say import Message, joined, phrase, say, several

COUNTED: dict[str, Message] = {
    "asked line": several("{count} asked line", "{count} asked lines"),
    "bias": several("{count} bias", "{count} biases"),
    "decimal": several("{count} decimal", "{count} decimals"),
    "gradient": several("{count} gradient", "{count} gradients"),
    "input": several("{count} input", "{count} inputs"),
    "later line": several("{count} later line", "{count} later lines"),
    "line": several("{count} line", "{count} lines"),
    "local derivative": several("{count} local derivative", "{count} local derivatives"),
    "mark": several("{count} mark", "{count} marks"),
    "mistake": several("{count} mistake", "{count} mistakes"),
    "output": several("{count} output", "{count} outputs"),
    "parameter": several("{count} parameter", "{count} parameters"),
    "path": several("{count} path", "{count} paths"),
    "sample": several("{count} sample", "{count} samples"),
    "sheet": several("{count} sheet", "{count} sheets"),
    "significant digit": several("{count} significant digit", "{count} significant digits"),
    "student": several("{count} student", "{count} students"),
    "unit": several("{count} unit", "{count} units"),
    "weight": several("{count} weight", "{count} weights"),
}
"""What is counted on the pages, by its English name."""


def counted(count: int, noun: str) -> str:
    """`1 unit`, `3 units`, `2 biases`, kept together. Raises `KeyError` for what is not in the table."""
    return Kept(phrase(COUNTED[noun], count=count))


def symbol(name: str) -> Math:
    """A quantity in running text."""
    return Math((Ref(name),))


def with_place(name: str, place: str) -> Words:
    """A quantity with what it is about, in brackets: `z₁⁽²⁾ (unit 1 in layer 2)`."""
    return say("{symbol} ({place})", symbol=symbol(name), place=place) if place else (symbol(name),)


def listed(names: Sequence[str], most: int | None = None) -> Words:
    """Quantities in running text, with commas; of more than `most` how many there are."""
    shown = with_commas([symbol(name) for name in names[:most]])
    more = len(names) - len(names[:most])
    return say("{names} and {more} more", names=shown, more=more) if more else shown


def with_commas(formulas: Sequence[Math]) -> Words:
    """Formulas in running text, with commas."""
    words: list[str | Math] = []
    for formula in formulas:
        words += [formula, ", "]
    return tuple(words[:-1])


def in_row(words: Sequence[Words], between: str = "; ") -> Words:
    """Several clauses as one."""
    parts = [part for each in words for part in (between, *each)]
    return joined(iter(parts[1:]))


def both(parts: Sequence[str]) -> str:
    """`a and b`: all of them."""
    return reduce(lambda one, other: phrase("{one} and {other}", one=one, other=other), parts)


def all_of(parts: Sequence[Words]) -> Words:
    """The same of parts that may hold formulas."""
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), parts)


def either(parts: Sequence[str]) -> str:
    """`a or b`: one of them."""
    return reduce(lambda one, other: phrase("{one} or {other}", one=one, other=other), parts)


def first_of(parts: Sequence[str], most: int) -> str:
    """The first of them, and how many more there are."""
    more = len(parts) - most
    return "; ".join([*parts[:most], *([phrase("{count} more", count=more)] if more > 0 else [])])
