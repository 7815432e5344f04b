"""Lines that say a unit, and then its quantities by their symbols alone."""

import json

import pytest
from sheets_read import numbers_in, read_sheet

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read

# 0.15·0.05 + 0.20·0.10 + 0.35 = 0.3775, σ(0.3775) = 0.5933, 0.25·0.05 + 0.30·0.10 + 0.35 = 0.3925
H1, H2 = {"z1[1]": 0.3775, "a1[1]": 0.5933}, {"z1[2]": 0.3925}
DEEP = "inputs: [1]\ntargets: [1]\nloss: half_sse\nlayers:\n" + (
    "  - {weights: [[0.5]], activation: tanh}\n" * 3
)
OWN = "inputs: [1]\ntargets: [1]\nloss: half_sse\nnames: {'a1[1]': c, 'a1[2]': d}\nlayers:\n" + (
    "  - {weights: [[0.5], [0.4]], activation: tanh}\n  - {weights: [[0.5, 0.3]], activation: tanh}\n"
)


def derivation() -> Derivation:
    return derive_problem(read(*load_text("two_layer_sigmoid")))


@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Neuron h1: z = 0.3775, a = 0.5933\n", H1),
        ("- Unit h1: net = 0.3775; out = 0.5933\n", H1),
        ("h1: z = 0.3775 and a = 0.5933\n", H1),
        ("Layer 1, neuron 1: net = 0.3775, out = 0.5933\n", H1),
        ("Neuron 1 in layer 1: z = 0.3775, a = 0.5933\n", H1),
        ("Neuron 1 (hidden): z = 0.15*0.05 + 0.02 + 0.35 = 0.3775, a = 0.5933\n", H1),
        ("Hidden unit 1 - z: 0.3775\nHidden unit 1 - a: 0.5933\n", H1),
        ("h1 z: 0.3775\nh1 a: 0.5933\n", H1),
        ("z of neuron h1 = 0.3775\nactivation of hidden unit 1: 0.5933\n", H1),
        ("net input of h1: 0.3775\noutput of the hidden neuron 1 = 0.5933\n", H1),
        ("Verstecktes Neuron, Schicht 1\nNeuron h1: z = 0.3775, a = 0.5933\n", H1),
        ("Neurone h1 : z = 0.3775 et a = 0.5933\n", H1),
        ("Neuron h1:\n  z = 0.3775\n  a = 0.5933\nNeuron h2:\n  z = 0.3925\n", {**H1, **H2}),
        ("Neuron h1:\n  z: 0.3775\n  a: 0.5933\nNeuron h2:\n  z: 0.3925\n", {**H1, **H2}),
        ("## Neuron h1\n\nz = 0.3775\na = 0.5933\n\n## Neuron h2\n\nz = 0.3925\n", {**H1, **H2}),
        ("## Hidden layer\n\n### Unit 1\nz = 0.3775\na = 0.5933\n### Unit 2\nz = 0.3925\n", {**H1, **H2}),
        ("Hidden layer:\nunit 1: z = 0.3775, a = 0.5933\nunit 2: z = 0.3925\n", {**H1, **H2}),
        ("Neuron h1: z = 0.3775, delta = 0.009\n\nLoss:\nL = 0.298\n",
         {"z1[1]": 0.3775, "dL/dz1[1]": 0.009, "L": 0.298}),
        ("Neuron o2: z = 1.2249, a = 0.7729\n", {"z2[2]": 1.2249, "a2[2]": 0.7729}),
    ],
)  # fmt: skip
def test_a_unit_and_then_its_quantities(text: str, numbers: dict[str, float], source: str) -> None:
    """Before them, behind them, or in a heading above."""
    found = read_sheet(text, source, derivation())
    assert numbers_in(found) == numbers
    assert [each for each in found.problems if "Verstecktes" not in each] == []


def test_data_by_unit() -> None:
    """`{"h1": {"z": 0.3775}}`, as a program writes it."""
    data = {"h1": {"z": 0.3775, "a": 0.5933}, "hidden unit 2": {"z": 0.3925}}
    found = read_sheet(json.dumps(data), "ada.json", derivation())
    assert (numbers_in(found), found.problems) == ({**H1, **H2}, ())


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (DEEP, "Neuron h1: z = 0.5\n"),
        (DEEP, "Neuron 1: z = 0.5\n"),
        (DEEP, "Layer 7, neuron 1: z = 0.5\n"),
        (DEEP, "Neuron A: z = 0.5\n"),
    ],
)
def test_a_unit_of_no_layer_is_not_guessed(problem: str, text: str) -> None:
    """Two hidden layers have an h1 each; what is open is named."""
    found = read_sheet(text, "ada.txt", derive_problem(read(problem)))
    assert numbers_in(found) == {}
    assert found.problems


def test_units_by_the_courses_own_letters() -> None:
    """Where the activation of a unit is called c, so is the unit."""
    problem = read(OWN)
    assert isinstance(problem, Network)
    reader = Reader(Lookup(derive_problem(problem), lettering=problem.lettering))
    found = reader.sheet("Neuron c: z = 0.5, a = 0.46\nneuron d, z = 0.4\n", "ada.txt")
    assert (numbers_in(found), found.problems) == ({"z1[1]": 0.5, "a1[1]": 0.46, "z1[2]": 0.4}, ())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("unit,z,a\nh1,0.3775,0.5933\nh2,0.3925,\n", {**H1, **H2}),
        ("| unit | z | a |\n|---|---|---|\n| h1 | 0.3775 | 0.5933 |\n| h2 | 0.3925 | |\n", {**H1, **H2}),
        ("z1[1] = 0.3775\nz1[2] = 0.3925\n\nneuron h1 is the first unit: see page 2\n",
         {"z1[1]": 0.3775, "z1[2]": 0.3925}),
        ("h1 = 0.5933\n", {}),
        ("Neuron h1: z1[2] = 0.3925\n", {"z1[2]": 0.3925}),
    ],
)  # fmt: skip
def test_other_lines_stay_as_they_are(text: str, numbers: dict[str, float]) -> None:
    """Tables, prose, names that say all themselves."""
    source = "ada.csv" if text.startswith("unit,") else "ada.md"
    assert numbers_in(read_sheet(text, source, derivation())) == numbers


def test_formulas_have_no_units() -> None:
    """There `h1` may be a quantity, and z another."""
    problem = derive_problem(read("formulas: {z: 2*x, h1: z + 1}\nat: {x: 3}\nwrt: [x]\n"))
    found = Reader(Lookup(problem)).sheet("h1 = 7\nz = 6\n", "ada.txt")
    assert numbers_in(found) == {"h1": 7, "z": 6}
