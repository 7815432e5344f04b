"""Sheets of an exercise with single fixed entries: a whole list has them in it, and they stay."""

from pathlib import Path

import numpy as np
import pytest

from backprop_cli import check

PROBLEM = """\
inputs: [0.5, -1]
targets: [1, 0]
layers: [{weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.1, 0.2], activation: linear}]
loss: half_sse
optimizer: {name: momentum, learning_rate: 0.5}
fixed: ["W1[2,2]", "W1[2,1]", "b1[2]"]
"""
X, W, B = np.array([0.5, -1]), np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0.1, 0.2])
ERROR = W @ X + B - np.array([1, 0])
NEW = W - 0.5 * np.outer(ERROR, X)


def marked(tmp_path: Path, answers: str) -> str:
    (tmp_path / "net.yaml").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "sheet.yaml").write_text(answers, encoding="utf-8")
    return " ".join(check(tmp_path / "net.yaml", tmp_path / "sheet.yaml").render("terminal").split())


def test_a_whole_list_holds_what_stays(tmp_path: Path) -> None:
    """Entries that stay are read and cost nothing; the others are right."""
    shown = marked(
        tmp_path, f"W1_new: [{NEW[0].tolist()}, [0.3, -0.4]]\nv(W1): [{list(2 * (W[0] - NEW[0]))}, [0, 0]]"
    )
    assert shown.count("✓") == 4
    assert "Not read" not in shown


@pytest.mark.parametrize("name", ["W1_new[2,1]", "w₂₁⁽¹⁾⁺"])
def test_an_entry_that_was_moved_all_the_same_is_told(tmp_path: Path, name: str) -> None:
    """What a student updated though it is fixed is named with the number that it keeps."""
    shown = marked(tmp_path, f'"{name}": {NEW[1, 0]}\n"W1_new[2,2]": -0.4\n')
    assert "`W1_new[2,1]` belongs to a fixed entry, which stays 0.3, not" in shown
    assert "stays -0.4" not in shown
