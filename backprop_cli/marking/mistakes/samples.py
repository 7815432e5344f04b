"""What mistakes with the samples of a batch give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.derivation.sides import total
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import ONE, Add, Div, Expr, Mul, Num, Ref, integer, substitute
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.quantity import Gradient, Quantity

MOST_SAMPLES = 10
"""Samples of a batch that are taken one by one; nobody works more by hand."""


def _shares(place: Spot) -> tuple[Expr, list[Ref]]:
    """What each sample of a sum over the batch is multiplied with, 1/n or 1, and the samples' own values."""
    links = place.step.links
    if place.step.rule is Rule.BATCH and len(links) > 1 and all(link.adjoint for link in links):
        return links[0].local, [Ref(link.adjoint or "") for link in links]
    formula = place.step.formula
    share, body = (
        formula.factors if isinstance(formula, Mul) and len(formula.factors) == 2 else (ONE, formula)
    )
    terms = body.terms if place.is_batch_loss and isinstance(body, Add) else ()
    samples = [term for term in terms if isinstance(term, Ref) and _is_loss(term.name, place)]
    return (share, samples) if len(samples) == len(terms) else (ONE, [])


def _is_loss(name: str, place: Spot) -> bool:
    node = place.graph.by_name.get(name)
    return node is not None and node.role is Role.LOSS


def one_sample(place: Spot) -> Iterator[Expr]:
    """A single sample's value for the mean of all, as it is or as its share."""
    share, samples = _shares(place)
    for each in samples[:MOST_SAMPLES]:
        yield each
        if share != ONE:
            yield Mul((share, each))


def sample_dropped(place: Spot) -> Iterator[Expr]:
    """The sum or mean over all samples but one, the divisor corrected or not."""
    share, samples = _shares(place)
    for dropped in range(len(samples) if 2 < len(samples) <= MOST_SAMPLES else 0):
        kept = total((*samples[:dropped], *samples[dropped + 1 :]))
        yield Mul((share, kept))
        if share != ONE:
            yield Div(kept, integer(len(samples) - 1))


def product_of_means(place: Spot) -> Iterator[Expr]:
    """Mean of δ times mean of the inputs, for the mean of the products."""
    if place.step.rule is Rule.BATCH and place.is_weight and len(place.step.links) > 1:
        inner = [link.within[0] for link in place.step.links if len(link.within) == 1]
        if len(inner) == len(place.step.links) and all(link.adjoint for link in inner):
            count = integer(len(inner))
            deltas = total(Ref(link.adjoint or "") for link in inner)
            yield Mul((Div(deltas, count), Div(total(link.local for link in inner), count)))


def sample_by_sample(place: Spot) -> Iterator[Expr]:
    """A later sample's line with the parameters that the earlier samples' steps leave; or where they end."""
    after = place.derivation.after_each_sample
    quantity = place.step.quantity
    if place.step.rule is Rule.UPDATE and isinstance(quantity, Quantity) and after:
        parameter, _ = place.derivation.moved_by(place.step)
        yield _moved(parameter, after[-1], place)
    number = (quantity.of if isinstance(quantity, Gradient) else quantity).sample
    if number is not None and 1 < number < len(after):
        now = {name: _moved(name, after[number - 1], place) for name in after[number - 1]}
        formula = substitute(place.worked, now.get)
        if formula != place.worked:
            yield formula


def _moved(name: str, now: Mapping[str, float], place: Spot) -> Expr:
    """A parameter and what it has moved by."""
    change = now[name] - place.derivation.values[name]
    return Add((Ref(name), Num(change, repr(change))))
