"""A class: rows, conventions, the most missed lines, and files that are broken, hostile or not there."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from portable_markdown import katex_errors, lint

from backprop_cli.api import derive, load
from backprop_cli.cli.feedback import feedback_places
from backprop_cli.errors import UsageError
from backprop_cli.export.results_csv import harmless
from backprop_cli.export.results_json import JsonResults
from backprop_cli.marking.results import marker
from backprop_cli.marking.results.conventions import Convention
from backprop_cli.marking.results.marker import Marker
from backprop_cli.marking.results.own_part import OwnPart
from backprop_cli.marking.results.tally import ClassReport, Tally, WhyMissed
from backprop_cli.marking.sheets.files import answer_files
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.model import Network
from backprop_cli.problem.notation import in_notation
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.class_rows import convention, students
from backprop_cli.worksheet.class_sheet import class_sheet
from backprop_cli.worksheet.policy import Wishes, policy

PROBLEM = load("two_layer_relu_sigmoid")
DERIVATION = derive(PROBLEM)


def answers(loss: str = "mse", **changed: str) -> str:
    """A sheet with the numbers of a loss, some of them changed."""
    assert isinstance(PROBLEM, Network)
    values = derive(PROBLEM._replace(loss=LOSSES[loss])).values
    lines = {step.name: f"{values[step.name]:.5g}" for step in DERIVATION.steps} | changed
    return "answers:\n" + "".join(f"  {name}: {text}\n" for name, text in lines.items())


def results(folder: Path) -> ClassReport:
    """The results of a folder of sheets."""
    rules = policy(PROBLEM, DERIVATION, Wishes(digits=1))
    tally = Tally(PROBLEM, DERIVATION, rules)
    for report in Marker(DERIVATION, rules).reports(answer_files([str(folder)]).files):
        tally.add(report)
    return tally.results()


def test_a_broken_file_is_one_row_with_its_reason(tmp_path: Path) -> None:
    """Sheets that cannot be read do not stop the others, and each row says why."""
    (tmp_path / "a.yaml").write_text(answers())
    (tmp_path / "b.yaml").write_bytes(b"\0\1\2")
    (tmp_path / "c.json").write_text("[" * 10_000)
    (tmp_path / "d.md").symlink_to(tmp_path / "nowhere")
    rows = results(tmp_path).rows
    assert [row.file for row in rows] == ["a.yaml", "b.yaml", "c.json", "d.md"]
    assert [bool(row.fault) for row in rows] == [False, True, True, True]
    assert rows[3].fault == "`d.md` is a link; links in a folder are not followed"


def test_a_fault_of_the_program_costs_one_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program itself fails over a sheet, the others are marked, and its row says what it was."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(answers() + f"student: {name}\n")
    as_it_is = marker.own_part

    def failing(text: str, titles: Sequence[str]) -> OwnPart:
        if "student: b" in text:
            raise ValueError("two lengths")
        return as_it_is(text, titles)

    monkeypatch.setattr(marker, "own_part", failing)
    rows = results(tmp_path).rows
    assert [row.fault[:30] for row in rows] == ["", "this is a fault of the program", ""]
    assert "(ValueError: two lengths, test_class.py:" in rows[1].fault
    assert rows[0].points == rows[2].points > 0


def test_a_convention_that_most_sheets_share_is_told(tmp_path: Path) -> None:
    """Where half of the sheets, and three, match another loss, the report says which and what to write."""
    for number in range(5):
        (tmp_path / f"{number}.yaml").write_text(answers("sse" if number < 3 else "mse"))
    found = results(tmp_path).convention
    assert found == Convention("loss", "sse", 3, 5)
    assert convention(found).startswith("3 of 5 sheets match if loss = sse.")


def test_a_file_that_does_not_count_tells_nothing_of_the_class(tmp_path: Path) -> None:
    """Another problem's sheet beside each student's own makes no convention, and no line of it is missed."""
    for number in range(4):
        folder = tmp_path / f"Ada L_{number}_assignsubmission_file_"
        folder.mkdir()
        (folder / "task1.yaml").write_text(answers())
        (folder / "task2.yaml").write_text("problem: Another sheet\n" + answers("sse", **{"z1[1]": "7"}))
    found = results(tmp_path)
    assert (len(found.shared.spare), found.missed, found.convention) == (4, (), None)
    assert list(students(found))[:2] == ["Ada L (0, task1.yaml)", "Ada L (0, task2.yaml)"]
    assert {(row.first_wrong, row.heading) for row in found.rows} == {("", "")}
    for sheet in tmp_path.glob("*/task1.yaml"):
        sheet.unlink()
    found = results(tmp_path)
    assert (found.missed[0].name, found.missed[0].sheets) == ("z1[1]", 4)
    assert found.convention == Convention("loss", "sse", 4, 4)


def test_two_sheets_make_no_convention(tmp_path: Path) -> None:
    """Two sheets that share a factor are two mistakes."""
    for number in range(2):
        (tmp_path / f"{number}.yaml").write_text(answers("sse"))
    assert results(tmp_path).convention is None


def test_lines_missed_most_come_first_with_their_mistakes(tmp_path: Path) -> None:
    """Missed lines are counted over the class, with the mistakes behind them."""
    wrong = {"a2[1]": f"{DERIVATION.values['z2[1]']:.5g}"}
    (tmp_path / "a.yaml").write_text(answers(**wrong))
    (tmp_path / "b.yaml").write_text(answers(**wrong))
    (tmp_path / "c.yaml").write_text(answers(**{"z1[1]": "7.1234"}))
    first = results(tmp_path).missed[0]
    assert (first.name, first.sheets) == ("a2[1]", 2)
    ((cause, count),) = first.causes
    assert not isinstance(cause, WhyMissed)
    assert (as_text(cause), count) == ("the activation was not applied: this is z, not a", 2)


@pytest.mark.parametrize(
    ("notation", "sentence"),
    [
        ("net_out", "this is net, not out"),
        ("superscript", "this is In, not h"),
        ("bracket", "this is z, not a"),
    ],
)
def test_mistakes_of_a_class_speak_the_notation(notation: str, sentence: str, tmp_path: Path) -> None:
    """In the list of students and behind the missed lines, on every page; data keeps the plain letters."""
    for number in range(2):
        wrong = {"a2[1]": f"{DERIVATION.values['z2[1]']:.5g}"}
        (tmp_path / f"{number}.yaml").write_text(answers(**wrong))
    problem = in_notation(PROBLEM, notation)
    page = class_sheet(problem, DERIVATION, results(tmp_path))
    text = " ".join(Terminal().render(page).replace("│", " ").split())
    assert text.count(sentence) == 3
    assert "this is z, not a" in JsonResults().text(results(tmp_path))


def test_pages_of_a_class_fit_and_are_portable(tmp_path: Path) -> None:
    """The class's page fits 80 columns, also in ASCII, and is portable Markdown, whatever names it holds."""
    name = "<b>=1+1|$x$ \\x1b[31m"
    (tmp_path / "a.yaml").write_text(f'student: "{name}"\n{answers(L="3.21")}')
    (tmp_path / "b.yaml").write_text(f'student: "{name}"\n{answers(L="0.123")}')
    found = results(tmp_path)
    assert len(found.shared.names) == 1
    page = class_sheet(PROBLEM, DERIVATION, found)
    assert max(map(len, Terminal().render(page).splitlines())) <= 80
    plain = Terminal().render(page, ascii_only=True)
    assert plain.isascii()
    assert "########" in plain
    text = Markdown().render(page)
    assert lint(text) == []
    assert katex_errors(text) == []
    assert "<b>" not in text
    assert "\x1b" not in text + plain


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+A1", "'+A1"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'�=1"),
        (" =1", "'=1"),
        ("-0.25", "-0.25"),
        ("+1e-3", "+1e-3"),
        ("Ali", "Ali"),
        ("x;=1+1", "x;'=1+1"),
        ('x; "=1+1"', 'x;\' "=1+1"'),
        ("[0.5; -0.25]", "[0.5;' -0.25]"),
        ("0.5;-0.25", "0.5;-0.25"),
    ],
)
def test_no_spreadsheet_runs_a_cell(text: str, cell: str) -> None:
    """Text that a spreadsheet would run gets a quote; numbers stay numbers."""
    assert harmless(text) == cell


@pytest.mark.parametrize(
    ("sheets", "places"),
    [
        (["group1/ada.yaml", "group2/ada.yaml"], ["group1/ada.md", "group2/ada.md"]),
        (["سارا احمدی_1.yaml"], ["سارا احمدی_1.md"]),
        (["ada.yaml", "ada.json"], ["ada.yaml.md", "ada.json.md"]),
        (["Ada.yaml", "ada.yaml"], ["Ada.yaml.md", "ada.yaml-2.md"]),
        (["ada.md/x.yaml", "ada.yaml"], ["ada.md/x.md", "ada.yaml.md"]),
        (["a.yaml", "a.json", "a.yaml.csv"], ["a.yaml.md", "a.json.md", "a.yaml.csv.md"]),
        (["standard input"], ["standard input.md"]),
    ],
)
def test_each_sheet_has_a_file_of_its_own(sheets: list[str], places: list[str]) -> None:
    """A sheet's file keeps its name and folders, and no two are the same on any system."""
    assert list(feedback_places(sheets, ".md").values()) == places


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    """A folder without answer sheets is bad use, not a class without mistakes."""
    (tmp_path / "slides.pdf").write_text("no sheet")
    with pytest.raises(UsageError, match="there is no answer sheet"):
        answer_files([str(tmp_path)])
