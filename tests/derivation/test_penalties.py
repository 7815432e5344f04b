"""Penalties against numpy: L = L_data + R, over random networks and batches, in scalars and in matrices."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from page_in_a_line import page_as_printed

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove

Array = NDArray[np.float64]
Of = Callable[[Array], Array]
RATE = 0.3
PENALTIES: dict[str, tuple[Of, Of]] = {
    "name: l2": (lambda w: RATE * w**2, lambda w: 2 * RATE * w),
    "name: half_l2": (lambda w: RATE / 2 * w**2, lambda w: RATE * w),
    "name: l1": (lambda w: RATE * np.abs(w), lambda w: RATE * np.sign(w)),
    "name: w^4 + abs(w)": (
        lambda w: RATE * (w**4 + np.abs(w)),
        lambda w: RATE * (4 * w**3 + np.sign(w)),
    ),
}
"""What a file says, what one parameter adds, and the derivative of that."""


@pytest.mark.parametrize("text", PENALTIES)
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), samples=st.integers(1, 3), on=st.sampled_from(["weights", "all"]))
def test_a_penalty_is_added_to_loss_and_gradients(text: str, seed: int, samples: int, on: str) -> None:
    """R, L, every gradient and update of a 2-2-1 network; proved, and the same in matrix form."""
    draw = np.random.default_rng(seed)
    x, y = draw.normal(size=(samples, 2)).round(2), draw.normal(size=(samples, 1)).round(2)
    w1, b1 = draw.normal(size=(2, 2)).round(1), draw.normal(size=2).round(1)
    w2, b2 = draw.normal(size=(1, 2)).round(1), round(float(draw.normal()), 1)
    rows = [f"{{inputs: {a.tolist()}, targets: {t.tolist()}}}" for a, t in zip(x, y, strict=True)]
    problem = read(
        f"samples: [{', '.join(rows)}]\n"
        f"layers:\n- {{weights: {w1.tolist()}, biases: {b1.tolist()}, activation: tanh}}\n"
        f"- {{weights: {w2.tolist()}, biases: {b2}, activation: sigmoid}}\n"
        f"loss: half_sse\nreduction: mean\npenalty: {{{text}, rate: {RATE}, on: {on}}}\n"
        "optimizer: {name: sgd, learning_rate: 0.2}\n"
    )
    a1 = np.tanh(x @ w1.T + b1)
    a2 = 1 / (1 + np.exp(-(a1 @ w2.T + b2)))
    d2 = (a2 - y) * a2 * (1 - a2) / samples
    d1 = d2 @ w2 * (1 - a1**2)
    term, slope = PENALTIES[text]
    counted = [w1, w2, *([b1, np.array(b2)] if on == "all" else [])]
    added, data = float(sum(term(each).sum() for each in counted)), float(((y - a2) ** 2).sum() / 2 / samples)
    of_bias = slope(b1) if on == "all" else np.zeros(2)
    ours = derive_problem(problem).values
    assert ours["R"] == pytest.approx(added, rel=1e-12)
    assert ours["L_data"] == pytest.approx(data, rel=1e-12)
    assert ours["L"] == pytest.approx(added + data, rel=1e-12)
    g1, g2 = d1.T @ x + slope(w1), d2.T @ a1 + slope(w2)
    for i in range(2):
        assert ours[f"dL/dW2[1,{i + 1}]"] == pytest.approx(g2[0, i], rel=1e-11, abs=1e-14)
        assert ours[f"W2_new[1,{i + 1}]"] == pytest.approx(w2[0, i] - 0.2 * g2[0, i], rel=1e-11, abs=1e-14)
        assert ours[f"dL/db1[{i + 1}]"] == pytest.approx((d1.sum(axis=0) + of_bias)[i], rel=1e-11, abs=1e-14)
        assert ours[f"dR/dW1[1,{i + 1}]"] == pytest.approx(slope(w1)[0, i], rel=1e-11, abs=1e-14)
        for j in range(2):
            assert ours[f"dL/dW1[{i + 1},{j + 1}]"] == pytest.approx(g1[i, j], rel=1e-11, abs=1e-14)
    in_matrices = derive_problem(problem, "matrices")
    assert np.array(in_matrices.arrays["dL/dW1"]) == pytest.approx(g1, rel=1e-11, abs=1e-14)
    assert in_matrices.values["L"] == pytest.approx(added + data, rel=1e-12)
    assert prove(problem, derive_problem(problem)).gradients == 9


def test_at_0_the_slope_of_l1_is_0() -> None:
    """A weight that the data do not move goes to 0 by αλ = 0.05 a step, and stays: 0.1, 0.05, 0, 0."""
    text = (
        "inputs: [1, 0]\ntargets: [1]\nlayers: [{weights: [[0.5, 0.1]], activation: linear}]\n"
        "loss: half_sse\npenalty: {name: l1, rate: 0.5}\n"
        "optimizer: {name: sgd, learning_rate: 0.1}\ntraining: {steps: 3}\n"
    )
    values = derive_problem(read(text)).values
    assert [values[f"W1_new[1,2]#{t}"] for t in (1, 2, 3)] == [0.05, 0, 0]
    assert values["dR/dW1[1,2]#3"] == 0


@pytest.mark.parametrize("given", ["penalty: {name: l3, rate: 1}", "penalty: {name: l2}", "penalty: 0.1"])
def test_a_penalty_that_is_none_is_refused(given: str) -> None:
    """An unknown name, no rate, a bare number."""
    net = "inputs: [1]\ntargets: [1]\nlayers: [{weights: [[0.5]], activation: linear}]\nloss: half_sse\n"
    assert read(net)
    with pytest.raises(ProblemError, match=r"name|rate|penalty"):
        read(net + given)


def test_what_a_penalty_adds_to_a_bias_is_no_second_unit() -> None:
    """One unit per bias, so its factor is 1; a bias that two units share says so, penalty or not."""
    text = (
        "inputs: [1]\nlayers:\n  - {weights: [[0.5], [0.2]], biases: SHARED, activation: tanh}\n"
        "  - {weights: [[0.3, 0.4]], biases: [0.1], activation: linear}\n"
        "targets: [1]\nloss: mse\npenalty: {name: l2, rate: 0.1, on: all}\n"
    )
    own, shared = (page_as_printed(text.replace("SHARED", biases)) for biases in ("[0.1, 0.2]", "0.1"))
    assert own.count("the bias is added as it is: factor 1") == 3
    assert "add their shares" not in own
    assert shared.count("the bias is added as it is: factor 1") == 1
    assert shared.count("one bias for 2 units: add their shares") == 1
