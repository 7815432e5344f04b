"""Linear regression in closed form: W̃ = Y·X̃ᵀ·(X̃·X̃ᵀ)⁻¹, exactly, from the digits as typed.

Samples are columns here, as on the page; with one row per sample it is w = (XᵀX)⁻¹Xᵀy. Where X̃·X̃ᵀ is
singular, X̃ = C·R is taken apart by its rank, and W̃ = Y·X̃† with X̃† = Rᵀ(RRᵀ)⁻¹(CᵀC)⁻¹Cᵀ (Penrose 1955;
MacDuffee's formula) is the shortest of all solutions.
"""

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from backprop_cli.derivation.rational import Fractions, inverse, product, reduced, turned
from backprop_cli.expr.tree import Num
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.model import Layer, Network
from backprop_cli.quantities.network import bias, weights
from backprop_cli.quantities.quantity import Quantity

MOST_COLUMNS, MOST_SAMPLES, MOST_OUTPUTS = 20, 200, 20
"""Inputs (with the ones of the bias), samples and outputs that are worked in fractions."""
LARGEST, SMALLEST = 1e30, 1e-30
"""Numbers beyond make fractions of thousands of digits."""


class LeftOut(Enum):
    """Why there is no closed form where there might be one."""

    SIZE = "size"
    NUMBERS = "numbers"


class Factors(NamedTuple):
    """X̃ = C·R, with shapes (d, rank) and (rank, n)."""

    columns: Fractions
    """How each row of X̃ is made of the independent ones."""
    rows: Fractions
    """Those."""


class NormalEquations(NamedTuple):
    """One least-squares problem, worked; d counts the ones of the bias, n the samples, m the outputs."""

    design: Fractions
    """X̃, shape (d, n): the inputs, and below them a row of ones where there is a bias."""
    targets: Fractions
    """Y, shape (m, n)."""
    square: Fractions
    """X̃·X̃ᵀ, shape (d, d)."""
    right: Fractions
    """Y·X̃ᵀ, shape (m, d)."""
    inverse: Fractions | None
    """(X̃·X̃ᵀ)⁻¹, shape (d, d); None where it is singular."""
    factors: Factors | None
    """Where it is singular, and X̃ is not 0."""
    pseudo_inverse: Fractions
    """X̃†, shape (n, d): where X̃·X̃ᵀ has an inverse, X̃ᵀ·(X̃·X̃ᵀ)⁻¹."""
    solution: Fractions
    """W̃ = Y·X̃†, shape (m, d): the weights, and behind them the bias where there is one."""
    parameters: tuple[tuple[Quantity, Fraction], ...]
    """The same by their places in the network."""
    loss: Fraction
    """The network's loss there."""

    @property
    def rank(self) -> int:
        """The rank of X̃ and of X̃·X̃ᵀ."""
        if self.inverse is not None:
            return len(self.design)
        return len(self.factors.rows) if self.factors else 0


def normal_equations(network: Network) -> NormalEquations | LeftOut | None:
    """The closed form of a network's training; None where least squares of one linear layer is not it."""
    if not _is_linear_regression(network):
        return None
    (layer,) = network.layers
    if not _fits(network, layer):
        return LeftOut.SIZE
    try:
        found = _worked(network, layer)
        for number in (*_all(found.square, found.right, found.solution), found.loss):
            float(number)
    except OverflowError:
        return LeftOut.NUMBERS
    return found


def _is_linear_regression(network: Network) -> bool:
    """Whether the loss is a sum of squares of W·x + b, with every parameter free."""
    first, *more = network.layers
    squares = network.loss.term == LOSSES["sse"].term and not network.loss.root
    is_plain = first.activation.name == "linear" and not first.normalization
    shares = isinstance(first.biases, Num) and len(first.weights) > 1
    return (
        squares
        and is_plain
        and bool(first.weights)
        and not (more or shares or network.penalty or network.fixed)
    )


def _fits(network: Network, layer: Layer) -> bool:
    columns = len(layer.weights[0]) + (layer.biases is not None)
    return (
        columns <= MOST_COLUMNS
        and len(network.samples) <= MOST_SAMPLES
        and len(layer.weights) <= MOST_OUTPUTS
    )


def _worked(network: Network, layer: Layer) -> NormalEquations:
    """Raises `OverflowError` for a number that is too large or too small."""
    ones = () if layer.biases is None else (Fraction(1),)
    design = turned(tuple((*map(_exact, each.inputs), *ones) for each in network.samples))
    targets = turned(tuple(tuple(map(_exact, each.targets)) for each in network.samples))
    square, right = product(design, turned(design)), product(targets, turned(design))
    inverted = inverse(square)
    factors = None if inverted else _factors(design)
    pseudo = product(turned(design), inverted) if inverted else _pseudo_inverse(design, factors)
    solution = product(targets, pseudo)
    parameters = tuple(_placed(layer, solution))
    loss = _loss(network, targets, product(solution, design))
    return NormalEquations(
        design=design,
        targets=targets,
        square=square,
        right=right,
        inverse=inverted,
        factors=factors,
        pseudo_inverse=pseudo,
        solution=solution,
        parameters=parameters,
        loss=loss,
    )


def _exact(number: Num) -> Fraction:
    """A number as typed."""
    if not number.value:
        return Fraction(0)
    if not SMALLEST <= abs(number.value) <= LARGEST:
        raise OverflowError
    return Fraction(number.text)


def _factors(design: Fractions) -> Factors | None:
    """By rows of X̃, so that what an input has to do with the others is seen; None where it is 0."""
    made_of, pivots = reduced(turned(design))
    return Factors(turned(made_of), tuple(design[place] for place in pivots)) if pivots else None


def _pseudo_inverse(design: Fractions, factors: Factors | None) -> Fractions:
    """Rᵀ(RRᵀ)⁻¹(CᵀC)⁻¹Cᵀ, shape (n, d); of a matrix of zeros its transpose."""
    if factors is None:
        return turned(design)
    columns, rows = factors
    of_rows, of_columns = inverse(product(rows, turned(rows))), inverse(product(turned(columns), columns))
    if of_rows is None or of_columns is None:
        raise ValueError("the factors of a matrix have its rank")
    return product(product(turned(rows), of_rows), product(of_columns, turned(columns)))


def _placed(layer: Layer, solution: Fractions) -> Iterable[tuple[Quantity, Fraction]]:
    """The weights unit by unit, then the biases."""
    inputs = len(layer.weights[0])
    for unit, row in enumerate(solution, start=1):
        yield from ((weights(1).at(unit, place), row[place - 1]) for place in range(1, inputs + 1))
    if layer.biases is not None:
        own = isinstance(layer.biases, tuple)
        for unit, row in enumerate(solution, start=1):
            yield bias(1).at(unit) if own else bias(1), row[inputs]


def _loss(network: Network, targets: Fractions, outputs: Fractions) -> Fraction:
    squares = sum(
        ((target - output) ** 2 for target, output in zip(_all(targets), _all(outputs), strict=True)),
        Fraction(0),
    )
    factor = network.loss.factor / (len(targets) if network.loss.per_output else 1)
    return factor * squares / (len(network.samples) if network.reduction == "mean" else 1)


def _all(*matrices: Fractions) -> list[Fraction]:
    return [entry for matrix in matrices for row in matrix for entry in row]


class Cost(NamedTuple):
    """Multiplications: of one gradient step, and of the closed form by its parts."""

    samples: int
    columns: int
    outputs: int

    @property
    def step(self) -> int:
        """W·X and δ·Xᵀ: n·d each, for each output."""
        return 2 * self.samples * self.columns * self.outputs

    @property
    def closed_form(self) -> int:
        """X̃·X̃ᵀ, elimination (d³/3, rounded), and for each output a column of Y·X̃ᵀ and its solution."""
        n, d = self.samples, self.columns
        return n * d**2 + round(Fraction(d**3, 3)) + self.outputs * (n * d + d**2)


def cost(equations: NormalEquations) -> Cost:
    """How long both ways take."""
    return Cost(len(equations.design[0]), len(equations.design), len(equations.targets))
