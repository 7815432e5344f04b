"""What a name in another notation may mean: `w11`, `delta1[2]`, `Z1[1]`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.errors import nearest
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import head, text
from backprop_cli.quantities.network import INPUT, OUTPUT, PRE_ACTIVATION, TARGET, WEIGHT, loss
from backprop_cli.quantities.quantity import Gradient, Quantity

FORMS = "names look like W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]"
MOST_SUGGESTED = 4


def suggestion(name: str, known: Quantities) -> str:
    """The names that `name` may mean; where there are none or too many, what names look like."""
    spellings = [f"`{each}`" for each in meant(name, known)]
    if 0 < len(spellings) <= MOST_SUGGESTED:
        return f"write {' or '.join(spellings)}"
    whole = head(name)
    close = nearest(whole, known.heads())
    # A number is no slip of the pen: w11 is not W1.
    is_slip = re.findall(r"\d", close) == re.findall(r"\d", whole) and not re.fullmatch(r"w\d+", whole)
    return close if close and is_slip else FORMS


def meant(name: str, known: Quantities) -> list[str]:
    """The names of the network that a name in another notation may mean: `w11` in layer 1 or 2."""
    quantity = known.read(name)
    if isinstance(quantity, Gradient):
        ofs = [of for of in (quantity.of, *_readings(quantity.of, known)) if known.has(of)]
        bys = [by for by in (quantity.by, *_readings(quantity.by, known)) if known.has(by)]
        pairs = [Gradient(of, by) for of in ofs for by in bys]
        return [text(pair) for pair in dict.fromkeys(pairs) if known.is_step(pair)]
    if quantity is None:
        return []
    if quantity.symbol == "delta" and known.has(z := quantity._replace(symbol=PRE_ACTIVATION)):
        return [text(Gradient(loss(quantity.sample), z))]
    return [text(each) for each in _readings(quantity, known) if known.has(each)]


def _readings(name: Quantity, known: Quantities) -> Iterator[Quantity]:
    """Other ways to read a name: in the other case, or with the digits after it as its indices."""
    digits = tuple(map(int, str(name.layer))) if name.layer is not None else ()
    for symbol in dict.fromkeys((name.symbol, name.symbol.swapcase())):
        at = name._replace(symbol=symbol)
        if name.indices or not digits:
            yield at
        elif symbol == WEIGHT and len(digits) == 2:
            yield from (at._replace(layer=layer, indices=digits) for layer, _ in enumerate(known.sizes, 1))
        elif len(digits) == (3 if symbol == WEIGHT else 2):
            yield at._replace(layer=digits[0], indices=digits[1:])
        elif symbol in {INPUT, TARGET, OUTPUT} and len(digits) == 1:
            yield at._replace(layer=None, indices=digits)
