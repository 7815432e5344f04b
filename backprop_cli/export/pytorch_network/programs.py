"""The programs of a network, part by part: one for each step of descent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.export.program import program
from backprop_cli.export.pytorch_network.given import given_tensors
from backprop_cli.export.pytorch_network.layers import forward
from backprop_cli.export.pytorch_network.loss import losses
from backprop_cli.export.pytorch_network.results import results
from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.export.pytorch_network.update import update
from backprop_cli.problem.model import Network
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import BACKWARD


def network_programs(
    networks: Sequence[Network], derivations: Sequence[Derivation]
) -> Iterator[Iterator[str]]:
    """The lines of each step of descent, which goes on from the one before.

    Raises `UsageError` where a line has no value as a float.
    """
    for before, network, derivation in zip((None, *networks), networks, derivations, strict=False):
        yield _program(network, derivation, before)


def _program(network: Network, derivation: Derivation, before: Network | None) -> Iterator[str]:
    lost = {line.name for line in program(derivation, steady=False).lines if not line.keeps_digits}
    solved = SolvedNetwork(network, derivation, lost, before)
    yield from given_tensors(solved)
    yield from forward(solved)
    yield from losses(solved)
    yield from ("", f"# {phrase(BACKWARD)}", "L.backward()")
    yield from update(solved)
    yield from results(solved)
