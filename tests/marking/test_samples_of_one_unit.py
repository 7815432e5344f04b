"""Logistic regression by hand: of one unit and several samples z_2, a^(2), ŷ_2, dz_2 are of sample 2."""

import json
from math import exp, log

import pytest
from sheets_read import derivation, exercise, numbers_in, sheet

from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.marking.sheets.lookup import Lookup

ONE_UNIT = """\
layers: [{activation: sigmoid, weights: [[0.5, -0.2]], biases: [-0.1]}]
loss: bce
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [0, -1], targets: [0]}]
"""
"""z = 0.5 − 0.4 − 0.1 = 0 and 0.2 − 0.1 = 0.1."""
ONE_INPUT = """\
layers: [{activation: linear, weights: [[2]], biases: [1]}]
loss: half_mse
samples: [{inputs: [1], targets: [2]}, {inputs: [3], targets: [4]}]
"""
"""a = 3 and 7, so a − y = 1 and 3."""
TWO_UNITS = ONE_UNIT.replace(
    "[[0.5, -0.2]], biases: [-0.1]", "[[0.5, -0.2], [1, 1]], biases: [0, 0]"
).replace("[1]}, {inputs: [0, -1], targets: [0]", "[1, 0]}, {inputs: [0, -1], targets: [0, 1]")
TWO_LAYERS = ONE_UNIT.replace("}]\nloss", "}, {activation: sigmoid, weights: [[1]], biases: [0]}]\nloss")
ONE_SAMPLE = ONE_UNIT.replace(", {inputs: [0, -1], targets: [0]}", "")
SECOND = 1 / (1 + exp(-0.1))
"""ŷ of sample 2."""


def verdicts(text: str, problem: str = ONE_UNIT) -> dict[str, Verdict]:
    """Of each line of a sheet the verdict."""
    report = exercise(problem).marker.report(SheetFile("ada.txt", "ada.txt", data=text.encode()))
    return {line.name: line.verdict for line in report.shown if line.on_sheet}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("z_1", "z_2"),
        ("z1", "z2"),
        ("z₁", "z₂"),
        ("z^(1)", "z^(2)"),
        ("z^{(1)}", "z^{(2)}"),
        ("z⁽¹⁾", "z⁽²⁾"),
        ("$z_{1}$", "$z_{2}$"),
    ],
)
def test_a_number_behind_a_name_is_of_the_sample(first: str, second: str) -> None:
    """On lines of their own, on one line, in JSON, and where sample 1 stands alone."""
    numbers = {"z1[1]@1": 0, "z1[1]@2": 0.1}
    assert numbers_in(sheet(f"{first} = 0\n{second} = 0.1\n", "ada.txt", ONE_UNIT)) == numbers
    assert numbers_in(sheet(f"{first} = 0, {second} = 0.1\n", "ada.txt", ONE_UNIT)) == numbers
    assert numbers_in(sheet(json.dumps({first: 0, second: 0.1}), "ada.json", ONE_UNIT)) == numbers
    assert numbers_in(sheet(f"{first} = 0\n", "ada.txt", ONE_UNIT)) == {"z1[1]@1": 0}


@pytest.mark.parametrize(
    ("first", "second"),
    [("ŷ_1", "ŷ_2"), ("yhat^(1)", "yhat^(2)"), (r"$\hat{y}_1$", r"$\hat{y}_2$"), ("a1", "a^(2)")],
)
def test_outputs(first: str, second: str) -> None:
    """By every name of theirs."""
    text = f"{first} = 0.5\n{second} = 0.525\n"
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == {"a1[1]@1": 0.5, "a1[1]@2": 0.525}


@pytest.mark.parametrize(
    "text", ["z1 = [0, 0.1]", "z_1 = (0, 0.1)", "z = 0, 0.1", "z1: 0 0.1", "Z1 = [[0, 0.1]]"]
)
def test_a_list_is_of_all_samples(text: str) -> None:
    """Whatever its brackets."""
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == {"z1[1]@1": 0, "z1[1]@2": 0.1}


def test_a_heading_says_the_sample() -> None:
    """There z1 is the sum of layer 1, and ŷ_1 its output, of that sample."""
    text = "Sample 1:\nz1 = 0\nSample 2:\nz1 = 0.1\nŷ_1 = 0.525\n"
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == {"z1[1]@1": 0, "z1[1]@2": 0.1, "a1[1]@2": 0.525}


def test_formulas() -> None:
    """All of an exercise in the names of the course: the numbers are those of the samples."""
    text = """\
a_1 = 1/(1 + e^(-z_1))
a_2 = 0.525
L_1 = -log(a_1)
L_2 = -log(1 - a_2)
L = (L_1 + L_2)/2
dz_1 = a_1 - y_1
dz_2 = a_2 - y_2
dw1 = 1/2 (dz_1 x1^(1) + dz_2 x1^(2))
dw2 = 1/2*(dz_1*x_2^{(1)} + dz_2*x^{(2)}_2)
db = (dz_1 + dz_2)/2
"""
    found = verdicts(text)
    assert len(found) == 10
    assert set(found.values()) == {Verdict.RIGHT}
    answers = sheet(text, "ada.txt", ONE_UNIT).answers
    assert [each.name for each in answers if each.formula is None and each.number is None] == []


def test_slips_in_formulas() -> None:
    """The sample that is named is meant: a_2 for a_1 is wrong, and a target of the other sample."""
    assert verdicts("a_1 = 0.5\na_2 = 0.525\nL_1 = -log(a_2)\n")["L@1"] is not Verdict.RIGHT
    assert verdicts("a_1 = 0.5\na_2 = 0.525\nδ_1 = a_1 - y_2\n")["dL@1/dz1[1]@1"] is not Verdict.RIGHT


@pytest.mark.parametrize(
    ("first", "second", "told", "name"),
    [
        (-0.5, SECOND, "(dz_1 + dz_2)/2", "dL@1/dz1[1]@1"),
        (-0.25, SECOND / 2, "dz_1 + dz_2", "dL/dz1[1]@1"),
    ],
)
def test_derivatives_of_either_loss(first: float, second: float, told: str, name: str) -> None:
    """Its own or the batch's, as the numbers say; so it is in the formulas too."""
    found = verdicts(f"dz_1 = {first}\ndz_2 = {second:.4f}\ndb = {told}\n")
    assert found[name] is Verdict.RIGHT
    assert len(found) == 3
    assert found["dL/db1[1]"] is Verdict.RIGHT


def test_one_input() -> None:
    """There x_2 is that of sample 2: dw is (1·1 + 3·3)/2 = 5."""
    text = "ŷ_1 = 3\nŷ_2 = 7\nδ_1 = 1\nδ_2 = 3\ndw = (δ_1 x_1 + δ_2 x_2)/2\nL_1 = 1/2 (y_1 - ŷ_1)^2\n"
    found = verdicts(text, ONE_INPUT)
    assert len(found) == 6
    assert set(found.values()) == {Verdict.RIGHT}
    assert verdicts("dw = (3*x_1 + 1*x_2)/2\n", ONE_INPUT)["dL/dW1[1,1]"] is not Verdict.RIGHT


def test_weights_are_numbered_as_well() -> None:
    """In capitals too, beside samples that are."""
    text = "z_1 = 0\nz_2 = 0.1\ndW_1 = -0.25\ndW_2 = -0.76\n"
    numbers = {"z1[1]@1": 0, "z1[1]@2": 0.1, "dL/dW1[1,1]": -0.25, "dL/dW1[1,2]": -0.76}
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == numbers


def test_numbers_that_no_sample_has() -> None:
    """z_3 of two samples is none."""
    assert numbers_in(sheet("z_1 = 0\nz_3 = 0.1\n", "ada.txt", ONE_UNIT)) == {"z1[1]@1": 0}


@pytest.mark.parametrize(
    "problem", [TWO_UNITS, TWO_LAYERS, ONE_UNIT.replace(", {inputs: [0, -1], targets: [0]}", "")]
)
def test_elsewhere_numbers_are_layers_and_units(problem: str) -> None:
    """Of more units, more layers or one sample nothing is spelled anew."""
    lookup = Lookup(derivation(problem))
    assert lookup.of_samples("z_2 + a^(1) - ŷ_2") == "z_2 + a^(1) - ŷ_2"


def test_the_loss_of_sample_2() -> None:
    """−ln(1 − 0.52498) by its number; the mean with that of sample 1, ln 2."""
    mean = (log(2) - log(1 - SECOND)) / 2
    found = verdicts(f"L_1 = {log(2):.4f}\nL^(2) = {-log(1 - SECOND):.4f}\nL = {mean:.4f}\n")
    assert found == {"L@1": Verdict.RIGHT, "L@2": Verdict.RIGHT, "L": Verdict.RIGHT}


@pytest.mark.parametrize("name", ["ŷ₁⟨2⟩", "z₁⟨2⟩", r"\hat y_1^{\langle 2\rangle}", "a₁^⟨2⟩"])
def test_a_sample_that_is_marked_already(name: str) -> None:
    """Our own pages write it so; the number behind the letter is the unit's."""
    assert Lookup(derivation(ONE_UNIT)).of_samples(name) == name
