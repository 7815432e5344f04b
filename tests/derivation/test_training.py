"""An optimiser is a row: formulas with a state, put through for every parameter, step after step."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.training import Training
from backprop_cli.derivation.update import Update
from backprop_cli.expr.constants import typed_number
from backprop_cli.problem.given import given_arrays, given_numbers
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem.model import Problem
from backprop_cli.problem.optimizers import OPTIMIZERS, Optimizer, row
from backprop_cli.problem_file.reader import read

LION = row(
    "lion_like",
    {"beta": 0.9},
    {"m": 0.0, "n": 1.0},
    {
        "m": "beta*m + (1 - beta)*g",
        "n": "n + g^2",
        "mhat": "m/(1 - beta^t)",
        "w": "w - alpha*mhat/sqrt(n)",
    },
)
"""A rule that no course has: two states, one from 1, a corrected mean in between, the step's number."""

NET = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0.7, activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
"""
Array = NDArray[np.float64]


def update(optimizer: Optimizer, **constants: str) -> Update:
    return Update(optimizer, {name: typed_number(text) for name, text in constants.items()})


def plain(steps: int, rate: float, beta: float) -> list[dict[str, float | Array]]:
    """The same training in numpy, forward, backward and update written out."""
    x, y = np.array([[0.5, -1], [2, 0.25]]), np.array([[1.0], [0.0]])
    p: dict[str, Array] = {
        "W1": np.array([[0.1, 0.2], [0.3, -0.4]]), "b1": np.array([0.7]),
        "W2": np.array([[1.0, -1.0]]), "b2": np.array([0.1]),
    }  # fmt: skip
    m = {name: np.zeros_like(value) for name, value in p.items()}
    n = {name: np.ones_like(value) for name, value in p.items()}
    found: list[dict[str, float | Array]] = []
    for t in range(1, steps + 1):
        a1 = np.tanh(x @ p["W1"].T + p["b1"])
        a2 = 1 / (1 + np.exp(-(a1 @ p["W2"].T + p["b2"])))
        loss = float(-np.mean(y * np.log(a2) + (1 - y) * np.log(1 - a2)))
        d2 = (a2 - y) / 2
        d1 = d2 @ p["W2"] * (1 - a1**2)
        g = {"W1": d1.T @ x, "b1": np.array([d1.sum()]), "W2": d2.T @ a1, "b2": d2.sum(axis=0)}
        for name in p:
            m[name] = beta * m[name] + (1 - beta) * g[name]
            n[name] = n[name] + g[name] ** 2
            p[name] = p[name] - rate * m[name] / (1 - beta**t) / np.sqrt(n[name])
        found.append({"L": loss, **{f"{name}_new": value.copy() for name, value in p.items()}})
    return found


def scalars(problem: Problem, rule: Update, count: int) -> Training:
    return Training([graph_of(problem)], given_numbers(problem), rule, count)


def matrices(problem: Problem, rule: Update, count: int) -> Training:
    return Training([graph_of(problem, "matrices")], given_arrays(problem), rule, count)


def test_an_optimiser_of_ones_own_works_three_steps() -> None:
    """Loss, every new weight and the shared bias of three steps are those of plain numpy to 1e-12."""
    rule = update(LION, alpha="0.1", beta="0.9")
    training = scalars(read(NET), rule, 3)
    for step, theirs in zip(training.steps, plain(3, 0.1, 0.9), strict=True):
        assert step.values["L"] == pytest.approx(theirs["L"], rel=1e-12)
        for name, whole in (("W1_new", (2, 2)), ("W2_new", (1, 2)), ("b2_new", (1,))):
            for place in np.ndindex(whole):
                entry = f"{name}[{','.join(str(at + 1) for at in place)}]"
                assert step.values[entry] == pytest.approx(float(theirs[name][place]), rel=1e-12), entry
        assert step.values["b1_new"] == pytest.approx(float(theirs["b1_new"][0]), rel=1e-12)
    assert training.losses == tuple(step.values["L"] for step in training.steps)


def test_matrices_train_as_their_entries_do() -> None:
    """The graph in matrix form goes through the same rows, whole matrices at a time."""
    rule = update(LION, alpha="0.1", beta="0.9")
    (*_, ours), (*_, theirs) = (make(read(NET), rule, 3).steps for make in (matrices, scalars))
    assert np.array(ours.arrays["W1_new"]).ravel() == pytest.approx(
        [theirs.values[f"W1_new[{i},{j}]"] for i in (1, 2) for j in (1, 2)], rel=1e-12
    )
    assert ours.values["b1_new"] == pytest.approx(theirs.values["b1_new"], rel=1e-12)
    assert ours.loss_after == pytest.approx(theirs.loss_after, rel=1e-12)


@pytest.mark.parametrize("make", [scalars, matrices])
def test_a_step_starts_where_the_last_one_ended(make: Callable[[Problem, Update, int], Training]) -> None:
    """A step's loss is the one that the step before left, and its state too, bit for bit."""
    training = make(read(NET), update(LION, alpha="0.1", beta="0.9"), 3)
    for before, after in pairwise(training.steps):
        assert after.values["L"] == before.loss_after
        ours, theirs = ({**each.values, **each.arrays} for each in (after, before))
        parameters = ["b1"] if make is scalars else ["W1", "b1"]
        step = after.update.step if after.update else 0
        for name in parameters:
            assert ours[f"m({name})#{step - 1}"] == theirs[f"m({name})"]
            assert ours[name] == theirs[f"{name}_new"]


def test_formulas_train_as_well() -> None:
    """w² − 4w + 5 from 0 at rate 0.1: w ← w − 0.1(2w − 4), four steps by hand."""
    problem = read("formulas: {f: w^2 - 4*w + 5}\nat: {w: 0}\n")
    steps = scalars(problem, update(OPTIMIZERS["sgd"], alpha="0.1"), 4).steps
    assert [step.values["w_new"] for step in steps] == pytest.approx([0.4, 0.72, 0.976, 1.1808], rel=1e-12)


def test_the_first_step_of_a_training_is_the_derivation_itself() -> None:
    """One step is what `derive` gives."""
    problem, rule = read(NET), update(OPTIMIZERS["sgd"], alpha="0.5")
    (only,) = scalars(problem, rule, 1).steps
    assert only.values == derive(graph_of(problem), given_numbers(problem), rule).values
