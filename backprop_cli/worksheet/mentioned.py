"""The names that stand in the lines of a page: the legend explains each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.expr.tree import references
from backprop_cli.words.inline import Math, Words
from backprop_cli.worksheet.document import Block, Remark, Row, Table, Working


def mentioned(blocks: Iterable[Block]) -> dict[str, None]:
    """The names in rows that are worked, in reasons, remarks and the cells of tables, each once."""
    return dict.fromkeys(name for block in blocks for name in _in_block(block))


def _in_block(block: Block) -> Iterator[str]:
    match block:
        case Working(rows):
            for row in rows:
                yield from _in_row(row)
        case Remark(_, _, told):
            yield from _in_words(told)
        case Table():
            for cells in block.rows:
                for cell in cells:
                    yield from _in_words(cell)


def _in_row(row: Row) -> Iterator[str]:
    yield from filter(None, (row.name, row.also))
    for remark in row.remarks:
        yield from _in_words(remark.words)
    for line in row.lines:
        if not line.numbers:  # else its names are replaced
            yield from references(line.expr)
        for reason in line.reasons:
            yield from _in_words(reason)


def _in_words(words: Words) -> Iterator[str]:
    for word in words:
        if isinstance(word, Math):
            for side in word.sides:
                yield from references(side)
