"""Sheets made without working: one number or text in most lines, or the givens copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from backprop_cli.marking.judging.compare import is_written_form
from backprop_cli.marking.judging.judge import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD

FEWEST = 4
"""Lines that say something of a sheet."""


def is_unworked(lines: Sequence[Judged], scheme: Scheme) -> bool:
    """Whether more than half of the lines hold one answer that is not theirs, or a given number.

    Then what follows from them is nobody's work. Of an honest slip in an exercise of small whole numbers
    as much may come, but not a third of the lines wrong; and a 0 tells nothing, since one unit that is off
    makes a page of zeros.
    """
    written = [line for line in lines if line.answer.text.strip()]
    wrong = sum(line.verdict not in GOOD for line in written)
    if len(written) < FEWEST or 3 * wrong < len(written):
        return False
    telling = [line for line in written if not _is_zero(line)]
    strange = [line for line in telling if not holds_the_truth(line)]
    texts = Counter(line.answer.text for line in strange)
    copied = sum(line.answer.number is not None and _is_given(line, scheme) for line in strange)
    most = max(copied, *texts.values(), 0)
    return most >= FEWEST and 2 * most > len(telling)


def holds_the_truth(line: Judged) -> bool:
    """Whether a line's number is the true value, rounded or cut at its last digit."""
    number, true = line.answer.number, line.true
    return number is not None and true is not None and is_written_form(true, number)


def _is_zero(line: Judged) -> bool:
    return line.answer.number is not None and line.answer.number.value == 0


def _is_given(line: Judged, scheme: Scheme) -> bool:
    return line.answer.number is not None and abs(line.answer.number.value) in scheme.given
