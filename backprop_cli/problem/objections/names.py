"""Whether a network has a quantity of some name, and the objection where it has none."""

from __future__ import annotations

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.objections.derivatives import derivative_objection
from backprop_cli.problem.objections.quantities import quantity_objection
from backprop_cli.problem.objections.samples import sample_objection
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.network import DATA_LOSS, LOSS, TARGET
from backprop_cli.quantities.quantity import AnyQuantity, Quantity


def has(name: AnyQuantity, known: Quantities) -> bool:
    """Whether a network has this quantity, given or to be worked out, whole or one entry of it."""
    return refusal(name, "", known) is None


def refusal(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why a network has no quantity `name`, which somebody called `text`; None if it has."""
    if isinstance(name, Quantity):
        if known.above and name.symbol in {LOSS, DATA_LOSS}:
            return Sentence(
                "only derivatives of the loss are given, so there is no {name}", name=cited(text)
            ), NOTHING
        if known.above and name.symbol == TARGET:
            return Sentence(
                "the gradient from above is given, so there is no target {name}", name=cited(text)
            ), NOTHING
        return quantity_objection(name, text, known) or sample_objection(name, text, known)
    return derivative_objection(name, text, known)
