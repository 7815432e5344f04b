"""Every style gives the same gradients: on random networks, samples, penalties, masks and normalised layers.

Each style's numbers come from its own formulas: the sums of δ, the products of the paths, whole matrices
worked as they stand, the gates of the circuits. Beside them stand complex steps over a forward pass of the
test's own, and backpropagation in plain numpy.
"""

import cmath
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from plain_backprop import gradients
from random_problems import (
    ACTIVATIONS,
    LOSSES,
    OF_PROBABILITIES,
    STEP,
    Net,
    decimals,
    magnitude,
    networks,
    softmax,
)

from backprop_cli import solution
from backprop_cli.api.solutions import solve
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.proof.witness_arrays import prove_arrays
from backprop_cli.worksheet.document import Row, Working
from backprop_cli.worksheet.layout import Layout

EPSILON, KEEP = 0.01, 0.8
CLOSE: dict[str, float] = {"rel": 1e-7, "abs": 1e-9}


class Case:
    """A random network with what may be added to it."""

    def __init__(
        self,
        net: Net,
        penalty: tuple[str, float, str],
        normalised: dict[int, tuple[Any, Any]],
        dropped: dict[int, Any],
    ) -> None:
        self.net = net
        self.penalty, self.rate, self.on = penalty
        for number, (gamma, beta) in normalised.items():
            net.layers[number]["normalize"] = {"gamma": gamma, "beta": beta, "epsilon": EPSILON}
        for number, mask in dropped.items():
            net.layers[number]["dropout"] = {"mask": mask, "keep": KEEP}

    def problem(self) -> Network:
        data = json.loads(self.net.text())
        if self.penalty:
            data["penalty"] = {"name": self.penalty, "rate": self.rate}
            data["penalty"] |= {"on": self.on} if self.on else {}
        problem = read(json.dumps(data))
        assert isinstance(problem, Network)
        return problem

    def loss(self) -> complex:
        """The loss with the present numbers: layer after layer, all samples side by side."""
        rows: list[list[complex]] = [[complex(x) for x in each["inputs"]] for each in self.net.samples]
        for layer in self.net.layers:
            rows = [weighted(layer, row) for row in rows]
            if "normalize" in layer:
                rows = normal(rows, layer["normalize"])
            name = layer["activation"]
            rows = [
                softmax(row) if name == "softmax" else [ACTIVATIONS[name](z) for z in row] for row in rows
            ]
            if "dropout" in layer:
                rows = dropped(rows, layer["dropout"]["mask"])
        term = {**LOSSES, **OF_PROBABILITIES}[self.net.loss]
        losses = [term(each["targets"], row) for each, row in zip(self.net.samples, rows, strict=True)]
        data = sum(losses) / (len(losses) if self.net.reduction == "mean" else 1)
        return data + self.penalised()

    def penalised(self) -> complex:
        """R over the weights, or over all that a layer's sums are made of."""
        counted = [w for layer in self.net.layers for row in layer["weights"] for w in row]
        if self.on:
            biases = (layer.get("biases", []) for layer in self.net.layers)
            counted += [b for own in biases for b in (own if isinstance(own, list) else [own])]
        squares = self.rate * sum(w * w for w in counted)
        sizes = self.rate * sum(map(magnitude, counted))
        return {"": 0, "l2": squares, "half_l2": squares / 2, "l1": sizes}[self.penalty]

    def places(self) -> Iterator[tuple[str, Any, Any]]:
        """Every parameter, and where it stands."""
        yield from self.net.places()
        for number, layer in enumerate(self.net.layers, start=1):
            if isinstance(layer.get("biases"), float):
                yield f"b{number}", layer, "biases"
            for key in ("gamma", "beta"):
                values = layer.get("normalize", {}).get(key, [])
                yield from ((f"{key}{number}[{at + 1}]", values, at) for at in range(len(values)))

    def gradients(self) -> dict[str, float]:
        """∂L/∂parameter by complex steps."""
        found = {}
        for name, holder, at in self.places():
            before = holder[at]
            holder[at] = complex(before, STEP)
            found[f"dL/d{name}"] = self.loss().imag / STEP
            holder[at] = before
        return found

    def plainly(self) -> dict[str, float]:
        """The same by backpropagation in numpy."""
        net = self.net
        wholes = gradients(
            *(net.layers, net.samples, net.loss),
            mean=net.reduction == "mean",
            penalty=(self.penalty, self.rate),
            on_biases=bool(self.on),
        )
        return {
            f"dL/d{name}[{','.join(str(at + 1) for at in place)}]" if place else f"dL/d{name}": float(entry)
            for name, whole in wholes.items()
            for place, entry in np.ndenumerate(whole)
        }


def weighted(layer: dict[str, Any], row: list[complex]) -> list[complex]:
    biases = layer.get("biases", 0)
    own = biases if isinstance(biases, list) else [biases] * len(layer["weights"])
    sums = (sum(w * x for w, x in zip(each, row, strict=True)) for each in layer["weights"])
    return [z + b for z, b in zip(sums, own, strict=True)]


def normal(rows: list[list[complex]], made: dict[str, Any]) -> list[list[complex]]:
    """Source: S. Ioffe, C. Szegedy, Batch normalization (2015), algorithm 1."""
    moved = []
    for values, gamma, beta in zip(zip(*rows, strict=True), made["gamma"], made["beta"], strict=True):
        mean = sum(values) / len(values)
        root = cmath.sqrt(sum((z - mean) ** 2 for z in values) / len(values) + EPSILON)
        moved.append([gamma * (z - mean) / root + beta for z in values])
    return [list(row) for row in zip(*moved, strict=True)]


def dropped(rows: list[list[complex]], mask: Any) -> list[list[complex]]:
    """What the mask keeps, as much more as it is kept seldom; one mask, or one for each sample."""
    masks = mask if isinstance(mask[0], list) else [mask] * len(rows)
    return [
        [a * kept / KEEP for a, kept in zip(row, own, strict=True)]
        for row, own in zip(rows, masks, strict=True)
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    net = draw(networks(max_layers=2, max_units=2, max_samples=3))
    normalised, masks = {}, {}
    for number, layer in enumerate(net.layers):
        units, several = len(layer["weights"]), len(net.samples) > 1
        if several and draw(st.booleans()):
            numbers = st.lists(decimals(-1, 1), min_size=units, max_size=units)
            normalised[number] = (draw(numbers), draw(numbers))
        if number + 1 < len(net.layers) and draw(st.booleans()):  # ŷ = 0 has no logarithm
            mask = st.lists(st.sampled_from([0, 1]), min_size=units, max_size=units)
            by_sample = several and draw(st.booleans())
            masks[number] = draw(st.tuples(*[mask] * len(net.samples)).map(list) if by_sample else mask)
    kinds = st.sampled_from([("", 0.0), ("l2", 0.05), ("half_l2", 0.3), ("l1", 0.2)])
    return Case(net, (*draw(kinds), draw(st.sampled_from(["", "all"]))), normalised, masks)


def by_matrices(problem: Network) -> dict[str, float]:
    """Each entry of the gradients that whole matrices give, worked from the given ones alone."""
    arrays = in_arrays(problem, derive_problem(problem))
    assert prove_arrays(arrays) == len(arrays.steps)
    fresh = derive(arrays.graph, {**arrays.given, **arrays.given_arrays})
    values = {**fresh.values, **fresh.arrays}
    found: dict[str, float] = {}
    for step in fresh.backward:
        pairs = zip(flat(arrays.singles[step.name]), flat(values[step.name]), strict=True)
        found |= dict(pairs)
    return found


def flat(array: Any) -> list[Any]:
    return [each for part in array for each in flat(part)] if isinstance(array, tuple) else [array]


def by_gates(problem: Network) -> Iterator[Mapping[str, float]]:
    """The values of the circuits, functions opened or not."""
    for detail in ("gates", "gates, functions opened"):
        yield derive_problem(problem, detail).values


def by_paths(problem: Network, gradient: str) -> float | None:
    """The sum of the products of all paths; None where they are too many for a sheet."""
    try:
        document = solve(problem, Layout(style="paths", only=(gradient,)), verify=False).document
        (section,) = document.sections
    except UsageError as error:
        assert "more than 64 paths" in error.message  # noqa: PT017 - any other would be a fault
        return None
    rows = [row for block in section.blocks if isinstance(block, Working) for row in block.rows]
    products = [row.value for row in rows if isinstance(row, Row) and row.name.startswith("P[")]
    single = [row.value for row in rows if isinstance(row, Row) and row.name == gradient]
    assert None not in products
    return sum(each for each in products if each is not None) if products else single[0]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.integers(0, 10**6))
def test_styles_agree(case: Case, pick: int) -> None:
    """Delta, paths, matrix and gates, functions opened or not, beside complex steps and plain numpy."""
    theirs = case.gradients()
    assume(all(map(cmath.isfinite, theirs.values())))
    try:
        problem = case.problem()
        delta = derive_problem(problem).values
        gates = list(by_gates(problem))
    except ProblemError:
        assume(False)
        raise
    matrices, plain = by_matrices(problem), case.plainly()
    assert plain.keys() == theirs.keys()
    for name, value in theirs.items():
        for style in (plain, delta, matrices, *gates):
            assert style[name] == pytest.approx(value, **CLOSE), name
    name = sorted(theirs)[pick % len(theirs)]
    if (summed := by_paths(problem, name)) is not None:
        assert summed == pytest.approx(theirs[name], **CLOSE), name


# --- batch normalisation in matrices ----------------------------------------------------------------

NORMALISED = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
  - {inputs: [1, 1], targets: [1]}
layers:
  - weights: [[0.1, 0.2], [0.3, -0.4]]
    normalize: {gamma: [1, 1.5], beta: [0, -0.5], epsilon: 0.001}
    activation: tanh
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
reduction: mean
optimizer: {name: sgd, learning_rate: 0.1}
"""


def program(reduction: str) -> dict[str, Any]:
    """Forward and backward in numpy, samples as columns, by the paper's formulas."""
    x, y = np.array([[0.5, 2, 1], [-1, 0.25, 1]]), np.array([[1, 0, 1]])
    w1, w2 = np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([[1.0, -1]])
    gamma, beta, n = np.array([[1], [1.5]]), np.array([[0], [-0.5]]), 3
    z = w1 @ x
    mu, var = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    root = np.sqrt(var + 0.001)
    hat = (z - mu) / root
    a = np.tanh(gamma * hat + beta)
    out = 1 / (1 + np.exp(-(w2 @ a + 0.1)))
    d2 = (out - y) / (n if reduction == "mean" else 1)
    du = w2.T @ d2 * (1 - a**2)
    dhat = du * gamma
    dvar = (dhat * (z - mu)).sum(axis=1, keepdims=True) * -0.5 / root**3
    dmu = -(dhat / root).sum(axis=1, keepdims=True)
    dz = dhat / root + dvar * 2 * (z - mu) / n + dmu / n
    return {
        "Z1": z, "mu1": mu, "var1": var, "Zhat1": hat, "U1": gamma * hat + beta, "A1": a,
        "Z2": w2 @ a + 0.1, "A2": out, "dL/dA2": d2 / (out * (1 - out)), "dL/dZ2": d2, "dL/dW2": d2 @ a.T,
        "dL/db2": d2.sum(axis=1, keepdims=True), "dL/dA1": w2.T @ d2, "dL/dU1": du, "dL/dZhat1": dhat,
        "dL/dvar1": dvar, "dL/dmu1": dmu, "dL/dZ1": dz, "dL/dW1": dz @ x.T,
        "dL/dgamma1": (du * hat).sum(axis=1, keepdims=True), "dL/dbeta1": du.sum(axis=1, keepdims=True),
    }  # fmt: skip


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_normalised_batch_has_its_matrices(reduction: str) -> None:
    """Every vector and matrix on the way in JSON as numpy has it, with its shape; no other is there."""
    made = solution(read(NORMALISED.replace("mean", reduction)), style="matrix", verify=True)
    steps = {step["name"]: step for step in json.loads(made.render("json"))["steps"]}
    theirs = program(reduction)
    updates = {"W1_new", "W2_new", "b2_new", "gamma1_new", "beta1_new"}
    assert steps.keys() == {*theirs, "ell", "L", *updates}
    for name, value in theirs.items():
        assert np.array(steps[name]["array"]).reshape(value.shape) == pytest.approx(value, **CLOSE), name
        assert steps[name]["shape"] == list(value.shape), name
    new = np.array([1, 1.5]) - 0.1 * theirs["dL/dgamma1"][:, 0]
    assert steps["gamma1_new"]["array"] == pytest.approx(new, **CLOSE)


def test_what_serves_every_column_is_said() -> None:
    """Means are sums of rows, γ and β serve every column, every derivative is of the batch's loss."""
    shown = " ".join(str(solution(read(NORMALISED), style="matrix")).replace("│", " ").split())
    assert "= ⅓·rowsum(Z⁽¹⁾)" in shown
    assert "γ⁽¹⁾, β⁽¹⁾ serve every column" in shown
    assert "γ⁽¹⁾ is in every column: add up each row" in shown
    assert "the normalisation mixes the samples" in shown
    assert "formulas in vectors and matrices worked as they stand: all agree" in shown
    assert "ℓ/∂" not in shown


@pytest.mark.parametrize(("name", "shown"), [("zhat1[2]@3", "Zhat1"), ("Zhat1", "Zhat1"), ("U1", "U1"),
                                             ("mu1", "mu1"), ("var1[1]", "var1"), ("dL/dz1[1]@2", "dL/dZ1"),
                                             ("dZ1", "dL/dZ1"), ("Ẑ¹", "Zhat1"), ("U¹", "U1"),
                                             (r"\hat Z^{(1)}", "Zhat1"), ("∂L/∂Ẑ¹", "dL/dZhat1"),
                                             ("dgamma1", "dL/dgamma1")])  # fmt: skip
def test_a_normalised_layer_can_be_asked_for(name: str, shown: str) -> None:
    """Entries and wholes of the normalisation, and of the derivatives through it."""
    document = solution(read(NORMALISED), only=[name], style="matrix", verify=False).document
    (section,) = document.sections
    rows = [row.name for block in section.blocks if isinstance(block, Working) for row in block.rows]
    assert rows[-1] == shown


def test_a_training_normalises_each_batch() -> None:
    """Two steps on batches of their own: each in matrices, each proved."""
    text = NORMALISED.replace(
        "  - {inputs: [1, 1]", "  - {inputs: [3, 1], targets: [0]}\n  - {inputs: [1, 1]"
    )
    problem = read(text + "training: {epochs: 1, batch_size: 2}\n")
    assert isinstance(problem, Network)
    derivation = derive_problem(problem)
    prove(problem, derivation)
    for number, part in derivation.parts.items():
        arrays = in_arrays(problem, part, problem.schedule.batch(number))
        assert arrays.shapes["Zhat1"] == (2, 2)
        assert prove_arrays(arrays) == len(arrays.steps)
    page = str(solve(problem, Layout(style="matrix", step=2), verify=True))
    assert "whose samples the normalisation mixes" in " ".join(page.split())
