"""What the sections of a page say, each with its numbers worked here with numpy: none may be left out."""

from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from backprop_cli import blank, check, check_class, solution
from backprop_cli.expr.tree import Ref
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.words.inline import Number, Words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Legend,
    Paragraph,
    Remark,
    Table,
    ToFill,
    Whose,
    Working,
)

NET = """\
title: Two layers
source: a lecture
inputs: [0.5, -1]
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0.6, activation: sigmoid}
  - {weights: [[0.5, -0.6]], biases: [0.1], activation: linear}
targets: [2]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
TRAINING = NET + "training: {steps: 2}\n"
WARNED = NET.replace("0.1}\n", "-0.1}\n")
LINE = """\
samples: [{inputs: [1], targets: [3]}, {inputs: [2], targets: [5]}, {inputs: [4], targets: [10]}]
layers: [{weights: [[1]], biases: [0], activation: linear}]
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""
FORMULAS = "formulas: {y: sin(x^2)}\nwrt: [x]\n"


B = TypeVar("B", bound=Any)
Parameters = tuple[np.ndarray, float, np.ndarray, np.ndarray]
START: Parameters = (np.array([[0.1, 0.2], [0.3, -0.4]]), 0.6, np.array([[0.5, -0.6]]), np.array([0.1]))


class ByHand:
    """The network of `NET` with some parameters."""

    def __init__(self, w1: np.ndarray, b1: float, w2: np.ndarray, b2: np.ndarray) -> None:
        x, y = np.array([0.5, -1.0]), np.array([2.0])
        z1 = w1 @ x + b1
        a1 = 1 / (1 + np.exp(-z1))
        z2 = w2 @ a1 + b2
        dz2 = 2 * (z2 - y)
        dz1 = (w2.T @ dz2) * a1 * (1 - a1)
        self.loss = float(((z2 - y) ** 2).sum())
        self.forward = {"z1[1]": z1[0], "z1[2]": z1[1], "a1[1]": a1[0], "a1[2]": a1[1], "z2[1]": z2[0]}
        self.forward |= {"a2[1]": z2[0], "L": self.loss}
        self.back = {"dL/dz2[1]": dz2[0], "dL/dz1[1]": dz1[0], "dL/dz1[2]": dz1[1]}
        self.gradients = {
            **{f"dL/dW1[{i + 1},{j + 1}]": dz1[i] * x[j] for i in (0, 1) for j in (0, 1)},
            **{f"dL/dW2[1,{j + 1}]": dz2[0] * a1[j] for j in (0, 1)},
            **{"dL/db1": dz1.sum(), "dL/db2[1]": dz2[0]},
        }
        new_w1, new_b1 = w1 - 0.1 * np.outer(dz1, x), b1 - 0.1 * dz1.sum()
        self.new: Parameters = (new_w1, new_b1, w2 - 0.1 * np.outer(dz2, a1), b2 - 0.1 * dz2)


BEFORE = ByHand(*START)
AFTER = ByHand(*BEFORE.new)


def problem(text: str) -> Problem:
    return read(text, "")


def document(text: str, **wishes: Any) -> Document:
    return solution(problem(text), verify=wishes.pop("verify", False), **wishes).document


def said(words: Words) -> str:
    """Running text with · for its formulas and its numbers."""
    return "".join(each if isinstance(each, str) else "·" for each in words)


def parts(page: Document) -> dict[str, list[Block]]:
    """The blocks under each heading; before the first one of a section under nothing."""
    found: dict[str, list[Block]] = {}
    for section in page.sections:
        heading = ""
        for block in section.blocks:
            if isinstance(block, Heading):
                heading = said(block.words)
            found.setdefault(heading, []).extend([] if isinstance(block, Heading) else [block])
    return found


def blocks_of(page: Document) -> list[Block]:
    return [block for blocks in parts(page).values() for block in blocks]


def of_kind(kind: type[B], blocks: list[Block]) -> list[B]:
    return [each for each in blocks if isinstance(each, kind)]


def only(kind: type[B], blocks: list[Block]) -> B:
    (found,) = of_kind(kind, blocks)
    return found


def paragraphs(blocks: list[Block]) -> str:
    return "\n".join(said(each.words) for each in of_kind(Paragraph, blocks))


def values_in(blocks: list[Block]) -> dict[str, float]:
    """The values of the rows that are worked."""
    rows = [row for working in of_kind(Working, blocks) for row in working.rows]
    return {row.name: row.value for row in rows if row.value is not None}


def numbers_in(blocks: list[Block]) -> list[float]:
    """All numbers that stand in tables and paragraphs."""
    cells = [cell for table in of_kind(Table, blocks) for row in table.rows for cell in row]
    texts = [*cells, *(each.words for each in of_kind(Paragraph, blocks))]
    return [each.value for words in texts for each in words if isinstance(each, Number)]


def holds(numbers: list[float], *wanted: float) -> bool:
    return all(np.isclose(numbers, each, rtol=1e-9, atol=0).any() for each in wanted)


# --- solutions --------------------------------------------------------------------------------------


def test_the_headings_of_a_solution() -> None:
    """In the order of the work."""
    headings = ["Two layers", "Symbols", "Given", "Forward pass", "Backward pass", "Update"]
    assert list(parts(document(NET))) == headings


def test_a_solution_opens_with_source_symbols_and_what_is_given() -> None:
    """The title's section, the legend, the conventions and every given number."""
    found = parts(document(NET))
    assert paragraphs(found["Two layers"]) == "Source: a lecture"
    symbols = {sign.sides[0] for sign, _ in only(Legend, found["Symbols"]).rows}
    assert symbols >= {Ref(name) for name in ("x[1]", "b1", "z1[1]", "a1[1]", "L")}
    facts = [phrase(label) for label, _ in only(Facts, found["Given"]).rows]
    assert facts == ["Network", "Loss", "Biases", "Optimiser", "Rounding"]
    assert [name for name, _ in only(Given, found["Given"]).rows] == ["W1", "b1", "W2", "b2[1]", "x", "y[1]"]


def test_a_warning_stands_below_the_title() -> None:
    """On the solution and on the sheet to fill in."""
    note = "Note: a negative `learning_rate` goes up the gradient"
    assert note in paragraphs(parts(document(WARNED))["Two layers"])
    assert note in paragraphs(parts(blank(problem(WARNED)).document)["Two layers"])


def test_the_passes_and_the_update_have_their_numbers() -> None:
    """Every quantity of both passes, the new parameters, the loss before and after."""
    found = parts(document(NET))
    assert values_in(found["Forward pass"]) == pytest.approx(BEFORE.forward)
    assert values_in(found["Backward pass"]) == pytest.approx({**BEFORE.back, **BEFORE.gradients})
    w1, b1, w2, b2 = BEFORE.new
    assert holds(numbers_in(list(of_kind(Table, found["Update"]))), *w1.ravel(), b1, *w2.ravel(), *b2)
    assert holds(numbers_in(list(of_kind(Paragraph, found["Update"]))), BEFORE.loss, AFTER.loss)


def test_the_checks_say_what_was_proved_and_stand_where_something_was() -> None:
    """Six weights, a shared bias and an own one are compared with central differences."""
    assert "Checks" not in parts(document(NET))
    proved = paragraphs(parts(document(NET, verify=True))["Checks"])
    assert "8 gradients" in proved
    assert "SymPy" in proved


@pytest.mark.parametrize(
    ("style", "back"),
    [
        *(("delta", ["Backward pass"]), ("matrix", ["Backward pass"]), ("gates", ["Backward pass"])),
        ("paths", ["1 path to ·", "2 paths to ·"]),
    ],
)
def test_every_style_has_both_passes_and_the_loss_after(style: str, back: list[str]) -> None:
    """Whatever else stands between them."""
    found = parts(document(NET, style=style))
    assert {"Given", "Forward pass", *back, "Update"} <= set(found)
    assert all(working.rows for heading in back for working in of_kind(Working, found[heading]))
    assert holds(numbers_in(found["Update"]), BEFORE.loss, AFTER.loss)


def test_the_gradient_check_stands_before_the_update() -> None:
    """A row for each parameter with its gradient, and how far the worst is off."""
    found = parts(document(NET, gradient_check=True))
    assert list(found)[-2:] == ["Gradient check", "Update"]
    assert holds(numbers_in(found["Gradient check"]), *BEFORE.gradients.values())
    assert "Largest relative difference" in paragraphs(found["Gradient check"])


def test_a_circuit_has_its_table() -> None:
    """Values down, gradients up: the loss at its end has gradient 1."""
    found = parts(document(NET, style="gates"))
    assert holds(numbers_in(list(of_kind(Table, found["Circuit"]))), 1.0, *BEFORE.forward.values())
    assert "gradients go up" in paragraphs(found["Circuit"])
    assert only(Facts, found["Circuit"]).rows


def test_rules_stand_with_the_derivatives_that_they_work() -> None:
    """sin(x²) by the chain rule."""
    rules = only(Facts, parts(document(FORMULAS, rules=True))["Rules"])
    assert any("chain" in phrase(label).lower() for label, _ in rules.rows)


def test_a_training_has_each_step_and_the_list_of_all() -> None:
    """Step 2 starts from what step 1 has left; the list has the loss of each."""
    page = document(TRAINING, step="all")
    headings = [
        said(block.words) for section in page.sections for block in of_kind(Heading, [*section.blocks])
    ]
    passes = ["Forward pass", "Backward pass", "Update"]
    assert headings[3:] == ["Step 1 of 2", *passes, "Step 2 of 2", *passes, "All steps"]
    second = [*page.sections[2].blocks]
    assert "from what the step before has left" in paragraphs(second)
    assert values_in(second)["L"] == pytest.approx(AFTER.loss)
    assert holds(numbers_in(parts(page)["All steps"]), BEFORE.loss, AFTER.loss)


def test_linear_regression_ends_with_its_closed_form() -> None:
    """The line by numpy's least squares; how much work it is stands below."""
    found = parts(document(LINE, style="matrix"))
    points = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 4.0]])
    best, *_ = np.linalg.lstsq(points, np.array([3.0, 5.0, 10.0]), rcond=None)
    assert list(found)[-1] == "Closed form"
    assert holds(numbers_in(found["Closed form"]), *best)
    assert "the normal equations" in paragraphs(found["Closed form"])
    assert "Multiplications" in paragraphs(found["Closed form"])


def test_a_remark_stands_in_the_margin() -> None:
    """A step of length 3 overshoots."""
    blocks = blocks_of(document(NET.replace("learning_rate: 0.1", "learning_rate: 3")))
    rows = [row for working in of_kind(Working, blocks) for row in working.rows]
    told = [*of_kind(Remark, blocks), *(remark for row in rows for remark in row.remarks)]
    assert "overshoot" in {each.key for each in told}


# --- sheets -----------------------------------------------------------------------------------------


def test_a_blank_sheet_has_a_place_for_everything() -> None:
    """Who it is of, how it is filled in, and each part of the solution with its lines."""
    found = parts(blank(problem(NET)).document)
    passes = {"Forward pass": 7, "Backward pass": 11, "Update": 8}
    assert {*found} == {"Two layers", "Symbols", "Given", "", *passes}
    assert [said(each.words) for each in of_kind(Whose, found[""])] == ["Student:", "ID:", "Email:"]
    assert "significant digits" in paragraphs(found[""])
    assert {part: len(only(ToFill, found[part]).rows) for part in passes} == passes
    assert only(Given, found["Given"]).rows
    assert only(Facts, found["Given"]).rows
    assert only(Legend, found["Symbols"]).rows


ANSWERS = {"z1[1]": "0.45", "z1[2]": "1.15", "a1[1]": "0.75", "q": "3", "a1[2]": "half"}
"""z1[1] and z1[2] are right, a1[1] is not, nobody can read a1[2], and there is no q."""


def test_a_marked_sheet_says_points_verdicts_and_the_way() -> None:
    """What it earned of 26, a row for each line, the first wrong one worked, and what belongs to nothing."""
    blocks = blocks_of(check(problem(NET), ANSWERS).document)
    facts = " ".join(said(words) for each in of_kind(Facts, blocks) for _, words in each.rows)
    assert "2 of 26" in facts
    assert len(only(Table, blocks).rows) == 4
    (row,) = [row for working in of_kind(Working, blocks) for row in working.rows]
    assert row.name == "a1[1]"
    assert "`q`" in paragraphs(blocks)


def test_a_hint_says_more_from_level_to_level() -> None:
    """Where; the rule; the formula; the formula with the student's numbers; never the result."""
    marked = check(problem(NET), ANSWERS)
    levels = [blocks_of(marked.hint(level).document) for level in (1, 2, 3, 4)]
    assert all("you wrote 0.75" in paragraphs(level) for level in levels)
    assert ["Forward formula" in paragraphs(level) for level in levels] == [False, True, True, True]
    lines = [[line for working in of_kind(Working, level) for row in working.rows for line in row.lines]
             for level in levels]  # fmt: skip
    assert [len(each) for each in lines] == [0, 0, 2, 3]
    assert [any(line.numbers for line in each) for each in lines] == [False, False, False, True]
    assert all(values_in(level) == {} for level in levels)


def test_the_grounds_of_a_verdict() -> None:
    """What was written, its verdict, and for a line that follows the student's own line before."""
    answers = {"z1[1]": "0.9", "a1[1]": "0.71095"}
    blocks = blocks_of(check(problem(NET), answers, why=["a1[1]"]).grounds().document)
    assert "you wrote 0.71095. This follows" in paragraphs(blocks)
    own = 1 / (1 + np.exp(-0.9))
    assert f"gives {own:.7g}" in paragraphs(blocks)
    assert f"The true value is {BEFORE.forward['a1[1]']:.7g}" in paragraphs(blocks)


def test_a_class_has_its_students_and_what_was_missed(tmp_path: Path) -> None:
    """A row for each student, and for each line that was missed."""
    for name, value in (("ada", "0.45"), ("ben", "0.9")):
        text = f"student: {name}\nanswers:\n  z1[1]: {value}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = parts(check_class(problem(NET), tmp_path).document)
    students, missed = of_kind(Table, [block for blocks in found.values() for block in blocks])
    assert [said(row[0]) for row in students.rows] == ["ada", "ben"]
    assert len(missed.rows) == 1
    assert "Missed most" in found
