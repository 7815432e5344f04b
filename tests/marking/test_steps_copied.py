"""A step or a sample with the numbers of another one earns nothing; steps that are alike in truth do."""

from collections.abc import Iterator
from math import exp

import pytest

from backprop_cli.api import check
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text

X, Y, START = (0.7, 1.2), 1.0, (0.5, -0.2, 0.1)


def problem(rate: float, steps: int = 3) -> str:
    return (
        f"inputs: [{X[0]}, {X[1]}]\ntargets: [{Y}]\n"
        f"layers: [{{weights: [[{START[0]}, {START[1]}]], biases: [{START[2]}], activation: sigmoid}}]\n"
        f"loss: half_sse\noptimizer: {{name: sgd, learning_rate: {rate}}}\ntraining: {{steps: {steps}}}\n"
    )


def steps_on_paper(rate: float, *, slope: bool = True, bias: float = 0.0) -> Iterator[dict[str, float]]:
    """Three steps of one neuron; `bias` is added to every z, a slip that has no name."""
    w = list(START)
    for _ in range(3):
        z = w[0] * X[0] + w[1] * X[1] + w[2] + bias
        a = 1 / (1 + exp(-z))
        delta = (a - Y) * (a * (1 - a) if slope else 1)
        gradients = [delta * X[0], delta * X[1], delta]
        w = [each - rate * gradient for each, gradient in zip(w, gradients, strict=True)]
        parameters = ("W1[1,1]", "W1[1,2]", "b1[1]")
        yield (
            {"z1[1]": z, "a1[1]": a, "L": (a - Y) ** 2 / 2, "dL/dz1[1]": delta}
            | {f"dL/d{name}": each for name, each in zip(parameters, gradients, strict=True)}
            | dict(zip(("W1_new[1,1]", "W1_new[1,2]", "b1_new[1]"), w, strict=True))
        )


def sheet(steps: list[dict[str, float]], digits: int = 5) -> dict[str, str]:
    return {
        f"{name}#{number}": f"{value:#.{digits}g}"
        for number, step in enumerate(steps, 1)
        for name, value in step.items()
    }


def marked(rate: float, steps: list[dict[str, float]], digits: int = 5) -> SheetReport:
    return check(read(problem(rate)), sheet(steps, digits)).report


def test_a_step_copied_from_the_first_earns_nothing() -> None:
    """Step 1 is worked, and handed in three times."""
    first, *_ = steps_on_paper(0.1)
    report = marked(0.1, [first, first, first])
    earned = {name: line.points for line in report.shown for name in [line.name]}
    assert sum(earned.values()) == len(first)
    assert all(name.endswith("#1") for name, points in earned.items() if points)
    copies = {line.name: text(line.copies) for line in report.shown if line.copies}
    assert copies == {f"{name}#{step}": f"{name}#1" for step in (2, 3) for name in first}


@pytest.mark.parametrize("rate", [0.1, 0.001, 0.00001])
@pytest.mark.parametrize("digits", [2, 3, 5])
@pytest.mark.parametrize("slip", [{"slope": False}, {"bias": 0.5}, {"bias": -2.0}], ids=str)
def test_steps_that_hardly_change_are_no_copies(rate: float, digits: int, slip: dict[str, float]) -> None:
    """A small rate leaves most numbers as they were; a slip in every step is made there, not copied."""
    report = marked(rate, list(steps_on_paper(rate, **slip)), digits)  # type: ignore[arg-type]
    assert not [line.name for line in report.shown if line.copies]


def test_a_sample_copied_from_another_earns_nothing() -> None:
    """A batch of two: all that belongs to sample 2 is that of sample 1; the sums are worked from both."""
    text = (
        "samples: [{inputs: [0.7, 1.2], targets: [1]}, {inputs: [-0.4, 0.9], targets: [0]}]\n"
        "layers: [{weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}]\nloss: half_sse\n"
    )
    first = next(steps_on_paper(0.1))
    own = {name: first[name] for name in ("z1[1]", "a1[1]", "L")}
    answers = {f"{name}@{sample}": f"{value:.5f}" for sample in (1, 2) for name, value in own.items()}
    answers |= {f"dL@{sample}/dz1[1]@{sample}": f"{first['dL/dz1[1]']:.5f}" for sample in (1, 2)}
    report = check(read(text), answers).report
    copies = {line.name for line in report.shown if line.copies}
    assert copies == {"z1[1]@2", "a1[1]@2", "L@2", "dL@2/dz1[1]@2"}
    assert not any(line.points for line in report.shown if line.name in copies)
