"""Answers within answers, as programs and YAML have them -> lines: by layer, by part, by aspect, as records.

{"layer1": {"z": [0.1, 0.2]}}      {"forward": {"z1[1]": 0.1}}
{"W1": {"gradient": [[0.3]]}}      [{"name": "z1[1]", "value": 0.1}]

Only keys that say something known are opened; any other is named as no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from backprop_cli.marking.sheets.formats.of_parameter import GRADIENT, aspect_of
from backprop_cli.marking.sheets.formats.of_unit import (
    TableUnit,
    layer_said,
    named_layer,
    named_unit,
    of_unit,
)
from backprop_cli.marking.sheets.formats.raw import Pairs, RawLine, RawValue
from backprop_cli.marking.sheets.formats.scopes import counted_by
from backprop_cli.marking.sheets.formats.table import IsName, answer_heads, heads, is_called, name_heads
from backprop_cli.marking.sheets.formats.update_headings import says_so
from backprop_cli.quantities.spellings import as_new

_PART = re.compile(
    r"(?:forward|backward)s?(?:[ _-]?(?:pass|propagation|prop))?|back[ _-]?prop(?:agation)?|loss|outputs?"
    r"|results?|values?|(?:pre-?)?activations?|deltas?|error[ _]signals?|derivatives?|answers?"
    r"|(?:vor|rück)wärts(?:schritt)?",
    re.IGNORECASE,
)
"""Keys that part the work and say nothing of the quantities below."""
_LAYERS = re.compile(r"layers|schichten|couches|capas|strati|camadas|lagen", re.IGNORECASE)
_UNITS = re.compile(r"units|neurons|nodes|einheiten|neuronen|neurones|neuronas|neuroni|nodi", re.IGNORECASE)
_LISTED = re.compile(r"(step|iteration|epoch|sample|example)s", re.IGNORECASE)
_GIVEN = frozenset(("weights", "init"))
"""What a layer of a problem file has, and none of answers."""
_NUMBER_OF_LAYER = re.compile(r"layer|index|name|id|type|number|nr|l", re.IGNORECASE)
_IN_LAYER = re.compile(
    r"(?P<head>(?:[∂d][LEJC]/[∂d])?[^\W\d_]+(?:hat)?)(?P<new>_new|_updated)?(?P<at>\[[0-9, ]{1,12}\])?"
)


def records_as_pairs(tree: RawValue) -> RawValue:
    """A list of records, `{"name": …, "value": …}`, or of single pairs, as the mapping that it is."""
    if isinstance(tree, Pairs):
        pairs = (each._replace(value=_answers_as_pairs(each)) for each in tree.pairs)
        return Pairs(tuple(line for each in pairs for line in _numbered(each)))
    if not isinstance(tree, tuple) or not tree or not all(isinstance(each, Pairs) for each in tree):
        return tree
    return Pairs(tuple(line for each in tree if isinstance(each, Pairs) for line in _of_record(each)))


def _numbered(entry: RawLine) -> Iterator[RawLine]:
    """The parts of `steps: [{L: 0.3}, {L: 0.2}]`, each of its step or sample; any other line as it is."""
    key, parts = _LISTED.fullmatch(entry.name.strip()), entry.value
    if key is None or not isinstance(parts, tuple) or not all(isinstance(each, Pairs) for each in parts):
        yield entry
        return
    for number, each in enumerate(parts, start=1):
        if isinstance(each, Pairs) and _own_number(each):
            yield from _of_record(each)
        else:
            yield entry._replace(name=f"{key[1]} {number}", value=each)


def _answers_as_pairs(entry: RawLine) -> RawValue:
    """What stands under `answers`, which may be records; anything else as it is."""
    is_block = heads([entry.name])[0] in {*answer_heads(), "answers"} and isinstance(entry.value, tuple)
    return records_as_pairs(entry.value) if is_block else entry.value


def _of_record(record: Pairs) -> Iterator[RawLine]:
    """The line of one record, of the step or sample that it says; what is none as it is."""
    if number := _own_number(record):
        rest = Pairs(tuple(each for each in record.pairs if each is not number))
        yield RawLine(f"{number.name} {number.value}", Pairs(tuple(_of_record(rest))), number.line)
        return
    keys = heads([each.name for each in record.pairs])
    names = [each for key, each in zip(keys, record.pairs, strict=True) if key in name_heads()]
    values = [each for key, each in zip(keys, record.pairs, strict=True) if key in answer_heads()]
    name = names[0].value if names else ""
    if len(values) == 1 and isinstance(name, str) and name:
        yield RawLine(name, values[0].value, values[0].line)
        return
    yield from record.pairs


def _own_number(record: Pairs) -> RawLine | None:
    """What a record says of its step or sample, `{"step": 2, "L": 0.3}`; None where it says nothing more."""
    said = (each for each in record.pairs if len(each.name) > 1 and counted_by(each.name))
    numbers = [each for each in said if each.text.isdecimal()]
    return numbers[0] if len(numbers) == 1 < len(record.pairs) else None


def with_parts_opened(entries: Sequence[RawLine], is_name: IsName) -> tuple[RawLine, ...]:
    """The lines, with those within others by themselves, under names that say all."""
    names = partial(is_called, is_name)
    return tuple(line for entry in entries for line in _opened(entry, names))


def _opened(entry: RawLine, names: IsName) -> Iterator[RawLine]:
    if of_layers := _of_layers(entry, names):
        yield from (line for each in of_layers for line in _opened(each, names))
        return
    if not isinstance(entry.value, Pairs):
        yield entry
        return
    inner = [
        each._replace(
            line=each.line or entry.line, scope=entry.scope, given=entry.given, updated=entry.updated
        )
        for each in entry.value.pairs
    ]
    for line in _under(entry.name, inner, names) or (entry,):
        yield from _opened(line, names) if line is not entry else (entry,)


def _under(key: str, inner: Sequence[RawLine], names: IsName) -> list[RawLine]:
    """The lines under a key, with what it says of them; none where it says nothing known."""
    if names(key) and ((found := _of_quantity(key, inner, names)) or not names(f"{key}[2]")):
        return found
    said = key.replace("_", " ")
    layer = layer_said(said, names) or named_layer(key, names)
    if layer is not None:
        return [each._replace(name=_in_layer(each.name, layer, names)) for each in inner]
    unit = named_unit(said, names, bare=False)
    if unit is not None and unit.layer:
        return [each._replace(name=_of_unit(each.name, unit, names)) for each in inner]
    aspect = aspect_of(said)
    if aspect is not None and aspect.kind == GRADIENT:
        return [each._replace(name=_gradient_of(each.name, names)) for each in inner]
    if says_so(said):
        return [each._replace(updated=True) for each in inner]
    return list(inner) if _PART.fullmatch(key.strip()) else []


def _of_unit(name: str, unit: TableUnit, names: IsName) -> str:
    """`z` of a unit as `z1[2]`; any other name as it is."""
    own = of_unit(name.replace("_", " "), unit, names)
    return own if names(own) else name


def _of_layers(entry: RawLine, names: IsName) -> list[RawLine]:
    """The lines in a list of layers, `layers: [{z: [0.1, 0.2]}, …]`; none where it holds something else.

    A problem file has such a list as well, of weights and activation functions.
    """
    layers = entry.value if isinstance(entry.value, tuple) and _LAYERS.fullmatch(entry.name.strip()) else ()
    parts = [each for each in layers if isinstance(each, Pairs)]
    of_problem = any(line.name in _GIVEN for each in parts for line in each.pairs)
    if not parts or len(parts) < len(layers) or of_problem:
        return []
    lines = [
        line._replace(line=line.line or entry.line, scope=entry.scope)
        for layer, each in enumerate(parts, start=1)
        for line in _of_layer(each, layer, names)
    ]
    return lines if any(names(line.name) for line in lines) else []


def _of_layer(part: Pairs, layer: int, names: IsName) -> Iterator[RawLine]:
    """The lines of one layer, and of its units where they are listed."""
    for each in part.pairs:
        units = each.value if isinstance(each.value, tuple) and _UNITS.fullmatch(each.name.strip()) else ()
        is_number = isinstance(each.value, str) and _NUMBER_OF_LAYER.fullmatch(each.name.strip())
        listed = [unit.pairs for unit in units if isinstance(unit, Pairs)]
        if listed and len(listed) == len(units):
            for number, pairs in enumerate(listed, start=1):
                for own in pairs:
                    yield own._replace(name=of_unit(own.name, TableUnit(number, layer), names) or own.name)
        elif not is_number:  # `layer: 1` is its place in the list
            yield each._replace(name=_in_layer(each.name, layer, names))


def _of_quantity(name: str, inner: Sequence[RawLine], names: IsName) -> list[RawLine]:
    """What stands under a quantity's name: its entries by number, or its value, gradient and new value."""
    if all(each.name.isascii() and each.name.isdigit() for each in inner):
        entries = [each._replace(name=f"{name}[{each.name}]") for each in inner]
        return entries if all(names(each.name) for each in entries) else []
    found = [(each, aspect_of(each.name)) for each in inner]
    if not any(aspect for _, aspect in found):
        return []
    named = [(each, aspect.sure_of(name, names) if aspect else "") for each, aspect in found]
    return [each._replace(name=sure) if sure else each for each, sure in named]


def _in_layer(name: str, layer: int, names: IsName) -> str:
    """`z` of layer 1 as `z1`; a name that says a layer itself as it is."""
    found = _IN_LAYER.fullmatch(name.strip())
    composed = f"{found['head']}{layer}{found['at'] or ''}" if found else ""
    composed = as_new(composed) if found and found["new"] else composed
    return composed if names(composed) else _of_unit(name, TableUnit(0, layer), names)  # pre_activation


def _gradient_of(name: str, names: IsName) -> str:
    """`W1` under `gradients` as `dW1`; a derivative as it is."""
    is_one = "/" in name or (name.startswith("d") and names(name))
    return name if is_one or not names(f"d{name}") else f"d{name}"
