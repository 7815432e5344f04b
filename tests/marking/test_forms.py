"""A CSV table with a row for each student, as forms export it: a class, a sheet for each row."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from backprop_cli.api import check
from backprop_cli.cli.main import run
from backprop_cli.errors import UsageError
from backprop_cli.marking.sheets.csv_table import CsvTable
from backprop_cli.marking.sheets.formats.form import MOST_COLUMNS, read_form

PROBLEM = """\
title: Two in, two hidden, one out
inputs: [0.6, -0.4]
layers:
  - {weights: [[0.3, -0.8], [0.7, 0.45]], activation: sigmoid}
  - {weights: [[0.9, -0.35]], activation: sigmoid}
targets: [1]
loss: half_sse
ask: [z1, a1, a2, "dL/dz2", "dL/dW2"]
"""
X, W1, W2 = np.array([0.6, -0.4]), np.array([[0.3, -0.8], [0.7, 0.45]]), np.array([[0.9, -0.35]])
NAMES = ["z1[1]", "z1[2]", "a1[1]", "a1[2]", "a2[1]", "dL/dz2[1]", "dL/dW2[1,1]", "dL/dW2[1,2]"]
Rows = list[list[str]]


def worked(*, slip: float = 0.0) -> list[str]:
    """The asked values in their order; `slip` came into z1[1] and is carried on."""
    z1 = W1 @ X + np.array([slip, 0])
    a1 = 1 / (1 + np.exp(-z1))
    a2 = 1 / (1 + np.exp(-(W2 @ a1)))
    d2 = (a2 - 1) * a2 * (1 - a2)
    return [f"{value:.4g}" for value in (*z1, *a1, *a2, *d2, *(d2[0] * a1))]


HONEST, SLIPPED = worked(), worked(slip=1.0)
HEAD = ["Timestamp", "Email Address", "Your name", *NAMES, "How did it go?"]


def of(who: str, answers: list[str], email: str = "") -> list[str]:
    return ["2026/11/26 10:00:00", email or f"{who.lower()}@x.org", who, *answers, "fine, thanks"]


def table(rows: Rows, separator: str = ",") -> str:
    page = io.StringIO()
    csv.writer(page, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return page.getvalue()


@pytest.fixture
def problem(tmp_path: Path) -> str:
    path = tmp_path / "net.yaml"
    path.write_text(PROBLEM, encoding="utf-8")
    return str(path)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return tmp_path / "form.csv"


def marks(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> list[dict[str, object]]:
    """The sheets of the class, as JSON has them."""
    assert run(["check", problem, str(form), "--format", "json", "--exit-zero", *options]) == 0
    sheets: list[dict[str, object]] = json.loads(capsys.readouterr().out)["sheets"]
    return sheets


def test_a_form_is_a_class(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All right; one slip and what follows; half of it left empty: three students with their points."""
    half = [*HONEST[:4], "", "", "", ""]
    form.write_text(table([HEAD, of("Ada", HONEST), of("Ben", SLIPPED), of("Cem", half)]), encoding="utf-8")
    sheets = marks(problem, form, capsys)
    assert [(each["student"], each["email"], each["points"], each["of"]) for each in sheets] == [
        ("Ada", "ada@x.org", 8, 8), ("Ben", "ben@x.org", 7, 8), ("Cem", "cem@x.org", 4, 8)
    ]  # fmt: skip
    assert [each["file"] for each in sheets] == ["form.csv/row 2", "form.csv/row 3", "form.csv/row 4"]
    assert [each["first_wrong"] for each in sheets] == [None, "z1[1]", None]
    assert [each["verdict"] for each in sheets[2]["answers"]].count("blank") == 4  # type: ignore[attr-defined]
    assert all(each["problems"] == each["remarks"] == [] for each in sheets)


@pytest.mark.parametrize("ending", [".csv", ".txt", ".tsv"])
def test_a_form_is_one_whatever_its_ending(
    ending: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exported as text or with tabs, it is the same class."""
    path = tmp_path / f"form{ending}"
    rows = [HEAD, of("Ann", HONEST), of("Ben", SLIPPED)]
    path.write_text(table(rows, "\t" if ending != ".csv" else ","), encoding="utf-8")
    assert run(["check", problem, str(path), "--format", "json"]) == 1
    sheets = json.loads(capsys.readouterr().out)["sheets"]
    assert [(each["student"], each["points"]) for each in sheets] == [("Ann", 8), ("Ben", 7)]


def test_a_form_comes_through_a_pipe(
    problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`- < form.csv` is the class of form.csv; one sheet on standard input stays one."""
    form = table([HEAD, of("Ann", HONEST), of("Ben", SLIPPED)]).encode()
    for data, students in ((form, ["Ann", "Ben"]), (f"student: Ann\nz1[1]: {HONEST[0]}\n".encode(), ["Ann"])):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        run(["check", problem, "-", "--format", "json"])
        found = json.loads(capsys.readouterr().out)
        assert [each["student"] for each in found.get("sheets", [found])] == students


def test_other_columns_are_set_aside_and_said_once(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The timestamp and the remarks are named in one line on standard error, the page is the class's."""
    form.write_text(table([HEAD, of("Ada", HONEST), of("Ben", SLIPPED)]), encoding="utf-8")
    assert run(["check", problem, str(form)]) == 1
    out, err = capsys.readouterr()
    said = "form.csv: set aside, no quantities of this problem: `Timestamp`, `How did it go?`"
    assert err.splitlines().count(said) == 1
    assert "2 sheets; 7.5 of 8 points on average; 1 all right." in out
    assert "Timestamp" not in out


HEADS = [
    (["student"], ["Ada Lovelace"], ("Ada Lovelace", "", "")),
    (["Name", "ID", "E-Mail"], ["Ada", "101", "a@x"], ("Ada", "101", "a@x")),
    (["First name", "Surname", "ID number", "Email address"], ["Ada", "Lovelace", "7", "a@x"],
     ("Ada Lovelace", "7", "a@x")),
    (["EMAIL", "email"], ["", "a@x"], ("", "", "a@x")),
]  # fmt: skip


@pytest.mark.parametrize(("heads", "cells", "who"), HEADS)
def test_who_it_is_stands_under_the_heads_that_forms_have(
    heads: list[str], cells: list[str], who: tuple[str, str, str], problem: str, form: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Name, first and last name, ID and address, in any case."""
    form.write_text(table([[*heads, *NAMES], [*cells, *HONEST], [*cells, *HONEST]]), encoding="utf-8")
    for sheet in marks(problem, form, capsys):
        assert (sheet["student"], sheet["id"], sheet["email"]) == who
        assert sheet["points"] == 8


SPELLED = ["z¹₁", "z_2^{(1)}", "a1_1", "a_{2}^{(1)}", "ŷ", "delta2", "dW2[1,1]", "∂L/∂w²₁₂"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("heads", [NAMES, SPELLED])
def test_names_in_heads_have_all_spellings(
    heads: list[str], separator: str, problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on the page, in TeX, with other signs between the cells, and decimals with a comma behind `;`."""
    values = [each.replace(".", ",") for each in HONEST] if separator == ";" else HONEST
    rows = [["student", *heads], ["Ada", *values], ["Ben", *values]]
    form.write_text("\ufeff" + table(rows, separator), encoding="utf-8")
    assert [each["points"] for each in marks(problem, form, capsys)] == [8, 8]


@pytest.mark.parametrize("unseen", ["\u200b", "\xad", "\u2060", "&nbsp;"], ids=ascii)
def test_what_nobody_sees_costs_nothing_in_a_form(
    unseen: str, problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Characters that come along when a text is copied, in heads and in cells."""
    head = ["student", *(f"{unseen}{name}{unseen}" for name in NAMES)]
    cells = [f"{unseen}{value}{unseen}" for value in HONEST]
    form.write_text(table([head, ["Ada", *cells], ["Ben", *cells]]), encoding="utf-8")
    assert [(each["points"], each["problems"]) for each in marks(problem, form, capsys)] == [(8, []), (8, [])]


def test_brackets_need_no_quotes(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`dL/dW2[1,1]` typed by hand in the head is one name, and so is a list in a cell."""
    lines = [",".join(["student", *NAMES]), ",".join(["Ada", *HONEST]), ",".join(["Ben", *HONEST])]
    form.write_text("\n".join(lines), encoding="utf-8")
    assert [each["points"] for each in marks(problem, form, capsys)] == [8, 8]
    whole = f'student,z1,a1\nAda,[{HONEST[0]},{HONEST[1]}],0\nBen,"[{HONEST[0]}, {HONEST[1]}]",0\n'
    form.write_text(whole, encoding="utf-8")
    assert [each["points"] for each in marks(problem, form, capsys)] == [2, 2]


def test_a_bad_row_costs_only_itself(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ragged, binary, foreign bytes, 10,000 cells, an open bracket: the others keep their points."""
    good = [of("Ada", HONEST), of("Zoe", HONEST)]
    bad = [
        [*of("Long", HONEST), "1", "2"],
        of("Nul", ["\0", *HONEST[1:]]),
        of("Wide", ["1"] * 10_000),
        of("Huge", ["9" * 250_000, *HONEST[1:]]),
    ]
    odd = [
        of("Short", HONEST[:3])[:6],
        of("Open", ["(((", "[", *HONEST[2:]]),
        of("z1[1]", HONEST),
        of("Junk", ["=1+1", "nan", "<b>", "|", "`", "1e999", "∞", "0/0"]),
    ]
    text = table([HEAD, good[0], *bad, *odd, good[1]])
    form.write_bytes(
        text.encode("utf-8") + b"2026,x@x.org,Ren\xe9," + b",".join(each.encode() for each in HONEST)
    )
    sheets = {str(each["student"]): each for each in marks(problem, form, capsys)}
    assert sheets["Ada"]["points"] == sheets["Zoe"]["points"] == sheets["z1[1]"]["points"] == 8
    assert sheets["Short"]["points"] == 3
    assert sheets["Open"]["points"] == 6
    assert sheets["Junk"]["points"] == 0
    faults = {student: str(each["fault"]) for student, each in sheets.items() if each["fault"]}
    assert set(faults) == {"Long", "Nul", "Wide", "Huge", "Ren\udce9"}
    assert faults["Long"].startswith("this row has 14 cells, the head 12")
    assert "byte that is 0" in faults["Nul"]
    assert "not UTF-8" in faults["Ren\udce9"]
    for options in ((), ("--format", "csv"), ("--format", "markdown"), ("--format", "csv", "--lines")):
        assert run(["check", problem, str(form), "--exit-zero", *options]) == 0


def test_an_open_quote_does_not_take_students_in_silence(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quote that is not closed before the next row: that row is not read, and says why."""
    lines = [",".join(HEAD), *(",".join(of(who, HONEST)) for who in ("Ada", "Ben", "Cem"))]
    lines[2] = lines[2].replace("fine, thanks", '"fine')
    lines[3] = lines[3].replace("fine, thanks", '"fine"')
    form.write_text("\n".join(lines).replace(", thanks", ""), encoding="utf-8")
    ada, ben = marks(problem, form, capsys)
    assert (ada["student"], ada["points"]) == ("Ada", 8)
    assert (ben["student"], ben["fault"]) == (
        "Ben", "a quote is open in this row, and takes in rows below it: close it, or write two for one"
    )  # fmt: skip


def test_duplicate_students_are_two_sheets(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who sends the form twice has two rows, and the class says so; a head written again is no student."""
    form.write_text(table([HEAD, of("Ada", HONEST), HEAD, [""] * 12, of("Ada", SLIPPED)]), encoding="utf-8")
    assert run(["check", problem, str(form), "--exit-zero"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "2 sheets;" in out
    assert "More than one sheet of Ada (ada@x.org): form.csv/row 2; form.csv/row 5." in out
    assert [each["file"] for each in marks(problem, form, capsys)] == ["form.csv/row 2", "form.csv/row 5"]


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "<script>x</script>", "a|b", "\u202eadA", '"; DROP', "+x"]
)
def test_hostile_names_stay_inert(
    name: str, problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No spreadsheet runs a name, no page takes it for markup."""
    form.write_text(table([HEAD, of(name, HONEST, "a@x"), of("Ben", HONEST)]), encoding="utf-8")
    assert run(["check", problem, str(form), "--format", "csv"]) == 0
    cell = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))["student"]
    assert not cell.startswith(("=", "+", "@"))
    assert run(["check", problem, str(form), "--format", "markdown"]) == 0
    page = capsys.readouterr().out
    assert "<script>" not in page
    assert "\u202e" not in page


def test_too_many_columns_are_refused(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """10,000 columns end with 2 and the limit; among other files only this one is lost."""
    filler = [f"q{place}" for place in range(10_000)]
    form.write_text(
        table([["student", *NAMES, *filler], ["Ada", *HONEST], ["Ben", *HONEST]]), encoding="utf-8"
    )
    assert run(["check", problem, str(form)]) == 2
    assert f"10,009 columns; at most {MOST_COLUMNS:,} are read" in capsys.readouterr().err
    other = form.with_name("zoe.json")
    other.write_text(
        json.dumps({"student": "Zoe", **dict(zip(NAMES, HONEST, strict=True))}), encoding="utf-8"
    )
    assert run(["check", problem, str(form), str(other), "--format", "json", "--exit-zero"]) == 0
    lost, kept = json.loads(capsys.readouterr().out)["sheets"]
    assert "10,009 columns" in lost["fault"]
    assert kept["points"] == 8


def test_a_cheat_gains_nothing_by_many_rows(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row is judged by itself: a neighbour's answers are no one else's, nor is a column given twice."""
    guess = ["0.77"] * 8
    form.write_text(
        table([[*HEAD, "z1[1]"], [*of("Ada", HONEST), "9"], [*of("Eve", guess), HONEST[0]]]), encoding="utf-8"
    )
    ada, eve = marks(problem, form, capsys)
    assert ada["points"] == 8
    assert eve["points"] == 0
    assert eve["problems"] == ["`z1[1]` is here a second time; the first counts"]


def test_one_row_is_one_sheet(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A form with a single answer gives that student's page; what was set aside stands on it."""
    form.write_text(table([HEAD, of("Ada", HONEST)]), encoding="utf-8")
    assert run(["check", problem, str(form)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Marked: Two in, two hidden, one out" in out
    assert "Student Ada" in out
    assert "set aside, no quantities of this problem: `Timestamp`" in out
    report = check(problem, form).report
    assert (report.who.student, report.points, report.problems) == ("Ada", 8, ())


def test_what_is_of_one_sheet_is_refused(
    problem: str, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hint, results.json without a folder, and Python's `check` are for one sheet."""
    form.write_text(table([HEAD, of("Ada", HONEST), of("Ben", HONEST)]), encoding="utf-8")
    for options, told in ((["--hint"], "--hint is a page"), (["--format", "gradescope"], "holds one sheet")):
        assert run(["check", problem, str(form), *options]) == 2
        assert told in capsys.readouterr().err
    with pytest.raises(UsageError, match="holds several sheets"):
        check(problem, form)


def test_feedback_roster_and_folder(
    problem: str, form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row has its own feedback, the roster finds its students; a folder may hold forms and sheets."""
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "form.csv").write_text(table([HEAD, of("Ada", HONEST), of("Ben", SLIPPED)]), encoding="utf-8")
    alone = {"student": "Cem", **dict(zip(NAMES, HONEST, strict=True))}
    (folder / "cem.json").write_text(json.dumps(alone), encoding="utf-8")
    roster = tmp_path / "class.csv"
    roster.write_text("id,name,email\n1,Ada,\n2,,ben@x.org\n3,Cem,\n4,Dan,\n", encoding="utf-8")
    marked = tmp_path / "marked"
    options = ["--roster", str(roster), "--feedback-dir", str(marked), "--format", "csv", "--exit-zero"]
    assert run(["check", problem, str(folder), *options]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(each["id"], each["points"], each["problem"]) for each in rows] == [
        ("3", "8", ""), ("1", "8", ""), ("2", "7", ""), ("4", "", "no sheet")
    ]  # fmt: skip
    assert sorted(path.relative_to(marked).as_posix() for path in marked.rglob("*.md")) == [
        "cem.md", "form.csv/row 2.md", "form.csv/row 3.md"
    ]  # fmt: skip


LINES = [
    "L,a2[1]\nstudent,Ada\n", "z1[1],a1[1]\na1[1],0.6\n", "name,value\nz1[1],0.5\na1[1],0.6\n",
    "student,Ada\nz1[1],0.5\n", "nr,quantity,answer\n1,z1[1],0.5\n2,a1[1],0.6\n",
]  # fmt: skip


@pytest.mark.parametrize("text", LINES)
def test_a_sheet_of_lines_is_no_form(text: str, problem: str, form: Path) -> None:
    """Names below each other are one student's lines, also where the first answer is a name."""
    form.write_text(text, encoding="utf-8")
    report = check(problem, form).report
    assert not any("set aside" in each for each in report.remarks)
    assert [line.name for line in report.shown if line.judged.answer.text]


def test_a_form_in_utf16_is_a_class(problem: str, form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As Excel saves `Unicode text`: tabs, and a mark in front."""
    form.write_bytes(table([HEAD, of("Ada", HONEST), of("Şule", SLIPPED)], "\t").encode("utf-16"))
    assert [each["student"] for each in marks(problem, form, capsys)] == ["Ada", "Şule"]


def test_a_large_file_that_is_no_form_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line tells: nine megabytes of text cost no table of them."""
    taken = list[int]()

    class Counted(CsvTable):
        def __init__(self, text: str, separator: str) -> None:
            taken.append(len(text))
            super().__init__(text, separator)

    monkeypatch.setattr("backprop_cli.marking.sheets.formats.form.CsvTable", Counted)
    assert read_form("z1[1] = 0.3\n" * 700_000, {"z1[1]"}.__contains__) is None
    assert taken == [len("z1[1] = 0.3")]
    form = read_form('name,z1[1],"L"\nAda,1,2\nBen,3,4\n', {"z1[1]", "L"}.__contains__)
    assert form is not None
    assert len(form.rows) == 2
