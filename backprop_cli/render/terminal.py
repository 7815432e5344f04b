"""Terminal and plain text, at any width: in colour on a screen, the same without it in a file or a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.page import TextPage
from backprop_cli.render.styled import PagePart, in_file
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.document import Document

if TYPE_CHECKING:
    from rich.console import Console
    from rich.segment import Segment

PLAIN_WIDTH = 80


class Terminal:
    """Renders to text; `show` prints to a console with its colours and width."""

    def render(self, document: Document, width: int = PLAIN_WIDTH, *, ascii_only: bool = False) -> str:
        """The page as plain text of `width` columns."""
        lines = list[str]()
        drawing = None
        for part in parts(document, width, ascii_only=ascii_only):
            if part.grids:
                from backprop_cli.render.grid import GridDrawing, without_styles

                drawing = drawing or GridDrawing(without_styles(width), ascii_only=ascii_only)
                lines += map(_as_text, drawing.tables(part.grids))
            lines += map(in_file, part.lines)
        return "".join(f"{line}\n" for line in lines)

    def show(self, document: Document, console: Console) -> None:
        """Prints the page in the console's styles, in ASCII where it cannot show Unicode.

        A console without styles gets what a file would.
        """
        from rich.segment import SegmentLines

        from backprop_cli.render.grid import GridDrawing

        ascii_only = console.options.ascii_only
        if console.color_system is None:
            console.file.write(self.render(document, console.width, ascii_only=ascii_only))
            return
        drawing = GridDrawing(console, ascii_only=ascii_only)
        for part in parts(document, console.width, ascii_only=ascii_only):
            lines = [*map(drawing.line, part.lines), *drawing.tables(part.grids)]
            console.print(SegmentLines(lines, new_lines=True), crop=False)


def parts(document: Document, width: int, *, ascii_only: bool) -> Iterator[PagePart]:
    """The parts of all sections, an empty line between any two."""
    is_first = True
    for section in document.sections:
        pen = writer(document, section.scope, _script(ascii_only=ascii_only))
        for part in TextPage(pen, width, ascii_only=ascii_only).parts(section.blocks):
            if not is_first:
                yield PagePart(lines=((),))
            is_first = False
            yield part


def _script(*, ascii_only: bool) -> type[Script]:
    if not ascii_only:
        return Unicode
    from backprop_cli.notation.ascii import Ascii

    return Ascii


def _as_text(line: list[Segment]) -> str:
    return "".join(part.text for part in line).rstrip()
