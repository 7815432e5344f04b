"""Where the loss of a batch is a sum, a derivative by a sample's quantity has one value under two names."""

import numpy as np
import pytest

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results import signals
from backprop_cli.problem_file.reader import read

PROBLEM = """\
samples:
  - {inputs: [0.4], targets: [1, 0, 0]}
  - {inputs: [-0.7], targets: [0, 1, 0]}
layers:
  - {weights: [[0.5], [-0.3]], activation: tanh}
  - {weights: [[0.6, -0.2], [0.1, 0.4], [-0.5, 0.3]], activation: softmax}
loss: cross_entropy
reduction: sum
optimizer: {name: sgd, learning_rate: 0.1}
training: {epochs: 1, batch_size: 1, order: [2, 1]}
"""
INPUTS, TARGET = np.array([-0.7]), np.array([0, 1, 0])
FIRST, SECOND = np.array([[0.5], [-0.3]]), np.array([[0.6, -0.2], [0.1, 0.4], [-0.5, 0.3]])


def _first_step() -> dict[str, str]:
    """The backward pass of the first step by numpy, worked on with a third error signal of 0."""
    hidden = np.tanh(FIRST @ INPUTS)
    powers = np.exp(SECOND @ hidden)
    above = powers / powers.sum() - TARGET
    above[2] = 0.0  # −y₃/a₃ · a₃(1 − a₃), with y₃ = 0: only the diagonal was used
    below = SECOND.T @ above * (1 - hidden**2)
    weights = np.outer(above, hidden)
    written = {f"dL@2/dz2[{unit}]@2#1": value for unit, value in enumerate(above, 1)}
    written |= {f"dL@2/dz1[{unit}]@2#1": value for unit, value in enumerate(below, 1)}
    written |= {
        f"dL/dW2[{row + 1},{column + 1}]#1": value for (row, column), value in np.ndenumerate(weights)
    }
    return {name: f"{value:.5f}" if value else "0" for name, value in written.items()}


def test_a_slip_is_named_where_it_is_written_and_what_follows_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The 0 is a slip in its own line, which is on the sheet; no other name is tried, as there is no 1/n."""
    tried: list[str] = []
    monkeypatch.setattr(signals, "_under_other", lambda answer, _: tried.append(answer.name) or answer)
    report = check(read(PROBLEM), _first_step()).report
    lines = {line.name: line for line in report.lines if line.on_sheet}
    slip = lines["dL@2/dz2[3]@2#1"]
    assert "softmax_diagonal" in {mistake.key for mistake in slip.judged.mistakes}
    assert not any(made.at for made in slip.judged.finding.slips)
    assert {lines[f"dL@2/dz1[{unit}]@2#1"].verdict for unit in (1, 2)} == {Verdict.FOLLOWS}
    assert not tried
    assert not report.remarks
