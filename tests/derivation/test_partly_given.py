"""Single activations that are given, of some units and samples: every style and program beside numpy.

By hand: a is f(z) but where it is given, every slope is taken at a, and ∂L/∂z goes on to the weights behind
it, whether or not the activation was worked from them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop_cli import solution
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.errors import WitnessError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.proof.witness_arrays import prove_arrays

Array = NDArray[np.float64]
X, W1, W2 = (
    np.array([[1, -2], [0.5, 1.5]]),
    np.array([[0.1, 0.2], [0.3, -0.4]]),
    np.array([[0.5, 0.6], [-0.3, 1]]),
)
B1, Y = np.array([0.2, 0.1]), np.array([[1.0, 0], [0, 1]])
VALUES = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "linear": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
}
SLOPES = {
    "sigmoid": lambda a, g: g * a * (1 - a),
    "tanh": lambda a, g: g * (1 - a**2),
    "relu": lambda a, g: g * (a > 0),
    "leaky_relu": lambda a, g: g * np.where(a > 0, 1, 0.01),
    "linear": lambda a, g: g,
    "softmax": lambda a, g: a * (g - (g * a).sum(axis=1, keepdims=True)),
}
"""∂L/∂z from ∂L/∂a, at the values a."""
LOSSES = {
    "half_sse": lambda a: a - Y,
    "cross_entropy": lambda a: -Y / a,
    "bce": lambda a: (a - Y) / (a * (1 - a)),
}
"""∂L/∂a of each sample."""


class Net(NamedTuple):
    """Two units, then two."""

    hidden: str
    last: str
    loss: str
    held: Mapping[tuple[int, int, int], float]
    """The given activations, by layer, sample and unit, counted from 0."""

    def text(self, **more: str) -> str:
        samples = ", ".join(
            f"{{inputs: {x}, targets: {y}}}" for x, y in zip(X.tolist(), Y.tolist(), strict=True)
        )
        known = ", ".join(
            f'"a{layer + 1}[{unit + 1}]@{sample + 1}": {number}'
            for (layer, sample, unit), number in self.held.items()
        )
        rest = "".join(f"{key}: {value}\n" for key, value in more.items())
        return (
            f"samples: [{samples}]\nloss: {self.loss}\nreduction: sum\nlayers:\n"
            f"- {{weights: {W1.tolist()}, biases: {B1.tolist()}, activation: {self.hidden}}}\n"
            f"- {{weights: {W2.tolist()}, biases: 0.1, activation: {self.last}}}\nknown: {{{known}}}\n{rest}"
        )

    def activations(self) -> tuple[Array, Array]:
        a1 = self._with_given(0, VALUES[self.hidden](X @ W1.T + B1))
        return a1, self._with_given(1, VALUES[self.last](a1 @ W2.T + 0.1))

    def _with_given(self, layer: int, worked: Array) -> Array:
        for (of, sample, unit), number in self.held.items():
            if of == layer:
                worked[sample, unit] = number
        return worked

    def gradients(self) -> dict[str, Array]:
        a1, a2 = self.activations()
        d2 = SLOPES[self.last](a2, LOSSES[self.loss](a2))
        d1 = SLOPES[self.hidden](a1, d2 @ W2)
        return {"W1": d1.T @ X, "b1": d1.sum(axis=0), "W2": d2.T @ a1, "b2": d2.sum()}


ENDS = [
    ("softmax", "cross_entropy"),
    ("sigmoid", "bce"),
    *((last, "half_sse") for last in ("linear", "softmax", "tanh")),
]


@st.composite
def nets(draw: st.DrawFn) -> Net:
    last, loss = draw(st.sampled_from(ENDS))
    places = st.tuples(*[st.integers(0, 1)] * 3)
    numbers = st.integers(1, 9).map(lambda tenths: tenths / 10)
    held = draw(st.dictionaries(places, numbers, min_size=1, max_size=5))
    return Net(draw(st.sampled_from(list(VALUES))), last, loss, held)


def problem_of(net: Net) -> Network:
    problem = read(net.text())
    assert isinstance(problem, Network)
    return problem


def by_matrices(problem: Network) -> dict[str, Any]:
    """The gradients that the formulas in matrices give, worked again from the activations of the page."""
    arrays = in_arrays(problem, derive_problem(problem))
    assert prove_arrays(arrays) == len(arrays.steps)
    return dict(arrays.arrays) | dict(arrays.values)


def entries(name: str, array: Array) -> Iterator[tuple[str, float]]:
    for place in np.ndindex(array.shape):
        index = f"[{','.join(str(at + 1) for at in place)}]" if place else ""
        yield f"dL/d{name}{index}", float(array[place])


@given(nets())
@settings(max_examples=60, deadline=None)
def test_every_style_goes_back_at_the_given_values(net: Net) -> None:
    """Delta, matrix and gates, proved by SymPy, give what numpy gives."""
    problem = problem_of(net)
    derivation = derive_problem(problem)
    assert prove(problem, derivation).local
    circuits = [derive_problem(problem, detail).values for detail in ("gates", "gates, functions opened")]
    matrices = by_matrices(problem)
    for name, array in net.gradients().items():
        found = np.array(matrices[f"dL/d{name}"])
        assert found.reshape(array.shape) == pytest.approx(array, rel=1e-9, abs=1e-12)
        for single, value in entries(name, array):
            for style in (derivation.values, *circuits):
                assert style[single] == pytest.approx(value, rel=1e-9, abs=1e-12), single
    for layer, worked in enumerate(net.activations(), start=1):
        assert np.allclose(np.array(matrices[f"A{layer}"]).T, worked)


@given(nets())
@settings(max_examples=25, deadline=None)
def test_programs_start_from_what_is_given(net: Net) -> None:
    """The program in plain Python runs and asserts its numbers, which are those of numpy."""
    names: dict[str, Any] = {}
    exec(solution(read(net.text()), verify=False).render("python"), names)  # noqa: S102 - a user runs it
    theirs = dict(pair for name, array in net.gradients().items() for pair in entries(name, array))
    values = json.loads(solution(read(net.text()), verify=False).render("json"))["values"]
    assert {name: values[name] for name in theirs} == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_the_loss_is_that_of_the_given_output() -> None:
    """−ln ŷ₁ − ln(1 − ŷ₂) with ŷ₂ = 0.3 given: its z is not worked, and tells nothing."""
    text = (
        'inputs: [1]\ntargets: [1, 0]\nknown: {"yhat[2]": 0.3}\nloss: bce\n'
        "layers: [{weights: [[2], [5]], activation: sigmoid}]\n"
    )
    values = derive_problem(read(text)).values
    assert values["L"] == pytest.approx(np.log(1 + np.exp(-2)) - np.log(0.7))
    assert "z1[2]" not in values


PARTLY = Net("sigmoid", "linear", "half_sse", {(0, 0, 0): 0.25})


def test_the_matrices_say_what_is_given() -> None:
    """The number under Given, a word beside Z and A; Z is worked whole, as W·X + b has it."""
    page = str(solution(read(PARTLY.text()), style="matrix", verify=True))
    words = " ".join(page.replace("│", " ").split())
    assert "a₁⁽¹⁾⟨1⟩ = 0.25" in page
    assert words.count("worked whole: the entry before a₁⁽¹⁾⟨1⟩, which is given, is not used") == 1
    assert words.count("a₁⁽¹⁾⟨1⟩ given, not worked") == 1
    z = X @ W1.T + B1
    arrays = in_arrays(problem_of(PARTLY), derive_problem(problem_of(PARTLY)))
    assert np.allclose(np.array(arrays.arrays["Z1"]).T, z)
    assert "L before the update" not in page


def test_a_wrong_entry_beside_a_given_one_is_found_out() -> None:
    """Only the given entries are let off: another number in A, and the proof of the matrices fails."""
    arrays = in_arrays(problem_of(PARTLY), derive_problem(problem_of(PARTLY)))
    changed = {**arrays.arrays, "A1": ((0.25, 0.5), *arrays.arrays["A1"][1:])}
    object.__setattr__(arrays, "arrays", changed)
    with pytest.raises(WitnessError, match="A1"):
        prove_arrays(arrays)


def test_pytorch_gets_the_slope_at_the_given_value() -> None:
    """The tensor with the given entry; autograd sees a change of 0 times the slope there."""
    made = solution(read(PARTLY.text()), verify=False).render("pytorch")
    assert 'nan = float("nan")  # what is not given\n' in made
    assert "given1 = torch.tensor([[0.25, nan], [nan, nan]], dtype=torch.float64)" in made
    assert "a1 = torch.where(given1.isnan(), sigmoid(z1), given1).detach()\n" in made
    assert "a1 = a1 + (a1 * (1 - a1)) * change\n" in made
    whole = Net("softmax", "linear", "half_sse", {(0, s, u): 0.5 for s in (0, 1) for u in (0, 1)})
    made = solution(read(whole.text()), verify=False).render("pytorch")
    assert "a1 = given1\n" in made
    assert "a1 = a1 + a1 * (change - (a1 * change).sum(dim=1, keepdim=True))\n" in made
    assert "what is not given" not in made
