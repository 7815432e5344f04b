"""`backprop check`: exact text, exit code and stream."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from backprop_cli.cli.main import run

PROBLEM = """\
inputs: [0.5]
layers:
  - {weights: [[0.4]], biases: 0.1, activation: sigmoid}
targets: [1]
loss: sse
ask: [z1, a1, L]
"""
RIGHT = "student: Sara\nanswers: {'z1[1]': 0.3000, 'a1[1]': 0.5744, L: 0.1811}\n"
WRONG = "student: =Omid\nanswers: {'z1[1]': 0.9000, 'a1[1]': 0.7109, L: }\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a problem and a class of two."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(PROBLEM)
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "right.yaml").write_text(RIGHT)
    (tmp_path / "class" / "wrong.yaml").write_text(WRONG)
    return tmp_path


def test_a_right_sheet_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sheet without mistakes: the page on standard output, nothing on standard error, exit code 0."""
    assert run(["check", "net.yaml", "class/right.yaml"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(
        "Marked: Backpropagation worksheet\n"
        "=================================\n\n"
        "All right.\n\n"
        "Student  Sara\n"
        "File     right.yaml\n"
        "Points   3 of 3\n"
        "Rule     1 for each line asked; a line that follows correctly from an earlier\n"
        "         mistake earns its points in full; a mistake that is made again costs\n"
        "         once, but each time where the answer is only a name, a given number, or\n"
        "         a 0 that earlier lines do not lead to; at least 2 significant digits\n"
    )
    assert err == ""


def test_a_wrong_sheet_ends_with_1_unless_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Something wrong is exit code 1, or 0 with --exit-zero; the page is the same."""
    assert run(["check", "net.yaml", "class/wrong.yaml"]) == 1
    first = capsys.readouterr().out
    assert "1 mistake, at z₁⁽¹⁾; 1 later line follows correctly from it; 1" in first
    assert run(["check", "net.yaml", "class/wrong.yaml", "--exit-zero"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["net.yaml", "no.yaml"], "error: there is no file `no.yaml`\n"),
        (["net.yaml", "class", "--format", "cvs"], "error: there is no format `cvs`\n  = help: did you mean"),
        (["net.yaml", "class", "--lines"], "error: --lines is for --format csv\n"),
        (["net.yaml", "class", "-o", "marks.xls"], "error: no format has the ending of `marks.xls`\n"),
        (["net.yaml", "class", "--format", "gradescope"], "error: format `gradescope` holds one sheet\n"),
        (["net.yaml", "class", "--assume", "loss=msse"], "error: `loss` cannot be `msse`\n  = help: did"),
        (["net.yaml", "class", "--assume", "mse"], "error: `mse` is no convention\n"),
        (["net.yaml", "class", "--accept", "sing"], "error: there is no known mistake `sing`\n  = help: did"),
        (["-", "-"], "error: standard input is one file"),
        (["net.yaml", "class", "--feedback-dir", "net.yaml"], "error: `net.yaml` is no folder: there is a"),
        *((["net.yaml", "class", option, ""], f"error: {option} is empty\n")
          for option in ("--feedback-dir", "--output", "--roster", "--gradebook", "--arrays")),
    ],
)  # fmt: skip
def test_bad_use_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """Bad use is explained on standard error, with exit code 2 and no data."""
    assert run(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)


def test_csv_has_a_row_for_each_student(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a student, names that a spreadsheet would run neutralised."""
    assert run(["check", "net.yaml", "class", "--format", "csv"]) == 1
    assert capsys.readouterr().out == (
        "student,id,email,file,points,of,first_wrong_line,mistake,sentence,problem\n"
        "Sara,,,right.yaml,3,3,,,All right.,\n"
        "'=Omid,,,wrong.yaml,1,3,z1[1],,\"1 mistake, at z of unit 1 in layer 1; "
        '1 later line follows correctly from it; 1 line blank.",\n'
    )


def test_csv_lines_has_a_row_for_each_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --lines each line of each sheet is a row."""
    run(["check", "net.yaml", "class", "--format", "csv", "--lines"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["verdict"] for row in rows] == ["right"] * 3 + ["wrong", "follows", "blank"]
    assert rows[4]["given"] == "0.7109"


def test_json_keeps_its_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON starts with the schema and gives every answer with its verdict."""
    run(["check", "net.yaml", "class", "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert next(iter(data)) == "schema"
    assert data["schema"] == "backprop/1"
    sheet = data["sheets"][1]
    assert {"student", "file", "points", "of", "sentence", "answers"} <= sheet.keys()
    assert sheet["student"] == "=Omid"
    answer = sheet["answers"][0]
    assert {"name", "given", "expected", "true", "verdict", "reason", "mistake"} <= answer.keys()
    assert (answer["name"], answer["verdict"]) == ("z1[1]", "wrong")


def test_gradescope_gets_its_published_fields(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """results.json has a score, an output, and a test with score and status for each line."""
    assert run(["check", "net.yaml", "class/wrong.yaml", "--format", "gradescope", "--exit-zero"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["score"] == 1
    assert data["output_format"] == "text"
    assert [(test["score"], test["max_score"], test["status"]) for test in data["tests"]] == [
        (0, 1, "failed"),
        (1, 1, "passed"),
        (0, 1, "failed"),
    ]
    known = {
        "score",
        "max_score",
        "status",
        "name",
        "name_format",
        "number",
        "output",
        "output_format",
        "visibility",
    }
    assert all(test.keys() <= known for test in data["tests"])


def test_a_class_for_gradescope_is_a_file_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --feedback-dir every sheet of a class gets its own results.json; an unreadable one scores 0."""
    (folder / "class" / "broken.yaml").write_bytes(b"\0")
    call = ["check", "net.yaml", "class", "--format", "gradescope", "--feedback-dir", "gs"]
    assert run(call) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "3 sheets written to gs\n")
    scores = {path.name: json.loads(path.read_text())["score"] for path in (folder / "gs").iterdir()}
    assert scores == {"broken.json": 0, "right.json": 3, "wrong.json": 1}


def test_gradescope_gets_a_result_of_an_unreadable_sheet(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The autograder must always find its results.json: score 0, with the reason."""
    (folder / "broken.yaml").write_bytes(b"\0")
    assert run(["check", "net.yaml", "broken.yaml", "--format", "gradescope", "--exit-zero"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["score"] == 0
    assert data["output"].startswith("This sheet could not be marked: this is not a text file: byte 1 is 0")


def test_feedback_is_one_page_for_each_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each page keeps its sheet's name and folders, and replaces nothing without --force."""
    (folder / "class" / "x").mkdir()
    (folder / "class" / "x" / "y.yaml").write_text("student: ../../x\nanswers: {L: 1}\n")
    (folder / "class" / "x-y.yaml").write_text("student: ../../x\nanswers: {L: 1}\n")
    call = ["check", "net.yaml", "class", "--feedback-dir", "fb", "--exit-zero"]
    assert run(call) == 0
    assert "4 sheets written to fb\n" in capsys.readouterr().err
    written = sorted(path.relative_to(folder / "fb").as_posix() for path in (folder / "fb").rglob("*.md"))
    assert written == ["right.md", "wrong.md", "x-y.md", "x/y.md"]
    assert sorted(path.name for path in folder.iterdir()) == ["class", "fb", "net.yaml"]
    assert run(call) == 2
    assert capsys.readouterr().err.startswith("error: `fb` already holds right.md\n")
    assert run([*call, "--force"]) == 0


def test_folders_within_folders_are_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A download with a folder for each student: every sheet is found, and its folder tells it apart."""
    for name in ("ada", "bob"):
        (folder / "class" / name).mkdir()
        (folder / "class" / name / "sheet.yaml").write_text(RIGHT)
    run(["check", "net.yaml", "class", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["file"] for row in rows] == ["right.yaml", "wrong.yaml", "ada/sheet.yaml", "bob/sheet.yaml"]
    run(["check", "net.yaml", "class/ada", "class/bob", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["file"] for row in rows] == ["ada/sheet.yaml", "bob/sheet.yaml"]


def test_only_what_is_asked_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--only and --all choose the lines that count, as they choose the lines of a blank sheet."""
    totals = []
    for extra in (["--only", "L"], [], ["--all"]):
        run(["check", "net.yaml", "class/right.yaml", "--format", "json", *extra])
        totals.append(json.loads(capsys.readouterr().out)["sheets"][0]["of"])
    assert totals[:2] == [1, 3]
    run(["blank", "net.yaml", "-o", "-", "--all"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| $")]
    assert totals[2] == len(lines)


def test_another_convention_can_be_assumed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With half_sse instead of sse the loss is half as large, and the page says by what it was marked."""
    (folder / "half.yaml").write_text("answers: {'z1[1]': 0.3000, 'a1[1]': 0.5744, L: 0.0906}\n")
    assert run(["check", "net.yaml", "half.yaml"]) == 1
    capsys.readouterr()
    assert run(["check", "net.yaml", "half.yaml", "--assume", "loss=half_sse"]) == 0
    assert "marked with loss=half_sse" in " ".join(capsys.readouterr().out.split())


def test_a_known_mistake_can_be_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--accept lets a mistake pass: it earns its points, and the page says so."""
    (folder / "half.yaml").write_text("answers: {'z1[1]': 0.3000, 'a1[1]': 0.5744, L: 0.0906}\n")
    assert run(["check", "net.yaml", "half.yaml", "--accept", "factor_two"]) == 0
    out = capsys.readouterr().out
    assert "Points   3 of 3\n" in out
    assert "accepted: factor_two" in out
    assert run(["check", "net.yaml", "half.yaml", "--accept", "a factor 2 (or ½) was lost or doubled"]) == 0
    assert capsys.readouterr().out == out


@pytest.mark.parametrize("form", ["terminal", "markdown", "csv", "json"])
def test_the_same_sheets_give_the_same_bytes(folder: Path, form: str) -> None:
    """Marking again writes the same bytes."""
    first, second = folder / "first.out", folder / "second.out"
    for path in (first, second):
        run(["check", "net.yaml", "class", "--format", form, "-o", str(path)])
    assert first.read_bytes() == second.read_bytes() != b""


def test_an_output_file_is_not_replaced_unless_told(folder: Path) -> None:
    """-o keeps an existing file unless --force is given."""
    (folder / "marks.csv").write_text("mine")
    assert run(["check", "net.yaml", "class", "-o", "marks.csv"]) == 2
    assert (folder / "marks.csv").read_text() == "mine"
    assert run(["check", "net.yaml", "class", "-o", "marks.csv", "--force"]) == 1


def test_numbers_are_marked_without_sympy_and_numpy(folder: Path) -> None:
    """A class of numbers is marked without loading sympy or numpy, and rich only where a table is drawn."""
    code = (
        "import sys; from backprop_cli.cli.main import run;"
        "run(['check', 'net.yaml', 'class', *sys.argv[1:]]);"
        "print(sorted({'sympy', 'numpy', 'rich'} & sys.modules.keys()))"
    )
    for arguments, heavy in (([], ["rich"]), (["--format", "csv"], [])):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=folder
        )
        assert done.stdout.splitlines()[-1] == str(heavy)


def test_asked_digits_win_over_the_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0.3000 is exact, 0.5744 and 0.1811 have four digits: five are too many for these two."""
    assert run(["check", "net.yaml", "class/right.yaml", "--asked-digits", "4"]) == 0
    assert "at least 4 significant digits" in " ".join(capsys.readouterr().out.split())
    assert run(["check", "net.yaml", "class/right.yaml", "--asked-digits", "5"]) == 1
    assert capsys.readouterr().out.count("│ too few digits") == 2
    assert run(["check", "net.yaml", "class/right.yaml", "--digits", "5"]) == 2
    assert "No such option '--digits'" in capsys.readouterr().err
