"""What Moodle, Canvas, Blackboard and Brightspace write into the paths of submissions: whose each one is."""

import os
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
_IN_BLACKBOARD = re.compile(r"(?P<attempt>(?P<sender>.+)_attempt_\d{4}(?:-\d{2}){5})(?:_.+|\.txt)")
"""A file `HW3_ada17_attempt_2025-11-03-10-22-31_sheet.md`, and the receipt that lies beside it, a `.txt`."""
_IN_BRIGHTSPACE = re.compile(
    r"(?P<sender>\d+-\d+ - (?P<student>.+?)) - [^-]*\b\d{4}\b[^-]*(?: - .+)?",
)
"""A folder `3970-2557 - Ada Lovelace - Sep 24, 2024 926 PM`, or a file that begins so."""


class Submission(NamedTuple):
    """What a path says of a file's student; all of it is empty where it is no download's."""

    student: str = ""
    """The name, where the system writes it as it is spelled."""
    participant: str = ""
    """Moodle's number of the submission."""
    user: str = ""
    """Canvas's number of the student."""
    sender: str = ""
    """How the names of all that the student has sent begin in Blackboard, and in Brightspace."""

    @property
    def key(self) -> str:
        """What is one and the same for all files of a student."""
        return self.participant or self.user or self.sender


def submission_of(path: str) -> Submission:
    """The submission that a path, with `/` between folders, lies in; the innermost folder that says so."""
    parts = PurePath(visible(path)).parts
    for part in reversed(parts):
        if found := _IN_MOODLE.fullmatch(part):
            return Submission(student=_name(found), participant=found["number"])
        if found := _IN_BRIGHTSPACE.fullmatch(part):
            return Submission(student=found["student"], sender=found["sender"])
    file = parts[-1] if parts else ""
    if found := _IN_CANVAS.fullmatch(file):
        return Submission(user=found["number"])
    found = _IN_BLACKBOARD.fullmatch(file)
    return Submission(sender=found["sender"]) if found else Submission()


def receipt_of(path: str) -> str:
    """The receipt of Blackboard's for a file, which may be the file itself; empty where there is none."""
    folder, file = os.path.split(path)
    found = _IN_BLACKBOARD.fullmatch(file)
    return os.path.join(folder, f"{found['attempt']}.txt") if found else ""


def _name(found: re.Match[str]) -> str:
    """A first and a last name; marked blind, where there is one word alone, the word with its number."""
    student = _OF_A_GROUP.sub("", found["student"], count=1).strip()
    return student if not student or " " in student else f"{student} {found['number']}"
