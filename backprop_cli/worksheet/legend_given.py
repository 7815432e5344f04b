"""The legend's rows of vectors and matrices that are given by a letter of their own: W of w₁₁, x⟨1⟩ of X."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.quantities.grammar import as_quantity, text
from backprop_cli.quantities.network import WEIGHT, unstacked
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.words import legend as words
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import symbol
from backprop_cli.worksheet.document import Given


def letters(quantity: AnyQuantity, symbols: Symbols) -> str:
    """What a quantity is called, without its index; a derivative of two letters by what it is by."""
    if isinstance(quantity, Gradient) and (one := symbols.of_gradient(quantity)):
        return one.prefix + one.letters
    own = quantity if isinstance(quantity, Quantity) else quantity.by
    return symbols.symbol(own if own.of is None else own.of).letters


def given_wholes(
    start: Given, explained: Iterable[AnyQuantity], symbols: Symbols
) -> Iterator[tuple[AnyQuantity, Words]]:
    """The first of each letter that is given and not explained otherwise; none of an author's formulas."""
    known = {letters(each, symbols) for each in explained}
    for name, _ in start.rows if symbols.layers else ():
        whole = as_quantity(name)
        is_entry = isinstance(whole, Quantity) and bool(whole.indices)
        if whole is None or is_entry or (told := _told(whole, symbols)) is None:
            continue
        if (letter := letters(whole, symbols)) not in known:
            known.add(letter)
            yield whole, told


def _told(whole: AnyQuantity, symbols: Symbols) -> Words | None:
    if isinstance(whole, Gradient):
        of, by = text(whole.of), text(whole.by)
        return words.derivative(symbol(of), symbol(by)) if symbols.of_gradient(whole) else None
    kind = unstacked(whole).symbol
    if kind == WEIGHT:
        return words.matrix(whole.layer or 0)
    if kind not in words.ENTRIES:
        return None
    told = words.entries(kind, whole.layer)
    return words.of_sample(told, whole.sample) if whole.sample else told
