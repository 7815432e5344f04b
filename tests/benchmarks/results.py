"""Sheets of gradients and new weights alone: the mistake stands in a line that nobody handed in.

Whether a mistake shows at all, and which others would give the same digits, is worked here with the
examiner's own procedures: what honest students of many habits write, and every planted mistake in every line.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from benchmarks import examiner
from benchmarks.examiner import Habits, Work, sometimes
from benchmarks.paper import Net, Slip
from benchmarks.planted import MISTAKES, Plant, made
from benchmarks.sheets import marked, shows, slips_in

from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem_file.reader import read

TRIES, HISTORIES = 4, 40
"""Mistakes tried on each network, and honest students asked whether they might have written the same."""
A_UNIT = 1 + 1e-6
"""Units of the last digit by which who rounds otherwise may be off, and the noise of floats."""
Lines = dict[str, str]


class Whims(random.Random):
    """What somebody keeps or rounds, one after the other."""

    def __init__(self, whims: Sequence[bool]) -> None:
        super().__init__(0)
        self.whims, self.used = whims, 0

    def random(self) -> float:
        """Below a half for yes."""
        self.used += 1
        return 0.0 if self.used <= len(self.whims) and self.whims[self.used - 1] else 1.0


class Student:
    """Who works one network, and how the numbers are rounded."""

    def __init__(self, net: Net, pen: Callable[[float], str]) -> None:
        self.net, self.pen = net, pen
        self.honest = self._work(Whims(()), {})
        self.hidden = [name for name in self.honest.lines if name not in _handed_in(self.honest)]
        """The lines that are not handed in."""

    def _work(self, whims: Whims, slips: Mapping[str, Slip]) -> Work:
        habits = Habits("", lambda value, _: self.pen(value), sometimes, sometimes)
        return Work(self.net, habits, whims, slips)

    def may_have_written(self, sheet: Lines, rng: random.Random) -> bool:
        """Whether each of these lines is, to a unit of its last digit, what somebody honest writes there."""
        whims = self.honest.rng.used if isinstance(self.honest.rng, Whims) else 0
        histories = [[rng.random() < 0.5 for _ in range(whims)] for _ in range(HISTORIES)]
        tried = [(each, self._lines(each)) for each in histories]
        return all(self._is_reached(name, text, tried) for name, text in sheet.items())

    def _lines(self, whims: Sequence[bool]) -> Lines:
        return self._work(Whims(whims), {}).lines

    def _is_reached(self, name: str, text: str, tried: list[tuple[list[bool], Lines]]) -> bool:
        """Whether one of those tried writes a number, or would after changing their mind here or there."""
        number = read_number(text)
        if number is None:
            return False

        def gap(lines: Lines) -> float:
            return abs(float(lines[name]) - number.value) / number.unit

        best, lines = min(tried, key=lambda each: gap(each[1]))
        nearest = gap(lines)
        for place in range(len(best)):
            if nearest <= A_UNIT:
                break
            other = [*best[:place], not best[place], *best[place + 1 :]]
            if (distance := gap(self._lines(other))) < nearest:
                best, nearest = other, distance
        return nearest <= A_UNIT

    def everything(self) -> Iterator[tuple[Plant, Lines]]:
        """Every mistake in every line, with the sheet that comes of it."""
        for line in self.hidden:
            for plant in MISTAKES.values():
                if sheet := self.with_mistake(plant, line):
                    yield plant, sheet

    def can_make(self, plant: Plant, line: str) -> bool:
        """Whether a mistake can be made in a line."""
        return made(plant, line, self.net, self.honest.values) is not None

    def with_mistake(self, plant: Plant, line: str) -> Lines:
        """What is handed in after a mistake; nothing where it cannot be made, or nobody can go on from it."""
        if not self.can_make(plant, line):
            return {}
        try:
            return _handed_in(self._work(Whims(()), {line: partial(made, plant, line, self.net)}))
        except (ArithmeticError, ValueError):  # the logarithm of an output that is no probability
            return {}


def _handed_in(work: Work) -> Lines:
    starts = ("dL/dW", "dL/db")
    return {name: text for name, text in work.lines.items() if name.startswith(starts) or "_new" in name}


def results_only(count: int, pen: Callable[[float], str], rng: random.Random) -> Counter[str]:
    """Counts over sheets of gradients and new weights, the mistake in a line that is not written."""
    counts: Counter[str] = Counter()
    for _ in range(count):
        student = Student(examiner.net(rng), pen)
        scheme = Scheme(derive(read(student.net.text())))
        honest = _handed_in(student.honest)
        for judged in marked(scheme, honest).values():
            counts["honest lines"] += 1
            counts["called wrong"] += judged.verdict in SLIPS or judged.verdict is Verdict.FOLLOWS
        for plant in rng.sample(list(MISTAKES.values()), TRIES):
            lines = [line for line in student.hidden if student.can_make(plant, line)]
            sheet = student.with_mistake(plant, rng.choice(lines)) if lines else {}
            changed = [name for name, text in sheet.items() if shows(text, honest[name])]
            if not changed:
                continue
            if student.may_have_written({name: sheet[name] for name in changed}, rng):
                counts["as an honest student might"] += 1
                continue
            counts += _seen(student, marked(scheme, sheet), plant, sheet)
            counts["changed"] += len(changed)
    return counts


def _seen(student: Student, result: dict[str, Judged], plant: Plant, sheet: Lines) -> Counter[str]:
    """What is seen of a mistake; where another one is named, whether that gives the same digits."""
    found = slips_in(result)
    named = {mistake.key for name in found for mistake in result[name].mistakes}
    alike = set[str]()
    if named and plant.name not in named:
        alike = {each.name for each, other in student.everything() if _is_alike(sheet, other)}
    return Counter(
        {
            "planted": 1,
            "caught": bool(found),
            "named": plant.name in named or bool(named & alike),
            "named as another that gives the same digits": plant.name not in named and bool(named & alike),
            "blamed": len(found),
            f"not named: {plant.name}": not (plant.name in named or named & alike),
        }
    )


def _is_alike(sheet: Lines, other: Lines) -> bool:
    """Whether two sheets are the same, but for a unit of the last digit."""
    return all(not shows(text, other[name], units=1) for name, text in sheet.items())
