"""Whether a quantity may stand in the working of another: `0.5 z1[2]` is a product, or two answers."""

from backprop_cli.marking.sheets.lookup import Lookup


def is_no_part(lookup: Lookup, first: str, second: str) -> bool:
    """Whether what the first text names cannot be worked from what the second one names.

    That comes after it, or is another entry of the same vector or matrix.
    """
    one, other = (_lines(lookup, each) for each in (first, second))
    if not (one and other):
        return False
    if max(map(lookup.steps.__getitem__, one)) < min(map(lookup.steps.__getitem__, other)):
        return True
    wholes = {lookup.derivation.quantities[each].whole for each in (*one, *other)}
    return len(wholes) == 1 and one != other


def _lines(lookup: Lookup, written: str) -> list[str]:
    """The lines of the one quantity, or of the entries, that a text names."""
    name = lookup.find(written)
    block = lookup.entries(name)
    return [each for each in (block.places.values() if block else [name]) if each in lookup.steps]
