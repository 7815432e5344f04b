"""Terminal and plain text: tables of quantities, at any width from 80 columns up, with or without colour.

The lines are laid out here: where a formula may break is the notation's business, and once every cell is
broken a table is only its frame. rich does the rest on a real terminal: width, colour, encoding; a piped
page does not wait for it to load.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backprop_cli.errors import printable
from backprop_cli.expr.tree import Expr
from backprop_cli.notation.ascii import Ascii, in_ascii
from backprop_cli.notation.tall import drawn
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.render.formats import writer
from backprop_cli.render.frame import (
    PLAIN,
    ROUNDED,
    Cell,
    Span,
    StyledLine,
    cell,
    cell_width,
    framed,
    width,
)
from backprop_cli.render.lines import written_bar, written_lines, written_name, written_value
from backprop_cli.worksheet.document import (
    Bar,
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Math,
    Number,
    Paragraph,
    Remark,
    Row,
    Table,
    Tone,
    Words,
    Working,
)
from backprop_cli.worksheet.remark_words import REMARK

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 80
_INDENT = "    "
TONES = {Tone.RIGHT: "green", Tone.FOLLOWS: "cyan", Tone.OPEN: "yellow", Tone.WRONG: "red"}
NARROWEST_PROSE = 20
"""Columns that words of a table get, however narrow the page."""


class Terminal:
    """Renders to text; `show` prints to a console with its colours and width."""

    def render(self, document: Document, width: int = PLAIN_WIDTH, *, ascii_only: bool = False) -> str:
        """The page as plain text of `width` columns."""
        lines = _lines(document, width, ascii_only=ascii_only)
        return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)

    def show(self, document: Document, console: Console) -> None:
        """Prints the page in colour; in ASCII where the console cannot show Unicode."""
        from rich.text import Text

        for line in _lines(document, console.width, ascii_only=console.options.ascii_only):
            console.print(Text.assemble(*line), no_wrap=True, overflow="ignore", crop=False)


def _lines(document: Document, width: int, *, ascii_only: bool) -> Iterator[StyledLine]:
    """The lines of all sections, an empty one between any two parts."""
    for place, section in enumerate(document.sections):
        pen = writer(document, section.scope, Ascii if ascii_only else Unicode)
        if place:
            yield ()
        yield from _Page(section.blocks, pen, width, ascii_only=ascii_only).lines()


class _Page:
    """The blocks of one section at one width, as styled lines."""

    def __init__(self, blocks: tuple[Block, ...], pen: Writer, width: int, *, ascii_only: bool) -> None:
        self.blocks = blocks
        self.writer = pen
        self.width = width
        self.frame = PLAIN if ascii_only else ROUNDED
        self.shown = in_ascii if ascii_only else str

    def lines(self) -> Iterator[StyledLine]:
        for place, block in enumerate(self.blocks):
            for part in self._block(block):
                if place:
                    yield ()
                yield from part

    def _block(self, block: Block) -> list[Iterator[StyledLine]]:
        match block:
            case Heading(level, words):
                return [self._heading(level, words)]
            case Paragraph(words):
                return [self._prose(words)]
            case Remark(_, _, words):
                return [self._remark(words, self.width)]
            case Facts(rows):
                return [self._facts(rows)]
            case Given(rows):
                return [self._given(rows)]
            case Working(rows, note):
                return [self._working(rows), *([self._prose(note)] if note else [])]
            case Table(_, _, note) as table:
                return [self._table(table), *([self._prose(note)] if note else [])]

    # --- words --------------------------------------------------------------------------------------

    def words(self, words: Words) -> str:
        """Running text with its formulas written in."""
        return "".join(self._word(word) for word in words)

    def _word(self, word: str | Math | Number | Bar) -> str:
        match word:
            case Bar():
                return written_bar(word, ascii_only=self.shown is in_ascii)
            case Math(sides):
                return f" {self.writer.relation(rounded=False)} ".join(map(self.writer.inline, sides))
            case Number():
                return written_value(word, self.writer)
            case str():
                return self.shown(printable(word))

    def _heading(self, level: int, words: Words) -> Iterator[StyledLine]:
        title = _wrapped(self.words(words), self.width)
        yield from cell(title, "bold" if level == 1 else "bold cyan")
        if level == 1:
            yield (Span("=" * max(map(len, title.split("\n"))), "bold"),)

    def _prose(self, words: Words) -> Iterator[StyledLine]:
        yield from cell(_wrapped(self.words(words), self.width))

    def _remark(self, words: Words, room: int) -> Iterator[StyledLine]:
        yield from cell(_wrapped(_INDENT + REMARK + self.words(words), room, _INDENT), "italic")

    def _facts(self, rows: tuple[tuple[str, Words], ...]) -> Iterator[StyledLine]:
        margin = max(len(label) for label, _ in rows) + 2
        for label, words in rows:
            first, *rest = _wrapped(self.words(words), self.width - margin).split("\n")
            yield Span(label.ljust(margin), "cyan"), Span(first)
            yield from ((Span(" " * margin + line),) for line in rest)

    def _given(self, rows: tuple[tuple[str, Expr], ...]) -> Iterator[StyledLine]:
        for name, value in rows:
            lead = f"{self.writer.name(name)} = "
            first, *rest = self.writer.symbols(value).split("\n")
            yield Span(lead, "bold"), Span(first)
            yield from ((Span(" " * len(lead) + line),) for line in rest)

    # --- tables -------------------------------------------------------------------------------------

    def _working(self, rows: tuple[Row, ...]) -> Iterator[StyledLine]:
        """A row per quantity: its name, its working, and its value where there are values at all."""
        names = [cell("Quantity"), *(cell(written_name(row, self.writer), "bold") for row in rows)]
        values = [cell("Value"), *(cell(self._value(row), "bold") for row in rows)]
        sides = [names, values] if any(row.value is not None for row in rows) else [names]
        frame_width = 3 * (len(sides) + 1) + 1
        room = self.width - frame_width - sum(max(map(cell_width, column)) for column in sides)
        working = [cell("Working".ljust(room)), *(tuple(self._worked(row, room)) for row in rows)]
        head, *body = zip(names, working, *sides[1:], strict=True)
        yield from framed(head, body, self.frame, ruled=True)

    def _value(self, row: Row) -> str:
        if row.value is None:
            return ""
        value = self.writer.value_of(row.name, row.value)
        return f"{self.writer.relation(rounded=value.rounded)} {value.text}"

    def _worked(self, row: Row, room: int) -> Iterator[StyledLine]:
        for relation, side, reasons, tall in written_lines(row, self.writer):
            *before, last = _wrapped(f"{relation} {side}".strip(), room, "  ").split("\n")
            for line in before:
                yield from cell(drawn(line, tall))
            yield from self._reasoned(drawn(last, tall), [self.words(reason) for reason in reasons], room)
        for remark in row.remarks:
            yield from self._remark(remark.words, room)

    def _reasoned(self, line: str, reasons: list[str], room: int) -> Iterator[StyledLine]:
        """A line with its reasons: at the right if they fit, else on lines of their own."""
        together = "; ".join(reasons)
        gap = room - len(line) - len(together)
        if reasons and "\n" not in line and gap >= len(_INDENT):
            yield Span(line + " " * gap), Span(together, "dim")
            return
        if line:
            yield from cell(line)
        for reason in reasons:
            yield from cell(_wrapped(_INDENT + reason, room, _INDENT), "dim")

    def _table(self, table: Table) -> Iterator[StyledLine]:
        texts = [[self.words(each) for each in row] for row in (table.columns, *table.rows)]
        widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
        if not table.prose and sum(widths) + 3 * len(widths) + 1 > self.width:
            texts[0] = [text.replace(" ", "\n") for text in texts[0]]
        rooms = self._rooms(texts, table.prose)
        styles = ["", *(TONES[tone] for tone in table.tones), *[""] * len(table.rows)]
        cells: list[list[Cell]] = [
            [*(_in_column(text, room) for text, room in zip(row[:-1], rooms, strict=False)),
             _in_column(row[-1], rooms[-1], style)]
            for row, style in zip(texts, styles, strict=False)
        ]  # fmt: skip
        right = {place for place in range(1, len(rooms)) if place not in table.prose}
        yield from framed(cells[0], cells[1:], self.frame, ruled=False, right=right)

    def _rooms(self, texts: list[list[str]], prose: tuple[int, ...]) -> list[int]:
        """The room of each column of words, so that the table fits the page; 0: as wide as it is."""
        widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
        rooms = [0] * len(widths)
        for place in prose:
            others = sum(room or each for room, each in zip(rooms, widths, strict=True)) - widths[place]
            room = self.width - 3 * len(widths) - 1 - others
            rooms[place] = max(room, min(widths[place], NARROWEST_PROSE)) if room < widths[place] else 0
        return rooms


def _in_column(text: str, room: int, style: str = "") -> Cell:
    """A cell of at most `room` columns (0: any); a word that is longer, such as a file's name, is broken."""
    if not room:
        return cell(text, style)
    lines = list[str]()
    for line in _wrapped(text, room).split("\n"):
        lines.append("")
        for char in line:
            if width(lines[-1] + char) > room:
                lines.append("")
            lines[-1] += char
    return cell("\n".join(lines), style)


_SHORT = 30
"""Brackets of so many characters stay on one line."""
_TIGHT_DOT = re.compile(r"([·*])(?!10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])(?=\S)")
"""Where a product without spaces may break; a power of ten is part of its number."""
_OPERATOR = re.compile(r" (\+|−|-|·|∗|\*|@|=|≈|~=|→|->) ")
"""An operator stays with what follows it."""
_GLUE = "\N{NO-BREAK SPACE}"


def _wrapped(text: str, room: int, indent: str = "") -> str:
    """`text` broken at spaces only, so never inside a number, and not inside short brackets."""
    columns = width(text)
    if columns <= room:
        return text
    room = room * len(text) // max(columns, len(text))  # where letters take two columns
    glued = _OPERATOR.sub(rf" \1{_GLUE}", _with_short_brackets_glued(text))
    if max(map(len, glued.split(" "))) > room - len(indent):
        glued = _TIGHT_DOT.sub(r"\1 ", _OPERATOR.sub(rf" \1{_GLUE}", text))
    lines = textwrap.wrap(
        glued,
        max(room, 20),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_GLUE, " ")


def _with_short_brackets_glued(text: str) -> str:
    """Spaces within short brackets made unbreakable."""
    chars, opened = list(text), list[int]()
    for place, char in enumerate(text):
        if char == "(":
            opened.append(place)
        elif char == ")" and opened:
            start = opened.pop()
            if place - start <= _SHORT:
                chars[start:place] = [_GLUE if each == " " else each for each in chars[start:place]]
    return "".join(chars)
