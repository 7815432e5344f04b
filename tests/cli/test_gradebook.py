"""`backprop check --gradebook`: a teacher's own file, with one column filled and nothing else changed."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from counted import calls_under

from backprop_cli.marking.results.gradebooks.canvas import CANVAS_OWN
from backprop_cli.marking.results.gradebooks.kinds import KINDS
from backprop_cli.marking.sheets.csv_table import CsvTable

Backprop = Callable[..., Any]

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (7),One unit (1042),Current Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10,4,(read only)\r\n"
    '"Lovelace, Ada",101,s101,ada,"Group ""1""",9.5,,81\r\n'
    '"Noether, Emmy",102,s102,emmy@example.org,Group 1, 8,EX,\r\n'
    "Gödel; Kurt ,103,s103,kurt,Group 2,,1.00,\r\n"
    '"Turing, Alan",104,s104,alan,Group 2,,,\r\n'
    '"Student, Test",9,,x,,,,'
)
MOODLE = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 11,Ada Lovelace,ada@example.org,Submitted for grading,"
    ',8.00,Yes,"Monday, 2 November 2026",-,\n'
    "Participant 12,Emmy Noether,emmy@example.org,Submitted for grading,,8.00,No,-,-,\n"
    "Participant 13,Kurt Gödel,kurt@example.org,Submitted for grading,1.00,8.00,Yes,-,-,old\n"
)
GERMAN = (
    "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;"
    "Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar\n"
    "Teilnehmer/in 11;Ada Lovelace;ada@example.org;Abgegeben;;8,00;Ja;-;-;\n"
    "Teilnehmer/in 12;Emmy Noether;emmy@example.org;Abgegeben;1,00;8,00;Ja;-;-;\n"
)
ALL = "z1: 1\n  a1: 1\n  L: 0\n  dL/da1: 0\n"
HALF = "z1: 1\n  a1: 1\n"


@pytest.fixture
def group(folder: Path, small: str) -> Path:
    """A class: Ada by ID, Emmy by email, Kurt by name, and somebody."""
    (folder / "class").mkdir()
    with open(small, "a", encoding="utf-8") as file:
        file.write("ask: [z1, a1, L, dL/da1]\n")
    for file_name, who, answers in (
        ("ada", "id: s101", ALL),
        ("emmy", "email: emmy@example.org", ALL),
        ("kurt", "student: kurt  GÖDEL", HALF),
        ("x", "student: Nobody", ALL),
    ):
        (folder / "class" / f"{file_name}.yaml").write_text(f"{who}\nanswers:\n  {answers}", encoding="utf-8")
    return folder


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8", newline="")
    return path.name


def read(path: Path) -> str:
    return path.read_bytes().decode()


def test_canvas_gets_the_marks_of_one_column(backprop: Backprop, small: str, group: Path) -> None:
    """Ada is found by her SIS ID; EX and a grade stay; every other byte is as it was."""
    book = written(group / "g.csv", CANVAS.replace("Gödel; Kurt ", '"Gödel, Kurt"'))
    said = backprop("check", small, "class", "--gradebook", book, "-o", "filled.csv")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Canvas, column `One unit (1042)`: 4 sheets, 3 matched, 0 ambiguous, 1 unmatched; 1 mark put in, "
        "0 unchanged.\n"
        "Kept, as there is a grade (--force replaces it): Gödel, Kurt 1.00, now 2.00.\n"
        "Left as it is: Noether, Emmy is excused.\n"
        "Not in the gradebook: x.yaml.\n"
        "Without a sheet: Turing, Alan.\n"
        "filled.csv is written: 8 lines\n"
    )
    before = read(group / "g.csv")
    assert read(group / "filled.csv") == before.replace('"Group ""1""",9.5,,81', '"Group ""1""",9.5,4.00,81')


def test_with_force_a_grade_is_replaced_and_said(backprop: Backprop, small: str, group: Path) -> None:
    """What changes stands on standard error; EX stays all the same."""
    book = written(group / "g.csv", CANVAS.replace("Gödel; Kurt ", '"Gödel, Kurt"'))
    said = backprop("check", small, "class", "--gradebook", book, "--force", "--exit-zero")
    assert said.code == 0
    assert "2 marks put in" in said.err
    assert "\nChanged: Gödel, Kurt 1.00 → 2.00.\n" in said.err
    before = read(group / "g.csv")
    assert said.out == before.replace("9.5,,81\r", "9.5,4.00,81\r").replace("Group 2,,1.00", "Group 2,,2.00")


def test_a_dry_run_writes_nothing(backprop: Backprop, small: str, group: Path) -> None:
    """The summary, and no file."""
    book = written(group / "g.csv", CANVAS)
    said = backprop("check", small, "class", "--gradebook", book, "-o", "filled.csv", "--dry-run")
    assert (said.out, said.err.split(":")[0]) == ("", "Canvas, column `One unit (1042)`")
    assert not (group / "filled.csv").exists()


def test_moodle_gets_marks_and_a_sentence(backprop: Backprop, small: str, group: Path) -> None:
    """By the folder's number, email or name; a locked row, a grade and the byte order mark stay."""
    folder = group / "class" / "Somebody_11_assignsubmission_file_"
    folder.mkdir()
    (group / "class" / "ada.yaml").rename(folder / "sheet.yaml")
    book = written(group / "m.csv", MOODLE)
    said = backprop("check", small, "class", "--gradebook", book, "-o", "filled.csv")
    assert "4 sheets, 3 matched, 0 ambiguous, 1 unmatched; 1 mark put in, 0 unchanged.\n" in said.err
    assert "\nKept, as there is a grade (--force replaces it): Kurt Gödel 1.00, now 2.00.\n" in said.err
    assert "\nLeft as it is: Emmy Noether is locked.\n" in said.err
    assert said.err.endswith(
        "\nThe sheets count up to 4, the gradebook up to 8; --scale converts.\n"
        "filled.csv is written: 4 lines\n"
    )
    ada = 'Submitted for grading,,8.00,Yes,"Monday, 2 November 2026",-,\n'
    assert read(group / "filled.csv") == MOODLE.replace(
        ada, 'Submitted for grading,4.00,8.00,Yes,"Monday, 2 November 2026",-,All right.\n'
    )


def test_another_language_is_read_by_the_places_of_its_columns(
    backprop: Backprop, small: str, group: Path
) -> None:
    """German heads, `;`, decimal commas: the grade stands before its maximum, and is written with a comma."""
    book = written(group / "m.csv", GERMAN)
    call = ("check", small, "class/ada.yaml", "class/emmy.yaml", "--gradebook", book, "--scale")
    written_ = backprop(*call, "--roster", written(group / "r.csv", "id,email\ns101,ada@example.org\n")).out
    assert written_ == GERMAN.replace("Abgegeben;;8,00;Ja;-;-;", "Abgegeben;8,00;8,00;Ja;-;-;All right.")
    forced = backprop(*call, "--force")
    assert "Emmy Noether 1,00 → 8,00" in forced.err


def test_a_mark_over_the_maximum_is_not_put_in(backprop: Backprop, small: str, group: Path) -> None:
    """Moodle would pass over it in silence: it is said."""
    book = written(group / "m.csv", MOODLE.replace("8.00", "3.00"))
    said = backprop("check", small, "class/emmy.yaml", "class/kurt.yaml", "--gradebook", book, "--force")
    assert "Left as it is: Emmy Noether is locked.\n" in said.err
    book = written(group / "m.csv", MOODLE.replace("8.00", "3.00").replace(",No,", ",Yes,"))
    said = backprop("check", small, "class/emmy.yaml", "--gradebook", book)
    assert "Over the maximum, not put in: Emmy Noether 4.00 of 3.00.\n" in said.err
    assert said.out == read(group / "m.csv")


def test_doubtful_sheets_get_no_mark(backprop: Backprop, small: str, group: Path) -> None:
    """Two sheets of one student, a sheet of two students, a sheet that cannot be marked: said, and left."""
    (group / "class" / "again.yaml").write_text("id: 101\nanswers: {L: 0}\n", encoding="utf-8")
    (group / "class" / "kurt.yaml").write_text("student: Alan Turing\nanswers: {L: 0}\n", encoding="utf-8")
    (group / "class" / "x.yaml").write_bytes(b"\0")
    text = CANVAS.replace("EX", "").replace("Gödel; Kurt ", '"Turing, Alan"')
    said = backprop("check", small, "class", "--gradebook", written(group / "g.csv", text), "--dry-run")
    assert "\nAmbiguous: kurt.yaml (Turing, Alan or Turing, Alan).\n" in said.err
    assert "\nMore than one sheet, no mark put in: Lovelace, Ada (ada.yaml, again.yaml).\n" in said.err
    assert "\nNot in the gradebook: x.yaml.\n" in said.err
    assert "Without a sheet" not in said.err


def test_a_sheet_that_cannot_be_marked_is_said_with_its_student(
    backprop: Backprop, small: str, group: Path
) -> None:
    """Canvas's file name says whose it is: no mark is put in, and none is missing a sheet."""
    (group / "class" / "turingalan_104_5_sheet.yaml").write_bytes(b"\0")
    said = backprop("check", small, "class", "--gradebook", written(group / "g.csv", CANVAS), "--exit-zero")
    assert "\nCould not be marked: Turing, Alan.\n" in said.err
    assert "\nWithout a sheet: Gödel; Kurt.\n" in said.err  # and not Alan Turing
    assert '"Turing, Alan",104,s104,alan,Group 2,,,\r\n' in said.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--column", "Esay"],
            "error: `g.csv` has no column `Esay`; its columns are `Essay (7)`, `One unit (1042)`\n"
            "  = help: did you mean `Essay (7)`?\n",
        ),
        (
            ["--column", "Current Score"],
            "error: the column `Current Score` is Canvas's own\n"
            "  = help: columns for marks are `Essay (7)`, `One unit (1042)`\n",
        ),
        (
            ["--format", "csv"],
            "error: a gradebook keeps its own format\n  = help: leave out --format and --lines\n",
        ),
        (
            ["--dry-run", "--feedback-dir", "fb"],
            "error: --dry-run writes nothing\n  = help: leave out --feedback-dir\n",
        ),
        *(
            (
                ["-o", "g.csv", *force],
                "error: `g.csv` is read here, and would be lost\n"
                "  = help: choose another name for what is written\n",
            )
            for force in ([], ["--force"])
        ),
    ],
)
def test_bad_use_of_a_gradebook_is_explained(
    backprop: Backprop, small: str, group: Path, arguments: list[str], said: str
) -> None:
    """Exit code 2 and a way out, before anything is marked."""
    book = written(group / "g.csv", CANVAS)
    done = backprop("check", small, "class", "--gradebook", book, *arguments)
    assert (done.code, done.out, done.err) == (2, "", said)


@pytest.mark.parametrize("most", ["1e999", "inf", "-5", "0", "nan", "=cmd"])
def test_marks_are_scaled_to_a_finite_positive_maximum_alone(
    backprop: Backprop, small: str, group: Path, most: str
) -> None:
    """Anything else is no maximum: --scale is refused, and without it nobody speaks of one."""
    canvas = written(group / "g.csv", CANVAS.replace(",10,4,", f",10,{most},"))
    said = backprop("check", small, "class", "--gradebook", canvas, "--scale")
    assert (said.code, said.out, said.err) == (
        2,
        "",
        "error: the gradebook says no maximum for `Lovelace, Ada`\n  = help: leave out --scale\n",
    )
    moodle = written(group / "m.csv", MOODLE.replace(",8.00,", f",{most},"))
    said = backprop("check", small, "class", "--gradebook", moodle)
    assert "Participant 11" in said.out
    assert "Over the maximum" not in said.err
    assert "The sheets count up to" not in said.err
    assert backprop("check", small, "class", "--gradebook", moodle, "--scale").code == 2


def test_what_is_no_gradebook_is_refused(backprop: Backprop, small: str, group: Path) -> None:
    """A table that is none names its columns; options of a gradebook need one."""
    book = written(group / "g.csv", "a,b\n1,2\n")
    assert backprop("check", small, "class", "--gradebook", book).err == (
        "error: `g.csv` is no gradebook of Canvas or Moodle; its columns are `a`, `b`\n"
        "  = help: give the file as it was exported, its first line and its students\n"
    )
    assert backprop("check", small, "class", "--scale").err == "error: --scale is for --gradebook FILE\n"


def test_one_title_twice_needs_its_number(backprop: Backprop, small: str, group: Path) -> None:
    """Two columns of one title: both are named, and the whole head chooses."""
    book = written(group / "g.csv", CANVAS.replace("Essay (7)", "One unit (7)"))
    done = backprop("check", small, "class", "--gradebook", book)
    assert done.err == (
        "error: `g.csv` has 2 columns `One unit`: `One unit (7)`, `One unit (1042)`\n"
        "  = help: give the whole head with its number as --column\n"
    )
    call = ("check", small, "class/ada.yaml", "--gradebook", book, "--column", "One unit (1042)")
    assert "column `One unit (1042)`" in backprop(*call, "--dry-run").err


@pytest.mark.parametrize("text", [CANVAS, MOODLE, GERMAN, 'a,"b\nc",\r\n"d', "", ",\n\n,,\r", '"a"x,b'])
def test_an_unchanged_table_is_the_same_bytes(text: str) -> None:
    """Separators, quotes, line ends and a mark at the start stay as they are."""
    assert CsvTable(text).text({}) == text


def test_a_changed_cell_keeps_its_quotes_and_gets_what_it_needs() -> None:
    """A quoted cell stays quoted; a separator or a quote in a new text is quoted; short rows grow."""
    table = CsvTable('a,"b",c\n1\n')
    assert table.text({(0, 1): "x", (0, 2): 'y,"z"'}) == 'a,"x","y,""z"""\n1\n'
    assert table.text({(1, 2): "x"}) == 'a,"b",c\n1,,x\n'


def test_every_kind_takes_its_own_and_no_other() -> None:
    """Each kind is a row of the list: it reads its own file, and says nothing to another's."""
    from backprop_cli.marking.results.gradebook import WantedColumn

    own = {"Canvas": CANVAS, "Moodle": MOODLE}
    assert set(own) == set(KINDS)
    for kind, read_as in KINDS.items():
        for other, text in own.items():
            book = read_as(CsvTable(text), WantedColumn("g.csv", None, "One unit"))
            assert (book is not None) == (kind == other)
            assert book is None or book.kind == kind


def test_canvas_finds_a_file_by_the_number_in_its_name(backprop: Backprop, small: str, group: Path) -> None:
    """`lovelaceada_101_5551_sheet.yaml` is Ada's, whatever ID was copied onto the sheet."""
    sheets = group / "class"
    (sheets / "ada.yaml").rename(sheets / "lovelaceada_LATE_101_5551_sheet.yaml")
    copied = (sheets / "lovelaceada_LATE_101_5551_sheet.yaml").read_text(encoding="utf-8")
    (sheets / "turingalan_104_5552_sheet.yaml").write_text(copied, encoding="utf-8")
    book = written(group / "g.csv", CANVAS)
    said = backprop("check", small, "class", "--gradebook", book, "--exit-zero")
    assert said.out.count(",4.00,") == 2
    assert '"Turing, Alan",104,s104,alan,Group 2,,4.00,' in said.out
    assert "More than one sheet" not in said.err


def test_the_one_file_with_work_is_marked(backprop: Backprop, small: str, group: Path) -> None:
    """Beside a comment, a sheet of another problem or a broken file it counts; of two with work none does."""
    ada = group / "class" / "Ada Lovelace_11_assignsubmission_file_"
    kurt = group / "class" / "Kurt_13_assignsubmission_file_"
    online = group / "class" / "Ada Lovelace_11_assignsubmission_onlinetext_"
    for each in (ada, kurt, online):
        each.mkdir()
    (group / "class" / "ada.yaml").rename(ada / "task1.yaml")
    (ada / "task2.yaml").write_text("problem: Two units\nanswers: {z1: 7}\n", encoding="utf-8")
    (ada / "zoom.yaml").write_bytes(b"\0")
    (online / "onlinetext.html").write_text("<p>see the file</p>", encoding="utf-8")
    (group / "class" / "kurt.yaml").rename(kurt / "old.yaml")
    (kurt / "new.yaml").write_text("z1: 1\n", encoding="utf-8")
    book = written(group / "m.csv", MOODLE)
    said = backprop("check", small, "class", "--gradebook", book, "--exit-zero")
    mine, typed = ada.name, f"{online.name}/onlinetext.html"
    assert (
        f"\nOf several files the one with answers is marked: Ada Lovelace ({mine}/task1.yaml, not "
        f"{mine}/task2.yaml, {mine}/zoom.yaml, {typed}).\n"
    ) in said.err
    assert "\nMore than one sheet, no mark put in: Kurt Gödel (Kurt_13_assignsubmission_file_/new.yaml, " in (
        said.err
    )
    assert ",4.00,8.00,Yes," in said.out
    page = backprop("check", small, "class", "--format", "markdown").out
    assert "\n5 sheets; " in page
    assert page.count("does not count: another file of this student has the answers") == 3
    assert "could not be read" not in page
    for more in ((), ("--lines",)):
        rows = csv.DictReader(io.StringIO(backprop("check", small, "class", "--format", "csv", *more).out))
        ada_s = [row for row in rows if row["file"] in {f"{mine}/task2.yaml", f"{mine}/zoom.yaml", typed}]
        assert [row["points"] for row in ada_s] == [""] * 3
        assert all("does not count" in row["reason" if more else "problem"] for row in ada_s)
    group_ = json.loads(backprop("check", small, "class", "--format", "json").out)["class"]
    assert group_["not_counted"] == [f"{mine}/task2.yaml", f"{mine}/zoom.yaml", typed]
    assert f"Not counted, as another file of the student has the answers: {mine}/task2.yaml" in (
        page.replace("\\_", "_")
    )
    told = "This file does not count: another file of this student has the answers."
    for form, points in (
        ("terminal", "Points [0-9]"),
        ("gradescope", "Points: "),
        ("json", '"points": [0-9]'),
    ):
        backprop("check", small, "class", "--feedback-dir", form, "--feedback-format", form)
        pages = [" ".join(path.read_text("utf-8").split()) for path in Path(form).rglob("*.*")]
        assert [told in page for page in pages].count(True) == 3
        assert [told in page for page in pages] == [not re.search(points, page) for page in pages]


def test_sheets_of_another_problem_are_told_of(backprop: Backprop, small: str, group: Path) -> None:
    """Their marks are put in, and standard error says so first; so does the page of the class."""
    for file in ("ada", "kurt"):
        path = group / "class" / f"{file}.yaml"
        path.write_text(f"problem: Two units\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    book = written(group / "g.csv", CANVAS)
    told = "The headings of 2 sheets name another problem, Two units: ada.yaml; kurt.yaml."
    said = backprop("check", small, "class", "--gradebook", book, "--dry-run", "--exit-zero")
    assert said.err.splitlines()[0] == told
    assert "1 mark put in" in said.err
    page = " ".join(backprop("check", small, "class", "--exit-zero").out.split())
    assert told in page.partition("Student")[0]


COMMAS = (
    "Student;ID;SIS User ID;SIS Login ID;Section;One unit (1042);Essay (7)\n"
    "    Points Possible;;;;;{};10\n"
    '"Lovelace, Ada";101;0000101;ada;G;;{}\n'
)


@pytest.mark.parametrize(
    ("most", "essay", "grade"),
    [("3,5", "", "3,50"), ("7", "9,5", "7,00"), ("3.5", "", "3.50"), ("7", "9.5", "7.00"), ("7", "", "7.00")],
)
def test_canvas_gets_its_own_decimal_sign(
    backprop: Backprop, small: str, group: Path, most: str, essay: str, grade: str
) -> None:
    """As its column has it, else its other marks; full marks of a sheet, scaled, are the maximum."""
    book = written(group / "g.csv", COMMAS.format(most, essay))
    (group / "class" / "ada.yaml").write_text(f"id: 0101\nanswers:\n  {ALL}", encoding="utf-8")
    backprop("check", small, "class", "--gradebook", book, "--scale", "-o", "f.csv", "--exit-zero")
    assert read(group / "f.csv") == COMMAS.format(most, essay).replace("G;;", f"G;{grade};")


def test_a_long_head_costs_no_more_than_its_length() -> None:
    """What tells the columns that Canvas works out itself looks for one word behind the other."""
    assert CANVAS_OWN.match("Unposted Final Score")
    with calls_under(1_000):
        assert CANVAS_OWN.match("current " * 200_000) is None
