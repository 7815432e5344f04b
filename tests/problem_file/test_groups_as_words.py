"""A word, a number or a list where a file has keys and values: the message shows the keys to write."""

import pytest

from backprop_cli.errors import ProblemError
from backprop_cli.problem_file.reader import read

FILE = """\
inputs: [1, 2]
targets: [1]
loss: mse
layers:
  - {{weights: [[1, 2], [3, 4]], activation: relu{layer}}}
  - {{weights: [[1, 2]], activation: {last}}}
{more}
"""
DRAWN = """\
inputs: [1, 2]
targets: [1]
loss: mse
layers: [{{units: 1, init: {init}, activation: relu}}]
"""
STEP = "optimizer: {name: sgd, learning_rate: 0.1}\n"
OF_THE_FILE = [
    ("optimizer: adam", "{name: adam, learning_rate: 0.1}"),
    ("optimizer: 0.25", "{name: sgd, learning_rate: 0.25}"),
    ("optimizer: true", "{name: sgd, learning_rate: 0.1}"),
    ("optimizer: [adam]", "{name: sgd, learning_rate: 0.1}"),
    ("penalty: l1", "{name: l1, rate: 0.05}"),
    ("penalty: 0.5", "{name: l2, rate: 0.5}"),
    ("penalty: w^4", "{name: w^4, rate: 0.05}"),
    (f"{STEP}training: 5", "{steps: 5}"),
    (f"{STEP}training: 10 epochs", "{steps: 3}"),
    ("marking: 3", "{points: {dL/dW1[1,1]: 3, z1: 0.5}, digits: 3}"),
]
OF_A_LAYER = [
    ("normalize: true", "{gamma: [1, 1.5], beta: [0, -0.5]}"),
    ("normalize: batch", "{gamma: [1, 1.5], beta: [0, -0.5]}"),
    ("dropout: 0.5", "{mask: [1, 0, 1], keep: 0.5}"),
    ("dropout: [1, 0]", "{mask: [1, 0, 1], keep: 0.8}"),
]


def faults(text: str) -> list[tuple[str, str, int]]:
    """What is said of a file: message, hint, line."""
    with pytest.raises(ProblemError) as caught:
        read(text)
    return [(each.message, each.hint, each.place.line if each.place else 0) for each in caught.value.faults]


@pytest.mark.parametrize(("written", "example"), OF_THE_FILE)
def test_a_group_of_the_file(written: str, example: str) -> None:
    """The word or number that a key takes stands in the example."""
    key, _, value = written.splitlines()[-1].partition(": ")
    shown = "a list" if value.startswith("[") else f"`{value}`"
    line = 6 + len(written.splitlines())
    message = f"`{key}` must be a group of keys; found {shown}"
    text = FILE.format(layer="", last="relu", more=written)
    assert faults(text) == [(message, f"write {example}", line)]


@pytest.mark.parametrize(("written", "example"), OF_A_LAYER)
def test_a_group_of_a_layer(written: str, example: str) -> None:
    """The same within a layer, at the line of the layer."""
    key, _, value = written.partition(": ")
    shown = "a list" if value.startswith("[") else f"`{value}`"
    text = FILE.format(layer=f", {written}", last="relu", more="")
    assert faults(text) == [(f"`{key}` must be a group of keys; found {shown}", f"write {example}", 5)]


@pytest.mark.parametrize(("init", "example"), [("zeros", "{name: zeros}"), ("3", "{name: xavier}")])
def test_an_initialiser(init: str, example: str) -> None:
    """An initialiser's name is kept, a number is none."""
    text = DRAWN.format(init=init)
    assert faults(text) == [(f"`init` must be a group of keys; found `{init}`", f"write {example}", 4)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("known: 3", "a mapping from names to numbers"), ("names: h", "a mapping from quantities to names")],
)
def test_a_mapping_from_names(written: str, expected: str) -> None:
    """Where the keys are names, the message says how these are written."""
    found = faults(FILE.format(layer="", last="relu", more=written))
    key, _, value = written.partition(": ")
    assert (
        f"`{key}` must be {expected}; found `{value}`",
        "write names and values in braces: {name: …}",
        7,
    ) in found


def test_an_example_that_is_shown_is_read() -> None:
    """What a message tells to write can be written."""
    for written, example in OF_THE_FILE[:-1]:
        *before, last = written.splitlines()
        key, _, _ = last.partition(": ")
        more = "\n".join((*before, f"{key}: {example}"))
        assert read(FILE.format(layer="", last="relu", more=more))
