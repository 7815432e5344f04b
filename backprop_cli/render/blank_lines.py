"""What sheets to fill in have in common that are files of lines: the problem, what is said, the places."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.lines import in_text
from backprop_cli.render.terminal import Terminal
from backprop_cli.render.writer import writer
from backprop_cli.words.inline import Name
from backprop_cli.worksheet.document import (
    Document,
    Heading,
    InNotation,
    LineToFill,
    Paragraph,
    Section,
    ToFill,
)

COMMENT_WIDTH = 88


def problem_page(head: Section, document: Document) -> list[str]:
    """The problem in lines, as in the terminal."""
    return Terminal().render(replace(document, composed=lambda: (head,)), COMMENT_WIDTH).splitlines()


def first_words(section: Section, document: Document) -> str:
    """How the sheet is filled in; which lines are worked is said where they stand."""
    paragraph = next(block for block in section.blocks if type(block) is Paragraph)
    return _in_plain_text(paragraph, section, document)


def told_notation(section: Section) -> str:
    """The notation that the sheet says it is in; empty where it says none."""
    words = (word for block in section.blocks if isinstance(block, InNotation) for word in block.words)
    return next((word for word in words if isinstance(word, Name)), "")


def told_of(part: Section, document: Document) -> Iterator[str]:
    """The heading of a part and what is said of it, in lines."""
    for block in part.blocks:
        if isinstance(block, Heading | Paragraph):
            yield from textwrap.wrap(_in_plain_text(block, part, document), COMMENT_WIDTH)


def places(part: Section) -> Iterator[LineToFill]:
    """The lines of a part."""
    for block in part.blocks:
        if isinstance(block, ToFill):
            yield from block.places


def _in_plain_text(block: Heading | Paragraph, section: Section, document: Document) -> str:
    """A heading or paragraph as a file without formulas has it."""
    return in_text(block.words, writer(document, section.scope, Unicode))
