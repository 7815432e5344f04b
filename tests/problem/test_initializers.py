"""Drawn weights: the same for a seed wherever Python runs, with the spread that the rule promises."""

from math import cos, log, pi, sqrt
from random import Random

import numpy as np
import pytest

from backprop_cli.problem.initializers import INITIALIZERS, Drawing
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read


def network(layers: str) -> Network:
    problem = read(f"inputs: [1, 2]\ntargets: [1]\nlayers:\n{layers}\nloss: half_sse\n")
    assert isinstance(problem, Network)
    return problem


def test_xavier_by_hand() -> None:
    """Box and Muller's normal numbers of Python's own generator, scaled, in two digits; unit by unit."""
    drawn = "{units: 3, init: {name: xavier, seed: 7, digits: 2}, biases: zeros, activation: linear}"
    made = network(f"  - {drawn}\n  - {{weights: [[1, 1, 1]], activation: linear}}").layers[0]
    random, expected = Random(7), []  # noqa: S311 # no secret
    for _ in range(6):
        first, second = random.random(), random.random()
        expected.append(f"{sqrt(2 / 5) * sqrt(-2 * log(1 - first)) * cos(2 * pi * second):.2g}")
    assert [entry.value for row in made.weights for entry in row] == [float(each) for each in expected]
    assert made.biases is not None
    assert [entry.value for entry in made.biases] == [0, 0, 0]


SPREADS = {
    "zeros": (0, 0), "constant": (0.1, 0), "normal": (0, 0.01), "uniform": (0, sqrt(4 / 12)),
    "xavier": (0, sqrt(2 / 300)), "lecun": (0, sqrt(1 / 100)), "he": (0, sqrt(2 / 100)),
}  # fmt: skip
"""Mean and standard deviation of 200 units with 100 inputs, by the published formulas."""


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_spread_is_that_of_the_rule(name: str) -> None:
    """Of 20,000 weights, to 3 %."""
    row = INITIALIZERS[name]
    drawn = Drawing(row, row.numbers, 1, 6).weights(100, 200)
    weights = np.array([[entry.value for entry in each] for each in drawn])
    assert weights.shape == (200, 100)
    mean, spread = SPREADS[name]
    assert weights.mean() == pytest.approx(mean, abs=0.03 * spread + 1e-12)
    assert weights.std() == pytest.approx(spread, rel=0.03, abs=1e-12)


def test_another_seed_draws_other_weights_and_rows_of_inputs_the_same_ones() -> None:
    """The layout of a file changes no weight."""
    layer = (
        "  - {units: 3, init: {name: he, seed: %s}, activation: linear}\n"
        "  - {units: 1, init: {name: he}, activation: linear}"
    )
    first, other = network(layer % 1), network(layer % 2)
    by_input = read(
        f"inputs: [1, 2]\ntargets: [1]\nweight_rows: inputs\nlayers:\n{layer % 1}\nloss: half_sse\n"
    )
    assert isinstance(by_input, Network)
    assert first.layers[0].weights != other.layers[0].weights
    assert first.layers[0].weights == by_input.layers[0].weights
