"""What a student at work is told of a marked sheet: the first line that is off, and what to do next."""

from typing import NamedTuple

from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import MarkedLine, SheetReport

AS_FAR_AS_IT_GOES = frozenset({Verdict.TOO_FEW_DIGITS, Verdict.NOT_ASSESSABLE})
"""What is not off, only too coarse to tell; what is off comes first."""


class Hint(NamedTuple):
    """Where to look, without what stands there."""

    line: MarkedLine | None
    """The first line that is off, else the first that has too few digits; None: all are right."""
    right: tuple[MarkedLine, ...]
    """The right lines before it."""
    is_all_right: bool
    """Whether these are all that is written before it; some may have too few digits."""
    next_name: str
    """The first asked line that is not written; empty: all are."""

    @property
    def is_wrong_line(self) -> bool:
        """Whether a mistake was made in the line, not only too little written."""
        return self.line is not None and self.line.is_wrong


def hint_of(report: SheetReport) -> Hint:
    """The hint that a sheet's report gives; the sheet could be read."""
    written = [line for line in report.shown if line.verdict is not Verdict.BLANK]
    open_lines = [each for each in written if not _is_fine(each)]
    line = min(open_lines, key=lambda each: each.verdict in AS_FAR_AS_IT_GOES, default=None)
    before = written if line is None else written[: written.index(line)]
    right = [each for each in before if each.verdict not in AS_FAR_AS_IT_GOES]
    todo = [
        each.name
        for each in report.lines
        if each.verdict is Verdict.BLANK and each.name in report.policy.asked
    ]
    return Hint(line, tuple(right), len(right) == len(before), todo[0] if todo else "")


def _is_fine(line: MarkedLine) -> bool:
    """Whether nothing is to be said of a line now: what rests on an earlier one is mended there."""
    return line.is_good or line.judged.finding.rests_on_zero
