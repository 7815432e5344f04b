"""A folder of answers: what is a sheet in it, what is told of, and what nobody need know of."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backprop_cli.cli.main import run
from backprop_cli.marking.sheets.folders import in_folder

ADA, EMMY = "Ada Lovelace_1_assignsubmission_file_", "Emmy Noether_2_assignsubmission_file_"
Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Makes a folder of small files, and a problem beside it."""
    monkeypatch.chdir(tmp_path)

    def filled(*paths: str) -> Path:
        for path in paths:
            file = tmp_path / "class" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("z1: 1\n", encoding="utf-8")
        (tmp_path / "p.yaml").write_text(
            "inputs: [2]\nlayers: [{weights: [[0.5]], activation: linear}]\ntargets: [1]\nloss: sse\n",
            encoding="utf-8",
        )
        return tmp_path / "class"

    return filled


def names(folder: Path, found: list[str]) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in found]


def test_what_systems_leave_behind_is_no_matter(fill: Fill) -> None:
    """What Windows, macOS, Word and Gradescope put beside documents is neither a sheet nor told of."""
    litter = (
        "Thumbs.db",
        "submission_metadata.yml",
        "x/desktop.ini",
        "__MACOSX/x/._ada.md",
        ".DS_Store",
        "~$ada.docx",
        ".~lock.ada.md#",
    )
    folder = fill("ada.md", "notes.pdf", *litter)
    found = in_folder(str(folder))
    assert (names(folder, found.sheets), names(folder, found.others)) == (["ada.md"], ["notes.pdf"])


def test_a_submission_without_a_sheet_is_its_student_s(fill: Fill) -> None:
    """Of photographs the first; a scan beside a sheet, or by nobody in particular, is only told of."""
    folder = fill(
        f"{ADA}/1.jpg", f"{ADA}/2.jpg", f"{EMMY}/sheet.html", f"{EMMY}/scan.pdf", "scan.pdf",
        "godelkurt_103_5_sheet.pdf", "godelkurt_103_6_sheet.txt", "turingalan_104_7_sheet.doc",
    )  # fmt: skip
    found = in_folder(str(folder))
    assert names(folder, found.sheets) == [
        *("godelkurt_103_6_sheet.txt", "turingalan_104_7_sheet.doc", f"{ADA}/1.jpg", f"{EMMY}/sheet.html")
    ]
    assert names(folder, found.others) == [
        *("godelkurt_103_5_sheet.pdf", "scan.pdf", f"{ADA}/2.jpg", f"{EMMY}/scan.pdf")
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("sheet.doc", "a .doc file is not read: save it as .docx"),
        ("sheet.rtf", "a .rtf file is not read: `pandoc FILE -t gfm -o sheet.md` makes a sheet of it"),
        ("sheet.PDF", "a .pdf file is not read: marking takes text, no picture of it"),
        ("sheet.zip", "a .zip file is not read: unpack it"),
        ("sheet.xlsx", "a .xlsx file is not read as a sheet"),
        ("sheet", "a file without an ending is not read as a sheet"),
    ],
)
def test_a_row_says_why_there_are_no_marks(
    fill: Fill, capsys: pytest.CaptureFixture[str], file: str, said: str
) -> None:
    """Who handed in something else stands in the results, with the reason and the way out."""
    fill(f"{ADA}/{file}", "notes.pdf")
    assert run(["check", "p.yaml", "class", "--format", "json"]) == 1
    out = capsys.readouterr()
    (sheet,) = json.loads(out.out)["sheets"]
    assert (sheet["student"], sheet["fault"], sheet["points"]) == ("Ada Lovelace", said, None)
    assert out.err == "left out, no answer sheets: notes.pdf\n"


def test_what_is_left_out_is_named_with_its_folder(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    """Whose a file is shows by where it lies."""
    fill("ada/sheet.md", "ada/scan.pdf", "emmy/sheet.html", "emmy/scan.pdf")
    assert run(["check", "p.yaml", "class", "--format", "csv"]) == 0
    out = capsys.readouterr()
    assert out.err == "left out, no answer sheets: ada/scan.pdf, emmy/scan.pdf\n"
    assert out.out.count("\n") == 3


def test_a_link_to_a_folder_is_named_as_left_out(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not followed, wherever it leads, and the teacher reads that it is there."""
    folder = fill("ada.md", "late/emmy.md")
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kurt.md").write_text("z1: 1\n", encoding="utf-8")
    (folder / "late" / "kurt").symlink_to(elsewhere)
    found = in_folder(str(folder))
    assert names(folder, found.sheets) == ["ada.md", "late/emmy.md"]
    assert names(folder, found.others) == ["late/kurt"]
    run(["check", "p.yaml", "class"])
    assert "left out, no answer sheets: late/kurt" in capsys.readouterr().err


def test_a_hidden_file_is_a_submission_too(fill: Fill) -> None:
    """Where its student has sent nothing else, and it is none that a system leaves behind."""
    folder = fill(
        f"{ADA}/.sheet.md", f"{EMMY}/sheet.md", f"{EMMY}/.draft.md", ".notes.md",
        "Kurt Gödel_3_assignsubmission_file_/.DS_Store", "Alan Turing_4_assignsubmission_file_/._sheet.md",
    )  # fmt: skip
    found = in_folder(str(folder))
    assert {*names(folder, found.sheets)} == {f"{ADA}/.sheet.md", f"{EMMY}/sheet.md"}
    assert found.others == []
