"""Style `matrix`: what it shows, what it can be asked for, and what it refuses."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop_cli import solution
from backprop_cli.api.solutions import solve
from backprop_cli.errors import UsageError
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.worksheet.layout import Layout

BATCH = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: %s, activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
reduction: %s
optimizer: {name: sgd, learning_rate: 0.1}
"""
ONE = """\
inputs: [0.5, -1]
targets: [1, 0]
layers: [{weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.1, 0.2], activation: softmax}]
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""


def batch(biases: str = "[0.7, 0.1]", reduction: str = "mean") -> str:
    return BATCH % (biases, reduction)


def page(text: str, **options: Any) -> str:
    return str(solution(read(text), style="matrix", **options))


def data(text: str, **options: Any) -> dict[str, Any]:
    made = solution(read(text), style="matrix", verify=False, **options)
    found: dict[str, Any] = json.loads(made.render("json"))
    return found


def row(shown: str, name: str) -> str:
    """The lines of one quantity."""
    found = re.search(rf"│ {re.escape(name)} .*?(?=├|╰)", shown, re.DOTALL)
    assert found, name
    return found[0]


# --- the page ---------------------------------------------------------------------------------------


def test_the_backward_pass_is_the_courses() -> None:
    """δ = A − Y, dW = ½·δ·Aᵀ, db = ½·row sums, back by Wᵀ·δ ∗ tanh′(Z), each with its shapes below."""
    shown = page(batch())
    assert "= A⁽²⁾ − Y" in row(shown, "δ⁽²⁾")
    assert "= ½·δ⁽²⁾ · A⁽¹⁾ᵀ" in row(shown, "∂L/∂W⁽²⁾")
    assert "1×2    2×2" in row(shown, "∂L/∂W⁽²⁾")
    assert "= ½·rowsum(δ⁽²⁾)" in row(shown, "∂L/∂b⁽²⁾")
    assert "= ∂ℓ/∂Z⁽¹⁾ = (W⁽²⁾ᵀ · δ⁽²⁾) ∗ tanh′(Z⁽¹⁾)" in row(shown, "δ⁽¹⁾")
    assert "2×1     1×2           2×2" in row(shown, "δ⁽¹⁾")
    assert "(W⁽²⁾ᵀ · δ⁽²⁾) ∗ (1 − (A⁽¹⁾)²)" in row(shown, "δ⁽¹⁾")


def test_the_layout_is_said() -> None:
    """One row per unit, one column per sample, whose loss δ is of, and where 1/n comes in."""
    shown = " ".join(page(batch()).split())
    assert "one row per unit, one column per sample" in shown
    assert "column 2 of δ⁽²⁾ is of sample 2's own loss" in shown
    assert "its ½ comes in where the samples are added up, in ∂L/∂W⁽²⁾, ∂L/∂b⁽²⁾" in shown
    assert "⟨2⟩" not in shown
    added = " ".join(page(batch(reduction="sum")).split())
    assert "the samples are added up in ∂L/∂W⁽²⁾, ∂L/∂b⁽²⁾" in added
    assert "½" not in added


def test_a_shared_bias_gets_the_sum_of_all_entries() -> None:
    """One number for all units and samples: its gradient is the sum over the whole of δ."""
    assert "= ½·Σ δ⁽¹⁾" in row(page(batch("0.7")), "∂L/∂b⁽¹⁾")


def test_without_biases_there_is_none() -> None:
    """Z = W·X alone."""
    shown = page(batch().replace("biases: [0.7, 0.1], ", ""))
    assert "= W⁽¹⁾ · X\n" in re.sub(" +│\n", "\n", row(shown, "Z⁽¹⁾"))
    assert "∂L/∂b⁽¹⁾" not in shown


def test_a_softmax_alone_has_its_jacobian() -> None:
    """Without the loss that belongs to it: (diag(a) − a·aᵀ)·∂L/∂a, with the Jacobian as one matrix."""
    shown = page(ONE)
    assert "(diag(a⁽¹⁾) − a⁽¹⁾ · a⁽¹⁾ᵀ) · (a⁽¹⁾ − y  )" in row(shown, "δ⁽¹⁾")
    a = np.exp([-0.15 + 0.1, 0.55 + 0.2])
    a /= a.sum()
    jacobian = np.diag(a) - np.outer(a, a)
    assert f"⎡ {jacobian[0, 0]:.5f}  −{-jacobian[0, 1]:.5f}⎤" in row(shown, "δ⁽¹⁾")


def test_the_page_is_proved() -> None:
    """The stamp counts the formulas in matrices: 6 forward, 8 backward, 4 new parameters."""
    shown = page(batch())
    assert "9 gradients compared with central differences of the loss: all agree." in shown
    assert "18 formulas in vectors and matrices worked as they stand: all agree." in shown


def test_fixed_parameters_are_not_updated() -> None:
    """A layer's weights that stay have their gradient and no update."""
    shown = page(batch() + "fixed: [W1]\n")
    assert "∂L/∂W⁽¹⁾" in shown
    assert "W⁽¹⁾⁺" not in shown
    assert "W⁽²⁾⁺" in shown


def test_a_single_fixed_entry_stays_by_a_mask_that_the_page_explains() -> None:
    """The mask stands among the given, in the formula and in a sentence; its place is 0."""
    shown = page(batch() + 'fixed: ["W1[1,2]"]\n')
    assert "moves(W⁽¹⁾) is 0 where an entry is fixed, so that it stays as it is, and 1 elsewhere" in " ".join(
        shown.split()
    )
    assert "moves(W⁽¹⁾) = ⎡1  0⎤\n              ⎣1  1⎦" in shown
    assert "= W⁽¹⁾ − α·moves(W⁽¹⁾) ∗ ∂L/∂W⁽¹⁾" in row(shown, "W⁽¹⁾⁺")
    assert "moves(W⁽²⁾)" not in shown
    assert "18 formulas in vectors and matrices worked as they stand: all agree." in shown


def test_a_state_that_is_asked_is_shown_whole() -> None:
    """`v(W1)`, and a single entry of it, mean the matrix that the entry lies in."""
    text = batch().replace("name: sgd", "name: momentum")
    for asked in ("v(W1)", "v(W1[1,2])"):
        shown = page(text + f"ask: ['{asked}']\n")
        assert "= μ·v₀(W⁽¹⁾) + ∂L/∂W⁽¹⁾" in row(shown, "v(W⁽¹⁾)")
        assert "v(W⁽²⁾)" not in shown


def test_a_penalty_is_added_to_the_gradient_of_its_weights() -> None:
    """∂L/∂W = ½·δ·Xᵀ + 2λ·W; the biases have none of it, and L = L_data + R."""
    shown = page(batch() + "penalty: {name: l2, rate: 0.05}\n")
    assert "= ½·δ⁽¹⁾ · Xᵀ  + 2λ·W⁽¹⁾" in row(shown, "∂L/∂W⁽¹⁾")
    assert "= ½·rowsum(δ⁽¹⁾)" in row(shown, "∂L/∂b⁽¹⁾")
    assert "= L_data + R" in row(shown, "L")
    assert "its ½ comes in where the samples are added up" in " ".join(shown.split())


@pytest.mark.parametrize("mask", ["[1, 0]", "[[1, 0], [0, 1]]"])
def test_dropout_has_its_mask_entry_by_entry(mask: str) -> None:
    """H = A ∗ M/keep, with one mask for all samples or a column for each; proved as every other page."""
    shown = page(
        batch().replace("activation: tanh", f"activation: tanh, dropout: {{mask: {mask}, keep: 0.8}}")
    )
    assert "= A⁽¹⁾ ∗ " in row(shown, "H⁽¹⁾")
    assert "= W⁽²⁾ · H⁽¹⁾ + b⁽²⁾" in row(shown, "Z⁽²⁾")
    assert "formulas in vectors and matrices worked as they stand: all agree." in shown


def test_a_training_has_each_step_in_matrices() -> None:
    """Step 2 starts from the parameters of step 1, on the samples of its own batch."""
    text = batch().replace(
        "activation: sigmoid}\n", "activation: sigmoid}\ntraining: {epochs: 1, batch_size: 1}\n"
    )
    shown = str(solve(read(text), Layout(style="matrix", step=2), verify=True))
    assert "Step 2 of 2, on sample 2" in shown
    assert "one column per sample of the step" in " ".join(shown.split())
    assert "= δ⁽¹⁾ · Xᵀ" in row(shown, "∂L/∂W⁽¹⁾")


def test_the_loss_is_the_courses_sum() -> None:
    """L = (1/m)·Σ over all entries, without the row of the samples' losses."""
    assert "= −½·Σ (Y   ∗ ln(A⁽²⁾) + (1 − Y  ) ∗ ln(1 − A⁽²⁾))" in row(page(batch()), "L")


def test_digits_are_those_of_the_other_styles() -> None:
    """Three significant digits everywhere, ≈ where some were dropped, given numbers as typed."""
    x = np.array([[0.5, 2], [-1, 0.25]])
    a = np.tanh(np.array([[0.1, 0.2], [0.3, -0.4]]) @ x + np.array([[0.7], [0.1]]))
    output = 1 / (1 + np.exp(-(a[0] - a[1] + 0.1)))
    shown = page(batch(), digits=3)
    assert f"≈ [{output[0]:.3f}  {output[1]:.3f}]" in row(shown, "A⁽²⁾")
    assert "⎡0.1   0.2⎤" in shown


def test_a_gradient_without_a_float_is_told() -> None:
    """Where a float has no room the row says so, and the rest of the page stands."""
    text = "samples:\n  - {inputs: [1e200], targets: [0]}\n  - {inputs: [1], targets: [0]}\n"
    text += "layers: [{weights: [[1e-200]], activation: linear}, {weights: [[1e200]], activation: linear}]\n"
    shown = page(text + "loss: mae\n", verify=False)
    assert "too large for a number" in row(shown, "∂L/∂W⁽¹⁾")
    assert "= ½·δ⁽²⁾ · A⁽¹⁾ᵀ" in row(shown, "∂L/∂W⁽²⁾")


# --- what may be asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Z1", "Z1"),
        ("z1[2]@2", "Z1"),
        ("A1", "A1"),
        ("yhat", "A2"),
        ("dZ1", "dell/dZ1"),
        ("delta1", "dell/dZ1"),
        ("dL@2/dz1[1]@2", "dell/dZ1"),
        ("dL/dz1[1]@2", "dL/dZ1"),
        ("dL/dA1", "dell/dA1"),
        ("dW1", "dL/dW1"),
        ("dL/dW1[1,2]", "dL/dW1"),
        ("db2", "dL/db2"),
        ("W1_new[1,1]", "W1_new"),
        ("L", "L"),
    ],
)
def test_an_entry_means_the_whole_it_lies_in(name: str, shown: str) -> None:
    """Names of single quantities, of stacks and of other books lead to the matrix, with what it needs."""
    document = solution(read(batch()), only=[name], style="matrix", verify=False).document
    (section,) = document.sections
    names = [
        each.name for block in section.blocks for each in getattr(block, "rows", ()) if hasattr(each, "lines")
    ]
    assert shown in names
    everything = solution(read(batch()), style="matrix", verify=False).document.sections[0].blocks
    assert len(names) < sum(len(getattr(block, "rows", ())) for block in everything)


def test_a_parameter_means_its_gradient_and_its_update() -> None:
    """`--only W2` shows ∂L/∂W⁽²⁾ and W⁽²⁾⁺, and nothing of layer 1 but what leads there."""
    shown = page(batch(), only=["W2"])
    assert row(shown, "∂L/∂W⁽²⁾")
    assert row(shown, "W⁽²⁾⁺")
    assert "│ δ⁽¹⁾" not in shown


@pytest.mark.parametrize("name", ["X", "x[1]@1", "W3", "q", "da1[1]@1/dz1[1]@1"])
def test_what_is_not_worked_out_is_refused(name: str) -> None:
    """Given, unknown, or a derivative of one entry by another: told, not left out in silence."""
    with pytest.raises(UsageError):
        page(batch(), only=[name])


def test_formulas_have_no_matrices() -> None:
    """A problem of formulas is refused with a sentence and the way out."""
    with pytest.raises(UsageError, match="formulas of single quantities have no matrices") as refused:
        page("formulas: {y: x^2}\nat: {x: 3}\n")
    assert refused.value.hint == "use --style delta or --style paths"


# --- data -------------------------------------------------------------------------------------------


def test_json_has_the_steps_as_arrays() -> None:
    """Each step with its array and shape; the values keep the names and numbers of the other styles."""
    found = data(batch())
    steps = {step["name"]: step for step in found["steps"]}
    delta = json.loads(solution(read(batch()), verify=False).render("json"))
    assert found["values"] == delta["values"]
    assert steps["Z1"]["shape"] == [2, 2]
    assert steps["Z1"]["array"][1][0] == found["values"]["z1[2]@1"]
    assert steps["dell/dZ1"]["array"][0][1] == found["values"]["dL@2/dz1[1]@2"]
    assert steps["dL/db1"]["shape"] == [2, 1]
    assert steps["dL/db1"]["array"] == [found["values"]["dL/db1[1]"], found["values"]["dL/db1[2]"]]
    assert (steps["L"]["array"], steps["L"]["shape"], steps["L"]["value"]) == (
        None,
        None,
        found["values"]["L"],
    )
    assert steps["dL/dW1"]["text"] == ["∂L/∂W⁽¹⁾", "= ½·δ⁽¹⁾ · Xᵀ"]
    assert {"layout", "signs"} <= found["conventions"].keys()
    assert "array" not in delta["steps"][0]


def test_json_of_weights_by_input_has_the_files_layout() -> None:
    """With `weight_rows: inputs` the arrays of weights have a row per input, the values their names."""
    text = ONE.replace("loss:", "weight_rows: inputs\nloss:").replace(
        "[[0.1, 0.2], [0.3, -0.4]]", "[[0.1, 0.3], [0.2, -0.4]]"
    )
    found = data(text)
    steps = {step["name"]: step for step in found["steps"]}
    assert steps["dL/dW1"]["array"][0][1] == found["values"]["dL/dW1[2,1]"]
    assert steps["z1"]["text"][1] == "= W⁽¹⁾ᵀ · x + b⁽¹⁾"


def test_python_gives_the_page_as_well() -> None:
    """`solution(…, style="matrix")` in a notebook is the Markdown page."""
    made = solution(read(batch()), style="matrix")
    assert made._repr_markdown_() == Markdown().render(made.document)
    assert r"\underset{2 \times 2}{\delta^{(1)}}" in made._repr_markdown_()


def test_a_large_network_is_abbreviated(tmp_path: Path) -> None:
    """Matrices beyond the page keep their corners, and every line its width."""
    rows = [[round((row * 7 + at * 3) % 11 / 10 - 0.5, 2) for at in range(30)] for row in range(12)]
    text = json.dumps({
        "samples": [{"inputs": [at / 30] * 30, "targets": [0.5] * 12} for at in range(15)],
        "layers": [{"weights": rows, "biases": [0.1] * 12, "activation": "sigmoid"}], "loss": "mse",
    })  # fmt: skip
    shown = page(text, verify=False)
    assert max(map(len, shown.splitlines())) <= 80
    assert "⋮" in row(shown, "Z⁽¹⁾")
    assert "12×30   30×15" in row(shown, "Z⁽¹⁾")
    assert " · ⎡" not in row(shown, "Z⁽¹⁾")  # numbers are put in where they fit


@pytest.mark.parametrize("training", ["{steps: 3}", "{epochs: 2, batch_size: 1, order: [2, 1]}"])
def test_json_of_a_training_has_the_arrays_of_each_step(training: str) -> None:
    """Forward, back and new weights of every step as numpy's descent has them, on its batch's samples."""
    found = data(batch() + f"training: {training}\n")
    steps = {step["name"]: step for step in found["steps"]}
    x, y = np.array([[0.5, 2], [-1, 0.25]]), np.array([[1, 0]])
    w1, b1 = np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([[0.7], [0.1]])
    w2, b2 = np.array([[1.0, -1]]), np.array([[0.1]])
    batches = [[0, 1]] * 3 if "steps" in training else [[1], [0]] * 2
    for number, chosen in enumerate(batches, start=1):
        z1 = w1 @ x[:, chosen] + b1
        delta2 = 1 / (1 + np.exp(-(w2 @ np.tanh(z1) + b2))) - y[:, chosen]
        delta1 = w2.T @ delta2 * (1 - np.tanh(z1) ** 2)
        dw1, n = delta1 @ x[:, chosen].T / len(chosen), len(chosen)
        w2, b2 = w2 - 0.1 * delta2 @ np.tanh(z1).T / n, b2 - 0.1 * delta2.sum(axis=1, keepdims=True) / n
        w1, b1 = w1 - 0.1 * dw1, b1 - 0.1 * delta1.sum(axis=1, keepdims=True) / n
        theirs = {"Z1": z1, "dell/dZ1": delta1, "dL/dW1": dw1, "W1_new": w1, "b1_new": b1}
        for name, value in theirs.items():
            step = steps[f"{name}#{number}"]
            assert np.array(step["array"]).reshape(value.shape) == pytest.approx(value, rel=1e-9), name
            assert step["shape"] == list(value.shape), name
        inputs = "X" if "steps" in training else f"X#{number}"
        assert inputs in steps[f"Z1#{number}"]["uses"]
    assert steps["W1_new#3"]["text"][1] == "= W⁽¹⁾⁺⟨t=2⟩ − α·∂L/∂W⁽¹⁾⟨t=3⟩"
    assert "own loss" in found["conventions"]["layout"]


def test_the_steps_of_a_training_keep_their_numbers_in_json() -> None:
    """Values are those of the other styles; no step is one of single quantities."""
    text = batch() + "training: {steps: 2}\n"
    found, delta = data(text), json.loads(solution(read(text), verify=False).render("json"))
    assert found["values"] == delta["values"]
    names = [step["name"] for step in found["steps"]]
    assert not any("[" in name for name in names)
    assert len(names) == len(set(names)) == 2 * (4 + 2 + 8 + 4)
