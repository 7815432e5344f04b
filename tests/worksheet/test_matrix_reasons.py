"""Style `matrix`: each reason stands under the lines whose algebra it explains, and under no other."""

import numpy as np
import pytest

from backprop_cli import solution
from backprop_cli.notation.breaks import bare
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem_file.reader import read
from backprop_cli.render.running import Running
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.document import Document, Working

ONE = """\
inputs: [0.5, -1]
targets: [1, 0]
layers: [{weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.1, 0.2], activation: softmax}]
loss: mse
"""
ONE_TANH = ONE.replace("softmax", "tanh")
ONE_LINEAR = ONE.replace("softmax", "linear")
ONE_SHARED = ONE.replace("biases: [0.1, 0.2]", "biases: 0.1")
ONE_COLLAPSED = ONE.replace("mse", "cross_entropy")
COUNTS = ONE_COLLAPSED.replace("targets: [1, 0]", "targets: [2, 1]")
SAMPLES = ONE.replace(
    "inputs: [0.5, -1]\ntargets: [1, 0]",
    "samples: [{inputs: [0.5, -1], targets: [1, 0]}, {inputs: [2, 1], targets: [0, 1]}]",
)
SAMPLES_SHARED = SAMPLES.replace("biases: [0.1, 0.2]", "biases: 0.1")
TWO_LAYERS = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.7, 0.1], activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
"""
NORMALISED = """\
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [0, 1], targets: [0]}, {inputs: [2, -1], targets: [1]}]
layers: [{weights: [[0.5, -0.25]], normalize: {gamma: [1.5], beta: [-0.5]}, activation: sigmoid}]
loss: half_sse
"""
HALF_GIVEN = """\
inputs: [0.1, 0.3]
targets: [1]
layers:
  - {weights: [[0.4, -0.2], [0.1, 0.2]], activation: sigmoid}
  - {weights: [[0.1, 0.3]], activation: sigmoid}
known: {"a1[1]": 0.495}
loss: half_sse
"""

REASONS = [
    # z = W·x + b: biases of their own meet each of several columns, a shared one every entry.
    (TWO_LAYERS, "b⁽¹⁾ is added to every column", {"Z1"}),
    (TWO_LAYERS, "b⁽²⁾ is added to every column", {"Z2"}),
    (ONE_SHARED, "b⁽¹⁾ is added to every entry", {"z1"}),
    (SAMPLES_SHARED, "b⁽¹⁾ is added to every entry", {"Z1"}),
    # ∂L/∂b takes in all the places where b stands: one, a row's, or all.
    (ONE, "the bias is added as it is: factor 1", {"dL/db1"}),
    (TWO_LAYERS, "the bias is in every column: add up each row", {"dL/db1", "dL/db2"}),
    (ONE_SHARED, "the bias is in every entry: add them up", {"dL/db1"}),
    (SAMPLES_SHARED, "the bias is in every entry: add them up", {"dL/db1"}),
    # δ·Aᵀ has a sum over columns, which are samples.
    (TWO_LAYERS, "the product adds up the samples", {"dL/dW1", "dL/dW2"}),
    (TWO_LAYERS, "the loss of each sample: colsum adds up each column", {"ell"}),
    # Mean, variance, γ and β are one number a unit, for all samples.
    (NORMALISED, "over the samples: rowsum adds up each row, a unit's numbers", {"mu1", "var1"}),
    (NORMALISED, "μ⁽¹⁾, var⁽¹⁾ serve every column", {"Zhat1"}),
    (NORMALISED, "γ⁽¹⁾, β⁽¹⁾ serve every column", {"U1"}),
    (NORMALISED, "γ⁽¹⁾ is in every column: add up each row", {"dL/dgamma1"}),
    (NORMALISED, "β⁽¹⁾ is in every column: add up each row", {"dL/dbeta1"}),
    (NORMALISED, "var⁽¹⁾ is in every column: add up each row", {"dL/dvar1"}),
    (NORMALISED, "μ⁽¹⁾ is in every column: add up each row", {"dL/dmu1"}),
    # mse over two outputs: ∂L/∂a = ½·2·(a − y), which has no line of its own; nor has Wᵀ·δ.
    (ONE, "∂L/∂a⁽¹⁾ = a⁽¹⁾ − y", {"dL/dz1"}),
    (TWO_LAYERS, "∂ℓ/∂A⁽¹⁾ = W⁽²⁾ᵀ·δ⁽²⁾", {"dell/dZ1"}),
    (TWO_LAYERS, "tanh′(Z⁽¹⁾) = 1 − (A⁽¹⁾)²", {"dell/dZ1"}),
    (TWO_LAYERS, "σ′(Z⁽²⁾) = A⁽²⁾ ∗ (1 − A⁽²⁾)", {"dell/dZ2"}),
    (ONE_LINEAR, "linear: a⁽¹⁾ = z⁽¹⁾, slope 1", {"dL/dz1"}),
    # ∂aᵢ/∂zⱼ = aᵢ·(1 if i = j else 0) − aᵢ·aⱼ
    (
        ONE,
        "softmax: ∂a⁽¹⁾/∂z⁽¹⁾ = diag(a⁽¹⁾) − a⁽¹⁾·a⁽¹⁾ᵀ; diag(a⁽¹⁾) has a⁽¹⁾ on its diagonal and 0 elsewhere",
        {"dL/dz1"},
    ),
    (
        SAMPLES,
        "softmax, with a column a of A⁽¹⁾ and z of Z⁽¹⁾: ∂a/∂z = diag(a) − a·aᵀ;"
        " diag(a) has a on its diagonal and 0 elsewhere",
        {"dell/dZ1"},
    ),
    # (diag(a) − a·aᵀ)·(−y/a) = −y + a·Σ y; a·(1 − a)·(a − y)/(a·(1 − a)) = a − y
    (TWO_LAYERS, "sigmoid with cross-entropy: ŷ − y remains", {"dell/dZ2"}),
    (
        ONE_COLLAPSED,
        "softmax with cross-entropy: ŷ·Σ y − y remains; Σ y = 1, so ŷ − y is left",
        {"dL/dz1"},
    ),
    (COUNTS, "softmax with cross-entropy: ŷ·Σ y − y remains", {"dL/dz1"}),
    # a₁ is given: of W·x only the second entry is used.
    (HALF_GIVEN, "a₁⁽¹⁾ given, not worked", {"a1"}),
    (HALF_GIVEN, "worked whole: the entry before a₁⁽¹⁾, which is given, is not used", {"z1"}),
]
"""A problem, a reason, and the lines under which it stands."""


def shown(text: str, style: str = "matrix") -> Document:
    return solution(read(text), style=style, verify=False, notation="layers").document


def workings(document: Document) -> list[Working]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Working)]


def told(document: Document) -> dict[str, set[str]]:
    """The reasons under each line of a page."""
    (section,) = document.sections
    running = Running(writer(document, section.scope, Unicode), ascii_only=False)
    return {
        row.name: {bare(running.words(reason)) for line in row.lines for reason in line.reasons}
        for working in workings(document)
        for row in working.rows
    }


@pytest.mark.parametrize(("text", "reason", "lines"), REASONS)
def test_a_reason_stands_where_its_algebra_is(text: str, reason: str, lines: set[str]) -> None:
    """Under every line that it explains."""
    assert {name for name, reasons in told(shown(text)).items() if reason in reasons} == lines


def test_one_sample_needs_no_sums() -> None:
    """With a single column nothing is added up, and own biases are added as they are."""
    reasons = {each for under in told(shown(ONE_TANH)).values() for each in under}
    assert reasons == {
        "∂L/∂a⁽¹⁾ = a⁽¹⁾ − y",
        "tanh′(z⁽¹⁾) = 1 − (a⁽¹⁾)²",
        "the bias is added as it is: factor 1",
    }


def test_what_collapses_is_seen_in_numbers_first() -> None:
    """Before a − y stands the softmax's Jacobian times −y/a, both with their numbers."""
    page = str(solution(read(ONE_COLLAPSED), style="matrix", verify=False, notation="layers"))
    weights, x, bias = np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([0.5, -1]), np.array([0.1, 0.2])
    a = np.exp(weights @ x + bias)
    a /= a.sum()
    jacobian = np.diag(a) - np.outer(a, a)
    first = f"⎡ {jacobian[0, 0]:.5f}  −{-jacobian[0, 1]:.5f}⎤ · ⎡−{1 / a[0]:.4f}⎤"
    assert first in page
    assert page.index(first) < page.index("= a⁽¹⁾ − y  ")


# --- style `gates`, where samples mix ---------------------------------------------------------------


def test_gates_of_samples_that_mix_stand_in_one_list() -> None:
    """A mean needs all samples before the first can go on: one list there and one back, each headed."""
    document = shown(NORMALISED, "gates")
    forward, backward = workings(document)
    blocks = document.sections[0].blocks
    heads = [blocks[blocks.index(each) - 1] for each in (forward, backward)]
    assert [getattr(head, "words", None) for head in heads] == [("Forward pass",), ("Backward pass",)]
    z = np.array([[0.5, -0.25]]) @ np.array([[1, 0, 2], [2, 1, -1]])
    found = {row.name: row.value for row in forward.rows}
    names = list(found)
    assert [found[f"z1[1]@{sample}"] for sample in (1, 2, 3)] == pytest.approx(list(z[0]))
    assert (found["mu1[1]"], found["var1[1]"]) == pytest.approx((z.mean(), z.var()))
    assert names.index("z1[1]@3") < names.index("mu1[1]") < names.index("zhat1[1]@1")
    last = [row.name for row in backward.rows][-2:]
    assert last == ["dL/dW1[1,1]", "dL/dW1[1,2]"]
