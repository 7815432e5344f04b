"""A name that means nothing -> why, and what may be meant by it."""

import re

from backprop_cli.errors import cited, nearest
from backprop_cli.marking.sheets.lookup import LONGEST_NAME, Lookup
from backprop_cli.problem.network_meanings import FORMS
from backprop_cli.problem.objections.typed_names import MOST_MEANT
from backprop_cli.quantities.grammar import text, typed_of
from backprop_cli.quantities.spellings import SET
from backprop_cli.words.reading import names as words

MOST_COMPARED = 1_000
"""Names that an unknown one is compared with."""
_NUMBER_RAISED = re.compile(r"(?P<bare>.*\])\s*\^\s*[{(]*(?P<number>[0-9]{1,6})[)}]*")
"""z1[1]^(2), z1[1]^{(2)}."""


def why_unknown(written: str, lookup: Lookup, *, suggest: bool = True) -> str:
    """Why a text names no quantity, with a way out; `suggest`: the nearest name as well."""
    if len(written) > LONGEST_NAME:
        return words.no_quantity(cited(written))
    written = written.rstrip().removesuffix(SET).rstrip() or written
    found = lookup.meant(written)
    if len(found) > 1:
        return words.several_meant(list(map(cited, found[:MOST_MEANT])), cited(written))
    is_there, (message, hint) = lookup.why_refused(written)
    if is_there:
        return words.no_step(cited(written))
    if not message:
        message, hint = words.no_quantity(cited(written)), _likely(written, lookup) if suggest else ""
    return words.with_hint(message, hint)


def _likely(written: str, lookup: Lookup) -> str:
    """What a name that there is not may be."""
    known = _new_with_prime(written, lookup) or _with_number_raised(written, lookup)
    return known or _near(lookup.typed("".join(written.split())), lookup)


def _new_with_prime(written: str, lookup: Lookup) -> str:
    """What W2′ may be: the new value of a parameter."""
    bare = written.rstrip(" \t'’′$")
    block = lookup.entries(lookup.find(bare)) if bare != written else None
    new = lookup.new_of(block.first) if block else ""
    whole = lookup.derivation.quantities[new].whole if new else None
    return words.new_value_is(cited(text(whole))) if whole else ""


def _with_number_raised(written: str, lookup: Lookup) -> str:
    """What `z1[1]^(2)` may be, where the layer is said already: of sample or step 2, or without the 2."""
    found = _NUMBER_RAISED.fullmatch(written)
    if not found:
        return ""
    bare, number = found["bare"], int(found["number"])
    steps = lookup.derivation.parts  # of which not every one has every sample
    of_sample = (typed_of(bare, sample=number, step=step) for step in (None, *steps))
    ways = (*of_sample, typed_of(bare, step=number), bare)
    meant = next(filter(lookup.find, ways), "")
    return nearest(meant, [meant]) if meant else ""  # however unlike it is spelled


def _near(typed: str, lookup: Lookup) -> str:
    """The nearest name; a number is no slip of the pen, so w5 is not W1."""
    digits = re.findall(r"\d", typed)
    names = lookup.names
    compared = names[:MOST_COMPARED]
    close = nearest(typed, [name for name in compared if re.findall(r"\d", name) == digits])
    return close or (FORMS if lookup.is_network else nearest(typed, compared))
