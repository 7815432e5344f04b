"""The list of gradebooks: a kind is a row here and a file beside this one."""

from __future__ import annotations

from backprop_cli.errors import UsageError, cited
from backprop_cli.marking.results.gradebook import Gradebook, GradebookKind, WantedColumn, listed
from backprop_cli.marking.results.gradebooks.canvas import canvas
from backprop_cli.marking.results.gradebooks.moodle import moodle
from backprop_cli.marking.sheets.csv_table import read_table

KINDS: dict[str, GradebookKind] = {
    "Canvas": canvas,
    "Moodle": moodle,
}
"""Every kind by its name; the first that a file is one of is taken."""


def read_gradebook(wanted: WantedColumn) -> Gradebook:
    """The gradebook in a file. Raises `UsageError` where it is none, or the column is not in it."""
    table = read_table(wanted.file, "gradebook")
    for kind in KINDS.values():
        if (book := kind(table, wanted)) is not None:
            return book
    message = f"{cited(wanted.file)} is no gradebook of {' or '.join(KINDS)}; its columns are "
    hint = "give the file as it was exported, its first line and its students"
    raise UsageError(message + listed(table.heads[:20]), hint)
