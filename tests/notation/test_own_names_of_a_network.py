"""`names:` of a network: explained on the sheet, told from the constants, read however they are written."""

import re
from unicodedata import normalize

import pytest
from page_in_a_line import page_as_printed

from backprop_cli import blank, check, derive
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.quantity import Gradient

NETWORK = """\
inputs: [1, 2]
layers:
  - {weights: [[0.5, -0.25], [0.3, 0.125]], biases: [0.1, 0.2], activation: tanh}
  - {weights: [[0.7, -0.9]], biases: 0.05, activation: sigmoid}
targets: [1]
loss: bce
"""
STEP = "optimizer: {name: momentum, learning_rate: 0.1}\n"
NAMED = f"""\
{NETWORK}{STEP}notation: bracket
names: {{"a1[1]": h_eins, "W1[1,2]": omega, "W2[1,2]": u_2, "z1[2]": q}}
"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ω", "W1[1,2]"),
        ("omega", "W1[1,2]"),
        (r"\omega", "W1[1,2]"),
        ("w₁₂^[1]", "W1[1,2]"),
        ("ω :=", "W1_new[1,2]"),
        ("w₁₂^[1] :=", "W1_new[1,2]"),
        ("∂L/∂ω", "dL/dW1[1,2]"),
        ("dω", "dL/dW1[1,2]"),
        ("v(ω)", "v(W1[1,2])"),
        ("u₂", "W2[1,2]"),
        ("h_eins", "a1[1]"),
        ("a₁^[1]", "a1[1]"),
        ("dq", "dL/dz1[2]"),
        ("dz₂^[1]", "dL/dz1[2]"),
        ("∂L/∂q", "dL/dz1[2]"),
    ],
)
def test_an_own_name_is_read_in_greek_and_beside_the_name_that_the_notation_has(
    written: str, meant: str
) -> None:
    """What the page writes ω is typed ω, omega or w₁₂^[1]."""
    assert as_stored(written, known_of(read(NAMED))) == meant


def test_a_derivative_by_an_own_name_looks_the_same_in_every_sample_and_step() -> None:
    """∂L/∂u₂ on the page is no du₂ where a step or a sample is named with it."""
    symbols = known_of(read(NAMED)).symbols  # type: ignore[union-attr]
    for name in ("dL/dW2[1,2]", "dL/dW2[1,2]#2", "dL@3/dz1[2]@3", "dL@3/dz1[2]@3#2"):
        gradient = as_quantity(name)
        assert isinstance(gradient, Gradient)
        assert symbols.of_gradient(gradient) is None


def test_each_own_name_is_explained() -> None:
    """A reader who meets ω finds in the legend which weight it is; the usual names are explained as well."""
    legend = re.sub(" {2,}", "  ", page_as_printed(NAMED).split("Given")[0])
    for row in (
        "ω  weight of layer 1 that leads from input 2 to unit 1\n",
        "u₂  weight of layer 2 that leads from unit 2 of layer 1 to unit 1\n",
        "q  weighted sum that goes into unit 2 in layer 1, its bias included\n",
        "h_eins  what unit 1 in layer 1 gives",
        "w₂₁^[1]  weight of layer 1 that leads from input 1 to unit 2",
    ):
        assert row in legend


def test_one_look_is_explained_once() -> None:
    """Where the last activations are called ŷ, as the outputs are, ŷ₁ has one row."""
    legend = page_as_printed(f"{NETWORK}names: {{a2: yhat}}\n").split("Given")[0]
    assert [line.split("  ")[0] for line in legend.splitlines()].count("ŷ₁") == 1


def test_a_constant_makes_room_for_an_own_name() -> None:
    """Where a1[1] is called α and z1[1] μ, the learning rate and the momentum are α₀ and μ₀."""
    page = page_as_printed(f'{NETWORK}{STEP}names: {{"a1[1]": alpha, "z1[1]": μ}}\n')
    assert "v = μ₀·v + g w⁺ = w − α₀·v" in " ".join(page.split())
    assert re.search("^μ₀ +the share that is kept of the old v", page, re.MULTILINE)
    assert "= tanh(μ)" in page
    assert "= w₁₁⁽²⁾·α + w₁₂⁽²⁾·a₂⁽¹⁾ + b⁽²⁾" in page


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("λ", "`λ` is the rate of the penalty"),
        ('"a b"', "`a b` cannot be a name"),
        ("w₁₁⁽¹⁾", "`w₁₁⁽¹⁾` cannot be a name"),
        ("δ", "`δ` means `dL/dz1` already"),
        ("π", "`π` is a constant and cannot be a name"),
    ],
)
def test_a_name_is_refused_in_the_authors_own_letters(name: str, message: str) -> None:
    """Nothing is dropped from a name in silence, and the message has what stands in the file."""
    with pytest.raises(ProblemError) as raised:
        read(f'{NETWORK}penalty: {{name: l2, rate: 0.1}}\nnames: {{"a1[1]": {name}}}\n')
    assert raised.value.faults[0].message == message
    assert raised.value.faults[0].place is not None


@pytest.mark.parametrize(
    "name", ["θ\u0302", "theta_hat", "ŝ", "s_hat", "h\u0303", "htilde", "xhat", "ctilde", "Ĝ"]
)
def test_a_name_with_a_hat_is_that_of_the_entries_and_is_read_back(name: str) -> None:
    """θ̂₁ and θ̂₂ stand on the page for `a1: θ̂`, and the blank sheet's symbols lead to their lines."""
    problem = read(f"{NETWORK}names: {{a1: {name}}}\n")
    values = derive(problem).values
    sheet = blank(problem).render("markdown")
    found = re.search(r"^\| \$(.*?)\$ \| `a1\[2\]` ", sheet, re.MULTILINE)
    assert found
    assert re.match(r"\\(hat|tilde) ", found[1])
    accent = "\u0303" if "tilde" in found[1] else "\u0302"
    assert accent in normalize("NFD", page_as_printed(f"{NETWORK}names: {{a1: {name}}}\n"))
    for written in (f"${found[1]}$", f"{name}_2", f"{name}[2]", f"{name}₂"):
        (line,) = check(problem, {written: f"{values['a1[2]']:.9}"}).report.shown
        assert (line.name, line.verdict) == ("a1[2]", Verdict.RIGHT), written


def test_two_names_of_one_look_are_refused() -> None:
    """θ̂ and theta_hat are written the same, and so are é and é."""
    for one, other in (
        ("θ\u0302", "theta_hat"),
        ("é", "e\u0301"),
        ("htilde", "h\u0303"),
        ("xhat", "x\u0302"),
        ("xbar", "x\u0304"),
    ):
        with pytest.raises(ProblemError, match=r"the same on the page|another quantity"):
            read(f"{NETWORK}names: {{a1: {one}, z1: {other}}}\n")
