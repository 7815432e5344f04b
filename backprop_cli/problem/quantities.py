"""The names a network has: which are meant in `ask` and `fixed`, and which do not exist.

The grammar is that of `expr/names.py`; here it meets the network's layers, units and samples.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from backprop_cli.errors import cited, nearest
from backprop_cli.expr.names import Derivative, Name, parse_name
from backprop_cli.problem.shapes import Size, count

Objection = tuple[str, str]
"""Why a name is refused, and a hint."""

_PER_SAMPLE = {"x", "y", "z", "a", "yhat"}


class Quantities(NamedTuple):
    """What decides which names exist."""

    sizes: tuple[Size, ...]
    biases: tuple[Literal["none", "shared", "own"], ...]
    """Of each layer."""
    samples: int
    updated: bool
    """Whether there is a descent step."""
    fixed: tuple[str, ...] = ()

    def parameters(self) -> list[str]:
        """`W1`, `b1`, `W2`, … as far as they exist."""
        layers = list(enumerate(self.biases, start=1))
        return [
            *(f"W{number}" for number, _ in layers),
            *(f"b{number}" for number, bias in layers if bias != "none"),
        ]

    def shape(self, name: Name) -> tuple[int | None, ...] | None:
        """The shape of the whole of a quantity, None in it where unknown; None if there is none."""
        if name.symbol in {"L", "x", "y", "yhat"}:
            ends = {"L": (), "x": (self.sizes[0].inputs,)}
            return None if name.layer else ends.get(name.symbol, (self.sizes[-1].units,))
        if name.layer not in map(str, range(1, len(self.sizes) + 1)):
            return None
        size, bias = self.sizes[int(name.layer) - 1], self.biases[int(name.layer) - 1]
        shapes: dict[str, tuple[int | None, ...]] = {
            **{"z": (size.units,), "a": (size.units,), "W": (size.units, size.inputs)},
            **({} if bias == "none" else {"b": (size.units,) if bias == "own" else ()}),
        }
        return shapes.get(name.symbol)

    def heads(self) -> list[str]:
        """The names without indices, for a suggestion."""
        layers = range(1, len(self.sizes) + 1)
        own = [f"{symbol}{number}" for symbol in "za" for number in layers]
        updated = [f"{name}_new" for name in self.parameters()]
        return ["x", "y", "yhat", "L", *own, *self.parameters(), *updated]


def objection(text: str, known: Quantities) -> Objection | None:
    """Why `text` names no quantity of the network, or None if it does."""
    name = parse_name(text)
    if name is None:
        return _unknown(text, known)
    if isinstance(name, Name):
        return _objection_to(name, text, known) or _sample_objection(name, text, known)
    for part in (name.of, name.by):
        refused = _objection_to(part, text, known)
        if refused:
            return refused
    if name.of.new or name.by.new or not _is_step(name, len(known.sizes)):
        return f"{cited(text)} is no derivative on the way back", _DERIVATIVES
    return _derivative_sample_objection(name, text, known)


_DERIVATIVES = "there are dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1], …"


def _unknown(text: str, known: Quantities) -> Objection:
    whole = text.rpartition("/d")[2].partition("[")[0]
    return f"{cited(text)} is no quantity of this network", nearest(whole, known.heads())


def _objection_to(name: Name, text: str, known: Quantities) -> Objection | None:
    shape = known.shape(name)
    if shape is None:
        layer = int(name.layer) if name.symbol == "b" and name.layer else 0
        if 0 < layer <= len(known.biases) and str(layer) == name.layer:
            return f"layer {layer} has no biases, so there is no {cited(text)}", ""
        return _unknown(text, known)
    if name.symbol == "b" and name.indices and not shape:
        return f"layer {name.layer} shares one bias", f"write `b{name.layer}`"
    if name.indices and len(name.indices) != len(shape):
        return f"{cited(text)} needs {count(len(shape), 'index').replace('indexs', 'indices')}", ""
    for index, size in zip(name.indices, shape, strict=False):
        if size is not None and not 1 <= index <= size:
            return f"{cited(text)} does not exist: the index {index} is not from 1 to {size}", ""
    return _update_objection(name, text, known) if name.new or name.step else None


def _update_objection(name: Name, text: str, known: Quantities) -> Objection | None:
    parameter = f"{name.symbol}{name.layer}"
    if name.symbol not in {"W", "b"} or name.step not in {None, 1}:
        return f"{cited(text)} is no updated parameter", "write W1_new[1,1]"
    if not known.updated:
        return f"without `optimizer` there is no {cited(text)}", ""
    if parameter in known.fixed:
        return f"`{parameter}` is fixed, so there is no {cited(text)}", ""
    return None


def _sample_objection(name: Name, text: str, known: Quantities) -> Objection | None:
    if name.sample is None:
        return _sample_missing(text, known) if name.symbol in _PER_SAMPLE else None
    if name.symbol in {"W", "b"}:
        return f"the samples share their parameters: {cited(text)} does not exist", "leave out `@`"
    return _sample_range(name.sample, text, known)


def _derivative_sample_objection(name: Derivative, text: str, known: Quantities) -> Objection | None:
    if name.by.sample is not None:
        return _sample_range(name.by.sample, text, known)
    of_batch = name.of.symbol == "L" and name.by.symbol in {"W", "b"}
    return None if of_batch else _sample_missing(text, known)


def _sample_missing(text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return None
    return f"each of the {known.samples} samples has its own {cited(text)}", f"write `{text}@1`"


def _sample_range(sample: int, text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return f"there is only one sample, so no {cited(text)}", "leave out `@`"
    if not 1 <= sample <= known.samples:
        return f"{cited(text)} does not exist: there are {known.samples} samples", ""
    return None


def _is_step(name: Derivative, layers: int) -> bool:
    """Whether the backward pass has this derivative: of the loss, or of a formula by its part."""
    last = str(layers)
    of, by = _placed(name.of, last), _placed(name.by, last)
    if of[0] == "L":
        return by[0] in {"a", "z", "W", "b"}
    if of[0] == "a":
        return by == ("z", of[1])
    before = str(int(of[1]) - 1) if of[1] else ""
    return of[0] == "z" and by in {
        ("W", of[1]),
        ("b", of[1]),
        ("a", before),
        *([("x", "")] if of[1] == "1" else []),
    }


def _placed(name: Name, last: str) -> tuple[str, str]:
    return ("a", last) if name.symbol == "yhat" else (name.symbol, name.layer)
