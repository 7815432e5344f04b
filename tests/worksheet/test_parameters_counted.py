"""A sheet's head counts the parameters, as the course's exercise asks: in all, and layer by layer."""

import pytest

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

ENDS = "inputs: [1, 2]\ntargets: [1]\nloss: sse\n"
TWO = "samples: [{inputs: [1, 2], targets: [1]}, {inputs: [2, 1], targets: [0]}]\nloss: sse\n"


def layers(*each: str) -> str:
    return f"layers: [{', '.join(f'{{activation: sigmoid, {layer}}}' for layer in each)}]\n"


OWN = ENDS + layers("weights: [[1, 2], [3, 4], [5, 6]], biases: [1, 2, 3]", "weights: [[1, 2, 3]]")
SHARED = ENDS + layers("weights: [[1, 2], [3, 4]], biases: 1", "weights: [[1, 2]], biases: 2")
NORMAL = TWO + layers("weights: [[1, 2], [3, 4]], normalize: {}", "weights: [[1, 2]], biases: [1]")


def head(text: str) -> str:
    return solve(read(text), Layout(), verify=False).render().split("Forward")[0]


@pytest.mark.parametrize(
    ("problem", "counted"),
    [
        (OWN, "layer 1: 2·3 + 3 = 9; layer 2: 3·1 = 3"),  # by hand: three biases, then none
        (SHARED, "layer 1: 2·2 + 1 = 5; layer 2: 2·1 + 1 = 3"),
        (NORMAL, "layer 1: 2·2 + 2·2 = 8; layer 2: 2·1 + 1 = 3"),  # γ and β of each unit
    ],
)
def test_parameters_are_counted_layer_by_layer(problem: str, counted: str) -> None:
    """Inputs times units, then biases, then γ and β; of one layer the line above says it all."""
    assert f"\nParameters  {counted}\n" in head(problem)
    assert "\nParameters" not in head(ENDS + layers("weights: [[1, 2]]"))
