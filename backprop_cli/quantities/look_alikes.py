"""Letters of other alphabets that look like Latin ones: two names that differ in them look the same."""

from __future__ import annotations

import unicodedata

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_LATIN = str.maketrans({**_CYRILLIC, **_GREEK})


def in_latin(name: str) -> str:
    """A name with the Latin letters that it looks to be written in: fullwidth, Cyrillic, Greek ones."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name).translate(_LATIN)
