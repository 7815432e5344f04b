"""What a download says of its students in files of its own: Blackboard's receipts, Gradescope's list."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from backprop_cli.marking.sheets.downloads import receipt_of, submission_of
from backprop_cli.marking.sheets.encodings import decoded
from backprop_cli.marking.sheets.formats.raw import Pairs, UnreadableError
from backprop_cli.marking.sheets.formats.yaml_sheet import tree_of
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.problem_file.reading import bytes_of

LIST = "submission_metadata.yml"
"""Gradescope's list, beside the folders of the submissions."""
MOST_BYTES = 20_000_000
_IN_LIST = re.compile(r"^(submission_\w+):\s*\n  :submitters:\s*\n((?:  (?:- |  ).*\n)+)", re.MULTILINE)
"""A folder and who has sent it, `- :name: Ada Lovelace` and the lines below; much else may follow."""
_IN_RECEIPT = re.compile(r"[^:\n]+:[ \t]*(?P<student>\S[^\n]*?)[ \t]*\((?P<id>[^()\n]+)\)\s*\n")
"""The first line of a receipt, `Name: Ada Lovelace (ada17)`."""
LONGEST_HEAD = 1_000
"""Characters of that line."""
_NO_TEXT = re.compile("There is no student submission text data")
_NO_COMMENT = re.compile("There are no student comments")
"""What Blackboard writes where a student has typed nothing, one behind the other."""


def says_nothing(receipt: str) -> bool:
    """Whether nothing was typed that a receipt could hold, beside the names of files."""
    text = _text(receipt)
    found = _NO_TEXT.search(text)
    return found is not None and _NO_COMMENT.search(text, found.end()) is not None


class Senders:
    """Says who has sent a file; every list is read once."""

    def __init__(self) -> None:
        self.lists: dict[PurePath, Mapping[str, Who]] = {}

    def who(self, path: str) -> Who:
        """As the download has it beside the file; all of it is empty where it says nothing there."""
        if receipt := receipt_of(path):
            found = _IN_RECEIPT.match(_text(receipt)[:LONGEST_HEAD])
            return Who(found["student"], found["id"]) if found else Who()
        for folder in PurePath(path).parents:
            if who := self._list(folder.parent).get(folder.name):
                return who
        return Who(submission_of(path).student)

    def _list(self, folder: PurePath) -> Mapping[str, Who]:
        if folder not in self.lists:
            self.lists[folder] = dict(_listed(_text(str(folder / LIST))))
        return self.lists[folder]


def _listed(text: str) -> Iterator[tuple[str, Who]]:
    """Each folder of a list with its student; of a group that sends together all, one after the other."""
    for folder, block in _IN_LIST.findall(text):
        try:
            students = tree_of(block)
        except UnreadableError:
            continue
        if isinstance(students, tuple):
            said = [_who(each) for each in students if isinstance(each, Pairs)]
            yield folder, Who(*map("; ".join, zip(*said, strict=True)))


def _who(student: Pairs) -> Who:
    said = {line.name: line.value for line in student.pairs if isinstance(line.value, str)}
    return Who(*(said.get(key, "") for key in (":name", ":sid", ":email")))


def _text(path: str) -> str:
    """The text of a file; empty where it cannot be read."""
    try:
        read = None if os.path.islink(path) else decoded(bytes_of(path, MOST_BYTES))
    except (OSError, ValueError):
        return ""
    return read.text.replace("\r", "") if read else ""
