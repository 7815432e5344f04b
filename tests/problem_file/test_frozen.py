"""Drawn weights written into the file: the same network, whatever the file looks like."""

import pytest

from backprop_cli.cli.main import run
from backprop_cli.errors import UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.drawn_weights import with_drawn_weights
from backprop_cli.problem_file.reader import read

FLOW = """\
inputs: [1, 2]  # two of them
targets: [1]
layers:
  - {units: 3, init: {name: xavier, seed: 7, digits: 2}, biases: zeros, activation: tanh}
  - {weights: [[1, 2, 3]], biases: 0.5, activation: linear}
loss: half_sse
"""
BLOCK = """\
inputs: [1, 2]
targets: [1]
weight_rows: inputs
layers:
  - units: 2  # hidden
    init:
      name: he
      seed: 3
    # no biases here
    activation: relu
  - activation: linear
    init: {name: uniform, low: -2, high: 2}
    units: 1
    biases: zeros
loss: half_sse
"""


@pytest.mark.parametrize("text", [FLOW, BLOCK, FLOW.replace("\n", "\r\n")])
def test_a_frozen_file_has_the_same_network_and_draws_nothing(text: str) -> None:
    """Weights and biases are the same; comments stay."""
    first, kept = read(text), with_drawn_weights(text, read(text))
    second = read(kept)
    assert isinstance(first, Network)
    assert isinstance(second, Network)
    assert [layer.weights for layer in first.layers] == [layer.weights for layer in second.layers]
    assert [layer.biases for layer in first.layers] == [layer.biases for layer in second.layers]
    assert not any(layer.drawing for layer in second.layers)
    assert "init" not in kept
    assert kept.count("#") == text.count("#")


def test_a_file_that_draws_nothing_is_refused() -> None:
    """There is nothing to freeze."""
    text = FLOW.replace(
        "units: 3, init: {name: xavier, seed: 7, digits: 2}", "weights: [[1, 1], [1, 1], [0, 1]]"
    )
    with pytest.raises(UsageError, match="nothing was drawn"):
        with_drawn_weights(text, read(text))


def test_the_command_writes_it_and_never_over_a_file(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second time only with --force; the page is the same."""
    folder = tmp_path_factory.mktemp("frozen")
    (folder / "net.yaml").write_text(FLOW, encoding="utf-8")
    out = str(folder / "kept.yaml")
    assert run(["solve", str(folder / "net.yaml"), "--freeze", out]) == 0
    first = capsys.readouterr().out
    assert run(["solve", out]) == 0
    assert capsys.readouterr().out.split("Forward pass")[1] == first.split("Forward pass")[1]
    assert run(["solve", str(folder / "net.yaml"), "--freeze", out]) == 2
    assert "already there" in capsys.readouterr().err
