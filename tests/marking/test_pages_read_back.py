"""What our own pages and blank sheets write is read back: each name as it is to be typed, each formula."""

import json
import re
from itertools import zip_longest
from typing import Any

import pytest

from backprop_cli import check, load, solution
from backprop_cli.api import blank
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.notation import in_notation
from backprop_cli.quantities.exchanged import exchanged
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.document import ToFill

OWN_THEN_SHARED: dict[str, Any] = {
    "inputs": [2],
    "targets": [1, 0.3],
    "layers": [
        {
            "weights": [[0.3], [-0.8]],
            "biases": [0.1, -0.2],
            "activation": {"name": "leaky_relu", "slope": 0.2},
        },
        {"weights": [[-0.7, 0.4], [0.2, 0.9]], "biases": 0.6, "activation": "gelu"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}
"""In `net_out` the bias of layer 2 is b₃: the grammar's b2 means unit 2's there."""
NORMALISED: dict[str, Any] = {
    "samples": [{"inputs": [0.5, 1], "targets": [1]}, {"inputs": [-0.5, 0.7], "targets": [0]}],
    "layers": [
        {
            "weights": [[0.15, 0.2], [0.25, -0.3]],
            "normalize": {"gamma": [1, 1.5], "beta": [0, -0.5], "epsilon": 0.001},
            "activation": "tanh",
            "dropout": {"mask": [1, 0], "keep": 0.8},
        },
        {"weights": [[0.4, -0.45]], "biases": [0.6], "activation": "sigmoid"},
    ],
    "loss": "bce",
    "optimizer": {"name": "adam", "learning_rate": 0.1},
}
"""In `superscript` h is an activation, not what dropout leaves; β₁ is Adam's, and a vector of layer 1."""
UNTYPED = re.compile(r"\\begin{cases}|GELU|LReLU").search
"""In a side that is a name of what is asked, or that nobody types."""
PROBLEMS = {"own, then shared biases": OWN_THEN_SHARED, "normalised": NORMALISED}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_name_of_a_blank_sheet_is_read_back(problem: dict[str, Any], notation: str) -> None:
    """Filled in with the true values, all of it is right."""
    sheet = blank(load(problem), everything=True, notation=notation)
    sections = sheet.document.sections
    tables = [block for section in sections for block in section.blocks if isinstance(block, ToFill)]
    places = [place for table in tables for place in table.places]
    values = sheet.document.derivation.values
    filled = {place.typed: repr(values[place.quantity]) for place in places}
    assert len(filled) == len(places) > 40
    report = check(load(problem), filled, everything=True, notation=notation).report
    assert (report.problems, report.missing, report.all_right) == ((), (), True)


def test_a_name_that_the_notation_has_for_another_is_not_the_one_to_type() -> None:
    """Beside it stands the same symbol as ever."""
    page = blank(load(NORMALISED), notation="superscript").render("yaml")
    (line,) = (line for line in page.splitlines() if line.startswith("  htilde1[2]@1:"))
    assert line.endswith("# h̃¹₂⟨1⟩")
    assert "  b3_new:" in blank(load(OWN_THEN_SHARED), notation="net_out").render("yaml")
    assert "  b2_new:" in blank(load(OWN_THEN_SHARED)).render("yaml")


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("script", ["text", "latex"])
@pytest.mark.parametrize(
    ("problem", "lines"),
    [
        (OWN_THEN_SHARED, ["z2[1]", "a2[1]", "da2[2]/dz2[2]", "a1[2]"]),
        (NORMALISED, ["m(W1[1,1])", "v(W2[1,2])", "h1[1]@2", "u1[2]@1"]),
    ],
    ids=PROBLEMS,
)
def test_a_formula_of_the_page_is_right(
    problem: dict[str, Any], lines: list[str], script: str, notation: str
) -> None:
    """Φ and φ of GELU, b₃, Adam's β₁ beside a β of layer 1, (z if z > 0, else 0.2z), with numbers too.

    A sheet has one side of each line, another the next.
    """
    data = json.loads(solution(problem, notation=notation, verify=False).render("json"))
    typed_letters = symbols_of(in_notation(load(problem), notation)).exchanged_back
    known = {
        exchanged(name, typed_letters): repr(value)
        for name, value in data["values"].items()
        if not ("h1[" in name or "b2" in name or name in lines)
    }
    asked = [step for step in data["steps"] if step["name"] in lines]
    typed = [[(step[script][0], side) for side in step[script][1:-1] if not UNTYPED(side)] for step in asked]
    assert sum(map(len, typed)) >= len(lines)
    for sides in zip_longest(*typed):
        sheet = {name: side.lstrip("=≈ ").removeprefix(r"\approx") for name, side in filter(None, sides)}
        report = check(problem, {**known, **sheet}, notation=notation).report
        judged = [line for line in report.shown if line.name in lines]
        assert len(judged) == len(sheet)
        assert [(sheet, line.judged.finding) for line in judged if not line.is_good] == []


def test_a_number_of_the_exercise_is_exact_in_arithmetic() -> None:
    """Keep is 0.8 and the leaky slope 0.1, not some number near it: nothing is said of too few digits."""
    dropped = check(NORMALISED, {"a1[1]@2": "-0.74317", "h1[1]@2": "(-0.74317)*1/0.8"}).report
    assert [line.verdict.value for line in dropped.shown] == ["right", "right"]
    leaky = {**OWN_THEN_SHARED, "inputs": [-2.123]}
    leaky["layers"] = [{**OWN_THEN_SHARED["layers"][0], "activation": {"name": "leaky_relu", "slope": 0.1}}]
    leaky["layers"][0]["biases"] = [0.1, -0.2]
    report = check(leaky, {"z1[1]": "-0.5369", "a1[1]": "0.1*(-0.5369)"}).report
    assert [line.verdict.value for line in report.shown] == ["right", "right"]
