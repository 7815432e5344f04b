"""The names of quantities: one grammar for answers, options, JSON and messages.

x[2]  W1[1,2]  b1  b1[2]  z1[1]@2  L@2  W1_new[1,2]  dL/dW1[1,2]  dz2[1]/da1[2]@3
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

PARAMETERS = frozenset({"W", "b"})


class Name(NamedTuple):
    """A quantity: `z1[2]@3` is symbol `z`, layer 1, indices (2,), sample 3.

    In a formula problem a name such as `w0` has the symbol `w` and the number 0 in `layer`.
    """

    symbol: str
    layer: str = ""
    new: bool = False
    indices: tuple[int, ...] = ()
    step: int | None = None
    sample: int | None = None


class Derivative(NamedTuple):
    """`of` by `by`; for sample 3 the name ends in `@3` and both carry it where they can."""

    of: Name
    by: Name


_NAME = re.compile(
    r"(?P<symbol>[^\W\d_](?:\w*?[^\W\d_])??)_?(?P<layer>\d*)(?P<new>_new)?"
    r"(?:\[(?P<indices>\d+(?:,\d+)?)\])?(?:\#(?P<step>\d+))?(?:@(?P<sample>\d+))?"
)


_INDICES = re.compile(r"\[[\d,]+\]")


@lru_cache(maxsize=1 << 17)
def parse_name(text: str) -> Name | Derivative | None:
    """What a name means, or None where it is not of the grammar."""
    if text.startswith("d") and "/d" in text:
        above, below = text.split("/d", 1)
        # The batch's loss by a sample's: dL/dL@2, where only the second is sample 2's.
        sample = "" if above[1:] == without_sample(below) else sample_of(text)
        of, by = parse_name(above[1:] + sample), parse_name(below)
        if not isinstance(of, Name) or not isinstance(by, Name):
            return None
        # A parameter serves every sample: only the loss is sample 2's own in dL/dW1[1,2]@2.
        return Derivative(of, by._replace(sample=None) if by.symbol in PARAMETERS else by)
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    return Name(
        part["symbol"],
        part["layer"],
        bool(part["new"]),
        tuple(map(int, part["indices"].split(","))) if part["indices"] else (),
        int(part["step"]) if part["step"] else None,
        int(part["sample"]) if part["sample"] else None,
    )


def is_delta(name: Derivative) -> bool:
    """Whether a derivative is an error signal: of the loss, by a pre-activation."""
    return name.of.symbol == "L" and name.by.symbol == "z"


def sample_of(name: str) -> str:
    """The sample's part of a name, `@2`, or nothing."""
    return name[name.index("@") :] if "@" in name else ""


def without_sample(name: str) -> str:
    """`z1[1]@2` -> `z1[1]`."""
    return name.split("@", 1)[0]


def entry(name: str, *indices: int) -> str:
    """The entry of a vector or matrix, counted from 1: (`z1@2`, 1) -> `z1[1]@2`."""
    place = ",".join(map(str, indices))
    return f"{without_sample(name)}[{place}]{sample_of(name)}"


def whole(name: str) -> str:
    """The vector or matrix that an entry belongs to: `W1[1,2]` -> `W1`, `dL/dz1[1]@2` -> `dL/dz1@2`."""
    return _INDICES.sub("", name)


def derivative(of: str, by: str) -> str:
    """The name of a derivative: (`L@2`, `z1[1]@2`) -> `dL/dz1[1]@2`."""
    return f"d{without_sample(of)}/d{without_sample(by)}{sample_of(of) or sample_of(by)}"


DIRECT = " (direct)"


def direct(name: str) -> str:
    """The name of a local derivative where the derivative along all ways is another: ∂y/∂x (direct)."""
    return name + DIRECT


def numerator(name: str) -> str:
    """What a derivative is of: `dL/dz1[1]@2` -> `L@2`."""
    return name[1 : name.index("/d")] + sample_of(name)


def updated(name: str) -> str:
    """The name of a parameter after its update: `W1[1,2]` -> `W1_new[1,2]`, `x` -> `x_new`."""
    head, bracket, tail = name.partition("[")
    return f"{head}_new{bracket}{tail}"
