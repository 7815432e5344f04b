"""The notation of a file, with its own names for single quantities -> `Lettering`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from backprop_cli.errors import NOTHING, Faults, cited
from backprop_cli.expr.tokens import canonical
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.network_meanings import FORMS
from backprop_cli.problem.objections.own_names import Called, refused_names
from backprop_cli.problem.objections.sentences import unknown, without_optimizer
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.problem.optimizers import RATE as LEARNING_RATE
from backprop_cli.problem.penalties import RATE
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.other_programs import RATES
from backprop_cli.problem_file.training_format import LEARNING_RATE as RATE_FIELD
from backprop_cli.problem_file.training_format import PENALTY
from backprop_cli.problem_file.yaml_tree import Scalar
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.notations import USUAL
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Lettering, is_of_every_layer

DECAY, DECAY_LETTER = "decay", "lambda"
"""The constant that pages write λ."""


def lettering(
    values: FieldValues,
    known: Quantities,
    constants: Collection[str],
    faults: Faults,
    *,
    shapes_meet: bool,
) -> Lettering:
    """How the file wants quantities written; `constants`: those of its optimiser, by its formulas' names.

    Which letters are taken depends on how many units and inputs there are: only where the shapes meet.
    """
    notation = values.get(form.NOTATION) or USUAL
    known = known._replace(lettering=Lettering(notation))
    keys = _Keys(known, _spellings(constants, values), values.has(PENALTY))
    given = [
        (each, Called(each.key.text, _in_the_file(each), each.value, of))
        for each in ((values.get(form.NAMES) or ()) if known.sizes else ())
        if (of := _meant(each, keys, faults)) is not None
    ]
    _refuse_two_names(given, faults)
    called = [each for _, each in given]
    refusals = refused_names(called, known) if shapes_meet else [None for _ in called]
    for (named, each), refused in zip(given, refusals, strict=True):
        if refused:
            faults.add(named.node.place, *refused)
        elif each.value == RATE and values.has(PENALTY) and not _renames_rate(called):
            message = f"{cited(each.written)} is the rate of the penalty"
            faults.add(named.node.place, message, "choose another name")
    names = [(each.of, each.name) for each in called]
    return Lettering(
        notation,
        tuple((of, name) for of, name in names if isinstance(of, Quantity)),
        tuple((of, name) for of, name in names if isinstance(of, str)),
    )


def _refuse_two_names(given: Iterable[tuple[Named[str], Called]], faults: Faults) -> None:
    """A quantity has one name, however its key is spelled: z1 and Z1, w and W."""
    first = dict[Quantity | str, str]()
    for named, each in given:
        if (key := first.setdefault(each.of, each.key)) != each.key:
            message = f"{cited(each.key)} is {cited(key)}, which has a name above"
            faults.add(named.key.place, message, "keep one of the two")


def _in_the_file(named: Named[str]) -> str:
    """The name as it stands in the file."""
    return named.node.text if isinstance(named.node, Scalar) else named.value


class _Keys(NamedTuple):
    """What the keys of `names` may speak of."""

    known: Quantities
    constants: Mapping[str, str]
    """The optimiser's constants by what they are typed as."""
    penalised: bool


def _spellings(constants: Collection[str], values: FieldValues) -> dict[str, str]:
    """The optimiser's constants by all their names, `alpha` by what others call it too."""
    named = {
        canonical(each): LEARNING_RATE for each in (*RATES, RATE_FIELD.name) if LEARNING_RATE in constants
    }
    if DECAY in constants and not values.has(PENALTY):
        named[DECAY_LETTER] = DECAY
    return {**named, **{name: name for name in constants}}


def _renames_rate(called: Collection[Called]) -> bool:
    return any(each.of == Quantity(RATE) for each in called)


def _meant(each: Named[str], keys: _Keys, faults: Faults) -> Quantity | str | None:
    """What gets a name, a constant by its own; None where `faults` says why it cannot."""
    key, known = each.key.text, keys.known
    # A name stands for its quantity in every sample, so a key says none.
    found = meanings(key, known._replace(samples=1))
    if general := _in_every_layer(found):
        if each.value.isalpha():
            return general
        message = f"{cited(_in_the_file(each))} cannot be what {cited(key)} is called in every layer"
        of_one = cited(text(general._replace(layer=1)))
        faults.add(each.node.place, message, f"write letters only; {of_one} may have an index or a mark")
        return None
    found = found if len(found) == 1 else meanings(key, known)
    if len(found) != 1:
        return _constant(each, keys, faults)
    quantity = found[0]
    if isinstance(quantity, Gradient) or quantity.new or quantity.of:
        able = _what_is_named(keys.constants.values(), penalised=keys.penalised)
        faults.add(each.key.place, f"{cited(key)} cannot have a name of its own", able)
        return None
    if quantity.sample is not None:
        whole = quantity._replace(sample=None, step=None)
        in_sample = text(Quantity(each.value, sample=quantity.sample))
        hint = f"write {cited(text(whole))}, and {cited(in_sample)} is its name in sample {quantity.sample}"
        faults.add(each.key.place, f"{cited(key)} is of one sample, and a name is for every sample", hint)
        return None
    return quantity._replace(step=None)


def _in_every_layer(found: Sequence[AnyQuantity]) -> Quantity | None:
    """What each layer has its own of, where a key says no layer: z of z1 and z2."""
    layers = {each._replace(layer=None, step=None) for each in found if not isinstance(each, Gradient)}
    if len(found) < 2 or len(layers) != 1 or any(isinstance(each, Gradient) for each in found):
        return None
    general = layers.pop()
    return general if is_of_every_layer(general) and not general.indices else None


def _constant(each: Named[str], keys: _Keys, faults: Faults) -> Quantity | str | None:
    """The learning rate, another constant of the optimiser, or the penalty's rate."""
    key = canonical(each.key.text)
    if key == RATE and keys.penalised:
        return Quantity(RATE)
    if key in keys.constants:
        return keys.constants[key]
    faults.add(each.key.place, *_unknown(each.key.text, key, keys))
    return None


def _unknown(typed: str, key: str, keys: _Keys) -> tuple[str, str]:
    """That a key speaks of nothing that the file has."""
    if key in {LEARNING_RATE, RATE_FIELD.name}:
        return without_optimizer(typed), "leave it out, or add `optimizer`"
    if key == RATE:
        return f"without `penalty` there is no {cited(typed)}", "leave it out, or add `penalty`"
    message, hint = objection_to(typed, keys.known) or ("", "")
    if hint == FORMS or (message, hint) == unknown(typed, NOTHING):
        return message, _what_is_named(keys.constants.values(), penalised=keys.penalised)
    return message, hint


def _what_is_named(constants: Collection[str], *, penalised: bool) -> str:
    """What may have a name of its own, in a file with these constants of an optimiser."""
    others = map(cited, dict.fromkeys([*constants, *([RATE] if penalised else [])]))
    able = "`x`, `y`, `yhat`, `L`, `W1`, `b1`, `z1`, `a1` of a layer or `z` of all, or one entry: `a1[1]`"
    return "; ".join((f"name {able}", *filter(None, [", ".join(others)])))
