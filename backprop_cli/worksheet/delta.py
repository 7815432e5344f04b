"""Style `delta`: the forward pass, then one δ per unit and the gradients made of them."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.words import solution as words
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Heading
from backprop_cli.worksheet.sheet import Sheet


def delta_blocks(sheet: Sheet) -> Iterator[Block]:
    """The blocks of the solution between what is given and the update."""
    yield from sheet.forward()
    if local := sheet.local():
        yield Heading(2, say(words.LOCAL))
        yield sheet.table(local)
    yield from sheet.tables(sheet.derivation.derivatives, words.BACKWARD)
