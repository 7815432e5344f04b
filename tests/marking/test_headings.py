"""A sheet that names another problem in its heading: said first, in every output, and never by mistake."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sheets_read import exercise

from backprop_cli.api import blank, check, load
from backprop_cli.cli.main import run
from backprop_cli.formats import Subject, format_names
from backprop_cli.marking.sheets.files import answer_files
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.reader import read
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.verdicts import sentence

HERE, OTHER = "two_layer_relu_sigmoid", "two_layer_sigmoid"
TITLE, OTHER_TITLE = "Two layers, ReLU then sigmoid", "Two sigmoid layers, the best-known worked example"
SAID = f"The heading of this sheet names another problem: {OTHER_TITLE}."
BLANKS = format_names(Subject.BLANK)
ENDINGS = {"markdown": "md", "yaml": "yaml", "text": "txt", "html": "html"}


def heading(path: Path, problem: str | Problem = HERE) -> str:
    return check(problem, path).report.heading


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("form", BLANKS)
def test_a_blank_of_another_problem_is_told(form: str, tmp_path: Path) -> None:
    """Filled in by hand or not, the sheet of another problem is known by its heading, and marked."""
    page = (
        blank(OTHER)
        .render(form)
        .replace("`z1[1]` |     ", "`z1[1]` | 0.3775")
        .replace(" z1[1]:", " z1[1]: 0.3775")
        .replace("<code>z1[1]</code></td><td>", "<code>z1[1]</code></td><td>0.3775")
    )
    page = re.sub(r"(?m)^(\S+ +z1\[1\] += )$", r"\g<1>0.3775", page)
    path = written(tmp_path, f"ada.{ENDINGS[form]}", page)
    report = check(HERE, path).report
    assert report.heading == OTHER_TITLE
    assert as_text(sentence(report)).startswith(SAID)
    assert report.points == 1  # z1[1] is 0.3775 in both


@pytest.mark.parametrize("form", BLANKS)
@pytest.mark.parametrize("name", bundled.names())
def test_our_own_blanks_are_never_suspected(name: str, form: str, tmp_path: Path) -> None:
    """Every bundled problem's own sheet, as it is and with a name beside its title, is of that problem."""
    problem = load(name)
    page = blank(problem).render(form)

    def heading_of(file: str, page: str) -> str:
        (found,) = answer_files([str(written(tmp_path, file, page))]).files
        return exercise(name).marker.report(found).heading

    assert heading_of(f"a.{ENDINGS[form]}", page) == ""
    title = problem.header.title
    named = page.replace(title, f"{title} - Ada Lovelace, group 2")
    assert heading_of(f"b.{ENDINGS[form]}", named) == ""


HOSTILE = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=150)


@settings(deadline=None, max_examples=60)
@example(title="\0", form="html")
@example(title=r"\mathscr A", form="markdown")
@example(title=r"Descent on $\mathcal{L}$", form="yaml")
@example(title=r"\textbf{Net} one", form="yaml")
@given(title=HOSTILE, form=st.sampled_from(sorted(BLANKS)))
def test_no_title_makes_its_own_blank_suspected(
    title: str, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Markup, HTML, long lines, letters of any script: what we write we read back as ours."""
    plain = read("inputs: [1]\ntargets: [0]\nlayers: [{weights: [[2]], activation: linear}]\nloss: sse\n")
    problem = plain._replace(header=plain.header._replace(title=" ".join(title.split()) or "x"))
    path = written(tmp_path_factory.mktemp("own"), f"a.{ENDINGS[form]}", blank(problem).render(form))
    assert heading(path, problem) == ""


RETYPED = [
    "# two layers relu then SIGMOID", "#  Two  layers ,ReLU — then “sigmoid” !", "", "# 3", "# ---",
    "# Two layers, ReLU then sigmoid #", "# **Two layers, ReLU then sigmoid**", "# two_layer_relu_sigmoid",
    "# Two\\_layers, ReLU then sigmoid", "# Ada's answers: Two layers, ReLU then sigmoid",
    "# Backpropagation worksheet",
]  # fmt: skip


@pytest.mark.parametrize("line", RETYPED)
def test_a_title_that_is_merely_retyped_is_the_same(line: str, tmp_path: Path) -> None:
    """Case, spaces, punctuation, emphasis, a name beside it, no heading at all: nothing is said."""
    page = f"{line}\n\nStudent: Ada\n\n| name | answer |\n|--|--|\n| `z1[1]` | 0.3775 |\n"
    assert heading(written(tmp_path, "a.md", page)) == ""


FORMS = [
    ("a.yaml", "problem: {}\nanswers:\n  z1[1]: 0.3775\n"),
    ("a.yaml", "problem: {}\nz1[1]: 0.3775\n"),
    ("a.yaml", "problem: {}\nz1[1]: 0.3775\nL: [0.28\n"),
    ("a.yaml", "# {}\n# ====================\n#\n# Source: x\n\nstudent: Ada\nanswers:\n  z1[1]: 0.3775\n"),
    ("a.json", '{{"problem": "{}", "answers": {{"z1[1]": 0.3775}}}}'),
    ("a.csv", 'problem,"{}"\nname,value\nz1[1],0.3775\n'),
    ("a.csv", "problem;{}\nz1[1];0,3775\n"),
    ("a.csv", 'problem,"z1[1]",L\n"{}",0.3775,0.28\n'),
    ("a.md", "# {}\n\nStudent:\n\n| name | answer |\n|--|--|\n| z1[1] | 0.3775 |\n"),
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_every_format_has_a_place_for_it(name: str, form: str, tmp_path: Path) -> None:
    """A key, a row, a column, a heading, the comment that a YAML sheet begins with."""
    other = check(HERE, written(tmp_path, name, form.format(OTHER_TITLE))).report
    own = check(HERE, written(tmp_path, f"own-{name}", form.format(TITLE.upper()))).report
    assert (other.heading, own.heading) == (OTHER_TITLE, "")
    assert [line.name for line in own.shown if line.is_good][:1] == ["z1[1]"]
    assert not any("problem" in each for each in (*own.problems, *own.remarks))


NEURON = "One sigmoid neuron, squared error"
BROKEN = {
    "a.html": ("<h1>{}</h1>", "<h1>One sigmoid neuron, squared\nerror</h1>"),
    "b.html": ("<h1>{}</h1>", "<h1>One sigmoid<br />neuron, squared error</h1>"),
    "a.md": ("# {}", "# One sigmoid neuron,\nsquared\nerror"),
    "b.md": ("# {}", "One sigmoid neuron, squared error\n==="),
    "c.md": ("# {}", "One sigmoid neuron,\nsquared error\n================================="),
    "d.md": ("# {}", "# Homework 5\n\n# One sigmoid neuron, squared error"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_heading_on_several_lines_is_one(name: str, tmp_path: Path) -> None:
    """Programs break long lines, and some underline a heading; that of another problem is told still."""
    whole, written_so = BROKEN[name]
    page = blank("one_neuron").render("html" if name.endswith("html") else "markdown")
    title = whole.format(NEURON)
    assert title in page
    path = written(tmp_path, name, page.replace(title, written_so))
    assert heading(path, "one_neuron") == ""
    assert heading(path).startswith(("One sigmoid", "Homework"))


def test_a_title_with_signs_of_html_is_its_own(tmp_path: Path) -> None:
    """A title that holds `&amp;` itself, in every format."""
    problem = read(
        'title: "A &amp; B &lt;"\ninputs: [1]\ntargets: [0]\nlayers: [{weights: [[2]], activation: linear}]\n'
        "loss: sse\n"
    )
    for form in BLANKS:
        page = written(tmp_path, f"a.{ENDINGS[form]}", blank(problem).render(form))
        assert heading(page, problem) == ""


def test_a_title_within_another_is_told_apart(tmp_path: Path) -> None:
    """“…, no output bias” is a bundled problem of its own, though it begins with this one's title."""
    form = "# {}\n\nStudent:\n\n| name | answer |\n|--|--|\n| z1[1] | 0.3775 |\n"
    longer = written(tmp_path, "a.md", form.format(load("two_layer_no_output_bias").header.title))
    assert heading(longer) == "Two layers, ReLU then sigmoid, no output bias"
    shorter = written(tmp_path, "b.md", form.format(TITLE))
    assert heading(shorter, "two_layer_no_output_bias") == TITLE


def test_a_heading_of_a_page_of_ones_own_is_no_title(tmp_path: Path) -> None:
    """“Homework 3” over a table of one's own, or in a comment, names no problem."""
    page = "# Homework 3\n\n| quantity | my value |\n|--|--|\n| z1[1] | 0.3775 |\n"
    assert heading(written(tmp_path, "a.md", page)) == ""
    assert heading(written(tmp_path, "a.yaml", "# Homework 3\nz1[1]: 0.3775\n")) == ""
    untitled = read("inputs: [1]\ntargets: [0]\nlayers: [{weights: [[2]], activation: linear}]\nloss: sse\n")
    assert heading(written(tmp_path, "b.yaml", f"problem: {OTHER_TITLE}\nz1[1]: 2\n"), untitled) == ""


def test_a_quantity_may_be_called_problem(tmp_path: Path) -> None:
    """Where a formula is called `problem`, its line is an answer."""
    path = written(tmp_path, "a.yaml", "problem: 6\n")
    titled = read("title: Tripled\nformulas: {problem: 3*x}\nat: {x: 2}\n")
    report = check(titled, path).report
    assert (report.heading, report.points) == ("", 1)


def test_every_output_says_it_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terminal, Markdown, JSON, CSV, Gradescope, the hint and the class's row."""
    path = str(written(tmp_path, "ada.yaml", f"problem: {OTHER_TITLE}\nanswers: {{z1[1]: 0.3775}}\n"))

    def out(*options: str) -> str:
        assert run(["check", HERE, path, *options, "--exit-zero"]) == 0
        return capsys.readouterr().out

    for options in ((), ("--format", "markdown"), ("--hint",)):
        body = " ".join(out(*options).split()).partition(TITLE)[2].lstrip("= ")
        assert body.startswith(SAID)
    told = json.loads(out("--format", "json"))["sheets"][0]
    assert told["warnings"] == [SAID]
    assert told["sentence"].startswith(SAID)
    assert json.loads(out("--format", "gradescope"))["output"].startswith(SAID)
    assert f'"{SAID}' in out("--format", "csv")
    written(tmp_path, "ben.yaml", "z1[1]: 0.3775\n")
    assert run(["check", HERE, str(tmp_path), "--format", "markdown", "--exit-zero"]) == 0
    page = capsys.readouterr().out.splitlines()
    (row,) = [line for line in page if f"| {SAID}" in line]
    assert row.startswith("| ada")
    assert [line for line in page if line.startswith("The heading of 1 sheet names another problem")]


@pytest.mark.parametrize(
    "junk", ["x" * 150_000, "<script>alert(1)</script>", "=1+1", "\u202e$x$|`", "[a](http://e)"]
)
def test_any_heading_stays_plain_and_short(
    junk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever stands there is shown inert, and cut where it is long."""
    path = written(tmp_path, "ada.json", json.dumps({"problem": junk, "answers": {"z1[1]": 0.3775}}))
    assert run(["check", HERE, str(path), "--format", "markdown", "--exit-zero"]) == 0
    page = capsys.readouterr().out
    assert len(page) < 5_000
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "0.3775" in page
