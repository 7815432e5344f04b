"""`backprop blank`: the sheet to fill in, and its way back."""

import re
from functools import cache
from pathlib import Path

import pytest
from sheets_read import read_sheet

from backprop_cli.api import load
from backprop_cli.api.blanks import hand_out
from backprop_cli.cli.main import run
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.formats import Subject, format_names
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal
from backprop_cli.words.reading.values import GIVEN
from backprop_cli.worksheet.blank import BlankLayout

EXAMPLE = "two_layer_relu_sigmoid"
BLANKS = format_names(Subject.BLANK)
TEXT_LINE = re.compile(r"\S.*  (?P<name>\S+) += ")
"""Of the sheet in plain text: a symbol, a name, and nothing behind the sign."""


HTML_LINE = re.compile(r"(<tr><td>.*<td><code>(?P<name>.*)</code></td><td>)(</td></tr>)")
"""Of the sheet in HTML: a row whose last cell is empty."""


@cache
def derivation(name: str) -> Derivation:
    return derive(read(*load_text(name)))


def written(name: str, form: str, choice: BlankLayout = BlankLayout()) -> str:  # noqa: B008 - immutable
    return hand_out(read(*load_text(name)), choice).render(form)


def filled(page: str, values: dict[str, str]) -> str:
    """The page with a value typed into every empty place."""
    lines = []
    for line in page.splitlines():
        cells = line.split("|")
        name, _, symbol = line.partition(":  ")
        if line.startswith("| ") and "`" in line and not cells[3].strip():
            line = f"|{cells[1]}|{cells[2]}| {values[cells[2].strip(' `')]} |"
        elif found := HTML_LINE.fullmatch(line):
            line = f"{found[1]}{values[found['name']]}{found[3]}"
        elif line.startswith("  ") and symbol.strip().startswith("# "):
            line = f"{name}: {values[name.strip()]} {symbol}"
        elif (found := TEXT_LINE.fullmatch(line)) and not line.startswith("#"):
            line += values[found["name"]]
        elif line == '<p class="whose">Student:</p>':
            line = '<p class="whose">Student: Ada</p>'
        elif line.strip().lower() == "student:":
            line = f"{line.strip()} Ada"
        lines.append(line)
    return "\n".join(lines) + "\n"


NAMED = [name for name in bundled.names() if not symbols_of(load(name)).exchanged]
"""But for those whose names to type are in other letters: `test_blank_in_notations.py` has such."""
NUMERIC = [name for name in NAMED if derivation(name).values]


@pytest.mark.parametrize("form", BLANKS)
@pytest.mark.parametrize("name", NUMERIC)
def test_a_sheet_filled_with_true_values_is_all_right(name: str, form: str) -> None:
    """Every bundled problem's sheet, filled with its values to six digits, is read back whole and right."""
    truth = derivation(name)
    values = {step.name: "0.5" if step.value is None else f"{step.value:#.6g}" for step in truth.steps}
    sheet = read_sheet(filled(written(name, form), values), f"sheet.{form}", truth)
    assert (sheet.student, sheet.problems) == ("Ada", ())
    assert sheet.answers
    wrong = [
        (each.answer.name, each.verdict)
        for each in Judge(Scheme(truth)).marked(sheet.answers)
        if each.verdict not in {Verdict.RIGHT, Verdict.NOT_ASSESSABLE}
    ]
    assert wrong == []


@pytest.mark.parametrize("form", BLANKS)
@pytest.mark.parametrize("name", NAMED)
def test_an_empty_sheet_is_all_blank(name: str, form: str) -> None:
    """An untouched sheet reads as blank lines, in the order of the solution, without a complaint."""
    truth = derivation(name)
    sheet = read_sheet(written(name, form), f"class/empty.{form}", truth)
    assert (sheet.student, sheet.problems) == ("", ())
    assert {each.text for each in sheet.answers} == {""}
    order = {step.name: place for place, step in enumerate(truth.steps)}
    places = [order[each.name] for each in sheet.answers]
    assert places == sorted(places)


def names_on(page: str) -> list[str]:
    return [line.split("`")[1] for line in page.splitlines() if line.startswith("| $")]


def test_a_sheet_asks_for_the_lines_of_the_solution() -> None:
    """Forward values, loss, δ, gradients and updates; no local derivatives unless asked."""
    names = names_on(written(EXAMPLE, "markdown"))
    hidden, outputs = ["z1[1]", "z1[2]", "a1[1]", "a1[2]"], ["a2[1]", "yhat[1]", "a2[2]", "yhat[2]"]
    assert names[:11] == [*hidden, "z2[1]", "z2[2]", *outputs, "L"]  # ŷ = O is a line of the course
    assert {"dL/dz1[1]", "dL/dW2[2,1]", "dL/db1", "W1_new[1,1]", "b2_new"} <= set(names)
    assert not {"da1[1]/dz1[1]", "dL/da1[1]"} & set(names)
    assert len(names) == 11 + 4 + 10 + 10


def test_only_and_all_choose_the_lines() -> None:
    """--only keeps what leads to a quantity; --all asks for every step; a named one is kept."""
    few = names_on(written(EXAMPLE, "markdown", BlankLayout(only=("dL/dW2[1,1]",))))
    hidden, asked = ["z1[1]", "z1[2]", "a1[1]", "a1[2]"], ["dL/dz2[1]", "dL/dW2[1,1]"]
    assert few == [*hidden, "z2[1]", "a2[1]", "yhat[1]", *asked]
    every = names_on(written(EXAMPLE, "markdown", BlankLayout(everything=True)))
    assert every == [step.name for step in derivation(EXAMPLE).steps]
    assert "dL/da1[1]" in names_on(written(EXAMPLE, "markdown", BlankLayout(only=("dL/da1[1]",))))


@pytest.mark.parametrize("form", BLANKS)
def test_the_first_lines_may_be_worked(form: str) -> None:
    """--worked 3 works the first three lines; read back they are known as given and are right."""
    page = written(EXAMPLE, form, BlankLayout(steps=3))
    assert "0.3775" in page  # 0.15·0.05 + 0.20·0.10 + 0.35
    truth = derivation(EXAMPLE)
    sheet = read_sheet(page, f"a.{form}", truth)
    worked = [each for each in sheet.answers if each.text]
    assert [(each.name, each.note) for each in worked] == [
        (name, GIVEN.english) for name in ("z1[1]", "z1[2]", "a1[1]")
    ]
    assert {each.verdict for each in Judge(Scheme(truth)).marked(worked)} == {Verdict.RIGHT}


def test_the_command_writes_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`-o FILE` writes by its ending, an existing file needs --force, `-o -` is standard output."""
    target = tmp_path / "sheet.yaml"
    assert run(["blank", EXAMPLE, "-o", str(target)]) == 0
    assert "\nanswers:\n" in target.read_text(encoding="utf-8")
    assert run(["blank", EXAMPLE, "-o", str(target)]) == 2
    assert "is already there" in capsys.readouterr().err
    assert run(["blank", EXAMPLE, "-o", str(target), "--force", "--only", "L"]) == 0
    assert run(["blank", EXAMPLE, "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("# Two layers")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["-o", "a.docx"],
            "error: no format has the ending of `a.docx`\n"
            "  = help: write `-o a.md --flavor pandoc`, then `pandoc a.md -o a.docx`\n",
        ),
        (["-o", "a.json"], "error: a blank sheet has no format with the ending of `a.json`\n"),
        (["-o", "-", "--format", "pdf"], "error: there is no format `pdf`\n"),
        (
            ["-o", "-", "--format", "json"],
            "error: a blank sheet has no format `json`\n  = help: known are markdown, html, yaml, text\n",
        ),
        (["-o", "-", "--only", "q"], "error: `q`"),
    ],
)
def test_bad_use_is_explained(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown ending, format or name, and a missing -o, end with 2 and a reason."""
    assert run(["blank", EXAMPLE, *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_blank_sheet_is_a_document_like_every_other() -> None:
    """A page can be made of it too, each line with its place, the worked one with its value."""
    sheet = hand_out(read(*load_text(EXAMPLE)), BlankLayout(steps=1, notation="layers"))
    page = Terminal().render(sheet.document)
    assert "\nBackward pass\n" in page
    (worked,) = [line for line in page.splitlines() if "│ z1[1] " in line]
    assert worked.strip("│ ").split("│")[2].strip() == "0.3775 (given)"
    (open_one,) = [line for line in page.splitlines() if "│ z1[2] " in line]
    assert open_one.strip("│ ").replace("│", "").split() == ["z₂⁽¹⁾", "z1[2]"]


def test_a_warning_does_not_stop_the_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is unusual in a problem is said on standard error, as `solve` says it; the sheet stays clean."""
    path = tmp_path / "net.yaml"
    path.write_text(
        "inputs: [2]\ntargets: [1.5]\nlayers: [{weights: [[0.5]], activation: sigmoid}]\nloss: bce\n",
        encoding="utf-8",
    )
    assert run(["blank", str(path), "-o", "-"]) == 0
    sheet, said = capsys.readouterr()
    assert said.startswith("warning: `bce` is meant for targets from 0 to 1")
    assert "net.yaml:2:10\n" in said
    assert "warning" not in sheet
    assert run(["solve", str(path)]) == 0
    assert capsys.readouterr().err == said


def test_lines_without_numbers_cannot_be_worked(capsys: pytest.CaptureFixture[str]) -> None:
    """A symbolic problem has no values to give away."""
    assert run(["blank", "chain_rule_symbolic", "-o", "-", "--worked", "1"]) == 2
    assert "no numbers" in capsys.readouterr().err


POINTS = """\
inputs: [2]
layers: [{weights: [[0.5]], biases: [0], activation: sigmoid}]
targets: [1]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.mark.parametrize(
    ("marking", "worked", "said"),
    [
        (
            'points: {L: 2.5, "W1[1,1]": 3, b1: 3}',
            0,
            r"17.5 points: 1 for $z_{1}^{(1)}$, $a_{1}^{(1)}$, $\delta_{1}^{(1)}$; 2.5 for $L$; 3 for each "
            "other line.",
        ),
        ("points: {z1: 4}", 1, "7 points: 1 for each line."),
        ("points: {z1: 4}", 0, "11 points: 4 for $z_{1}^{(1)}$; 1 for each other line."),
        ("digits: 3", 0, None),
    ],
)
def test_a_blank_sheet_says_what_its_lines_are_worth(marking: str, worked: int, said: str | None) -> None:
    """Where the problem gives points of its own: those that differ, and what most lines count."""
    problem = read(f"{POINTS}marking: {{{marking}}}\n", "p.yaml")
    page = hand_out(problem, BlankLayout(steps=worked)).render("markdown")
    told = [line for line in page.splitlines() if line.startswith("The sheet counts ")]
    assert told == ([f"The sheet counts {said}"] if said else [])
