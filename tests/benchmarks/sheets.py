"""What a marked sheet says: its lines judged, the mistakes seen, whether one shows in the digits."""

from __future__ import annotations

from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import read_number

UNITS = 3
"""Units of the last digit by which a mistake must change a line to count."""


def marked(scheme: Scheme, sheet: dict[str, str]) -> dict[str, Judged]:
    """Every line of a sheet, judged."""
    answers = [Answer(name, text, read_number(text)) for name, text in sheet.items()]
    return {judged.answer.name: judged for judged in Judge(scheme).marked(answers)}


def slips_in(result: dict[str, Judged]) -> list[str]:
    """The lines in which a mistake is seen, in order."""
    return [name for name, judged in result.items() if judged.verdict in SLIPS]


def shows(text: str, honest: str, units: int = UNITS) -> bool:
    """Whether a mistake changes the written digits of a line."""
    ours, right = read_number(text), read_number(honest)
    return bool(ours and right and abs(ours.value - right.value) > units * max(ours.unit, right.unit))
