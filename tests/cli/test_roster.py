"""`backprop check --roster`: whose each sheet is, and who handed in none."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.marking.results.matching import Handed, MatchedBy, Matching
from backprop_cli.marking.sheets.sheet import Who

Backprop = Callable[..., Any]

ROSTER = (
    "Id;Name;Email;File\r\n"
    "101;Ada Lovelace;ada@example.org;\r\n"
    '102;"Noether, Emmy";emmy@example.org;\r\n'
    "103;Kurt Gödel;;kurt\r\n"
    "104;Alan Turing;;\r\n"
    ";;;\r\n"
)
SHEETS = {
    "a.yaml": "id: 101\n",
    "b.yaml": "email: EMMY@example.org\n",
    "group2/kurt_sheet.yaml": "",
    "x.yaml": "student: Nobody\n",
}


@pytest.fixture
def group(folder: Path) -> Path:
    """A class of four students and three of their sheets, and one sheet of nobody."""
    (folder / "class" / "group2").mkdir(parents=True)
    for file, who in SHEETS.items():
        (folder / "class" / file).write_text(f"{who}answers: {{L: 0}}\n", encoding="utf-8")
    (folder / "class" / "roster.csv").write_text(ROSTER, encoding="utf-8-sig", newline="")
    return folder / "class"


def test_sheets_find_their_rows(backprop: Backprop, small: str, group: Path) -> None:
    """By ID, email, name or file; the roster completes who it is, and is no sheet itself."""
    said = backprop("check", small, "class", "--roster", "class/roster.csv", "--format", "json")
    data = json.loads(said.out)
    assert [(each["id"], each["student"], each["email"], each["file"]) for each in data["sheets"]] == [
        ("101", "Ada Lovelace", "ada@example.org", "a.yaml"),
        ("102", "Noether, Emmy", "EMMY@example.org", "b.yaml"),
        ("", "Nobody", "", "x.yaml"),
        ("103", "Kurt Gödel", "", "group2/kurt_sheet.yaml"),
    ]
    assert data["missing"] == [{"id": "104", "email": "", "name": "Alan Turing", "file": ""}]
    assert data["class"]["unmatched"] == ["x.yaml"]
    assert (said.code, said.err) == (0, "Not on the roster: x.yaml.\n")


def test_who_is_missing_stands_in_the_table_and_in_csv(backprop: Backprop, small: str, group: Path) -> None:
    """A student without a sheet is a row that says so; the page names the sheets that are nobody's."""
    call = ("check", small, "class", "--roster", "class/roster.csv")
    page = backprop(*call, "--format", "markdown").out
    assert "4 sheets; 0.0 of" not in page
    assert "; 1 student without a sheet.\n" in page
    assert "\nNot on the roster: x.yaml.\n" in page
    assert "\n| Alan Turing (104) | – |  | no sheet |\n" in page
    rows = list(csv.DictReader(io.StringIO(backprop(*call, "--format", "csv").out)))
    assert [row for row in rows if row["id"] == "104"] == [
        dict.fromkeys(rows[0], "") | {"student": "Alan Turing", "id": "104", "problem": "no sheet"}
    ]
    rows = list(csv.DictReader(io.StringIO(backprop(*call, "--format", "csv", "--lines").out)))
    assert rows[-1]["reason"] == "no sheet"


def test_what_is_not_plain_is_said(backprop: Backprop, small: str, folder: Path) -> None:
    """A sheet that could be two students', and two sheets of one, are named on standard error."""
    (folder / "class").mkdir()
    (folder / "roster.csv").write_text("id,name\n1,Ada\n2,ada\n3,Emmy\n", encoding="utf-8")
    for file, student in {"a": "ADA", "b": "Emmy", "c": "Emmy"}.items():
        (folder / "class" / f"{file}.yaml").write_text(
            f"student: {student}\nanswers: {{L: 0}}\n", encoding="utf-8"
        )
    said = backprop("check", small, "class", "--roster", "roster.csv", "--format", "json")
    assert said.err == (
        "a.yaml could be of Ada (1) or ada (2).\nMore than one sheet of Emmy (3): b.yaml; c.yaml.\n"
    )
    data = json.loads(said.out)
    assert data["missing"] == []
    assert [each["file"] for each in data["class"]["ambiguous"]] == ["a.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name,mail\nAda,a\n",
            "error: the roster `r.csv` has no column `id`; its columns are `name`, `mail`\n",
        ),
        ("id\n1\n1\n", "error: the roster `r.csv` has the ID `1` twice, in rows 1 and 2\n"),
        ("id,id\n1,1\n", "error: the roster `r.csv` has two columns `id`\n"),
        ("id,name\n", "error: the roster `r.csv` has no students\n"),
        ("", "error: the roster `r.csv` holds no table\n"),
        ("id\n\xe9\n", "error: the roster `r.csv` is not UTF-8: byte 4 on line 2\n"),
    ],
)
def test_a_bad_roster_is_explained(
    backprop: Backprop, small: str, folder: Path, text: str, said: str
) -> None:
    """What is wrong with it and the way out, on standard error; nothing is marked."""
    (folder / "r.csv").write_text(text, encoding="latin-1")
    (folder / "a.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    done = backprop("check", small, "a.yaml", "--roster", "r.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert "\n  = help: " in done.err
    assert backprop("check", small, "a.yaml", "--roster", "no.csv").err == (
        "error: the roster `no.csv` cannot be read: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("cell", "path", "found"),
    [
        ("ada", "group/ada_42.yaml", True),
        ("ada", "group/adam.yaml", False),
        ("ada.yaml", "group/Ada.yaml", True),
        ("Ada Lovelace", "Ada Lovelace_123_assignsubmission_file_/sheet.md", True),
        ("group1/ada.yaml", "group1/ada.yaml", True),
        ("a.lovelace", "a.lovelace.yaml", True),
    ],
)
def test_a_file_is_found_by_whole_words(cell: str, path: str, found: bool) -> None:
    """A file's name or stem counts where it stands in the path as a whole word, `ada` not in `adam`."""
    matching = Matching([MatchedBy.FILE], [[cell]])
    assert matching.add(Handed(Who(), path, path)) == (0 if found else None)


def test_the_longest_words_of_the_nearest_name_win() -> None:
    """`ada_lovelace` is found before `ada`, and the file before the folder it lies in."""
    matching = Matching([MatchedBy.FILE], [["ada"], ["ada_lovelace"], ["class"]])
    assert matching.add(Handed(Who(), "class/ada_lovelace.yaml", "")) == 1
    assert matching.add(Handed(Who(), "class/ada.yaml", "")) == 0
    assert matching.add(Handed(Who(), "class/x.yaml", "")) == 2


def test_a_downloads_path_says_whose_a_sheet_is(backprop: Backprop, small: str, folder: Path) -> None:
    """Moodle's folder by its name, Canvas's file by its number, also where the sheet cannot be read."""
    (folder / "roster.csv").write_text("id,name\n101,Ada Lovelace\n102,Emmy\n103,Emmy\n", encoding="utf-8")
    moodle = folder / "class" / "Ada Lovelace_7_assignsubmission_file_"
    moodle.mkdir(parents=True)
    (moodle / "sheet.yaml").write_bytes(b"\0")
    canvas = folder / "class" / "emmy_103_5551_sheet.yaml"
    canvas.write_text("student: Emmy\nanswers: {L: 0}\n", encoding="utf-8")
    said = backprop("check", small, "class", "--roster", "roster.csv", "--format", "json")
    data = json.loads(said.out)
    assert [(each["id"], each["student"]) for each in data["sheets"]] == [
        ("103", "Emmy"),
        ("101", "Ada Lovelace"),
    ]
    assert [each["id"] for each in data["missing"]] == ["102"]
    assert data["class"]["unmatched"] == data["class"]["ambiguous"] == []


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("id,name,email", '85,"Lovelace, Ada",ada@example.org'),
        ("Student ID,Full name,E-mail", "85,Ada Lovelace,ada@example.org"),
        ("Roll No.,First name,Last name,Mail", "0000085,Ada,Lovelace,ada@example.org"),
        ("Nachname,Vorname,Matrikelnummer,E-Mail-Adresse", "Lovelace,Ada,85,ada@example.org"),
        ("First Name,Last Name,SID,Email", "Ada,Lovelace,85,ada@example.org"),
        ("Name,OrgDefinedId,Email", "Ada Lovelace,#85,ada@example.org"),
    ],
)
@pytest.mark.parametrize(
    "who", ["id: '0000085'", "id: 85", "student: ADA lovelace", "email: Ada@example.org"]
)
def test_a_roster_has_the_heads_that_sheets_may_have(
    backprop: Backprop, small: str, folder: Path, heads: str, row: str, who: str
) -> None:
    """Any of their names, a name in two parts, and numbers whose first zeros a spreadsheet has lost."""
    (folder / "a.yaml").write_text(f"{who}\nanswers: {{L: 0}}\n", encoding="utf-8")
    (folder / "r.csv").write_text(f"{heads}\n{row}\n86,B,C,d@example.org\n", encoding="utf-8")
    said = backprop("check", small, "a.yaml", "--roster", "r.csv", "--format", "json")
    (sheet,) = json.loads(said.out)["sheets"]
    assert sheet["email"].casefold() == "ada@example.org"
    assert sheet["student"].casefold() in {"ada lovelace", "lovelace, ada"}


def test_canvas_s_gradebook_is_a_roster(backprop: Backprop, small: str, folder: Path) -> None:
    """Its row of points and its test student are nobody, and who sent a comment too has sent one sheet."""
    (folder / "r.csv").write_text(
        "Student,ID,Section,Essay (7)\n    Points Possible,,,10\n"
        '"Lovelace, Ada",101,A,\n"Noether, Emmy",102,A,\n"Student, Test",9,A,\n',
        encoding="utf-8",
    )
    (folder / "class").mkdir()
    (folder / "class" / "lovelaceada_101_1_a.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    (folder / "class" / "lovelaceada_101_2_b.txt").write_text("see the other file\n", encoding="utf-8")
    said = backprop("check", small, "class", "--roster", "r.csv", "--format", "json")
    assert [each["id"] for each in json.loads(said.out)["missing"]] == ["102"]
    assert "More than one sheet" not in said.err


def test_an_id_as_it_stands_comes_before_its_number() -> None:
    """85 and 085 are two students; 0085 is either."""
    matching = Matching([MatchedBy.ID], [["85"], ["085"], ["s9"]])
    rows = [matching.add(Handed(Who(id=each), "a", "a")) for each in ("85", "085", "0085", "9")]
    assert rows == [0, 1, None, None]
    assert [each.rows for each in matching.ambiguous] == [(0, 1)]


def test_two_columns_of_ids_are_refused(backprop: Backprop, small: str, folder: Path) -> None:
    """Unless one of them is called `id`."""
    (folder / "a.yaml").write_text("id: 7\nanswers: {L: 0}\n", encoding="utf-8")
    for heads, code in (("Student ID,Roll No", 2), ("Student ID,id", 0)):
        (folder / "r.csv").write_text(f"{heads}\n3,7\n", encoding="utf-8")
        said = backprop("check", small, "a.yaml", "--roster", "r.csv", "--exit-zero")
        assert said.code == code
        assert ("has the columns `student id` and `roll no`" in said.err) == bool(code)
