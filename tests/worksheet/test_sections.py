"""What the sections of a page say, each with its numbers worked here with numpy: none may be left out."""

from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from backprop_cli import blank, check, check_class, solution
from backprop_cli.expr.tree import Add, Ref
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.words.inline import Math, Number, Words
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
    headings = ["Two layers", "Symbols", "Given", "Forward pass", "Backward pass", "Update", "Checks"]
    assert list(parts(document(NET, verify=True))) == headings


def test_a_solution_opens_with_source_symbols_and_what_is_given() -> None:
    """The title's section, the legend, the conventions and every given number."""
    found = parts(document(NET))
    assert paragraphs(found["Two layers"]) == "Source: a lecture"
    symbols = {symbol for symbol, _ in only(Legend, found["Symbols"]).rows}
    assert symbols >= {Math((Ref(name),)) for name in ("x[1]", "b1", "z1[1]", "a1[1]", "L")}
    facts = [phrase(label) for label, _ in only(Facts, found["Given"]).rows]
    assert facts == ["Network", "Parameters", "Loss", "Biases", "Optimiser", "Rounding"]
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


def test_the_checks_say_what_was_proved() -> None:
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
    assert "The same numbers again below, with the working of each." in paragraphs(found["Circuit"])
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


def test_what_a_step_starts_from_is_written_as_in_its_lines() -> None:
    """Rounded numbers keep their zeros, 0.40000 as below; an array of one entry is that entry, as above."""
    text = (
        "inputs: [0.8, -0.6]\nlayers: [{weights: [[0.5, 0.9]], biases: [-0.1], activation: sigmoid}]\n"
        "targets: [0]\nloss: half_sse\noptimizer: {name: adam, learning_rate: 0.1}\ntraining: {steps: 2}\n"
    )
    page = str(solution(read(text), step=2, verify=False))
    start = page.partition("here rounded:\n")[2].partition("Forward pass")[0]
    assert start.split("\n")[1:3] == ["W⁽¹⁾ = [0.40000  1.0000]", "b₁⁽¹⁾ = −0.20000"]


def test_linear_regression_ends_with_its_closed_form() -> None:
    """The line by numpy's least squares; how much work it is stands below."""
    found = parts(document(LINE, style="matrix"))
    points = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 4.0]])
    best, *_ = np.linalg.lstsq(points, np.array([3.0, 5.0, 10.0]), rcond=None)
    assert list(found)[-1] == "Closed form"
    assert holds(numbers_in(found["Closed form"]), *best)
    assert "the normal equations" in paragraphs(found["Closed form"])
    assert "Multiplications" in paragraphs(found["Closed form"])
    rows = [row.name for working in of_kind(Working, found["Closed form"]) for row in working.rows]
    assert rows == ["X~", "S", "P", "S^-1", "W~"]


def test_a_closed_form_without_an_inverse_takes_the_pseudo_inverse() -> None:
    """All points at x = 1: X̃·X̃ᵀ is singular, and X̃⁺ is worked from rows and columns of full rank."""
    found = parts(document(LINE.replace("inputs: [2]", "inputs: [1]").replace("[4]", "[1]"), style="matrix"))
    rows = [row.name for working in of_kind(Working, found["Closed form"]) for row in working.rows]
    assert rows == ["X~", "S", "P", "R", "C", "X~^+", "W~"]
    best, *_ = np.linalg.lstsq(np.ones((3, 2)), np.array([3.0, 5.0, 10.0]), rcond=None)
    assert holds(numbers_in(found["Closed form"]), *best)


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


FIRST_WRONG = "The first wrong line, from your own numbers"
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
    assert ["Forward pass: " in paragraphs(level) for level in levels] == [False, True, True, True]
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


def test_a_class_counts_the_lines_that_were_not_read(tmp_path: Path) -> None:
    """A line of no quantity is to be looked at, on a sheet without a mistake and on one without an answer."""
    for name, line in (("ada", "z1[1]: 0.45"), ("ben", "the net: 0.45")):
        (tmp_path / f"{name}.yaml").write_text(f"the sum: 0.4\n{line}\n", encoding="utf-8")
    students, *_ = of_kind(Table, blocks_of(check_class(problem(NET), tmp_path, only=["z1[1]"]).document))
    assert [said(row[-1]) for row in students.rows] == [
        "no mistake; 1 unreadable",
        "2 unreadable, 1 not on the sheet",
    ]


# --- what stands there only where there is cause ----------------------------------------------------


def test_shortened_sums_are_announced() -> None:
    """Nine inputs make a sum of ten terms; with --all it stands in full."""
    wide = "inputs: [1,2,3,4,5,6,7,8,9]\nlayers: [{weights: [[1,2,3,4,5,6,7,8,9]], activation: linear}]\n"
    text = f"{wide}targets: [1]\nloss: sse\n"
    note = "Sums of more than 8 terms"
    assert note in paragraphs(parts(document(text))["Given"])
    assert note not in paragraphs(parts(document(text, everything=True))["Given"])


def test_checks_say_what_is_before_given_activations() -> None:
    """Nothing of the layers before them is compared."""
    given = NET + 'known: {"a1[1]": 0.3, "a1[2]": 0.4}\n'
    with_given = paragraphs(parts(document(given, verify=True))["Checks"]).splitlines()
    without = paragraphs(parts(document(NET, verify=True))["Checks"]).splitlines()
    assert len(with_given) == len(without) + 1


def test_local_derivatives_of_formulas_have_their_part() -> None:
    """dz/dx, before the chain rule takes it."""
    found = parts(document("formulas: {y: 8*z^3 + z^2 + 5, z: x^5 + 9}\nwrt: [x]\n", rules=True))
    assert [row.name for row in only(Working, found["Local derivatives"]).rows] == ["dz/dx"]


def test_a_step_lists_what_it_starts_from() -> None:
    """The parameters that the step before has left, rounded."""
    second = [*document(TRAINING, step="all").sections[2].blocks]
    assert {name.partition("#")[0] for name, _ in only(Given, second).rows} == {"W1", "b1", "W2", "b2[1]"}
    end = paragraphs(parts(document(TRAINING, step="all"))["All steps"])
    assert "what step 2 leaves" in end


def test_paths_have_their_edges_products_and_sum() -> None:
    """One path to W2[1,1]: its edges, then the product; two to b1: two products and their sum."""
    found = parts(document(NET, style="paths", only=["W2[1,1]"]))["1 path to ·"]
    assert "do not depend on the variable" in paragraphs(found)
    edges, product = of_kind(Working, found)
    assert [row.name for row in edges.rows] == ["dL/da2[1]", "da2[1]/dz2[1]", "dz2[1]/dW2[1,1]"]
    assert values_in([product]) == pytest.approx({"dL/dW2[1,1]": BEFORE.gradients["dL/dW2[1,1]"]})
    *_, products = of_kind(Working, parts(document(NET, style="paths", only=["b1"]))["2 paths to ·"])
    assert len(products.rows) == 3
    assert sum(row.value or 0 for row in products.rows[:2]) == pytest.approx(BEFORE.gradients["dL/db1"])


def test_paths_have_the_local_derivatives_that_are_asked() -> None:
    """By itself a local derivative has no path from the loss: its row stands before them."""
    found = parts(document(NET, style="paths", only=["da1[1]/dz1[1]", "W2[1,1]"]))
    assert [row.name for row in only(Working, found["Local derivatives"]).rows] == ["da1[1]/dz1[1]"]
    assert "1 path to ·" in found


@pytest.mark.parametrize(("size", "is_put_in"), [(8, True), (9, False)])
def test_a_large_matrix_is_not_put_into_a_formula(size: int, is_put_in: bool) -> None:
    """A row of eight weights still is; of nine the product stands in symbols, with its result."""
    ones = f"[{', '.join(['1'] * size)}]"
    layer = f"weights: [{ones}], biases: [0], activation: linear"
    text = f"inputs: {ones}\nlayers: [{{{layer}}}]\ntargets: [2]\nloss: sse\n"
    rows = [row for each in of_kind(Working, blocks_of(document(text, style="matrix"))) for row in each.rows]
    (product,) = [row for row in rows if row.name == "z1"]
    assert any(isinstance(line.expr, Add) and line.numbers for line in product.lines) == is_put_in


def test_a_gradient_check_says_its_step_or_that_nothing_is_compared() -> None:
    """ε stands above the table; a network without parameters has none."""
    facts = only(Facts, parts(document(NET, gradient_check=True))["Gradient check"])
    assert [phrase(label) for label, _ in facts.rows] == ["Numeric", "Analytic", "Relative", "Output"]
    given = NET.replace("inputs", "fixed: [W1, b1, W2, b2]\ninputs").replace("optimizer", "#")
    blocks = parts(document(given, gradient_check=True, only=["z1[1]"]))["Gradient check"]
    assert only(Paragraph, blocks).words


def test_worked_lines_are_announced_on_a_blank_sheet() -> None:
    """And are not to be filled in."""
    plain, worked = (paragraphs(parts(blank(problem(NET), worked=n).document)[""]) for n in (0, 2))
    assert worked.startswith(plain)
    assert len(worked) > len(plain)


def test_a_marked_sheet_says_what_is_missing_and_how_it_was_read() -> None:
    """The first wrong line under its heading; asked lines that are missing; a list turned round."""
    slopes = [[BEFORE.gradients[f"dL/dW1[{unit},{input}]"] for unit in (1, 2)] for input in (1, 2)]
    turned = str([[float(f"{each:.5g}") for each in row] for row in slopes])
    found = parts(check(problem(NET), {"z1[1]": "0.9", "dL/dW1": turned}).document)
    text = paragraphs([block for under in found.values() for block in under])
    assert only(Working, found[FIRST_WRONG]).rows[0].name == "z1[1]"
    assert "Asked, and not on the sheet" in text
    assert "`dL/dW1` is read with a row per input" in text


def test_a_sheet_of_error_signals_with_a_minus_is_understood() -> None:
    """δ = −∂L/∂z throughout: said with the first wrong line, and by the hint."""
    z2, a1 = BEFORE.forward["z2[1]"], BEFORE.forward["a1[1]"]
    own = {**{name: f"{value:.5g}" for name, value in BEFORE.forward.items()}}
    own |= {name: f"{-value:.5g}" for name, value in BEFORE.back.items()}
    own |= {name: f"{value:.5g}" for name, value in BEFORE.gradients.items()} | {"dL/dW2[1,1]": "9"}
    assert z2 < a1
    marked = check(problem(NET), own)
    assert marked.report.convention is not None
    found = parts(marked.document)
    assert paragraphs(found[FIRST_WRONG])
    plain = parts(
        check(problem(NET), {**own, **{name: f"{value:.5g}" for name, value in BEFORE.back.items()}}).document
    )
    assert not paragraphs(plain[FIRST_WRONG])


def test_a_hint_without_a_mistake_says_how_to_go_on() -> None:
    """What is right so far and the next line; on an empty sheet that there is nothing yet."""
    some = paragraphs(blocks_of(check(problem(NET), {"z1[1]": "0.45"}).hint().document))
    assert "No mistake so far" in some
    assert len(some.splitlines()) == 2
    none = paragraphs(blocks_of(check(problem(NET), {}).hint().document))
    assert none.startswith("Nothing is written yet.\nNext: ·.\n")


def test_a_hint_says_kind_what_is_right_before_and_where_more_is() -> None:
    """Line by line, at level 1 and at the deepest."""
    marked = check(problem(NET), {"z1[1]": "0.45", "a1[1]": "0.45", "q": "1"})
    first, deepest = (paragraphs(blocks_of(marked.hint(level).document)).splitlines() for level in (1, 4))
    assert len(first) == 5
    for line, part in zip(first, ("you wrote 0.45", "activation", "right", "--hint 2", "`q`"), strict=True):
        assert part in line
    assert not any("--hint" in line for line in deepest)
    headings = [
        said(each.words)
        for section in marked.hint(4).document.sections
        for each in of_kind(Heading, [*section.blocks])
    ]
    assert headings[-1] == "The formula with your own numbers"


def test_the_grounds_of_formulas_and_of_mistakes() -> None:
    """A formula is compared as one; a known mistake with what it would give."""
    formulas = check(problem(NET), {"z1[1]": "x[1] + x[2]"}, why=["z1[1]"]).grounds().document
    assert len(of_kind(Paragraph, blocks_of(formulas))) == 3
    mistaken = paragraphs(
        blocks_of(check(problem(NET), {"z1[1]": "0.45", "a1[1]": "0.45"}, why=["a1[1]"]).grounds().document)
    )
    assert "what the mistake gives" in mistaken.lower() or "gives 0.45" in mistaken
    assert "The numbers in it" in mistaken
    assert "rounded" in mistaken


def test_a_class_says_how_many_and_by_which_rule(tmp_path: Path) -> None:
    """The summary, the rule of its points, and who on the roster handed in nothing, or shares a name."""
    for name in ("ada", "ben"):
        (tmp_path / f"{name}.yaml").write_text(
            f"student: {name}\nanswers:\n  z1[1]: 0.45\n", encoding="utf-8"
        )
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n1,ada\n2,zoe\n3,ben\n4,ben\n", encoding="utf-8")
    blocks = blocks_of(
        check_class(problem(NET), [tmp_path / "ada.yaml", tmp_path / "ben.yaml"], roster=roster).document
    )
    text = paragraphs(blocks)
    assert text.startswith("2 sheets")
    assert "ben" in text
    assert "1 for each line asked" in " ".join(
        said(words) for each in of_kind(Facts, blocks) for _, words in each.rows
    )
    students, *_ = of_kind(Table, blocks)
    assert [said(row[0]) for row in students.rows][-1] == "zoe (2)"


def test_a_class_is_told_of_the_convention_that_its_sheets_share(tmp_path: Path) -> None:
    """Three sheets with twice the loss and gradients of ½·(y − ŷ)², and what the file has to say."""
    text = "inputs: [1]\nlayers: [{weights: [[1]], biases: [0], activation: linear}]\ntargets: [3]\n"
    sheet = "answers: {z1[1]: 1, a1[1]: 1, L: 4, dL/dz1[1]: -4, 'dL/dW1[1,1]': -4, dL/db1: -4}\n"
    for name in ("ada", "ben", "cleo"):
        (tmp_path / f"{name}.yaml").write_text(f"student: {name}\n{sheet}", encoding="utf-8")
    told = paragraphs(blocks_of(check_class(problem(f"{text}loss: half_sse\n"), tmp_path).document))
    assert "3 of 3 sheets match if loss = sse." in told
    assert "`loss: sse`" in told
    own = paragraphs(blocks_of(check_class(problem(f"{text}loss: sse\n"), tmp_path).document))
    assert "sheets match" not in own


def test_the_grounds_say_that_a_sheet_shows_no_work() -> None:
    """One number on all lines: only true values earn points."""
    lines = [line.name for line in check(problem(NET), {}).report.lines]
    unworked = check(problem(NET), dict.fromkeys(lines, "0.1234"), why=["z1[1]"])
    assert "Most lines hold one and the same answer" in paragraphs(blocks_of(unworked.grounds().document))
    honest = check(problem(NET), {"z1[1]": "0.1234"}, why=["z1[1]"])
    assert "Most lines" not in paragraphs(blocks_of(honest.grounds().document))


def test_the_grounds_say_how_the_sheet_is_seen_to_round() -> None:
    """A forward pass to three decimals and a slip."""
    lines = {name: f"{value:.3f}" for name, value in BEFORE.forward.items()} | {"dL/dz2[1]": "9.123"}
    told = paragraphs(blocks_of(check(problem(NET), lines, why=["dL/dz2[1]"]).grounds().document))
    assert "Your numbers are seen to be rounded to 3 decimals" in told


def test_every_wire_of_a_circuit_has_its_row() -> None:
    """With a·b + a at 2 and 3: b gets 2, a gets 3 by the product and 1 by the sum, 4 together."""
    text = "formulas: {y: u + a, u: a*b}\nat: {a: 2, b: 3}\nwrt: [a, b]\n"
    table = only(Table, parts(document(text, style="gates"))["Circuit"])
    rows = [
        (
            said(wire).split()[0],
            *(cell.value for number in numbers for cell in number if isinstance(cell, Number)),
        )
        for _, wire, *numbers in table.rows
    ]
    assert sorted(rows) == sorted(
        [("out", 6, 1), ("out", 8, 1), ("in", 2, 3), ("in", 3, 2), ("in", 6, 1), ("in", 2, 1),
         ("to", 2, 3), ("to", 2, 1), ("in", 2, 4)]
    )  # fmt: skip


def test_the_lines_of_a_batch_in_matrices_say_why() -> None:
    """Biases stand in every column, so that their slopes are row sums; δ·Xᵀ adds up the samples."""
    layer = "weights: [[0.1, 0.2]], biases: [0.5], activation: sigmoid"
    samples = "samples: [{inputs: [1, 2], targets: [1]}, {inputs: [3, 4], targets: [0]}]"
    workings = of_kind(
        Working, blocks_of(document(f"{samples}\nlayers: [{{{layer}}}]\nloss: bce\n", style="matrix"))
    )
    told = {
        row.name: {said(words) for line in row.lines for words in line.reasons}
        for working in workings
        for row in working.rows
    }
    assert told["Z1"] == {"· is added to every column"}
    assert "the loss of each sample: colsum adds up each column" in told["ell"]
    assert "sigmoid with cross-entropy: · remains" in told["dell/dZ1"]
    assert told["dL/dW1"] == {"the product adds up the samples"}
    assert told["dL/db1"] == {"the bias is in every column: add up each row"}


def test_the_update_of_one_layer_puts_in_its_gradient_and_delta() -> None:
    """With ½·mean of squares δ is A − Y, so that a line of the update has no more than the data."""
    half = LINE.replace("loss: mse", "loss: half_mse")
    page = str(solution(problem(half), style="matrix", verify=False, notation="layers"))
    unspaced = page.replace(" ", "")
    assert "=W⁽¹⁾−⅓α·δ⁽¹⁾·Xᵀ" in unspaced
    assert "=W⁽¹⁾−⅓α·(A⁽¹⁾−Y)·Xᵀ" in unspaced
