"""dZ^[2] = A^[2] − Y of Ng: of the samples' own losses, or with the mean's 1/m, as the numbers say."""

from typing import Any

import numpy as np
import pytest

from backprop_cli import check

X, Y = np.array([[0.05, -0.5, 1.0], [0.1, 0.7, 2.0]]), np.array([[1.0, 0.0, 1.0]])
W1, W2 = np.array([[0.15, 0.2], [0.25, -0.3]]), np.array([[0.4, -0.45]])
B5: dict[str, Any] = {
    "samples": [
        {"inputs": inputs, "targets": targets}
        for inputs, targets in zip(X.T.tolist(), Y.T.tolist(), strict=True)
    ],
    "layers": [
        {"weights": W1.tolist(), "activation": "tanh"},
        {"weights": W2.tolist(), "activation": "sigmoid"},
    ],
    "loss": "bce",
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
}


def written(array: np.ndarray) -> list[list[str]]:
    """Rows of numbers with six decimals."""
    return [[f"{value:.6f}" for value in row] for row in array]


@pytest.mark.parametrize("share", [1, 3])
@pytest.mark.parametrize("spelled", ["dZ{}", "dZ^[{}]", r"dZ^{{[{}]}}"])
@pytest.mark.parametrize("notation", ["bracket", "layers"])
def test_both_conventions_are_right(notation: str, spelled: str, share: int) -> None:
    """DW = (1/m)·dZ·Aᵀ, or dZ has the 1/m already: every line of a vectorised sheet, worked with numpy."""
    a1 = np.tanh(W1 @ X)
    dz2 = 1 / (1 + np.exp(-(W2 @ a1))) - Y
    dz1 = (W2.T @ dz2) * (1 - a1**2)
    sheet = {
        spelled.format(2): written(dz2 / share),
        "dW2": written(dz2 @ a1.T / 3),
        spelled.format(1): written(dz1 / share),
        "dW1": written(dz1 @ X.T / 3),
    }
    report = check(B5, sheet, notation=notation).report
    assert report.problems == ()
    assert {line.verdict.value for line in report.shown} == {"right"}
    assert len(report.shown) == 3 + 2 + 6 + 4
    assert ("@" in report.shown[0].name.partition("/")[0]) is (share == 1)
