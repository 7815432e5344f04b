"""The loss of each sample and of all, with what the parameters add to it."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.export.pytorch_network.layers import into
from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.export.pytorch_network.tensors import literal, torch_code
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import WEIGHT
from backprop_cli.words import pytorch as words
from backprop_cli.words.program import headed
from backprop_cli.words.say import phrase

LAST_FROM_LOGITS = {
    ("sigmoid", "bce"): "-(y * logsigmoid({z}) + (1 - y) * logsigmoid(-{z})).sum(dim=1)",
    ("softmax", "cross_entropy"): "-(y * torch.log_softmax({z}, dim=1)).sum(dim=1)",
}
"""Losses that are worked from the last z: the activation alone loses their digits where it saturates."""


def losses(solved: SolvedNetwork) -> Iterator[str]:
    """The loss of each sample, and that of all."""
    network, (number, last) = solved.network, solved.layers[-1]
    remark = words.LOSSES.get(network.loss.name)
    yield from ("", f"# {headed(phrase(words.LOSS), phrase(remark) if remark else '')}")
    reduced = "mean" if network.reduction == "mean" else "sum"
    if network.above:
        yield f"# {phrase(words.FROM_ABOVE)}"
        yield f"losses = (above * {network.above.symbol}{number}).sum(dim=1)"
        yield f"L = losses.{reduced}()"
        yield from _penalty(solved)
        return
    pair = (last.activation.name, network.loss.name)
    is_held = any(of.layer == number for of, _ in network.held)
    if pair in LAST_FROM_LOGITS and not is_held:
        if "logsigmoid" in LAST_FROM_LOGITS[pair]:
            yield "logsigmoid = torch.nn.functional.logsigmoid"
        yield f"# {phrase(words.FROM_LOGITS)}"
        yield f"losses = {LAST_FROM_LOGITS[pair].format(z=into(number, last))}"
    else:
        yield f"losses = {_of_samples(solved, f'a{number}')}"
    yield f"L = losses.{reduced}()  # {words.reduction(len(network.samples), reduced)}"
    yield from _penalty(solved)


def _penalty(solved: SolvedNetwork) -> Iterator[str]:
    """What the parameters themselves add to the loss."""
    penalty = solved.network.penalty
    if penalty is not None:
        yield f"rate = {literal(penalty.rate)}  # {phrase(words.PENALTY)}"
        for parameter, _ in solved.parameters():
            if penalty.on_biases or parameter.symbol == WEIGHT:
                term = f"({torch_code(penalty.row.term, {'w': text(parameter)})}).sum()"
                factor = "" if penalty.row.factor == 1 else f"{penalty.row.factor} * "
                yield f"L = L + {factor}rate * {term}"


def _of_samples(solved: SolvedNetwork, output: str) -> str:
    """The losses of the samples, worked from what the network gives."""
    loss, count = solved.network.loss, len(solved.network.samples[0].targets)
    body = f"({torch_code(loss.term, {'y': 'y', 'yhat': output})}).sum(dim=1)"
    factor = loss.factor / count if loss.per_output else loss.factor
    if factor != 1:
        body = f"{factor} * {body}"
    return f"torch.sqrt({body})" if loss.root else body
