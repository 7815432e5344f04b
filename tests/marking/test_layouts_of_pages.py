"""Marks before lines, notebooks, tables in HTML and what Excel puts around a number."""

import json

import pytest
from counted import calls_under
from sheets_read import read_sheet

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.sheet_file import sheet_text
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read

TWO = {"z1[1]": 0.3775, "z1[2]": 0.3925}  # 0.15·0.05 + 0.20·0.10 + 0.35, 0.25·0.05 + 0.30·0.10 + 0.35
HTML = (
    "<table class='a'><tr><th>Name</th><th>Value</th></tr>\n<tr><td>z1[1]</td><td> 0.3775</td></tr>"
    "<TR><td>z1[2]</td><td>\n<b>0.3925</b></td></TR></table>"
)


def derivation() -> Derivation:
    return derive_problem(read(*load_text("two_layer_sigmoid")))


def numbers(text: str, name: str) -> dict[str, float]:
    sheet = read_sheet(text, name, derivation())
    assert sheet.problems == ()
    return {each.name: each.number.value for each in sheet.answers if each.number}


@pytest.mark.parametrize("mark", ["> ", ">", "- [x] ", "* [ ] ", "1. ", "∴ ", "⇒ ", "=> ", "> - ", "→ "])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_marks_before_a_line_say_nothing(mark: str, name: str) -> None:
    """A quotation, a list of tasks, a "therefore"."""
    assert numbers("".join(f"{mark}{each} = {value}\n" for each, value in TWO.items()), name) == TWO


@pytest.mark.parametrize("between", [" and ", " und ", ", and ", "; ", ", "])
def test_two_answers_may_be_joined_by_a_word(between: str) -> None:
    """`z1[1] = 0.3775 and z1[2] = 0.3925`."""
    text = between.join(f"{each} = {value}" for each, value in TWO.items())
    assert numbers(text + "\n", "a.md") == TWO


def test_a_line_break_of_markdown_is_no_part_of_the_number() -> None:
    """A backslash at the end of a line."""
    assert numbers("z1[1] = 0.3775\\\nz1[2] = 0.3925\\\n", "a.md") == TWO


def test_excel_keeps_a_number_as_text() -> None:
    """`="0.3775"` in a CSV table."""
    rows = "".join(f'"{each}","=""{value}"""\n' for each, value in TWO.items())
    assert numbers(f"name,value\n{rows}", "a.csv") == TWO


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_a_table_in_html(name: str) -> None:
    """As a word processor or a learning platform saves it, with its tags in any case."""
    assert numbers(HTML, name) == TWO


def notebook(*cells: dict[str, object]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook() -> None:
    """What its programs print and what stands in its pages; the programs themselves are no answers."""
    stream = {"output_type": "stream", "name": "stdout", "text": ["z1[1] = 0.3775\n"]}
    code = {"cell_type": "code", "source": "z1[1] = w @ x", "outputs": [stream]}
    page = {"cell_type": "markdown", "source": ["## Layer 1\n", "z1[2] = 0.3925"]}
    assert numbers(notebook(code, page), "a.ipynb") == TWO
    strange = notebook(
        {"cell_type": "code", "outputs": "none"}, {"cell_type": "markdown", "source": [1]}, page
    )
    assert numbers(strange, "a.ipynb") == {"z1[2]": 0.3925}


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.yaml"])
@pytest.mark.parametrize("sign", ["\uff1d", " \uff1d ", "\uff1a"])
def test_full_width_signs_stand_between_name_and_value(sign: str, name: str) -> None:
    """As keyboards for Chinese and Japanese have them, with digits of their width as well."""
    text = f"z1[1]{sign}\uff10.3775\nz1[2]{sign}0.3925\n"
    assert numbers(text, name) == TWO


@pytest.mark.parametrize("left_out", [1, 3, 40])
def test_half_a_notebook_is_no_sheet_of_nothing(left_out: int) -> None:
    """It is not marked, as a damaged document is, and earns no 0."""
    whole = notebook({"cell_type": "markdown", "source": ["z1[1] = 0.3775"]})
    with pytest.raises(ProblemError, match="the notebook is damaged, or was cut off"):
        sheet_text(whole[:-left_out].encode(), "a.ipynb")
    assert numbers("z1[1] = 0.3775\n", "a.ipynb") == {"z1[1]": 0.3775}  # a page under another name


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><th>Name<th>Value<tr><td>z1[1]<td>0.3775<tr><td>z1[2]<td>0.3925</table>",
        "<thead><tr><th>Name<th>Value\n<tbody>\n<tr><td>z1[1]<td><b>0.3775</b>\n<TR><TD>z1[2]<TD>0.3925\n</table>",
        "<tr><th>Name</th><th>Value</th>\n<tr><td>z1[1]</td><td>0.3775</td></tr>\n<tr><td>z1[2]</td><td>0.3925",
        "<tr><td>Mine: <table><tr><td>z1[1]</td><td>0.3775</td></tr><tr><td>z1[2]<td>0.3925</table></table>",
    ],
)
@pytest.mark.parametrize("source", ["ada.html", "ada.md", "ada.txt"])
def test_a_table_of_html_without_closing_tags(rows: str, source: str) -> None:
    """HTML lets them be left out: a row and a cell end where the next begins, at the latest below them."""
    text = f"<table class=x>\n{rows}\n\na1[1] = 0.5933\n"
    assert numbers(text, source) == {"z1[1]": 0.3775, "z1[2]": 0.3925, "a1[1]": 0.5933}


@pytest.mark.parametrize(
    "text",
    [
        "<tr><td><b><i>" * 14_000,
        "<tr>" * 49_000,
        "<tr><td>" * 24_000,
        "<tr><td" * 28_000,
        "{" * 9_000,
    ],
)
def test_hostile_pages_cost_little(text: str) -> None:
    """Tags that are never closed are passed over in one go."""
    with calls_under(1_000):
        as_page(text)
