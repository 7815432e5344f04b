"""A list of layers with answers in it, as a program writes it; a problem file is told from one."""

import json

import pytest
import yaml
from sheets_read import numbers_in, sheet
from two_two_two import NETWORK

from backprop_cli.errors import ProblemError

FOUND = {"z1[1]": 0.3775, "z1[2]": 0.3925, "a2[1]": 0.75, "a2[2]": 0.77}
LISTS = [
    [{"z": [0.3775, 0.3925]}, {"a": [0.75, 0.77]}],
    [{"layer": 1, "z": [0.3775, 0.3925]}, {"layer": 2, "activation": [0.75, 0.77]}],
    [{"name": "hidden", "pre_activation": [0.3775, 0.3925]}, {"name": "output", "output": [0.75, 0.77]}],
    [{"units": [{"z": 0.3775}, {"z": 0.3925}]}, {"neurons": [{"a": 0.75}, {"a": 0.77}]}],
    [{"z1": [0.3775, 0.3925]}, {"a2": [0.75, 0.77]}],
]


@pytest.mark.parametrize("layers", LISTS)
@pytest.mark.parametrize("within", [False, True])
def test_a_list_of_layers(layers: list[dict[str, object]], *, within: bool) -> None:
    """The first is layer 1; below `answers` as well."""
    data = {"answers": {"layers": layers}} if within else {"layers": layers}
    for text, source in ((json.dumps(data), "a.json"), (yaml.safe_dump(data), "a.yaml")):
        found = sheet(text, source)
        assert (numbers_in(found), found.problems) == (FOUND, ())


def test_a_problem_file_is_no_sheet() -> None:
    """It has weights, or inputs beside its layers; the way out says what a sheet looks like."""
    for text in (
        NETWORK,
        "layers: [{weights: [[1]], activation: relu}]\n",
        "formulas: {z: x^2}\nat: {x: 1}\n",
    ):
        with pytest.raises(ProblemError, match=r"this is a problem file(.|\n)*`z1\[1\]: 0.3775`"):
            sheet(text, "a.yaml")


def test_what_a_list_of_layers_cannot_say_is_named() -> None:
    """Numbers without a name are no quantities of a layer, and nobody is told of a problem file."""
    found = sheet('{"layers": [[0.1, 0.2], [0.3, 0.4]], "z1[1]": 0.3775}', "a.json")
    assert numbers_in(found) == {"z1[1]": 0.3775}
    (told,) = found.problems
    assert told.startswith("there is no quantity `layers` here; names look like")


def test_an_index_below_the_heading_of_a_layer_with_several_units() -> None:
    """z₂ below `Hidden layer` is its second unit, though layer 2 has but one and may be called so."""
    problem = NETWORK.replace("[[0.40, 0.45], [0.50, 0.55]]", "[[0.40, 0.45]]").replace(
        "[0.01, 0.99]", "[0.01]"
    )
    text = "### Hidden layer\n\nz₁ = 0.37\nz₂ = 0.39\nδ₂ = 0.02\n\n### Output layer\n\nz₁ = 0.9\nδ₁ = 0.2\n"
    numbers = {"z1[1]": 0.37, "z1[2]": 0.39, "dL/dz1[2]": 0.02, "z2[1]": 0.9, "dL/dz2[1]": 0.2}
    for source in ("ada.md", "ada.txt"):
        assert numbers_in(sheet(text, source, problem)) == numbers
    assert numbers_in(sheet("Layer 2:\nz2 = 0.9\n", "ada.txt", problem)) == {"z2[1]": 0.9}


def test_hidden_layers_that_are_numbered() -> None:
    """A heading without a mark that says both that a layer is hidden and its number."""
    problem = NETWORK.replace(
        "layers:\n", "layers:\n  - {weights: [[0.1, 0.2], [0.3, 0.4]], activation: tanh}\n", 1
    )
    text = "Hidden layer 1\nz1 = 0.37\nz2 = 0.39\n\nHidden layer 2\nz1 = 0.5\n\nOutput layer\nz1 = 0.9\n"
    found = sheet(text, "ada.txt", problem)
    assert numbers_in(found) == {"z1[1]": 0.37, "z1[2]": 0.39, "z2[1]": 0.5, "z3[1]": 0.9}
    assert found.problems == ()
    in_german = text.replace("Hidden layer", "Verdeckte Schicht").replace("Output layer", "Ausgabeschicht")
    assert numbers_in(sheet(in_german, "ada.txt", problem)) == numbers_in(found)


def test_letters_without_a_number_below_the_heading_of_a_layer() -> None:
    """`z` is all of the layer, a list, or its only unit; below a unit's own heading it is that unit's."""
    problem = NETWORK.replace("[[0.40, 0.45], [0.50, 0.55]]", "[[0.40, 0.45]]").replace(
        "[0.01, 0.99]", "[0.01]"
    )
    text = "Hidden layer:\nz = [0.37, 0.39]\n\nOutput layer:\nz = 0.9\ndW = [[0.1, 0.2]]\nL = 0.3\n"
    found = sheet(text, "ada.txt", problem)
    numbers = {"z1[1]": 0.37, "z1[2]": 0.39, "z2[1]": 0.9, "L": 0.3}
    assert numbers_in(found) == numbers | {"dL/dW2[1,1]": 0.1, "dL/dW2[1,2]": 0.2}
    assert found.problems == ()
    text = "Hidden layer:\nNeuron 1:\nz = 0.37\nNeuron 2:\nz = 0.39\n"
    assert numbers_in(sheet(text, "ada.txt", problem)) == {"z1[1]": 0.37, "z1[2]": 0.39}
