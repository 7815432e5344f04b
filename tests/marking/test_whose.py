"""Whose a sheet is, as students write it above their work: no line of it is an answer that cannot be read."""

from pathlib import Path

import pytest

from backprop_cli import check
from backprop_cli.marking.sheets.sheet import Who

SHEETS = {
    "a.txt": "Name: Sara Lee\nStudent number: 17\nE-mail: s@x.org\nz1[1] = 0.3775\n",
    "b.txt": "First name: Sara\nLast name: Lee\nID number: 17\nEmail address: s@x.org\nz1[1] = 0.3775\n",
    "c.yaml": "full name: Sara Lee\nstudent id: 17\ne-mail: s@x.org\nanswers: {'z1[1]': 0.3775}\n",
    "d.yaml": "Name: Sara Lee\nID: 17\nemail: s@x.org\n'z1[1]': 0.3775\n",
    "e.md": "**Name:** Sara Lee\n\nMatriculation number: 17\n\n*E-mail*: s@x.org\n\n"
    "| name | answer |\n|---|---|\n| z1[1] | 0.3775 |\n",
    "f.md": "Name: Sara Lee\nStudent ID: 17\nE-mail address: s@x.org\n\n- $In^1_1 = 0.3775$\n",
    "g.json": '{"name": "Sara Lee", "student id": "17", "e-mail": "s@x.org", "z1[1]": 0.3775}',
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_student_s_own_words_say_whose_it_is(name: str, tmp_path: Path) -> None:
    """In every format, with an answer that is read as ever."""
    (tmp_path / name).write_text(SHEETS[name], encoding="utf-8")
    report = check("two_layer_relu_sigmoid", tmp_path / name).report
    assert report.who == Who("Sara Lee", "17", "s@x.org")
    assert report.problems == ()
    assert [(line.name, line.verdict.value) for line in report.shown] == [("z1[1]", "right")]


def test_a_sheet_s_own_key_comes_first(tmp_path: Path) -> None:
    """`student` is what our sheets have."""
    (tmp_path / "a.yaml").write_text("student: Ada\nname: B\nanswers: {L: 0.28}\n", encoding="utf-8")
    assert check("two_layer_relu_sigmoid", tmp_path / "a.yaml").report.who.student == "Ada"


def test_a_quantity_that_is_called_so_is_an_answer() -> None:
    """An author may have a formula called `name`."""
    report = check({"formulas": {"name": "x^2"}, "at": {"x": 3}}, {"name": "9"}).report
    assert [(line.name, line.verdict.value) for line in report.shown] == [("name", "right")]
    assert report.who == Who()
