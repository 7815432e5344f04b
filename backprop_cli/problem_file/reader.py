"""The text of a problem file -> `Problem`, or all its faults at once."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence as Row
from contextlib import suppress

from backprop_cli.errors import Fault, Faults, ProblemError, TooManyFaults, cited, nearest
from backprop_cli.problem.limits import MAX_BYTES, too_large
from backprop_cli.problem.model import Header, Problem, ReadFrom
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.format import (
    ACTIVATION,
    BIASES,
    FORMULA_PROBLEM,
    INPUTS,
    NETWORK,
    SOURCE,
    TITLE,
    TOPIC,
    WEIGHTS,
)
from backprop_cli.problem_file.yaml_tree import Mapping, Refused, Sequence, YamlNode, read_tree


def read(text: str, source: str = "") -> Problem:
    """The problem that `text` describes; `source` names the file in messages.

    Raises `ProblemError` with every fault of the text. What is only unusual is in the problem's
    `warnings`.
    """
    faults = Faults()
    if len(text) > MAX_BYTES:
        raise ProblemError([too_large()], source)
    text = text.removeprefix("\N{BYTE ORDER MARK}")
    problem = None
    with suppress(TooManyFaults):
        node = read_tree(text, faults)
        problem = _problem(node, faults) if node is not None else None
    if problem is None or faults.errors():
        in_order = sorted(faults.errors(), key=lambda fault: (fault.place is not None, fault.place or ()))
        raise ProblemError(_told_once(in_order), source, text)
    return problem._replace(warnings=tuple(faults), read_from=ReadFrom(source, text))


def _told_once(faults: Row[Fault]) -> list[Fault]:
    """The faults, where one that comes again with the same way out, as a key of each sample, is told once."""
    once, lines = list[Fault](), dict[tuple[str, str], list[int]]()
    for fault in faults:
        line = fault.place.line if fault.place else 0
        told = lines.setdefault((fault.message, fault.hint), [])
        if not told or line == told[0] or not fault.hint:
            once.append(fault)
        told.append(line)
    return [_with_lines(fault, lines[fault.message, fault.hint]) for fault in once]


def _with_lines(fault: Fault, lines: Row[int]) -> Fault:
    """A fault that tells on which other lines it stands as well."""
    others = [line for line in dict.fromkeys(lines) if fault.place and line != fault.place.line]
    if not others or not fault.hint:
        return fault
    listed = ", ".join(map(str, others[:MOST_NAMED])) + (", …" if len(others) > MOST_NAMED else "")
    goes_on = f"{fault.hint} The" if fault.hint.endswith("?") else f"{fault.hint}; the"
    return fault._replace(hint=f"{goes_on} same on line{'s' * (len(others) > 1)} {listed}")


MOST_NAMED = 5
"""Other lines that a fault names."""


def _problem(node: YamlNode, faults: Faults) -> Problem | None:
    if isinstance(node, Refused):
        return None
    if not isinstance(node, Mapping):
        faults.add(node.place, "a problem file holds `key: value` lines", "see `backprop init`")
        return None
    keys = {key.text: key.place for key, _ in node.entries}
    if "answers" in keys and not {"layers", "formulas"} & set(keys):
        faults.add(
            keys["answers"], "this is an answer sheet, not a problem", "a problem has `layers` or `formulas`"
        )
        return None
    if "layers" in keys and "formulas" in keys:
        later = max(keys["layers"], keys["formulas"])
        faults.add(later, "a problem has either `layers` or `formulas`, not both")
        return None
    if _is_meant("formulas", "layers", keys):
        from backprop_cli.problem_file.read_formulas import formulas_from

        values = FORMULA_PROBLEM.read(node, "the file", faults)
        return formulas_from(values, header(values), faults) if values else None
    if _is_meant("layers", "formulas", keys):
        from backprop_cli.problem_file.read_network import network_from

        values = NETWORK.read(_put_right(node, faults), "the file", faults)
        return network_from(values, header(values), faults) if values else None
    faults.add(
        None,
        "a problem needs `layers` (a network) or `formulas`; found only "
        + ", ".join(cited(key) for key in list(keys)[:5]),
        "`backprop init FILE` writes a problem to start from",
    )
    return None


def _put_right(node: Mapping, faults: Faults) -> Mapping:
    """A network's keys and values, without what another place was meant for."""
    inputs = next((value for key, value in node.entries if key.text == INPUTS.name), None)
    is_nested = isinstance(inputs, Sequence) and any(isinstance(each, Sequence) for each in inputs.items)
    if not is_nested and not any(
        key.text in {WEIGHTS.name, BIASES.name, ACTIVATION.name} for key, _ in node.entries
    ):
        return node
    from backprop_cli.problem_file.misplaced import put_right

    return put_right(node, faults)


def _is_meant(key: str, other: str, keys: Collection[str]) -> bool:
    """Whether the file has `key`, or a slip of it and not the other one."""
    return key in keys or (other not in keys and any(nearest(each, [key]) for each in keys))


def header(values: FieldValues) -> Header:
    """What the author says about the exercise."""
    return Header(values.get(TITLE) or "", values.get(SOURCE) or "", values.get(TOPIC) or "")
