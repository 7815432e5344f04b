"""`names: {z: s, a: h}`: a course's letters in all layers, on pages and read back."""

import json
import re

import numpy as np
import pytest

from backprop_cli import blank, check, solution
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import as_stored, meanings
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read

LETTERS = "{z: s, a: h, y: t, yhat: o, L: J, w: theta, b: c}"
W1, B1 = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([0.35, 0.3])
W2, B2 = np.array([[0.4, 0.45], [0.5, 0.55]]), np.array([0.6, 0.5])
X, T, RATE = np.array([0.05, 0.1]), np.array([0.01, 0.99]), 0.5
LAYERS = f"""\
layers:
  - {{weights: {W1.tolist()}, biases: {B1.tolist()}, activation: sigmoid}}
  - {{weights: {W2.tolist()}, biases: {B2.tolist()}, activation: sigmoid}}
"""
SAMPLE = f"inputs: {X.tolist()}\ntargets: {T.tolist()}\nloss: half_sse\n"
STEP = f"optimizer: {{name: sgd, learning_rate: {RATE}}}\n"
DROPOUT = LAYERS.replace("sigmoid}", "sigmoid, dropout: {mask: [1, 0], keep: 0.5}}", 1)


def problem(letters: str = LETTERS, more: str = "", layers: str = LAYERS) -> Network:
    found = read(f"names: {letters}\n{layers}{SAMPLE}{STEP}{more}")
    assert isinstance(found, Network)
    return found


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def sheet_of_the_course() -> dict[str, float]:
    """What a student of that course hands in, worked by numpy."""
    s1 = W1 @ X + B1
    h1 = sigmoid(s1)
    s2 = W2 @ h1 + B2
    o = sigmoid(s2)
    d2 = (o - T) * o * (1 - o)
    d1 = W2.T @ d2 * h1 * (1 - h1)
    g2, g1 = np.outer(d2, h1), np.outer(d1, X)
    found = {"J": float(np.sum((T - o) ** 2)) / 2}
    for unit in range(2):
        n = unit + 1
        found |= {
            f"s1[{n}]": s1[unit],
            f"h_{n}^(1)": h1[unit],
            f"s{'₁₂'[unit]}⁽²⁾": s2[unit],
            f"o{n}": o[unit],
        }
        found |= {f"δ{'₁₂'[unit]}⁽²⁾": d2[unit], f"dJ/ds1[{n}]": d1[unit], f"dJ/dc2[{n}]": d2[unit]}
        found |= {f"c1_new[{n}]": B1[unit] - RATE * d1[unit]}
        for put in range(2):
            found[f"dJ/dθ2[{n},{put + 1}]"] = g2[unit, put]
            found[f"theta1_new[{n},{put + 1}]"] = W1[unit, put] - RATE * g1[unit, put]
    return {name: round(float(value), 7) for name, value in found.items()}


def test_the_letters_stand_on_every_page() -> None:
    """Layer by layer, in Unicode, in TeX, as typed, and in what sentences say of any of them."""
    page = str(solution(problem()))
    for line in (
        "│ s₁⁽¹⁾    │ = θ₁₁⁽¹⁾·x₁ + θ₁₂⁽¹⁾·x₂ + c₁⁽¹⁾ ",
        "│ h₂⁽²⁾    │ = o₂ = σ(s₂⁽²⁾) ",
        "= ∂J/∂s₁⁽²⁾ = ∂J/∂h₁⁽²⁾ · ∂h₁⁽²⁾/∂s₁⁽²⁾",
        "Loss        J = ½·Σ (t − o)²",
        "θ⁺ = θ − α·∂J/∂θ with α = 0.5",
        "σ′(s) = σ(s)·(1 − σ(s))",
        "Θ⁽¹⁾ = ⎡0.15  0.2⎤",
    ):
        assert line in page
    assert not re.search("[zawbyL][₁₂⁽]|[ŷ]", page)
    markdown = solution(problem()).render("markdown")
    assert r"\frac{\partial J}{\partial \theta_{11}^{(2)}}" in markdown
    assert re.search(r"s₁⁽¹⁾ +z1\[1\] += ", blank(problem()).render("text"))


def test_the_numbers_are_those_of_the_usual_letters() -> None:
    """And the data keep the names that always serve."""
    usual, own = (
        json.loads(solution(each).render("json"))["values"] for each in (problem("{x: x}"), problem())
    )
    assert own == usual


def test_a_sheet_in_the_letters_is_marked_by_them() -> None:
    """Every line of a course's sheet is right; one that is not is the only one."""
    sheet = sheet_of_the_course()
    marked = check(problem(), {name: f"{value:.7g}" for name, value in sheet.items()}).report
    assert {line.name for line in marked.shown if line.verdict is not Verdict.RIGHT} == set()
    assert len(marked.shown) == len(sheet)
    slip = {**sheet, "h_2^(1)": sheet["h_2^(1)"] + 0.05}
    marked = check(problem(), {name: f"{value:.7g}" for name, value in slip.items()}).report
    assert "a1[2]" in {line.name for line in marked.shown if line.verdict is Verdict.WRONG}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("s1[1]", "z1[1]"),
        ("s₁⁽¹⁾", "z1[1]"),
        (r"s_{1}^{(1)}", "z1[1]"),
        ("z1[1]", "z1[1]"),
        ("h2[1]", "a2[1]"),
        ("o[1]", "yhat[1]"),
        ("θ₂₁⁽¹⁾", "W1[2,1]"),
        ("Theta1", "W1"),
        ("theta1[2,1]", "W1[2,1]"),
        ("∂J/∂h₁⁽¹⁾", "dL/da1[1]"),
        ("dJ/dc1[1]", "dL/db1[1]"),
        ("theta1_new[2,1]", "W1_new[2,1]"),
        ("δ₁⁽¹⁾", "dL/dz1[1]"),
    ],
)
def test_names_are_read_in_the_letters(written: str, meant: str) -> None:
    """As the page has them, as one types them, and by the names that always serve."""
    assert as_stored(written, known_of(problem())) == meant


@pytest.mark.parametrize("notation", ["layers", "bishop", "haykin"])
@pytest.mark.parametrize(
    ("written", "meant"), [("dθ1", "dL/dW1"), ("θ^(2)", "W2"), ("theta1.grad", "dL/dW1")]
)
def test_spellings_that_all_share_are_read_where_letters_change_places(
    notation: str, written: str, meant: str
) -> None:
    """In the author's letters, as with the usual ones."""
    known = known_of(problem("{w: theta}", f"notation: {notation}\n"))
    assert as_stored(written, known) == meant


def test_the_file_and_the_command_line_ask_in_the_letters() -> None:
    """`ask`, `fixed` and `points`, and `--only`."""
    asked = problem(more="ask: [s1[1], dJ/dtheta2]\nfixed: [c1]\n")
    page = str(solution(asked))
    assert "│ s₁⁽¹⁾ " in page
    assert "│ s₂⁽²⁾ " in page, "what is asked needs it"
    report = check(asked, {"s1[1]": f"{(W1 @ X + B1)[0]:.6f}"}).report
    assert [(line.name, line.verdict, line.points) for line in report.shown] == [("z1[1]", Verdict.RIGHT, 1)]
    worth = problem(more="marking: {points: {'h2[1]': 3}}\n")
    report = check(worth, {"h2[1]": f"{sheet_of_the_course()['o1']:.6f}"}).report
    assert [(line.name, line.verdict, line.points) for line in report.shown] == [("a2[1]", Verdict.RIGHT, 3)]
    only = str(solution(problem(), only="δ₁⁽²⁾"))
    assert "│ δ₁⁽²⁾ " in only
    assert "∂J/∂θ" not in only.split("Forward pass")[1]


def test_all_samples_side_by_side_have_the_capitals() -> None:
    """S and H of style matrix, and T, O as for the author's other names."""
    samples = (
        "samples: [{inputs: [0.05, 0.1], targets: [0.01, 0.99]}, {inputs: [0.5, -0.1], targets: [1, 0]}]\n"
    )
    batch = read(f"names: {LETTERS}\n{LAYERS}{samples}loss: half_sse\n{STEP}")
    page = str(solution(batch, style="matrix"))
    for head in ("│ S⁽¹⁾ ", "│ H⁽²⁾ ", "= ∂ℓ/∂S⁽²⁾"):
        assert head in page
    assert not re.search("[ZAW]⁽", page)


def test_another_notation_keeps_the_letters() -> None:
    """`names` stand on top of whichever notation is chosen."""
    page = str(solution(problem(), notation="bracket"))
    assert "│ s₁^[1] " in page
    assert "dθ₁₁^[2]" in page


def test_the_letters_of_one_layer_win() -> None:
    """`z1` has its own name beside `z`."""
    page = str(solution(problem("{z: s, z1: u}")))
    assert "│ u₁ " in page
    assert "│ s₁⁽²⁾ " in page


@pytest.mark.parametrize("notation", ["layers", "superscript", "bracket", "net_out", "bishop", "haykin"])
def test_the_parameters_may_be_written_in_capitals(notation: str) -> None:
    """`{w: W}` writes W₂₁⁽¹⁾."""
    page = str(solution(problem("{w: W}"), notation=notation))
    assert re.search("W[¹₂]", page)
    assert not re.search("w[¹₂₃]", page)


@pytest.mark.parametrize(
    ("letters", "message", "hint"),
    [
        (
            "{z: s, a: s}",
            "the name `s` stands for another quantity above",
            "give each quantity a name of its own",
        ),
        ("{z: x}", "`x` cannot be the name of `z`: another quantity is called so", "or give `x` a name"),
        ("{z: s, a: z}", "`z` means `z1` already", "choose a name that no quantity"),
        ("{z: delta}", "`delta` means `dL/dz1` already", "choose a name"),
        ("{z: s_1}", "`s_1` cannot be what `z` is called in every layer", "`z1` may have an index or a mark"),
        ("{a: h1}", "`h1` cannot be what `a` is called in every layer", "write letters only"),
        ("{z: exp}", "`exp` is a function and cannot be a name", "choose another name"),
        ("{z: s, Z: q}", "`Z` is `z`, which has a name above", "keep one of the two"),
        ("{W1: V, w1: U}", "`w1` is `W1`, which has a name above", "keep one of the two"),
        ("{q: s}", "`q` is no quantity of this network", "`z1`, `a1` of a layer or `z` of all"),
    ],
)
def test_a_letter_that_is_another_s_is_refused(letters: str, message: str, hint: str) -> None:
    """With its place, and what to write."""
    with pytest.raises(ProblemError) as refused:
        problem(letters)
    assert message in str(refused.value)
    assert hint in str(refused.value)


def test_no_second_name_is_asked_for() -> None:
    """`a` has one already where its letter is taken for z: another letter is the way out."""
    with pytest.raises(ProblemError, match="`a` means `a1` already") as refused:
        problem("{z: a, a: h}")
    assert "of its own as well" not in str(refused.value)


def test_what_dropout_leaves_is_called_h_already() -> None:
    """A letter of what this network has is taken; another one is free."""
    with pytest.raises(ProblemError, match="`h` means `h1` already"):
        problem("{a: h}", layers=DROPOUT)
    assert "│ o₁⁽¹⁾ " in str(solution(problem("{a: o}", layers=DROPOUT)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dθ1[1,2]", "dL/dW1[1,2]"),
        ("dθ1", "dL/dW1"),
        ("grad_theta1", "dL/dW1"),
        ("∇_θ2 J", "dL/dW2"),
        ("theta1.grad", "dL/dW1"),
        ("gradient of c1", "dL/db1"),
        ("dh1[2]", "dL/da1[2]"),
        ("s^(1)_2", "z1[2]"),
        ("theta1_2_1", "W1[2,1]"),
        ("theta1_2_1_new", "W1_new[2,1]"),
        ("S1[2]", "z1[2]"),
        ("dJ/dS1[2]", "dL/dz1[2]"),
        ("θ1", "W1"),
        ("dJ/ds_1", "dL/dz1"),
    ],
)
def test_spellings_that_all_share_are_read_in_the_letters(written: str, meant: str) -> None:
    """As `grad_W1`, `z^(1)_2` and `W1_2_1` are of the usual ones."""
    assert as_stored(written, known_of(problem())) == meant


@pytest.mark.parametrize("name", ["z12", "W_11", "w", "z"])
def test_what_may_be_two_things_may_be_so_in_the_letters(name: str) -> None:
    """A name that the numbers of the sheet have to tell is no other with a course's letter."""
    own = name.replace("z", "s").replace("W", "theta").replace("w", "theta")
    usual = meanings(name, known_of(problem("{x: x}")))
    assert len(usual) == 2
    assert meanings(own, known_of(problem())) == usual


@pytest.mark.parametrize(
    ("written", "meant"),
    [("s_1", "z1"), ("s^(2)", "z2"), ("θ₁", "W1"), ("θ^{(2)}", "W2"), ("dJ/dθ1", "dL/dW1"), ("c₂", "b2")],
)
def test_layers_of_one_unit_are_told_by_their_number(written: str, meant: str) -> None:
    """As z_1 and w₁ are."""
    chain = read(
        f"names: {LETTERS}\nlayers:\n  - {{weights: [[0.3]], biases: [0.1], activation: tanh}}\n"
        f"  - {{weights: [[0.7]], biases: [0.2], activation: linear}}\n"
        f"inputs: [2]\ntargets: [1]\nloss: half_sse\n{STEP}"
    )
    assert isinstance(chain, Network)
    assert as_stored(written, known_of(chain)) == meant


def test_rules_of_a_network_with_one_layer_are_in_the_letters() -> None:
    """σ′(s) and θ⁺ = θ − …, where s is the name of the only layer's z."""
    layers = "layers:\n  - {weights: [[0.3, -0.2]], biases: [0.1], activation: sigmoid}\n"
    page = str(solution(read(f"names: {LETTERS}\n{layers}inputs: [1, 2]\ntargets: [1]\nloss: bce\n{STEP}")))
    assert "σ′(s) = σ(s)·(1 − σ(s))" in page
    assert "θ⁺ = θ − α·∂J/∂θ" in page


def test_outputs_have_their_name_in_a_notation_that_writes_activations_so() -> None:
    """In `bishop` the last activations are the outputs: o₁, not y₁."""
    page = str(solution(problem(), notation="bishop"))
    assert "│ o₁ " in page
    assert "y₁" not in page
