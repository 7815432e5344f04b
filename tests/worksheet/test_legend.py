"""The legend and what is given: nothing on the page that a reader has to guess."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.problem.model import Problem
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.reader import read
from backprop_cli.words import functions, optimisers
from backprop_cli.worksheet.layout import Layout

DROPOUT = Path(__file__).parents[2] / "problems" / "dropout.yaml"


def page(problem: str | Problem, **chosen: object) -> str:
    """The page at 100 columns."""
    loaded = load(problem) if isinstance(problem, str) else problem
    return solve(loaded, Layout(**chosen), verify=False).render()  # type: ignore[arg-type]


def legend(text: str) -> dict[str, str]:
    """The rows of a page's legend: symbol and meaning."""
    lines = text.partition("\nSymbols\n\n")[2].partition("\n\n")[0].splitlines()
    rows: dict[str, str] = {}
    for line in lines:
        if line.startswith(" "):
            rows[list(rows)[-1]] += f" {line.strip()}"
        else:
            symbol, _, meaning = line.partition("  ")
            rows[symbol] = meaning.strip()
    return rows


def formulas(text: dict[str, str], **more: object) -> Problem:
    """A problem of formulas, all letters 1 but those worked."""
    return load({"formulas": text, **more})


@pytest.mark.parametrize(
    "name", [name for name, row in FUNCTIONS.items() if row.activation and name != "linear"]
)
def test_every_activation_has_a_name_in_words(name: str) -> None:
    """A row of the function table that a layer may name has its row of words."""
    assert name in functions.FUNCTIONS


def test_a_function_is_told_with_its_formula_and_its_slope() -> None:
    """σ(z) once, however many units have it; the letter is the notation's."""
    rows = legend(page("sigmoid_circuit"))
    assert rows["σ(z)"] == "the sigmoid function, 1/(1 + e^(−z)); its slope is σ′(z) = σ(z)·(1 − σ(z))"
    rows = legend(page("two_layer_relu_sigmoid"))
    assert (
        rows["ReLU(In)"]
        == "the rectified linear unit, max(0, In); its slope is ReLU′(In) = (1 if In > 0, else 0)"
    )
    assert "σ(In)" in rows


def test_the_letter_of_a_function_is_no_name_of_the_author() -> None:
    """Where a formula is called z, σ is told of another letter."""
    rows = legend(page(formulas({"z": "w*x", "L": "sigmoid(z)"}, at={"w": 1, "x": 2}, wrt=["w"])))
    assert rows["σ(u)"].startswith("the sigmoid function, 1/(1 + e^(−u))")
    assert "σ(z)" not in rows


def test_derivatives_of_formulas_are_told_once() -> None:
    """One row speaks for all of them."""
    rows = legend(page("sigmoid_circuit"))
    assert rows["∂L/∂s₃"] == "how fast L changes with s₃; the others likewise"
    assert sum(name.startswith("∂") for name in rows) == 1


@pytest.mark.parametrize("row", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_letter_of_an_optimiser_has_a_meaning(row: object) -> None:
    """Constants and states of each row, its options included, have words of their own."""
    optimizer = OPTIMIZERS[row.name]  # type: ignore[attr-defined]
    options = [optimizer, *(optimizer.with_options([each]) for each in optimizer.options)]
    assert set(optimizer.constants) <= set(optimisers.CONSTANTS)
    for each in options:
        assert {(optimizer.name, name) for name in each.names} <= set(optimisers.STATES)


def test_the_letters_of_adam_are_told() -> None:
    """What it keeps, what it corrects, what it starts from, its constants, the number of the step."""
    rows = legend(page("adam_by_hand"))
    assert rows["m(w)"].startswith("moving average of the gradients of w")
    assert rows["v(w)"] == "moving average of the squared gradients of w"
    assert rows["v̂(w)"] == "v(w), corrected for its start from 0"
    assert rows["m₀(w)"] == "m(w) before step 1"
    assert rows["β₁"] == "the share that is kept of the old m, from 0 to 1"
    assert rows["β₂"] == "the share that is kept of the old v, from 0 to 1"
    assert {"α", "ε", "t"} < set(rows)


def test_an_optimisers_formulas_stand_line_by_line() -> None:
    """Each of Adam's five on a line of its own; plain descent stays in one line."""
    lines = [line.strip() for line in page("adam_by_hand").splitlines()]
    first = lines.index("m = β₁·m + (1 − β₁)·g")
    assert lines[first + 1 : first + 5] == [
        "v = β₂·v + (1 − β₂)·g²",
        "m̂ = m/(1 − β₁^t)",
        "v̂ = v/(1 − β₂^t)",
        "w⁺ = w − α·m̂/(√v̂ + ε)",
    ]
    assert "one step: w⁺ = w − α·∂L/∂w with α = 0.1" in " ".join(page("dropout").split())


def test_an_output_by_another_name_has_both_in_the_legend() -> None:
    """O²₁ and ŷ₁ are both on the page, and why the factor between them is 1, once."""
    text = page("two_layer_relu_sigmoid")
    assert {"h¹₁", "O²₁", "ŷ₁"} < set(legend(text))
    assert text.count("ŷ₁ = O²₁, so the factor between them is 1") == 1
    assert text.count("so the factor between them is 1") == 1


def test_a_loss_of_which_only_derivatives_are_given_is_told() -> None:
    """The gradient from above: L is in the legend though on no line, and z of a layer without weights."""
    rows = legend(page("gradient_from_above"))
    assert rows["L"] == "the loss, which is not given here: only its derivatives are"
    assert rows["z₁⁽¹⁾"] == "what goes into unit 1 in layer 1: the layer has no weights"


@pytest.mark.parametrize(
    ("problem", "notation", "line"),
    [
        ("two_layer_sigmoid", None, "W⁽¹⁾ = ⎡w₁  w₂⎤ = ⎡0.15  0.2⎤"),
        ("two_layer_sigmoid", "layers", "W⁽¹⁾ = ⎡0.15  0.2⎤"),
        ("zero_initialisation", None, "W⁽³⁾ = [W8_n5  W8_n6  W8_n7] = [0  0  0]"),
        ("han_kamber", None, "W⁽²⁾ = [−0.3  −0.2]"),
    ],
)
def test_a_matrix_names_entries_that_do_not_say_their_place(
    problem: str, notation: str | None, line: str
) -> None:
    """The name w₃ has neither row nor column in its name; w₂₁⁽¹⁾ has both, and needs no second matrix."""
    assert line in page(problem, notation=notation).splitlines()


def test_vectors_and_matrices_have_a_legend() -> None:
    """Style `matrix` tells what stands in each array, and what ᵀ is."""
    text = page("planar_data_tanh", style="matrix")
    rows = legend(text)
    assert rows["W^[1]"].startswith("the weights of layer 1")
    assert rows["ℓ"] == "the losses of the single samples"
    assert rows["dZ^[2]"] == "error signals: how fast ℓ changes with each entry of Z^[2]"
    assert "Xᵀ is X with rows and columns swapped" in " ".join(text.split())


def test_a_sum_over_ways_is_explained_once() -> None:
    """At the first place where ways meet: in formulas, behind a layer; a shared bias has its own reason."""
    flat = " ".join(page("two_paths").replace("│", " ").split())
    assert flat.count("b acts on e through c and d: one product for each way, then add") == 1
    flat = " ".join(page("two_layer_relu_sigmoid").replace("│", " ").split())
    assert flat.count("one product for each way, then add") == 1
    assert "h¹₁ acts on L through In²₁ and In²₂:" in flat
    assert "acts on" not in page("one_neuron")


def test_a_term_without_the_variable_is_spoken_of() -> None:
    """(w² − 4w + 5)′: the 5 is gone from the line, and the page says why."""
    assert "5 does not depend on w: its slope is 0" in page("parabola_descent")
    assert "does not depend" not in page("adam_by_hand")


def test_what_samples_share_stands_behind_what_each_has() -> None:
    """γ and β come after the ẑ of all samples, not between them."""
    text = page("batch_normalisation")
    heads = [line.split("│")[1].strip() for line in text.splitlines() if line.startswith("│ ∂L/∂")]
    assert heads.index("∂L/∂ẑ₁⁽¹⁾⟨3⟩") < heads.index("∂L/∂γ₁⁽¹⁾") < heads.index("∂L/∂β₁⁽¹⁾")


def test_copies_are_told_before_they_are_worked() -> None:
    """Who reads the zeros knows already why they repeat."""
    text = page("zero_initialisation")
    assert text.index("are copies of each") < text.index("Forward pass")


def test_what_is_given_of_later_samples_has_its_symbol() -> None:
    """The target of sample 3 is on no line of step 1, and written as the others are all the same."""
    lines = page("descent_in_mini_batches").splitlines()
    given = [part for line in lines for part in line.split("    ")]
    assert {f"y₁⟨{sample}⟩ = {target}" for sample, target in ((2, 1), (3, 1), (4, 0))} < set(given)


def test_struck_out_terms_are_explained_once() -> None:
    """Style `paths` works every parameter, and says at the first what a stroke means."""
    text = page("one_neuron", style="paths")
    assert text.count("do not depend on the variable: derivative 0") == 1


def test_a_sum_over_entries_is_written_out() -> None:
    """½·Σ (y − O)² in numbers: both squares stand there, (0.01 − 0.71659)² and (0.99 − 0.73197)²."""
    text = page("two_layer_relu_sigmoid", style="matrix")
    assert "≈ ½((−0.70659)² + 0.25803²)" in text
    assert pytest.approx(0.28293, abs=1e-5) == 0.5 * (0.70659**2 + 0.25803**2)


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        ("0.8", "1/0.8 = 1.25: dropout divides by 0.8"),
        ("0.3", "1/0.3 = 10/3: dropout divides by 0.3"),
    ],
)
@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_the_factor_of_dropout_says_where_it_comes_from(style: str, keep: str, reason: str) -> None:
    """The exercise has 0.8, the backward pass 1.25: their tie stands beside the factor."""
    assert Fraction(1) / Fraction(keep) == Fraction(reason.split()[2].rstrip(":"))
    written = DROPOUT.read_text(encoding="utf-8").replace("keep: 0.8", f"keep: {keep}")
    lines = page(read(written), style=style).splitlines()
    (place, *_) = (at for at, line in enumerate(lines) if reason in line)
    assert any("mask" in line for line in lines[place - 2 : place])


def test_a_dropout_that_keeps_all_has_no_factor() -> None:
    """With keep 1 nothing is divided."""
    written = DROPOUT.read_text(encoding="utf-8").replace("keep: 0.8", "keep: 1")
    assert "dropout divides" not in page(read(written))


OWN_OF_THREE_UNITS = {
    **{"x[1]": "price", "W1[1,1]": "W1_n1", "W1[1,2]": "W2_n1", "W2[1,1]": "W1_n3", "b1[1]": "bias_n1"},
    **{"z1[1]": "in_n1", "z1[2]": "in_n2", "z2[1]": "in_n3"},
    **{"a1[1]": "out_n1", "a1[2]": "out_n2", "a2[1]": "out_n3", "y[1]": "target"},
}


def test_every_name_of_an_authors_own_is_explained() -> None:
    """A dozen names that follow no pattern have a row each: no one says what another means."""
    layers = [
        {"weights": [[0.3, -0.1], [0.2, 0.7]], "biases": [0.05, -0.15], "activation": "sigmoid"},
        {"weights": [[1.2, -0.8]], "activation": "linear"},
    ]
    network = {"inputs": [0.6, 0.9], "layers": layers, "targets": [0.5], "loss": "half_sse"}
    rows = legend(page(load({**network, "names": OWN_OF_THREE_UNITS})))
    assert set(OWN_OF_THREE_UNITS.values()) <= set(rows)
    assert rows["in_n2"] == "weighted sum that goes into unit 2 in layer 1, its bias included"
    assert rows["W1_n3"] == "weight of layer 2 that leads from unit 1 of layer 1 to unit 1"


PENALISED = """
samples: [{inputs: [1], targets: [1]}, {inputs: [0], targets: [2]}]
layers: [{weights: [[0.5]], activation: linear}]
loss: half_sse
penalty: {name: l1, rate: 0.2}
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.mark.parametrize("style", ["delta", "paths", "matrix"])
@pytest.mark.parametrize("training", ["", "training: {epochs: 2, batch_size: 1}\n"])
def test_the_loss_that_all_gradients_are_of_is_explained_beside_those_of_samples(
    style: str, training: str
) -> None:
    """With a penalty L, L_data and a sample's L⟨1⟩ are three things, and ∂L/∂w is of the first."""
    rows = legend(page(read(PENALISED + training), style=style, notation="layers"))
    assert rows["L"] == "what is made small: the loss without the penalty, and the penalty"
    own = rows["ℓ" if style == "matrix" else "L⟨1⟩"]
    assert own.startswith(("the loss of one sample", "the losses of the single samples"))


def test_a_step_for_several_names_is_said_to_be_for_all() -> None:
    """The rule stands for the first of them, and the others are named."""
    several = page(
        formulas(
            {"L": "w*x + b"},
            at={"w": 1, "x": 2, "b": 3},
            wrt=["w", "x", "b"],
            optimizer={"name": "sgd", "learning_rate": 0.1},
        )
    )
    assert "at the old values; likewise for x, b" in " ".join(several.split())
    assert "w after the update; the others likewise" in several
    one = page(
        formulas(
            {"L": "w*x"}, at={"w": 1, "x": 2}, wrt=["w"], optimizer={"name": "sgd", "learning_rate": 0.1}
        )
    )
    assert "likewise" not in one


@pytest.mark.parametrize("names", ["", "names: {L: H}\n"])
def test_a_loss_that_is_not_given_stands_once_among_the_symbols(names: str) -> None:
    """By its own name too, and with no word of targets that there are none of."""
    problem = f"""
inputs: [2, 1]
layers:
  - {{weights: [[1, -2], [1, 2]], activation: relu}}
  - {{weights: [[5, 1], [1, 2]], activation: relu}}
known: {{"dL/dz2[1]": -3, "dL/dz2[2]": 1}}
{names}"""
    text = page(read(problem, "net.yaml"))
    assert text.count("the loss, which is not given here") == 1
    assert "targets" not in text.partition("\nGiven\n")[0]


def test_what_a_circuit_puts_between_formulas_is_told() -> None:
    """The names that the page adds to the author's; and the author's σ, which stands in the head anyway."""
    rows = legend(page(formulas({"f": "(x + y)*z"}, at={"x": -2, "y": 5, "z": -4}, wrt=["x"]), style="gates"))
    assert list(rows) == ["s₁", "∂f/∂s₁"]
    assert rows["s₁"] == "what a gate in between gives: one operation of the circuit"
    assert list(legend(page("sigmoid_circuit", style="gates"))) == ["σ(z)", "∂L/∂s₃"]
    opened = legend(page("sigmoid_circuit", style="gates", open_functions=True))
    assert list(opened) == ["σ(z)", "s₄", "∂L/∂s₆"]
