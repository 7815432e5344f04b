"""What was made without working: one number in most lines, the givens copied, a step copied from another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.marking.judging.compare import is_written_form
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.quantities.quantity import AnyQuantity

FEWEST_LINES = 4
"""Lines that say something of a sheet."""
UNITS_APART = 5
"""Units of the last digit by which two lines differ that nobody takes for each other."""


def is_unworked(lines: Sequence[Judged], scheme: Scheme, unexplained: Container[str]) -> bool:
    """Whether more than half of the lines hold one answer that is not theirs, or a given number.

    A parameter that stays as it was counts only where that comes of something `unexplained`. Then what
    follows from them is nobody's work. Of an honest slip in an exercise of small whole numbers as much may
    come, but not a third of the lines wrong; and a 0 tells nothing beside other numbers, since one unit that
    is off makes a page of zeros.
    """
    written = [line for line in lines if line.answer.text.strip()]
    wrong = sum(line.verdict not in GOOD for line in written)
    if len(written) < FEWEST_LINES or 3 * wrong < len(written):
        return False
    telling = [line for line in written if not _is_zero(line)] or written
    strange = [line for line in telling if not holds_the_truth(line)]
    texts = Counter(line.answer.text for line in strange)
    copied = sum(_is_given(line, scheme) and not _is_left(line, unexplained) for line in strange)
    most = max(copied, *texts.values(), 0)
    return most >= FEWEST_LINES and 2 * most > len(telling)


def holds_the_truth(line: Judged) -> bool:
    """Whether a line's number is the true value, rounded or cut at its last digit."""
    number, true = line.answer.number, line.true
    return number is not None and true is not None and is_written_form(true, number)


def copied(lines: Sequence[Judged]) -> dict[str, AnyQuantity]:
    """The lines of a step or a sample that hold the numbers of another one, by name, with the line copied.

    Most lines of it must, where the truth is far from that, and one for no reason of its own: what a slip
    has turned off stays as it was in every step.
    """
    blocks: dict[tuple[int | None, int | None], list[tuple[Judged, Judged | None]]] = defaultdict(list)
    earlier: dict[AnyQuantity, list[Judged]] = defaultdict(list)
    for line in lines:
        if line.answer.number is None or _is_zero(line):
            continue
        quantity = line.step.quantity
        others = earlier[quantity.anywhere]
        if not holds_the_truth(line):
            source = next((other for other in others if _is_copied(line, other)), None)
            blocks[quantity.step, quantity.sample].append((line, source))
        others.append(line)
    found = dict[str, AnyQuantity]()
    for block in blocks.values():
        copies = {line.answer.name: source.step.quantity for line, source in block if source is not None}
        is_copy = any(_starts(line) for line, source in block if source is not None)
        if is_copy and len(copies) >= FEWEST_LINES and 2 * len(copies) > len(block):
            found |= copies
    return found


def _is_copied(line: Judged, other: Judged) -> bool:
    """Whether a line holds the number of another one, where the truth is far from that."""
    number, same = line.answer.number, other.answer.number
    if number is None or same is None or line.true is None or other.true is None:
        return False
    return number.value == same.value and abs(line.true - other.true) > UNITS_APART * number.unit


def _starts(line: Judged) -> bool:
    """Whether a line is copied for no other reason: no known mistake gives it, or the old parameters do."""
    is_old = any(mistake.key == "old_parameters" for mistake in line.mistakes)
    return line.verdict is Verdict.WRONG or (line.verdict is Verdict.MISTAKE and is_old)


def _is_zero(line: Judged) -> bool:
    return line.answer.number is not None and line.answer.number.value == 0


def _is_left(line: Judged, unexplained: Container[str]) -> bool:
    """Whether a parameter stays as it was by what a known mistake has made of its gradient."""
    is_update = line.step.rule is Rule.UPDATE
    return is_update and line.verdict in GOOD and line.answer.name not in unexplained


def _is_given(line: Judged, scheme: Scheme) -> bool:
    return line.answer.number is not None and abs(line.answer.number.value) in scheme.given
