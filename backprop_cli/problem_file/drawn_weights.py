"""A problem file with its drawn weights written into it, where the rule stood."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Layer, Network, Problem
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.initializer_format import INIT
from backprop_cli.problem_file.shapes import transposed
from backprop_cli.problem_file.yaml_loader import TreeLoader


class Replacement(NamedTuple):
    """What stands from one place of a text to another, counted in characters, and what comes instead."""

    start: int
    end: int
    text: str


def with_drawn_weights(text: str, problem: Problem) -> str:
    """The text of a problem's file with weights for each `init`; all else stays as it is, comments too.

    Raises `UsageError` where nothing was drawn.
    """
    layers = problem.layers if isinstance(problem, Network) else ()
    if not any(layer.drawing for layer in layers) or not isinstance(problem, Network):
        raise UsageError(
            "nothing was drawn, so there is nothing to freeze", "`init` in a layer draws its weights"
        )
    by_input = problem.weight_rows == "inputs"
    for change in sorted(_changes(text, layers, by_input=by_input), reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def _changes(text: str, layers: Sequence[Layer], *, by_input: bool) -> Iterator[Replacement]:
    root: Any = yaml.compose(text, Loader=TreeLoader)
    (listed,) = (value for key, value in root.value if key.value == form.LAYERS.name)
    for layer, node in zip(layers, listed.value, strict=True):
        for key, value in node.value:
            if key.value == INIT.name:
                matrix = transposed(layer.weights) if by_input else layer.weights
                yield Replacement(
                    key.start_mark.index,
                    _end(value),
                    f"{form.WEIGHTS.name}: [{', '.join(map(_row, matrix))}]",
                )
            elif key.value == form.BIASES.name and isinstance(layer.biases, tuple):
                yield Replacement(value.start_mark.index, _end(value), _row(layer.biases))


def _end(node: yaml.Node) -> int:
    """Where a value ends; keys below each other end with the last of them, before comments that follow."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    return node.end_mark.index


def _row(numbers: Sequence[Num]) -> str:
    return f"[{', '.join(number.text for number in numbers)}]"
