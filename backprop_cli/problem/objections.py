"""Why a network has no such quantity: the same answer for `ask` in a file, `--only` and a student's sheet."""

from __future__ import annotations

from backprop_cli.errors import NOTHING, Objection, Sentence, cited
from backprop_cli.problem.quantities import Quantities, within
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.quantities.network import (
    ACTIVATION,
    BIAS,
    BY_SAMPLE,
    DATA_LOSS,
    INPUT,
    LOSS,
    PARAMETERS,
    PRE_ACTIVATION,
    TARGET,
    WEIGHT,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

_OF_A_LAYER = {WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION}
_MAY_LACK = {BIAS, WEIGHT}
_GIVEN = {INPUT, TARGET}


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
        return _objection_to(name, text, known) or _sample_objection(name, text, known)
    return _derivative_objection(name, text, known)


def given_objection(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why there is nothing to work out of a quantity that a network has; None where there is."""
    if known.is_given(name):
        if isinstance(name, Quantity) and name.symbol == PRE_ACTIVATION:
            return Sentence("{name} is not worked out: the activation is given", name=cited(text)), NOTHING
        return nothing_to_work(text), NOTHING
    if isinstance(name, Gradient) or name.symbol not in _GIVEN:
        return None
    return nothing_to_work(text), NOTHING


def _derivative_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    if name.by.symbol == BIAS and name.by.indices and known.shape(name.by) == ():
        own = name._replace(by=name.by.whole)
        return _shared(name.by.layer, own)
    for part in (name.of, name.by):
        refused = _objection_to(part, text, known)
        if refused:
            return refused
    if name.by.symbol in _GIVEN:
        is_first = name.by.symbol == INPUT and known.besides(1).alone
        of_inputs = Sentence("the inputs are given, so there is no {name}", name=cited(text))
        of_targets = Sentence("the targets are given, so there is no {name}", name=cited(text))
        return of_inputs if name.by.symbol == INPUT else of_targets, _IS_X if is_first else _DERIVATIVES
    if name.of.new or name.by.new or not known.is_step(name):
        return Sentence("{name} is no derivative on the way back", name=cited(text)), _DERIVATIVES
    return _derivative_sample_objection(name, text, known)


_DERIVATIVES = Sentence(
    "there are {names}, …", names="dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1]"
)
_IS_X = Sentence("layer 1 has no weights, so its z is x: write {name}", name="dL/dz1[1]")


def nothing_to_work(text: str) -> Sentence:
    """That a quantity is given."""
    return Sentence("{name} is given, so there is nothing to work out", name=cited(text))


def without_optimizer(text: str) -> Sentence:
    """That nothing is updated."""
    return Sentence("without `optimizer` there is no {name}", name=cited(text))


def write_instead(name: str) -> Sentence:
    """How it is called."""
    return Sentence("write {name}", name=cited(name))


def _shared(layer: int | None, bias: AnyQuantity) -> Objection:
    return Sentence("layer {layer} shares one bias", layer=layer or 0), write_instead(name_of(bias))


def unknown(text: str, hint: Sentence) -> Objection:
    """That a network knows nothing of the kind."""
    return Sentence("{name} is no quantity of this network", name=cited(text)), hint


def _objection_to(name: Quantity, text: str, known: Quantities) -> Objection | None:
    shape = known.shape(name)
    if shape is None:
        return _layer_objection(name, text, known) or unknown(text, NOTHING)
    if name.symbol == BIAS and name.indices and not shape:
        return _shared(name.layer, name.whole)
    if name.indices and len(name.indices) != len(shape):
        return Sentence.several(
            "{name} needs {count} index", "{name} needs {count} indices", name=cited(text), count=len(shape)
        ), NOTHING
    for index, size in zip(name.indices, shape, strict=False):
        if size is not None and not 1 <= index <= size:
            message = Sentence(
                "{name} does not exist: the index {index} is not from 1 to {size}",
                name=cited(text),
                index=index,
                size=size,
            )
            turned = name.symbol == WEIGHT and within(name.indices[::-1], shape)
            return message, _ROWS if turned else NOTHING
    return _update_objection(name, text, known) if name.new or name.step else None


_ROWS = Sentence("W1[i,j] goes to unit i from input j, also with `weight_rows: inputs`")


def _layer_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why there is no such layer, or no bias in it."""
    if name.symbol not in _OF_A_LAYER or not name.layer:
        return None
    if name.symbol in _MAY_LACK and 1 <= name.layer <= len(known.sizes):
        layer, typed = name.layer, cited(text)
        biases = Sentence("layer {layer} has no biases, so there is no {name}", layer=layer, name=typed)
        weights = Sentence("layer {layer} has no weights, so there is no {name}", layer=layer, name=typed)
        return biases if name.symbol == BIAS else weights, NOTHING
    return Sentence.several(
        "{name} does not exist: the network has {count} layer",
        "{name} does not exist: the network has {count} layers",
        name=cited(text),
        count=len(known.sizes),
    ), NOTHING


def _update_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    parameter = name._replace(indices=(), new=False, step=None)
    if name.symbol not in PARAMETERS or name.step not in {None, 1}:
        hint = Sentence("only weights and biases are: {name}", name="W1_new[1,1]")
        return Sentence("{name} is no updated parameter", name=cited(text)), hint
    if not known.updated:
        return without_optimizer(text), NOTHING
    if parameter in known.fixed:
        fixed = cited(name_of(parameter))
        return Sentence(
            "{parameter} is fixed, so there is no {name}", parameter=fixed, name=cited(text)
        ), NOTHING
    return None


def _sample_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    if name.sample is None:
        return _sample_missing(name, text, known) if name.symbol in BY_SAMPLE else None
    if name.symbol in PARAMETERS:
        return _shared_by_samples(text), Sentence("leave out `@`")
    return _sample_range(name.sample, text, known)


def _derivative_sample_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    of, by = name.of.sample, name.by.sample
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


def _shared_by_samples(text: str) -> Sentence:
    return Sentence("the samples share their parameters: {name} does not exist", name=cited(text))


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
