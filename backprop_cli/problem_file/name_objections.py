"""Why a name of an author's own cannot be that of a quantity of a network, as message and hint."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.errors import cited
from backprop_cli.problem.known import reading_of
from backprop_cli.problem.meanings import meanings, with_indices
from backprop_cli.problem.optimizers import GRADIENT, OPTIMIZERS, PARAMETER, STEP
from backprop_cli.problem.penalties import RATE
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.yaml_tree import Scalar
from backprop_cli.quantities.grammar import in_step, spelled_out, text
from backprop_cli.quantities.look_alikes import in_latin, looks_of
from backprop_cli.quantities.network import ACTIVATION, OUTPUT
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Lettering

if TYPE_CHECKING:
    from backprop_cli.quantities.reading import Reading

Refusal = tuple[str, str]
_IN_RULES = frozenset(
    {PARAMETER, GRADIENT, STEP, *(name for row in OPTIMIZERS.values() for name in row.names)}
)
"""Letters that the formulas of optimisers have for something else than a constant."""


class Called(NamedTuple):
    """A name, and what it is of: a quantity, or a constant of the optimiser by the name in its formulas."""

    named: Named[str]
    of: Quantity | str

    @property
    def name(self) -> str:
        """The name as it is stored."""
        return spelled_out(self.named.value)


def in_the_file(named: Named[str]) -> str:
    """The name as it stands in the file."""
    return named.node.text if isinstance(named.node, Scalar) else named.value


def what_is_named(constants: Collection[str], *, penalised: bool) -> str:
    """What may have a name of its own, in a file with these constants of an optimiser."""
    others = map(cited, dict.fromkeys([*constants, *([RATE] if penalised else [])]))
    able = "`x`, `y`, `yhat`, `L`, `W1`, `b1`, `z1` and `a1` of each layer, or one entry: `a1[1]`"
    return "; ".join((f"name {able}", *filter(None, [", ".join(others)])))


def looks_taken(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name above is the same, or is written the same."""
    for other in called:
        if other is one:
            return None
        if _are_one(one.of, other.of, known):
            continue
        if other.name == one.name:
            message = f"the name {cited(in_the_file(one.named))} stands for another quantity above"
            return message, "give each quantity a name of its own"
        if looks_of(other.named.value) & looks_of(one.named.value):
            names = f"{cited(in_the_file(one.named))} and {cited(in_the_file(other.named))}"
            return f"{names} are written the same on the page", "rename one of them"
    return None


def taken_letter(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name means something else already, which has no other name in this file."""
    name, plain = in_the_file(one.named), in_latin(one.name)
    if isinstance(one.of, str) and one.name in _IN_RULES:
        return f"{cited(name)} stands for something else in the optimiser's formulas", "choose another name"
    named = reading_of(known).named(plain)
    found = [named] if named is not None else meanings(plain, known._replace(samples=1))
    if not found or _may_be(in_step(found[0], None), one.of, known):
        return None
    renamed = {each.of for each in called}
    others = [each for each in (in_step(each, None) for each in found) if not _may_be(each, one.of, known)]
    left = [each for each in others if not _is_renamed(each, renamed)]
    refused = _read_otherwise(one, called, known)
    if not left or (refused and len(left) < len(others)):
        return refused
    already = text(left[0])
    message = f"{cited(name)} {'is' if name == already else 'means'} {cited(already)} already"
    hint = "choose a name that no quantity of the network has"
    return message, hint if refused else f"{hint}, or give {cited(already)} a name of its own as well"


def named_as_entry(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name is written like an entry of what has another name: h_1, where h is that of a1."""
    others = [each for each in called if each is not one]
    found = _reading(others, known).named(in_latin(one.name))
    if found is None or not found.indices or _may_be(found, one.of, known):
        return None
    for other in others:
        if other.of == found.whole:
            entry, name = cited(text(found)), cited(in_the_file(other.named))
            message = f"{cited(in_the_file(one.named))} means {entry} already, as {name} is the name of"
            hint = f"choose a name that is no entry of {name}, or give {entry} a name of its own as well"
            return f"{message} {cited(other.named.key.text)}", hint
    return None


def _read_otherwise(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That with all names of the file some name of the grammar would be read as another quantity."""
    reading = _reading(called, known)
    letters = {look.letters.casefold() for look in looks_of(one.name)}
    for quantity in known.all():
        typed = text(quantity)
        if quantity.symbol.casefold() in letters and (read := reading.typed(typed)) != typed:
            message = f"{cited(in_the_file(one.named))} cannot be the name of {cited(one.named.key.text)}"
            both = f"{cited(typed)} on a sheet would be {cited(read)} as well as {cited(typed)} itself"
            return f"{message}: {both}", f"choose another letter, such as {_free_letter(called)}"
    return None


def _reading(called: Collection[Called], known: Quantities) -> Reading:
    """How names are read with these of the file."""
    own = tuple((each.of, in_latin(each.name)) for each in called if isinstance(each.of, Quantity))
    return reading_of(known._replace(lettering=Lettering(known.lettering.notation, own)))


def _free_letter(called: Collection[Called]) -> str:
    """A letter that is nothing else."""
    names = {each.name for each in called}
    return cited(next(letter for letter in _FREE_LETTERS if letter not in names))


_FREE_LETTERS = ("h", "s", "o", "q", "k", "i_1")


def _is_renamed(quantity: AnyQuantity, renamed: Collection[Quantity | str]) -> bool:
    return isinstance(quantity, Quantity) and (quantity in renamed or quantity.whole in renamed)


def _may_be(taken: AnyQuantity, of: Quantity | str, known: Quantities) -> bool:
    """Whether a name that stands for `taken` may be that of `of`: x of its one entry, ŷ of a = ŷ."""
    return with_indices(taken, known) == of or _are_one(taken, of, known)


def _are_one(one: AnyQuantity | str, other: AnyQuantity | str, known: Quantities) -> bool:
    """Whether both are the last activations, once as ŷ, and no step makes the one of the other."""
    is_apart = "outputs" in NOTATIONS[known.lettering.notation].apart
    return one == other or (not is_apart and _as_output(one, known) == _as_output(other, known))


def _as_output(quantity: AnyQuantity | str, known: Quantities) -> AnyQuantity | str:
    """The last activation as an output; any other as it is."""
    if isinstance(quantity, str | Gradient):
        return quantity
    is_last = quantity.symbol == ACTIVATION and quantity.layer == len(known.sizes)
    return quantity._replace(symbol=OUTPUT, layer=None) if is_last else quantity
