"""Names that say the step or sample they are of, `z1[1] (sample 2)`, `L(t=2)`: whether a text is one."""

import re
from unicodedata import normalize

from backprop_cli.marking.sheets.formats.raw import LineScope
from backprop_cli.marking.sheets.formats.scopes import NameInScope, apart_from_scope
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import typed_of

_NUMBERED = re.compile(
    r"[$`]?(?P<base>\\?[^\W\d_](?:\w{0,11}?[^\W\d_])?)"
    r"(?:_?\{?(?P<low>[0-9]{1,4}|[₀-₉]{1,4})\}?|\^?\{?\((?P<up>[0-9]{1,4})\)\}?)[$`]?"
)


def scope_of_name(written: str, lookup: Lookup) -> NameInScope | None:
    """A name without the step or sample that is said behind it, and these; None where none is.

    Where formulas are trained, `w_2` and `x^(2)` are parameters by the number of steps.
    """
    if found := apart_from_scope(written):
        return found
    number = _NUMBERED.fullmatch(written.strip()) if lookup.derivation.training else None
    if number is None or lookup.is_network or lookup.is_name(written):
        return None
    base, step = number["base"], normalize("NFKC", number["low"] or number["up"])
    scope = LineScope(step=int(step), said=step)
    return NameInScope(base, scope) if lookup.new_of(lookup.find(base)) else None


def names_in_scope(written: str, lookup: Lookup) -> bool:
    """Whether a text names a quantity together with its step or sample: `z1[1] (sample 2)`."""
    found = scope_of_name(written, lookup)
    if found is None:
        return False
    sample = found.scope.sample
    return lookup.is_name(found.base) or bool(sample and lookup.is_name(typed_of(found.base, sample)))
