"""Markdown that every common host shows: one formula block per quantity, plain tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.errors import printable
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.render.formats import writer
from backprop_cli.render.lines import written_bar, written_lines, written_name, written_value
from backprop_cli.worksheet.document import (
    Bar,
    Block,
    Document,
    Facts,
    Followed,
    Given,
    Heading,
    Math,
    Number,
    Paragraph,
    Remark,
    Row,
    Section,
    Table,
    Words,
    Working,
)
from backprop_cli.worksheet.remark_words import REMARK

MAX_BLOCK = 990
"""Characters of one formula block; some hosts stop at 1,000."""
LONGEST_INLINE = 8
"""Terms of a sum in running text."""
_NO_START = ("(", ".", ",")
"""Behind these signs some hosts do not take a dollar for the start of a formula."""
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "@": "&#64;"})


class Markdown:
    """Renders to portable Markdown with formulas in LaTeX."""

    def render(self, document: Document) -> str:
        """The document as Markdown text."""
        return "\n\n".join(part for section in document.sections for part in _parts(document, section)) + "\n"


def _parts(document: Document, section: Section) -> Iterator[str]:
    """The paragraphs of a section."""
    page = _Page(*(writer(document, section.scope, script) for script in (Latex, Unicode)))
    for block in section.blocks:
        yield from page.block(block)


class _Page:
    """One document: each block as paragraphs of Markdown."""

    def __init__(self, latex: Writer, plain: Writer) -> None:
        self.latex = latex
        self.short = latex._replace(longest_sum=LONGEST_INLINE)
        self.plain = plain

    def block(self, block: Block) -> list[str]:
        match block:
            case Heading(level, words):
                return [f"{'#' * level} {self._heading(words)}"]
            case Paragraph(words):
                return [self.words(words)]
            case Remark(_, _, words):
                return [self._remark(words)]
            case Facts(rows):
                return ["\n".join(f"- **{label}:** {self.words(words)}" for label, words in rows)]
            case Given(rows):
                return [
                    f"$$\n{self.latex.name(name)} = {self.latex.symbols(each)}\n$$" for name, each in rows
                ]
            case Working(rows, note):
                return [
                    *(part for row in rows for part in self._row(row)),
                    *([self.words(note)] if note else []),
                ]
            case Table(_, _, note) as table:
                return [self._table(table), *([self.words(note)] if note else [])]

    def words(self, words: Words) -> str:
        """Running text; formulas inline."""
        return "".join(self._word(word) for word in words).strip()

    def _heading(self, words: Words) -> str:
        """Headings hold no formulas: their symbols are in Unicode."""
        parts = (
            word if isinstance(word, str) else self.plain.inline(word.sides[0])
            for word in words
            if isinstance(word, str | Math)
        )
        return _without_links(escaped("".join(parts)))

    def _word(self, word: str | Math | Number | Bar) -> str:
        match word:
            case Bar():
                return written_bar(word, ascii_only=False)
            case Math(sides):
                formula = " = ".join(map(self.short.inline, sides))
                return f"${'{}' if formula.startswith(_NO_START) else ''}{formula}$"
            case Number():
                return written_value(word, self.plain)
            case Followed():
                return escaped(word)
            case str():
                return _without_links(escaped(word))

    def _remark(self, words: Words) -> str:
        return f"> **{REMARK.strip()}** {self.words(words)}"

    def _row(self, row: Row) -> list[str]:
        """One quantity: its sides in one block, or in several where one would be too long."""
        name = written_name(row, self.latex)
        room = MAX_BLOCK - len(name) - _FRAME
        lines = written_lines(row, self.latex, room)
        sides, reasons = [], []
        for line in lines:
            sides += [f"{line.relation} {line.text}"] if line.text else []
            reasons += [self.words(reason) for reason in line.reasons]
        if row.value is not None:
            value = self.latex.value_of(row.name, row.value)
            sides.append(f"{self.latex.relation(rounded=value.rounded)} {value.text}")
        blocks = [_aligned(name, run) for run in _runs(sides, room)]
        here = [f"Here {'; '.join(reasons)}."] if reasons else []
        return [*blocks, *here, *(self._remark(remark.words) for remark in row.remarks)]

    def _table(self, table: Table) -> str:
        heads = [self.words(column) for column in table.columns]
        edges = [":--" if place in {0, *table.prose} else "--:" for place in range(len(heads))]
        lines = [heads, edges, *([self.words(cell) for cell in row] for row in table.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_FRAME = len("$$\n\\begin{aligned}\n\\end{aligned}\n$$") + 8


def _aligned(name: str, sides: list[str]) -> str:
    """The sides under each other at their signs; a single one on its own line."""
    if len(sides) == 1:
        return f"$$\n{name} {sides[0]}\n$$"
    rows = " \\cr\n".join(f"{name if place == 0 else ''} &{side}" for place, side in enumerate(sides))
    return f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$".replace("\n &", "\n&")


def _runs(sides: list[str], room: int) -> list[list[str]]:
    """The sides in as few blocks as hold them."""
    runs: list[list[str]] = [[]]
    for side in sides:
        if runs[-1] and sum(len(each) + 8 for each in [*runs[-1], side]) > room:
            runs.append([])
        runs[-1].append(side)
    return runs


def escaped(text: str) -> str:
    """Words that Markdown and HTML leave alone: what was typed is what is read."""
    one_line = re.sub(r"\s+", " ", printable(text))
    return re.sub(r"[\\`*_{}\[\]#|~]", r"\\\g<0>", one_line).translate(_ENTITIES)


def _without_links(text: str) -> str:
    """Escaped words in which no host makes a link of a bare address."""
    return re.sub(
        "www[.]", lambda found: f"{found[0][:-1]}&#46;", text.replace("//", "&#47;&#47;"), flags=re.I
    )
