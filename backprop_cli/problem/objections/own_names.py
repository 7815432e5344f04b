"""Why a name of an author's own cannot be that of a quantity of a network, as message and hint."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.errors import cited
from backprop_cli.problem.known import reading_of
from backprop_cli.problem.meanings import meanings, with_indices
from backprop_cli.problem.optimizers import GRADIENT, OPTIMIZERS, PARAMETER, STEP
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import in_step, spelled_out, text
from backprop_cli.quantities.look_alikes import in_latin, looks_of
from backprop_cli.quantities.network import as_output
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Lettering, is_of_every_layer

if TYPE_CHECKING:
    from backprop_cli.quantities.reading import Reading

Refusal = tuple[str, str]
_IN_RULES = frozenset(
    {PARAMETER, GRADIENT, STEP, *(name for row in OPTIMIZERS.values() for name in row.names)}
)
"""Letters that the formulas of optimisers have for something else than a constant."""


class Called(NamedTuple):
    """A name, and what it is of: a quantity, or a constant of the optimiser by the name in its formulas."""

    key: str
    """What it is of, as the author calls that."""
    written: str
    """The name as the author writes it."""
    value: str
    """The name in the letters of the language of formulas."""
    of: Quantity | str

    @property
    def name(self) -> str:
        """The name as it is stored."""
        return spelled_out(self.value)


def called_in(lettering: Lettering) -> list[Called]:
    """The names that a problem has kept."""
    named = [Called(text(of), name, name, of) for of, name in lettering.own]
    return named + [Called(of, name, name, of) for of, name in lettering.constants]


def refused_names(called: Sequence[Called], known: Quantities) -> list[Refusal | None]:
    """Why each of the names cannot be one, in the notation of `known`; None of one that can.

    What is written as something else is told where nothing else is wrong: a wrong name looks like others.
    """
    plain = [_refusal(each, called, known) for each in called]
    return plain if any(plain) else [written_as_another(each, called, known) for each in called]


def _refusal(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    objections = (taken_letter, looks_taken, named_as_entry)
    return next(filter(None, (each(one, called, known) for each in objections)), None)


def looks_taken(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name above is the same, or is written the same."""
    for other in called:
        if other is one:
            return None
        if _are_one(one.of, other.of, known):
            continue
        if other.name == one.name:
            message = f"the name {cited(one.written)} stands for another quantity above"
            return message, "give each quantity a name of its own"
        if looks_of(other.value) & looks_of(one.value):
            names = f"{cited(one.written)} and {cited(other.written)}"
            return f"{names} are written the same on the page", "rename one of them"
    return None


def taken_letter(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name means something else already, which has no other name in this file."""
    name, plain = one.written, in_latin(one.name)
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
    letter = left[0]
    already = text(letter)
    is_named = refused or (isinstance(letter, Quantity) and letter._replace(layer=None) in renamed)
    if name == already:
        message = f"{cited(name)} cannot be the name of {cited(one.key)}: another quantity is called so"
    else:
        message = f"{cited(name)} means {cited(already)} already"
    hint = "choose a name that no quantity of the network has"
    return message, hint if is_named else f"{hint}, or give {cited(already)} a name of its own as well"


def named_as_entry(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That a name is written like an entry of what has another name: h_1, where h is that of a1."""
    others = [each for each in called if each is not one]
    found = _reading(others, known).named(in_latin(one.name))
    if found is None or not found.indices or _may_be(found, one.of, known):
        return None
    for other in others:
        if other.of == found.whole:
            entry, name = cited(text(found)), cited(other.written)
            message = f"{cited(one.written)} means {entry} already, as {name} is the name of"
            hint = f"choose a name that is no entry of {name}, or give {entry} a name of its own as well"
            return f"{message} {cited(other.key)}", hint
    return None


def written_as_another(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That what has the name, or an entry of it, is written as something else is: E_o1 of E_o and of L[1]."""
    for pair in _written_alike(_with(called, known)):
        for own, other in (pair, pair[::-1]):
            if one.of in {own, own.whole}:
                message = f"{cited(one.written)} cannot be the name of {cited(one.key)}"
                already, notation = cited(text(other)), cited(known.lettering.notation)
                both = f"{cited(text(own))} would be written as {already} is"
                if own == one.of and other not in {each.of for each in called}:
                    both = f"that is how the notation {notation} writes {already}"
                return f"{message}: {both}", "choose another name"
    return None


@lru_cache(maxsize=32)
def _written_alike(known: Quantities) -> tuple[tuple[Quantity, Quantity], ...]:
    """The quantities of a network that are written the same, two by two."""
    from backprop_cli.quantities.reading import look_of_symbol

    symbols = known.symbols
    seen, pairs = dict[tuple[str, ...], Quantity](), list[tuple[Quantity, Quantity]]()
    for quantity in known.all():
        other = seen.setdefault(look_of_symbol(symbols.symbol(quantity)), quantity)
        if not _are_one(with_indices(other, known), with_indices(quantity, known), known):
            pairs.append((quantity, other))
    return tuple(pairs)


def _read_otherwise(one: Called, called: Collection[Called], known: Quantities) -> Refusal | None:
    """That with all names of the file some name of the grammar would be read as another quantity."""
    reading = _reading(called, known)
    letters = {look.letters.casefold() for look in looks_of(one.name)}
    for quantity in known.all():
        typed = text(quantity)
        if quantity.symbol.casefold() in letters and (read := reading.typed(typed)) != typed:
            message = f"{cited(one.written)} cannot be the name of {cited(one.key)}"
            both = f"{cited(typed)} on a sheet would be {cited(read)} as well as {cited(typed)} itself"
            return f"{message}: {both}", f"choose another letter, such as {_free_letter(called)}"
    return None


def _reading(called: Collection[Called], known: Quantities) -> Reading:
    """How names are read with these."""
    return reading_of(_with(called, known))


def _with(called: Collection[Called], known: Quantities) -> Quantities:
    """The quantities with these names."""
    own = tuple((each.of, in_latin(each.name)) for each in called if isinstance(each.of, Quantity))
    return known._replace(lettering=Lettering(known.lettering.notation, own))


def _free_letter(called: Collection[Called]) -> str:
    """A letter that is nothing else."""
    names = {each.name for each in called}
    return cited(next(letter for letter in _FREE_LETTERS if letter not in names))


_FREE_LETTERS = ("h", "s", "o", "q", "k", "i_1")


def _is_renamed(quantity: AnyQuantity, renamed: Collection[Quantity | str]) -> bool:
    return isinstance(quantity, Quantity) and (quantity in renamed or quantity.whole in renamed)


def _may_be(taken: AnyQuantity, of: Quantity | str, known: Quantities) -> bool:
    """Whether a name that stands for `taken` may be that of `of`: x of its one entry, ŷ of a = ŷ."""
    return any(_are_one(each, of, known) for each in (taken, with_indices(taken, known)))


def _are_one(one: AnyQuantity | str, other: AnyQuantity | str, known: Quantities) -> bool:
    """Whether both are the same, or the last activations, once as ŷ; z is that of each layer."""
    if isinstance(other, Quantity) and is_of_every_layer(other) and isinstance(one, Quantity):
        one = one._replace(layer=None)
    return one == other or _as_output(one, known) == _as_output(other, known)


def _as_output(quantity: AnyQuantity | str, known: Quantities) -> AnyQuantity | str:
    """The last activation as an output; any other as it is."""
    return quantity if isinstance(quantity, str | Gradient) else as_output(quantity, len(known.sizes))
