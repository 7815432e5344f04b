"""The layers of a network, forward: sums, normalisation, activations, dropout."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.export.pytorch_network.tensors import literal, torch_code
from backprop_cli.expr.tree import ONE, Ref
from backprop_cli.graph.held import activation_slope
from backprop_cli.problem.model import Layer
from backprop_cli.words import pytorch as words
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import FORWARD


def forward(solved: SolvedNetwork) -> Iterator[str]:
    """What every layer works out, stage after stage."""
    yield from ("", f"# {phrase(FORWARD)}")
    before = "x"
    for number, layer in solved.layers:
        shift = "" if layer.biases is None else f" + b{number}"
        yield f"z{number} = {before} @ W{number}.T{shift}" if layer.weights else f"z{number} = {before}"
        yield from _normalised(number, layer)
        yield from _activations(solved, number, layer)
        if layer.dropout is not None:
            keep = literal(layer.dropout.keep)
            yield f"h{number} = a{number} * mask{number} / {keep}  # {phrase(words.DROPOUT)}"
        before = _out(number, layer)


def _activations(solved: SolvedNetwork, number: int, layer: Layer) -> Iterator[str]:
    """A = f(z); what is given of it keeps its value, and autograd gets the slope there."""
    worked = _activated(layer, into(number, layer))
    given = [entry for row in solved.held(number, layer) for entry in row]
    if not any(given):
        yield f"a{number} = {worked}{_remark(layer)}"
        return
    whole = f"torch.where(given{number}.isnan(), {worked}, given{number}).detach()"
    yield f"# {phrase(words.HELD)}"
    yield f"a{number} = {f'given{number}' if all(given) else whole}"
    yield f"change = z{number} - z{number}.detach()  # {phrase(words.NO_CHANGE)}"
    yield f"a{number} = a{number} + {_moved(layer, f'a{number}')}"


def _normalised(number: int, layer: Layer) -> Iterator[str]:
    """U = γ·ẑ + β, with mean and biased variance over the samples."""
    if layer.normalization is None:
        return
    if layer.normalization.epsilon.value:  # PyTorch's own function refuses 0
        epsilon = literal(layer.normalization.epsilon)
        arguments = f"z{number}, None, None, gamma{number}, beta{number}, training=True, eps={epsilon}"
        yield f"# {words.same_as(f'u{number}', f'batch_norm({arguments})')}"
    own = f"var{number}"
    under_root = torch_code(layer.normalization.under_root(Ref(own)), {own: own})
    yield f"mu{number} = z{number}.mean(dim=0)"
    yield f"var{number} = z{number}.var(dim=0, unbiased=False)  # {phrase(words.BIASED)}"
    yield f"zhat{number} = (z{number} - mu{number}) / torch.sqrt({under_root})"
    yield f"u{number} = gamma{number} * zhat{number} + beta{number}"


def into(number: int, layer: Layer) -> str:
    """What a layer's activation is applied to."""
    return f"z{number}" if layer.normalization is None else f"u{number}"


def _out(number: int, layer: Layer) -> str:
    """What a layer gives to the next."""
    return f"a{number}" if layer.dropout is None else f"h{number}"


def _activated(layer: Layer, z: str) -> str:
    name = layer.activation.name
    if name == "softmax":
        return f"torch.softmax({z}, dim=1)"
    return z if name == "linear" else torch_code(layer.activation.formula, {"z": z})


def _moved(layer: Layer, output: str) -> str:
    """How much a layer's activations change with their sums, by the slopes at their values."""
    if layer.activation.name == "softmax":
        return f"{output} * (change - ({output} * change).sum(dim=1, keepdim=True))"
    slope = activation_slope(layer.activation.formula)
    return "change" if slope == ONE else f"({torch_code(slope, {'a': output})}) * change"


def _remark(layer: Layer) -> str:
    remark = words.ACTIVATIONS.get(layer.activation.name)
    return f"  # {phrase(remark)}" if remark else ""
