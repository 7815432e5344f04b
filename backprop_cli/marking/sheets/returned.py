"""Pages of marks that lie among the answers: ours, in every format that we write them in; none is a sheet."""

from __future__ import annotations

import re

from backprop_cli.errors import ProblemError, UsageError, cited
from backprop_cli.marking.sheets.files import MOST_BYTES, AnswerFiles, SheetFile, held
from backprop_cli.marking.sheets.formats.documents import is_document
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.sheet_file import sheet_text
from backprop_cli.words.class_results import RESULTS
from backprop_cli.words.marked import MARKED, RULE
from backprop_cli.words.read_back import spellings

ENOUGH = 8_000
"""Bytes at the beginning of a file by which its kind is known."""
OF_SHEETS = (*Who._fields, "file", "points", "of")
OF_LINES = (*Who._fields, "file", "name", "given", "expected")
"""What the heads of our tables of marks begin with; an answer sheet names quantities after the student."""
_OURS = re.compile(r'\s*\{\s*"schema"\s*:\s*"backprop/[0-9]+"\s*,\s*"sheets"\s*:')
_OF_GRADESCOPE = re.compile(r'\s*\{\s*"score"\s*:.*"stdout_visibility"\s*:.*"extra_data"\s*:', re.DOTALL)


def without_returned(found: AnswerFiles) -> AnswerFiles:
    """The files without those that hold marks, which are named apart.

    Raises `UsageError` where no other file is left.
    """
    files = tuple(map(held, found.files))
    marked = [file for file in files if not file.is_arrays and holds_marks(_beginning(file))]
    if marked and len(marked) == len(files):
        hint = "name what was handed in: a sheet with answers"
        raise UsageError(f"{cited(marked[0].name)} is a sheet that is marked already", hint)
    kept = tuple(file for file in files if file not in marked) if marked else files
    return found._replace(files=kept, returned=tuple(file.name for file in marked))


def holds_marks(text: str) -> bool:
    """Whether a text is the beginning of marks as we write them: a page, data, or a table."""
    text = text.removeprefix("\ufeff")
    return _is_page(text) or _is_table(text) or any(each.match(text) for each in (_OURS, _OF_GRADESCOPE))


def _is_page(text: str) -> bool:
    """`Marked: Two layers` or `Results: …`, and further down the rule of the points."""
    lines = [line.strip().lstrip("#*- ") for line in as_page(text).splitlines() if line.strip()]
    titles = tuple(f"{each}:" for message in (MARKED, RESULTS) for each in spellings(message))
    is_titled = any(line.startswith(titles) for line in lines[:1])
    return is_titled and any(line.removeprefix("<b>").startswith(spellings(RULE)) for line in lines)


def _is_table(text: str) -> bool:
    head = text.lstrip().partition("\n")[0]
    cells = tuple(cell.strip(' "\r') for cell in re.split("[,;\t]", head))
    return any(cells[: len(ours)] == ours for ours in (OF_SHEETS, OF_LINES))


def _beginning(file: SheetFile) -> str:
    """How a file begins; nothing where it is not read here, and its report says why."""
    of_document = is_document(file.path)
    data = file.beginning(MOST_BYTES + 1 if of_document else ENOUGH)
    if not of_document:
        return data[:ENOUGH].decode("utf-8", "replace")
    try:
        return sheet_text(data, file.path).text[:ENOUGH]
    except ProblemError:
        return ""
