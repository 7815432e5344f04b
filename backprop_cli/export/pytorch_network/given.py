"""What a program starts from: parameters, inputs, targets, masks and given activations."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.export.pytorch_network.tensors import literal, tensor
from backprop_cli.expr.tree import Num
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words import pytorch as words
from backprop_cli.words.say import phrase


def given_tensors(solved: SolvedNetwork) -> Iterator[str]:
    """Parameters, inputs and targets as tensors."""
    yield from ("", f"# {phrase(words.GIVEN if solved.before is None else words.LEFT)}")
    if solved.before is None:
        yield from _parameters_given(solved)
    else:
        yield from (_left(solved, parameter) for parameter, _ in solved.parameters())
    yield from _samples_given(solved)


def _parameters_given(solved: SolvedNetwork) -> Iterator[str]:
    for number, layer in solved.layers:
        if layer.weights:
            yield tensor(f"W{number}", layer.weights, gradient=True)
        if layer.biases is not None:
            if layer.units > 1:
                kind = words.SHARED_BIAS if isinstance(layer.biases, Num) else words.OWN_BIASES
                yield f"# {phrase(kind)}"
            yield tensor(f"b{number}", layer.biases, gradient=True)
        if layer.normalization is not None:
            yield tensor(f"gamma{number}", layer.normalization.gamma, gradient=True)
            yield tensor(f"beta{number}", layer.normalization.beta, gradient=True)


def _left(solved: SolvedNetwork, parameter: Quantity) -> str:
    """A parameter as the step before has left it; autograd's own beginning."""
    name = text(parameter)
    is_moved = solved.moved is not None and parameter not in solved.moved.fixed
    return f"{name} = {name}{'_new' if is_moved else ''}.detach().requires_grad_()"


def _samples_given(solved: SolvedNetwork) -> Iterator[str]:
    """Inputs, targets and masks, unless they are those of the step before."""
    for number, layer in solved.layers:
        known = solved.before and solved.before.layers[number - 1].dropout
        if layer.dropout is not None and layer.dropout != known:
            yield f"# {phrase(words.MASK_OF_EACH if layer.dropout.is_by_sample else words.ONE_MASK)}"
            yield tensor(f"mask{number}", layer.dropout.masks)
    if solved.before and solved.before.samples == solved.network.samples:
        return
    inputs = tuple(sample.inputs for sample in solved.network.samples)
    yield tensor("x", inputs, gradient=solved.starts_alone)
    yield from _activations_given(solved)
    goals = "above" if solved.network.above else "y"
    yield tensor(goals, tuple(sample.targets for sample in solved.network.samples))


def _activations_given(solved: SolvedNetwork) -> Iterator[str]:
    """The activations that are not to be worked, at their places."""
    held = {
        number: rows for number, layer in solved.layers if any(map(any, rows := solved.held(number, layer)))
    }
    if not all(entry for rows in held.values() for row in rows for entry in row):
        yield f'nan = float("nan")  # {phrase(words.NOT_HELD)}'
    for number, rows in held.items():
        lists = (", ".join(literal(entry) if entry else "nan" for entry in row) for row in rows)
        body = ", ".join(f"[{row}]" for row in lists)
        yield f"given{number} = torch.tensor([{body}], dtype=torch.float64)"
