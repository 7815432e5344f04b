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
    MASK,
    MEAN,
    OUTPUT,
    PARAMETERS,
    PENALTY,
    PRE_ACTIVATION,
    TARGET,
    VARIANCE,
    WEIGHT,
    is_losses,
    loss,
    unstacked,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

_OF_A_LAYER = {WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION}
_MAY_LACK = {BIAS, WEIGHT}
_GIVEN = {INPUT, TARGET, MASK}


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


def given_objection(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why there is nothing to work out of a quantity that a network has; None where there is."""
    if isinstance(name, Quantity) and known.stays(name):
        entry = name_of(name._replace(new=False, step=None))
        return Sentence(
            "{own} is fixed, so there is no {name} to work out", own=cited(entry), name=cited(text)
        ), NOTHING
    if isinstance(name, Quantity) and name.of is not None and name.step == 0:
        return starts_from(text), NOTHING
    if known.is_given(name):
        if isinstance(name, Quantity) and name.symbol == PRE_ACTIVATION:
            return Sentence("{name} is not worked out: the activation is given", name=cited(text)), NOTHING
        return nothing_to_work(text), NOTHING
    if isinstance(name, Gradient) or name.symbol not in _GIVEN:
        return None
    return nothing_to_work(text), NOTHING


def state_objection(name: AnyQuantity, state: str, text: str) -> Objection:
    """Why an optimiser has no `state` of a quantity that it does not change; `text` asks for that."""
    own = cited(name_of(name))
    if isinstance(name, Quantity) and name.symbol in PARAMETERS and not name.new:
        return Sentence("{own} is fixed, so there is no {name}", own=own, name=cited(text)), NOTHING
    example = name_of(Quantity(state, of=Quantity(WEIGHT, 1, (1, 1))))
    message = Sentence("{own} is no parameter, so there is no {name}", own=own, name=cited(text))
    return message, Sentence("only parameters have it: {name}", name=example)


def _derivative_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    if name.of == name.by:
        return is_one_itself(text), _DERIVATIVES
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
        of_masks = Sentence("the masks are given, so there is no {name}", name=cited(text))
        message = {INPUT: of_inputs, TARGET: of_targets, MASK: of_masks}[name.by.symbol]
        return message, _IS_X if is_first else _DERIVATIVES
    if name.of.new or name.by.new or not known.is_step(name):
        return Sentence("{name} is no derivative on the way back", name=cited(text)), _DERIVATIVES
    return _units_objection(name, text, known) or _derivative_sample_objection(name, text, known)


def _units_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    """Why a local derivative has no unit that it goes through."""
    if name.of.symbol in _OF_LOSS or not name.indices:
        return None
    of, by = (_filled(part, known) for part in (name.of, name.by))
    if not (known.shape(of) and known.shape(by)):
        return None
    if bool(of.indices) != bool(by.indices):
        message = Sentence("{name} is of an entry and of a whole", name=cited(text))
        return message, Sentence("name an entry of both: {name}", name="dz1[1]/dW1[1,1]")
    layer = of.layer or len(known.sizes)
    is_activated = of.symbol in {ACTIVATION, OUTPUT} and by.symbol not in {ACTIVATION, OUTPUT}
    meets_all = known.besides(layer).softmax if is_activated else of.layer and by.layer != of.layer
    if meets_all or of.indices[:1] == by.indices[:1]:
        return None
    own = name._replace(of=of.at(by.indices[0]))
    return Sentence(
        "{name} is 0: units {unit} and {other} do not meet",
        name=cited(text),
        unit=of.indices[0],
        other=by.indices[0],
    ), write_instead(name_of(own))


_OF_LOSS = {LOSS, DATA_LOSS, PENALTY}


def _filled(name: Quantity, known: Quantities) -> Quantity:
    """A quantity with its index where its array has one entry only."""
    shape = known.shape(name)
    return name.at(*(1 for _ in shape)) if shape and not name.indices and set(shape) == {1} else name


_DERIVATIVES = Sentence(
    "there are {names}, …", names="dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1]"
)
_IS_X = Sentence("layer 1 has no weights, so its z is x: write {name}", name="dL/dz1[1]")


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


def _shared(layer: int | None, bias: AnyQuantity) -> Objection:
    return Sentence("layer {layer} shares one bias", layer=layer or 0), write_instead(name_of(bias))


def unknown(text: str, hint: Sentence) -> Objection:
    """That a network knows nothing of the kind."""
    return Sentence("{name} is no quantity of this network", name=cited(text)), hint


def _objection_to(name: Quantity, text: str, known: Quantities) -> Objection | None:
    shape = known.shape(name)
    if shape is None:
        return _layer_objection(name, text, known) or _penalty_objection(name, text) or unknown(text, NOTHING)
    if name.symbol == BIAS and name.indices and not shape:
        return _shared(name.layer, name.whole)
    if name.indices and not shape:
        message = Sentence(
            "{own} is one number, so there is no {name}", own=cited(name_of(name.whole)), name=cited(text)
        )
        return message, Sentence("leave out the index")
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


def _penalty_objection(name: Quantity, text: str) -> Objection | None:
    """Why there is no penalty, and no loss without it: `shape` knows both where there is one."""
    if name.symbol not in {DATA_LOSS, PENALTY} or name.layer:
        return None
    if name.sample:
        return Sentence("no sample has its own {name}", name=cited(text)), Sentence("leave out `@`")
    return Sentence("without `penalty` there is no {name}", name=cited(text)), NOTHING


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
    if refused := _shared_statistic(name):
        return refused
    if name.sample is None:
        return _sample_missing(name, text, known) if name.symbol in BY_SAMPLE else None
    if name.symbol in PARAMETERS:
        return _shared_by_samples(text), Sentence("leave out `@`")
    return _sample_range(name.sample, text, known)


def _shared_statistic(name: Quantity) -> Objection | None:
    """That the samples of a batch have one mean and one variance."""
    if name.sample is None or name.symbol not in {MEAN, VARIANCE}:
        return None
    message = Sentence("the samples share {name}", name=cited(name_of(name._replace(sample=None))))
    return message, Sentence("leave out its `@`")


def _derivative_sample_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
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


def _shared_by_samples(text: str) -> Sentence:
    return Sentence("the samples share their parameters: {name} does not exist", name=cited(text))


_OF_BATCH = Sentence("derivatives are of the batch's loss: {name}", name="dL/dz1[1]@2")


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
