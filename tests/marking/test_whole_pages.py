"""A page of ours handed in whole is read line by line; its legend and given numbers answer nothing."""

from pathlib import Path

import pytest

from backprop_cli import check, load, solution
from backprop_cli.api import blank
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.words.solution import GIVEN

ENDINGS = {".md": "markdown", ".txt": "terminal", ".html": "html"}
STYLES = ("delta", "paths", "matrix", "gates")


def handed_in(
    folder: Path, problem: str, ending: str, style: str, notation: str | None
) -> tuple[dict[str, str], tuple[str, ...], set[str]]:
    """Of a page the verdicts that are not right, what was not read, and which lines are answered."""
    page = solution(load(problem), style=style, notation=notation, verify=False)
    path = folder / f"page{ending}"
    path.write_text(page.render(ENDINGS[ending]), encoding="utf-8")
    report = check(load(problem), path, notation=notation).report
    bad = {line.name: line.verdict.value for line in report.shown if not line.is_good}
    return bad, report.problems, {line.name for line in report.shown if line.on_sheet}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_network_is_read_in_every_style(tmp_path: Path, ending: str, style: str, notation: str) -> None:
    """All 28 lines of it, and the loss after the update, which stands in a sentence."""
    bad, problems, answered = handed_in(tmp_path, "two_linear_layers", ending, style, notation)
    assert bad == {}
    asked = {"L", "dL/dW1[2,1]", "W1_new[2,1]", "b2_new[1]", "L_new"}
    units = {"z1[1]", "a2[1]", "dL/dz1[2]"} if style != "paths" else {"da1[1]/dz1[1]"}
    assert asked | units <= answered
    assert len(answered) > 28
    assert all("gate or a path" in each for each in problems)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("problem", "style"),
    [
        ("batch_of_four", "delta"),
        ("batch_of_four", "matrix"),
        ("momentum_by_hand", "delta"),
        ("activation_derivatives", "delta"),
        ("chain_rule_symbolic", "gates"),
        ("linear_layers_collapse", "delta"),
        ("surface_gradient", "delta"),
    ],
)
def test_other_exercises(tmp_path: Path, problem: str, style: str, ending: str) -> None:
    """Batches, trainings, formulas without numbers: `∂/∂x x² = 2x` says what is to be derived."""
    bad, problems, answered = handed_in(tmp_path, problem, ending, style, None)
    assert (bad, len(answered) > 1) == ({}, True)
    assert all("gate or a path" in each for each in problems)


@pytest.mark.parametrize("ending", [".md", ".html"])
def test_what_a_blank_sheet_gives_answers_nothing(tmp_path: Path, ending: str) -> None:
    """g₁ = σ(z) stands above the lines to fill in: nobody has worked it."""
    page = blank(load("activation_derivatives_at_a_point")).render(ENDINGS[ending])
    path = tmp_path / f"page{ending}"
    path.write_text(page, encoding="utf-8")
    report = check(load("activation_derivatives_at_a_point"), path).report
    assert [line.name for line in report.shown if line.on_sheet and line.verdict.value != "blank"] == []
    assert report.problems == ()


def test_a_students_own_given_part_stays(tmp_path: Path) -> None:
    """Only below a legend it is ours."""
    path = tmp_path / "sheet.md"
    path.write_text(f"## {GIVEN.english}\n\nx = [1, 2]\n\nz1[1] = 0.9\nz1[2] = 0.7\n", encoding="utf-8")
    report = check(load("two_linear_layers"), path).report
    assert [line.name for line in report.shown if line.on_sheet] == ["z1[1]", "z1[2]"]


TABLE = "| name | value |\n|---|---|\n| z1[1] | 0.9 |\n| z1[2] | |\n"


def marked(folder: Path, text: str, ending: str = ".md") -> tuple[dict[str, str], tuple[str, ...]]:
    path = folder / f"sheet{ending}"
    path.write_text(text, encoding="utf-8")
    report = check(load("two_linear_layers"), path).report
    return {line.name: line.verdict.value for line in report.shown if line.on_sheet}, report.problems


def test_lines_beside_a_table_count(tmp_path: Path) -> None:
    """Where the table has nothing there; words are no answer, and a number once more says nothing new."""
    text = "## Forward pass\n\nz1[1] = 0.5 + 0.2 + 0.2 = 0.9\nL: half the squared error\n\n"
    below = "\n- z1[2] = 0.7\n- a1[1] = 0.9\n"
    assert marked(tmp_path, f"{text}{TABLE}{below}") == (
        {"z1[1]": "right", "z1[2]": "right", "a1[1]": "right"},
        (),
    )


def test_the_table_counts_before_a_line(tmp_path: Path) -> None:
    """And that another number stands beside it is said."""
    verdicts, problems = marked(tmp_path, f"z1[1] = 0.1\n\n{TABLE}")
    assert verdicts["z1[1]"] == "right"
    assert len(problems) == 1
    assert problems[0].startswith("line 1: `z1[1]` is here a second time")


def test_a_formula_and_then_its_number(tmp_path: Path) -> None:
    """The number counts; of two numbers the first does."""
    text = "z1[1] = W1[1,1]*x[1] + W1[1,2]*x[2] + b1[1]\nz1[1] = 0.9\n"
    assert marked(tmp_path, text) == ({"z1[1]": "right"}, ())
    verdicts, _ = marked(tmp_path, text.replace("0.9", "0.8"))
    assert verdicts["z1[1]"] != "right"


DRAWN = """
+-------+----------------+-------+
| name  | working        | value |
+-------+----------------+-------+
| z1[1] | = 0.5 + 0.2    | 0.9   |
|       |   + 0.2        |       |
+-------+----------------+-------+
| z1[2] | = -0.4 + 1.2   | 0.7   |
|       |   - 0.1        |       |
+-------+----------------+-------+
"""
PLAIN = """
+-------+-------+
| name  | value |
+-------+-------+
| z1[1] | 0.9   |
| z1[2] | 0.7   |
+-------+-------+
"""
MATRIX = """
╭──────────┬────────────────╮
│ Quantity │ Working        │
├──────────┼────────────────┤
│ z1       │ = W1 · x + b1  │
│ 2×1      │   2×2  2×1 2×1 │
│          │   ⎡0.9⎤        │
│          │ ≈ ⎣0.7⎦        │
╰──────────┴────────────────╯
"""


@pytest.mark.parametrize("table", [DRAWN, PLAIN, MATRIX])
@pytest.mark.parametrize("ending", [".txt", ".md"])
def test_tables_drawn_with_lines(tmp_path: Path, table: str, ending: str) -> None:
    """As terminals, databases and pandoc draw them; a working of several lines comes to its last side."""
    assert marked(tmp_path, table, ending) == ({"z1[1]": "right", "z1[2]": "right"}, ())


def test_a_matrix_minus_another_is_no_matrix(tmp_path: Path) -> None:
    """Its entries were once read as those of one long row."""
    left, right = (rf"\begin{{bmatrix}} {each} \end{{bmatrix}}" for each in (r"1 \cr 0.9", r"0.1 \cr 0.2"))
    verdicts, problems = marked(tmp_path, f"$z1 = {left} - {right}$\n")
    assert (verdicts, len(problems)) == ({}, 1)


@pytest.mark.parametrize(
    ("line", "more"), [("s₁ = 0.5\n", ""), ("s₁ = 0.5\ns_2 = 0.2\n∂L/∂s₃ = 1\n", "; 2 more")]
)
def test_gates_of_a_page_are_named_once(tmp_path: Path, line: str, more: str) -> None:
    """They are no lines of the exercise; what is, is read beside them."""
    verdicts, problems = marked(tmp_path, f"{line}z1[1] = 0.9\n")
    assert verdicts == {"z1[1]": "right"}
    assert len(problems) == 1
    assert problems[0].startswith("line 1: `s₁` is a gate or a path of a worked page")
    assert more in problems[0]


def test_the_circuits_own_table(tmp_path: Path) -> None:
    """What comes out of a gate is a quantity with its gradient; what goes into one is a part of it."""
    table = (
        "| Gate | Wire | Value | Gradient |\n|---|---|---|---|\n| z1 = s3 + b1 | out z1[1] | 0.9 | -0.3 |\n"
        "| add distributes | in s3 | 0.7 | -0.3 |\n| | in b1[1] | 0.2 | -0.3 |\n"
        "| L = s/2 | out L | 0.045 | 1 |\n"
    )
    assert marked(tmp_path, table) == ({"z1[1]": "right", "dL/dz1[1]": "right", "L": "right"}, ())


@pytest.mark.parametrize("row", ["+0.05", "−0.1*2"])
def test_a_sum_goes_on_below(tmp_path: Path, row: str) -> None:
    """`+(0.6)·2` below a sum adds to it; below a number it does not."""
    verdicts, _ = marked(tmp_path, "z1[2] = (-0.4)·1\n+0.6·2\n+(-0.1) ≈ 0.7\n")
    assert verdicts == {"z1[2]": "right"}
    verdicts, _ = marked(tmp_path, f"z1[2] = 0.7\n{row}\n")
    assert verdicts == {"z1[2]": "right"}


OWN_RULE = """\
inputs: [0.7, 1.2]
targets: [1]
layers: [{weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}]
loss: bce
optimizer:
  learning_rate: 0.1
  mu: 0.9
  state: {p: 0, rate: 1}
  update: {p: mu*p + g, rate: rate/2 + g^2, q: p/sqrt(rate), w: w - alpha*q}
training: {steps: 2}
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_rule_of_the_problems_own(tmp_path: Path, ending: str) -> None:
    """Its states are read by the page's symbols in both steps, whatever they are called."""
    problem = tmp_path / "own.yaml"
    problem.write_text(OWN_RULE, encoding="utf-8")
    page = tmp_path / f"page{ending}"
    solved = solution(load(str(problem)), step="all", verify=False)
    page.write_text(solved.render(ENDINGS[ending]), encoding="utf-8")
    report = check(load(str(problem)), page).report
    assert [(line.name, line.verdict.value) for line in report.shown if not line.is_good] == []
    assert {"rate(W1[1,1])#1", "rate(W1[1,2])#2", "p(b1[1])#2", "q(W1[1,1])#2"} <= {
        line.name for line in report.shown if line.on_sheet
    }


@pytest.mark.parametrize(
    "name",
    [r"\mathrm{rate}(w_{11}^{(1)})", r"\mathrm{rate_{1}}(w_{11}^{(1)})", "rate₁(w11)", "rate_1(W1[1,1])"],
)
def test_a_state_under_any_name_has_its_step(tmp_path: Path, name: str) -> None:
    """As m and v of Adam have theirs."""
    problem = tmp_path / "own.yaml"
    problem.write_text(OWN_RULE, encoding="utf-8")
    report = check(load(str(problem)), {name: "0.59821"}).report
    answered = [(line.name, line.verdict.value) for line in report.shown if line.on_sheet]
    assert answered == [("rate(W1[1,1])#1", "right")]
