"""The legend's rows of vectors and matrices that are given by a letter of their own: W of w₁₁, x⟨1⟩ of X."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.quantities.grammar import read
from backprop_cli.quantities.network import WEIGHT, unstacked
from backprop_cli.quantities.quantity import AnyQuantity, Quantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.words import legend as words
from backprop_cli.words.inline import Words
from backprop_cli.worksheet.document import Given


def letters(quantity: AnyQuantity, symbols: Symbols) -> str:
    """What a quantity is called, without its index; a derivative by what it is by."""
    own = quantity if isinstance(quantity, Quantity) else quantity.by
    return symbols.symbol(own if own.of is None else own.of).letters


def given_wholes(
    start: Given, explained: Iterable[AnyQuantity], symbols: Symbols
) -> Iterator[tuple[Quantity, Words]]:
    """The first of each letter that is given and not explained otherwise; none of an author's formulas."""
    known = {letters(each, symbols) for each in explained}
    for name, _ in start.rows if symbols.layers else ():
        whole = read(name)
        if not isinstance(whole, Quantity) or whole.indices or (told := _told(whole)) is None:
            continue
        if (letter := letters(whole, symbols)) not in known:
            known.add(letter)
            yield whole, told


def _told(whole: Quantity) -> Words | None:
    symbol = unstacked(whole).symbol
    if symbol == WEIGHT:
        return words.matrix(whole.layer or 0)
    if symbol not in words.ENTRIES:
        return None
    told = words.entries(symbol, whole.layer)
    return words.of_sample(told, whole.sample) if whole.sample else told
