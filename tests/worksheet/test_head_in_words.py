"""What the head of a page says in words: the optimiser, the kinks, the losses of the single samples."""

import pytest
from page_in_a_line import BATCH, page_of

from backprop_cli import blank
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

TERM = "−Σ (y·ln(ŷ) + (1 − y)·ln(1 − ŷ)), the binary cross-entropy"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimiser_is_told_in_words(name: str) -> None:
    """A reader of the page never typed `momentum_average`."""
    page = page_of(BATCH + f"optimizer: {{name: {name}, learning_rate: 0.1}}")
    head = page.partition(" Optimiser ")[2]
    assert not head.startswith(f"{name},")
    assert "_" not in head.partition(",")[0]


def test_an_activation_by_formula_is_told_before_it_is_worked() -> None:
    """A blank sheet has no working, and nobody could fill it in without the formula."""
    net = (
        "inputs: [1]\ntargets: [0]\nloss: sse\nlayers:\n"
        "  - {weights: [[2]], activation: tanh(z/2)}\n"
        "  - {weights: [[1]], activation: relu}\n"
        "  - {weights: [[1]], activation: 1.5*z^2}\n"
        "  - {weights: [[1]], activation: tanh(z/2)}\n"
    )
    lines = blank(read(net)).render("text").splitlines()
    head = " ".join(" ".join(lines).split())
    assert "1 input → 1 by formula → 1 ReLU → 1 by formula → 1 by formula;" in head
    assert "layers 1, 4: tanh(z/2), where z is what goes into a unit" in head
    assert "layer 3: 1.5z², where z is what goes into a unit" in head
    assert "Activation" not in page_of(BATCH)


def test_max_and_min_have_one_sentence_of_kinks() -> None:
    """Both take the slope of the second where both are equal: once for both, and each by itself."""
    end = "the slope of v where u = v; if one of the two is a number, as in"
    both = page_of("formulas: {f: 'max(a, b) + min(a, c) + abs(a)'}\nat: {a: 1, b: 2, c: 3}\n")
    assert both.count("where u = v") == 1
    assert f"max(u, v) and min(u, v) have {end} max(0, u), the slope is 0 there" in both
    one = page_of("formulas: {f: 'min(a, c)'}\nat: {a: 1, c: 3}\n")
    assert f"Kinks min(u, v) has {end} min(0, u), the slope is 0 there" in one


def test_the_kink_of_an_absolute_value_is_no_input() -> None:
    """Its letter is u, as in the other sentences; x is an input of the network."""
    page = page_of("inputs: [1]\nlayers: [{weights: [[2]], activation: linear}]\ntargets: [0]\nloss: mae\n")
    assert "|u| has the slope sign(u): 1 where u > 0, −1 where u < 0, and 0 at u = 0" in page
    assert "|x|" not in page


@pytest.mark.parametrize("notation", ["layers", "bracket"])
def test_the_losses_have_the_letter_that_the_page_works_with(notation: str) -> None:
    """In vectors and matrices the samples' losses are ℓ, in single numbers L⟨1⟩, L⟨2⟩."""
    matrices = page_of(BATCH, Layout(style="matrix", notation=notation))
    assert f"Loss ℓ = {TERM}" in matrices
    assert "⟨1⟩ =" not in matrices.partition("Samples")[0]
    assert f"Loss L⟨1⟩ = {TERM}" in page_of(BATCH, Layout(notation=notation))


@pytest.mark.parametrize("biases", ["0.5", "[0.5]"])
@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_the_bias_of_an_only_unit_is_shared_with_nobody(biases: str, style: str) -> None:
    """Linear regression: a number and a list of one number say the same, in the legend and in the head."""
    layer = f"{{weights: [[2]], biases: {biases}, activation: linear}}"
    page = page_of(f"inputs: [1]\nlayers: [{layer}]\ntargets: [0]\nloss: mse\n", Layout(style=style))
    assert "the same for all its units" not in page
    assert "Biases one, that of the only unit" in page
    assert "b⁽¹⁾ bias of unit 1 in layer 1" in page or biases != "0.5"


ADAMW = "\noptimizer: {name: adamw, learning_rate: 0.1, decay_on: weights}"
BIASED = BATCH.replace("activation: sigmoid", "biases: 0.1, activation: sigmoid")


@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_a_rule_that_is_shorter_for_a_bias_says_so(style: str) -> None:
    """b⁺ has no decay where only weights have; where there are no biases, or all decay, nothing is said."""
    layout = Layout(style=style, notation="layers")
    assert "stands for each parameter; a bias goes without α·λ·w " in page_of(BIASED + ADAMW, layout)
    assert "goes without" not in page_of(BATCH + ADAMW, layout)
    assert "goes without" not in page_of(BIASED + ADAMW.replace(", decay_on: weights", ""), layout)


@pytest.mark.parametrize(("notation", "change"), [("layers", "Δw"), ("superscript", "ΔW")])
def test_the_change_has_the_letter_of_its_lines(notation: str, change: str) -> None:
    """The rule in the head is Δw = −α·g, w + Δw, as the lines of each weight are."""
    rule = '\nask: ["step(W1[1,1])"]\noptimizer: {name: momentum_classical, learning_rate: 0.1}'
    page = page_of(BATCH + rule, Layout(notation=notation))
    assert f" {change} = v " in page
    assert f" = {change[1:]} + {change} " in page


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("formulas: {f: x^2, g: 2*f}", "the derivative of g with respect to x"),
        ("formulas: {f: x^2, g: 2^x}", "the derivatives of f, g with respect to x"),
        ("formulas: {f: x^2*y, g: 2^x}\nat: {x: 1, y: 2}", "the derivatives of f, g with respect to x, y"),
        ("formulas: {f: x^2, g: 2^x}\nask: [dg/dx]", "∂g/∂x"),
    ],
)
def test_all_that_is_worked_is_wanted(text: str, wanted: str) -> None:
    """Every formula that no other uses is a result, and its derivatives stand on the page."""
    page = page_of(text + "\n")
    assert f" Wanted {wanted} " in page.replace("Rounding", " ").replace("Backward", " ").replace("  ", " ")


def test_a_sheet_without_numbers_says_nothing_of_rounding() -> None:
    """Without a point nothing is rounded; with one it is."""
    symbolic = "formulas: {z: w*x + b, a: sigmoid(z)}\nwrt: [w, b]\n"
    assert "Rounding" not in page_of(symbolic)
    assert "significant digits" not in page_of(symbolic)
    assert "Rounding" in page_of(symbolic + "at: {w: 1, x: 2, b: 0}\n")


ONE_OUTPUT = """\
inputs: [1]
layers: [{weights: [[0.5]], activation: sigmoid}]
targets: [1]
loss: half_sse
"""
TWO_OUTPUTS = ONE_OUTPUT.replace("[[0.5]]", "[[0.5], [2]]").replace("targets: [1]", "targets: [1, 0]")


@pytest.mark.parametrize(
    ("network", "names", "squares"),
    [
        (ONE_OUTPUT, "{yhat: o, y: t}", "(t − o)²"),
        (ONE_OUTPUT, "{'yhat[1]': o_1, 'y[1]': t1}", "(t − o)²"),
        (ONE_OUTPUT, "{'yhat[1]': In1_1}", "(y − In1_1)²"),
        (TWO_OUTPUTS, "{'yhat[1]': o_1, 'yhat[2]': o_2}", "(y − o)²"),
        (TWO_OUTPUTS, "{'yhat[1]': o, 'yhat[2]': p}", "(y − ŷ)²"),
        (BATCH.replace("bce", "half_sse"), "{yhat: o}", "(y − o)²"),
    ],
)
def test_the_loss_in_general_has_the_authors_letters_without_a_number(
    network: str, names: str, squares: str
) -> None:
    """Under a Σ stand y and ŷ of any output: o, not o₁, where all of them are called so."""
    assert f" = ½·Σ {squares}" in page_of(f"{network}names: {names}\n")


@pytest.mark.parametrize(("activation", "is_told"), [("gelu", True), ("z*Phi(z)", True), ("silu", False)])
def test_the_letters_of_the_normal_distribution_are_told(activation: str, is_told: bool) -> None:
    """The slope of GELU has Φ and φ in it, which no other line of the page explains."""
    page = page_of(
        f"inputs: [1]\ntargets: [0]\nloss: sse\nlayers: [{{weights: [[2]], activation: {activation}}}]\n"
    )
    told = "Φ is the standard normal distribution function, φ its density, Φ′ = φ"
    assert (told in page) is is_told
