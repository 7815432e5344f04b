"""The update of the parameters by an optimiser."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from backprop_cli.derivation.kept import mask_name
from backprop_cli.derivation.update import Update
from backprop_cli.export.pytorch_network.numbers import numbers
from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.export.pytorch_network.tensors import literal, torch_code
from backprop_cli.expr.tree import integer, substitute
from backprop_cli.expr.value import Shape
from backprop_cli.problem.optimizers import GRADIENT, PARAMETER, STEP
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import BIAS
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words import pytorch as words
from backprop_cli.words.program import headed
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import UPDATE


def update(solved: SolvedNetwork) -> Iterator[str]:
    """The optimiser's formulas for each parameter, as a whole."""
    if solved.moved is None:
        return
    yield from ("", f"# {headed(phrase(UPDATE), phrase(words.AT_OLD_VALUES))}")
    used = filter(solved.moved.optimizer.uses, solved.moved.constants)
    yield from (f"{name} = {literal(solved.moved.constants[name])}" for name in used)
    yield "with torch.no_grad():"
    for parameter, shape in solved.parameters():
        if parameter not in solved.moved.fixed:
            yield from (f"    {line}" for line in _step(solved, parameter, shape, solved.moved))


def _step(solved: SolvedNetwork, parameter: Quantity, shape: Shape, moved: Update) -> Iterator[str]:
    name, lines = text(parameter), moved.optimizer.lines(of_bias=parameter.symbol == BIAS)
    known = {PARAMETER: name, GRADIENT: f"{name}.grad", **{each: each for each in moved.constants}}
    for state, start in moved.optimizer.state.items():
        known[state] = f"{state}_{name}"
        if solved.before is None:
            yield f"{known[state]} = {_state(solved, moved, Quantity(state, of=parameter), shape, start)}"
    for target, formula in lines.items():
        result = f"{name}_new" if target == PARAMETER else f"{target}_{name}"
        put = substitute(formula, {STEP: integer(moved.step)}.get)
        yield f"{result} = {torch_code(put, known)}"
        known[target] = result
    if kept := moved.kept_in(parameter):
        mask = f"{mask_name(moved.optimizer)}_{name}"
        yield f"{mask} = torch.tensor({_mask(parameter, shape, kept)})  # {phrase(words.KEPT)}"
        yield f"{name}_new = torch.where({mask}, {name}_new, {name})"


def _state(solved: SolvedNetwork, moved: Update, state: Quantity, shape: Shape, start: float) -> str:
    """What the step before left: at first one number for all entries."""
    if moved.step == 1:
        return repr(start)
    left = numbers(solved, state._replace(step=moved.step - 1), shape)
    return f"torch.tensor({left}, dtype=torch.float64)"


def _mask(parameter: Quantity, shape: Shape, kept: frozenset[Quantity]) -> str:
    """False where an entry stays, row by row."""
    *_, columns = shape
    moves = [parameter.at(*place) not in kept for place in product(*(range(1, size + 1) for size in shape))]
    if len(shape) == 1:
        return str(moves)
    return str([moves[start : start + columns] for start in range(0, len(moves), columns)])
