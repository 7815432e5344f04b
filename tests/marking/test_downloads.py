"""Downloaded submissions: what their folders, file names and lists say of their students."""

from pathlib import Path, PurePath

import pytest

from backprop_cli.marking.results.same_student import Sender, shared
from backprop_cli.marking.sheets.downloads import Submission, submission_of
from backprop_cli.marking.sheets.files import answer_files
from backprop_cli.marking.sheets.sheet import Who

ADA = Submission(student="Ada Lovelace", participant="123")
BLIND = Submission(student="Participant 123", participant="123")
MARY_ANN = Submission(student="Mary-Ann Smith", sender="397-2557 - Mary-Ann Smith")
PATHS = {
    "Ada Lovelace_123_assignsubmission_file_/sheet.md": ADA,
    "week5/Ada Lovelace_123_assignsubmission_file_/part 2/sheet.md": ADA,
    "Ada Lovelace_123_assignsubmission_onlinetext_/onlinetext.html": ADA,
    "Ada Lovelace_123_assignsubmission_file_sheet.md": ADA,
    "Participant_123_assignsubmission_file_/sheet.md": BLIND,
    "Group 1-Ada Lovelace_123_assignsubmission_file_/sheet.md": ADA,
    "Default group-Ada Lovelace_123_assignsubmission_file_/sheet.md": ADA,
    "Lab-2 team A-Ada Lovelace_123_assignsubmission_file_/sheet.md": ADA,
    "Gruppe Rot-Ada Lovelace_123_assignsubmission_file_sheet.md": ADA,
    "Group 1-Participant_123_assignsubmission_file_/sheet.md": BLIND,
    "Group 12-Anna Meyer-Schmidt_7_assignsubmission_file_/a.md": Submission("Anna Meyer-Schmidt", "7"),
    "Anna Meyer-Schmidt_7_assignsubmission_file_/a.md": Submission("Anna Meyer-Schmidt", "7"),
    "Jean-Luc Teamer-Roy_8_assignsubmission_file_/a.md": Submission("Jean-Luc Teamer-Roy", "8"),
    "Ольга al-Khwārizmī_7_assignsubmission_file_/Übung 5.md": Submission("Ольга al-Khwārizmī", "7"),
    "lovelaceada_103_5551_sheet.md": Submission(user="103"),
    "class/lovelaceada_LATE_103_5551_my_sheet-1.md": Submission(user="103"),
    "lovelaceada_103_text.html": Submission(user="103"),
    "王小明_104_77_sheet.md": Submission(user="104"),
    "HW3_ada17_attempt_2025-11-03-10-22-31_my sheet.md": Submission(sender="HW3_ada17"),
    "HW3_ada17_attempt_2025-11-04-09-00-00.txt": Submission(sender="HW3_ada17"),
    "397-2557 - Mary-Ann Smith - Sep 24, 2024 926 PM/sheet.md": MARY_ANN,
    "397-2557 - Mary-Ann Smith - 24 September, 2024 21 26 - my-sheet - 2.md": MARY_ANN,
    "397-2557 - Mary-Ann Smith/sheet.md": Submission(),
    "my_attempt_2.txt": Submission(),
    "anon_x1Yz9_5551_sheet.md": Submission(),
    "ada_42.yaml": Submission(),
    "ada_42_sheet.yaml": Submission(),
    "lovelaceada_103_5551_folder/sheet.md": Submission(),
    "": Submission(),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_says_whose_a_submission_is(path: str) -> None:
    """The name and the number that the system has written, and nothing where it has written none."""
    assert submission_of(path) == PATHS[path]


def sender(student: str, file: str = "", number: str = "", email: str = "") -> Sender:
    return Sender(Who(student, number, email), file or f"{number}.md")


TWO_OF_ADA = [
    sender("Ada", "Ada L_1_assignsubmission_file_/a.md"),
    sender("Ada", "Ada L_1_assignsubmission_file_/b.md"),
]
CLASSES = {
    "namesakes with an ID each": ([sender("Ada", number="1"), sender("ada", number="2")], (), []),
    "namesakes in a folder each": (
        [
            sender("Ada", "Ada L_1_assignsubmission_file_/x.md"),
            sender("Ada", "Ada L_2_assignsubmission_file_/x.md", number="7"),
        ],
        (),
        [],
    ),
    "one of them without an ID": ([sender("Ada", number="1"), sender("Ada", "x.md")], ("Ada",), []),
    "two sheets of one ID": ([sender("Ada", "a.md", "1"), sender("A. L.", "b.md", "1")], (), [2]),
    "two sheets of one submission": (TWO_OF_ADA, (), [2]),
    "two attempts": (
        [
            sender("Ada", "HW3_ada17_attempt_2025-11-03-10-22-31_a.md"),
            sender("Ada", "HW3_ada17_attempt_2025-11-04-10-22-31_a.md"),
        ],
        (),
        [2],
    ),
    "a namesake beside them": ([*TWO_OF_ADA, sender("Ada", "x.md")], ("Ada",), [2]),
    "no names at all": ([sender("", "a.md"), sender("", "b.md")], (), []),
}


@pytest.mark.parametrize("name", CLASSES)
def test_only_what_is_shared_is_told(name: str) -> None:
    """Students who share a name are told where nothing tells them apart; one student's sheets always."""
    senders, names, sizes = CLASSES[name]
    found = shared(senders)
    assert found.names == names
    assert [len(files) for _, files in found.students] == sizes


RECEIPT = """Name: {name}
Assignment: HW3
Date Submitted: Tuesday, November 3, 2026 10:22:31 AM UTC
Current Mark: Needs Marking

Submission Field:
{typed}

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: sheet.yaml
"""
NOTHING = "There is no student submission text data for this assignment."
"""As Blackboard has them."""
LIST = """submission_1:
  :submitters:
  - :name: Conor O'Brien
    :sid: '0017'
    :email: conor@example.org
  :created_at: 2026-11-03 10:22:31.000000000 Z
  :history:
  - :id: 5
    :name: of no student
submission_2:
  :submitters:
  - :name: "J\\xFCrgen M\\xFCller"
    :sid:
    :email: jm@example.org
  - :name: Li Wei
    :sid: '19'
    :email: li@example.org
  :score: 1.0
"""
"""As Gradescope has it, with much else below."""
FROM_DOWNLOADS = {
    "HW_ada17_attempt_2026-11-03-10-22-31_sheet.yaml": "z1: 1\n",
    "HW_ada17_attempt_2026-11-03-10-22-31.txt": RECEIPT.format(name="Ada Lovelace (ada17)", typed=NOTHING),
    "HW_emmy_attempt_2026-11-03-10-22-31_scan.pdf": "%PDF",
    "HW_emmy_attempt_2026-11-03-10-22-31.txt": RECEIPT.format(name="Emmy (Noether) (emmy)", typed=NOTHING),
    "HW_kurt_attempt_2026-11-03-10-22-31_notes.pdf": "%PDF",
    "HW_kurt_attempt_2026-11-03-10-22-31.txt": RECEIPT.format(name="Kurt Gödel (kurt)", typed="z1 = 1"),
    "export/submission_1/sheet.yaml": "z1: 1\n",
    "export/submission_2/work/sheet.yaml": "z1: 1\n",
    "export/submission_3/sheet.yaml": "z1: 1\n",
    "export/submission_metadata.yml": LIST,
    "d2l/12-34 - Anna Meyer - Nov 3, 2026 1022 AM/index.html": "<p>z1 = 1</p>",
    "d2l/index.html": "<h1>One unit</h1>",
}


def test_who_has_sent_a_sheet_stands_beside_it(tmp_path: Path) -> None:
    """In Blackboard's receipt, which is a sheet only where something was typed, and in Gradescope's list."""
    for path, text in FROM_DOWNLOADS.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    found = answer_files([str(tmp_path)])
    assert {PurePath(file.name).parts[-2:]: file.who for file in found.files} == {
        ("HW_ada17_attempt_2026-11-03-10-22-31_sheet.yaml",): Who("Ada Lovelace", "ada17"),
        ("HW_emmy_attempt_2026-11-03-10-22-31_scan.pdf",): Who("Emmy (Noether)", "emmy"),
        ("HW_kurt_attempt_2026-11-03-10-22-31.txt",): Who("Kurt Gödel", "kurt"),
        ("12-34 - Anna Meyer - Nov 3, 2026 1022 AM", "index.html"): Who("Anna Meyer"),
        ("submission_1", "sheet.yaml"): Who("Conor O'Brien", "0017", "conor@example.org"),
        ("work", "sheet.yaml"): Who("Jürgen Müller; Li Wei", "; 19", "jm@example.org; li@example.org"),
        ("submission_3", "sheet.yaml"): Who(),
    }
    assert found.left_out == ("HW_kurt_attempt_2026-11-03-10-22-31_notes.pdf",)


@pytest.mark.parametrize(
    "text", ["There is no student submission text data" * 100_000, "Name: A" + " " * 1_000_000]
)
def test_a_receipt_without_an_end_costs_no_more_than_its_length(text: str, tmp_path: Path) -> None:
    """What looks for its two sentences, and for the room before a bracket, would else never come back."""
    sheet = "HW_ada17_attempt_2026-11-03-10-22-31"
    (tmp_path / f"{sheet}.txt").write_text(text, encoding="utf-8")
    (tmp_path / f"{sheet}_a.yaml").write_text("z1: 1\n", encoding="utf-8")
    assert [file.who for file in answer_files([str(tmp_path)]).files] == [Who(), Who()]
