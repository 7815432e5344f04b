"""The levels of detail at which a graph can be worked: each is the rewrites that lead there."""

from __future__ import annotations

from collections.abc import Callable

from backprop_cli.graph.fuse import fuse
from backprop_cli.graph.graph import Graph
from backprop_cli.graph.scalars import to_scalars
from backprop_cli.late import late

Rewrite = Callable[[Graph], Graph]

to_columns, weights_by_input = late("graph.columns.to_columns"), late("graph.by_input.weights_by_input")
to_gates, open_functions = late("graph.gates.to_gates"), late("graph.open_functions.open_functions")
outputs_apart, losses_apart = late("graph.apart.outputs_apart"), late("graph.apart.losses_apart")

DETAILS: dict[str, tuple[Rewrite, ...]] = {
    "matrices": (fuse,),
    "columns": (fuse, to_columns),
    "columns, weights by input": (fuse, to_columns, weights_by_input),
    "scalars": (fuse, to_scalars),
    "gates": (fuse, to_scalars, to_gates),
    "gates, functions opened": (fuse, to_scalars, open_functions, to_gates),
}
"""Of a network in matrix form, or of an author's formulas, which are scalars already."""
SCALARS = "scalars"
APART: dict[str, Rewrite] = {"outputs": outputs_apart, "losses": losses_apart}
"""What a notation writes as steps of their own, at the detail of scalars."""
