"""What mistakes with the samples of a batch give."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.sides import worked_in
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.constants import constant
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import ONE, Add, Div, Expr, Mul, Num, Ref, integer, substitute
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.quantities.quantity import Gradient, Quantity

MOST_SAMPLES = 10
"""Samples of a batch that are taken one by one; nobody works more by hand."""


class _Batch(NamedTuple):
    """A sum over the samples of a batch."""

    share: Expr
    """What each sample is multiplied with, 1/n or 1."""
    samples: tuple[Ref, ...]
    """The samples' own values."""
    added: tuple[Expr, ...] = ()
    """What a penalty adds."""

    def of(self, body: Expr) -> Expr:
        """The line with something else for its sum."""
        return as_sum((body, *self.added))


def _batch(place: Spot) -> _Batch:
    links = of_samples(place.step)
    if place.step.rule is Rule.BATCH and len(links) > 1 and all(link.adjoint for link in links):
        return _Batch(
            links[0].local, tuple(Ref(link.adjoint or "") for link in links), added_by_penalty(place.step)
        )
    formula = place.step.formula
    share, body = (
        formula.factors if isinstance(formula, Mul) and len(formula.factors) == 2 else (ONE, formula)
    )
    terms = body.terms if place.is_batch_loss and isinstance(body, Add) else ()
    samples = tuple(term for term in terms if isinstance(term, Ref) and _is_loss(term.name, place))
    return _Batch(share, samples) if len(samples) == len(terms) else _Batch(ONE, ())


def of_samples(step: Step) -> list[Link]:
    """The links of a line but for what a penalty adds to it."""
    return [link for link in step.links if link.kind is not Kind.PENALTY]


def added_by_penalty(step: Step) -> tuple[Expr, ...]:
    """What a penalty adds to a gradient."""
    return tuple(worked_in(link) for link in step.links if link.kind is Kind.PENALTY)


def _is_loss(name: str, place: Spot) -> bool:
    node = place.graph.by_name.get(name)
    return node is not None and node.role is Role.LOSS


def one_sample(place: Spot) -> Iterator[Expr]:
    """A single sample's value for the mean of all, as it is or as its share."""
    batch = _batch(place)
    for each in batch.samples[:MOST_SAMPLES]:
        yield batch.of(each)
        if batch.share != ONE:
            yield batch.of(Mul((batch.share, each)))


def sample_dropped(place: Spot) -> Iterator[Expr]:
    """The sum or mean over all samples but one, the divisor corrected or not."""
    batch = _batch(place)
    samples = batch.samples
    for dropped in range(len(samples) if 2 < len(samples) <= MOST_SAMPLES else 0):
        kept = as_sum((*samples[:dropped], *samples[dropped + 1 :]))
        yield batch.of(Mul((batch.share, kept)))
        if batch.share != ONE:
            yield batch.of(Div(kept, integer(len(samples) - 1)))


def product_of_means(place: Spot) -> Iterator[Expr]:
    """Mean of δ times mean of the inputs, for the mean of the products."""
    links = of_samples(place.step)
    if place.step.rule is Rule.BATCH and place.is_weight and len(links) > 1:
        inner = [link.within[0] for link in links if len(link.within) == 1]
        if len(inner) == len(links) and all(link.adjoint for link in inner):
            count = integer(len(inner))
            deltas = as_sum(Ref(link.adjoint or "") for link in inner)
            means = Mul((Div(deltas, count), Div(as_sum(link.local for link in inner), count)))
            yield as_sum((means, *added_by_penalty(place.step)))


def mean_or_sum(place: Spot) -> Iterator[Expr]:
    """The number of samples as a factor too many or too few; of a sample's δ the batch's 1/n."""
    quantity, count = place.step.quantity, place.samples
    if count < 2:
        return
    of_all = isinstance(quantity, Gradient) and quantity.of.sample is None
    is_sum = place.step.rule is Rule.BATCH or (of_all and (place.is_weight or place.is_bias))
    if is_sum or place.is_batch_loss:
        yield from _times(place, Fraction(count), Fraction(1, count))
    elif isinstance(quantity, Gradient) and quantity.sample is not None and place.is_of_output:
        yield from _times(place, Fraction(count) if quantity.of.sample is None else Fraction(1, count))


def other_count(place: Spot) -> Iterator[Expr]:
    """The sum over the samples by 2, n − 1 or n + 1, where it is a mean; twice and half have a name."""
    count = place.samples
    if (place.step.rule is Rule.BATCH or place.is_batch_loss) and _batch(place).share != ONE:
        others = dict.fromkeys(other for other in (2, count - 1, count + 1) if 1 < other != count)
        yield from _times(place, *(Fraction(count, other) for other in others if count != 2 * other))


def _times(place: Spot, *factors: Fraction) -> Iterator[Expr]:
    """A multiple of the line; where a penalty adds to it, that may be left as it is."""
    added = added_by_penalty(place.step)
    data = replace(place.step, links=tuple(of_samples(place.step))).symbolic[-1].expr if added else None
    for factor in map(constant, factors):
        yield Mul((factor, place.routes[0]))
        if data is not None:
            yield as_sum((Mul((factor, as_shown(data))), *added))


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
