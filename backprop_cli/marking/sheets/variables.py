"""A name within a formula -> the quantity that it means there, where the optimiser's constants count."""

from backprop_cli.derivation.routes import routes
from backprop_cli.expr.tokens import canonical
from backprop_cli.expr.tree import references
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import apart
from backprop_cli.quantities.spellings import shared_spelling

MOST_LEVELS = 4
"""Of what a line is worked from, and what that is worked from, and so on."""
_RATE_NAMES = ("alpha", "eta", "lr", "learning_rate")


def variable(written: str, lookup: Lookup, step: int | None = None) -> str:
    """The quantity that a name means which is `typed` already; empty if there is none, or no one.

    A name without the number of a step is looked for in `step`. What the grammar has is meant, whatever
    the notation would make of it a second time: b₃ was made the b2 of layer 2, which is no b₂.
    """
    found = ""
    if step is not None and apart(written).step is None:
        found = _exactly(apart(written).at(step), lookup)
    found = found or _exactly(written, lookup)
    if (constant := _constant(written, lookup)) and (not found or lookup.entries(found)):
        return constant  # Adam's β₁, where batch normalisation has a vector β of layer 1
    is_rate = not found and written in _RATE_NAMES
    return lookup.derivation.rate if is_rate else lookup.wholes.single(found)


def _exactly(typed: str, lookup: Lookup) -> str:
    return typed if lookup.is_known(typed) else lookup.find(typed)


def _constant(written: str, lookup: Lookup) -> str:
    """The constant that a name means: `beta_1` is β₁."""
    typed = shared_spelling(canonical(written))
    return next((name for key, name in lookup.constants.items() if shared_spelling(key) == typed), "")


def nearest_variable(written: str, line: str, lookup: Lookup) -> str:
    """Of the quantities that a name may mean, the one nearest to a line: w₁₁ of its own layer.

    In a network of one unit what may be of a sample's own loss or the batch's is of its own.
    """
    by_name, meant, level = lookup.derivation.by_name, lookup.meant(written), {line}
    for _ in range(MOST_LEVELS if len(meant) > 1 else 0):
        steps = [by_name[each] for each in level if each in by_name]
        level = {name for each in steps for way in routes(each) for name in references(way)}
        if found := [each for each in meant if each in level]:
            return found[0] if len(found) == 1 else ""
    either = lookup.of_either_loss(written) if lookup.one_unit else None
    return lookup.wholes.single(either.own) if either else ""
