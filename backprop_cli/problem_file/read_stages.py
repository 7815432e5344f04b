"""Normalisation and dropout of a file's layer -> `Normalization`, `Dropout`."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.errors import Faults, count
from backprop_cli.expr.constants import typed_number
from backprop_cli.expr.tree import Num, integer
from backprop_cli.problem.model import Dropout, Normalization, NumVector, Schedule
from backprop_cli.problem.quantities import LayerSize
from backprop_cli.problem_file import stage_format as form
from backprop_cli.problem_file.fields import Field, FieldValues

USUAL_EPSILON = "1e-5"
"""ε of a normalisation that names none, as in PyTorch."""


def check_stages(
    layers: Sequence[FieldValues], sizes: Sequence[LayerSize], samples: int, trained: Schedule, faults: Faults
) -> None:
    """Vectors as long as the layer, masks of 0 and 1, and more than one sample to take a variance of."""
    for place, (layer, size) in enumerate(zip(layers, sizes, strict=False), start=1):
        if (found := layer.get(form.NORMALIZE)) and size.units:
            for field in (form.GAMMA, form.BETA):
                _check_length(found.get(field), size.units, found, field, faults)
            _check_samples(found, samples, trained, faults)
        if (found := layer.get(form.DROPOUT)) and size.units:
            _check_masks(found, size.units, samples, faults)
            if place == len(layers):
                faults.add(
                    found.place, "the last layer is never dropped", "give a hidden layer the `dropout`"
                )


def _check_length(
    vector: NumVector | None, units: int, found: FieldValues, field: Field[NumVector], faults: Faults
) -> None:
    if vector is not None and len(vector) != units:
        message = (
            f"`{field.name}` has {count(len(vector), 'number')}, but the layer has {count(units, 'unit')}"
        )
        faults.add(found.place_of(field), message, "one for each unit")


def _check_samples(found: FieldValues, samples: int, trained: Schedule, faults: Faults) -> None:
    smallest = min((len(batch) for batch in trained.batches), default=samples)
    if samples and smallest < 2:
        where = "a batch has" if trained.batches else "there is"
        hint = "give `samples`, or a `batch_size` that leaves no batch of one"
        message = f"{where} one sample only, and its variance is 0: nothing can be normalised"
        faults.add(found.place, message, hint)


def _check_masks(found: FieldValues, units: int, samples: int, faults: Faults) -> None:
    every = masks(found)
    place = found.place_of(form.MASK)
    for each in every:
        if len(each) != units:
            message = f"`mask` has {count(len(each), 'entry').replace('entrys', 'entries')}"
            faults.add(place, f"{message}, but the layer has {count(units, 'unit')}", "one for each unit")
        elif any(entry.value not in {0, 1} for entry in each):
            faults.add(place, "`mask` is made of 0 and 1", "1 keeps a unit, 0 drops it")
    if len(every) not in {0, 1, samples}:
        message = f"there are {len(every)} masks for {count(samples, 'sample')}"
        faults.add(place, message, "give one for all samples, or one for each")
    keep = found.get(form.KEEP)
    if keep is not None and not 0 < keep.value <= 1:
        faults.add(
            found.place_of(form.KEEP), "`keep` must be above 0 and at most 1", "it is the share kept: 0.8"
        )


def masks(found: FieldValues) -> tuple[NumVector, ...]:
    """One mask, or one for each sample."""
    read = found.get(form.MASK)
    if not read:
        return ()
    rows = tuple(each for each in read if isinstance(each, tuple))
    return rows or (tuple(each for each in read if isinstance(each, Num)),)


def normalization(layer: FieldValues, units: int) -> Normalization | None:
    """γ = 1 and β = 0 where the file does not say."""
    found = layer.get(form.NORMALIZE)
    if found is None:
        return None
    gamma = found.get(form.GAMMA) or (integer(1),) * units
    beta = found.get(form.BETA) or (integer(0),) * units
    return Normalization(gamma, beta, found.get(form.EPSILON) or typed_number(USUAL_EPSILON))


def dropout(layer: FieldValues) -> Dropout | None:
    """The masks of a layer and the share that is kept."""
    found = layer.get(form.DROPOUT)
    return None if found is None else Dropout(masks(found), found.got(form.KEEP))
