"""What several objections say, of networks and of formulas."""

from __future__ import annotations

from backprop_cli.errors import Objection, Sentence, cited
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.quantity import AnyQuantity


def nothing_to_work(text: str) -> Sentence:
    """That a quantity is given."""
    return Sentence("{name} is given, so there is nothing to work out", name=cited(text))


def starts_from(text: str) -> Sentence:
    """That a state stands there before the first step."""
    return Sentence(
        "{name} is what the optimiser starts from, so there is nothing to work out", name=cited(text)
    )


def is_one_itself(text: str) -> Sentence:
    """That a quantity is differentiated by itself."""
    return Sentence("{name} is 1, so there is nothing to work out", name=cited(text))


def without_optimizer(text: str) -> Sentence:
    """That nothing is updated."""
    return Sentence("without `optimizer` there is no {name}", name=cited(text))


def write_instead(name: str) -> Sentence:
    """How it is called."""
    return Sentence("write {name}", name=cited(name))


def one_bias(layer: int | None, bias: AnyQuantity) -> Objection:
    """That all units of a layer share one bias."""
    return Sentence("layer {layer} shares one bias", layer=layer or 0), write_instead(name_of(bias))


def unknown(text: str, hint: Sentence) -> Objection:
    """That a network knows nothing of the kind."""
    return Sentence("{name} is no quantity of this network", name=cited(text)), hint
