"""Names that say the step or sample they are of, `z1[1] (sample 2)`, `L(t=2)`: whether a text is one."""

from backprop_cli.marking.sheets.formats.scopes import apart_from_scope
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import typed_of


def names_in_scope(written: str, lookup: Lookup) -> bool:
    """Whether a text names a quantity together with its step or sample: `z1[1] (sample 2)`."""
    found = apart_from_scope(written)
    if found is None:
        return False
    sample = found.scope.sample
    return lookup.is_name(found.base) or bool(sample and lookup.is_name(typed_of(found.base, sample)))
