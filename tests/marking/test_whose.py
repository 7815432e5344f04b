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


BODIES = {
    "a.txt": "\n\nz1[1] = 0.3775\n",
    "b.md": "\n\nz1[1] = 0.3775\n",
    "c.md": "\n\n| name | answer |\n|---|---|\n| z1[1] | 0.3775 |\n",
}
HEADS = {
    "**Name:** Ada Lovelace": Who("Ada Lovelace"),
    "**Full name:** Ada Lovelace": Who("Ada Lovelace"),
    "- *Student name:* Ada Lovelace": Who("Ada Lovelace"),
    "**Name: Ada Lovelace**": Who("Ada Lovelace"),
    "Name: **Ada Lovelace**": Who("Ada Lovelace"),
    "_Name:_ Ada Lovelace": Who("Ada Lovelace"),
    "_Name: Ada Lovelace_": Who("Ada Lovelace"),
    "**Name**: Ada O'Brien (Smith)": Who("Ada O'Brien (Smith)"),
    "Name: ______": Who(),
    "**Student ID:** 0012": Who(id="0012"),
    "ID: `a\\_12`": Who(id="a_12"),
    "Roll No: 0012": Who(id="0012"),
    "Matr.-Nr.: 0012": Who(id="0012"),
    "**Matrikelnummer**: 0012": Who(id="0012"),
    "Registration no.: 0012": Who(id="0012"),
    "**E-mail:** ada@uni.de": Who(email="ada@uni.de"),
    "Mail: <_ada@uni.de>": Who(email="_ada@uni.de"),
    "Email: [ada@uni.de](mailto:ada@uni.de)": Who(email="ada@uni.de"),
    "Vorname: Ada\nNachname: Lovelace": Who("Ada Lovelace"),
    "Vor- und Nachname: Ada Lovelace": Who("Ada Lovelace"),
    "Nom : Lovelace\nPrénom : Ada\nN° étudiant : 0012": Who("Ada Lovelace", "0012"),
    "Étudiante : Ada Lovelace\nCourriel : ada@uni.de": Who("Ada Lovelace", email="ada@uni.de"),
    "Alumna: Ada Lovelace\nMatrícula: 0012": Who("Ada Lovelace", "0012"),
    "**Nombre:** Ada\n**Apellidos:** Lovelace": Who("Ada Lovelace"),
    "Nome: Ada\nCognome: Lovelace\nMatricola: 0012": Who("Ada Lovelace", "0012"),
    "Aluno: Ada Lovelace": Who("Ada Lovelace"),
    "Naam: Ada Lovelace, Studentnummer: 0012": Who("Ada Lovelace", "0012"),
    "Student : Ada Lovelace  ID: 0012  Email: ada@uni.de": Who("Ada Lovelace", "0012", "ada@uni.de"),
    "**Name:** Ada Lovelace, **ID:** 0012 | **E-mail:** <ada@uni.de>": Who(
        "Ada Lovelace", "0012", "ada@uni.de"
    ),
    "Student ID: 0012 Name: Ada Lovelace": Who("Ada Lovelace", "0012"),
    "Name: Ada Lovelace (ID: 0012)": Who("Ada Lovelace", "0012"),
    "| Name | Ada Lovelace |\n|---|---|": Who("Ada Lovelace"),
    "| Name | Ada Lovelace |\n|---|---|\n| **Roll No.** | 0012 |": Who("Ada Lovelace", "0012"),
    "| Name | Ada Lovelace | ID | 0012 |": Who("Ada Lovelace", "0012"),
    "| Name | ID | Mail |\n|---|---|---|\n| Ada | 0012 | ada@uni.de |": Who("Ada", "0012", "ada@uni.de"),
}
"""What students and their editors write, and who that is."""


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("head", HEADS)
def test_marks_around_what_says_whose_it_is_do_not_count(head: str, body: str, tmp_path: Path) -> None:
    """Emphasis, links and tables, in text and in Markdown with and without a table of answers."""
    (tmp_path / body).write_text(head + BODIES[body], encoding="utf-8")
    report = check("two_layer_relu_sigmoid", tmp_path / body).report
    assert report.who == HEADS[head]
    assert (report.problems, report.remarks) == ((), ())
    assert [(line.name, line.verdict.value) for line in report.shown] == [("z1[1]", "right")]


def test_a_table_of_answers_under_its_head_says_of_nobody(tmp_path: Path) -> None:
    """`| name | mine |` are the heads of answers, and below rows about a student answers go on."""
    (tmp_path / "a.md").write_text("| name | mine |\n|---|---|\n| z1[1] | 0.3775 |\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(
        "| Name | Ada |\n|---|---|\n| ID | 7 |\n| z1[1] | 0.3775 |\n| z1[2] | 1 |\n", encoding="utf-8"
    )
    first, second = (check("two_layer_relu_sigmoid", tmp_path / f"{each}.md").report for each in "ab")
    assert (first.who, [line.name for line in first.shown]) == (Who(), ["z1[1]"])
    assert (second.who, [line.name for line in second.shown]) == (Who("Ada", "7"), ["z1[1]", "z1[2]"])
