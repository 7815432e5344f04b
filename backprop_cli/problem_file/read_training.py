"""The optimiser and the training of a file -> `Descent` and `Schedule`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backprop_cli.errors import Faults, Sentence
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.problem.limits import MAX_TRAINED
from backprop_cli.problem.model import Descent, Penalty, Schedule
from backprop_cli.problem.optimizers import (
    CHANGE,
    CORRECTED,
    EPSILON,
    OPTIMIZERS,
    RATE,
    STEP,
    Optimizer,
)
from backprop_cli.problem.penalties import PENALTIES, PenaltyRow
from backprop_cli.problem_file import training_format as form
from backprop_cli.problem_file.fields import Field, FieldValues
from backprop_cli.problem_file.format import ASK
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.other_programs import INSTEAD_OF_CONSTANTS
from backprop_cli.quantities.grammar import apart

Made = tuple[Optimizer, dict[str, Num]]
"""An optimiser and its constants besides the learning rate."""


def descent(values: FieldValues, faults: Faults) -> Descent | None:
    """How a step changes the parameters, if the file says so."""
    found = values.get(form.OPTIMIZER)
    if found is None:
        return None
    rate = found.get(form.LEARNING_RATE)
    _check_rate(rate, found, faults)
    made = _own_rule(found, faults) if found.has(form.UPDATE) else _by_name(found, faults)
    if made is None or rate is None:
        return None
    optimizer, constants = made
    if any(apart(name).state == CHANGE for name in values.get(ASK) or ()):
        optimizer = optimizer.with_change()
    return Descent(optimizer, {RATE: rate, **constants})


def _check_rate(rate: Num | None, found: FieldValues, faults: Faults) -> None:
    if rate is not None and rate.value < 0:
        faults.warn(
            found.place_of(form.LEARNING_RATE), Sentence("a negative `learning_rate` goes up the gradient")
        )
    elif rate is not None and rate.value == 0:
        faults.warn(found.place_of(form.LEARNING_RATE), Sentence("a `learning_rate` of 0 changes nothing"))


def _own_rule(found: FieldValues, faults: Faults) -> Made | None:
    from backprop_cli.problem_file.read_own_rule import own_rule  # few files have one

    return own_rule(found, faults)


def _by_name(found: FieldValues, faults: Faults) -> Made | None:
    name = found.get(form.NAME)
    if name is None:
        return None
    row = OPTIMIZERS[name]
    constants = {each: Num(value, repr(value)) for each, value in row.constants.items()}
    for each, field in form.CONSTANTS.items():
        given = found.get(field)
        if found.has(field) and each not in row.constants:
            _refuse(field, row, found, faults)
        elif given is not None:
            constants[each] = given
            if not 0 <= given.value < 1:
                usual = Sentence("`{name}` is usually from 0 to below 1", name=each)
                faults.warn(found.place_of(field), usual)
    for each, switch in form.OPTIONS.items():
        if found.has(switch) and each not in {option.name for option in row.options}:
            _refuse(switch, row, found, faults)
    row = row.with_options(
        option for option in row.options if found.get(form.OPTIONS[option.name]) is option.when
    )
    if EPSILON in constants and constants[EPSILON].value == 0:
        row = row.without_addend(EPSILON)
    _check_correction(row, constants, found, faults)
    if found.has(form.DECAY_ON) and not row.of_weights:
        _refuse(form.DECAY_ON, row, found, faults)
    elif found.get(form.DECAY_ON) == "weights":
        row = row.on_weights_only()
    return row, constants


def _check_correction(row: Optimizer, constants: dict[str, Num], found: FieldValues, faults: Faults) -> None:
    """No average is divided by 1 − βᵗ = 0."""
    divided = {name for line in row.update.values() if STEP in references(line) for name in references(line)}
    for name, number in constants.items():
        if name in divided and abs(number.value) == 1:
            message = f"with `{name}` {number.text} an average is divided by 1 − {number.text}ᵗ, which is 0"
            hint = f"usual is {OPTIMIZERS[row.name].constants[name]:g}; or `{CORRECTED}: false`"
            faults.add(found.place_of(form.CONSTANTS[name]), message, hint)


def _refuse(field: Field[Any], row: Optimizer, found: FieldValues, faults: Faults) -> None:
    """That an optimiser has no such constant or switch, and which have."""
    key = field.name
    have = [each.name for each in OPTIMIZERS.values() if key in _keys(each)]
    known = ", ".join(f"`{each}`" for each in _keys(row))
    message = f"`{row.name}` has no `{key}`, which is for {', '.join(have)}"
    instead = f"write `name: {have[0]}` for a step with `{key}`"
    hint = f"it has {known}" if known else INSTEAD_OF_CONSTANTS.get(key, instead)
    faults.add(found.place_of(field), message, hint)


def _keys(row: Optimizer) -> list[str]:
    own = [*row.constants, *dict.fromkeys(option.name for option in row.options)]
    return [*own, form.DECAY_ON.name] if row.of_weights else own


# --- the penalty ------------------------------------------------------------------------------------


def penalty(values: FieldValues, faults: Faults) -> Penalty | None:
    """What large parameters add to the loss, if the file says so. One that rewards them is a warning."""
    found = values.get(form.PENALTY)
    name, rate = (found.get(form.PENALTY_NAME), found.get(form.PENALTY_RATE)) if found else (None, None)
    if found is None or name is None or rate is None:
        return None
    if rate.value < 0:
        faults.warn(found.place_of(form.PENALTY_RATE), Sentence("a negative `rate` rewards large weights"))
    row = PenaltyRow("", name) if isinstance(name, Expr) else PENALTIES[name]
    return Penalty(row, rate, found.get(form.PENALTY_ON) == "all")


# --- the steps --------------------------------------------------------------------------------------


def schedule(values: FieldValues, samples: int, weights: int, faults: Faults) -> Schedule:
    """The steps of a training with so many samples and weights; one step where the file says nothing."""
    found = values.get(form.TRAINING)
    if values.has(form.TRAINING) and values.lacks(form.OPTIMIZER):
        hint = "add `optimizer: {name: sgd, learning_rate: …}`"
        faults.add(values.place_of(form.TRAINING), "a training needs an `optimizer`", hint)
    if found is None or not samples:
        return Schedule()
    batches = tuple(_batches(found, samples, faults))
    steps = found.get(form.STEPS) or (found.get(form.EPOCHS) or 1) * max(len(batches), 1)
    if steps * max(weights, 1) * (len(batches[0]) if batches else samples) > MAX_TRAINED:
        message = f"weights times samples, over all steps, are more than {MAX_TRAINED:,}"
        faults.add(values.place_of(form.TRAINING), message, "take fewer steps")
    return Schedule(steps, batches)


def _batches(found: FieldValues, samples: int, faults: Faults) -> Iterator[tuple[int, ...]]:
    """The samples of each step of an epoch."""
    _check_keys(found, faults)
    size = found.get(form.BATCH_SIZE) or samples
    if size > samples:
        message = f"`batch_size` is {size}, but there {_are(samples)}"
        faults.add(found.place_of(form.BATCH_SIZE), message, f"at most {samples}")
    order = found.get(form.ORDER) or tuple(range(1, samples + 1))
    if sorted(order) != list(range(1, samples + 1)):
        _refuse_order(order, samples, found, faults)
    if size < samples:
        yield from (order[start : start + size] for start in range(0, samples, size))


def _check_keys(found: FieldValues, faults: Faults) -> None:
    if found.has(form.STEPS):
        for field in (form.EPOCHS, form.BATCH_SIZE, form.ORDER):
            if found.has(field):
                hint = "with `epochs` a step takes a batch, with `steps` all samples"
                faults.add(found.place_of(field), f"`{field.name}` cannot stand beside `steps`", hint)
    elif not found.has(form.EPOCHS) and not found.unknown:
        faults.add(found.place, "a training has `steps` or `epochs`", "write `training: {steps: 3}`")


def _refuse_order(order: tuple[int, ...], samples: int, found: FieldValues, faults: Faults) -> None:
    """Shows the first entry that is no sample, or comes again."""
    node = found.nodes[form.ORDER.name]
    place, seen = node.place, set[int]()
    for position, each in enumerate(order):
        if each > samples or each in seen:
            place = part(node, position)
            break
        seen.add(each)
    missing = [each for each in range(1, samples + 1) if each not in order][:MOST_LISTED]
    beyond = [each for each in order if each > samples][:1]
    hint = f"there {_are(samples)}" if beyond else ""
    hint = f"{', '.join(map(str, missing))} is left out" if missing else hint
    faults.add(place, f"`order` must name each of the {samples} samples once, from 1", hint)


MOST_LISTED = 8


def _are(samples: int) -> str:
    return "is 1 sample" if samples == 1 else f"are {samples} samples"
