"""The pages of every bundled problem, whole, as a teacher would read them.

`pages/NAME.md` is what `backprop export NAME -o NAME.md` writes, `pages/NAME.txt` what `backprop solve NAME`
prints at 80 columns; names with a dot in them were made with options, or by `backprop check`, listed below.
After a change that is meant, write them again, look at them, and run the tests:

    pytest tests/test_pages.py tests/test_readme.py --force-regen; git diff tests/pages README.md
"""

import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from portable_markdown import katex_errors, lint
from pytest_regressions.file_regression import FileRegressionFixture

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.cli.main import run
from backprop_cli.errors import UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import names
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.layout import Layout

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "tests" / "pages"

WITH_OPTIONS = {
    "two_layer_relu_sigmoid.paths": ["two_layer_relu_sigmoid", "--style", "paths", "--only", "W1[1,1]"],
    "two_layer_relu_sigmoid.layers": ["two_layer_relu_sigmoid", "--notation", "layers"],
    "one_neuron.paths": ["one_neuron", "--style", "paths", "--only", "w_1"],
    "two_layer_no_output_bias.paths": ["two_layer_no_output_bias", "--style", "paths", "--only", "W1[1,1]"],
    "two_layer_sigmoid.paths": ["two_layer_sigmoid", "--style", "paths", "--only", "w5", "--only", "w1"],
    "batch_of_four.matrix": ["batch_of_four", "--style", "matrix"],
    "planar_data_tanh.matrix": ["planar_data_tanh", "--style", "matrix"],
    "softmax_cross_entropy.matrix": ["softmax_cross_entropy", "--style", "matrix"],
    "batch_normalisation.matrix": ["batch_normalisation", "--style", "matrix"],
    "linear_regression.matrix": ["linear_regression", "--style", "matrix"],
    "linear_regression_collinear.matrix": ["linear_regression_collinear", "--style", "matrix"],
    "two_paths.paths": ["two_paths", "--style", "paths", "--only", "b"],
    "han_kamber.only": ["han_kamber", "--only", "W1[1,3]", "--digits", "3"],
    "chain_rule_at_a_point.rules": ["chain_rule_at_a_point", "--rules"],
    "sigmoid_circuit.gates": ["sigmoid_circuit", "--style", "gates"],
    "sigmoid_circuit.gates_opened": ["sigmoid_circuit", "--style", "gates", "--open-functions"],
    "two_paths.gates": ["two_paths", "--style", "gates"],
    "sigmoid_circuit.gradient_check": ["sigmoid_circuit", "--gradient-check"],
}
"""Pages that show an option at work: their name and the command line."""

IN_ASCII = {
    "two_layer_relu_sigmoid": "delta",
    "two_layer_no_output_bias": "delta",
    "three_layer_cross_entropy": "delta",
    "planar_data_tanh": "matrix",
    "two_layer_sigmoid": "delta",
    "zero_initialisation": "delta",
    "han_kamber": "delta",
    "tanh_then_linear": "delta",
    "local_fields": "delta",
}
"""Problems in every notation, and in names of their own, with the style that their ASCII page has."""

MARKED = {
    "two_layer_relu_sigmoid.marked": ROOT / "problems" / "answers" / "two_layer_relu_sigmoid.published.yaml",
    "two_layer_relu_sigmoid.results_only": ROOT / "tests" / "marking" / "class" / "hana.yaml",
    "two_layer_relu_sigmoid.class": ROOT / "tests" / "marking" / "class",
}
"""Pages of `backprop check` on two_layer_relu_sigmoid: a sheet, or a folder of them."""

BLANK = {
    "two_layer_relu_sigmoid.blank": ["two_layer_relu_sigmoid", "--worked", "2"],
    "two_layer_sigmoid.blank": ["two_layer_sigmoid", "--notation", "net_out", "--only", "W2[1,1]"],
    "adam_by_hand.blank": ["adam_by_hand"],
}
"""Sheets to fill in, as Markdown, as YAML and as plain text."""

LAYOUTS = {
    "delta": Layout(),
    "paths": Layout(style="paths"),
    "matrix": Layout(style="matrix"),
    "gates": Layout(style="gates"),
    "gates, functions opened": Layout(style="gates", open_functions=True),
    "delta, all": Layout(everything=True),
    "paths, all": Layout(everything=True, style="paths"),
    "gradient check": Layout(gradient_check=True),
    "rules": Layout(rules=True),
}

BETWEEN = re.compile("[─│╭╮╰╯├┤┬┴┼;/]|={4,}|·(?!10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])")
"""What a narrow page may have elsewhere: frames, `;` between reasons, a dot or bar at which a line broke.
The dot of a power of ten is part of its number."""


@pytest.fixture(autouse=True)
def _plain_output(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@cache
def sheet(name: str, layout: Layout) -> Document | None:
    """A bundled problem's document; None where the style refuses it: too many paths, no numbers."""
    problem = load(name)
    try:
        document = solve(problem, layout, verify=False).document
        assert document.sections
    except UsageError as error:
        known = ("more than 64 paths", "a gradient check needs numbers", "no matrices", "are given")
        assert any(each in error.message for each in known)  # noqa: PT017 - any other would be a fault
        return None
    return document


@cache
def markdown_pages(name: str) -> tuple[str, ...]:
    """The different pages of a problem in Markdown, one for each layout that it has."""
    documents = [sheet(name, layout) for layout in LAYOUTS.values()]
    return tuple(dict.fromkeys(Markdown().render(each) for each in documents if each))


@cache
def terminal_pages(name: str, width: int, *, ascii_only: bool = False) -> tuple[str, ...]:
    """The different pages of a problem in the terminal, one for each layout that it has."""
    documents = [sheet(name, layout) for layout in LAYOUTS.values()]
    pages = [Terminal().render(each, width, ascii_only=ascii_only) for each in documents if each]
    return tuple(dict.fromkeys(pages))


def same_as_file(regression: FileRegressionFixture, name: str, page: str) -> None:
    """Compares a page with its file, byte for byte."""
    path = PAGES / name
    regression.check(page, encoding="utf-8", newline="\n", fullpath=path)
    assert path.read_bytes() == page.encode()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints; it has nothing else to say."""
    assert run(list(arguments)) == 0
    shown = capsys.readouterr()
    assert shown.err == "" or "warning" in shown.err
    return shown.out


def exported(arguments: list[str], path: Path) -> str:
    """The file that `backprop export` writes."""
    assert run(["export", *arguments, "-o", str(path)]) == 0
    return path.read_bytes().decode()


def columns(line: str) -> int:
    """The columns that a line takes: a stroke through a letter takes none."""
    return sum(not unicodedata.combining(char) for char in line)


def words(page: str) -> Counter[str]:
    """The words and numbers of a page, how often each, without its frames."""
    return Counter(BETWEEN.sub(" ", page).split())


# --- whole pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_bundled_problem_has_its_markdown_page(
    name: str, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    """The exported file, with its proofs, is the page in `pages/`."""
    same_as_file(file_regression, f"{name}.md", exported([name], tmp_path / "page.md"))


@pytest.mark.parametrize("name", names())
def test_every_bundled_problem_has_its_terminal_page(
    name: str, capsys: pytest.CaptureFixture[str], file_regression: FileRegressionFixture
) -> None:
    """What `solve` prints at 80 columns is the page in `pages/`."""
    same_as_file(file_regression, f"{name}.txt", printed(capsys, "solve", name))


@pytest.mark.parametrize("page", WITH_OPTIONS)
def test_options_have_their_markdown_page(
    page: str, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    """The file exported with options is the page in `pages/`."""
    same_as_file(file_regression, f"{page}.md", exported(WITH_OPTIONS[page], tmp_path / "page.md"))


@pytest.mark.parametrize("page", WITH_OPTIONS)
def test_options_have_their_terminal_page(
    page: str, capsys: pytest.CaptureFixture[str], file_regression: FileRegressionFixture
) -> None:
    """What `solve` prints with options is the page in `pages/`."""
    same_as_file(file_regression, f"{page}.txt", printed(capsys, "solve", *WITH_OPTIONS[page]))


@pytest.mark.parametrize("ending", ["md", "txt"])
@pytest.mark.parametrize("page", MARKED)
def test_marked_sheets_have_their_pages(
    page: str, ending: str, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    """A marked sheet, and the results of a class, are the pages in `pages/`."""
    path = tmp_path / f"page.{ending}"
    assert run(["check", "two_layer_relu_sigmoid", str(MARKED[page]), "-o", str(path)]) == 1
    text = path.read_text(encoding="utf-8")
    assert max(map(columns, text.splitlines())) <= 80 or ending == "md"
    assert ending == "txt" or (lint(text), katex_errors(text)) == ([], [])
    same_as_file(file_regression, f"{page}.{ending}", text)


@pytest.mark.parametrize("ending", ["md", "yaml", "txt"])
@pytest.mark.parametrize("page", BLANK)
def test_a_blank_sheet_is_its_page(
    page: str, ending: str, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    """The sheet to hand out is `pages/NAME.md`, `pages/NAME.yaml` and `pages/NAME.txt`."""
    path = tmp_path / f"page.{ending}"
    assert run(["blank", *BLANK[page], "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert ending != "md" or (lint(text), katex_errors(text)) == ([], [])
    same_as_file(file_regression, f"{page}.{ending}", text)


def test_a_wide_terminal_has_its_page(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    file_regression: FileRegressionFixture,
) -> None:
    """At 120 columns the reasons stand beside the formulas."""
    monkeypatch.setenv("COLUMNS", "120")
    page = printed(capsys, "solve", "softmax_cross_entropy")
    same_as_file(file_regression, "softmax_cross_entropy.120.txt", page)


@pytest.mark.parametrize("name", IN_ASCII)
def test_the_ascii_script_has_its_pages(name: str, file_regression: FileRegressionFixture) -> None:
    """Without Unicode the page is written in the names that options and answers use, in every notation."""
    document = sheet(name, Layout(style=IN_ASCII[name]))
    assert document
    page = Terminal().render(document, ascii_only=True)
    same_as_file(file_regression, f"{name}.ascii.txt", page)


def test_every_notation_has_its_pages() -> None:
    """In the terminal, in Markdown and in ASCII; names of one's own as well."""
    lettered = {name: problem.lettering for name in IN_ASCII if isinstance(problem := load(name), Network)}
    assert {each.notation for each in lettered.values()} == set(NOTATIONS)
    assert any(each.own for each in lettered.values())


def test_no_page_is_left_over() -> None:
    """Every file in `pages/` belongs to a test above."""
    stems = {*names(), *WITH_OPTIONS, *MARKED}
    pages = {f"{stem}{ending}" for stem in stems for ending in (".md", ".txt")}
    pages |= {f"{stem}{ending}" for stem in BLANK for ending in (".md", ".yaml", ".txt")}
    pages |= {"softmax_cross_entropy.120.txt", *(f"{name}.ascii.txt" for name in IN_ASCII)}
    assert {path.name for path in PAGES.iterdir()} == pages


# --- what holds for all pages -----------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_markdown_is_portable_and_katex_reads_it(name: str) -> None:
    """In every style, shortened or whole: the lint finds nothing, and KaTeX, strict, reads each formula."""
    for page in markdown_pages(name):
        assert lint(page) == []
        assert katex_errors(page) == []


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("name", names())
def test_no_line_is_wider_than_the_page(name: str, width: int) -> None:
    """Every line fits the columns there are, in Unicode and in ASCII; only an address may stick out."""
    for page in (*terminal_pages(name, width), *terminal_pages(name, width, ascii_only=True)):
        wide = [line for line in page.splitlines() if columns(line) > width]
        assert [line for line in wide if not re.fullmatch(r"https?://\S+", line)] == []


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("name", names())
def test_nothing_is_cut_and_no_number_is_broken(name: str, width: int) -> None:
    """A page has the words and numbers of the widest with one table, each whole and as often.

    But for the list of a training, which leaves out columns as `test_list_of_steps.py` has it.
    """
    for narrow, wide in zip(terminal_pages(name, width), terminal_pages(name, 160), strict=True):
        assert words(_without_list(narrow)) == words(_without_list(wide))


def _without_list(page: str) -> str:
    return re.sub(r"(?s)\nAll steps\n\n[╭+].*?\n\n", "\n", page)


@pytest.mark.parametrize("name", names())
def test_the_ascii_page_is_ascii(name: str) -> None:
    """Not one character beyond ASCII, and none that stands for one that could not be written."""
    for page in terminal_pages(name, 80, ascii_only=True):
        assert page.isascii()
        assert "?" not in page


@pytest.mark.parametrize("name", names())
def test_lines_have_no_space_at_their_end(name: str) -> None:
    """No line ends in spaces, and the page in one line end."""
    for page in (*terminal_pages(name, 80), *markdown_pages(name)):
        assert [line for line in page.split("\n") if line != line.rstrip()] == []
        assert page.endswith("\n")
        assert not page.endswith("\n\n")


EVERYTHING = """
import hashlib
from backprop_cli import solution
from backprop_cli.problem_file.bundled import names
pages = [solution(name, verify=False).render(form)
         for name in names() for form in ("terminal", "markdown", "json")]
print(hashlib.sha256("".join(pages).encode()).hexdigest())
"""


def test_two_runs_write_the_same_bytes() -> None:
    """Every page of every format is the same in another process with another hash seed."""

    def run_with(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.check_output([sys.executable, "-c", EVERYTHING], env=environment, text=True)

    assert run_with("1") == run_with("2")
