"""Objections to a sample: it is missing, out of range, or of what all samples share."""

from __future__ import annotations

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.objections.sentences import write_instead
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.network import (
    ACTIVATION,
    BY_SAMPLE,
    LOSS,
    MEAN,
    OUTPUT,
    PARAMETERS,
    VARIANCE,
    is_losses,
    loss,
    unstacked,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

_OF_BATCH = Sentence("derivatives are of the batch's loss: {name}", name="dL/dz1[1]@2")


def of_all_samples(name: AnyQuantity | None, text: str, known: Quantities) -> Objection | None:
    """Why the losses of all samples, ℓ, and a derivative of them are no single quantity; None for others."""
    if name is None or known.samples == 1:
        return None
    if not is_losses(name.of if isinstance(name, Gradient) else name):
        return None
    single: AnyQuantity = loss(1)
    if isinstance(name, Gradient):
        single = Gradient(loss(1), unstacked(name.by)._replace(sample=1))
    hint = Sentence("name the sample, {first}, or see `--style matrix`", first=cited(name_of(single)))
    return Sentence("{name} is of all samples at once", name=cited(text)), hint


def sample_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why there is no such sample of a quantity; None if there is."""
    if refused := _shared_statistic(name):
        return refused
    if name.sample is None:
        return _sample_missing(name, text, known) if name.symbol in BY_SAMPLE else None
    if name.symbol in PARAMETERS:
        return _shared_by_samples(text), Sentence("leave out `@`")
    return _sample_range(name.sample, text, known)


def derivative_sample_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    """Why there is no derivative between such samples; None if there is."""
    of, by = name.of.sample, name.by.sample
    if refused := _shared_statistic(name.of) or _shared_statistic(name.by):
        return refused
    if known.mixes_samples and name.of.symbol == LOSS and of is not None and not _by_outputs(name.by, known):
        mixed = Sentence("normalisation mixes the samples, so there is no {name}", name=cited(text))
        return mixed, _OF_BATCH
    if by is not None and name.by.symbol in PARAMETERS:
        own = Gradient(name.of._replace(sample=by), name.by._replace(sample=None))
        hint = Sentence("of sample {sample}'s own loss: {name}", sample=by, name=cited(name_of(own)))
        return _sample_range(by, text, known) or (_shared_by_samples(text), hint)
    for sample in (of, by):
        if sample is not None and (refused := _sample_range(sample, text, known)):
            return refused
    if of is not None and by is None and name.by.symbol in BY_SAMPLE:
        return _sample_missing(name._replace(by=name.by._replace(sample=of)), text, known, only=True)
    if (of is None and name.of.symbol in BY_SAMPLE) or (by is None and name.by.symbol in BY_SAMPLE):
        return _sample_missing(name, text, known)
    if of is not None and by not in {None, of}:
        hint = Sentence("write `@{sample}` in both", sample=of)
        return Sentence("{name} is 0: the samples do not meet", name=cited(text)), hint
    return None


def _shared_statistic(name: Quantity) -> Objection | None:
    """That the samples of a batch have one mean and one variance."""
    if name.sample is None or name.symbol not in {MEAN, VARIANCE}:
        return None
    message = Sentence("the samples share {name}", name=cited(name_of(name._replace(sample=None))))
    return message, Sentence("leave out its `@`")


def _shared_by_samples(text: str) -> Sentence:
    return Sentence("the samples share their parameters: {name} does not exist", name=cited(text))


def _by_outputs(by: Quantity, known: Quantities) -> bool:
    """Whether it is by what comes last, where the samples no longer mix."""
    return by.symbol == OUTPUT or (by.symbol == ACTIVATION and by.layer == len(known.sizes))


def _sample_missing(
    name: AnyQuantity, text: str, known: Quantities, *, only: bool = False
) -> Objection | None:
    """That each sample has its own; `only`: which of them `name` says already."""
    if known.samples == 1:
        return None
    message = Sentence(
        "each of the {samples} samples has its own {name}", samples=known.samples, name=cited(text)
    )
    if only:
        return message, write_instead(name_of(name))
    first, last = (cited(name_of(_of_sample(name, sample))) for sample in (1, known.samples))
    if isinstance(name, Gradient) and name.of.symbol == LOSS and name.of.sample is None:
        of_batch = cited(name_of(name._replace(by=name.by._replace(sample=1))))
        return message, Sentence(
            "name the sample: {own} of its own loss, {of_batch} of the batch's", own=first, of_batch=of_batch
        )
    return message, Sentence("name the sample: {first} … {last}", first=first, last=last)


def _of_sample(name: AnyQuantity, sample: int) -> AnyQuantity:
    if isinstance(name, Quantity):
        return name._replace(sample=sample) if name.symbol not in PARAMETERS else name
    return name._replace(
        of=name.of._replace(sample=sample),
        by=name.by if name.by.symbol in PARAMETERS else name.by._replace(sample=sample),
    )


def _sample_range(sample: int, text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return Sentence("there is only one sample, so no {name}", name=cited(text)), Sentence("leave out `@`")
    if not 1 <= sample <= known.samples:
        return Sentence(
            "{name} does not exist: there are {samples} samples", name=cited(text), samples=known.samples
        ), NOTHING
    return None
