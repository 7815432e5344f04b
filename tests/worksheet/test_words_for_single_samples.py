"""What a page calls the sum over a step's samples, and a number that a float cannot hold."""

import re

import pytest

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

NET = """
samples: [{{inputs: [1], targets: [1]}}, {{inputs: [2], targets: [0]}}]
layers: [{{weights: [[0.5]], activation: linear}}]
loss: half_sse
optimizer: {{name: sgd, learning_rate: 0.1}}
training: {training}
"""


@pytest.mark.parametrize(
    ("training", "whole", "other"),
    [
        ("{epochs: 1, batch_size: 1}", "whole step", "whole batch"),
        ("{epochs: 1, batch_size: 2}", "whole batch", "whole step"),
        ("{steps: 1}", "whole batch", "whole step"),
    ],
)
def test_a_step_of_one_sample_has_no_batch(training: str, whole: str, other: str) -> None:
    """Stochastic descent takes one sample a step; a batch is two or more."""
    page = solve(read(NET.format(training=training)), Layout(), verify=False).render()
    assert re.search(rf"^Backward pass, {whole}$", page, re.MULTILINE)
    assert other not in page


FLAT = """
inputs: [1]
layers: [{{weights: [[{z}]], activation: {activation}}}]
targets: [0]
loss: half_sse
"""


@pytest.mark.parametrize(
    ("activation", "z", "limit"),
    [("sigmoid", 40, "1"), ("sigmoid", -800, "0"), ("tanh", 20, "1"), ("tanh", -20, "−1")],
)
def test_a_saturated_value_is_near_its_own_limit(activation: str, z: int, limit: str) -> None:
    """1 − σ(40) = 4·10⁻¹⁸ is below half an ulp of 1, as 1 − tanh 20 = 8·10⁻¹⁸; e⁻⁸⁰⁰ is below all floats."""
    page = solve(read(FLAT.format(activation=activation, z=z)), Layout(), verify=False).render()
    said = re.findall(r"so near to (\S+) that a float", " ".join(page.replace("│", " ").split()))
    assert limit in said
    assert set(said) <= {limit, "0"}
