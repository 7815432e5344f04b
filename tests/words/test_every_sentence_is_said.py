"""Every kind of page in a language in which all sentences are veiled: no other word stands there."""

import csv
import json
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from pseudo import Pseudo, plain_words, veiled, words_in

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.cli.main import run
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError
from backprop_cli.export.python import PythonProgram
from backprop_cli.export.pytorch import PyTorch
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tokens import GREEK
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem.initializers import INITIALIZERS
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.model import Problem
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.bundled import names
from backprop_cli.render.blank_text import BlankText
from backprop_cli.render.blank_yaml import BlankYaml
from backprop_cli.render.html import Html
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.blank import BlankLayout, blank_sheet
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.layout import Layout

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "tests" / "marking" / "class"
ANSWERS = ROOT / "problems" / "answers"

LAYOUTS = (
    Layout(),
    Layout(everything=True),
    Layout(style="paths"),
    Layout(style="matrix"),
    Layout(style="gates"),
    Layout(style="gates", open_functions=True),
    Layout(gradient_check=True),
    Layout(step="all"),
    Layout(rules=True),
)

FORMULA_WORDS = frozenset(
    {
        *(
            word
            for name, each in FUNCTIONS.items()
            for text in (name, each.symbol)
            for word in words_in(text)
        ),
        *("if", "else", "diag", "rowsum", "colsum", "sum", "grad", *GREEK.values()),
    }
)
"""Signs of formulas that are words: they are the notation's, and `check` reads them back."""
KEYS = frozenset(
    word
    for name in (*LOSSES, *OPTIMIZERS, *INITIALIZERS, *FUNCTIONS, "linear", "softmax", "mask")
    for word in words_in(name)
)
"""What a problem file calls losses, optimisers, initialisers and activations."""
DRAWING = {"in", "out", *(number for row in INITIALIZERS.values() for number in row.numbers)}
"""Letters of the initialisers' formulas, N(0, 2/(in + out)), and their constants."""
KEYS_OF_A_SHEET = {"problem", "student", "id", "email", "given", "answers"}
"""Keys of a sheet to fill in as YAML: a program reads them, whatever the language."""


@pytest.fixture(autouse=True)
def _veiled(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    language = Pseudo()
    monkeypatch.setattr("backprop_cli.words.say.catalogue", lambda: language)


def of_author(problem: Problem) -> set[str]:
    """The words that the problem's author has written."""
    return words_in(f"{problem.header.title} {problem.header.source}")


def names_of(document: Document) -> set[str]:
    """The names of quantities as the scripts write them."""
    texts = set()
    for scope in [document.scope, *(section.scope for section in document.sections)]:
        for script in (Unicode, Ascii):
            pen = writer(document, scope, script)
            texts |= {write(name) for name in scope.names for write in (pen.name, pen.full_name)}
        texts |= {*scope.names, *scope.values, *scope.shapes}
    return words_in(" ".join(texts))


def without_formulas(page: str) -> str:
    """Markdown without its formulas, code and entities."""
    page = re.sub(r"\$\$.*?\$\$", " ", page, flags=re.DOTALL)
    return re.sub(r"\$[^$\n]+\$|`[^`\n]*`|&#?\w+;", " ", page)


def own_words(problem: Problem, document: Document) -> set[str]:
    """All that may stand on a page of a problem beside sentences."""
    return of_author(problem) | names_of(document) | FORMULA_WORDS | KEYS | DRAWING


def worked(problem: Problem, layout: Layout, *, verify: bool = False) -> Document | None:
    """The solution; none where the layout does not suit the problem."""
    try:
        document = solve(problem, layout, verify=verify).document
        assert document.sections
    except UsageError:
        return None
    return document


@pytest.mark.parametrize("name", names())
def test_solutions(name: str) -> None:
    """Each bundled problem in each style, in Unicode, in ASCII and as Markdown."""
    problem = load(name)
    documents = [each for layout in LAYOUTS if (each := worked(problem, layout))]
    assert documents
    for document in documents:
        allowed = own_words(problem, document)
        pages = [
            Terminal().render(document, 120),
            Terminal().render(document, 80, ascii_only=True),
            without_formulas(Markdown().render(document)),
        ]
        assert [plain_words(page, allowed) for page in pages] == [set(), set(), set()]


def without_elements(page: str) -> str:
    """What a page for browsers shows, but for its formulas and code."""
    page = re.sub(r"<(style|math|code)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]*>|&#?\w+;", " ", page)


@pytest.mark.parametrize("name", ["two_layer_relu_sigmoid", "linear_regression", "chain_rule_symbolic"])
def test_pages_for_browsers(name: str) -> None:
    """Solutions in each style, and the sheet to fill in, as HTML."""
    problem = load(name)
    documents = [each for layout in LAYOUTS if (each := worked(problem, layout))]
    documents.append(blank_sheet(problem, derive_problem(problem), BlankLayout(everything=True)))
    for document in documents:
        page = without_elements(Html().render(document))
        assert len(page.split()) > 20
        assert plain_words(page, own_words(problem, document)) == set()


@pytest.mark.parametrize("name", ["two_layer_relu_sigmoid", "batch_of_four", "chain_rule_symbolic"])
def test_proved_solutions(name: str) -> None:
    """The stamp of the proofs, of single quantities and of matrices."""
    problem = load(name)
    for layout in (Layout(), Layout(style="matrix")):
        document = worked(problem, layout, verify=True)
        if document:
            assert plain_words(Terminal().render(document), own_words(problem, document)) == set()


@pytest.mark.parametrize("name", names())
def test_blank_sheets(name: str) -> None:
    """The sheet to fill in, as Markdown, text and YAML, with its heads; keys of YAML stay."""
    problem = load(name)
    derivation = derive_problem(problem)
    steps = 2 if derivation.values else 0
    sheet = blank_sheet(problem, derivation, BlankLayout(everything=True, steps=steps))
    allowed = own_words(problem, sheet)
    assert plain_words(without_formulas(Markdown().render(sheet)), allowed) == set()
    assert plain_words(BlankText().render(sheet), allowed) == set()
    assert plain_words(BlankYaml().render(sheet), allowed | KEYS_OF_A_SHEET) == set()


def comments_of(program: str) -> tuple[str, set[str]]:
    """The comments of a program, and the names in its code."""
    tokens = list(tokenize.generate_tokens(StringIO(program).readline))
    comments = " ".join(token.string for token in tokens if token.type == tokenize.COMMENT)
    comments = re.sub(r"torch\.[\w.]+\([^()]*\)", "", comments)  # a call in a comment is code
    code = " ".join(token.string for token in tokens if token.type == tokenize.NAME)
    return comments, words_in(code)


@pytest.mark.parametrize("name", names())
def test_programs(name: str) -> None:
    """The comments of a solution as a program say nothing that is not veiled, but for names."""
    problem = load(name)
    document = worked(problem, Layout())
    assert document
    for render in (PythonProgram().render, PyTorch().render):
        try:
            comments, code = comments_of(render(document))
        except UsageError:
            continue
        derivatives = {"dq", "dw", *(f"d{each}" for each in code)}  # dL/dq and dL/dw, of any
        assert plain_words(comments, own_words(problem, document) | code | derivatives) == set()


# --- marking ----------------------------------------------------------------------------------------


def handed_in(*paths: Path) -> set[str]:
    """What students have written, and how they called their files."""
    files = [
        file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()
    ]
    texts = [file.read_text(encoding="utf-8", errors="replace") + str(file) for file in files]
    return words_in(" ".join(texts))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints on both streams."""
    assert run(list(arguments)) in {0, 1}
    shown = capsys.readouterr()
    return without_formulas(shown.out) + without_formulas(shown.err)


@cache
def on_pages_of(name: str) -> frozenset[str]:
    problem = load(name)
    document = worked(problem, Layout(everything=True))
    assert document
    return frozenset(own_words(problem, document))


def problem_of(sheet: Path) -> str:
    return max((name for name in names() if sheet.name.startswith(name)), key=len)


SHEETS = sorted(path for path in ANSWERS.iterdir() if path.suffix in {".yaml", ".md", ".json", ".csv"})


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_marked_sheets(sheet: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The sheets that come with the bundled problems."""
    name = problem_of(sheet)
    page = printed(capsys, "check", name, str(sheet), "--format", form)
    page = without_elements(page) if form == "html" else page
    assert plain_words(page, on_pages_of(name) | handed_in(sheet)) == set()


MINE = """\
student: Ada
answers:
  z1[1]: 0.3775
  z1[2]: 0,39
  a1[1]: 1.0
  a1[2]: -0.39
  z2: [1, 2, 3]
  a2[1]: one half
  a2[2]: z2[1] + )
  q: 3
  L: L*2
  dL/dz2[1]: 1.2·103
  dL/dz2[2]: 1,234.5,6
  dL/da1[1]: inf
  dL/dW2[1,1]: 0.5*
  W1_new: [[1, 2, 3], [3, 4, 5]]
  b1_new: "= 0.4"
  x[1]: 7
"""
"""A sheet with nearly everything that can be wrong in one."""


@pytest.mark.parametrize("options", [(), ("--all",), ("--no-follow", "--asked-digits", "3"), ("--hint", "4")])
def test_sheets_with_everything_wrong(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Notes, remarks and problems, beside the lines and below them."""
    sheet = tmp_path / "mine.yaml"
    sheet.write_text(MINE, encoding="utf-8")
    page = printed(capsys, "check", "two_layer_relu_sigmoid", str(sheet), *options)
    allowed = on_pages_of("two_layer_relu_sigmoid") | handed_in(sheet)
    assert plain_words(page, allowed) == set()


@pytest.mark.parametrize("file", sorted(CLASS.iterdir()), ids=lambda path: path.name)
def test_sheets_of_a_class(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each student's sheet, its hints, and why each of its lines has its verdict."""
    allowed = on_pages_of("two_layer_relu_sigmoid") | handed_in(file)
    check = ("check", "two_layer_relu_sigmoid", str(file))
    for level in "1234":
        assert plain_words(printed(capsys, *check, "--hint", level), allowed) == set()
    assert run([*check, "--format", "json"]) in {0, 1}
    (report,) = json.loads(capsys.readouterr().out)["sheets"]
    lines = [line["name"] for line in report["answers"] if line["given"]]
    why = [part for name in lines for part in ("--why", name)]
    if lines:
        assert plain_words(printed(capsys, *check, *why), allowed) == set()
    page = json.dumps([[line["reason"] for line in report["answers"]], report["sentence"], report["rule"]])
    assert plain_words(page.encode().decode("unicode_escape"), allowed) == set()


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_the_class(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The table of a class, and what was missed most."""
    page = printed(capsys, "check", "two_layer_relu_sigmoid", str(CLASS), "--format", form)
    page = without_elements(page) if form == "html" else page
    assert plain_words(page, on_pages_of("two_layer_relu_sigmoid") | handed_in(CLASS)) == set()


def texts_in(data: object) -> Iterator[str]:
    """The texts of some JSON that are more than one word: keys and names are for programs."""
    if isinstance(data, str) and " " in data.strip():
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts_in(each)


ROSTER = "id,name,email,file\n1,Ada,a@x.org,ada.yaml\n2,Chen,,\n3,Chen,,\n4,Zoe,,\n"


VERDICTS = {verdict.value for verdict in Verdict}
OF_READERS = {"csv": ("mistake", "sentence", "problem"), "csv --lines": ("reason",)}
"""The columns that are for people; a mistake of a single line is its key."""


@pytest.mark.parametrize("form", ["json", *OF_READERS, "terminal"])
def test_the_class_with_its_roster(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as data, and what is said of who handed in nothing, or is one of two of that name."""
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    options = ("--roster", str(roster), "--format", *form.split())
    assert run(["check", "two_layer_relu_sigmoid", str(CLASS), *options]) in {0, 1}
    shown = capsys.readouterr()
    allowed = on_pages_of("two_layer_relu_sigmoid") | handed_in(CLASS, roster)
    texts = [shown.out]
    if form == "json":
        texts = [each for each in texts_in(json.loads(shown.out)) if each not in VERDICTS]
    elif heads := OF_READERS.get(form):
        texts = [row[head] for row in csv.DictReader(StringIO(shown.out)) for head in heads]
    assert len(" ".join(texts).split()) > 100
    assert plain_words(without_formulas(" ".join([*texts, shown.err])), allowed) == set()


def test_gradescope(capsys: pytest.CaptureFixture[str]) -> None:
    """What a student reads on Gradescope."""
    sheet = ANSWERS / "two_layer_relu_sigmoid.published.yaml"
    assert run(["check", "two_layer_relu_sigmoid", str(sheet), "--format", "gradescope"]) in {0, 1}
    results = json.loads(capsys.readouterr().out)
    page = " ".join([results["output"], *(each["output"] for each in results["tests"])])
    assert plain_words(page, on_pages_of("two_layer_relu_sigmoid") | handed_in(sheet)) == set()


BOOK = """\
Student,ID,SIS Login ID,Section,Homework (7)
    Points Possible,,,,10
"Hana, H",1,hana,A,3
"Ben, B",2,ben,A,EX
"Lea, L",3,lea,A,
"""


def test_a_gradebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is said of a gradebook that is filled in."""
    book = tmp_path / "book.csv"
    book.write_text(BOOK, encoding="utf-8")
    options = ["--gradebook", str(book), "--column", "Homework"]
    arguments = ["check", "two_layer_relu_sigmoid", str(CLASS), *options]
    assert run([*arguments, "--dry-run"]) in {0, 1}
    allowed = handed_in(CLASS, book) | {"Canvas"}
    assert plain_words(without_formulas(capsys.readouterr().err), allowed) == set()


def test_arrays_of_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first wrong array, and by what it is off."""
    name = "two_layer_relu_sigmoid"
    values = derive_problem(load(name)).values
    right = {f"z{layer}": [values[f"z{layer}[{unit}]"] for unit in (1, 2)] for layer in (1, 2)}
    for wrong in (
        {"z1": [0.1, 0.2]},
        {"z1": [2 * each for each in right["z1"]]},
        {"z1": [right["z1"][0], 9]},
    ):
        arrays = tmp_path / "mine.json"
        arrays.write_text(json.dumps({**right, **wrong}), encoding="utf-8")
        page = printed(capsys, "check", name, "--arrays", str(arrays))
        assert plain_words(page, on_pages_of(name) | handed_in(arrays)) == set()


def test_a_veil_hides_words_and_keeps_holes() -> None:
    """The tests above rest on it: letters are veiled, holes, numbers and signs are not."""
    assert veiled("L of {loss}: 3 {{a}} ≈ {value}.") == "x xx {loss}: 3 {{x}} ≈ {value}."
    assert plain_words("xxxx Loss 0.5 of z", {"z"}) == {"Loss", "of"}
