"""Downloaded submissions: what Moodle's folders and Canvas's file names say of their students."""

import pytest

from backprop_cli.marking.results.same_student import Sender, shared
from backprop_cli.marking.sheets.downloads import Submission, submission_of
from backprop_cli.marking.sheets.sheet import Who

ADA = Submission(student="Ada Lovelace", participant="123")
BLIND = Submission(student="Participant 123", participant="123")
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
    "HW3_ada17_attempt_2025-11-03-10-22-31_my sheet.md": Submission(
        attempt="HW3_ada17_attempt_2025-11-03-10-22-31"
    ),
    "HW3_ada17_attempt_2025-11-03-10-22-31.txt": Submission(attempt="HW3_ada17_attempt_2025-11-03-10-22-31"),
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
