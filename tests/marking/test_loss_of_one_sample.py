"""In a step of one sample the loss is asked once, may be given by either name, and counts once."""

from __future__ import annotations

import re

import pytest

from backprop_cli import blank, check
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem_file.reader import read

TEXT = """\
samples: [{inputs: [1], targets: [0.8]}, {inputs: [2], targets: [0]}]
layers: [{weights: [[0.5]], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
training: {epochs: 1, batch_size: 1}
"""
PENALISED = f"{TEXT}penalty: {{name: l2, rate: 0.1}}\n"
TRUE = "0.045"
"""½(0.8 − 0.5)²."""


def asked(text: str = TEXT, *only: str, everything: bool = False) -> list[str]:
    """The names of the losses that a blank sheet asks for in step 1."""
    page = blank(read(text), only=only, everything=everything).render("markdown")
    return re.findall(r"\| `((?:L\S*|R)#1)` \|", page)


def report(answers: dict[str, str], text: str = TEXT, only: tuple[str, ...] = ()) -> SheetReport:
    return check(read(text), answers, only=only).report


def lines(marked: SheetReport) -> dict[str, tuple[str, float, float]]:
    """Of each line its verdict, what it earns and what it is worth."""
    return {line.name: (line.verdict.value, line.points, line.worth) for line in marked.shown}


def test_a_blank_sheet_asks_for_it_once() -> None:
    """By the name of the step's loss; by the sample's where that alone is asked for by name."""
    assert asked() == ["L#1"]
    assert asked(TEXT, everything=True) == ["L#1"]
    assert asked(TEXT, "W1_new") == ["L#1"]
    assert asked(TEXT, "L@1", "L#1") == ["L#1"]
    assert asked(TEXT, "L@1") == ["L@1#1"]
    assert asked(TEXT, "L_new") == ["L#1", "L_new#1"]


def test_what_is_another_number_is_asked_too() -> None:
    """With a penalty L is more than the loss of the data; of two samples L is their mean."""
    assert asked(PENALISED) == ["L_data#1", "R#1", "L#1"]
    of_two = TEXT.replace("epochs: 1, batch_size: 1", "epochs: 2, batch_size: 2")
    assert asked(of_two) == ["L@1#1", "L@2#1", "L#1"]


def test_the_sheet_says_what_the_names_have_in_common() -> None:
    """∂L⟨1⟩/∂z⟨1⟩ stands beside L: the legend says that the two losses are one."""
    page = " ".join(blank(read(TEXT)).render("text").replace("#", "").split())
    assert "in a step of that sample alone it is L" in page
    assert "alone it is" not in blank(read(TEXT.replace("batch_size: 1", "batch_size: 2"))).render("text")


@pytest.mark.parametrize("name", ["L#1", "L@1#1"])
def test_either_name_is_marked(name: str) -> None:
    """A right number earns the one point, a wrong one loses it, and the mistake is named."""
    total = report({}).total
    marked = report({name: TRUE})
    assert lines(marked) == {name: ("right", 1, 1)}
    assert marked.total == total == 12
    assert not {"L#1", "L@1#1"} & set(marked.missing)
    wrong = report({"a1@1#1": "0.5", name: "0.15"})  # ½·(0.8 − 0.5)
    assert lines(wrong)[name] == ("mistake", 0, 1)
    assert [each.key for line in wrong.wrong for each in line.judged.mistakes] == ["error_not_squared"]


@pytest.mark.parametrize("name", ["L#1", "L@1#1"])
def test_a_formula_by_either_name(name: str) -> None:
    """½(y − a)² is worked by either name."""
    assert lines(report({name: "0.5*(y@1 - a1@1)^2"}))[name] == ("right", 1, 1)


def test_both_names_count_once() -> None:
    """Who writes both has one point of them, and a slip costs it once."""
    both = report({"L@1#1": TRUE, "L#1": TRUE})
    assert (both.points, both.total) == (1, 12)
    assert lines(both)["L#1"][0] == "right"
    slip = report({"a1@1#1": "0.5", "L@1#1": "0.09", "L#1": "0.09"})
    assert (slip.points, slip.total) == (1, 12)
    assert lines(slip)["L#1"][0] == "follows"


def test_the_other_name_is_no_work() -> None:
    """`L = L⟨1⟩` says nothing where L⟨1⟩ is not worked, and stands for its number where it is."""
    named = report({"L#1": "L@1#1"})
    assert lines(named)["L#1"] == ("unreadable", 0, 1)
    (line,) = named.shown
    assert line.judged.answer.note == "`L@1#1` is this very loss: write its number or its formula"
    assert lines(report({"L@1#1": TRUE, "L#1": "L@1#1"})) == {
        "L@1#1": ("right", 1, 1),
        "L#1": ("right", 0, 0),
    }
    assert report({"L@1#1": "L#1", "L#1": TRUE}).points == 1


def test_points_of_the_file_stand_at_either_name() -> None:
    """Points for L⟨1⟩ are those of the line L; where both have some, those of L count."""
    for name in ("L#1", "L@1#1"):
        marked = report({name: TRUE}, f"{TEXT}marking: {{points: {{'L@1': 3}}}}\n")
        assert (marked.points, marked.total) == (3, 14)
    marked = report({"L@1#1": TRUE}, f"{TEXT}marking: {{points: {{'L@1': 3, L: 2}}}}\n")
    assert (marked.points, marked.total) == (2, 14)


def test_what_is_asked_by_name_may_be_given_by_the_other() -> None:
    """`only: L@1` and L written, and the other way."""
    assert lines(report({"L#1": TRUE}, only=("L@1",))) == {"L#1": ("right", 1, 1)}
    assert lines(report({"L@1#1": TRUE}, only=("L#1",))) == {"L@1#1": ("right", 1, 1)}
    assert report({"L#1": TRUE}, only=("L@1", "L#1")).total == 1


def test_under_a_penalty_it_is_the_loss_of_the_data() -> None:
    """L_data = L⟨1⟩; L = L_data + R has its own point."""
    marked = report({"L@1#1": TRUE, "R#1": "0.025", "L#1": "0.07"}, PENALISED)
    assert lines(marked) == dict.fromkeys(("L@1#1", "R#1", "L#1"), ("right", 1, 1))
    assert marked.total == 16
