"""A mistake that a student makes wherever it can be made costs one line, whatever lines are written.

Each sheet is worked in numpy; the numbers that it holds are rounded, and those on the way are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import check, derive
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.supposed import single_slips
from backprop_cli.marking.mistakes.mistake import Nearness

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Student:
    """Works a network of two layers with a batch, and what is asked of it wrongly."""

    samples: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    hidden: str = "sigmoid"
    """The activation of the first layer; the second one's is the sigmoid, under half the squared error."""
    worked: str = ""
    """The activation that is worked in its place, with its own derivative."""
    derived: str = ""
    """The activation whose derivative is worked, where that is still another one."""
    first_biases: tuple[float, float] = (1.0, 1.0)
    second_biases: float = 1.0
    """The share of each bias that is taken: 0, where it is forgotten."""
    new_biases: float = 1.0
    count: int = 0
    """What the sum over the samples is divided by; 0: their number."""

    weights = (np.array([[0.3, 0.8], [-0.5, 0.4]]), np.array([[0.9, -0.7], [0.45, 0.6]]))
    biases = (np.array([0.2, 0.15]), np.array([0.3, -0.25]))
    rate = 0.6

    @property
    def problem(self) -> dict[str, Any]:
        layers = [
            {"weights": w.tolist(), "biases": b.tolist(), "activation": activation}
            for w, b, activation in zip(self.weights, self.biases, (self.hidden, "sigmoid"), strict=True)
        ]
        samples = [{"inputs": list(x), "targets": list(y)} for x, y in self.samples]
        only = samples[0] if len(samples) == 1 else {"samples": samples}
        return {
            **only,
            "layers": layers,
            "loss": "half_sse",
            "optimizer": {"name": "sgd", "learning_rate": self.rate},
        }

    def lines(self) -> Iterator[tuple[str, float]]:
        (w1, w2), (b1, b2) = self.weights, self.biases
        value, _ = ACTIVATIONS[self.worked or self.hidden]
        _, slope = ACTIVATIONS[self.derived or self.worked or self.hidden]
        sums: list[Array] = [np.zeros((2, 2)), np.zeros(2), np.zeros((2, 2)), np.zeros(2)]
        loss, many = 0.0, len(self.samples) > 1
        for number, (x, y) in enumerate(map(np.array, each) for each in self.samples):
            at = f"@{number + 1}" if many else ""
            z1 = w1 @ x + np.array(self.first_biases) * b1
            a1 = value(z1)
            z2 = w2 @ a1 + self.second_biases * b2
            a2 = sigmoid(z2)
            d2 = (a2 - y) * a2 * (1 - a2)
            d1 = (w2.T @ d2) * slope(z1, a1)
            for letter, values in (("z1", z1), ("a1", a1), ("z2", z2), ("a2", a2)):
                yield from vector(letter, values, at)
            for letter, values in ((f"dL{at}/dz1", d1), (f"dL{at}/dz2", d2)):
                yield from vector(letter, values, at)
            own = float(((a2 - y) ** 2).sum() / 2)
            yield f"L{at}", own
            loss += own
            parts = np.outer(d1, x), d1, np.outer(d2, a1), d2
            sums = [whole + part for whole, part in zip(sums, parts, strict=True)]
        count = self.count or len(self.samples)
        if many:
            yield "L", loss / count
        olds = (w1, self.new_biases * b1, w2, self.new_biases * b2)
        for letter, old, whole in zip(("W1", "b1", "W2", "b2"), olds, sums, strict=True):
            yield from vector(f"dL/d{letter}", whole / count)
            yield from vector(f"{letter}_new", old - self.rate * whole / count)


def vector(letter: str, values: Array, at: str = "") -> Iterator[tuple[str, float]]:
    for place, value in np.ndenumerate(values):
        yield f"{letter}[{','.join(str(index + 1) for index in place)}]{at}", float(value)


def sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "sigmoid": (sigmoid, lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(float)),
}

ONE = Student((((0.5, 1.1), (1.0, 0.0)),))
BATCH = Student((((0.5, 1.1), (1.0, 0.0)), ((-0.9, 0.6), (0.0, 1.0)), ((1.3, -0.4), (0.6, 0.2))))
RELU = Student((((0.5, 1.1), (1.0, 0.0)),), hidden="relu")
NO_BIASES: dict[str, Any] = {"first_biases": (0.0, 0.0), "second_biases": 0.0}

HABITS: dict[str, tuple[Student, str]] = {
    "no bias": (replace(ONE, **NO_BIASES), "bias_left_out"),
    "no bias, nor in the update": (replace(ONE, **NO_BIASES, new_biases=0.0), "bias_left_out"),
    "no bias in a batch": (replace(BATCH, **NO_BIASES), "bias_left_out"),
    "one bias forgotten in every sample": (replace(BATCH, first_biases=(0.0, 1.0)), "bias_left_out"),
    "the other bias": (replace(BATCH, first_biases=(1.0, 0.0)), "bias_left_out"),
    "tanh for a sigmoid": (replace(ONE, worked="tanh"), "other_activation"),
    "tanh for a sigmoid in a batch": (replace(BATCH, worked="tanh"), "other_activation"),
    "a sigmoid for tanh": (replace(ONE, hidden="tanh", worked="sigmoid"), "other_activation"),
    "a sigmoid for a ReLU": (replace(RELU, worked="sigmoid"), "other_activation"),
    "the derivative of another": (replace(RELU, derived="sigmoid"), "slope_of_other_activation"),
    "a sum for the mean": (replace(BATCH, count=1), "mean_or_sum"),
    "half the sum of three": (replace(BATCH, count=2), "other_count"),
    "a quarter of the sum of three": (replace(BATCH, count=4), "other_count"),
}
NAMED = {"slope_of_other_activation", "bias_taken_as_zero"}
"""The rows of the table that are tried here and nowhere else."""
WRITTEN: dict[str, Callable[[str], bool]] = {
    "all": lambda name: True,
    "no error signals": lambda name: "/dz" not in name,
    "gradients and new weights": lambda name: name.startswith(("dL/dW", "dL/db")) or "_new" in name,
    "new weights": lambda name: "_new" in name,
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_costs_one_line(habit: str, written: str) -> None:
    student, key = HABITS[habit]
    lines = {name: f"{value:#.5g}" for name, value in student.lines() if WRITTEN[written](name)}
    lost = [line for line in check(student.problem, lines).report.shown if line.points < line.worth]
    lost = [line for line in lost if line.on_sheet]
    assert [{each.key for each in line.judged.mistakes} for line in lost] == [{key}]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("student", [ONE, BATCH, RELU, replace(ONE, hidden="tanh")])
def test_who_has_none_loses_none(student: Student, written: str) -> None:
    lines = {name: f"{value:#.5g}" for name, value in student.lines() if WRITTEN[written](name)}
    lost = [line for line in check(student.problem, lines).report.shown if line.points < line.worth]
    assert not [line.name for line in lost if line.on_sheet]


def test_invented_new_weights_earn_nothing() -> None:
    """Numbers beside the old ones are soon what some mistake gives, and one later line what it leads to."""
    olds = {
        **dict(vector("W1_new", BATCH.weights[0])),
        **dict(vector("W2_new", BATCH.weights[1])),
        **dict(vector("b1_new", BATCH.biases[0])),
        **dict(vector("b2_new", BATCH.biases[1])),
    }
    for seed in (5, 6, 8, 12):  # where one later line would bear out a mistake against all the others
        noise = np.random.default_rng(seed).normal(0, 0.003, len(olds))
        lines = {name: f"{old + by:.4f}" for (name, old), by in zip(olds.items(), noise, strict=True)}
        assert check(BATCH.problem, lines).report.points == 0


def test_nobody_copies_a_given_number_wrongly_in_a_derivative() -> None:
    """∂z/∂w is the input: who reads that otherwise misreads what is given, wherever it stands."""
    work = OwnWork(Scheme(derive(BATCH.problem)))
    places = [
        (line, each.mistake.nearness) for each in single_slips("dL/dW1[1,1]", work) for line in each.formulas
    ]
    assert ("dz1[1]@1/dW1[1,1]", Nearness.WORKING) in places
    assert ("dz1[1]@1/dW1[1,1]", Nearness.DIGITS) not in places
