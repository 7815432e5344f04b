"""The moments of a training: what each step starts from, its loss and the length of its gradient."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.expr.value import Value


class Start(NamedTuple):
    """What a step starts from, by name."""

    parameters: Mapping[str, Value]
    state: Mapping[str, Value]


class Moment(NamedTuple):
    """A step in the list of all steps."""

    start: Start
    loss: float | None
    """Before the step, of its own batch; None where only its derivatives are given."""
    gradient: float
    """The length of the gradient, √Σg²."""
    slopes: Mapping[str, float] = {}
    """The gradient by each parameter, by its name, where there are few."""
