"""A kink written by hand has the convention of the function it stands for."""

import pytest

from backprop_cli import derive
from backprop_cli.problem_file.reader import read

PROBLEM = """
inputs: [1, 2]
targets: [1]
layers:
- {{weights: [[0, 0], [1, -0.25]], activation: {hidden}}}
- {{weights: [[0.5, 1]], activation: sigmoid}}
loss: half_sse
"""


@pytest.mark.parametrize("by_hand", ["max(0, z)", "max(z, 0)", "-min(0, -z)", "-min(-z, 0)"])
def test_relu_by_hand_is_relu_at_0(by_hand: str) -> None:
    """A maximum with 0, or a minimum turned round, has at the kink the slope that ReLU has: 0."""
    relu, written = (derive(read(PROBLEM.format(hidden=f'"{name}"'))).values for name in ("relu", by_hand))
    assert written["z1[1]"] == 0
    gradients = [name for name in relu if name.startswith("dL/dW")]
    assert len(gradients) == 6
    assert {name: written[name] for name in gradients} == {name: relu[name] for name in gradients}
    assert written["dL/dW1[1,1]"] == 0 != written["dL/dW1[2,1]"]
