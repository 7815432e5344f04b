"""Characters that nobody sees, around names and heads of a class's list, part no sheet from its row."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.marking.results.matching import Handed, MatchedBy, Matching
from backprop_cli.marking.sheets.csv_table import CsvTable
from backprop_cli.marking.sheets.sheet import Who

Backprop = Callable[..., Any]

UNSEEN = [
    "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{SOFT HYPHEN}", "\N{WORD JOINER}",
    "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC LETTER MARK}",
    "\N{LEFT-TO-RIGHT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}", "\N{FIRST STRONG ISOLATE}",
    "\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}",
]  # fmt: skip
SPACE = "\N{NO-BREAK SPACE}"
CANVAS = (
    "Student,{u}ID{u},SIS User ID,SIS Login ID,Section,One{s}unit{s}(1042){u}\r\n"
    "    Points{s}Possible,,,,,{u}4\r\n"
    '{u}"Lovelace, Ada",101,{u}s1{u}01,ada,Group 1,{u}\r\n'
    "Noether{u}{s}Emmy{s},102,s102,{u}emmy@example.org,Group 1,E{u}X\r\n"
    '{u}"Gö{u}del,{s}Kurt",103,s103,kurt,Group 2,{s}\r\n'
    "{u}Student{u}, Test,9,,x,,"
)
MOODLE = (
    "Identifier,{u}Full name,Email address,Status,{u}Grade,Maximum{s}Grade{u},Grade can be changed,Feedback\n"
    "{u}Participant{s}11,Ada Love{u}lace,x,Submitted,{u},{u}8.00,Yes,{u}\n"
    "Participant{s}12{u},Emmy Noether,{u}emmy@example.org,Submitted,{u}-,8.00,{u}No,\n"
)
ROSTER = (
    "{u}Id{s},{u}Name,Email\r\n"
    "10{u}1,Ada,\r\n"
    "102,Emmy,{u}emmy@example.org{s}\r\n"
    "{u}103,{u}Gödel{s}{u}Kurt{u},\r\n"
    "{u},{s},\r\n"
)
SHEETS = {
    "ada": "id: 101\nstudent: Ada Lovelace\n",
    "emmy": "email: emmy@example.org\n",
    "kurt": "student: Gödel Kurt\n",
}


@pytest.fixture
def group(folder: Path, small: str) -> Path:
    """Three sheets, which name their students in three ways."""
    (folder / "class").mkdir()
    with open(small, "a", encoding="utf-8") as file:
        file.write("ask: [z1, a1]\n")
    for name, who in SHEETS.items():
        text = f"{who}answers: {{z1: 1, a1: 1}}\n"
        (folder / "class" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def written(path: Path, text: str, unseen: str) -> str:
    path.write_text(text.format(u=unseen, s=SPACE), encoding="utf-8", newline="")
    return path.name


@pytest.mark.parametrize("unseen", UNSEEN[:-2])
def test_canvas(backprop: Backprop, small: str, group: Path, unseen: str) -> None:
    """Heads, names, IDs, the maximum and EX are read; but for the marks each byte is as it was."""
    text = CANVAS.replace("Noether{u}{s}Emmy{s}", '"Noether,{u}{s}Emmy"')
    book = written(group / "g.csv", text, unseen)
    (group / "class" / "ada.yaml").write_text("id: s101\nanswers: {z1: 1, a1: 1}\n", encoding="utf-8")
    (group / "class" / "kurt.yaml").write_text("student: Kurt Gödel\nanswers: {z1: 1}\n", encoding="utf-8")
    said = backprop("check", small, "class", "--gradebook", book, "-o", "filled.csv")
    assert "3 sheets, 3 matched, 0 ambiguous, 0 unmatched; 2 marks put in" in said.err
    assert "is excused" in said.err
    filled = text.replace("ada,Group 1,{u}", "ada,Group 1,2.00").replace("Group 2,{s}", "Group 2,1.00")
    filled = filled.format(u=unseen, s=SPACE)
    assert (group / "filled.csv").read_bytes().decode() == filled


@pytest.mark.parametrize("unseen", UNSEEN[:-2])
def test_moodle(backprop: Backprop, small: str, group: Path, unseen: str) -> None:
    """The number of the participant, the grade that is none and the lock are read as one sees them."""
    book = written(group / "g.csv", MOODLE, unseen)
    (group / "class" / "kurt.yaml").unlink()
    said = backprop("check", small, "class", "--gradebook", book, "-o", "filled.csv")
    assert "2 sheets, 2 matched, 0 ambiguous, 0 unmatched; 1 mark put in" in said.err
    assert "is locked" in said.err
    rows = (group / "filled.csv").read_bytes().decode().split("\n")
    before = MOODLE.format(u=unseen, s=SPACE).split("\n")
    assert (rows[0], rows[2]) == (before[0], before[2])
    assert rows[1].startswith(
        f"{unseen}Participant{SPACE}11,Ada Love{unseen}lace,x,Submitted,2.00,{unseen}8.00,"
    )


@pytest.mark.parametrize("unseen", UNSEEN)
def test_roster(backprop: Backprop, small: str, group: Path, unseen: str) -> None:
    """Each sheet finds its row, a row of nothing visible is none, and a name stays as the list has it."""
    roster = written(group / "r.csv", ROSTER, unseen)
    data = json.loads(backprop("check", small, "class", "--roster", roster, "--format", "json").out)
    assert data["missing"] == []
    assert data["class"].get("unmatched", []) == []
    assert {each["file"]: each["id"] for each in data["sheets"]} == {
        "ada.yaml": "101", "emmy.yaml": "102", "kurt.yaml": f"{unseen}103",
    }  # fmt: skip


def test_what_shapes_letters_makes_no_other_name() -> None:
    """A Persian name is the same with and without its non-joiner; and `a` is still not `ab`."""
    row = "نیم\N{ZERO WIDTH NON-JOINER}فاصله"
    matching = Matching((MatchedBy.NAME,), [(row,), ("a",)])
    assert matching.add(Handed(Who(row.replace("\N{ZERO WIDTH NON-JOINER}", "")), "f", "f")) == 0
    assert matching.add(Handed(Who("ab"), "g", "g")) is None


def test_a_quote_behind_something_unseen_is_a_quote() -> None:
    """Files that are joined have a mark of the byte order within; the comma stays in its cell."""
    table = CsvTable('a,b\n\ufeff"x, ""y""",2\n')
    assert table.rows[1] == ['x, "y"', "2"]
    assert table.text({(1, 1): "3"}) == 'a,b\n\ufeff"x, ""y""",3\n'
