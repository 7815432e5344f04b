"""One marked sheet: points, the sentence on top, the first mistake worked from the student's numbers."""

from pathlib import Path

import pytest
from portable_markdown import katex_errors, lint

from backprop_cli.api import MarkedSheet, check, derive, load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.marker import Marker
from backprop_cli.problem_file.reader import read
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.policy import Wishes, policy
from backprop_cli.worksheet.verdicts import sentence

PROBLEMS = Path(__file__).parents[2] / "problems"
NETWORK = """\
inputs: [0.5]
layers:
  - {weights: [[0.4]], biases: 0.1, activation: sigmoid}
targets: [1]
loss: sse
"""
TRUE = {"z1[1]": "0.3000", "a1[1]": "0.5744", "L": "0.1811"}


def marked(answers: dict[str, object], extra: str = "", **options: bool) -> MarkedSheet:
    """A sheet of the small network."""
    return check(read(NETWORK + extra), answers, **options)


def verdicts(sheet: MarkedSheet) -> dict[str, str]:
    """Every line of the sheet with its verdict."""
    return {line.name: line.verdict.value for line in sheet.report.shown}


def published(name: str) -> MarkedSheet:
    """The bundled sheet of published numbers."""
    return check(name, PROBLEMS / "answers" / f"{name}.published.yaml")


def mistakes(sheet: MarkedSheet) -> dict[str, list[str]]:
    """The mistakes named at each line."""
    return {
        line.name: [mistake.key for mistake in line.judged.mistakes]
        for line in sheet.report.shown
        if line.judged.mistakes
    }


def test_the_published_two_layer_sheet_is_marked_as_a_teacher_would() -> None:
    """Each published slip is found at its own line and named; what follows from it follows."""
    sheet = published("two_layer_relu_sigmoid")
    found = verdicts(sheet)
    assert found["z1[1]"] == "wrong"
    assert found["dL/dW1[1,1]"] == found["W1_new[1,1]"] == "follows"
    named = mistakes(sheet)
    assert named["a2[1]"] == named["a2[2]"] == ["activation_not_applied"]
    assert "relu_value" in named["da1[1]/dz1[1]"]
    assert "neighbour_weight" in named["dz2[2]/da1[1]"]


def test_the_published_zero_sheet_names_the_logarithm() -> None:
    """log₁₀ for ln and dL/db3 = 0 are named, and what does not depend on them stays right."""
    sheet = published("zero_initialisation")
    assert mistakes(sheet)["L"] == ["log_base"]
    assert mistakes(sheet)["dL/db3[1]"] == ["bias_times_value", "bias_gradient_zero"]  # the bias is 0
    assert verdicts(sheet)["dL/dW3[1,1]"] == "right"


@pytest.mark.parametrize(
    ("answers", "extra", "said"),
    [
        (TRUE, "ask: [z1, a1, L]\n", "All right."),
        (TRUE, "", "No mistake in what is written; 3 asked lines not on the sheet."),
        ({}, "", "Nothing is written on this sheet."),
        ({"z1[1]": ""}, "", "Nothing is written on this sheet."),
        ({"the sum": "0.3000"}, "", "No answer could be read on this sheet."),
        (
            {"z1[1]": "0.9000", "a1[1]": "0.7109", "L": "0.0836"},
            "ask: [z1, a1, L]\n",
            "1 mistake, at z of unit 1 in layer 1; 2 later lines follow correctly from it.",
        ),
        (
            {"z1[1]": "0.9000", "a1[1]": "0.5000", "L": ""},
            "ask: [z1, a1, L]\n",
            "2 mistakes, the first at z of unit 1 in layer 1; 1 line blank.",
        ),
        (
            {"z1[1]": "0.3000", "a1[1]": "??!", "L": "0.2"},
            "ask: [z1, a1, L]\n",
            "No mistake in what is written; 1 line with too few digits; 1 line not readable.",
        ),
    ],
)
def test_one_sentence_says_it_all(answers: dict[str, object], extra: str, said: str) -> None:
    """The sentence on top counts mistakes, lines that follow, and what is missing."""
    assert as_text(sentence(marked(answers, extra).report)) == said


def test_points_are_one_for_each_line_asked() -> None:
    """Asked lines count one point, blank ones none, and lines that are not asked nothing."""
    report = marked({**TRUE, "dL/da1[1]": "-0.8511"}, "ask: [z1, L, dL/dz1]\n").report
    assert (report.points, report.total) == (2, 3)


def test_points_of_the_problem_win() -> None:
    """`points` gives a line its worth, asked or not; a vector's points are for each entry."""
    report = marked(TRUE, "ask: [L]\nmarking: {points: {L: 3, z1: 0.5}}\n").report
    assert (report.points, report.total) == (3.5, 3.5)


def test_following_earns_points_unless_told_otherwise() -> None:
    """A line that follows from a slip earns its point; without follow-through it earns none."""
    answers = {"z1[1]": "0.9000", "a1[1]": "0.7109", "L": "0.0836"}
    assert marked(answers, "ask: [z1, a1, L]\n").report.points == 2
    assert marked(answers, "ask: [z1, a1, L]\n", follow=False).report.points == 0


def test_digits_of_the_problem_are_asked() -> None:
    """With `digits: 4` an answer of three digits is right as far as it goes."""
    assert verdicts(marked({"a1[1]": "0.574"}, "marking: {digits: 4}\n")) == {"a1[1]": "too few digits"}
    assert verdicts(marked({"a1[1]": "0.574"})) == {"a1[1]": "right"}


def test_the_first_mistake_is_worked_from_the_students_numbers() -> None:
    """The working of the first wrong line has the student's own earlier numbers put in."""
    page = published("two_layer_relu_sigmoid").render()
    assert "= 0.15·0.05 + 0.2·0.1 + 0.35" in page.split("The first wrong line, from your own numbers")[1]
    follows = {"z1[1]": "0.300", "a1[1]": "0.574", "L": "0.9123"}
    working = str(marked(follows)).split("The first wrong line, from your own numbers")[1]
    assert "= (1 − 0.574)²" in working
    assert "0.18148" in working


def test_pages_are_portable_whatever_a_student_writes() -> None:
    """Markup, formulas, control characters and HTML stay plain text in Markdown and in the terminal."""
    hostile = "<script>alert(1)</script> $x$ | `b` **c** \x1b[31m \u202e [d](http://e) # - 1"
    sheet = marked({"student": hostile, "z1[1]": hostile, "a1[1]": "=1+1", "L": hostile * 30})
    page = sheet.render("markdown")
    assert lint(page) == []
    assert katex_errors(page) == []
    assert "<script>" not in page
    assert "\x1b" not in page + str(sheet)
    assert "\u202e" not in page + str(sheet)


@pytest.mark.parametrize("name", ["two_layer_relu_sigmoid", "zero_initialisation"])
def test_published_sheets_are_portable_markdown(name: str) -> None:
    """Marked sheets keep to the Markdown that every host shows."""
    page = published(name)._repr_markdown_()
    assert lint(page) == []
    assert katex_errors(page) == []


def test_what_follows_from_an_accepted_mistake_is_right() -> None:
    """With it accepted and follow-through off, a sheet that is all right has all its points."""
    problem = "two_layer_sigmoid"
    solved = derive(load(problem))
    sheet = off_by_updated_weights(solved)
    rules = policy(load(problem), solved, Wishes(follow=False, accept=("updated_weights",)))
    report = Marker(solved, rules).report_of(sheet)
    assert Verdict.FOLLOWS in {line.verdict for line in report.lines}
    assert (report.all_right, report.points) == (True, report.total)
    other = Marker(solved, rules).report_of(sheet | {"z1[1]": "0.9"})
    assert not other.all_right
    assert {
        line.points for line in other.lines if line.verdict is Verdict.FOLLOWS and line.name == "a1[1]"
    } <= {0.0}


def off_by_updated_weights(solved: Derivation) -> dict[str, str]:
    """A whole sheet whose backward pass takes the updated weights, and goes on with what that gives."""
    scheme = Scheme(solved)
    work = dict(solved.values)
    sheet: dict[str, str] = {}
    for name in scheme.order:
        ways = {mistake.key: formula for mistake, formula in scheme.variants(name)}
        formula = ways.get("updated_weights", scheme.routes(name)[0])
        work[name] = evaluate(formula, work)
        sheet[name] = f"{work[name]:.12g}"
    return sheet


def test_decimals_may_be_asked_instead_of_digits() -> None:
    """With `decimals: 3` a correct −0.007 has what is asked; 0.01 has not."""
    problem = read(
        "inputs: [0.1]\ntargets: [0.10714]\nlayers: [{weights: [[1.0]], activation: linear}]\n"
        "loss: half_sse\nmarking: {decimals: 3}\n"
    )
    assert verdicts(check(problem, {"dL/da1[1]": "-0.007"})) == {"dL/da1[1]": "right"}
    assert verdicts(check(problem, {"dL/da1[1]": "-0.01"})) == {"dL/da1[1]": "too few digits"}


def test_a_formula_may_be_not_enough() -> None:
    """With `formulas: numbers` a right formula without a number earns nothing in a numeric exercise."""
    line = {"dL/dz1[1]": "dL/da1[1]*a1[1]*(1 - a1[1])"}
    assert verdicts(marked(line, "")) == {"dL/dz1[1]": "right"}
    (told,) = marked(line, "marking: {formulas: numbers}\n").report.shown
    assert (told.verdict.value, told.points) == ("too few digits", 0)
    assert told.judged.answer.note == "a number is asked here, and this is a formula"
