"""The blocks of one section as parts of a page: lines of words, tables, or lines instead of tables.

Each shape says for itself what it does with a narrow page and with a wide one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter

from backprop_cli.expr.tree import Expr
from backprop_cli.notation.breaks import width
from backprop_cli.notation.writer import Writer
from backprop_cli.render.colours import TEAL, coloured
from backprop_cli.render.running import Running
from backprop_cli.render.styled import (
    NARROWEST_TABLE,
    Cell,
    PagePart,
    Styled,
    StyledLine,
    line_width,
    wrapped,
    written,
)
from backprop_cli.render.table import table
from backprop_cli.render.working import remark, working
from backprop_cli.words.inline import Words
from backprop_cli.words.say import Message, phrase
from backprop_cli.worksheet.document import (
    Block,
    Facts,
    Given,
    Heading,
    Legend,
    Paragraph,
    Remark,
    Table,
    Working,
)

LONGEST_LINE = 120
"""Columns of running text; longer lines are hard to read."""
BESIDE_A_MATRIX = 8
"""Columns that a narrow page needs for the sign and the indents before a matrix."""
_LABEL = coloured(TEAL)
_HEADING = coloured(TEAL, "bold")


class TextPage:
    """One section at one width."""

    def __init__(self, writer: Writer, columns: int, *, ascii_only: bool) -> None:
        self.columns = columns
        if columns < NARROWEST_TABLE:
            writer = writer._replace(widest=columns - BESIDE_A_MATRIX)
        self.text = Running(writer, ascii_only=ascii_only)
        self.room = min(columns, LONGEST_LINE)

    def parts(self, blocks: tuple[Block, ...]) -> Iterator[PagePart]:
        """The parts in order; between any two belongs an empty line."""
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[PagePart]:
        match block:
            case Heading(level, words):
                yield PagePart(self._heading(level, words))
            case Paragraph(words):
                yield self._prose(words)
            case Remark(_, _, words):
                yield PagePart(remark(words, self.text, self.room))
            case Facts(rows):
                yield PagePart(self._facts(list(self._labelled(rows))))
            case Legend(rows):
                yield PagePart(self._facts([(self.text.sign(sign), words) for sign, words in rows]))
            case Given(rows, entries):
                yield PagePart(tuple(self._given(rows, dict(entries))))
            case Working(rows, note):
                yield working(rows, self.text, self.columns)
                yield from [self._prose(note)] if note else []
            case Table(_, _, note):
                yield table(block, self.text, self.columns)
                yield from [self._prose(note)] if note else []

    def _heading(self, level: int, words: Words) -> Cell:
        if level > 1:
            return wrapped(self.text.words(words), self.room, style=_HEADING)
        title = wrapped(self.text.words(words), self.room, style="bold")
        longest = max(width(part.text) for line in title for part in line)
        return (*title, (Styled("=" * longest, "bold"),))

    def _prose(self, words: Words) -> PagePart:
        return PagePart(wrapped(self.text.words(words), self.room))

    def _labelled(self, rows: tuple[tuple[Message, Words], ...]) -> Iterator[tuple[str, Words]]:
        """The rows with their labels; several under one label have it once."""
        for label, group in groupby(rows, key=itemgetter(0)):
            (_, first), *rest = group
            yield self.text.plain(phrase(label)), first
            yield from (("", words) for _, words in rest)

    def _facts(self, rows: list[tuple[str, Words]]) -> Cell:
        """Labels at the left, or, where they would take half of a narrow page, on lines of their own."""
        margin = max(width(label) for label, _ in rows) + 2
        beside = margin <= self.columns // 3
        lead = " " * margin if beside else "  "
        lines = []
        for label, words in rows:
            first, *rest = wrapped(self.text.words(words), self.room - len(lead))
            if beside:
                gap = " " * (margin - width(label))
                lines.append((Styled(label + gap, _LABEL), *first))
            else:
                lines += [*([(Styled(label, _LABEL),)] if label else []), (Styled(lead), *first)]
            lines += [(Styled(lead), *line) for line in rest]
        return tuple(lines)

    def _given(self, rows: tuple[tuple[str, Expr], ...], entries: Mapping[str, Expr]) -> Iterator[StyledLine]:
        """A line for each, or one for all that a sample has, where that is short."""
        for sample, group in groupby(rows, key=lambda row: self._sample(row[0])):
            equations = [self._equation(name, value, entries.get(name)) for name, value in group]
            lines = list(chain.from_iterable(equations))
            joined = _joined(lines)
            is_short = len(lines) == len(equations) and line_width(joined) <= self.columns
            yield from [joined] if sample and is_short else lines

    def _sample(self, name: str) -> int | None:
        quantity = self.text.writer.script.names.get(name)
        return quantity.sample if quantity else None

    def _equation(self, name: str, value: Expr, entries: Expr | None) -> list[StyledLine]:
        """A given quantity; `entries`: what its entries are called."""
        lead = f"{self.text.writer.name(name)} = "
        line = self.text.writer.equation(*([entries] if entries else []), value)
        first, *rest = written(line.text, self.columns - width(lead), line.tall)
        return [(Styled(lead, "bold"), *first), *((Styled(" " * width(lead)), *each) for each in rest)]


_APART = Styled(" " * 4)


def _joined(lines: Sequence[StyledLine]) -> StyledLine:
    """Short lines as one, well apart."""
    first, *others = lines
    return (*first, *(part for line in others for part in (_APART, *line)))
