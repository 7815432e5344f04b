"""Tables whose rows say the layer alone: a row for each unit of it, or one for all of it."""

import pytest
from sheets_read import numbers_in, sheet

Z1 = {"z1[1]": 0.3775, "z1[2]": 0.3925}
ALL = {**Z1, "z2[1]": 1.1, "z2[2]": 1.2}
CHAIN = (
    "inputs: [1]\nlayers:\n"
    + "  - {weights: [[0.5]], biases: 0.1, activation: sigmoid}\n" * 3
    + "targets: [1]\nloss: sse\n"
)
OF_UNITS = [
    (("hidden 1", "hidden 2", "output 1", "output 2"), "layer"),
    (("Hidden 1", "Hidden 2", "Output 1", "Output 2"), "Layer"),
    (("h1", "h2", "o1", "o2"), "layer"),
    (("1", "1", "2", "2"), "layer"),
    (("hidden", "hidden", "output", "output"), "Schicht"),
    (("layer 1", "layer 1", "layer 2", "layer 2"), ""),
]


def table(head: str, rows: dict[str, str] | list[tuple[str, str]], form: str) -> str:
    pairs = list(rows.items() if isinstance(rows, dict) else rows)
    if form == "a.csv":
        return "".join(f"{name},{value}\n" for name, value in [(head, "z"), *pairs])
    return f"| {head} | z |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in pairs)


@pytest.mark.parametrize("form", ["a.md", "a.csv"])
@pytest.mark.parametrize(("names", "head"), OF_UNITS)
def test_a_row_for_each_unit(names: tuple[str, ...], head: str, form: str) -> None:
    """`hidden 1` is a unit of the only hidden layer; a layer as often as it has units counts them."""
    text = table(head, list(zip(names, map(str, ALL.values()), strict=True)), form)
    found = sheet(text, form)
    assert (numbers_in(found), found.problems) == (ALL, ())


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("layer", {"hidden": "[0.3775, 0.3925]", "output": "(1.1, 1.2)"}),
        ("layer", {"1": "[0.3775, 0.3925]", "2": "[1.1, 1.2]"}),
        ("", {"layer 1": "[0.3775, 0.3925]", "output layer": "[1.1, 1.2]"}),
    ],
)
def test_a_row_for_all_of_a_layer(head: str, rows: dict[str, str]) -> None:
    """Its list is the layer's vector; in the heads as well as in the rows."""
    found = sheet(table(head, rows, "a.md"), "a.md")
    assert (numbers_in(found), found.problems) == (ALL, ())
    turned = "| | hidden layer | output layer |\n|--|--|--|\n| z | [0.3775, 0.3925] | [1.1, 1.2] |\n"
    assert numbers_in(sheet(turned, "a.md")) == ALL


def test_several_hidden_layers_are_numbered() -> None:
    """`hidden 2` of three layers of one unit is layer 2."""
    rows = {"hidden 1": "0.6", "hidden 2": "0.42", "output": "0.4"}
    found = sheet(table("layer", rows, "a.md"), "a.md", CHAIN)
    assert numbers_in(found) == {"z1[1]": 0.6, "z2[1]": 0.42, "z3[1]": 0.4}
    found = sheet(table("layer", {"hidden 3": "0.6"}, "a.md"), "a.md", CHAIN)
    assert (found.answers, found.problems != ()) == ((), True)


def test_what_is_open_is_told() -> None:
    """Three rows of a layer of two units, and one number for two."""
    rows = [("1", "0.3775"), ("1", "0.3925"), ("1", "0.4"), ("2", "[1.1, 1.2]")]
    found = sheet(table("layer", rows, "a.md"), "a.md")
    assert numbers_in(found) == {"z2[1]": 1.1, "z2[2]": 1.2}
    assert len(found.problems) == 3
    found = sheet(table("layer", {"hidden": "0.3775", "output": "[1.1, 1.2]"}, "a.md"), "a.md")
    assert "z1[1]" not in numbers_in(found)
    assert found.problems
