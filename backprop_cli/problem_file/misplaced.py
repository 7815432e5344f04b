"""What stands in another place than its own: a layer's keys beside `layers`, several samples as one list.

Each is told once and put where it belongs, so that nothing else is said of it.
"""

from __future__ import annotations

from backprop_cli.errors import MAX_CITED, Faults
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.yaml_tree import Mapping, Refused, Scalar, Sequence, YamlNode

LAYER_KEYS = frozenset({"weights", "units", "init", "biases", "normalize", "activation", "dropout"})
"""The keys of a layer."""


def put_right(node: Mapping, faults: Faults) -> Mapping:
    """The keys and values of a network's file as they are meant, with a fault for what was put right."""
    for put in (_indented, _apart):
        node = put(node, faults)
    return node


def _indented(node: Mapping, faults: Faults) -> Mapping:
    """A layer's keys that follow `layers` one step too far left are parts of the last layer."""
    keys = [key.text for key, _ in node.entries]
    start = keys.index(form.LAYERS.name) + 1 if form.LAYERS.name in keys else len(keys)
    end = start
    while end < len(keys) and keys[end] in LAYER_KEYS:
        end += 1
    layers = node.entries[start - 1][1] if end > start else None
    last = layers.items[-1] if isinstance(layers, Sequence) and layers.items else None
    if not (isinstance(layers, Sequence) and isinstance(last, Mapping) and last.entries):
        return node
    first, moved = last.entries[0][0], node.entries[start:end]
    left = node.entries[start][0].place
    if first.place.line == node.entries[start - 1][0].place.line or first.place.column <= left.column:
        return node
    if {key.text for key, _ in moved} & {key.text for key, _ in last.entries}:
        return node
    names = " and ".join(f"`{key.text}`" for key, _ in moved)
    them = "them" if len(moved) > 1 else "it"
    are = f"{'are parts' if len(moved) > 1 else 'is a part'} of a layer"
    hint = f"indent {them} by {first.place.column - left.column} spaces, to stand below `{first.text}`"
    faults.add(left, f"{names} {are}, and {'stand' if len(moved) > 1 else 'stands'} beside `layers`", hint)
    whole = Sequence(layers.place, (*layers.items[:-1], last._replace(entries=(*last.entries, *moved))))
    entries = (*node.entries[: start - 1], (node.entries[start - 1][0], whole), *node.entries[end:])
    return node._replace(entries=entries)


def _apart(node: Mapping, faults: Faults) -> Mapping:
    """`inputs` with a list for each of several samples, as numpy has them."""
    found = {key.text: value for key, value in node.entries}
    inputs = found.get(form.INPUTS.name)
    if form.SAMPLES.name in found or not isinstance(inputs, Sequence) or not _are_samples(inputs, found):
        return node
    both = f"inputs: {_shown(inputs.items[0])}, targets: {_shown(_first(found.get(form.TARGETS.name)))}"
    hint = f"each is a sample: write `samples:`, and below it for each one `- {{{both}}}`"
    faults.add(inputs.place, f"`inputs` are those of one sample; found {len(inputs.items)} lists", hint)
    told = {form.INPUTS.name, form.TARGETS.name}
    entries = ((key, Refused(value.place) if key.text in told else value) for key, value in node.entries)
    return node._replace(entries=tuple(entries))


def _are_samples(inputs: Sequence, found: dict[str, YamlNode]) -> bool:
    """Whether a list holds the inputs of several samples, and not those of one in a row or a column."""
    lengths = {len(row.items) if isinstance(row, Sequence) else 0 for row in inputs.items}
    if len(inputs.items) < 2 or 0 in lengths:
        return False
    weights: YamlNode | None = found.get(form.LAYERS.name)
    while isinstance(weights, Sequence | Mapping):
        if isinstance(weights, Mapping):
            weights = {key.text: value for key, value in weights.entries}.get(form.WEIGHTS.name)
        elif weights.items and isinstance(weights.items[0], Scalar):
            break
        else:
            weights = weights.items[0] if weights.items else None
    takes_one = isinstance(weights, Sequence) and len(weights.items) == 1
    return lengths != {1} or takes_one


def _first(targets: YamlNode | None) -> YamlNode | None:
    return targets.items[0] if isinstance(targets, Sequence) and targets.items else targets


def _shown(node: YamlNode | None) -> str:
    """`[0, 1]` for a list of numbers or a single one."""
    items = node.items if isinstance(node, Sequence) else (node,)
    text = ", ".join(each.text for each in items if isinstance(each, Scalar))
    return f"[{text}]" if text and len(text) < MAX_CITED else "[…]"
