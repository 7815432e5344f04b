"""Numbers that rounding may give one by one, and not together: gradients of one δ go up or down with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from counted import calls_under

from backprop_cli import check
from backprop_cli.marking.judging.together import FEWEST, Leaning, beyond_rounding
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.verdicts import reason

X, Y = np.array([0.35, 0.9]), np.array([0.05, 0.95])
W1, B1 = np.array([[0.45, 0.62], [-0.33, 0.71]]), 0.25
W2, B2 = np.array([[0.81, -0.27], [0.36, 0.58]]), 0.4
NET: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": Y.tolist(),
    "layers": [
        {"weights": W1.tolist(), "biases": B1, "activation": "sigmoid"},
        {"weights": W2.tolist(), "biases": B2, "activation": "sigmoid"},
    ],
    "loss": "half_sse",
}
V, C = np.array([1.5, -0.7, 0.9]), np.array([0.1, -0.2])
U1, U2 = (
    np.array([[0.2, -0.5, 0.3], [0.6, 0.1, -0.4]]),
    np.array([[0.7, -0.3], [0.2, 0.5], [-0.6, 0.4]]),
)
SOFTMAX: dict[str, Any] = {
    "inputs": V.tolist(),
    "targets": [0, 1, 0],
    "layers": [
        {"weights": U1.tolist(), "biases": C.tolist(), "activation": "tanh"},
        {"weights": U2.tolist(), "activation": "softmax"},
    ],
    "loss": "cross_entropy",
}
Rounding = Callable[[np.ndarray], np.ndarray]


def to_digits(values: np.ndarray, digits: int) -> np.ndarray:
    """Each to so many significant digits."""
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"))(np.asarray(values, dtype=float))


def in_full(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype=float)


def gradients(on_the_way: Rounding = in_full, used: Rounding = in_full) -> dict[str, float]:
    """Every gradient of the network of sigmoids, each operation rounded, and each number as it is used."""
    z1 = on_the_way(on_the_way(W1 * X).sum(axis=1) + B1)
    a1 = on_the_way(1 / on_the_way(1 + on_the_way(np.exp(-used(z1)))))
    z2 = on_the_way(on_the_way(W2 * used(a1)).sum(axis=1) + B2)
    a2 = on_the_way(1 / on_the_way(1 + on_the_way(np.exp(-used(z2)))))
    last = on_the_way(on_the_way(used(a2) - Y) * on_the_way(used(a2) * on_the_way(1 - used(a2))))
    back = on_the_way(on_the_way(W2.T * used(last)).sum(axis=1))
    first = on_the_way(back * on_the_way(used(a1) * on_the_way(1 - used(a1))))
    found = {"dL/db2": used(last).sum(), "dL/db1": used(first).sum()}
    for unit in (0, 1):
        for before in (0, 1):
            found[f"dL/dW2[{unit + 1},{before + 1}]"] = used(last)[unit] * used(a1)[before]
            found[f"dL/dW1[{unit + 1},{before + 1}]"] = used(first)[unit] * X[before]
    return {name: float(value) for name, value in found.items()}


def softmax_gradients() -> dict[str, float]:
    """Those of the network with softmax, in full."""
    a1 = np.tanh(U1 @ V + C)
    powers = np.exp(U2 @ a1)
    last = powers / powers.sum() - np.array([0, 1, 0])
    first = (U2.T @ last) * (1 - a1**2)
    found = {f"dL/db1[{unit + 1}]": signal for unit, signal in enumerate(first)}
    for layer, signals, before in ((1, first, V), (2, last, a1)):
        rows = enumerate(np.outer(signals, before))
        found |= {f"dL/dW{layer}[{i + 1},{j + 1}]": each for i, row in rows for j, each in enumerate(row)}
    return {name: float(value) for name, value in found.items()}


def written(values: Mapping[str, float], digits: int) -> dict[str, str]:
    return {name: f"{value:.{digits - 1}e}" for name, value in values.items()}


def off_by(part: float, values: Mapping[str, float], seed: int) -> dict[str, float]:
    """All numbers off by that part of each, up or down."""
    rng = random.Random(seed)  # noqa: S311
    return {name: value * (1 + rng.choice((-part, part))) for name, value in values.items()}


def earned(problem: dict[str, Any], answers: dict[str, str]) -> int:
    return sum(line.points > 0 for line in check(problem, answers).report.shown)


SIGMOIDS_OFF = [(NET, 2, 0.2), (NET, 3, 0.02)]
SOFTMAX_OFF = [(SOFTMAX, 2, 0.1), (SOFTMAX, 3, 0.01)]


@pytest.mark.parametrize(("problem", "digits", "part"), [*SIGMOIDS_OFF, *SOFTMAX_OFF])
def test_gradients_off_in_all_directions_are_no_rounding(
    problem: dict[str, Any], digits: int, part: float
) -> None:
    """Nearly all of them may be rounding, each alone: of eight such sheets a third earns at most."""
    true = gradients() if problem is NET else softmax_gradients()
    sheets = [written(off_by(part, true, seed), digits) for seed in range(8)]
    assert 3 * sum(earned(problem, sheet) for sheet in sheets) <= len(sheets) * len(true)


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_who_rounds_everything_on_the_way_is_right(digits: int) -> None:
    """The same number of digits throughout, whatever that makes of the last ones."""
    honest = gradients(lambda values: to_digits(values, digits), lambda values: to_digits(values, digits))
    assert earned(NET, written(honest, digits)) == len(honest)


@pytest.mark.parametrize("digits", [2, 3])
def test_who_rounds_here_and_not_there_is_right(digits: int) -> None:
    """Each operation, and each number each time it is used, in full, or to as many digits, or to one more."""
    rng = np.random.default_rng(5)

    def some(values: np.ndarray) -> np.ndarray:
        full, short, longer = in_full(values), to_digits(values, digits), to_digits(values, digits + 1)
        return np.array(rng.choice([0, 1, 2], full.shape)).choose([full, short, longer])

    true = gradients()
    leaning = 0
    for _ in range(25):
        honest = gradients(some, some)
        leaning += sum(abs(value / true[name] - 1) > 10.0 ** (1 - digits) for name, value in honest.items())
        assert earned(NET, written(honest, digits)) == len(honest)
    assert leaning >= 20


def test_one_slip_among_roundings_is_that_line_alone() -> None:
    """With four lines of one δ, and one of them off the other way, the others stay right."""
    swings = dict.fromkeys(range(4), 1.0)
    lines = [Leaning(f"w{place}", 2.0, 0.1, swings) for place in range(6)]
    assert beyond_rounding(lines) == frozenset()
    assert beyond_rounding([*lines, Leaning("slip", -2.0, 0.1, swings)]) == {"slip"}


def test_lines_that_share_nothing_say_nothing_of_each_other() -> None:
    """Up and down as they like: each has a source of its own."""
    lines = [Leaning(f"w{place}", 1.5 * (-1) ** place, 0.1, {place: 1.0}) for place in range(12)]
    assert beyond_rounding(lines) == frozenset()


def test_a_few_lines_are_too_few_to_tell() -> None:
    """Two against two may be anything."""
    lines = [Leaning(f"w{place}", 2.0 * (-1) ** place, 0.1, {0: 1.0}) for place in range(FEWEST)]
    assert beyond_rounding(lines[:-1]) == frozenset()
    assert beyond_rounding(lines) == {line.name for line in lines}


def test_the_sheet_says_why() -> None:
    """A line that rounding may give alone says what speaks against it."""
    marked = check(NET, written(off_by(0.2, gradients(), 1), 2))
    lines = [line for line in marked.report.shown if line.judged.finding.is_beyond_rounding]
    assert as_text(reason(lines[0], marked.report.policy)).startswith("rounding may take it this far off")


def test_a_hint_says_so_too() -> None:
    """Where such a line is the first that is wrong."""
    answers = written(off_by(0.2, gradients(), 1), 2)
    refused = [
        line.name for line in check(NET, answers).report.shown if line.judged.finding.is_beyond_rounding
    ]
    said = check(NET, {name: answers[name] for name in refused}).hint(1).render("terminal")
    assert "but not it and the other lines that are off" in " ".join(said.split())


def test_new_weights_follow_from_gradients_that_are_no_rounding() -> None:
    """What is worked from a refused gradient with its own digits follows, as from any wrong line."""
    wrong = off_by(0.2, gradients(), 1)
    net = NET | {"optimizer": {"name": "sgd", "learning_rate": 0.4}}
    answers = written(wrong, 2)
    answers |= {
        f"W1_new[{i + 1},{j + 1}]": f"{W1[i, j] - 0.4 * float(answers[f'dL/dW1[{i + 1},{j + 1}]']):.5f}"
        for i in (0, 1)
        for j in (0, 1)
    }
    new = [line for line in check(net, answers).report.shown if "new" in line.name]
    assert len(new) == 4
    assert all(line.verdict in GOOD for line in new)


def test_the_comparison_is_no_great_work() -> None:
    """A sheet is judged at most once more."""
    answers = written(off_by(0.2, gradients(), 1), 2)
    check(NET, answers)
    with calls_under(200_000):
        check(NET, answers)
