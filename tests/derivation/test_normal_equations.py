"""Linear regression in closed form: numpy's least squares and pseudo-inverse, and sums done by hand."""

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from backprop_cli import load
from backprop_cli.derivation.normal_equations import (
    MOST_COLUMNS,
    MOST_SAMPLES,
    LeftOut,
    NormalEquations,
    cost,
    normal_equations,
)
from backprop_cli.derivation.rational import Fractions, inverse, product, reduced, turned
from backprop_cli.errors import WitnessError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import names
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness_closed_form import prove_closed_form

LOSSES = {
    "mse": lambda errors: np.mean(errors**2, axis=1),
    "half_mse": lambda errors: np.mean(errors**2, axis=1) / 2,
    "sse": lambda errors: np.sum(errors**2, axis=1),
    "half_sse": lambda errors: np.sum(errors**2, axis=1) / 2,
}
"""The loss of each sample from its row of errors, as textbooks define it."""


def problem(inputs: Any, targets: Any, *, biases: Any = None, loss: str = "mse") -> Network:
    """A network of one linear layer for samples in rows."""
    pairs = zip(inputs, targets, strict=True)
    samples = "\n".join(f"  - {{inputs: {list(x)}, targets: {list(y)}}}" for x, y in pairs)
    matrix = [[0.5] * len(inputs[0])] * len(targets[0])
    own = "" if biases is None else f", biases: {biases}"
    layer = f"{{weights: {matrix}{own}, activation: linear}}"
    read_back = read(f"samples:\n{samples}\nlayers: [{layer}]\nloss: {loss}\n")
    assert isinstance(read_back, Network)
    return read_back


def solved(network: Network) -> NormalEquations:
    found = normal_equations(network)
    assert isinstance(found, NormalEquations)
    return found


def floats(matrix: Any) -> Any:
    return np.array(matrix, dtype=float)


def drawn(seed: int, rows: int, columns: int) -> list[list[float]]:
    draw = random.Random(seed)  # noqa: S311
    return [[round(draw.uniform(-3, 3), 2) for _ in range(columns)] for _ in range(rows)]


# --- the witness ------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_witness_agrees_whatever_the_rank(rank: int, has_bias: bool) -> None:
    """SymPy solves it again, singular or not; it counts weights and biases."""
    x = np.array(drawn(rank, 6, rank)) @ np.array(drawn(rank + 7, rank, 3))
    network = problem(x.round(4).tolist(), drawn(5, 6, 2), biases=[0, 0] if has_bias else None)
    found = solved(network)
    assert found.rank == rank + has_bias
    assert prove_closed_form(network, found) == (8 if has_bias else 6)


@pytest.mark.parametrize("inputs", [[[1, 2], [2, 1], [3, 3]], [[1, 2], [2, 4], [3, 6]], [[0, 0], [0, 0]]])
def test_the_witness_finds_a_wrong_solution(inputs: list[list[int]]) -> None:
    """Another weight, the smallest bit off, or another loss: there is no proof, whatever the rank."""
    network = problem(inputs, [[1], [2], [4]][: len(inputs)])
    found = solved(network)
    (first, ours), *others = found.parameters
    wrong = found._replace(parameters=((first, ours + Fraction(1, 10**40)), *others))
    with pytest.raises(WitnessError, match=r"closed form, W1\[1,1\]: ours"):
        prove_closed_form(network, wrong)
    with pytest.raises(WitnessError, match="the loss in closed form"):
        prove_closed_form(network, found._replace(loss=found.loss + Fraction(1, 10**6)))


def test_the_witness_takes_the_largest_problem() -> None:
    """As many columns, samples and outputs as are worked."""
    network = problem(drawn(1, MOST_SAMPLES, MOST_COLUMNS - 1), drawn(2, MOST_SAMPLES, 2), biases=[0, 0])
    assert prove_closed_form(network, solved(network)) == 2 * MOST_COLUMNS


# --- against numpy ----------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize(("samples", "inputs", "outputs"), [(6, 2, 1), (9, 4, 3), (3, 5, 2), (1, 3, 1)])
def test_it_is_numpys_least_squares(
    samples: int, inputs: int, outputs: int, has_bias: bool, loss: str
) -> None:
    """More samples than parameters or fewer, with bias or not: lstsq's shortest solution, and its loss."""
    x, y = drawn(samples, samples, inputs), drawn(samples + 50, samples, outputs)
    found = solved(problem(x, y, biases=[0] * outputs if has_bias else None, loss=loss))
    design = np.hstack([x, np.ones((samples, 1))]) if has_bias else floats(x)
    expected, _, rank, _ = np.linalg.lstsq(design, floats(y), rcond=None)
    assert floats(found.solution) == pytest.approx(expected.T, abs=1e-9)
    assert found.rank == rank
    assert float(found.loss) == pytest.approx(np.mean(LOSSES[loss](floats(y) - design @ expected)), abs=1e-12)


@pytest.mark.parametrize("has_bias", [True, False])
def test_a_column_that_is_there_twice(has_bias: bool) -> None:
    """Two equal inputs and a constant one: singular, rank as numpy's, numpy's pseudo-inverse and solution."""
    x = [[*row, row[0], 2] for row in drawn(3, 8, 2)]
    y = drawn(4, 8, 2)
    found = solved(problem(x, y, biases=[0, 0] if has_bias else None))
    design = np.hstack([x, np.ones((8, 1))]) if has_bias else floats(x)
    assert found.inverse is None
    assert found.rank == np.linalg.matrix_rank(design) == 3
    assert floats(found.pseudo_inverse) == pytest.approx(np.linalg.pinv(design.T), abs=1e-9)
    assert floats(found.solution) == pytest.approx((np.linalg.pinv(design) @ floats(y)).T, abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_penrose_s_four_conditions_hold_exactly(seed: int) -> None:
    """A·A†·A = A, A†·A·A† = A†, and A·A† and A†·A are symmetric (Penrose 1955): no other matrix does that."""
    draw = random.Random(seed)  # noqa: S311
    rank, inputs, samples = draw.randint(1, 2), draw.randint(3, 5), draw.randint(3, 6)
    x = np.array(drawn(seed, samples, rank)) @ np.array(drawn(seed + 99, rank, inputs))
    found = solved(problem(x.round(4).tolist(), drawn(1, samples, 1)))
    matrix, pseudo = found.design, found.pseudo_inverse
    there, back = product(matrix, pseudo), product(pseudo, matrix)
    assert found.rank == np.linalg.matrix_rank(x) == rank
    assert product(there, matrix) == matrix
    assert product(back, pseudo) == pseudo
    assert (turned(there), turned(back)) == (there, back)


@pytest.mark.parametrize("seed", range(20))
def test_the_factors_make_the_matrix(seed: int) -> None:
    """X̃ = C·R exactly, and both have its rank."""
    x = [[*row, row[0] + row[1]] for row in drawn(seed, 7, 3)]
    x = [[round(each, 2) for each in row] for row in x]
    found = solved(problem(x, drawn(1, 7, 1), biases=0))
    assert found.factors is not None
    assert product(*found.factors) == found.design
    assert [np.linalg.matrix_rank(floats(each)) for each in found.factors] == [4, 4] == [found.rank] * 2


def fractions(matrix: Any) -> Fractions:
    return tuple(tuple(Fraction(each) for each in row) for row in matrix)


@pytest.mark.parametrize("seed", range(30))
def test_the_inverse_times_the_matrix_is_the_identity(seed: int) -> None:
    """Exactly, for fractions; where numpy finds a determinant of 0, there is none."""
    draw = random.Random(seed)  # noqa: S311
    size = draw.randint(1, 6)
    matrix = fractions(
        [[Fraction(draw.randint(-4, 4), draw.randint(1, 5)) for _ in range(size)] for _ in range(size)]
    )
    found = inverse(matrix)
    assert (found is None) == (abs(np.linalg.det(floats(matrix))) < 1e-9)
    assert found is None or product(found, matrix) == fractions(np.eye(size, dtype=int).tolist())


def test_the_echelon_form_of_a_textbook() -> None:
    """Strang, Introduction to Linear Algebra, section 3.2: pivots in columns 1 and 3."""
    rows, pivots = reduced(fractions([[1, 1, 2, 3], [2, 2, 8, 10], [3, 3, 10, 13]]))
    assert pivots == (0, 2)
    assert rows == fractions([[1, 1, 0, 1], [0, 0, 1, 1]])


# --- by hand ----------------------------------------------------------------------------------------


def test_the_bundled_regression_is_exact() -> None:
    """Its data lie on y = x₁ + 2·x₂: weights (1, 2), bias 0, loss 0, not 1e-16."""
    network = load("linear_regression")
    assert isinstance(network, Network)
    found = solved(network)
    assert found.solution == ((1, 2, 0),)
    assert [str(value) for _, value in found.parameters] == ["1", "2", "0"]
    assert found.loss == 0


def test_the_line_of_three_points() -> None:
    """Strang's (0, 6), (1, 0), (2, 0): the line 5 − 3t, Σ of squares 6 (section 4.3)."""
    found = solved(problem([[0], [1], [2]], [[6], [0], [0]], biases=0, loss="sse"))
    assert found.solution == ((-3, 5),)
    assert found.loss == 2  # the mean over the samples
    assert found.square == ((5, 3), (3, 3))
    assert found.right == ((0, 6),)


def test_digits_count_as_typed() -> None:
    """0.1 is a tenth, and 1/3 a third: y = 0.1·x through (1/3, 1/30) leaves nothing over."""
    found = solved(read_one("1/3", "1/30"))
    assert found.solution == ((Fraction(1, 10),),)
    assert found.loss == 0


def read_one(x: str, y: str) -> Network:
    text = f"inputs: [{x}]\ntargets: [{y}]\nlayers: [{{weights: [[1]], activation: linear}}]\nloss: mse\n"
    network = read(text)
    assert isinstance(network, Network)
    return network


def test_inputs_that_are_all_0() -> None:
    """Nothing can be fitted: rank 0, and the shortest weights are 0."""
    found = solved(problem([[0, 0], [0, 0]], [[1], [3]]))
    assert (found.rank, found.solution, found.loss) == (0, ((0, 0),), 5)


def test_the_multiplications() -> None:
    """With n = 3, d = 3: 2·3·3 for a step; 27 for X̃·X̃ᵀ, 9 to eliminate, 9 + 9 for Y·X̃ᵀ and its solution."""
    network = load("linear_regression")
    assert isinstance(network, Network)
    counted = cost(solved(network))
    assert (counted.step, counted.closed_form) == (18, 27 + 9 + 18)


# --- where there is none ----------------------------------------------------------------------------


PLAIN = """\
samples: [{inputs: [1], targets: [1]}, {inputs: [3], targets: [2]}]
layers: [{weights: [[1]], biases: [0], activation: linear}]
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("linear}", "linear, normalize: {gamma: [1], beta: [0]}}"),
        ("linear", "sigmoid"),
        ("mse", "rmse"),
        ("mse", "mae"),
        ("mse", "mse\npenalty: {name: l2, rate: 0.1}"),
        ("mse", "mse\nfixed: [b1]"),
        ("linear}]", "linear}, {weights: [[1]], activation: linear}]"),
        ("[1]}, {inputs: [3], targets: [2]}", "[1, 1]}, {inputs: [3], targets: [2, 2]}"),
    ],
)
def test_where_least_squares_is_not_it(old: str, new: str) -> None:
    """Anything between W·x + b and the squares, more layers, a parameter held or shared: no closed form."""
    text = PLAIN.replace(old, new)
    if "[1, 1]" in text:  # two units that share one bias
        text = text.replace("[[1]], biases: [0]", "[[1], [1]], biases: 0")
    assert normal_equations(_network(PLAIN)) is not None
    assert text != PLAIN
    assert normal_equations(_network(text)) is None


def _network(text: str) -> Network:
    network = read(text)
    assert isinstance(network, Network)
    return network


def test_one_unit_may_share_its_bias() -> None:
    """Of one unit a bias of the layer is its own."""
    shared = solved(_network(PLAIN.replace("biases: [0]", "biases: 0")))
    assert shared.solution == ((Fraction(1, 2), Fraction(1, 2)),)
    assert shared == solved(_network(PLAIN))._replace(parameters=shared.parameters)


@pytest.mark.parametrize(("samples", "inputs", "outputs"), [(201, 1, 1), (2, 20, 1), (2, 1, 21)])
def test_what_is_too_large_is_left_out(samples: int, inputs: int, outputs: int) -> None:
    """More than 200 samples, 20 columns with the ones, 20 outputs; one less of each is worked."""
    x, y, biases = [[1] * inputs] * samples, [[1] * outputs] * samples, [0] * outputs
    assert normal_equations(problem(x, y, biases=biases)) is LeftOut.SIZE
    smaller = [x[:200], [row[:20] for row in y[:200]]]
    within = problem([row[:19] for row in smaller[0]], smaller[1], biases=biases[:20])
    assert isinstance(normal_equations(within), NormalEquations)


@pytest.mark.parametrize("number", ["1e300", "1e-300", "-1e31"])
def test_numbers_that_fractions_cannot_bear(number: str) -> None:
    """No hour of work for the zeros of 1e300: left out."""
    assert normal_equations(read_one(number, "1")) is LeftOut.NUMBERS


def test_bundled_problems_without_one() -> None:
    """Of the bundled problems only those of one linear layer have a closed form."""
    networks = {name: each for name in names() if isinstance(each := load(name), Network)}
    found = {name for name, each in networks.items() if normal_equations(each) is not None}
    assert "linear_regression" in found
    assert all(len(networks[name].layers) == 1 for name in found)
    assert "l2_penalty" not in found
