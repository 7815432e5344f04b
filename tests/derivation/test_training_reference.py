"""Trainings against PyTorch: problems and values in the program's own keys and names.

`reference/training.json` was made by PyTorch 2.14.1 in float64, each case with its problem.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.problem_file.reader import read

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "reference" / "training.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_every_step_is_as_in_pytorch(case: dict[str, Any]) -> None:
    """Losses, gradients, states and new parameters to 1e-10."""
    ours = derive_problem(read(json.dumps(case["problem"]))).values
    for name, theirs in case["values"].items():
        assert ours[name] == pytest.approx(theirs, rel=1e-10, abs=1e-12), name
