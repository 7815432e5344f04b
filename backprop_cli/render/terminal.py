"""Terminal and plain text: tables of quantities, at any width from 60 columns up, with or without colour."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from backprop_cli.errors import printable
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.render.formats import writer
from backprop_cli.render.lines import written_lines, written_value
from backprop_cli.expr.tree import Expr
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Math,
    Number,
    Paragraph,
    Row,
    Table,
    Words,
    Working,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

PLAIN_WIDTH = 80
_INDENT = "    "
_TABLE_FRAME = 10
"""Columns that the frame of a table with three columns takes."""
_GLUE = "\N{NO-BREAK SPACE}"


class Terminal:
    """Renders to text; `show` prints to a console with its colours and width."""

    name = "terminal"
    suffixes = (".txt",)

    def render(self, document: Document, width: int = PLAIN_WIDTH) -> str:
        """The page as plain text of `width` columns."""
        from io import StringIO

        from rich.console import Console

        text = StringIO()
        self.show(document, Console(file=text, width=width, color_system=None, legacy_windows=False))
        return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"

    def show(self, document: Document, console: Console) -> None:
        """Prints the page; in ASCII where the console cannot show Unicode."""
        ascii_only = console.options.ascii_only
        page = _Page(writer(document, Ascii if ascii_only else Unicode), console.width, ascii_only)
        for place, block in enumerate(document.blocks):
            for part in page.block(block):
                if place:
                    console.print()
                console.print(part)


class _Page:
    """One document on one console: each block as something rich can print."""

    def __init__(self, writer: Writer, width: int, ascii_only: bool) -> None:
        self.writer = writer
        self.width = width
        self.ascii_only = ascii_only

    def block(self, block: Block) -> list[RenderableType]:
        match block:
            case Heading(level, text):
                return [self._heading(level, text)]
            case Paragraph(words):
                return [self._prose(words)]
            case Facts(rows):
                return [self._facts(rows)]
            case Given(rows):
                return [self._given(rows)]
            case Working(rows, note):
                return [self._working(rows), *([self._prose(note)] if note else [])]
            case Table(columns, rows, note):
                return [self._table(columns, rows), *([self._prose(note)] if note else [])]

    def _plain(self, text: str) -> str:
        shown = printable(text)
        return _in_ascii(shown) if self.ascii_only else shown

    def _text(self, text: str, style: str = "") -> Text:
        from rich.text import Text

        return Text(text, style, no_wrap=True, overflow="ignore")

    def words(self, words: Words) -> str:
        """Running text with its formulas written in."""
        return "".join(self._word(word) for word in words)

    def _word(self, word: str | Math | Number) -> str:
        match word:
            case Math(sides):
                return f" {self.writer.relation(rounded=False)} ".join(map(self.writer.inline, sides))
            case Number():
                return written_value(word, self.writer)
            case str():
                return self._plain(word)

    def _heading(self, level: int, text: str) -> RenderableType:
        title = self._wrapped(self._plain(text), self.width)
        if level == 1:
            rule = "=" * min(self.width, max(map(len, title.split("\n"))))
            return self._text(f"{title}\n{rule}", "bold")
        return self._text(f"{title}", "bold cyan")

    def _prose(self, words: Words) -> RenderableType:
        return self._text(self._wrapped(self.words(words), self.width))

    def _facts(self, rows: tuple[tuple[str, Words], ...]) -> RenderableType:
        from rich.text import Text

        label_width = max(len(label) for label, _ in rows) + 2
        text = Text(no_wrap=True, overflow="ignore")
        for label, words in rows:
            wrapped = self._wrapped(self.words(words), self.width - label_width)
            text.append(label.ljust(label_width), "cyan")
            text.append(wrapped.replace("\n", "\n" + " " * label_width) + "\n")
        text.rstrip()
        return text

    def _given(self, rows: tuple[tuple[str, Expr], ...]) -> RenderableType:
        lines = []
        for name, value in rows:
            lead = f"{self.writer.name(name)} = "
            first, *rest = self.writer.symbols(value).split("\n")
            lines += [lead + first, *(" " * len(lead) + line for line in rest)]
        return self._text("\n".join(lines))

    def _working(self, rows: tuple[Row, ...]) -> RenderableType:
        names = [self.writer.name(row.name) for row in rows]
        values = [self._value(row) for row in rows]
        widths = [max(map(len, [head, *cells])) for head, cells in (("Quantity", names), ("Value", values))]
        room = self.width - sum(widths) - _TABLE_FRAME
        table = self._grid()
        for head, width in zip(("Quantity", "Working", "Value"), (widths[0], room, widths[1]), strict=True):
            table.add_column(head, no_wrap=True, width=width, overflow="ignore")
        for name, row, value in zip(names, rows, values, strict=True):
            table.add_row(self._text(name, "bold"), self._worked(row, room), self._text(value, "bold"))
        return table

    def _grid(self) -> RichTable:
        from rich import box
        from rich.table import Table as RichTable

        return RichTable(box=box.ASCII if self.ascii_only else box.ROUNDED, show_lines=True, border_style="dim")

    def _value(self, row: Row) -> str:
        if row.value is None:
            return ""
        value = self.writer.value_of(row.name, row.value)
        return f"{self.writer.relation(rounded=value.rounded)} {value.text}"

    def _worked(self, row: Row, room: int) -> Text:
        from rich.text import Text

        text = Text(no_wrap=True, overflow="ignore")
        for relation, side, reasons in written_lines(row, self.writer):
            line = self._wrapped(f"{relation} {side}".strip(), room, " " * (len(relation) + 1))
            text.append(line + "\n")
            self._append_reasons(text, line, [self.words(reason) for reason in reasons], room)
        text.rstrip()
        return text

    def _append_reasons(self, text: Text, line: str, reasons: list[str], room: int) -> None:
        """At the right of a short line, else on lines of their own."""
        together = "; ".join(reasons)
        space = room - len(line.rpartition("\n")[2]) - len(together)
        if together and line and space >= len(_INDENT):
            text.right_crop(1)
            text.append(" " * space + together + "\n", "dim")
        else:
            for reason in reasons:
                text.append(self._wrapped(_INDENT + reason, room, _INDENT) + "\n", "dim")

    def _table(self, columns: tuple[Words, ...], rows: tuple[tuple[Words, ...], ...]) -> RenderableType:
        table = self._grid()
        table.show_lines = False
        for place, column in enumerate(columns):
            table.add_column(self._text(self.words(column)), justify="right" if place else "left", no_wrap=True)
        for row in rows:
            table.add_row(*(self._text(self.words(cell)) for cell in row))
        return table

    def _wrapped(self, text: str, width: int, indent: str = "") -> str:
        """`text` broken at spaces only, an operator staying with what follows it."""
        glued = _INNERMOST.sub(lambda group: group[0].replace(" ", _GLUE), text)
        for operator in _OPERATORS:
            glued = glued.replace(f" {operator} ", f" {operator}{_GLUE}")
        lines = textwrap.wrap(
            glued,
            max(width, 20),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines).replace(_GLUE, " ")


_INNERMOST = re.compile(r"\([^()]{1,28}\)")
"""Short brackets stay on one line."""
_OPERATORS = ("+", "−", "-", "·", "*", "=", "≈", "~=", "→", "->")

_ASCII_WORDS = str.maketrans(
    {"→": "->", "≈": "~=", "′": "'", "ŷ": "yhat", "−": "-", "·": "*", "ᵀ": "^T", "⁺": "_new", "⟨": "<", "⟩": ">",
     "…": "...", "α": "alpha", "δ": "delta", "∂": "d", "ᵢ": "_i", "ⱼ": "_j", "²": "^2", "Σ": "sum", "–": "-"}
)  # fmt: skip


def _in_ascii(text: str) -> str:
    """Words without Unicode; a letter that has no plain form becomes `?`."""
    return text.translate(_ASCII_WORDS).encode("ascii", "replace").decode("ascii")
