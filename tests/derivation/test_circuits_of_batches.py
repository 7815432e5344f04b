"""Circuits of several samples, of normalised layers, of gradients and activations that are given.

Batch normalisation as a circuit, gate by gate, is that of F. Kratzert, Understanding the backward pass
through Batch Normalization Layer (2016): his nine steps are written out in numpy here.
"""

import numpy as np
import pytest

from backprop_cli import solution
from backprop_cli.derivation.circuit import Circuit, Copy, Gate, Pattern, circuits
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.problem_file.reader import read

BATCH = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0.1, activation: linear}
  - {weights: [[1, -2]], activation: linear}
loss: half_sse
penalty: {name: 'w^2 + w', rate: 0.05}
optimizer: {name: sgd, learning_rate: 0.1}
"""
NORMALISED = """\
samples:
  - {inputs: [1], targets: [1]}
  - {inputs: [2], targets: [0]}
  - {inputs: [4], targets: [0.5]}
layers:
  - {weights: [[0.5]], normalize: {gamma: [2], beta: [0.1], epsilon: 0.01}, activation: linear}
loss: half_sse
"""
FROM_ABOVE = """\
inputs: [1, -2]
layers:
- {weights: [[0.5, 0.6], [-0.2, 0.3]], biases: [0.1, 0.2], activation: sigmoid}
known: {"dL/da1[1]": 0.5, "dL/da1[2]": -0.25}
"""
HELD = """\
inputs: [1, -2]
targets: [1]
layers:
- {weights: [[0.1, 0.2]], biases: [0.4], activation: sigmoid}
- {weights: [[0.5]], activation: linear}
known: {a1: 0.6}
loss: half_sse
"""


def drawn(source: str) -> list[Circuit]:
    """The circuits of a problem's loss."""
    return circuits(derive_problem(read(source), "gates"), "L")


def gates(circuit: Circuit) -> dict[str, Gate]:
    """Its gates by what they give."""
    return {each.out.name: each for each in circuit.elements if isinstance(each, Gate)}


def copies(circuit: Circuit) -> dict[str, Copy]:
    """Its copies by what is copied."""
    return {each.wire.name: each for each in circuit.elements if isinstance(each, Copy)}


def sent(gate: Gate | Copy) -> list[float | None]:
    """What goes back to each input, or comes back from each user."""
    return [wire.gradient for wire in (gate.inputs if isinstance(gate, Gate) else gate.branches)]


def test_each_sample_has_a_circuit_of_its_own_loss() -> None:
    """1 at L@1 and at L@2, then ŷ − y, then w·(ŷ − y): by hand for both samples."""
    first, second, _ = drawn(BATCH)
    assert [circuit.of.name for circuit in (first, second)] == ["L@1", "L@2"]
    x, y, w, v = np.array([[0.5, -1], [2, 0.25]]), [1, 0], np.array([[0.1, 0.2], [0.3, -0.4]]), [1, -2]
    error = (x @ w.T + 0.1) @ v - y
    for sample, circuit in ((1, first), (2, second)):
        assert gates(circuit)[f"L@{sample}"].out.gradient == 1
        hidden = [gates(circuit)[f"a1[{unit}]@{sample}"].out.gradient for unit in (1, 2)]
        assert hidden == pytest.approx(error[sample - 1] * np.array(v))


def test_a_shared_bias_is_copied_inside_a_sample() -> None:
    """It gets Σ over the units of the sample's own loss: δ·(1 − 2)."""
    first, *_ = drawn(BATCH)
    error = (0.05 - 0.2 + 0.1) - 2 * (0.15 + 0.4 + 0.1) - 1
    assert sent(copies(first)["b1"]) == pytest.approx([error, -2 * error])
    assert copies(first)["b1"].wire.gradient == pytest.approx(-error)


def test_the_batch_has_the_mean_and_the_penalty() -> None:
    """½ to each sample's loss; a weight that the penalty uses twice gets λ·(2w + 1) from it alone."""
    *_, whole = drawn(BATCH)
    mean = gates(whole)["L_data"]
    assert (mean.pattern, sent(mean)) == (Pattern.SLOPE, [0.5, 0.5])
    copied = copies(whole)["W1[2,2]"]
    assert sent(copied) == pytest.approx([0.05 * 2 * -0.4, 0.05])
    assert copied.wire.gradient == pytest.approx(0.05 * (2 * -0.4 + 1))


def test_batch_normalisation_is_kratzerts_circuit() -> None:
    """His nine steps back: β, γ, ẑ, 1/√, the square root, the variance, z − μ from both sides, μ, z."""
    (circuit,) = drawn(NORMALISED)
    found, twice = gates(circuit), copies(circuit)
    z, y, n = np.array([0.5, 1, 2]), np.array([1, 0, 0.5]), 3
    xmu = z - z.mean()
    sqrtvar = np.sqrt((xmu**2).mean() + 0.01)
    xhat = xmu / sqrtvar
    dout = (2 * xhat + 0.1 - y) / n
    dxhat = dout * 2  # by γ = 2
    dsqrtvar = (dxhat * xmu).sum() * -1 / sqrtvar**2
    dvar = 0.5 / sqrtvar * dsqrtvar
    dxmu1, dxmu2 = dxhat / sqrtvar, 2 * xmu * dvar / n
    dmu = -(dxmu1 + dxmu2).sum()
    for sample in (1, 2, 3):
        at = sample - 1
        assert found[f"u1[1]@{sample}"].out.gradient == pytest.approx(dout[at])
        gap = twice[f"s3@{sample}"]  # behind s1 and s2, the sum of all z
        assert sent(gap) == pytest.approx([dxmu2[at], dxmu1[at]])
        own = twice[f"z1[1]@{sample}"]
        assert sent(own) == pytest.approx([dmu / n, dxmu1[at] + dxmu2[at]])
    assert found["mu1[1]"].out.gradient == pytest.approx(dmu)
    assert found["var1[1]"].out.gradient == pytest.approx(dvar)
    root = found["zhat1[1]@1"].inputs[1]
    assert twice[root.name].wire.gradient == pytest.approx(dsqrtvar)
    assert twice["gamma1[1]"].wire.gradient == pytest.approx((dout * xhat).sum())
    assert twice["beta1[1]"].wire.gradient == pytest.approx(dout.sum())


def test_a_given_gradient_starts_on_its_wires() -> None:
    """No gate stands for the unknown loss; σ′ of the value multiplies what is given."""
    (circuit,) = drawn(FROM_ABOVE)
    assert circuit.above == ("a1[1]", "a1[2]")
    assert "L" not in gates(circuit)
    z = np.array([0.5 - 1.2 + 0.1, -0.2 - 0.6 + 0.2])
    slopes = np.exp(-z) / (1 + np.exp(-z)) ** 2
    for unit, (given, slope) in enumerate(zip([0.5, -0.25], slopes, strict=True), start=1):
        gate = gates(circuit)[f"a1[{unit}]"]
        assert (gate.out.gradient, *sent(gate)) == pytest.approx((given, given * slope))
    page = str(solution(read(FROM_ABOVE), style="gates", verify=True))
    assert "gradients go up, from those that are given: by a₁⁽¹⁾, a₂⁽¹⁾." in " ".join(page.split())


def test_before_a_given_activation_only_slopes_are_left() -> None:
    """The sum has no value, its weights get δ·x all the same: (0.3 − 1)·0.5·0.6·0.4 · x."""
    (circuit,) = drawn(HELD)
    total = gates(circuit)["z1[1]"]
    delta = (0.3 - 1) * 0.5 * 0.6 * 0.4
    assert (total.pattern, total.out.gradient) == (Pattern.SLOPE, pytest.approx(delta))
    assert sent(total) == [pytest.approx(delta), None, pytest.approx(-2 * delta), None, pytest.approx(delta)]
    page = str(solution(read(HELD), style="gates", verify=True))
    assert "│ not worked │" in page


# --- pages ------------------------------------------------------------------------------------------


def of_many(count: int, **layout: object) -> str:
    """The page of a batch of as many samples."""
    rows = ", ".join(f"{{inputs: [{at}], targets: [0]}}" for at in range(1, count + 1))
    text = f"samples: [{rows}]\nlayers: [{{weights: [[0.5]], activation: linear}}]\nloss: sse\n"
    return str(solution(read(text), style="gates", verify=False, **layout))  # type: ignore[arg-type]


def headings(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("Circuit")]


def test_a_page_draws_a_few_circuits() -> None:
    """Those of three samples, of four the first, with --all every one; the batch's is always there."""
    each = ["Circuit, sample 1", "Circuit, sample 2", "Circuit, sample 3", "Circuit, sample 4"]
    assert headings(of_many(3)) == [*each[:3], "Circuit, whole batch"]
    page = of_many(4)
    assert headings(page) == [each[0], "Circuit, whole batch"]
    assert "The circuits of 3 more samples are made of the same gates" in page
    assert '--only "dL@2/dW1[1,1]"' in " ".join(page.split())
    assert headings(of_many(4, everything=True)) == [*each, "Circuit, whole batch"]


def test_a_sample_that_is_asked_for_is_drawn() -> None:
    """Its own derivative needs its circuit alone."""
    assert headings(of_many(4, only=["dL@2/dW1[1,1]"])) == ["Circuit, sample 2"]


def test_one_sentence_tells_how_to_read_all_circuits() -> None:
    """And the patterns are explained once, below the last one."""
    page = " ".join(of_many(2).split())
    assert page.count("from 1 at its output: L⟨1⟩, L⟨2⟩, L.") == 1
    assert page.count("Slope any other function") == 1
