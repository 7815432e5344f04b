"""A page for browsers that needs nothing else: formulas in MathML, tables in the colours of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from math import inf
from operator import itemgetter
from pathlib import Path

from backprop_cli.errors import printable
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.lines import written_bar, written_value
from backprop_cli.render.markdown import MarkdownPage
from backprop_cli.render.mathml import mathml
from backprop_cli.render.writer import writer
from backprop_cli.words.inline import Bar, Math, Name, Number, Strong, Words
from backprop_cli.words.remarks.lead import REMARK
from backprop_cli.words.say import Message, phrase
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Legend,
    Section,
    Table,
    ToFill,
    Whose,
)

STYLE = Path(__file__).with_name("page.css")
"""How a page looks."""


class Html:
    """Renders to one file of HTML."""

    def render(self, document: Document) -> str:
        """The document as a page with its style in it."""
        body = [part for section in document.sections for part in self._parts(document, section)]
        title = next((part for part in body if part.startswith("<h1>")), "<h1></h1>")
        head = (
            f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{title.removeprefix('<h1>').removesuffix('</h1>')}</title>\n"
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        )
        return head + "".join(f"{part}\n" for part in body) + "</body>\n</html>\n"

    def _parts(self, document: Document, section: Section) -> Iterator[str]:
        latex, plain = (writer(document, section.scope, script) for script in (Latex, Unicode))
        page = _HtmlPage(latex, plain, Latex)
        for block in section.blocks:
            yield from page.block(block)


class _HtmlPage(MarkdownPage):
    """One section: each block as elements; the formulas are those of Markdown, however long."""

    longest = inf

    def block(self, block: Block) -> list[str]:
        match block:
            case Heading(level, words):
                return [f"<h{level}>{self._heading(words)}</h{level}>"]
            case Whose(words):
                return [f'<p class="whose">{self.words(words)}</p>']
            case Facts(rows):
                return [f"<ul>{''.join(self._facts(rows))}</ul>"]
            case Legend(rows):
                items = (f"<dt>{self._word(sign)}</dt><dd>{self.words(words)}</dd>" for sign, words in rows)
                return [f'<dl class="legend">{"".join(items)}</dl>']
            case Given(rows, entries):
                given = self._side_by_side(rows, dict(entries))
                return [f'<div class="given">{_displayed(each)}</div>' for each in given]
        return super().block(block)

    def _paragraph(self, text: str) -> str:
        return f"<p>{text}</p>"

    def _facts(self, rows: tuple[tuple[Message, Words], ...]) -> Iterator[str]:
        for label, group in groupby(rows, key=itemgetter(0)):
            texts = [self.words(words) for _, words in group]
            listed = f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"
            yield f"<li><b>{_plain(phrase(label))}:</b> {texts[0] if len(texts) == 1 else listed}</li>"

    def _escaped(self, text: str) -> str:
        return _plain(text)

    def _word(self, word: str | Math | Number | Bar) -> str:
        match word:
            case Bar():
                return written_bar(word, ascii_only=False)
            case Number():
                return _plain(written_value(word, self.plain))
            case Name():
                return f"<code>{_plain(word)}</code>"
            case Strong():
                return f"<strong>{_plain(word)}</strong>" if word.strip() else ""
            case str():
                return _plain(word)
            case Math():
                return super()._word(word)

    def _inline(self, formula: str) -> str:
        return mathml(formula)

    def _remark(self, words: Words) -> str:
        return f"<blockquote><b>{_plain(phrase(REMARK))}</b> {self.words(words)}</blockquote>"

    def _aligned(self, lines: list[str]) -> str:
        return _displayed(super()._aligned(lines).strip("$"))

    def _table(self, table: Table) -> str:
        left, columns = {0, *table.prose}, enumerate(table.columns)
        heads = "".join(f"<th{_side(place in left)}>{self.words(each)}</th>" for place, each in columns)
        tones = [f' class="{tone.value}"' for tone in table.tones] or [""] * len(table.rows)
        rows = (
            f"<tr{tone}>{''.join(self._cells(row, left))}</tr>"
            for row, tone in zip(table.rows, tones, strict=True)
        )
        kind = ' class="fill"' if isinstance(table, ToFill) else ""
        return f"<table{kind}>\n<thead><tr>{heads}</tr></thead>\n{chr(10).join(rows)}\n</table>"

    def _cells(self, row: tuple[Words, ...], left: set[int]) -> Iterator[str]:
        for place, cell in enumerate(row):
            yield f"<td{_side(place in left)}>{self.words(cell)}</td>"


def _plain(text: str) -> str:
    """Words as the text of an element: no markup, and no character that a page may not hold."""
    return escape(printable(text), quote=False)


def _side(is_left: bool) -> str:
    return "" if is_left else ' class="number"'


def _displayed(tex: str) -> str:
    return mathml(tex, display=True)
