"""Conventions that many sheets agree on and the problem says otherwise: ½ in the loss, sum for mean."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import BackpropError
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.written import Written
from backprop_cli.problem.losses import LOSSES, SQUARED_ERRORS
from backprop_cli.problem.model import Network, Problem

UPDATED = "updated_weights"
FEWEST_SHEETS = 3
"""Sheets that make a convention and not a slip."""
TELLING = 0.05
"""Relative difference of two conventions in a line that tells them apart."""
NEAR = 0.01
"""Relative distance at which a rounded line still agrees."""


class Convention(NamedTuple):
    """What many sheets agree on."""

    key: str
    """The key of the problem file that says otherwise; `UPDATED` for the weights of the backward pass."""
    value: str
    """What it would have to say."""
    sheets: int
    """How many agree."""
    of: int
    """How many could be read."""


class Conventions:
    """Counts, sheet by sheet, which convention fits better than the problem's own."""

    def __init__(self, problem: Problem, values: Mapping[str, float]) -> None:
        self.problem = problem
        self.values = values
        self.votes: Counter[tuple[str, str]] = Counter()
        self.sheets = 0

    def add(self, report: SheetReport) -> None:
        """One more sheet; one without mistakes agrees with the problem."""
        if report.fault:
            return
        self.sheets += 1
        if not report.wrong:
            return
        keys = {mistake.key for line in report.wrong for mistake in line.judged.mistakes}
        if UPDATED in keys:
            self.votes[UPDATED, "yes"] += 1
        if better := self._better(report):
            self.votes[better] += 1

    def found(self) -> Convention | None:
        """What at least a quarter of the sheets, and at least `FEWEST_SHEETS`, agree on."""
        if not self.votes:
            return None
        (key, value), count = min(self.votes.items(), key=lambda each: (-each[1], each[0]))
        is_enough = count >= max(FEWEST_SHEETS, self.sheets / 4)
        return Convention(key, value, count, self.sheets) if is_enough else None

    @cached_property
    def alternatives(self) -> dict[tuple[str, str], dict[str, float]]:
        """For every other convention the lines that tell it from the problem's, with their values."""
        telling: dict[tuple[str, str], dict[str, float]] = {}
        for key, value, problem in _others(self.problem):
            try:
                values = derive_problem(problem).values
            except BackpropError:
                continue  # a loss without a value here is nobody's convention
            lines = {name: each for name, each in values.items() if self._tells(name, each)}
            if lines and lines not in telling.values():
                telling[key, value] = lines
        return telling

    def _tells(self, name: str, value: float) -> bool:
        own = self.values.get(name, value)
        return abs(own - value) > TELLING * max(abs(own), abs(value))

    def _better(self, report: SheetReport) -> tuple[str, str] | None:
        """The convention that more of the telling lines agree with than with the problem's, if any."""
        numbers = {line.name: each for line in report.lines if (each := line.judged.answer.number)}
        best, most = None, 0
        for convention, lines in self.alternatives.items():
            told = [
                (numbers[name], value, self.values[name]) for name, value in lines.items() if name in numbers
            ]
            theirs = sum(_agrees(number, value) for number, value, _ in told)
            ours = sum(_agrees(number, own) for number, _, own in told)
            if theirs > max(ours, most) and 2 * theirs >= len(told):
                best, most = convention, theirs
        return best


def _others(problem: Problem) -> Iterator[tuple[str, str, Network]]:
    if not isinstance(problem, Network):
        return
    if problem.loss.name in SQUARED_ERRORS:
        for name in SQUARED_ERRORS:
            yield "loss", name, problem._replace(loss=LOSSES[name])
    if len(problem.samples) > 1:
        yield "reduction", "sum", problem._replace(reduction="sum")
        yield "reduction", "mean", problem._replace(reduction="mean")


def _agrees(number: Written, value: float) -> bool:
    return abs(number.value - value) <= max(number.unit, NEAR * abs(value))
