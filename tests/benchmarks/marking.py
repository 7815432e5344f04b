"""How well sheets are marked: honest rounding must never be called wrong, a planted mistake always found.

Run by hand: `python tests/benchmarks/marking.py [SHEETS]`. Random networks are solved line by line as a
student does it, each line rounded before the next one uses it; then once more with one mistake planted and
carried through.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.step import Derivation, Step
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judge import SLIPS, Judge, Verdict
from backprop_cli.marking.own_work import OwnWork, value_or_none
from backprop_cli.marking.scheme import Scheme
from backprop_cli.marking.sheet import Answer
from backprop_cli.marking.written import read_number
from backprop_cli.problem.reader import read

SHAPES = ((2, 2, 2), (3, 4, 2), (4, 3, 3, 1))
ROUNDINGS: dict[str, Callable[[float], str]] = {
    "3 significant digits": lambda value: significant(value, 3),
    "4 significant digits": lambda value: significant(value, 4),
    "4 decimals": lambda value: f"{value:.4f}",
}
HIDDEN, LAST, LOSSES = ("sigmoid", "tanh", "relu"), ("sigmoid", "linear", "tanh"), ("half_sse", "mse", "sse")


def significant(value: float, digits: int) -> str:
    """`value` to so many significant digits, trailing zeros written."""
    return f"{value:#.{digits}g}".removesuffix(".") if value else "0"


def problem_text(shape: tuple[int, ...], rng: random.Random) -> str:
    """A random network of a shape, with two-digit weights."""

    def numbers(count: int) -> str:
        return "[" + ", ".join(f"{rng.uniform(-1, 1):.2f}" for _ in range(count)) + "]"

    lines = [f"inputs: {numbers(shape[0])}", f"targets: {numbers(shape[-1])}", "layers:"]
    for place, (inputs, units) in enumerate(pairwise(shape)):
        activation = rng.choice(LAST if place == len(shape) - 2 else HIDDEN)
        rows = ", ".join(numbers(inputs) for _ in range(units))
        lines += [f"- weights: [{rows}]", f"  biases: {numbers(units)}", f"  activation: {activation}"]
    lines += [f"loss: {rng.choice(LOSSES)}", "optimizer: {name: sgd, learning_rate: 0.5}"]
    return "\n".join(lines)


def asked(derivation: Derivation) -> list[Step]:
    """The lines of a sheet: forward pass, slopes, backward pass, updates."""
    slopes = [step for step in derivation.local if step.name.startswith("da")]
    return [*derivation.forward, *slopes, *derivation.backward, *derivation.updates]


def worked(
    derivation: Derivation, rounded: Callable[[float], str], slip: tuple[str, object] | None = None
) -> dict[str, str]:
    """A sheet worked line by line; `slip` is a line and the formula that goes wrong there."""
    scheme = Scheme(derivation)
    work = OwnWork(scheme)
    sheet: dict[str, str] = {}
    for step in asked(derivation):
        formula = slip[1] if slip and slip[0] == step.name else scheme.routes(step.name)[0]
        value = value_or_none(formula, work)  # type: ignore[arg-type]
        if value is None:
            break
        sheet[step.name] = rounded(value)
        number = read_number(sheet[step.name])
        assert number is not None
        work.carry(step.name, number)
    return sheet


def marked(derivation: Derivation, sheet: dict[str, str]) -> dict[str, object]:
    answers = [Answer(name, text, read_number(text)) for name, text in sheet.items()]
    return {judged.answer.name: judged for judged in Judge(Scheme(derivation)).marked(answers)}


def main(sheets: int = 400) -> None:
    """Prints the shares."""
    rng = random.Random(1)  # noqa: S311 - the same sheets every time
    for title, rounded in ROUNDINGS.items():
        counts: Counter[str] = Counter()
        worst: Counter[str] = Counter()
        for number in range(sheets):
            try:
                derivation = derive(read(problem_text(SHAPES[number % 3], rng)))
            except ProblemError:
                continue
            honest = worked(derivation, rounded)
            for name, judged in marked(derivation, honest).items():
                counts["lines"] += 1
                if judged.verdict in SLIPS or judged.verdict is Verdict.FOLLOWS:
                    counts["called wrong"] += 1
                    worst[f"honest {derivation and name.split('[')[0]} {judged.verdict.value}"] += 1
            plant(derivation, rounded, honest, rng, counts, worst)
        planted = counts["planted"] or 1
        print(
            f"{title}: {counts['lines']} honest lines, {counts['called wrong']} called wrong; "
            f"{planted} planted mistakes: {counts['caught'] / planted:.2%} caught, "
            f"{counts['at the line'] / planted:.2%} at the right line, "
            f"{counts['named'] / planted:.2%} named right or among the named"
        )
        for what, count in worst.most_common(12):
            print(f"    {count:4} {what}")


def plant(derivation, rounded, honest, rng, counts, worst) -> None:
    """One mistake planted in a sheet and carried through, if it shows in the digits."""
    step = rng.choice(asked(derivation))
    choices = list(Scheme(derivation).variants(step.name))
    if not choices:
        return
    mistake, formula = rng.choice(choices)
    sheet = worked(derivation, rounded, (step.name, formula))
    if step.name not in sheet or not shows(sheet[step.name], honest[step.name]):
        return
    counts["planted"] += 1
    result = marked(derivation, sheet)
    slips = [name for name, judged in result.items() if judged.verdict in SLIPS]
    if slips:
        counts["caught"] += 1
    else:
        worst[f"missed {mistake.key} at {step.rule.value} {step.name.split('[')[0]}"] += 1
    if slips[:1] == [step.name]:
        counts["at the line"] += 1
    elif slips:
        places = f"at {step.name.split('[')[0]}, found {slips[0].split('[')[0]}"
        worst[f"elsewhere {mistake.key} {places}"] += 1
    if slips and mistake in result[step.name].mistakes:
        counts["named"] += 1
    elif slips[:1] == [step.name]:
        others = [other.key for other in result[step.name].mistakes]
        worst[f"not named {mistake.key} at {step.name.split('[')[0]}: {others}"] += 1


def shows(text: str, honest: str) -> bool:
    """Whether the mistake changes the written digits by more than 3 units of the last one."""
    ours, right = read_number(text), read_number(honest)
    assert ours is not None
    assert right is not None
    return abs(ours.value - right.value) > 3 * max(ours.unit, right.unit)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
