"""Documents of single blocks, and what a screen in colour gets of a document."""

import re
import unicodedata
from dataclasses import replace
from functools import cache
from io import StringIO

from rich.console import Console
from rich.style import Style

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.expr.tree import Add, Mul, Num
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.document import Block, Document, Section
from backprop_cli.worksheet.layout import Layout

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
"""What changes the style on a screen."""


@cache
def sheet(name: str, layout: Layout = Layout()) -> Document:  # noqa: B008 - frozen
    """A bundled problem's document."""
    return solve(load(name), layout, verify=False).document


def page_of(*blocks: Block) -> Document:
    """A document of these blocks."""
    document = sheet("one_neuron")
    return replace(document, composed=lambda: (Section(document.scope, blocks),))


def shown(document: Document, width: int) -> str:
    """What a terminal in colour gets."""
    for kept in (Style.parse, Style._add):  # rich: a style keeps its codes from the first screen it met
        kept.cache_clear()
    console = Console(
        file=StringIO(), force_terminal=True, color_system="truecolor", width=width, legacy_windows=False,
        _environ={}, highlight=False,
    )  # fmt: skip
    Terminal().show(document, console)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def columns(line: str) -> int:
    """The columns of a line: a stroke through a letter takes none."""
    return sum(not unicodedata.combining(char) for char in line)


def number(text: str) -> Num:
    """A number as an author types it."""
    return Num(float(text), text)


WORKED = Add((Mul((number("0.125"), number("0.25"))), number("0.375")))
"""A formula of numbers only, so that no notation changes it; its value is 0.40625."""
