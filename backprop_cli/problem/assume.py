"""Another convention for a problem, without touching its file: `loss=half_sse`, `reduction=sum`."""

from __future__ import annotations

from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.model import Network, Problem

CONVENTIONS = {"loss": tuple(LOSSES), "reduction": ("mean", "sum")}
"""What can be assumed, and the values it can have."""


def assuming(problem: Problem, wish: str) -> Problem:
    """The problem with one convention replaced. Raises `UsageError` for one that it cannot have."""
    key, equals, value = (part.strip() for part in wish.partition("="))
    if not isinstance(problem, Network):
        raise UsageError("only a network has conventions to assume", "a formula problem has none")
    if not equals or key not in CONVENTIONS:
        raise UsageError(
            f"{cited(wish)} is no convention", f"write KEY=VALUE with one of {', '.join(CONVENTIONS)}"
        )
    if value not in CONVENTIONS[key]:
        known = CONVENTIONS[key]
        hint = nearest(value, known) or f"known are {', '.join(known)}"
        raise UsageError(f"{cited(key)} cannot be {cited(value)}", hint)
    if key == "loss" and problem.above:
        raise UsageError(
            "no loss can be assumed: the exercise gives the gradient from above", "leave out --assume"
        )
    if key == "loss":
        return problem._replace(loss=LOSSES[value])
    return problem._replace(reduction="sum" if value == "sum" else "mean")
