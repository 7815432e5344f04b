"""What a name in another notation may mean: `w11`, `delta1[2]`, `Z1[1]`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.errors import nearest
from backprop_cli.expr.names import Derivative, Name, derivative, parse_name
from backprop_cli.problem.quantities import Quantities

FORMS = "names look like W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]"
MOST_SUGGESTED = 4


def suggestion(text: str, known: Quantities) -> str:
    """The names that `text` may mean; where there are none or too many, what names look like."""
    spellings = [f"`{name}`" for name in meant(text, known)]
    if 0 < len(spellings) <= MOST_SUGGESTED:
        return f"write {' or '.join(spellings)}"
    whole = text.rpartition("/d")[2].partition("[")[0]
    close = nearest(whole, known.heads())
    # A number is no slip of the pen: w11 is not W1.
    is_slip = re.findall(r"\d", close) == re.findall(r"\d", whole) and not re.fullmatch(r"w\d+", whole)
    return close if close and is_slip else FORMS


def meant(text: str, known: Quantities) -> list[str]:
    """The names of the network that a name in another notation may mean: `w11` in layer 1 or 2."""
    name = parse_name(text)
    if isinstance(name, Derivative):
        ofs = [of for of in (name.of, *_readings(name.of, known)) if known.has(of)]
        bys = [by for by in (name.by, *_readings(name.by, known)) if known.has(by)]
        pairs = [Derivative(of, by) for of in ofs for by in bys]
        steps = [pair for pair in dict.fromkeys(pairs) if known.is_step(pair)]
        return [derivative(_written(pair.of), _written(pair.by)) for pair in steps]
    if name is None:
        return []
    if name.symbol == "delta" and known.has(as_z := name._replace(symbol="z")):
        return [derivative("L", _written(as_z))]
    return [_written(each) for each in _readings(name, known) if known.has(each)]


def _readings(name: Name, known: Quantities) -> Iterator[Name]:
    """Other ways to read a name: in the other case, or with the digits after it as its indices."""
    layers = range(1, len(known.sizes) + 1)
    digits = tuple(int(digit) for digit in name.layer)
    for symbol in dict.fromkeys((name.symbol, name.symbol.swapcase())):
        at = name._replace(symbol=symbol)
        if name.indices or not digits:
            yield at
        elif symbol == "W" and len(digits) == 2:
            yield from (at._replace(layer=str(layer), indices=digits) for layer in layers)
        elif len(digits) == (3 if symbol == "W" else 2):
            yield at._replace(layer=str(digits[0]), indices=digits[1:])
        elif symbol in {"x", "y", "yhat"} and len(digits) == 1:
            yield at._replace(layer="", indices=digits)


def _written(name: Name) -> str:
    """A name as text."""
    indices = f"[{','.join(map(str, name.indices))}]" if name.indices else ""
    step = f"#{name.step}" if name.step is not None else ""
    sample = f"@{name.sample}" if name.sample is not None else ""
    return f"{name.symbol}{name.layer}{'_new' if name.new else ''}{indices}{step}{sample}"
