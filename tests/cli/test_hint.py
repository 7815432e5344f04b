"""`backprop check --hint`: where to look, level by level, and never the result."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from portable_markdown import katex_errors, lint

from backprop_cli.api import check, load
from backprop_cli.marking.results.report import MarkedLine
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.hint import hint_page

Backprop = Callable[..., Any]

CLASS = Path(__file__).parents[1] / "marking" / "class"
NET = ("two_layer_relu_sigmoid", "--notation", "layers")
ADA = "student: Ada\nanswers:\n  a2[1]: 0.7166\n  a2[2]: 0.7320\n  dL/dz2[1]: 0.7066\n"
FIRST = """\
Hint: Two layers, ReLU then sigmoid
===================================

Look at δ₁⁽²⁾ (unit 1 in layer 2): you wrote 0.7066.

It looks as if the derivative of the activation was left out.

Everything before it is right: a₁⁽²⁾, a₂⁽²⁾.

"""


@pytest.fixture
def ada(folder: Path) -> str:
    """A sheet with a mistake in its third line."""
    (folder / "ada.yaml").write_text(ADA, encoding="utf-8")
    return "ada.yaml"


@pytest.mark.parametrize(
    "arguments", [["ada.yaml", "--hint"], ["--hint", "ada.yaml"], ["ada.yaml", "--hint=1"]]
)
def test_a_hint_says_where_to_look(backprop: Backprop, ada: str, arguments: list[str]) -> None:
    """The line, the kind of mistake, what is right before it; exit code 1, wherever --hint stands."""
    said = backprop("check", *NET, *arguments)
    assert (said.code, said.out, said.err) == (1, f"{FIRST}For more: --hint 2.\n", "")
    assert backprop("check", *NET, *arguments, "--exit-zero").code == 0


def test_each_level_says_more(backprop: Backprop, ada: str) -> None:
    """Level 2 the rule, 3 the formula in symbols, 4 the student's numbers put in."""
    pages = [backprop("check", *NET, ada, "--hint", str(level)).out for level in (1, 2, 3, 4)]
    chain = "Chain rule: z₁⁽²⁾ acts on L through a₁⁽²⁾."
    assert [chain in page for page in pages] == [False, True, True, True]
    assert ["= (a₁⁽²⁾ − y₁) · a₁⁽²⁾·(1 − a₁⁽²⁾)" in page for page in pages] == [False, False, True, True]
    assert ["(0.7166 − 0.01) · 0.7166·(1 − 0.7166)" in page for page in pages] == [False, False, False, True]
    assert ["For more: --hint" in page for page in pages] == [True, True, True, False]
    assert all("0.14350" not in page for page in pages)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["z1[1]: 0.3775"], "No mistake so far; right: z₁⁽¹⁾.\n\nNext: z₂⁽¹⁾.\n"),
        (["z1[1]:"], "Nothing is written yet.\n\nNext: z₁⁽¹⁾.\n"),
    ],
)
def test_without_a_mistake_it_says_what_comes_next(
    backprop: Backprop, folder: Path, lines: list[str], said: str
) -> None:
    """Nothing wrong: which lines are right, the next asked line, and exit code 0."""
    (folder / "a.yaml").write_text("answers:\n  " + "\n  ".join(lines) + "\n", encoding="utf-8")
    done = backprop("check", *NET, "a.yaml", "--hint")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f"=\n\n{said}")


def test_what_cannot_be_read_is_not_called_unwritten(backprop: Backprop, folder: Path) -> None:
    """A sheet with lines of which none is read is told so, and why."""
    (folder / "a.txt").write_text("the sum = 0.3775\n", encoding="utf-8")
    said = backprop("check", *NET, "a.txt", "--hint").out
    assert "=\n\nNo answer could be read yet.\n\nNext: z₁⁽¹⁾.\n\nNot read: line 1: " in said


def test_a_whole_sheet_without_a_mistake_is_done(backprop: Backprop, small: str, folder: Path) -> None:
    """All that is asked is there."""
    (folder / "a.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    done = backprop("check", small, "a.yaml", "--hint", "--only", "L")
    assert (done.code, done.out.splitlines()[-1]) == (0, "All that is asked is written and right.")


def test_numbers_of_lines_that_are_not_written_stay_hidden(backprop: Backprop, folder: Path) -> None:
    """A gradient without its δ: the δ is to be written first, its value is not given away."""
    (folder / "a.yaml").write_text("answers:\n  dL/dz2[1]: 0.14349\n  dL/dW1[1,1]: 5.1\n", encoding="utf-8")
    page = backprop("check", *NET, "a.yaml", "--hint", "4").out
    assert "│ = δ₁⁽¹⁾ · x₁ " in page
    assert page.endswith("It is worked from lines that are not on your sheet; write these first: δ₁⁽¹⁾.\n")
    assert "0.032088" not in page


def test_what_is_not_a_mistake_is_named_as_well(backprop: Backprop, folder: Path) -> None:
    """Too few digits, an unreadable line and lines of no quantity."""
    (folder / "a.yaml").write_text("answers:\n  z1[1]: 0.3775\n  z1[2]: huh(\n  q9: 1\n", encoding="utf-8")
    page = backprop("check", *NET, "a.yaml", "--hint").out
    assert "Look at z₂⁽¹⁾ (unit 2 in layer 1): you wrote huh(.\n\nIt cannot be read: " in page
    assert "\nNot read: line 4: " in page
    (folder / "b.yaml").write_text("answers:\n  z1[1]: 0.4\n", encoding="utf-8")
    page = backprop("check", *NET, "b.yaml", "--hint").out
    few = "It is right as far as it goes, but has too few digits: 2 significant digits are asked."
    assert few in " ".join(page.split())


def test_a_symbolic_problem_keeps_its_result(backprop: Backprop, folder: Path) -> None:
    """The derivative of a formula is asked for: the hint says which, and not what it is."""
    (folder / "a.yaml").write_text("answers:\n  dy/dz: 24*z^2 + z\n", encoding="utf-8")
    page = backprop("check", "chain_rule_symbolic", "a.yaml", "--hint", "4").out
    assert "│ = ∂/∂z (8z³ + z²) " in page
    assert "Local derivative: differentiate y with respect to z; everything else in its" in page
    assert "2z" not in page


@pytest.mark.parametrize(
    "arguments",
    [
        ["class"],
        ["ada.yaml", "--format", "json"],
        ["ada.yaml", "--format", "csv"],
        ["ada.yaml", "--feedback-dir", "fb"],
    ],
)
def test_a_hint_is_a_page_for_one_sheet(
    backprop: Backprop, folder: Path, ada: str, arguments: list[str]
) -> None:
    """No class, and no format that holds the solution."""
    (folder / "class").mkdir()
    (folder / "class" / "ada.yaml").write_text(ADA, encoding="utf-8")
    said = backprop("check", *NET, *arguments, "--hint")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: --hint is a page for one sheet\n")


@pytest.mark.parametrize("path", sorted(CLASS.iterdir()), ids=lambda path: path.name)
def test_no_level_gives_the_result_away(path: Path) -> None:
    """The value expected of the line stands on no page, unless the student has it; pages are portable."""
    sheet = check(NET[0], path)
    problem, derivation = load(NET[0]), sheet.document.derivation
    written = {line.judged.answer.text for line in sheet.report.shown}
    for level in (1, 2, 3, 4):
        page = hint_page(problem, derivation, sheet.report, level)
        text = Markdown().render(page)
        assert lint(text) == []
        assert katex_errors(text) == []
        shown = Terminal().render(page)
        for line in sheet.report.wrong[:1]:
            for value in hidden(line):
                assert value not in shown or any(value in each for each in written)


def hidden(line: MarkedLine) -> list[str]:
    """The values of a line that nobody is told, with the digits of a page."""
    values = (line.judged.expected, line.judged.true)
    return [f"{abs(value):.5g}" for value in values if value]


RIGHT_BEFORE = (
    "Of the lines before it these are right: z₁⁽²⁾, z₂⁽²⁾, a₁⁽²⁾. The others have too few digits to tell."
)
COARSE = """\
answers:
  z1[1]: 0.4
  z2[1]: 0.927625
  z2[2]: 1.004625
  a2[1]: 0.7166
  dL/dz2[1]: 0.7066
  dL/dz1[1]: 0.0321
"""


def test_what_is_off_comes_before_what_is_too_coarse(backprop: Backprop, folder: Path) -> None:
    """A digit too few is no mistake: the line with one is named, and not everything before it is right."""
    (folder / "coarse.yaml").write_text(COARSE, encoding="utf-8")
    page = backprop("check", *NET, "coarse.yaml", "--hint").out
    assert "Look at δ₁⁽²⁾ (unit 1 in layer 2): you wrote 0.7066." in page
    assert RIGHT_BEFORE in " ".join(page.split())


def test_the_rule_says_what_acts_through_what(backprop: Backprop, folder: Path) -> None:
    """A hidden unit acts on the loss through its activation, and that through the units behind it."""
    (folder / "hidden.yaml").write_text("answers:\n  dL/dz1[1]: 0.5\n", encoding="utf-8")
    page = " ".join(backprop("check", *NET, "hidden.yaml", "--hint", "2").out.split())
    assert (
        "Chain rule: z₁⁽¹⁾ acts on L through a₁⁽¹⁾. Multiply the derivative of L with respect to a₁⁽¹⁾ by the"
        " derivative of a₁⁽¹⁾ with respect to z₁⁽¹⁾." in page
    )
    assert "Chain rule: a₁⁽¹⁾ acts on L through z₁⁽²⁾ and z₂⁽²⁾. For each of them, multiply" in page


def test_an_output_by_another_name_is_no_step_of_the_rule(backprop: Backprop, folder: Path) -> None:
    """ŷ₁ = O²₁: nobody multiplies by the 1 between them, and a hint has no paragraph about it."""
    (folder / "output.yaml").write_text("answers:\n  dL/dz2[1]: 0.5\n", encoding="utf-8")
    page = " ".join(backprop("check", NET[0], "output.yaml", "--hint", "2").out.split())
    assert page.count("Chain rule: ") == 1
    assert "through O²₁. Multiply the derivative of L with respect to O²₁ by" in page


def test_a_factor_that_is_all_of_the_result_is_not_worked(backprop: Backprop, folder: Path) -> None:
    """ReLU′ = 1: (0.1435·0.4 + (−0.0506)·0.5)·1 = 0.0321 leaves nothing to work, so the hint stops before."""
    sheet = "answers:\n  z1[1]: 0.3775\n  dL/dz2[1]: 0.1435002\n  dL/dz2[2]: -0.0506239\n  dL/dz1[1]: 0.5\n"
    (folder / "relu.yaml").write_text(sheet, encoding="utf-8")
    page = backprop("check", *NET, "relu.yaml", "--hint", "4").out
    assert "·0.4 + " in page
    assert f"{0.1435002 * 0.4 - 0.0506239 * 0.5:.5f}"[:-1] not in page


def test_more_than_one_mistake_that_fits_is_said_so(backprop: Backprop, folder: Path) -> None:
    """a(1 − a) = 0.203, and (a − y)(1 − a) = 0.2002 round to 0.20: what was done is not one thing."""
    (folder / "two.yaml").write_text("answers:\n  dL/dz2[1]: 0.20\n", encoding="utf-8")
    page = " ".join(backprop("check", *NET, "two.yaml", "--hint").out.split())
    assert "What you wrote fits more than one slip: " in page
    assert ", or: " in page


def test_a_penalty_has_its_own_part_of_the_rule(backprop: Backprop, folder: Path) -> None:
    """A weight acts on the loss through z, and on the penalty by itself."""
    (folder / "penalty.yaml").write_text("answers:\n  dL/dW1[1,1]: 5\n", encoding="utf-8")
    page = backprop("check", "l2_penalty", "penalty.yaml", "--hint", "2").out
    assert "\n\nThen add the derivative of the penalty.\n" in page
    plain = backprop("check", "one_neuron", "penalty.yaml", "--hint", "2").out
    assert "Chain rule: " in plain
    assert "penalty" not in plain


def test_a_new_value_has_its_other_name_in_symbols(backprop: Backprop, folder: Path) -> None:
    """What step 1 leaves is what step 2 finds: w⟨t=2⟩ on the page, not the name that is typed."""
    (folder / "step.yaml").write_text('answers:\n  "w_new#1": 7\n', encoding="utf-8")
    for options in (["--hint", "4"], []):
        page = backprop("check", "momentum_by_hand", "step.yaml", *options).out
        assert "│ = w⟨t=2⟩ = w⟨t=1⟩ − α·v₁(w) " in page
