"""A page with the sheets of two problems, one below the other: each is marked by its own part."""

import re
from pathlib import Path

import pytest

from backprop_cli.api import blank, check

FIRST, SECOND = "two_layer_relu_sigmoid", "two_layer_sigmoid"
TRUTH = {FIRST: "0.3775", SECOND: "0.3775", "one_neuron": "0.6"}
"""The first line of each: 0.15·0.05 + 0.20·0.10 + 0.35, Mazur's net_h1, and 0.5·2 − 0.4."""


def filled(problem: str, answer: str, student: str = "") -> str:
    """A blank sheet with its first line filled in."""
    page = blank(problem).render("markdown")
    page = page.replace("Student: ", f"Student: {student}")
    return re.sub(r"(?m)^(\| \S+ \| `[^`]+` \|) +\|$", rf"\1 {answer} |", page, count=1)


def marked(folder: Path, problem: str, page: str) -> tuple[str, float, tuple[str, ...], tuple[str, ...]]:
    """Who, points, what could not be read, and what was read in its own way."""
    path = folder / "sheet.md"
    path.write_text(page, encoding="utf-8")
    report = check(problem, path).report
    return report.who.student, report.points, report.problems, report.remarks


@pytest.mark.parametrize("order", [(FIRST, "one_neuron"), ("one_neuron", FIRST)])
def test_each_problem_takes_its_own_part(tmp_path: Path, order: tuple[str, str]) -> None:
    """Neither the other's names nor its numbers count; the name stands in one part alone."""
    one, other = order
    page = filled(one, TRUTH[one], "Ada") + "\n" + filled(other, TRUTH[other])
    for problem in order:
        student, points, problems, remarks = marked(tmp_path, problem, page)
        assert (student, points, problems) == ("Ada", 1, ())
        assert remarks[0].startswith("there are sheets of several problems on this page; what stands below `")


def test_a_heading_may_be_underlined(tmp_path: Path) -> None:
    """As pandoc writes the highest level, where it is told to."""
    page = filled(FIRST, TRUTH[FIRST], "Ada") + "\n" + filled("one_neuron", TRUTH["one_neuron"])
    underlined = re.sub(r"(?m)^# (.*)$", r"\1\n=====", page)
    for problem in (FIRST, "one_neuron"):
        assert marked(tmp_path, problem, underlined)[:3] == ("Ada", 1, ())


def test_the_same_name_may_stand_in_both(tmp_path: Path) -> None:
    """`z1[1]` of the other problem is not a second answer, nor the one that is marked."""
    page = filled(FIRST, TRUTH[FIRST]) + filled(SECOND, "7.5")
    assert marked(tmp_path, FIRST, page)[1] == 1
    assert marked(tmp_path, SECOND, page)[1] == 0


@pytest.mark.parametrize(
    "page",
    [
        filled(FIRST, TRUTH[FIRST]).replace("## ", "# "),
        filled(FIRST, TRUTH[FIRST]) + "# My notes\n\n| a | b |\n|--|--|\n| 1 | 2 |\n",
        "# Homework 5\n\n" + filled(FIRST, TRUTH[FIRST]),
    ],
)
def test_a_page_of_one_sheet_stays_whole(tmp_path: Path, page: str) -> None:
    """Headings of one's own, and of the parts of a sheet, are no other problem's."""
    _, points, _, remarks = marked(tmp_path, FIRST, page)
    assert (points, remarks) == (1, ())


def test_a_page_without_this_problem_is_told_so(tmp_path: Path) -> None:
    """Two sheets of other problems are read as before, and the heading says so."""
    path = tmp_path / "sheet.md"
    path.write_text(filled(SECOND, "1") + filled("one_neuron", "2"), encoding="utf-8")
    assert check(FIRST, path).report.heading.startswith("Two sigmoid layers")


@pytest.mark.parametrize("level", ["##", "###"])
def test_headings_within_a_sheet_are_none_of_sheets(tmp_path: Path, level: str) -> None:
    """Two headings of a lower level, and none of the highest: the page is one sheet."""
    page = f"{level} Forward\nz1[1] = 0.3775\n{level} Backward\nz1[2] = 0.39\n"
    _, points, problems, remarks = marked(tmp_path, FIRST, page)
    assert (points, problems, remarks) == (2, (), ())  # 0.25·0.05 + 0.30·0.10 + 0.35 = 0.3925
