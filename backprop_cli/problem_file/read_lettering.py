"""The notation of a file, with its own names for single quantities -> `Lettering`."""

from __future__ import annotations

from backprop_cli.errors import Faults, cited
from backprop_cli.problem.known import meanings, objection_to, reading_of, with_indices
from backprop_cli.problem.penalties import RATE
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.training_format import PENALTY
from backprop_cli.problem_file.yaml_tree import Scalar
from backprop_cli.quantities.grammar import in_step, spelled_out, text
from backprop_cli.quantities.look_alikes import in_latin, looks_of
from backprop_cli.quantities.network import ACTIVATION, OUTPUT
from backprop_cli.quantities.notations import NOTATIONS, USUAL
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Lettering


def lettering(values: FieldValues, known: Quantities, faults: Faults) -> Lettering:
    """How the file wants quantities written."""
    notation = values.get(form.NOTATION) or USUAL
    known = known._replace(lettering=Lettering(notation))
    own: dict[Quantity, str] = {}
    for each in (values.get(form.NAMES) or ()) if known.sizes else ():
        quantity = _named(each, known, faults)
        if values.has(PENALTY) and each.value == RATE:
            message = f"{cited(_written(each))} is the rate of the penalty"
            faults.add(each.node.place, message, "choose another name")
        if quantity is None:
            continue
        others = {name: other for other, name in own.items() if not _are_one(quantity, other, known)}
        looks = looks_of(each.value)
        if spelled_out(each.value) in others:
            message = f"the name {cited(_written(each))} stands for another quantity above"
            faults.add(each.node.place, message, "give each quantity a name of its own")
        elif same := next((name for name in others if looks & looks_of(name)), ""):
            message = f"{cited(_written(each))} and {cited(same)} are written the same on the page"
            faults.add(each.node.place, message, "rename one of them")
        own[quantity] = spelled_out(each.value)
    return Lettering(notation, tuple(own.items()))


def _written(each: Named[str]) -> str:
    """The name as it stands in the file."""
    return each.node.text if isinstance(each.node, Scalar) else each.value


def _named(each: Named[str], known: Quantities, faults: Faults) -> Quantity | None:
    """The quantity that gets a name, or None where `faults` says why it cannot."""
    key = each.key.text
    # A name stands for its quantity in every sample, so a key says none.
    of_any_sample = known._replace(samples=1)
    found = meanings(key, of_any_sample)
    found = found if len(found) == 1 else meanings(key, known)
    if len(found) != 1:
        faults.add(each.key.place, *(objection_to(key, known) or ("", "")))
        return None
    quantity = found[0]
    if isinstance(quantity, Gradient) or quantity.new or quantity.of:
        message = f"{cited(key)} cannot have a name of its own"
        faults.add(each.key.place, message, "name inputs, outputs, weights, biases, z and a: `a1[1]`")
        return None
    if quantity.sample is not None:
        whole, in_sample = quantity._replace(sample=None, step=None), f"{each.value}@{quantity.sample}"
        hint = f"write {cited(text(whole))}, and {cited(in_sample)} is its name in sample {quantity.sample}"
        faults.add(each.key.place, f"{cited(key)} is of one sample, and a name is for every sample", hint)
        return None
    quantity = quantity._replace(step=None)
    plain = in_latin(spelled_out(each.value))
    taken = reading_of(known).named(plain) or next(iter(meanings(plain, of_any_sample)), None)
    if taken is not None and not _may_be(in_step(taken, None), quantity, known):
        written, already = _written(each), text(taken)
        message = f"{cited(written)} {'is' if written == already else 'means'} {cited(already)} already"
        faults.add(each.node.place, message, "choose a name that no quantity of the network has")
        return None
    return quantity


def _may_be(taken: AnyQuantity, quantity: Quantity, known: Quantities) -> bool:
    """Whether a name that stands for `taken` may be that of `quantity`: x of its one entry, ŷ of a = ŷ."""
    return with_indices(taken, known) == quantity or _are_one(taken, quantity, known)


def _are_one(one: AnyQuantity, other: AnyQuantity, known: Quantities) -> bool:
    """Whether both are the last activations, once as ŷ, and no step makes the one of the other."""
    is_apart = "outputs" in NOTATIONS[known.lettering.notation].apart
    return one == other or (not is_apart and _as_output(one, known) == _as_output(other, known))


def _as_output(quantity: AnyQuantity, known: Quantities) -> AnyQuantity:
    """The last activation as an output; any other as it is."""
    if isinstance(quantity, Gradient) or quantity.symbol != ACTIVATION or quantity.layer != len(known.sizes):
        return quantity
    return quantity._replace(symbol=OUTPUT, layer=None)
