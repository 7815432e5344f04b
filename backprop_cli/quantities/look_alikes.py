"""Names that look the same, or nearly: in letters of other alphabets, or but for their numbers."""

from __future__ import annotations

import unicodedata

from backprop_cli.expr.tokens import canonical
from backprop_cli.quantities.grammar import Look, look_of

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_LATIN = str.maketrans({**_CYRILLIC, **_GREEK})


def in_latin(name: str) -> str:
    """A name with the Latin letters that it looks to be written in: fullwidth, Cyrillic, Greek ones."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name).translate(_LATIN)


def looks_of(name: str) -> frozenset[Look]:
    """How a name looks to one who knows its alphabet, and to one who does not; ŷ is y_hat to both."""
    return frozenset({look_of(name), look_of(canonical(in_latin(name)))})


def without_numbers(name: str) -> str:
    """What names of one kind have in common: w of w1 and w2, x_ of x_1."""
    return "".join(character for character in name if not character.isdigit())
