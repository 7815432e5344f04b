"""`backprop check`: whose a sheet is, and what is never written into a folder of answers."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Backprop = Callable[..., Any]

WHO = "student: Ada\nid: 101\nemail: ada@example.org\n"
SHEETS = {
    "a.yaml": f"{WHO}answers: {{L: 0}}\n",
    "a.json": '{"student": "Ada", "id": 101, "email": "ada@example.org", "answers": {"L": 0}}',
    "a.csv": "Student,Ada\nID,101\nEmail,ada@example.org\nL,0\n",
    "a.md": "Student: Ada\n\n**ID:** 101\n\nEmail: <ada@example.org>\n\n"
    "| name | answer |\n| :-- | :-- |\n| `L` | 0 |\n",
    "broken.yaml": f"{WHO}answers:\n  L: 0\n  z1: [\n",
}


@pytest.mark.parametrize("file", SHEETS)
def test_every_format_of_sheet_says_whose_it_is(
    backprop: Backprop, small: str, folder: Path, file: str
) -> None:
    """Name, ID and email are read in YAML, JSON, CSV and Markdown, and stand in JSON."""
    (folder / file).write_text(SHEETS[file], encoding="utf-8")
    (sheet,) = json.loads(backprop("check", small, file, "--format", "json").out)["sheets"]
    assert (sheet["student"], sheet["id"], sheet["email"]) == ("Ada", "101", "ada@example.org")


def test_every_output_says_whose_a_sheet_is(backprop: Backprop, small: str, folder: Path) -> None:
    """The marked page, CSV, CSV by lines and Gradescope keep ID and email."""
    (folder / "a.yaml").write_text(SHEETS["a.yaml"], encoding="utf-8")
    page = backprop("check", small, "a.yaml").out
    assert "Student  Ada\nID       101\nEmail    ada@example.org\nFile     a.yaml\n" in page
    for extra in ([], ["--lines"]):
        said = backprop("check", small, "a.yaml", "--format", "csv", *extra).out
        row = next(csv.DictReader(io.StringIO(said)))
        assert [row[each] for each in ("student", "id", "email", "file")] == [
            *("Ada", "101", "ada@example.org", "a.yaml")
        ]
    graded = json.loads(backprop("check", small, "a.yaml", "--format", "gradescope").out)
    assert graded["extra_data"] == {
        "student": "Ada", "id": "101", "email": "ada@example.org", "file": "a.yaml"
    }  # fmt: skip


def test_a_blank_sheet_has_places_for_them(backprop: Backprop, small: str) -> None:
    """A sheet to fill in asks for name, ID and email, in both formats."""
    assert "\nStudent: \n\nID: \n\nEmail: \n" in backprop("blank", small, "-o", "-").out
    said = backprop("blank", small, "-o", "-", "--format", "yaml").out
    assert "\nstudent:\nid:\nemail:\n\nanswers:\n" in said


def test_a_blank_sheet_needs_no_file(backprop: Backprop, small: str) -> None:
    """Left out, `-o` is standard output, in Markdown as `check` reads it."""
    assert backprop("blank", small) == backprop("blank", small, "-o", "-")


def test_two_students_of_one_name_are_told_apart(backprop: Backprop, small: str, folder: Path) -> None:
    """By the ID, else by the email, else by the file; two sheets of one ID by both."""
    said = {
        "a.yaml": "id: 101",
        "b.yaml": "email: ada@example.org",
        "c.yaml": "note: none",
        "d.yaml": "id: 102",
        "e.yaml": "id: 102",
    }
    (folder / "class").mkdir()
    for file, line in said.items():
        (folder / "class" / file).write_text(f"student: Ada\n{line}\nanswers: {{L: 0}}\n", encoding="utf-8")
    (folder / "class" / "f.yaml").write_text("id: 103\nanswers: {L: 0}\n", encoding="utf-8")
    page = backprop("check", small, "class", "--format", "markdown").out
    assert "On more than one sheet: Ada. The ID, the email or the file tells them apart.\n" in page
    labels = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("|")]
    assert labels[2:8] == [
        *(
            "Ada (101)",
            "Ada (ada&#64;example.org)",
            "Ada (c.yaml)",
            "Ada (102, d.yaml)",
            "Ada (102, e.yaml)",
            "103",
        ),
    ]


@pytest.fixture
def group(folder: Path) -> Path:
    """A folder of answers in which one sheet lies in a folder."""
    (folder / "class" / "group1").mkdir(parents=True)
    (folder / "class" / "group1" / "ada.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    return folder / "class"


def test_feedback_keeps_the_folders_of_its_sheets(
    backprop: Backprop, small: str, folder: Path, group: Path
) -> None:
    """`group1/ada.yaml` gives `fb/group1/ada.md`, even where it is the only sheet."""
    assert backprop("check", small, "class", "--feedback-dir", "fb").code == 0
    assert [each.relative_to(folder).as_posix() for each in (folder / "fb").rglob("*.md")] == [
        "fb/group1/ada.md"
    ]
    said = backprop("check", small, "class", "--feedback-dir", "fb")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: `fb` already holds group1/ada.md")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--feedback-dir", "class"], "error: `class` is the folder of answers `class`\n"),
        (["--feedback-dir", "class/fb"], "error: `class/fb` lies in the folder of answers `class`\n"),
        (["--feedback-dir", "link"], "error: `link` is the folder of answers `class`\n"),
        (["-o", "class/marks.csv"], "error: `class/marks.csv` lies in the folder of answers `class`\n"),
    ],
)
def test_nothing_is_written_into_a_folder_of_answers(
    backprop: Backprop, small: str, folder: Path, group: Path, arguments: list[str], said: str
) -> None:
    """A result among the answers would be marked next time: it is refused, --force or not."""
    (folder / "link").symlink_to(group)
    before = sorted(folder.rglob("*"))
    done = backprop("check", small, "class", *arguments, "--force")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"{said}  = help: results would be taken for answers there\n"
    assert sorted(folder.rglob("*")) == before


def test_feedback_stays_in_its_folder(backprop: Backprop, small: str, folder: Path, group: Path) -> None:
    """A link in it that leads to the answers is refused, --force or not."""
    (folder / "fb").mkdir()
    (folder / "fb" / "group1").symlink_to(group / "group1")
    done = backprop("check", small, "class", "--feedback-dir", "fb", "--force")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: `fb/group1` leads out of `fb`\n")
    assert [path.name for path in (group / "group1").iterdir()] == ["ada.yaml"]


def test_feedback_never_replaces_a_sheet_of_answers(backprop: Backprop, small: str, folder: Path) -> None:
    """`check P ada.md --feedback-dir .` would write over ada.md: refused, --force or not."""
    (folder / "ada.md").write_text(SHEETS["a.md"], encoding="utf-8")
    done = backprop("check", small, "ada.md", "--feedback-dir", ".", "--force")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: `ada.md` is a sheet of answers\n")
    assert (folder / "ada.md").read_text(encoding="utf-8") == SHEETS["a.md"]


@pytest.mark.parametrize(("sheets", "middle"), [(9, None), (10, "0.5"), (11, "1")])
def test_a_class_has_its_middle(
    backprop: Backprop, small: str, folder: Path, sheets: int, middle: str | None
) -> None:
    """From ten sheets on the page says what half of them reach; the JSON always has it, with the mean."""
    (folder / "class").mkdir()
    for number in range(sheets):
        answer = 0 if number < sheets - 5 else 7
        (folder / "class" / f"{number:02}.yaml").write_text(f"answers: {{L: {answer}}}\n", encoding="utf-8")
    page = backprop("check", small, "class", "--only", "L").out
    assert (f"half of them reach {middle};" in page) == (middle is not None)
    assert ("half of them" in page) == (middle is not None)
    found = json.loads(backprop("check", small, "class", "--only", "L", "--format", "json").out)["class"]
    assert found["mean"] == pytest.approx((sheets - 5) / sheets)
    assert found["median"] == {9: 0, 10: 0.5, 11: 1}[sheets]
