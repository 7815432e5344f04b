"""The samples of a batch as columns: the page's formulas in numpy, courses' code and their numbers."""

import cmath
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from numpy.typing import NDArray
from random_problems import ACTIVATIONS, Net, magnitude, networks, slope, softmax

from backprop_cli import load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.errors import ProblemError, UsageError, WitnessError
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import (
    Add,
    Call,
    Diagonal,
    Div,
    Each,
    Expr,
    MatMul,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Slope,
    Total,
    Transpose,
    children,
    map_children,
    substitute,
)
from backprop_cli.graph.columns import to_columns
from backprop_cli.graph.graph import Graph, Role, node
from backprop_cli.problem.graphs import matrix_graph
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness_arrays import prove_arrays
from backprop_cli.quantities.quantity import Quantity

Array = NDArray[np.float64]


def arrays_of(text: str) -> Derivation:
    problem = read(text)
    assert isinstance(problem, Network)
    return in_arrays(problem, derive_problem(problem))


def bundled(name: str) -> Derivation:
    problem = load(name)
    assert isinstance(problem, Network)
    return in_arrays(problem, derive_problem(problem))


def column(value: Any) -> Array:
    """An array as a matrix: a vector is a column."""
    array = np.array(value, dtype=float)
    return array.reshape(-1, 1) if array.ndim == 1 else array


# --- every formula of the page, in numpy ------------------------------------------------------------


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sin": np.sin,
    "cos": np.cos,
    "log2": np.log2,
    "Phi": lambda z: _entries(lambda each: (1 + math.erf(each / math.sqrt(2))) / 2, z),
    "phi": lambda z: np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi),
    "max": np.maximum,
    "where": lambda test, positive, otherwise: np.where(test > 0, positive, otherwise),
}


def in_numpy(expr: Expr, values: dict[str, Array]) -> Any:
    """A formula over whole arrays, worked by numpy's own rules of broadcasting."""
    match expr:
        case Ref(name):
            return values[name]
        case Num(value, _):
            return value
        case Neg(body):
            return -in_numpy(body, values)
        case Add(terms):
            return sum(in_numpy(term, values) for term in terms)
        case Mul(factors):
            return _product([in_numpy(factor, values) for factor in factors])
        case Div(top, bottom):
            return in_numpy(top, values) / in_numpy(bottom, values)
        case Pow(base, exponent):
            return in_numpy(base, values) ** in_numpy(exponent, values)
        case MatMul(left, right):
            return in_numpy(left, values) @ in_numpy(right, values)
        case Transpose(body):
            return in_numpy(body, values).T
        case Total(body):
            return in_numpy(body, values).sum()
        case Each("row", Total(body)):
            return in_numpy(body, values).sum(axis=1, keepdims=True)
        case Each("column", Total(body)):
            return in_numpy(body, values).sum(axis=0, keepdims=True)
        case Call("softmax", (body,)) | Each("column", Call("softmax", (body,))):
            columns = [[z.real for z in softmax(list(each))] for each in in_numpy(body, values).T]
            return np.array(columns).T
        case Diagonal(body):
            return np.diag(in_numpy(body, values).ravel())
        case Slope(call, _):
            return _entries(lambda z: slope(_function(call), z), in_numpy(call.args[0], values))
        case Call(function, args) if function in FUNCTIONS:
            return FUNCTIONS[function](*(in_numpy(arg, values) for arg in args))
        case Call(_, args):
            return _entries(lambda z: _function(expr)(complex(z)).real, in_numpy(args[0], values))
    raise TypeError(type(expr).__name__)


def _product(factors: list[Any]) -> Any:
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def _entries(function: Callable[[float], float], array: Array) -> Array:
    return np.vectorize(function, otypes=[float])(array)


def _function(call: Expr) -> Callable[[complex], complex]:
    """A function of one variable by the tests' own tables."""
    assert isinstance(call, Call)
    if call.function == "leaky_relu" and call.args[1] == parse("0.2"):
        return ACTIVATIONS["{name: leaky_relu, slope: 0.2}"]
    plain = {"abs": magnitude, "sin": cmath.sin, "cos": cmath.cos, "exp": cmath.exp, "ln": cmath.log}
    return plain.get(call.function) or ACTIVATIONS[call.function]


def sides(derivation: Derivation) -> Iterator[tuple[str, Expr]]:
    """The formula that every vector and matrix is worked from."""
    for step in derivation.steps:
        if step.name in derivation.arrays or step.name in derivation.values:
            yield step.name, step.symbolic[-1].expr


@settings(max_examples=150, deadline=None)
@given(networks(max_samples=4))
def test_every_formula_of_the_page_gives_its_numbers(net: Net) -> None:
    """Numpy works each formula as it stands, from the numbers that the single quantities have."""
    arrays = derived(net)
    values = {name: column(value) for name, value in arrays.arrays.items()} | {
        name: np.float64(value) for name, value in arrays.values.items()
    }
    for name, formula in sides(arrays):
        ours, theirs = values[name], in_numpy(formula, values)
        assert np.shape(ours) == np.shape(theirs), name
        assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-9), name


def derived(net: Net) -> Derivation:
    try:
        return arrays_of(net.text())
    except ProblemError:
        assume(False)
        raise


@settings(max_examples=60, deadline=None)
@given(networks(max_samples=4))
def test_the_gradients_are_those_of_complex_steps(net: Net) -> None:
    """∂L/∂W and ∂L/∂b as matrices hold what differentiating each parameter by itself gives."""
    arrays = derived(net)
    for name, theirs in net.gradients().items():
        whole, _, place = name.rstrip("]").partition("[")
        found = {**arrays.values, **arrays.arrays}[f"dL/d{whole}"]
        ours = np.array(found)[tuple(int(each) - 1 for each in place.split(","))] if place else found
        assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-10), name


@settings(max_examples=100, deadline=None)
@given(networks(max_samples=4))
def test_every_product_meets(net: Net) -> None:
    """In every product of matrices the columns of the left are the rows of the right."""
    arrays = derived(net)
    shapes = {name: column(value).shape for name, value in arrays.arrays.items()}
    products = [each for _, formula in sides(arrays) for each in products_in(formula)]
    assert products
    for product in products:
        (_, inner), (rows, _) = (shape_of(part, shapes) for part in (product.left, product.right))
        assert inner == rows


def products_in(expr: Expr) -> Iterator[MatMul]:
    if isinstance(expr, MatMul):
        yield expr
    for part in children(expr):
        yield from products_in(part)


def shape_of(expr: Expr, shapes: dict[str, Any]) -> tuple[int, int]:
    """By what numpy gives for arrays of ones; slopes have the shape of their argument."""
    ones = {name: np.full(shape, 0.5) for name, shape in shapes.items()}
    rows, columns = np.shape(in_numpy(_without_functions(expr), ones | {"L": np.float64(0.5)}))
    return rows, columns


def _without_functions(expr: Expr) -> Expr:
    match expr:
        case Slope(Call(_, args), _):
            return args[0]
    return map_children(expr, _without_functions)


# --- the courses ------------------------------------------------------------------------------------


def vectorised(w: list[Array], b: list[Array], x: Array, y: Array) -> dict[str, Array]:
    """Tanh layers, then sigmoid with cross-entropy, as the deeplearning.ai course programs it."""
    m = x.shape[1]
    a, found = [x], dict[str, Array]()
    for layer, (weights, biases) in enumerate(zip(w, b, strict=True), 1):
        z = weights @ a[-1] + biases
        a.append(1 / (1 + np.exp(-z)) if layer == len(w) else np.tanh(z))
        found |= {f"Z{layer}": z, f"A{layer}": a[-1]}
    dz = a[-1] - y
    for layer in range(len(w), 0, -1):
        found[f"dell/dZ{layer}"] = dz
        found[f"dL/dW{layer}"] = 1 / m * dz @ a[layer - 1].T
        found[f"dL/db{layer}"] = 1 / m * np.sum(dz, axis=1, keepdims=True)
        if layer > 1:
            dz = w[layer - 1].T @ dz * (1 - np.power(a[layer - 1], 2))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_a_batch_is_what_the_course_programs(seed: int) -> None:
    """Z, A, dZ = A − Y, dW = (1/m)·dZ·Aᵀ, db = (1/m)·row sums, dZ = Wᵀ·dZ ∗ (1 − A²)."""
    source = random.Random(seed)  # noqa: S311 - no secrets
    sizes = [source.randint(1, 5) for _ in range(source.randint(2, 5))]
    generator = np.random.default_rng(seed)
    pairs = list(pairwise(sizes))
    w = [generator.uniform(-1, 1, (after, before)).round(3) for before, after in pairs]
    b = [generator.uniform(-1, 1, (after, 1)).round(3) for _, after in pairs]
    m = source.randint(2, 7)
    x, y = generator.uniform(-2, 2, (sizes[0], m)).round(3), generator.integers(0, 2, (sizes[-1], m))
    data = {
        "samples": [{"inputs": x[:, at].tolist(), "targets": y[:, at].tolist()} for at in range(m)],
        "layers": [
            {"weights": weights.tolist(), "biases": biases[:, 0].tolist(), "activation": "tanh"}
            for weights, biases in zip(w, b, strict=True)
        ],
        "loss": "bce",
    }
    data["layers"][-1]["activation"] = "sigmoid"  # type: ignore[call-overload]
    arrays = arrays_of(json.dumps(data)).arrays
    for name, theirs in vectorised(w, b, x, y).items():
        assert column(arrays[name]) == pytest.approx(theirs, rel=1e-9, abs=1e-12), name


def test_the_assignments_own_numbers() -> None:
    """The test values of deeplearning.ai's week 3 as it prints them."""
    arrays = bundled("planar_data_tanh").arrays
    published = {
        "dL/dW1": [[0.01018708, -0.00708701], [0.00873447, -0.0060768],
                   [-0.00530847, 0.00369379], [-0.02206365, 0.01535126]],
        "dL/db1": [-0.00069728, -0.00060606, 0.000364, 0.00151207],
        "dL/dW2": [[0.00363613, 0.03153604, 0.01162914, -0.01318316]],
        "dL/db2": [0.06589489],
    }  # fmt: skip
    for name, theirs in published.items():
        assert np.array(arrays[name]) == pytest.approx(np.array(theirs), abs=5.1e-9), name


def test_weights_with_a_row_per_input_stay_so() -> None:
    """H = Wᵀx: ∂L/∂W′ = h(ŷ − y)ᵀ and ∂L/∂W = x(W′(ŷ − y))ᵀ have the shapes of the file's matrices."""
    arrays = bundled("softmax_cross_entropy")
    w, w_out = (
        np.array([[0.1, 0.3], [0.4, -0.5], [-0.2, 0.2]]),
        np.array([[0.2, 0.5, -0.4], [-0.1, 0.3, 0.6]]),
    )
    x, y = np.array([[0.0], [1], [0]]), np.array([[0.0], [0], [1]])
    h = w.T @ x
    u = w_out.T @ h
    error = np.exp(u) / np.exp(u).sum() - y
    assert np.array(arrays.arrays["W1"]).shape == (3, 2)
    assert np.array(arrays.arrays["dL/dW2"]) == pytest.approx(h @ error.T, rel=1e-9)
    assert np.array(arrays.arrays["dL/dW1"]) == pytest.approx(x @ (w_out @ error).T, rel=1e-9)
    assert arrays.arrays["dL/dz1"] == pytest.approx((0.5775327010, -0.3943318393), abs=1e-10)
    assert np.array(arrays.arrays["W2_new"])[1, 2] == pytest.approx(0.5611874853, abs=1e-10)
    formulas = {step.name: step.symbolic[-1].expr for step in arrays.backward}
    assert formulas["dL/dW2"] == MatMul(Ref("a1"), Transpose(Ref("dL/dz2")))
    assert formulas["dL/dW1"] == MatMul(Ref("x"), Transpose(Ref("dL/dz1")))


def test_linear_regression_is_descent_on_a_matrix() -> None:
    """W − (α/n)·Xᵀ(Xw − y) with one row per sample is the transpose of ours with one column per sample."""
    arrays = bundled("linear_regression").arrays
    x, y, w = np.array([[1.0, 2], [2, 1], [3, 3]]), np.array([5.0, 4, 9]), np.array([0.5, -0.5])
    assert np.array(arrays["W1_new"])[0] == pytest.approx(w - 0.1 / 3 * x.T @ (x @ w - y), rel=1e-12)
    assert arrays["b1_new"] == pytest.approx((0 - 0.1 * np.mean(x @ w - y),), rel=1e-12)


TRAINED = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
  - {inputs: [1, 1], targets: [1]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0.7, activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
optimizer: {name: momentum, learning_rate: 0.1, mu: 0.5}
penalty: {name: l2, rate: 0.05}
training: %s
"""


@pytest.mark.parametrize(
    "training", ["{steps: 3}", "{epochs: 1, batch_size: 2}", "{epochs: 1, batch_size: 1}"]
)
def test_a_training_goes_on_in_matrices(training: str) -> None:
    """Each step has its batch as columns and starts from matrices of state; its formulas give its numbers."""
    problem = read(TRAINED % training)
    assert isinstance(problem, Network)
    steps = derive_problem(problem).parts
    assert len(steps) > 1
    for number, part in steps.items():
        arrays = in_arrays(problem, part, problem.schedule.batch(number))
        assert prove_arrays(arrays) == len(arrays.steps)
        values = {**arrays.values, **{name: column(value) for name, value in arrays.arrays.items()}}
        samples = problem.schedule.batch(number) or (1, 2, 3)
        x = np.array([[float(each.text) for each in problem.samples[at - 1].inputs] for at in samples]).T
        assert values["X"] == pytest.approx(x)
        data = values["dell/dZ1"] @ x.T / len(samples)
        assert values["dL/dW1"] == pytest.approx(data + 2 * 0.05 * values["W1"], rel=1e-9)
        before = values[f"v(W1)#{number - 1}"]
        assert np.shape(before) == (() if number == 1 else (2, 2))
        assert values["v(W1)"] == pytest.approx(0.5 * before + values["dL/dW1"], rel=1e-9)
        assert values["W1_new"] == pytest.approx(values["W1"] - 0.1 * values["v(W1)"], rel=1e-9)


# --- what cannot be, and what is found --------------------------------------------------------------


def batch(count: int) -> Graph:
    text = "samples:\n" + "  - {inputs: [1], targets: [2]}\n" * count
    problem = read(text + "layers: [{weights: [[0.5]], activation: linear}]\nloss: sse\n")
    assert isinstance(problem, Network)
    return matrix_graph(problem)


@pytest.mark.parametrize("formula", ["z1@1", "z1@2 + z1@1", "z1@1 + y@2", "z1@1 + 2*z1@2", "z1@1 - z1@2"])
def test_only_sums_over_all_samples_mix_columns(formula: str) -> None:
    """What is made of several samples, and not the same of each, is refused with a way out."""
    graph = batch(2)
    mixed = node(Quantity("mu", 1), Role.STATISTIC, named(formula), (1,))
    with pytest.raises(UsageError, match="not worked alike") as refused:
        to_columns(replace(graph, nodes=(*graph.nodes, mixed)))
    assert refused.value.hint == "use --style delta"


def test_a_sum_over_all_samples_is_that_of_a_row() -> None:
    """Of vectors the sums of the rows, of numbers the sum of all."""
    graph = batch(2)
    mixed = node(Quantity("mu", 1), Role.STATISTIC, named("2*(z1@1^2 + z1@2^2)"), (1,))
    formulas = to_columns(replace(graph, nodes=(*graph.nodes, mixed))).formulas
    assert formulas["mu1"] == Mul((Num(2.0, "2"), Each("row", Total(Pow(Ref("Z1"), Num(2.0, "2"))))))
    assert Total(Ref("ell")) in children(formulas["L"])


def named(formula: str) -> Expr:
    """A formula with names of samples in it."""
    plain = parse(formula.replace("1@", "1_").replace("y@", "y_"))
    return substitute(plain, lambda name: Ref(name.replace("_", "@")))


def test_samples_that_are_not_worked_alike_are_no_columns() -> None:
    """One formula stands for all samples, so it must be one."""
    graph = batch(2)
    nodes = tuple(
        each._replace(formula=Neg(each.formula)) if each.name == "a1@2" and each.formula else each
        for each in graph.nodes
    )
    with pytest.raises(UsageError, match="not worked alike"):
        to_columns(replace(graph, nodes=nodes))


def test_one_sample_needs_no_columns() -> None:
    """The graph of a single sample stays as it is."""
    graph = batch(1)
    assert to_columns(graph) == graph


@pytest.mark.parametrize("name", ["dell/dZ1", "dL/dW1", "A1", "W1_new"])
def test_the_witness_finds_a_wrong_matrix(name: str) -> None:
    """Where a formula does not give the numbers of the page, there is no proof."""
    arrays = bundled("planar_data_tanh")
    assert prove_arrays(arrays) == len(arrays.steps)
    wrong = np.array(arrays.arrays[name])
    wrong[0, 0] += 1e-6
    rows = tuple(tuple(map(float, row)) for row in wrong)
    with pytest.raises(WitnessError, match=name.replace("/", ".")):
        prove_arrays(replace(arrays, arrays={**arrays.arrays, name: rows}))
