"""A blank sheet in another notation than the problem's says so, and is read back without being told."""

import io
import re
import sys
from pathlib import Path

import pytest

from backprop_cli.api import blank, check, check_class, load
from backprop_cli.api.sheets import Exercise
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.marking.sheets.said_notation import said_notation
from backprop_cli.problem.known import in_usual_letters, known_of
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.model import Problem
from backprop_cli.problem.notation import in_notation
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.notations import NOTATIONS

NUMBERED = """
inputs: [1, 2]
layers:
  - {weights: [[0.5, -0.4], [0.3, 0.9]], biases: [0.1, 0], activation: tanh}
  - {weights: [[1.5, -2]], biases: 0.3, activation: tanh}
  - {weights: [[0.8]], biases: -0.3, activation: linear}
targets: [1]
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""
"""Four biases in three layers: in `net_out` b₃ is that of layer 2."""
PLACES = {
    "markdown": r"(\| .*\| `(?P<name>[^`]+)` \|)(?P<rest>) *\|$",
    "html": r"(<tr>.*<td><code>(?P<name>[^<]+)</code></td><td>)(?P<rest>)</td></tr>$",
    "yaml": r"(  (?P<name>[^#:]+):) +(?P<rest>#.*)$",
    "text": r"([^#].*   (?P<name>\S.*?) +=)(?P<rest>) *$",
}
ENDINGS = {"markdown": "md", "html": "html", "yaml": "yaml", "text": "txt"}


def problem_of(name: str, folder: Path) -> Problem:
    if name != "numbered":
        return load(name)
    path = folder / "numbered.yaml"
    path.write_text(NUMBERED, encoding="utf-8")
    return load(path)


def filled(problem: Problem, notation: str, form: str, spoilt: str = "") -> str:
    """The sheet with every value in its place; by hand, but for a wrong one where `spoilt` stands."""
    written = in_notation(problem, notation)
    derived = derive_problem(written, again=True)
    values = {step.name: step.value for step in derived.steps}
    others = {text(other): values.get(text(each)) for each, other in derived.other_names.items()}
    values = {**others, **values}
    lines = []
    for line in blank(problem, notation=notation).render(form).splitlines():
        if (place := re.match(PLACES[form], line)) is None:
            lines.append(line)
            continue
        known = known_of(written)
        (meant,) = meanings(in_usual_letters(place["name"].strip(), known), known)
        answer = "77.7" if text(meant) == spoilt else f"{values[text(meant)]:.8g}"
        end = {"markdown": " |", "html": "</td></tr>"}.get(form, "   ")
        lines.append(f"{place[1]} {answer}{end}{place['rest']}")
    return "\n".join(lines)


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", ["numbered", "two_layer_relu_sigmoid", "two_layer_sigmoid"])
def test_a_true_sheet_is_right_with_nothing_said(name: str, notation: str, form: str, tmp_path: Path) -> None:
    """Every line counts, none is missing that was never on it, in every format of a blank sheet."""
    problem = problem_of(name, tmp_path)
    path = tmp_path / f"ada.{ENDINGS[form]}"
    path.write_text(filled(problem, notation, form), encoding="utf-8")
    report = check(problem, path).report
    assert report.problems == ()
    assert {line.name: line.verdict for line in report.shown if line.verdict is not Verdict.RIGHT} == {}
    assert not report.missing
    assert report.points == report.total == len(report.shown) > 30


@pytest.mark.parametrize("form", ENDINGS)
def test_names_to_type_mean_the_same_in_every_notation(form: str, tmp_path: Path) -> None:
    """Without the line that says it: ∂E/∂b₃ stands as `dL/db2[1]`, and never as `dE_total/db3`."""
    problem = problem_of("numbered", tmp_path)
    sheet = re.sub("(?m)^.*[nN]otation.*$", "", filled(problem, "net_out", form))
    assert "dL/db2[1]" in sheet
    path = tmp_path / f"ada.{ENDINGS[form]}"
    path.write_text(sheet, encoding="utf-8")
    report = check(problem, path).report
    assert report.problems == () == report.missing
    assert report.points == report.total


def test_a_sheet_in_the_problems_own_notation_says_nothing() -> None:
    """Where nothing else was chosen, or the same, the sheet is as it was."""
    plain = blank("two_layer_relu_sigmoid").render("markdown")
    assert plain == blank("two_layer_relu_sigmoid", notation="superscript").render("markdown")
    assert "Notation:" not in plain
    assert "Notation: `layers`" in blank("two_layer_relu_sigmoid", notation="layers").render("markdown")


def test_the_page_of_marks_is_in_the_notation_of_the_sheet(tmp_path: Path) -> None:
    """What the student has written stands beside it: ∂E/∂b₃, not ∂L/∂b⁽²⁾."""
    problem, path = problem_of("numbered", tmp_path), tmp_path / "ada.md"
    path.write_text(filled(problem, "net_out", "markdown", spoilt="dL/db2"), encoding="utf-8")
    marked = check(problem, path)
    assert [line.name for line in marked.report.wrong] == ["dL/db2"]
    assert "∂E_total/∂b₃" in marked.render("terminal")
    assert "∂L/∂b⁽²⁾" in check(problem, path, notation="layers").render("terminal")
    assert "b₃" in marked.hint(1).render("terminal")


def test_what_counts_by_name_is_named_in_the_problems_notation(tmp_path: Path) -> None:
    """`--only dL/db2` of a problem in `layers` is of layer 2, whatever the sheet's notation calls b2."""
    problem, path = problem_of("numbered", tmp_path), tmp_path / "ada.md"
    path.write_text(filled(problem, "net_out", "markdown", spoilt="dL/db1[2]"), encoding="utf-8")
    report = check(problem, path, only=["dL/db2"], why=["dL/db2"]).report
    assert report.policy.worth == {"dL/db2": 1.0}
    assert report.points == 1


def test_a_class_with_sheets_in_several_notations(tmp_path: Path) -> None:
    """Each is marked in its own, and the table of the class names the lines of both."""
    problem, folder = problem_of("two_layer_relu_sigmoid", tmp_path), tmp_path / "answers"
    folder.mkdir()
    for notation, spoilt in {"layers": "", "net_out": "L[1]", "superscript": "yhat[1]"}.items():
        sheet = filled(problem, notation, "markdown", spoilt)
        (folder / f"{notation}.md").write_text(sheet, encoding="utf-8")
    marked = check_class(problem, folder)
    assert [row.first_wrong for row in marked.results.rows] == ["", "L[1]", "yhat[1]"]
    assert [row.total - row.points for row in marked.results.rows] == [0, 1, 1]
    page = marked.render("terminal")
    assert "33/33" in page
    assert "ŷ₁" in page


def test_a_sheet_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read once, whatever it says."""
    problem = problem_of("numbered", tmp_path)
    sheet = filled(problem, "net_out", "text").encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sheet)))
    report = Exercise(problem).marker.report(SheetFile("-", "-"))
    assert report.all_right
    assert report.notation == "net_out"


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("Notation: `net_out`", "net_out"),
        ("**Notation:** net_out", "net_out"),
        ("notation = net_o", "net_o"),
        ('{"notation": "bracket", "answers": {}}', "bracket"),
        ("<p>Notation: <code>net_out</code></p>", "net_out"),
        ("<p><strong>Notation</strong>: <span class='x'>layers</span></p>", "layers"),
        ("Notation: net_output", ""),
        ("my notation layers", ""),
        ("Notation: layers\nNotation: net_out", ""),
        ("annotation: layers", ""),
    ],
)
def test_what_says_a_notation(sheet: str, said: str) -> None:
    """The line of a blank sheet in every format; prose is none, and two notations are as good as none."""
    assert said_notation(sheet) == said


def test_answers_by_name_may_say_it_too(tmp_path: Path) -> None:
    """In a notebook, as in JSON."""
    problem = problem_of("numbered", tmp_path)
    report = check(problem, {"notation": "net_out", "dE_total/db3": "-0.26383", "b4_new": "0.11349"}).report
    assert [(line.name, line.verdict) for line in report.shown] == [
        ("dL/db2", Verdict.RIGHT),
        ("b3_new", Verdict.RIGHT),
    ]
    assert report.problems == ()
