"""Lines with a symbol before their name, a step between name and sign, or another word for the loss."""

import pytest
from sheets_read import TWO_STEPS, numbers_in, sheet

PENALISED = """\
inputs: [0.7, 1.2]
targets: [1]
layers: [{weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}]
loss: bce
penalty: {name: l2, rate: 0.1}
"""


@pytest.mark.parametrize("source", ["ada.md", "ada.txt"])
@pytest.mark.parametrize("step", [", t=2 =", ", t = 2 =", " t=2:", "; t=2 ≈", " (t=2) =", ", step 2 ="])
def test_the_step_between_a_name_and_its_sign(step: str, source: str) -> None:
    """`z1[1], t=2 = 0.24` is of step 2, and no `t` of 2 = 0.24."""
    found = sheet(f"z1[1], t=1 = 0.21\nz1[1]{step} 0.24\n", source, TWO_STEPS)
    assert numbers_in(found) == {"z1[1]#1": 0.21, "z1[1]#2": 0.24}
    assert found.problems == ()


@pytest.mark.parametrize("source", ["ada.md", "ada.txt"])
@pytest.mark.parametrize(
    "line",
    [
        "$z$ z1[1] $= 0.21$",
        "z $z_1^{(1)}$ $= 0.21$",
        "$z$ $z_1^{(1)}$ = $0.21$",
        "$z$: $z_1^{(1)} = 0.21$",
        "$z_1^{(1)} = 0.21$",
    ],
)
def test_a_symbol_before_the_name(line: str, source: str) -> None:
    """Between dollars or beside them: the name is what stands before the sign."""
    assert numbers_in(sheet(f"{line}\n", source, PENALISED)) == {"z1[1]": 0.21}


@pytest.mark.parametrize(
    "word", ["L_total", "L_tot", "l_total", "loss_total", "total_loss", "E_total", "$L_{total}$"]
)
def test_the_loss_with_its_penalty_is_the_total_one(word: str) -> None:
    """Whoever writes L = L_data + R may call it L_total, and its derivatives so."""
    text = f"{word} = 0.4\ndata_loss = 0.3\nPenalty = 0.1\n"
    assert numbers_in(sheet(text, "ada.md", PENALISED)) == {"L": 0.4, "L_data": 0.3, "R": 0.1}
    if word.isidentifier():
        assert numbers_in(sheet(f"d{word}/dz1[1] = 0.5\n", "ada.md", PENALISED)) == {"dL/dz1[1]": 0.5}


@pytest.mark.parametrize("label", ["(a)", "(d)", "d)", "d.", "(e)"])
def test_a_label_is_no_part_of_the_name(label: str) -> None:
    """`(d) z1[1]` is the fourth answer of a list, and no derivative."""
    found = sheet(f"{label} z1[1] = 0.21\n", "ada.txt", PENALISED)
    assert (numbers_in(found), found.problems) == ({"z1[1]": 0.21}, ())
    assert numbers_in(sheet(f"| name | value |\n|---|---|\n| {label} z1[1] | 0.3 |\n", "ada.md")) == {}


def test_a_label_before_a_letter_that_is_a_word_elsewhere() -> None:
    """`y` leads on to a further answer in Spanish."""
    formulas = "formulas: {z: x^5 + 9, y: 8*z^3}\nat: {x: 1}\n"
    assert numbers_in(sheet("(a) z = 10\n(b) y = 8000\n", "ada.txt", formulas)) == {"z": 10, "y": 8000}


@pytest.mark.parametrize(
    "label", ["Net (weighted sum): ", "**Sum — ** ", "Line 6 — Sum: ", "Eq. 3: ", "Sum (hidden layer): "]
)
@pytest.mark.parametrize("source", ["ada.md", "ada.txt"])
def test_words_in_brackets_and_the_number_of_a_line(label: str, source: str) -> None:
    """They say nothing more of the answer."""
    found = sheet(f"{label}z1[1] = 0.37 + 0.0075 = 0.3775\n", source)
    assert (numbers_in(found), found.problems) == ({"z1[1]": 0.3775}, ())


def test_words_in_brackets_that_say_another_place() -> None:
    """Another layer, or another unit, is no mere word."""
    assert numbers_in(sheet("Sum (output layer): z1[1] = 0.3775\n", "ada.txt")) == {}
    assert numbers_in(sheet("Sum (unit 2): z1[1] = 0.3775\n", "ada.txt")) == {}
