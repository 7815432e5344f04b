"""How well sheets are marked: honest rounding must never be called wrong, a planted mistake always found.

Run by hand: `python tests/benchmarks/marking.py [SHEETS]`. Random networks are solved line by line in numpy,
each line rounded before the next one uses it; then once more with one mistake planted and carried through.
The next rows are sheets of gradients and new weights only, with the mistake in a line that is not written
(`results.py`).
The last are students of many habits: whole sheets, halves and results, and mistakes of their own
(`examiner.py`).
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import by_hand, examiner
from benchmarks.by_hand import Exercise
from benchmarks.planted import MISTAKES, Plant, made
from benchmarks.results import results_only
from benchmarks.sheets import marked, shows, slips_in

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.derivation.step import Step
from backprop_cli.errors import ProblemError
from backprop_cli.expr.tree import Expr
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem_file.reader import read

SHAPES = ((2, 2, 2), (3, 4, 2), (4, 3, 3, 1))
ROUNDINGS: dict[str, Callable[[float], str]] = {
    "3 significant digits": lambda value: significant(value, 3),
    "4 significant digits": lambda value: significant(value, 4),
    "4 decimals": lambda value: f"{value:.4f}",
}
NOTATED = ("layers", "net_out", "superscript")
"""Notations whose steps differ: shares of the loss, and outputs, that stand apart."""
CLEAR = 16
"""Units that count for students who keep or round what nobody sees: a few more may be honest."""


def significant(value: float, digits: int) -> str:
    """`value` to so many significant digits, trailing zeros written."""
    return f"{value:#.{digits}g}".removesuffix(".") if value else "0"


class Sheet(NamedTuple):
    """A random exercise with its marking scheme."""

    exercise: Exercise
    scheme: Scheme

    def honest(self, rounded: Callable[[float], str]) -> dict[str, str]:
        """Every line, worked in numpy."""
        return by_hand.worked(self.exercise, rounded)


def sheet_of(number: int, rng: random.Random) -> Sheet | None:
    """A random network; none where a value overflows."""
    exercise = by_hand.exercise(SHAPES[number % len(SHAPES)], rng)
    try:
        return Sheet(exercise, Scheme(derive(read(exercise.text()))))
    except ProblemError:
        return None


def asked(derivation: Derivation) -> list[Step]:
    """The lines of a sheet: forward pass, slopes, backward pass, updates."""
    slopes = [step for step in derivation.local if step.name.startswith("da")]
    return [*derivation.forward, *slopes, *derivation.backward, *derivation.updates]


class Slip(NamedTuple):
    """A mistake to plant."""

    line: str
    mistake: Mistake
    formula: Expr


def some_slip(scheme: Scheme, steps: list[Step], rng: random.Random) -> Slip | None:
    """One of the mistakes that can be made in one of the lines."""
    line = rng.choice(steps).name
    ways = scheme.variants(line)
    keys = sorted({mistake.key for mistake, _ in ways})
    key = rng.choice(keys) if keys else ""
    return Slip(line, *rng.choice([way for way in ways if way[0].key == key])) if ways else None


def worked(scheme: Scheme, rounded: Callable[[float], str], slip: Slip | None) -> dict[str, str]:
    """A sheet with a slip carried through: here the formula of a row of the table takes a line's place."""
    work = OwnWork(scheme)
    sheet: dict[str, str] = {}
    for step in asked(scheme.derivation):
        is_wrong = slip is not None and slip.line == step.name
        value = value_or_none(slip.formula if slip and is_wrong else scheme.routes(step.name)[0], work)
        if value is None:
            break
        sheet[step.name] = rounded(value)
        number = read_number(sheet[step.name])
        if number is not None:
            work.carry(step.name, number)
    return sheet


def is_named(slip: Slip, judged: Judged, scheme: Scheme) -> bool:
    """Whether a mistake is named, or one that is the very same here: in a small matrix many are."""
    ways = scheme.variants(slip.line)
    values = (value_or_none(way, OwnWork(scheme)) for each, way in ways if each in judged.mistakes)
    value = value_or_none(slip.formula, OwnWork(scheme)) or 0.0
    alike = any(each is not None and abs(each - value) <= 1e-9 * abs(value) for each in values)
    return slip.mistake in judged.mistakes or alike


def whole_sheets(count: int, rounded: Callable[[float], str], rng: random.Random) -> Counter[str]:
    """Counts over sheets with every line: honest ones, and the same with one mistake."""
    counts: Counter[str] = Counter()
    for number in range(count):
        if (random_sheet := sheet_of(number, rng)) is None:
            continue
        scheme, honest = random_sheet.scheme, random_sheet.honest(rounded)
        for judged in marked(scheme, honest).values():
            counts["honest lines"] += 1
            counts["called wrong"] += judged.verdict in SLIPS or judged.verdict is Verdict.FOLLOWS
        slip = some_slip(scheme, asked(scheme.derivation), rng)
        sheet = worked(scheme, rounded, slip) if slip else {}
        if slip and slip.line in sheet and shows(sheet[slip.line], honest[slip.line]):
            result = marked(scheme, sheet)
            found = slips_in(result)
            counts["planted"] += 1
            counts["caught"] += bool(found)
            counts["at the line"] += found[:1] == [slip.line]
            counts["named"] += is_named(slip, result[slip.line], scheme)
    return counts


def some_lines(sheet: dict[str, str], number: int, rng: random.Random) -> dict[str, str]:
    """In turn the whole sheet, half of its lines, and its results."""
    match number % 3:
        case 1:
            return {name: text for name, text in sheet.items() if rng.random() < 0.5}
        case 2:
            results = ("dL/dW", "dL/db", "L")
            return {name: text for name, text in sheet.items() if name.startswith(results) or "_new" in name}
    return sheet


def habits(count: int, each: examiner.Habits, rng: random.Random) -> Counter[str]:
    """Counts over the sheets of students of one habit: honest ones, and whole ones with a mistake."""
    counts: Counter[str] = Counter()
    for number in range(count):
        given = examiner.net(rng)
        notation = NOTATED[number // 3 % len(NOTATED)]
        scheme = Scheme(derive(read(f"{given.text()}\nnotation: {notation}\n")))
        seed = rng.random()  # the same whims with the mistake and without
        honest = examiner.Work(given, each, random.Random(seed), {})  # noqa: S311
        whole = honest.lines
        for judged in marked(scheme, some_lines(whole, number, rng)).values():
            counts["honest lines"] += 1
            counts["called wrong"] += judged.verdict in SLIPS
        for plant in rng.sample(list(MISTAKES.values()), PLANTS):
            lines = [line for line in whole if made(plant, line, given, honest.values) is not None]
            if not lines:
                continue
            line = rng.choice(lines)
            slip = {line: partial(made, plant, line, given)}
            try:
                wrong = examiner.Work(given, each, random.Random(seed), slip).lines  # noqa: S311
            except (ValueError, ArithmeticError):  # the logarithm of an output that is no probability
                continue
            if shows(wrong[line], whole[line], CLEAR):
                counts += _seen(marked(scheme, wrong), line, plant)
    return counts


PLANTS = 4
"""Mistakes that are tried on each network."""


def _seen(result: dict[str, Judged], line: str, plant: Plant) -> Counter[str]:
    """What is seen of a mistake in a line."""
    found = slips_in(result)
    named = {mistake.key for mistake in result[line].mistakes}
    return Counter(
        {
            "planted": 1,
            "caught": bool(found),
            "at the line": found[:1] == [line],
            "named": plant.name in named,
            "named so alone": named == {plant.name},
            "called by other names": bool(named) and plant.name not in named,
            "lines after it": len(result) - 1,
            "blamed for it": len(set(found) - {line}),
            f"missed {plant.name}": plant.name not in named,
        }
    )


def share(part: int, whole: int) -> str:
    """In per cent; of nothing there is none."""
    return f"{part / whole:.2%}" if whole else "none"


def mean(count: int, sheets: int) -> str:
    """By sheet; of no sheet there is none."""
    return f"{count / sheets:.1f}" if sheets else "none"


def main(sheets: int = 400) -> None:
    """Prints the shares."""
    rng = random.Random(1)  # noqa: S311 - the same sheets every time
    for title, rounded in ROUNDINGS.items():
        counts = whole_sheets(sheets, rounded, rng)
        planted = counts["planted"]
        print(
            f"{title}: {counts['honest lines']} honest lines, {counts['called wrong']} called wrong; "
            f"{planted} planted mistakes: {share(counts['caught'], planted)} caught, "
            f"{share(counts['at the line'], planted)} at the right line, "
            f"{share(counts['named'], planted)} named right or among the named"
        )
    for title, rounded in ROUNDINGS.items():
        counts = results_only(sheets, rounded, rng)
        planted = counts["planted"]
        print(
            f"{title}, results only: {counts['honest lines']} honest lines, "
            f"{counts['called wrong']} called wrong; {planted} mistakes in unwritten lines (and "
            f"{counts['as an honest student might']} that honest rounding may give): "
            f"{share(counts['caught'], planted)} caught, {share(counts['named'], planted)} named "
            f"({share(counts['named as another that gives the same digits'], planted)} as another that gives "
            f"the same digits); of {mean(counts['changed'], planted)} changed lines each "
            f"{mean(counts['blamed'], planted)} blamed"
        )
    total: Counter[str] = Counter()
    for each in examiner.HONEST:
        counts = habits(sheets // 4, each, rng)
        total += counts
        print(f"{each.name}: {counts['honest lines']} honest lines, {counts['called wrong']} called wrong")
    planted = total["planted"]
    print(
        f"all habits: {total['honest lines']} honest lines, {total['called wrong']} called wrong; {planted} "
        f"mistakes: {share(total['caught'], planted)} caught, {share(total['at the line'], planted)} at the "
        f"right line, {share(total['named'], planted)} named "
        f"({share(total['named so alone'], planted)} so alone), "
        f"{share(total['called by other names'], planted)} called by other names; of "
        f"{total['lines after it']} other lines {total['blamed for it']} blamed"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
