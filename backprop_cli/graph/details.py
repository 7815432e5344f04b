"""The levels of detail at which a graph can be worked: each is the rewrites that lead there."""

from __future__ import annotations

from collections.abc import Callable

from backprop_cli.graph.fuse import fuse
from backprop_cli.graph.graph import Graph
from backprop_cli.graph.scalars import to_scalars

Rewrite = Callable[[Graph], Graph]

DETAILS: dict[str, tuple[Rewrite, ...]] = {
    "matrices": (fuse,),
    "scalars": (fuse, to_scalars),
}
"""Of a network in matrix form, or of an author's formulas, which are scalars already."""
