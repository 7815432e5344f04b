"""Kinds of bundled problems that some tests leave out: in symbols only, or with weights that are drawn."""

from backprop_cli import load
from backprop_cli.problem.model import Formulas, Network
from backprop_cli.problem_file.bundled import names

PROBLEMS = {name: load(name) for name in names()}
SYMBOLIC = frozenset(name for name, each in PROBLEMS.items() if isinstance(each, Formulas) and not each.at)
DRAWN = frozenset(
    name
    for name, each in PROBLEMS.items()
    if isinstance(each, Network) and any(layer.drawing for layer in each.layers)
)
"""Their weights are not in their files."""
GIVEN = frozenset(
    name
    for name, each in PROBLEMS.items()
    if isinstance(each, Network)
    and (each.above or each.held or not all(layer.weights for layer in each.layers))
)
"""Their gradient or activations are given, or a layer is an activation alone: other tests have them."""
