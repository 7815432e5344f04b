"""Numbers in round brackets behind a number: the page's z₁⁽²⁾ typed `z1(2)`, or unit 2 of layer 1.

Which of the two is an index and which a layer, the name alone does not tell: both ways are given, each in a
spelling that is plain. Behind a number that is lowered, z₁(2), the bracket holds the layer.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from backprop_cli.quantities.tex import regex

_LOWERED = r"((?:[₀-₉]|_\{[0-9, ]{1,7}\})+)[ \t]?\(([0-9]{1,2})\)"
_TYPED = r"((?<![^\W\d_])[^\W\d_]+_?)([0-9]{1,3})[ \t]?"
_ROUND, _SQUARE = rf"{_TYPED}\(([0-9]{{1,2}})\)", rf"{_TYPED}\[([0-9]{{1,2}})\]"
_OF_ENTRY = r"[wW]_?[0-9]{2}[\[(]"
_RAISE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def either_order(written: str) -> tuple[str, ...]:
    """A name as it is plain; where two are, first with the index behind, then with the layer."""
    plain = regex(_LOWERED).sub(lambda found: f"{found[1]}{_raised(found[2])}", written)
    return (index_behind(plain), layer_behind(plain)) if is_in_either(plain) else (plain,)


def is_in_either(written: str, *, square: bool = False) -> bool:
    """Whether a number in brackets stands behind a number: in round ones, or in `square` ones."""
    return regex(_SQUARE if square else _ROUND).search(written) is not None


def is_of_entry(written: str) -> bool:
    """Whether a row and a column stand before the bracket, as in `w11(2)`."""
    return regex(_OF_ENTRY).search(written) is not None


def index_behind(written: str) -> str:
    """`z1(2)` as `z1[2]`: unit 2 of layer 1."""
    return regex(_ROUND).sub(r"\1\2[\3]", written)


def layer_behind(written: str, *, square: bool = False) -> str:
    """`z1(2)` as z1⁽²⁾: unit 1 of layer 2; `square`: `z1[2]` as well."""
    raised = regex(_ROUND).sub(_with_layer, written)
    return regex(_SQUARE).sub(_with_layer, raised) if square else raised


def respelled(text: str, spell: Callable[[str], str], is_name: Callable[[str], bool]) -> str:
    """A formula with such names in it spelled so; `log10(100)`, which is none, as it is."""

    def name(found: re.Match[str]) -> str:
        spelled = spell(found[0])
        return spelled if is_name(spelled) else found[0]

    return regex(f"{_ROUND}|{_SQUARE}").sub(name, text)


def _with_layer(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{_raised(found[3])}"


def _raised(digits: str) -> str:
    return f"⁽{digits.translate(_RAISE)}⁾"
