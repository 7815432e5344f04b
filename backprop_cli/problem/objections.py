"""Why a network has no quantity of a name: the same answer for `ask` in a file and `--only`."""

from __future__ import annotations

from backprop_cli.errors import cited
from backprop_cli.expr.names import Derivative, Name, parse_name, whole
from backprop_cli.problem.quantities import Quantities, within
from backprop_cli.problem.shapes import count
from backprop_cli.problem.spellings import meant, suggestion

Objection = tuple[str, str]
"""Why a name is refused, and a hint."""

_PER_SAMPLE = {"x", "y", "z", "a", "yhat"}
_GIVEN = {"x": "inputs", "y": "targets"}


def objection(text: str, known: Quantities) -> Objection | None:
    """Why the network has no quantity `text` to work out, or None if it has."""
    name = parse_name(text)
    if name is None:
        return _unknown(text, known)
    if isinstance(name, Name):
        refused = _objection_to(name, text, known) or _sample_objection(name, text, known)
        return refused or _given_objection(name, text)
    return _derivative_objection(name, text, known)


def _derivative_objection(name: Derivative, text: str, known: Quantities) -> Objection | None:
    for part in (name.of, name.by):
        refused = _objection_to(part, text, known)
        if refused:
            return refused
    if name.by.symbol in _GIVEN:
        given = _GIVEN[name.by.symbol]
        return f"the {given} are given, so there is no {cited(text)}", _DERIVATIVES
    if name.of.new or name.by.new or not known.is_step(name):
        return f"{cited(text)} is no derivative on the way back", _DERIVATIVES
    return _derivative_sample_objection(name, text, known)


_DERIVATIVES = "there are dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1], …"


def _given_objection(name: Name, text: str) -> Objection | None:
    if name.symbol not in _GIVEN:
        return None
    return f"{cited(text)} is given, so there is nothing to work out", ""


def _unknown(text: str, known: Quantities) -> Objection:
    return f"{cited(text)} is no quantity of this network", suggestion(text, known)


def _objection_to(name: Name, text: str, known: Quantities) -> Objection | None:
    shape = known.shape(name)
    if shape is None:
        return _layer_objection(name, text, known) or _unknown(text, known)
    if name.symbol == "b" and name.indices and not shape:
        return f"layer {name.layer} shares one bias", f"write {cited(whole(text))}"
    if name.indices and len(name.indices) != len(shape):
        return f"{cited(text)} needs {count(len(shape), 'index').replace('indexs', 'indices')}", ""
    for index, size in zip(name.indices, shape, strict=False):
        if size is not None and not 1 <= index <= size:
            message = f"{cited(text)} does not exist: the index {index} is not from 1 to {size}"
            turned = name.symbol == "W" and within(name.indices[::-1], shape)
            return message, _ROWS if turned else ""
    return _update_objection(name, text, known) if name.new or name.step else None


_ROWS = "W1[i,j] goes to unit i from input j, also with `weight_rows: inputs`"


def _layer_objection(name: Name, text: str, known: Quantities) -> Objection | None:
    """Why there is no such layer, or no bias in it."""
    if name.symbol not in {"W", "b", "z", "a"} or not name.layer or meant(text, known):
        return None
    if name.symbol == "b" and name.layer in map(str, range(1, len(known.sizes) + 1)):
        return f"layer {name.layer} has no biases, so there is no {cited(text)}", ""
    return f"{cited(text)} does not exist: the network has {count(len(known.sizes), 'layer')}", ""


def _update_objection(name: Name, text: str, known: Quantities) -> Objection | None:
    parameter = f"{name.symbol}{name.layer}"
    if name.symbol not in {"W", "b"} or name.step not in {None, 1}:
        return f"{cited(text)} is no updated parameter", "only weights and biases are: W1_new[1,1]"
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
    if name.of.sample is not None:
        return _sample_range(name.of.sample, text, known)
    of_batch = name.of.symbol == "L" and name.by.symbol in {"W", "b"}
    return None if of_batch else _sample_missing(text, known)


def _sample_missing(text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return None
    message = f"each of the {known.samples} samples has its own {cited(text)}"
    return message, f"name the sample: `{text}@1` … `{text}@{known.samples}`"


def _sample_range(sample: int, text: str, known: Quantities) -> Objection | None:
    if known.samples == 1:
        return f"there is only one sample, so no {cited(text)}", "leave out `@`"
    if not 1 <= sample <= known.samples:
        return f"{cited(text)} does not exist: there are {known.samples} samples", ""
    return None
