"""An optimiser that an author writes out: the formulas under `update` -> `Optimizer`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as AbstractMapping

from backprop_cli.errors import Faults, Sentence, cited, nearest
from backprop_cli.expr.tokens import TOKEN, canonical, locate
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.problem.optimizers import GRADIENT, PARAMETER, RATE, STEP, Optimizer
from backprop_cli.problem_file import training_format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.other_programs import OF_RULES, small_key
from backprop_cli.problem_file.yaml_scalars import within
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, YamlNode

OWN_RULE = "own rule"
"""What an author's own optimiser is called."""


def own_rule(found: FieldValues, faults: Faults) -> tuple[Optimizer, dict[str, Num]] | None:
    """The optimiser and its constants besides the learning rate, if they can be read."""
    lines, state = found.get(form.UPDATE), found.get(form.STATE) or ()
    if lines is None:
        return None
    constants: tuple[Named[Num], ...] = found.others or ()
    _check_names((*constants, *state), WHAT, faults)
    named = dict.fromkeys((each.name for each in constants), "a constant of this rule")
    _check_names(state, {name: what for name, what in named.items() if name != PARAMETER}, faults)
    told = {PARAMETER, *(each.name for each in state)}
    _check_names(lines, {**TAKEN, **{name: what for name, what in named.items() if name not in told}}, faults)
    renamed = _renamed(lines, {PARAMETER, *named, *told})
    _check_lines(lines, state, renamed, faults)
    known = {PARAMETER, GRADIENT, RATE, STEP, *_keys_of(found.nodes.get(form.STATE.name))}
    known |= {each.name for each in (*constants, *state)} | renamed.keys()
    known |= {canonical(key) for key in found.nodes}  # one that could not be read has been told
    later = {line.name for line in lines}
    for line in lines:
        _check_references(line, known, later, faults)
        known.add(line.name)
    if not renamed and all(name in known for line in lines for name in references(line.value)):
        _check_use(lines, constants, faults)
    formulas = {line.name: line.value for line in lines}
    starts = {each.name: each.value.value for each in state}
    return Optimizer(OWN_RULE, {}, starts, formulas), {each.name: each.value for each in constants}


TAKEN = {GRADIENT: "the gradient", RATE: "the learning rate", STEP: "the number of the step"}
"""Names that stand for something in every rule."""
WHAT = {PARAMETER: "the parameter", **TAKEN}


def _check_names(
    names: Sequence[Named[Num] | Named[Expr]], taken: AbstractMapping[str, str], faults: Faults
) -> None:
    for each in names:
        if each.name in taken:
            message = f"{cited(each.key.text)} is {taken[each.name]}"
            faults.add(each.key.place, message, "choose another name")


def _renamed(lines: Sequence[Named[Expr]], taken: Collection[str]) -> dict[str, str]:
    """What a rule has that calls the parameter by a name of the exercise: that name, and its gradient's.

    Such a name is worked from itself, `x: x - alpha*g`, and serves no other line, as a state would.
    """
    if not lines or PARAMETER in {line.name for line in lines}:
        return {}
    own = [
        line.name
        for at, line in enumerate(lines)
        if line.name in references(line.value)
        and line.name not in taken
        and not any(line.name in references(each.value) for each in lines[at + 1 :])
    ]
    if lines[-1].name not in own:
        return {}
    gradients = (before + each for each in own for before in ("g", "g_", "d", "grad_"))
    return {**dict.fromkeys(own, PARAMETER), **dict.fromkeys(gradients, GRADIENT)}


def _check_lines(
    lines: Sequence[Named[Expr]],
    state: Sequence[Named[Num]],
    renamed: AbstractMapping[str, str],
    faults: Faults,
) -> None:
    """The last line gives the new parameter, and every state has a line."""
    if lines and lines[-1].name != PARAMETER:
        faults.add(lines[-1].key.place, *_without_parameter(lines, renamed))
    worked = {line.name for line in lines}
    for each in state:
        if each.name not in worked:
            message = f"the state {cited(each.key.text)} has no formula in `update`"
            faults.add(each.key.place, message, f"add it there, or leave out {cited(each.key.text)}")


def _without_parameter(lines: Sequence[Named[Expr]], renamed: AbstractMapping[str, str]) -> tuple[str, str]:
    """What is wrong where the last line is not the parameter, and the way out."""
    last = lines[-1]
    if renamed:
        message = f"in `update` every parameter is called `{PARAMETER}`, and its gradient `{GRADIENT}`"
        return message, f"write `{PARAMETER}: {_respelled(last, renamed)}`"
    message = f"the last formula of `update` must be the new `{PARAMETER}`"
    if PARAMETER in {line.name for line in lines}:
        return message, f"put the line of `{PARAMETER}` last"
    if PARAMETER in references(last.value):
        return message, f"write `{PARAMETER}: {_respelled(last, {})}`"
    return message, f"add `{PARAMETER}: {PARAMETER} - alpha*{last.name}`"


def _respelled(line: Named[Expr], names: AbstractMapping[str, str]) -> str:
    """A formula as it was typed, but for some names."""
    typed = line.node.text if isinstance(line.node, Scalar) else ""
    return "".join(names.get(canonical(found[0]), found[0]) for found in TOKEN.finditer(typed))


def _keys_of(node: YamlNode | None) -> set[str]:
    return {canonical(key.text) for key, _ in node.entries} if isinstance(node, Mapping) else set()


def _check_use(lines: Sequence[Named[Expr]], constants: Sequence[Named[Num]], faults: Faults) -> None:
    """Every constant serves, and the gradient too."""
    used = {name for line in lines for name in references(line.value)}
    for each in constants:
        if each.name not in used and each.name not in TAKEN and each.name != PARAMETER:
            message = f"no formula of `update` uses {cited(each.key.text)}"
            faults.add(each.key.place, message, nearest(each.name, used - TAKEN.keys()) or "leave it out")
    if lines and GRADIENT not in used:
        message = Sentence("no formula of `update` uses the gradient {name}", name=cited(GRADIENT))
        faults.warn(lines[-1].key.place, message)


def _check_references(line: Named[Expr], known: set[str], later: set[str], faults: Faults) -> None:
    for name in dict.fromkeys(references(line.value)):
        if name not in known and isinstance(line.node, Scalar):
            place = within(line.node, *locate(line.node.text, name))
            hint = f"keep it from step to step: `state: {{{name}: 0}}`" if name == line.name else ""
            message = f"{cited(name)} has no value in this rule"
            faults.add(place, message, hint or _way_out(name, known, later))


def _way_out(name: str, known: set[str], later: set[str]) -> str:
    """How a name in a rule gets a value."""
    if name == "e":
        return "Euler's e is exp(1)"
    if told := OF_RULES.get(small_key(name)):
        return told
    if name in later:
        return "put its line first"
    return nearest(name, known) or f"give it a number beside `update`: `{name}: …`"
