"""Pages of marks and answers stay apart: none is written among answers, and one that lies there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Said

from backprop_cli import check, check_class
from backprop_cli.errors import UsageError

Backprop = Callable[..., Said]
SHEET = "student: Ada\nanswers: {L: 0}\n"
"""Right: 2 · 0.5 is the target 1."""


@pytest.fixture
def one_sheet(folder: Path, small: str) -> str:
    """A sheet in a folder of its own."""
    (folder / "class").mkdir()
    (folder / "class" / "ada.yaml").write_text(SHEET, encoding="utf-8")
    return "class/ada.yaml"


@pytest.mark.parametrize("target", ["class", "class/../class/", "."])
def test_feedback_beside_a_sheet_is_refused(
    backprop: Backprop, small: str, one_sheet: str, folder: Path, target: str
) -> None:
    """Its folder is one of answers whether it is named or the sheet is; nothing is written."""
    sheets = [one_sheet]
    if target == ".":
        (folder / "ben.yaml").write_text(SHEET, encoding="utf-8")
        sheets = [one_sheet, "ben.yaml"]
    before = sorted(folder.rglob("*"))
    said = backprop("check", small, *sheets, "--feedback-dir", target)
    assert said.code == 2
    assert "would lie among the answers" in said.err
    assert sorted(folder.rglob("*")) == before


def test_feedback_in_a_folder_of_its_own_is_written(backprop: Backprop, small: str, one_sheet: str) -> None:
    """Below the sheet's folder, too."""
    assert backprop("check", small, one_sheet, "--feedback-dir", "class/returned", "--exit-zero").code == 0
    assert Path("class/returned/ada.md").is_file()


OF_ONE = [
    ["-o", "marks.md"],
    ["-o", "marks.txt"],
    ["-o", "marks.json"],
    ["-o", "marks.csv"],
    ["-o", "marks.csv", "--lines"],
    ["-o", "marks.json", "--format", "gradescope"],
    ["-o", "marks.md", "--flavor", "pandoc"],
    ["-o", "marks.html"],
]
OF_CLASS = [["-o", name] for name in ("marks.md", "marks.txt", "marks.json", "marks.csv", "marks.html")]


@pytest.mark.parametrize("options", OF_ONE + OF_CLASS)
def test_marks_among_the_answers_are_left_out_with_a_word(
    backprop: Backprop, small: str, one_sheet: str, options: list[str]
) -> None:
    """In every format: the class is as large as it is, and alone such a file is refused."""
    sheets = "class" if options in OF_CLASS else one_sheet
    backprop("check", small, sheets, *options, "--exit-zero")
    marks = Path("marks" + Path(options[1]).suffix).rename(Path("class") / options[1])
    said = backprop("check", small, "class", "--format", "csv", "--exit-zero")
    assert (said.code, said.err) == (0, f"left out, marked already: {marks.name}\n")
    assert [row.partition(",yaml")[0][:16] for row in said.out.splitlines()[1:]] == ["Ada,,,ada.yaml,1"]
    alone = backprop("check", small, str(marks))
    assert alone.err == (
        f"error: `{marks.name}` is a sheet that is marked already\n"
        "  = help: name what was handed in: a sheet with answers\n"
    )
    piped = backprop("check", small, "-", given=marks.read_bytes())
    assert piped.err.startswith("error: `standard input` is a sheet that is marked already\n")


def test_in_the_package_marks_are_no_answers_either(small: str, one_sheet: str) -> None:
    """A class goes on without them, a single sheet is refused."""
    Path("class/marks.md").write_text(check(small, one_sheet).render("markdown"), encoding="utf-8")
    assert [each.file for each in check_class(small, "class").reports] == ["ada.yaml"]
    with pytest.raises(UsageError, match=r"`marks\.md` is a sheet that is marked already"):
        check(small, "class/marks.md")


@pytest.mark.parametrize(
    "text",
    [
        "# Marked: by hand\n\nz1[1] = 1\n",
        "Results: all mine\nL = 0\n",
        "student,id,email,file,L\nAda,1,a@b,x,0\nBen,2,b@b,y,0\n",
        '{"answers": {"L": 0}, "schema": "backprop/1"}',
    ],
)
def test_what_only_looks_like_marks_is_a_sheet(
    backprop: Backprop, small: str, folder: Path, text: str
) -> None:
    """A title, a table with the file's name and a word of the schema alone tell nothing."""
    (folder / "sheet.txt").write_text(text, encoding="utf-8")
    assert "marked already" not in backprop("check", small, "sheet.txt").err
