"""The head of a sheet: title, source, what is given, and the conventions that the numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from backprop_cli.expr.tidy import constant
from backprop_cli.expr.tree import (
    Array,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Ref,
    Total,
    children,
    integer,
)
from backprop_cli.problem.graphs import matrix_graph
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.model import Formulas, Layer, Network, Optimizer, Problem
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Facts, Given, Math, Words

LARGEST_MATRIX = 8
"""A matrix with more rows or columns is not printed again: the file shows it."""


def conventions(problem: Problem, digits: int) -> Facts:
    """The agreed facts, label by label."""
    rows = _network_facts(problem) if isinstance(problem, Network) else _formula_facts(problem)
    return Facts((*rows, ("Rounding", wording.rounding(digits))))


def given(problem: Problem) -> Given:
    """The numbers the exercise starts from; of large matrices only the file tells."""
    if isinstance(problem, Formulas):
        return Given(problem.at)
    rows: list[tuple[str, Expr]] = []
    for name, value in matrix_graph(problem).given.items():
        if isinstance(value, Num):
            rows.append((name, value))
        elif len(value) <= LARGEST_MATRIX and (array := _array(value)) is not None:
            rows.append((name, array))
    return Given(tuple(rows))


def _array(value: Sequence[Num | Sequence[Num]]) -> Array | None:
    """A matrix with its rows, or a vector as one row; None where it is too wide."""
    rows = tuple(tuple(row) if isinstance(row, tuple) else (row,) for row in value)
    if all(isinstance(each, Num) for each in value):
        rows = (tuple(each for row in rows for each in row),)
    return Array(rows) if len(rows[0]) <= LARGEST_MATRIX else None


def _network_facts(network: Network) -> Iterator[tuple[str, Words]]:
    yield "Network", (_shape(network), "; ", _parameters(network))
    yield "Loss", _loss(network)
    if len(network.samples) > 1:
        yield "Samples", wording.batch(len(network.samples), network.reduction)
    yield "Weights", _weights(network)
    yield "Biases", (wording.bias_kind({_bias_kind(layer.biases) for layer in network.layers}),)
    if network.fixed:
        yield "Fixed", _listed(network.fixed)
    yield from _kinks([layer.activation.formula for layer in network.layers] + [network.loss.term])
    yield from _optimizer(network.optimizer)


def _formula_facts(problem: Formulas) -> Iterator[tuple[str, Words]]:
    for formula in problem.formulas:
        yield "Formula", (Math((Ref(formula.name), formula.body)),)
    yield "By", _listed(problem.wrt)[:-1]
    yield from _kinks([formula.body for formula in problem.formulas])
    yield from _optimizer(problem.optimizer)


def _shape(network: Network) -> str:
    layers = [(len(layer.weights), _activation(layer)) for layer in network.layers]
    return wording.shape(len(network.samples[0].inputs), layers)


def _activation(layer: Layer) -> str:
    """The name in the words of a course: ReLU, sigmoid, leaky ReLU."""
    return layer.activation.name.replace("_", " ").replace("relu", "ReLU") or wording.OWN_FORMULA


def _parameters(network: Network) -> str:
    weights = sum(len(layer.weights) * len(layer.weights[0]) for layer in network.layers)
    biases = sum(
        len(layer.biases) if isinstance(layer.biases, tuple) else int(layer.biases is not None)
        for layer in network.layers
    )
    return wording.parameters(weights, biases)


def _loss(network: Network) -> Words:
    count = len(network.samples[0].targets)
    formula = Math((Ref("L"), _general(network.loss)))
    return (formula, *wording.outputs_counted(count, network.loss.name))


def _general(loss: Loss) -> Expr:
    """The loss as the course writes it: (1/m) Σ (y − ŷ)²."""
    body: Expr = Total(loss.term)
    size = abs(loss.factor)
    if loss.per_output:
        below = Ref("m") if size == 1 else Mul((integer(size.denominator), Ref("m")))
        body = Mul((Div(integer(size.numerator), below), body))
    elif size != Fraction(1):
        body = Mul((constant(size), body))
    body = Neg(body) if loss.factor < 0 else body
    return Call("sqrt", (body,)) if loss.root else body


def _weights(network: Network) -> Words:
    if network.weight_rows == "inputs":
        return (*wording.WEIGHT_NAMES, wording.ROWS_ARE_INPUTS)
    return wording.WEIGHT_NAMES


def _bias_kind(biases: object) -> str:
    return "none" if biases is None else "own" if isinstance(biases, tuple) else "shared"


def _listed(names: tuple[str, ...]) -> Words:
    """b¹, b² not updated."""
    words: list[str | Math] = []
    for name in names:
        words += [wording.symbol(name), ", "]
    return (*words[:-1], *wording.NOT_UPDATED)


def _kinks(formulas: list[Expr]) -> Iterator[tuple[str, Words]]:
    used = dict.fromkeys(name for formula in formulas for name in _functions(formula))
    with_kink = [name for name in used if name in wording.KINKS]
    if with_kink:
        yield "Kinks", wording.kinks(with_kink)


def _functions(expr: Expr) -> Iterator[str]:
    if isinstance(expr, Call):
        yield expr.function
    for part in children(expr):
        yield from _functions(part)


def _optimizer(optimizer: Optimizer | None) -> Iterator[tuple[str, Words]]:
    if optimizer is not None:
        yield "Optimiser", wording.descent(optimizer.learning_rate)
