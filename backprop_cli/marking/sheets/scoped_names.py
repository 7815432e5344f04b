"""Names that say the step or sample they are of, `z1[1] (sample 2)`, `L(t=2)`: whether a text is one."""

from backprop_cli.marking.sheets.formats.scopes import behind
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import typed_of


def names_in_scope(written: str, lookup: Lookup) -> bool:
    """Whether a text names a quantity together with its step or sample: `z1[1] (sample 2)`."""
    found = behind(written)
    if found is None:
        return False
    base, scope = found
    return lookup.is_name(base) or bool(scope.sample and lookup.is_name(typed_of(base, scope.sample)))
