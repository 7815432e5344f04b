"""What a marked sheet and a marked class have in common: a page, and the marks for other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backprop_cli.api.page import Page
from backprop_cli.formats import Results
from backprop_cli.frozen import frozen

if TYPE_CHECKING:
    from backprop_cli.marking.results.report import SheetReport
    from backprop_cli.marking.results.tally import ClassReport


@frozen
class Marks(Page):
    """A page about marked sheets."""

    reports: tuple[SheetReport, ...]
    """Every sheet: its lines with their verdicts, and the points."""
    results: ClassReport
    """What all of them amount to."""

    def gathered_by(self, maker: Results) -> str:
        """Every sheet, and what they amount to."""
        for report in self.reports:
            maker.add(report)
        return maker.text(self.results)
