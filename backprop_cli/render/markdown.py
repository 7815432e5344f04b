"""Markdown that every common host shows: one formula block per quantity, plain tables."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from backprop_cli.expr.tree import Expr, Ref
from backprop_cli.notation.latex import Latex, PandocLatex
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.render.lines import (
    WrittenLine,
    in_sentence,
    in_text,
    written_bar,
    written_lines,
    written_name,
    written_value,
)
from backprop_cli.render.markdown_blocks import (
    APART,
    BESIDE,
    FRAME,
    MAX_BLOCK,
    WIDEST,
    BlockLine,
    by_unit,
    display,
    on_lines,
    runs_of,
)
from backprop_cli.render.markdown_text import escaped, without_links
from backprop_cli.render.tex import seen
from backprop_cli.render.writer import writer
from backprop_cli.words import page
from backprop_cli.words.inline import Bar, Followed, Math, Name, Number, Strong, Words
from backprop_cli.words.remarks.lead import REMARK
from backprop_cli.words.say import Message, phrase
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Legend,
    Paragraph,
    Remark,
    Row,
    Section,
    Table,
    Tip,
    ToFill,
    Whose,
    Working,
)

LONGEST_INLINE = 8
"""Terms of a sum in running text."""
ROOM_TO_TYPE = " " * 20
ROOM_TO_WRITE = "\N{EM SPACE}" * 14 + "&nbsp;"
"""Behind the head of a column that is filled in by hand on a printed page: hosts drop it from empty cells."""
_NO_START = ("(", ".", ",")
"""Behind these signs some hosts do not take a dollar for the start of a formula."""


class Markdown:
    """Renders to portable Markdown with formulas in LaTeX."""

    script: type[Latex] = Latex

    def render(self, document: Document) -> str:
        """The document as Markdown text."""
        parts = (part for section in document.sections for part in self._parts(document, section))
        return "\n\n".join(parts) + "\n"

    def _parts(self, document: Document, section: Section) -> Iterator[str]:
        """The paragraphs of a section."""
        latex, plain = (writer(document, section.scope, script) for script in (self.script, Unicode))
        page = MarkdownPage(latex, plain, self.script)
        for block in section.blocks:
            yield from page.block(block)


class ForPandoc(Markdown):
    """The same for pandoc, which makes Word files and MathML of it."""

    script = PandocLatex


class MarkdownPage:
    """One document: each block as paragraphs of Markdown."""

    longest: ClassVar[float] = MAX_BLOCK
    """Characters of one formula."""

    def __init__(self, latex: Writer, plain: Writer, script: type[Latex]) -> None:
        self.latex = latex
        self.script = script
        self.short = latex._replace(longest_sum=LONGEST_INLINE)
        self.plain = plain

    def block(self, block: Block) -> list[str]:
        """The paragraphs of a block."""
        match block:
            case Heading(level, words):
                return [f"{'#' * level} {self._heading(words)}"]
            case Whose(words):
                return [self.words(words) + " "]
            case Tip():
                return []
            case Paragraph(words):
                return [self._paragraph(self.words(words))]
            case Remark(_, _, words):
                return [self._remark(words)]
            case Facts(rows):
                return ["\n".join(self._facts(rows))]
            case Legend(rows):
                return ["\n".join(f"- {self._word(sign)}: {self.words(words)}" for sign, words in rows)]
            case Given(rows, entries):
                return list(map(display, self._side_by_side(rows, dict(entries))))
            case Working(rows, note):
                return [*(part for group in by_unit(rows) for part in self._rows(group)), *self._note(note)]
            case Table(_, _, note) as table:
                return [self._table(table), *self._note(note)]

    def _note(self, words: Words) -> list[str]:
        return [self._paragraph(self.words(words))] if words else []

    def _paragraph(self, text: str) -> str:
        """Running text by itself."""
        return text

    def _facts(self, rows: tuple[tuple[Message, Words], ...]) -> Iterator[str]:
        """A list; what stands under one label is a list in it."""
        for label, group in groupby(rows, key=itemgetter(0)):
            texts = [self.words(words) for _, words in group]
            lead = f"- **{phrase(label)}:**"
            yield from (
                [f"{lead} {texts[0]}"] if len(texts) == 1 else [lead, *(f"  - {text}" for text in texts)]
            )

    def words(self, words: Words) -> str:
        """Running text; formulas inline."""
        return "".join(self._word(word) for word in words).strip()

    def _heading(self, words: Words) -> str:
        """Headings hold no formulas: their symbols are in Unicode."""
        parts = (
            word if isinstance(word, str) else in_sentence(self.plain.inline(word.sides[0]), self.plain)
            for word in words
            if isinstance(word, str | Math)
        )
        return self._escaped("".join(parts))

    def _escaped(self, text: str) -> str:
        """Plain words, so that no sign in them is taken for markup."""
        return without_links(escaped(text))

    def _word(self, word: str | Math | Number | Bar) -> str:
        match word:
            case Bar():
                return written_bar(word, ascii_only=False)
            case Math(sides):
                formula = self.short.equated(*map(self.short.inline, sides))
                return in_sentence(formula, self.short, self._inline)
            case Number():
                return written_value(word, self.plain)
            case Name():
                return f"`{word}`"
            case Strong():
                return f"**{self._escaped(word)}**" if word.strip() else ""
            case Followed():
                return escaped(word)
            case str():
                return self._escaped(word)

    def _inline(self, formula: str) -> str:
        return f"${'{}' if formula.startswith(_NO_START) else ''}{formula}$"

    def _remark(self, words: Words) -> str:
        return f"> **{phrase(REMARK)}** {self.words(words)}"

    def _side_by_side(self, rows: tuple[tuple[str, Expr], ...], entries: Mapping[str, Expr]) -> list[str]:
        """What is given, as many in one block as fit."""
        texts = [self._given(Ref(name), entries.get(name), each) for name, each in rows]
        blocks: list[str] = []
        for text in texts:
            joined = f"{blocks[-1]} {APART} {text}" if blocks else text
            if blocks and seen(joined) <= WIDEST and len(joined) <= self.longest:
                blocks[-1] = joined
            else:
                blocks.append(text)
        return blocks

    def _given(self, name: Ref, entries: Expr | None, value: Expr) -> str:
        """What is given as an equation, with what its entries are called where that fits."""
        short, *longer = (
            self.latex.equated(*map(self.latex.symbols, sides))
            for sides in ((name, value), *([(name, entries, value)] if entries else []))
        )
        return longer[0] if longer and len(longer[0]) <= self.longest else short

    def _rows(self, rows: list[Row]) -> list[str]:
        """The quantities of one unit in one block, or in several where one would be too long."""
        lines, reasons = list[BlockLine](), list[str]()
        for row in rows:
            name = written_name(row, self.latex)
            symbols, numbers, own = self._sides(row, self.longest - len(name) - FRAME)
            first, *rest = on_lines(name, symbols, numbers)
            lines += [BlockLine(name, first, leads=True), *(BlockLine(name, line) for line in rest)]
            reasons += own
        told = "; ".join(dict.fromkeys(reasons))
        here = [self._paragraph(phrase(page.HERE, reasons=told))] if told else []
        remarks = [self._remark(remark.words) for row in rows for remark in row.remarks]
        return [*map(self._aligned, runs_of(lines, self.longest)), *here, *remarks]

    def _sides(self, row: Row, room: float) -> tuple[list[str], list[str], list[str]]:
        """The sides in symbols, those in numbers, and the reasons."""
        symbols, numbers, reasons = list[str](), list[str](), list[str]()
        for line in written_lines(row, self.latex, room):
            if line.text:
                (numbers if line.numbers else symbols).append(
                    f"{line.relation} {line.text}{self._beside(line)}"
                )
            reasons += [self.words(reason) for reason in line.reasons if reason != line.rules]
        if row.value is not None:
            value = self.latex.value_of(row.name, row.value)
            last = f"{self.latex.relation(rounded=value.rounded)} {value.text}"
            if [last] != symbols + numbers:  # a side that is its own value: ∂E/∂u = 1
                numbers.append(last)
        return symbols, numbers, reasons

    def _beside(self, line: WrittenLine) -> str:
        """The rules of a line, in a column of their own."""
        named = in_text(line.rules, self.plain)
        return f"{BESIDE}{self.latex.script.plain(named)}" if named else ""

    def _aligned(self, lines: list[str]) -> str:
        """Lines under each other at their first signs; a single one by itself."""
        if len(lines) == 1:
            return display(lines[0].replace("&", "", 1).replace(BESIDE, r" \quad "))
        nothing = self.script.nothing
        cells = (line.partition("&") for line in lines)
        rows = f" {self.script.row_end}\n".join(
            f"{name or nothing}&{nothing}{rest}" for name, _, rest in cells
        )
        return display(f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}")

    def _table(self, table: Table) -> str:
        heads = [self.words(column) for column in table.columns]
        edges = [":--" if place in {0, *table.prose} else "--:" for place in range(len(heads))]
        empty = ROOM_TO_TYPE if isinstance(table, ToFill) else ""
        if isinstance(table, ToFill):
            heads[-1] += ROOM_TO_WRITE
        lines = [heads, edges, *([self.words(cell) or empty for cell in row] for row in table.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
