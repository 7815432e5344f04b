"""The last activation and the loss: pairs that belong together, and pairs that do not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from backprop_cli.graph.graph import Role
from backprop_cli.problem.losses import SQUARED_ERRORS
from backprop_cli.problem.model import Network
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import PRE_ACTIVATION, SCALED, TARGET
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words.remarks.pairings import MATCHED, SLOW, SQUARED, UNUSUAL
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

TINY = 0.1
"""A slope of less keeps an output from learning; a sigmoid's is at most 1/4."""
FAR = 0.5
"""An output further from its target is on the wrong side."""
KINDS = dict.fromkeys(SQUARED_ERRORS, SQUARED)
"""Losses that are one to a pair."""


def matched_pairs(case: Case) -> Iterator[Found]:
    """Pairs that leave δ = ŷ − y, but for a constant: where that tells, see `_teaches`."""
    if case.network and (pair := _pair(case.network)) in MATCHED and _teaches(case):
        yield _found(case, (pair, _factor(case.network)))


def unusual_pairs(case: Case) -> Iterator[Found]:
    """Pairs that learn slowly, where one does; pairs from which a loss does not get what it is meant for."""
    if case.network and (pair := _pair(case.network)) in UNUSUAL and (pair not in SLOW or _teaches(case)):
        yield _found(case, (pair,))


def _teaches(case: Case) -> bool:
    """Whether the exercise is one layer and its loss and no more, or an output is wrong where it is flat."""
    network = case.network
    is_all = network and len(network.layers) == len(network.samples) == 1 and network.optimizer is None
    return bool(is_all) or any(_is_stuck(case))


def _is_stuck(case: Case) -> Iterator[bool]:
    """Of each output, whether it is far off and can hardly move."""
    for node in case.graph.nodes:
        if node.also is None:
            continue
        goal = case.values.get(text(node.also._replace(symbol=TARGET)))
        own = (node.quantity._replace(symbol=symbol) for symbol in (SCALED, PRE_ACTIVATION))
        slopes = (case.values.get(text(Gradient(node.quantity, each))) for each in own)
        slope = next((each for each in slopes if each is not None), None)
        if goal is not None and slope is not None:
            yield abs(slope) < TINY and abs(case.values[node.name] - goal) > FAR


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
