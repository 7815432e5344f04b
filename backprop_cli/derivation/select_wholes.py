"""What a reader of a sheet in matrices asked for: the vectors and matrices that names mean, or lie in."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.problem.known import Known
from backprop_cli.problem.meanings import meanings, quantity_of
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.network import is_losses, is_stack, unstacked
from backprop_cli.quantities.quantity import AnyQuantity, Gradient

WholeKey = tuple[AnyQuantity, bool]
"""What all samples and units have in common, and whether it is each sample's own, or of its own loss."""


def asked_wholes(arrays: Derivation, scalars: Derivation, asked: Iterable[str], known: Known) -> list[str]:
    """The steps of `arrays` that names mean: `Z1`, or the whole that `z1[2]@3` lies in.

    Raises `UsageError` for a name that the problem does not have.
    """
    wholes: dict[WholeKey, str] = {}
    for name in arrays.order:
        quantity = arrays.quantities[name]
        for each in (quantity, arrays.other_names.get(quantity, quantity)):
            wholes.setdefault(_key(each), name)
    found: dict[str, None] = {}
    for name in asked:
        keys = [_key(each) for each in (_of_all_losses(name, known) or _meant(name, scalars, known))]
        meant = dict.fromkeys(whole for key in keys if (whole := _whole(key, wholes)))
        if not meant:
            raise UsageError(f"no step in matrices works out `{name}`", "use --style delta")
        found |= meant
    return list(found)


def _of_all_losses(name: str, known: Known) -> list[AnyQuantity]:
    """ℓ, or a derivative of it, ∂ℓ/∂Z1: no single quantity is called so; of other names nothing."""
    found = quantity_of(name, known)
    of = found.of if isinstance(found, Gradient) else found
    return [found] if found and of and is_losses(of) else []


def _meant(name: str, scalars: Derivation, known: Known) -> list[AnyQuantity]:
    """The single quantities that a name means; `Z1` or `dZ1` of a batch means those of one sample."""
    try:
        names = asked_names(scalars, [name], known)
        return [scalars.quantities[each] for each in names if each in scalars.quantities]
    except UsageError:
        of_one = known._replace(samples=1) if isinstance(known, Quantities) else known
        if not (found := meanings(name, of_one)):
            raise
        return list(map(_of_own_loss, found))


def _of_own_loss(quantity: AnyQuantity) -> AnyQuantity:
    return (
        quantity._replace(of=quantity.of._replace(sample=1)) if isinstance(quantity, Gradient) else quantity
    )


def _whole(key: WholeKey, wholes: dict[WholeKey, str]) -> str:
    """A stack of what each sample has of its own, or where there is none, the batch's; and the other way."""
    kind, is_own = key
    return wholes.get(key) or wholes.get((kind, not is_own), "")


def _key(quantity: AnyQuantity) -> WholeKey:
    if isinstance(quantity, Gradient):
        kind = Gradient(unstacked(quantity.of).kind, unstacked(quantity.by).kind)
        return kind, is_stack(quantity.of) or quantity.of.sample is not None
    return unstacked(quantity.whole).kind, is_stack(quantity) or quantity.sample is not None
