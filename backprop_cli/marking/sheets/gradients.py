"""The gradient of a formula, `∇y = (180, 34)` -> a line for each derivative, in the order of `wrt`."""

import re
from collections.abc import Iterator, Sequence

from backprop_cli.marking.sheets.formats.raw import RawLine, RawValue
from backprop_cli.marking.sheets.list_texts import list_in, list_of
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import last_side
from backprop_cli.quantities.grammar import derivative_name

LONGEST = 60
"""Characters of a name."""
_GRADIENT = re.compile(
    r"[ $]*(?:∇|\\nabla[ ]?|grad(?:ient)?(?:[ ]of[ ]|[ _(]))[ ]?(?P<of>[^\W\d]\w{0,20})\)?"
    r"(?:[ ]?\([^()]{1,30}\))?[ $]*"
)


def with_gradients(entries: Sequence[RawLine], lookup: Lookup) -> tuple[RawLine, ...]:
    """The lines so."""
    if lookup.is_network or len(lookup.derivation.graph.wrt) < 2:
        return tuple(entries)
    return tuple(each for entry in entries for each in _derivatives(entry, lookup))


def _derivatives(entry: RawLine, lookup: Lookup) -> Iterator[RawLine]:
    """The derivatives in a line; the line where it holds no such vector."""
    found = _GRADIENT.fullmatch(entry.name) if len(entry.name) <= LONGEST else None
    names = [derivative_name(found["of"], each) for each in lookup.derivation.graph.wrt] if found else []
    values = _entries(entry.value, len(names)) if all(map(lookup.find, names)) else ()
    if not names or len(values) != len(names):
        yield entry
        return
    yield from (entry._replace(name=name, value=each) for name, each in zip(names, values, strict=True))


def _entries(value: RawValue, count: int) -> tuple[RawValue, ...]:
    """The entries of a vector, written as a row or a column; none where it is no vector."""
    if isinstance(value, str):
        value = list_in(last_side(value))
    if isinstance(value, str):
        value = list_of(value, (count,))
    if not isinstance(value, tuple):
        return ()
    return tuple(each[0] if isinstance(each, tuple) and len(each) == 1 else each for each in value)
