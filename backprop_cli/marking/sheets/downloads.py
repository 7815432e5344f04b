"""What Moodle, Canvas and Blackboard write into the paths of downloaded submissions: whose each one is."""

import re
from pathlib import PurePath
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import visible

_IN_MOODLE = re.compile(r"(?P<student>.*)_(?P<number>\d+)_assignsubmission_.*")
"""A folder `Ada Lovelace_123_assignsubmission_file_`, or a file that begins so; marked blind it says
`Participant_123_…` (mod/assign/locallib.php)."""
_OF_A_GROUP = re.compile(
    r"(?:.*\d|.*\b(?:group|team|gruppe|groupe|équipe|grupo|equipo|equipe|gruppo|squadra|groep)\b)[^-]*-(?=.*[^\W\d])",
    re.IGNORECASE,
)
"""What Moodle writes before the name where groups hand in, `Group 1-Ada Lovelace`: it has a number or says
so, since a hyphen may be the name's own."""
_IN_CANVAS = re.compile(r"[^_]+(?:_LATE)?_(?P<number>\d+)_(?:\d+_.+|text\.html|link\.html)")
"""A file `lovelaceada_LATE_103_5551_sheet.md`, or what was typed into Canvas (lib/content_zipper.rb)."""
_IN_BLACKBOARD = re.compile(r"(?P<attempt>.+_attempt_\d{4}(?:-\d{2}){5})(?:_.+|\.txt)")
"""A file `HW3_ada17_attempt_2025-11-03-10-22-31_sheet.md`, and the receipt that lies beside it, a `.txt`."""


class Submission(NamedTuple):
    """What a path says of a file's student; all of it is empty where it is no download's."""

    student: str = ""
    """The name, where the system writes it as it is spelled."""
    participant: str = ""
    """Moodle's number of the submission."""
    user: str = ""
    """Canvas's number of the student."""
    attempt: str = ""
    """How Blackboard's names of all files of the submission begin."""

    @property
    def key(self) -> str:
        """What is one and the same for all files of a submission."""
        return self.participant or self.user or self.attempt


def submission_of(path: str) -> Submission:
    """The submission that a path, with `/` between folders, lies in; the innermost folder that says so."""
    parts = PurePath(visible(path)).parts
    for part in reversed(parts):
        if found := _IN_MOODLE.fullmatch(part):
            return Submission(student=_name(found), participant=found["number"])
    file = parts[-1] if parts else ""
    if found := _IN_CANVAS.fullmatch(file):
        return Submission(user=found["number"])
    found = _IN_BLACKBOARD.fullmatch(file)
    return Submission(attempt=found["attempt"]) if found else Submission()


def _name(found: re.Match[str]) -> str:
    """A first and a last name; marked blind, where there is one word alone, the word with its number."""
    student = _OF_A_GROUP.sub("", found["student"], count=1).strip()
    return student if not student or " " in student else f"{student} {found['number']}"
