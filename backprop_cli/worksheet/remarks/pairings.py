"""The last activation and the loss: pairs that belong together, and pairs that do not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.graph.graph import Role
from backprop_cli.problem.model import Network
from backprop_cli.words.remarks.pairings import MATCHED, SQUARED, UNUSUAL
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

KINDS = dict.fromkeys(("mse", "half_mse", "sse", "half_sse"), SQUARED)
"""Losses that differ by a factor only."""


def matched_pairs(case: Case) -> Iterator[Found]:
    """Pairs that leave δ = ŷ − y, but for a constant."""
    if case.network and (pair := _pair(case.network)) in MATCHED:
        yield _found(case, (pair, _factor(case.network)))


def unusual_pairs(case: Case) -> Iterator[Found]:
    """Pairs that learn slowly, or from which the loss does not get what it is meant for."""
    if case.network and (pair := _pair(case.network)) in UNUSUAL:
        yield _found(case, (pair,))


def _pair(network: Network) -> tuple[str, str]:
    last = network.layers[-1]
    loss = KINDS.get(network.loss.name, network.loss.name)
    is_apart = last.dropout or network.above  # dropout stands between, or there is no loss
    return ("" if is_apart else last.activation.name, loss)


def _factor(network: Network) -> Fraction | None:
    """What ŷ − y is multiplied with; None where the batch's own mean comes in."""
    loss = network.loss
    if KINDS.get(loss.name) != SQUARED:
        return Fraction(1)
    outputs = len(network.samples[0].targets) if loss.per_output else 1
    return None if network.mixes_samples else 2 * loss.factor / outputs


def _found(case: Case, said: tuple[object, ...]) -> Found:
    """Where the slope of the output's activation comes in: at z, or at u behind a normalisation."""
    graph = case.graph
    last = max(node.quantity.layer or 0 for node in graph.nodes)
    activations = [
        node for node in graph.nodes if node.role is Role.ACTIVATION and node.quantity.layer == last
    ]
    outputs = dict.fromkeys(
        graph.by_name[name].quantity for node in activations for name in graph.uses(node.name)
    )
    at = tuple(case.signals[each] for each in outputs if each in case.signals)
    about = tuple(case.derivation.quantities[name] for name in at)
    return Found(about, said, at)
