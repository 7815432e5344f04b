"""Why a network has no such quantity: the same answer for `ask` in a file, `--only` and a student's sheet."""

from __future__ import annotations

from backprop_cli.errors import cited, count
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
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

Objection = tuple[str, str]
"""Why a name is refused, and a hint."""

_OF_A_LAYER = {WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION}
_MAY_LACK = {BIAS: "biases", WEIGHT: "weights"}
_GIVEN = {INPUT: "inputs", TARGET: "targets", MASK: "masks"}


def has(name: AnyQuantity, known: Quantities) -> bool:
    """Whether a network has this quantity, given or to be worked out, whole or one entry of it."""
    return refusal(name, "", known) is None


def refusal(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why a network has no quantity `name`, which somebody called `text`; None if it has."""
    if isinstance(name, Quantity):
        if known.above and name.symbol in {LOSS, DATA_LOSS}:
            return f"only derivatives of the loss are given, so there is no {cited(text)}", ""
        if known.above and name.symbol == TARGET:
            return f"the gradient from above is given, so there is no target {cited(text)}", ""
        return _objection_to(name, text, known) or _sample_objection(name, text, known)
    return _derivative_objection(name, text, known)


def given_objection(name: AnyQuantity, text: str, known: Quantities) -> Objection | None:
    """Why there is nothing to work out of a quantity that a network has; None where there is."""
    if isinstance(name, Quantity) and known.stays(name):
        entry = name_of(name._replace(new=False, step=None))
        return f"{cited(entry)} is fixed, so there is no {cited(text)} to work out", ""
    if isinstance(name, Quantity) and name.of is not None and name.step == 0:
        return f"{cited(text)} is what the optimiser starts from, so there is nothing to work out", ""
    if known.is_given(name):
        if isinstance(name, Quantity) and name.symbol == PRE_ACTIVATION:
            return f"{cited(text)} is not worked out: the activation is given", ""
        return f"{cited(text)} is given, so there is nothing to work out", ""
    if isinstance(name, Gradient) or name.symbol not in _GIVEN:
        return None
    return f"{cited(text)} is given, so there is nothing to work out", ""


def state_objection(name: AnyQuantity, state: str, text: str) -> Objection:
    """Why an optimiser has no `state` of a quantity that it does not change; `text` asks for that."""
    own = cited(name_of(name))
    if isinstance(name, Quantity) and name.symbol in PARAMETERS and not name.new:
        return f"{own} is fixed, so there is no {cited(text)}", ""
    example = name_of(Quantity(state, of=Quantity(WEIGHT, 1, (1, 1))))
    return f"{own} is no parameter, so there is no {cited(text)}", f"only parameters have it: {example}"


def _derivative_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    if name.of == name.by:
        return f"{cited(text)} is 1, so there is nothing to work out", _DERIVATIVES
    if name.by.symbol == BIAS and name.by.indices and known.shape(name.by) == ():
        own = name._replace(by=name.by.whole)
        return f"layer {name.by.layer} shares one bias", f"write {cited(name_of(own))}"
    for part in (name.of, name.by):
        refused = _objection_to(part, text, known)
        if refused:
            return refused
    if name.by.symbol in _GIVEN:
        given = _GIVEN[name.by.symbol]
        is_first = name.by.symbol == INPUT and known.besides(1).alone
        hint = "layer 1 has no weights, so its z is x: write dL/dz1[1]" if is_first else _DERIVATIVES
        return f"the {given} are given, so there is no {cited(text)}", hint
    if name.of.new or name.by.new or not known.is_step(name):
        return f"{cited(text)} is no derivative on the way back", _DERIVATIVES
    if refused := _units_objection(name, text, known):
        return refused
    return _derivative_sample_objection(name, text, known)


def _units_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    """Why a local derivative has no unit that it goes through."""
    if name.of.symbol in _OF_LOSS or not name.indices:
        return None
    of, by = (_filled(part, known) for part in (name.of, name.by))
    if not (known.shape(of) and known.shape(by)):
        return None
    if bool(of.indices) != bool(by.indices):
        return f"{cited(text)} is of an entry and of a whole", "name an entry of both: dz1[1]/dW1[1,1]"
    layer = of.layer or len(known.sizes)
    is_activated = of.symbol in {ACTIVATION, OUTPUT} and by.symbol not in {ACTIVATION, OUTPUT}
    meets_all = known.besides(layer).softmax if is_activated else of.layer and by.layer != of.layer
    if meets_all or of.indices[:1] == by.indices[:1]:
        return None
    own = name._replace(of=of.at(by.indices[0]))
    pair = f"units {of.indices[0]} and {by.indices[0]}"
    return f"{cited(text)} is 0: {pair} do not meet", f"write {cited(name_of(own))}"


_OF_LOSS = {LOSS, DATA_LOSS, PENALTY}


def _filled(name: Quantity, known: Quantities) -> Quantity:
    """A quantity with its index where its array has one entry only."""
    shape = known.shape(name)
    return name.at(*(1 for _ in shape)) if shape and not name.indices and set(shape) == {1} else name


_DERIVATIVES = "there are dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1], …"


def unknown(text: str, hint: str) -> Objection:
    """That a network knows nothing of the kind."""
    return f"{cited(text)} is no quantity of this network", hint


def _objection_to(name: Quantity, text: str, known: Quantities) -> Objection | None:
    shape = known.shape(name)
    if shape is None:
        return _layer_objection(name, text, known) or _penalty_objection(name, text) or unknown(text, "")
    if name.symbol == BIAS and name.indices and not shape:
        return f"layer {name.layer} shares one bias", f"write {cited(name_of(name.whole))}"
    if name.indices and not shape:
        own = cited(name_of(name.whole))
        return f"{own} is one number, so there is no {cited(text)}", "leave out the index"
    if name.indices and len(name.indices) != len(shape):
        return f"{cited(text)} needs {count(len(shape), 'index').replace('indexs', 'indices')}", ""
    for index, size in zip(name.indices, shape, strict=False):
        if size is not None and not 1 <= index <= size:
            message = f"{cited(text)} does not exist: the index {index} is not from 1 to {size}"
            turned = name.symbol == WEIGHT and within(name.indices[::-1], shape)
            return message, _ROWS if turned else ""
    return _update_objection(name, text, known) if name.new or name.step else None


_ROWS = "W1[i,j] goes to unit i from input j, also with `weight_rows: inputs`"


def _layer_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    """Why there is no such layer, or no bias in it."""
    if name.symbol not in _OF_A_LAYER or not name.layer:
        return None
    if name.symbol in _MAY_LACK and 1 <= name.layer <= len(known.sizes):
        return f"layer {name.layer} has no {_MAY_LACK[name.symbol]}, so there is no {cited(text)}", ""
    return f"{cited(text)} does not exist: the network has {count(len(known.sizes), 'layer')}", ""


def _penalty_objection(name: Quantity, text: str) -> Objection | None:
    """Why there is no penalty, and no loss without it: `shape` knows both where there is one."""
    if name.symbol not in {DATA_LOSS, PENALTY} or name.layer:
        return None
    if name.sample:
        return f"no sample has its own {cited(text)}", "leave out `@`"
    return f"without `penalty` there is no {cited(text)}", ""


def _update_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    parameter = name._replace(indices=(), new=False, step=None)
    if name.symbol not in PARAMETERS or name.step not in {None, 1}:
        return f"{cited(text)} is no updated parameter", "only weights and biases are: W1_new[1,1]"
    if not known.updated:
        return f"without `optimizer` there is no {cited(text)}", ""
    if parameter in known.fixed:
        return f"{cited(name_of(parameter))} is fixed, so there is no {cited(text)}", ""
    return None


def _sample_objection(name: Quantity, text: str, known: Quantities) -> Objection | None:
    if refused := _shared_statistic(name):
        return refused
    if name.sample is None:
        return _sample_missing(name, text, known) if name.symbol in BY_SAMPLE else None
    if name.symbol in PARAMETERS:
        return f"the samples share their parameters: {cited(text)} does not exist", "leave out `@`"
    return _sample_range(name.sample, text, known)


def _shared_statistic(name: Quantity) -> Objection | None:
    """That the samples of a batch have one mean and one variance."""
    if name.sample is None or name.symbol not in {MEAN, VARIANCE}:
        return None
    return f"the samples share {cited(name_of(name._replace(sample=None)))}", "leave out its `@`"


def _derivative_sample_objection(name: Gradient, text: str, known: Quantities) -> Objection | None:
    of, by = name.of.sample, name.by.sample
    if refused := _shared_statistic(name.of) or _shared_statistic(name.by):
        return refused
    if known.mixes_samples and name.of.symbol == LOSS and of is not None and not _by_outputs(name.by, known):
        return f"normalisation mixes the samples, so there is no {cited(text)}", _OF_BATCH
    if by is not None and name.by.symbol in PARAMETERS:
        own = Gradient(name.of._replace(sample=by), name.by._replace(sample=None))
        message = f"the samples share their parameters: {cited(text)} does not exist"
        return _sample_range(by, text, known) or (
            message,
            f"of sample {by}'s own loss: {cited(name_of(own))}",
        )
    for sample in (of, by):
        if sample is not None and (refused := _sample_range(sample, text, known)):
            return refused
    if of is not None and by is None and name.by.symbol in BY_SAMPLE:
        return _sample_missing(name._replace(by=name.by._replace(sample=of)), text, known, only=True)
    if (of is None and name.of.symbol in BY_SAMPLE) or (by is None and name.by.symbol in BY_SAMPLE):
        return _sample_missing(name, text, known)
    if of is not None and by not in {None, of}:
        return f"{cited(text)} is 0: the samples do not meet", f"write `@{of}` in both"
    return None


_OF_BATCH = "derivatives are of the batch's loss: dL/dz1[1]@2"


def _by_outputs(by: Quantity, known: Quantities) -> bool:
    """Whether it is by what comes last, where the samples no longer mix."""
    return by.symbol == OUTPUT or (by.symbol == ACTIVATION and by.layer == len(known.sizes))


def _sample_missing(
    name: AnyQuantity, text: str, known: Quantities, *, only: bool = False
) -> Objection | None:
    """That each sample has its own; `only`: which of them `name` says already."""
    if known.samples == 1:
        return None
    message = f"each of the {known.samples} samples has its own {cited(text)}"
    if only:
        return message, f"write {cited(name_of(name))}"
    first, last = (cited(name_of(_of_sample(name, sample))) for sample in (1, known.samples))
    if isinstance(name, Gradient) and name.of.symbol == LOSS and name.of.sample is None:
        of_batch = cited(name_of(name._replace(by=name.by._replace(sample=1))))
        return message, f"name the sample: {first} of its own loss, {of_batch} of the batch's"
    return message, f"name the sample: {first} … {last}"


def _of_sample(name: AnyQuantity, sample: int) -> AnyQuantity:
    if isinstance(name, Quantity):
        return name._replace(sample=sample) if name.symbol not in PARAMETERS else name
    return name._replace(
        of=name.of._replace(sample=sample),
        by=name.by if name.by.symbol in PARAMETERS else name.by._replace(sample=sample),
    )


def _sample_range(sample: int, text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return f"there is only one sample, so no {cited(text)}", "leave out `@`"
    if not 1 <= sample <= known.samples:
        return f"{cited(text)} does not exist: there are {known.samples} samples", ""
    return None
