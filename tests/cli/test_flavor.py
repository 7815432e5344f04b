"""`--flavor pandoc`: the Markdown that pandoc turns into Word files and MathML."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from portable_markdown import katex_errors

from backprop_cli import blank, check, solution

Backprop = Callable[..., Any]


def in_usual(flavored: str) -> str:
    """A page of the flavour with the rows of the usual one."""
    return flavored.replace(r"\\", r"\cr").replace(r"\text{}", "")


RELU = b"formulas: {f: relu(z), g: z^2}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "two_layer_sigmoid", "-o", "-"),
        ("export", "batch_of_four", "--style", "matrix", "-o", "-"),
        ("solve", "two_layer_sigmoid", "--format", "markdown"),
        ("blank", "two_layer_sigmoid", "-o", "-"),
    ],
)
def test_rows_end_with_two_backslashes_and_have_no_empty_cells(
    arguments: tuple[str, ...], backprop: Backprop
) -> None:
    r"""With the flavour `\cr` is `\\`, and `\text{}` stands for nothing: the rest is the same text."""
    usual, flavored = backprop(*arguments).out, backprop(*arguments, "--flavor", "pandoc").out
    assert r"\cr" in usual
    assert in_usual(flavored) == usual
    assert r"\text{}" in flavored or "aligned" not in usual
    assert not katex_errors(flavored)


def test_cases_have_it_too(backprop: Backprop) -> None:
    r"""Rows of a derivative by cases end with `\\` as well."""
    page = backprop("export", "-", "-o", "-", "--flavor", "pandoc", given=RELU).out
    assert r"1 & \text{if } z \gt 0 \\ 0 & \text{else}" in page
    assert r"\cr" not in page


def test_struck_out_terms_have_their_0_below(backprop: Backprop) -> None:
    r"""Pandoc 2 refuses `\cancel`: with the flavour such terms have a bar and a 0, and the page shows one."""
    paths = ("solve", "one_neuron", "--style", "paths", "--only", "w_1", "--format", "markdown")
    usual, flavored = backprop(*paths).out, backprop(*paths, "--flavor", "pandoc").out
    assert r"Terms marked like $\cancel{b}$ do not depend on the variable: derivative 0." in usual
    assert r"Terms marked like $\underset{0}{\overline{b}}$ do not depend on" in flavored
    assert r"\cancel" not in flavored
    assert katex_errors(flavored) == []


def test_a_marked_sheet_and_a_folder_of_them_have_it(backprop: Backprop, folder: Path) -> None:
    """`check` gives the flavour to its Markdown, on standard output and in the folder of feedback."""
    Path("a.yaml").write_text("answers: {'dL/dz1[1]': 1}\n", encoding="utf-8")
    sheet = ("check", "two_layer_sigmoid", "a.yaml")
    usual = backprop(*sheet, "--format", "markdown").out
    flavored = backprop(*sheet, "--format", "markdown", "--flavor", "pandoc").out
    assert r"\cr" in usual
    assert in_usual(flavored) == usual
    backprop(*sheet, "--feedback-dir", "marked", "--flavor", "pandoc")
    assert Path("marked", "a.md").read_text(encoding="utf-8") == flavored


def test_a_format_without_flavours_says_so(backprop: Backprop) -> None:
    """The terminal page has none, Markdown no other; each refusal shows the way out."""
    assert backprop("solve", "one_neuron", "--flavor", "pandoc").err == (
        "error: format `terminal` has no flavours\n  = help: --flavor is for --format markdown\n"
    )
    assert backprop("export", "one_neuron", "-o", "a.md", "--flavor", "pandok").err == (
        "error: format `markdown` has no flavour `pandok`\n  = help: did you mean `pandoc`?\n"
    )
    assert not Path("a.md").exists()


def test_python_gives_the_same(backprop: Backprop) -> None:
    """`render` takes the flavour, of every kind of page."""
    exported = backprop("export", "two_layer_sigmoid", "-o", "-", "--flavor", "pandoc").out
    assert solution("two_layer_sigmoid").render("markdown", flavor="pandoc") == exported
    given = backprop("blank", "two_layer_sigmoid", "-o", "-", "--flavor", "pandoc").out
    assert blank("two_layer_sigmoid").render("markdown", flavor="pandoc") == given
    marked = check("two_layer_sigmoid", {"dL/dz1[1]": 1})
    assert in_usual(marked.render("markdown", "pandoc")) == marked.render("markdown")
    assert r"\cr" not in marked.render("markdown", "pandoc")


def test_cases_of_the_flavour_are_read_back(backprop: Backprop, folder: Path) -> None:
    """What the page of the flavour writes is read on a sheet."""
    Path("a.yaml").write_text(
        "answers:\n  df/dz: '\\begin{cases} 1 & \\text{if } z \\gt 0 \\\\ 0 & \\text{else} \\end{cases}'\n",
        encoding="utf-8",
    )
    Path("relu.yaml").write_bytes(RELU)
    assert "All right." in backprop("check", "relu.yaml", "a.yaml", "--only", "df/dz").out
