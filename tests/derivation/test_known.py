"""A gradient from above, and activations that are given, against numpy.

Back through a layer by hand: ∂L/∂z = ∂L/∂a · f′, ∂L/∂W = ∂L/∂z xᵀ, ∂L/∂x = Wᵀ ∂L/∂z; f′ of a known
activation is written in a: σ′ = a(1 − a), tanh′ = 1 − a², ReLU′ = 1 where a > 0.
"""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop_cli import check, load, solution
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.errors import UsageError, WitnessError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.assume import assuming
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.proof.witness_arrays import prove_arrays

Array = NDArray[np.float64]
SLOPES = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2, "relu": lambda a: (a > 0) * 1.0}
VALUES = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}
FROM_ABOVE = """
inputs: [1, -2]
layers:
- {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0, 0.1], activation: relu}
- {weights: [[0.5, 0.6], [-0.2, 0.3]], biases: 0.1, activation: sigmoid}
known: {"dL/da2[1]": 0.5, "dL/da2[2]": -0.25}
optimizer: {name: sgd, learning_rate: 0.1}
"""
HELD = """
inputs: [1, -2]
targets: [1]
layers:
- {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0, 0.1], activation: sigmoid}
- {weights: [[0.5, 0.6]], biases: [0.1], activation: sigmoid}
known: {a1: [0.6, 0.7], yhat: 0.8}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


class Net:
    """Three inputs, two hidden units, two outputs, some samples, and a gradient from above."""

    def __init__(self, seed: int, hidden: str, last: str, samples: int) -> None:
        draw = np.random.default_rng(seed)
        self.hidden, self.last = hidden, last
        self.x = draw.normal(size=(samples, 3)).round(2)
        self.w1, self.w2 = draw.normal(size=(2, 3)).round(2), draw.normal(size=(2, 2)).round(2)
        self.b1, self.b2 = draw.normal(size=2).round(2), round(float(draw.normal()), 2)
        self.g = draw.normal(size=(samples, 2)).round(2)

    def text(self, *, by: str, of_batch: bool) -> str:
        """The file; the gradient by the last a or z, of each sample's own loss or the batch's."""
        several = len(self.x) > 1
        at = [f"@{each}" if several else "" for each in range(1, len(self.x) + 1)]
        of = ["" if of_batch else each for each in at]
        known = ", ".join(
            f'"dL{o}/d{by}2{s}": {row}' for o, s, row in zip(of, at, self.g.tolist(), strict=True)
        )
        rows = ", ".join(f"{{inputs: {x}}}" for x in self.x.tolist())
        inputs = f"samples: [{rows}]" if several else f"inputs: {self.x[0].tolist()}"
        return (
            f"{inputs}\nlayers:\n"
            f"- {{weights: {self.w1.tolist()}, biases: {self.b1.tolist()}, activation: {self.hidden}}}\n"
            f"- {{weights: {self.w2.tolist()}, biases: {self.b2}, activation: {self.last}}}\n"
            f"known: {{{known}}}\noptimizer: {{name: sgd, learning_rate: 0.5}}\n"
        )

    def gradients(self, *, by: str, of_batch: bool) -> dict[str, Array]:
        """By hand; of several samples the batch's, the mean of their own where those are given."""
        a1 = VALUES[self.hidden](self.x @ self.w1.T + self.b1)
        a2 = VALUES[self.last](a1 @ self.w2.T + self.b2)
        d2 = self.g * (SLOPES[self.last](a2) if by == "a" else 1)
        d1 = d2 @ self.w2 * SLOPES[self.hidden](a1)
        n = 1 if of_batch else len(self.x)
        return {"W1": d1.T @ self.x / n, "b1": d1.sum(0) / n, "W2": d2.T @ a1 / n, "b2": d2.sum() / n}


def proved(problem: Problem) -> dict[str, float]:
    """Every number of the solution, once its proofs have passed."""
    derivation = derive_problem(problem)
    prove(problem, derivation)
    return dict(derivation.values)


@given(
    st.integers(0, 10_000),
    st.sampled_from(list(SLOPES)),
    st.sampled_from(list(SLOPES)),
    st.integers(1, 3),
    st.sampled_from("az"),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_the_way_back_from_a_given_gradient(
    seed: int, hidden: str, last: str, samples: int, by: str, of_batch: bool
) -> None:
    """Weights and biases get what numpy gives, in single numbers and in matrices, and nobody knows L."""
    net = Net(seed, hidden, last, samples)
    problem = read(net.text(by=by, of_batch=of_batch))
    assert isinstance(problem, Network)
    values = proved(problem)
    assert "L" not in values
    theirs = net.gradients(by=by, of_batch=of_batch)
    for name, gradient in theirs.items():
        for place in np.ndindex(gradient.shape):
            index = f"[{','.join(str(at + 1) for at in place)}]" if place else ""
            assert values[f"dL/d{name}{index}"] == pytest.approx(gradient[place], rel=1e-9, abs=1e-12)
    arrays = in_arrays(problem, derive_problem(problem))
    for name in ("W1", "W2"):
        found = np.array(arrays.arrays[f"dL/d{name}"])
        assert found == pytest.approx(theirs[name], rel=1e-9, abs=1e-12)


def test_the_given_derivatives_are_quantities_with_numbers() -> None:
    """In the values by their own names; of a batch as samples' own and as shares of the batch's."""
    assert proved(read(FROM_ABOVE))["dL/da2[2]"] == -0.25
    net = Net(1, "tanh", "sigmoid", 2)
    values = proved(read(net.text(by="a", of_batch=False)))
    assert values["dL@2/da2[1]@2"] == net.g[1, 0]
    assert values["dL/da2[1]@2"] == pytest.approx(net.g[1, 0] / 2)
    summed = proved(read(net.text(by="a", of_batch=True)))
    assert summed["dL/da2[1]@2"] == net.g[1, 0]


def test_a_wrong_gradient_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The differences are of Σ g·a: with another g they disagree."""
    problem = read(FROM_ABOVE)
    derivation = derive_problem(problem)
    assert isinstance(problem, Network)
    (sample,) = problem.samples
    other = problem._replace(samples=(sample._replace(targets=sample.targets[::-1]),))
    with pytest.raises(WitnessError):
        prove(other, derivation)


def test_samples_that_mix_take_the_gradient_of_the_batch() -> None:
    """Batch normalisation: z, its mean and variance, ẑ and back, by the published formulas."""
    x, w, g = np.array([[1.0, 2], [1, -1], [2, 0.5]]), np.array([[1.0, 2]]), np.array([[0.1], [1], [3]])
    problem = read(
        "samples: [{inputs: [1, 2]}, {inputs: [1, -1]}, {inputs: [2, 0.5]}]\n"
        "layers: [{weights: [[1, 2]], normalize: {gamma: [2]}, activation: tanh}]\n"
        'known: {"dL/da1@1": 0.1, "dL/da1@2": 1, "dL/da1@3": 3}\n'
    )
    z = x @ w.T
    root = np.sqrt(z.var(axis=0) + 1e-5)
    hat = (z - z.mean(axis=0)) / root
    du = g * (1 - np.tanh(2 * hat) ** 2)
    dhat = du * 2
    dz = (dhat - dhat.mean(axis=0) - hat * (dhat * hat).mean(axis=0)) / root
    for values in (proved(problem), derive_problem(problem, "gates").values):
        assert values["dL/dgamma1[1]"] == pytest.approx((du * hat).sum(), rel=1e-9)
        assert [values[f"dL/dW1[1,{j}]"] for j in (1, 2)] == pytest.approx((dz.T @ x)[0], rel=1e-9)
    assert isinstance(problem, Network)
    arrays = in_arrays(problem, derive_problem(problem))
    assert prove_arrays(arrays) == len(arrays.steps)
    assert np.allclose(arrays.arrays["dL/dW1"], dz.T @ x)


def test_a_penalty_is_added_to_a_given_gradient() -> None:
    """∂L/∂w = δ·x + 2λw: the given derivative is of L_data, as a's part of L has no other."""
    text = FROM_ABOVE + "penalty: {name: l2, rate: 0.05}\n"
    with_penalty, plain = proved(read(text)), proved(read(FROM_ABOVE))
    assert with_penalty["dL/dW2[1,2]"] == pytest.approx(plain["dL/dW2[1,2]"] + 2 * 0.05 * 0.6)


# --- activations ------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", SLOPES)
def test_the_way_back_from_given_activations(function: str) -> None:
    """Slopes are taken at the given a, whatever the weights would give; z is not worked."""
    x, a1, a2, w2 = np.array([1.0, -2]), np.array([0.6, 0.7]), 0.8, np.array([0.5, 0.6])
    values = proved(read(HELD.replace("sigmoid", function)))
    d2 = (a2 - 1) * SLOPES[function](np.array(a2))
    d1 = d2 * w2 * SLOPES[function](a1)
    assert values["L"] == pytest.approx(0.02)
    assert [values[f"dL/dW2[1,{j}]"] for j in (1, 2)] == pytest.approx(d2 * a1, rel=1e-12)
    assert [values[f"dL/dz1[{i}]"] for i in (1, 2)] == pytest.approx(d1, rel=1e-12)
    assert [values[f"dL/dW1[2,{j}]"] for j in (1, 2)] == pytest.approx(d1[1] * x, rel=1e-12)
    assert not {"z1[1]", "z1[2]", "z2[1]"} & values.keys()


def test_softmax_that_is_given() -> None:
    """ŷ − y at the given ŷ, whether or not it adds up to 1 to the last digit."""
    problem = read(
        "inputs: [1]\ntargets: {class: 2}\nlayers: [{weights: [[1], [2]], activation: softmax}]\n"
        "known: {a1: [0.27, 0.73]}\nloss: cross_entropy\n"
    )
    values = proved(problem)
    assert [values["dL/dz1[1]"], values["dL/dz1[2]"]] == pytest.approx([0.27, -0.27], rel=1e-12)
    assert values["L"] == pytest.approx(-np.log(0.73), rel=1e-12)


def test_one_unit_of_a_layer_may_be_given() -> None:
    """The other one is worked from its z."""
    text = HELD.replace("{a1: [0.6, 0.7], yhat: 0.8}", '{"a1[1]": 0.6}')
    values = proved(read(text))
    a = np.array([0.6, 1 / (1 + np.exp(-(0.3 + 0.8 + 0.1)))])
    out = 1 / (1 + np.exp(-(a @ [0.5, 0.6] + 0.1)))
    assert values["a1[2]"] == pytest.approx(a[1], rel=1e-12)
    assert values["dL/dW2[1,1]"] == pytest.approx((out - 1) * out * (1 - out) * 0.6, rel=1e-12)


def test_gradients_through_given_activations_are_compared() -> None:
    """All nine: the given activations move with their sums, and the page says how."""
    problem = read(HELD)
    assert prove(problem, derive_problem(problem)).gradients == 9
    page = " ".join(solution(problem, verify=True).render("markdown").split())
    assert "9 gradients compared with central differences of the loss" in page
    assert "In the differences given activations move with their sums" in page
    assert "what lies before given activations" not in page


PARTLY_SOFTMAX = """
inputs: [1, -2]
targets: [1]
layers:
- {weights: [[0.1, 0.2], [0.3, -0.4]], activation: softmax}
- {weights: [[0.5, 0.6]], biases: [0.1], activation: sigmoid}
known: {"a1[1]": 0.4, yhat: 0.8}
loss: half_sse
"""


def test_what_lies_before_an_activation_that_cannot_move_is_left_out() -> None:
    """A softmax with one entry given has no sums that give it: W2 and b2 are compared, W1 is not."""
    problem = read(PARTLY_SOFTMAX)
    assert prove(problem, derive_problem(problem)).gradients == 3
    page = " ".join(solution(problem, verify=True).render("markdown").split())
    assert "what lies before given activations" in page
    assert "In the differences given activations move with their sums" in page


@pytest.mark.parametrize(
    ("function", "value", "moves"),
    [
        ("sigmoid", 0.3, True),
        ("sigmoid", 1, False),
        ("tanh", -0.9, True),
        ("tanh", 1.5, False),
        ("relu", 0, True),
        ("relu", 2, True),
        ("relu", -1, False),
        ("leaky_relu", -0.5, True),
        ("{name: leaky_relu, slope: 0.2}", -0.5, True),
        ("linear", -3, True),
        ("exp(z)", 2, False),
    ],
)
def test_a_given_value_moves_where_the_function_has_it(function: str, value: float, moves: bool) -> None:
    """∂L/∂w₁ is compared with differences if some z gives that value, and nothing else is claimed of it."""
    problem = read(
        f"inputs: [2]\ntargets: [1]\nknown: {{a1: {value}}}\nloss: half_sse\nlayers:\n"
        f"- {{weights: [[0.3]], activation: {json.dumps(function) if '(' in function else function}}}\n"
        "- {weights: [[0.5]], activation: linear}\n"
    )
    assert prove(problem, derive_problem(problem)).gradients == (2 if moves else 1)


def test_the_numerical_gradient_of_given_activations() -> None:
    """L(w ± ε) where σ⁻¹ of what is given is what the sum of the exercise is shifted to; by hand."""
    problem = load("activations_given")
    made = solution(problem, gradient_check=True, verify=False)
    found = json.loads(made.render("json"))["gradient_check"]["dL/dW1[1,2]"]

    def logit(a: float) -> float:
        return float(np.log(a / (1 - a)))

    def loss(weight: float) -> float:
        z1 = logit(0.495) + (weight + 0.2) * 0.3
        a1 = 1 / (1 + np.exp(-z1))
        z2 = logit(0.512) + 0.1 * (a1 - 0.495)
        return float((1 / (1 + np.exp(-z2)) - 1) ** 2 / 2)

    epsilon = found["epsilon"]
    assert found["output_above"] == pytest.approx(loss(-0.2 + epsilon), rel=1e-13)
    assert found["output_below"] == pytest.approx(loss(-0.2 - epsilon), rel=1e-13)
    slope = (0.512 - 1) * 0.512 * 0.488 * 0.1 * 0.495 * 0.505 * 0.3
    assert found["numeric"] == pytest.approx(slope, rel=1e-6)


def test_a_check_says_what_it_leaves_out() -> None:
    """Gradients by what lies before activations that stay are named; where there is no other, it says why."""
    problem = read(PARTLY_SOFTMAX)
    page = " ".join(str(solution(problem, gradient_check=True, verify=False)).split())
    assert "∂L/∂w₁₁⁽¹⁾, ∂L/∂w₁₂⁽¹⁾, ∂L/∂w₂₁⁽¹⁾, ∂L/∂w₂₂⁽¹⁾: not compared" in page
    alone = solution(problem, gradient_check=True, only=["dL/dW1"], verify=False)
    told = " ".join(str(alone).split())
    assert "All that is asked for is by what lies before activations that are given" in told
    assert "No derivative of an output with respect to a parameter is asked for" not in told


# --- pages, programs, marks -------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FROM_ABOVE, HELD])
@pytest.mark.parametrize("style", ["delta", "paths", "matrix", "gates"])
def test_the_page_says_what_is_given_and_works_the_rest(text: str, style: str) -> None:
    """No line for L where it is not known, none for z where a is given, in any style."""
    page = solution(read(text), style=style, verify=True).render("terminal")
    if text is FROM_ABOVE:
        assert "not given; only its derivatives" in page
        assert "│ L  " not in page
        assert "L before the update" not in page
        assert "differences of the sum of given derivatives" in page
    else:
        assert "given, not worked" in page
        assert "│ z" not in page[page.index("Forward pass") :]


@pytest.mark.parametrize("text", [FROM_ABOVE, HELD])
def test_the_program_runs_and_asserts_its_numbers(text: str) -> None:
    """The exported program starts from what is given, and gets the solution's numbers."""
    program = solution(read(text), verify=False).render("python")
    exec(program, {})  # noqa: S102 - it is what a user runs


def test_sheets_are_marked() -> None:
    """Right lines, a forgotten slope, what follows from it; given numbers written again are no lines."""
    values = proved(read(FROM_ABOVE))
    sheet = {name: f"{values[name]:.5g}" for name in ("z1[1]", "a2[1]", "dL/dz2[2]", "dL/dW2[2,2]")}
    a1 = values["a1[2]"]
    sheet |= {"dL/da2[1]": "0.5", "dL/dz2[1]": "0.5", "dL/dW2[1,2]": f"{0.5 * a1:.5g}"}
    found = {line.name: line.verdict for line in check(read(FROM_ABOVE), sheet).report.shown}
    assert {found[name] for name in ("z1[1]", "a2[1]", "dL/dz2[2]", "dL/dW2[2,2]")} == {Verdict.RIGHT}
    assert found["dL/dz2[1]"] is Verdict.MISTAKE
    assert found["dL/dW2[1,2]"] is Verdict.FOLLOWS
    assert "dL/da2[1]" not in found


def test_what_is_given_cannot_be_asked_for() -> None:
    """The message says why, for the gradient, the activation, its z, the loss and the targets."""
    for text, name, message in (
        (FROM_ABOVE, "dL/da2[1]", "`dL/da2[1]` is given, so there is nothing to work out"),
        (FROM_ABOVE, "L", "only derivatives of the loss are given, so there is no `L`"),
        (FROM_ABOVE, "y[1]", "the gradient from above is given, so there is no target `y[1]`"),
        (HELD, "a1", "`a1` is given, so there is nothing to work out"),
        (HELD, "z1[2]", "`z1[2]` is not worked out: the activation is given"),
    ):
        with pytest.raises(UsageError) as caught:
            solution(read(text), only=[name], verify=False).render("terminal")
        assert caught.value.message == message


def test_no_loss_can_be_assumed() -> None:
    """`--assume loss=…` speaks of a loss that there is not."""
    with pytest.raises(UsageError, match="no loss can be assumed"):
        assuming(read(FROM_ABOVE), "loss=mse")


def test_values_that_a_function_never_has_are_a_warning() -> None:
    """A sigmoid of 1.2 is no slip of ours to repair, but is told."""
    (warning,) = read(HELD.replace("0.8}", "1.2}")).warnings
    assert warning.message == "the values of sigmoid are from 0 to 1; found 1.2"


def test_names_are_read_in_the_notation_of_the_file() -> None:
    """`out_h1` and `dE/dout_o1` in net_out mean what `a1[1]` and `dL/da2[1]` do."""
    net = (
        "inputs: [1, -2]\nlayers:\n"
        "- {weights: [[0.1, 0.2]], activation: sigmoid}\n- {weights: [[0.5]], activation: sigmoid}\n"
    )
    usual = read(net + 'known: {"a1[1]": 0.6, "dL/da2[1]": 0.5}\n')
    theirs = read(net + 'notation: net_out\nknown: {out_h1: 0.6, "dE/dout_o1": 0.5}\n')
    assert isinstance(usual, Network)
    assert isinstance(theirs, Network)
    assert (theirs.above, theirs.held, theirs.samples) == (usual.above, usual.held, usual.samples)
