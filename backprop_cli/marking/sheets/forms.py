"""Tables with a row for each student, among the files of a class: each row becomes a sheet of its own."""

from __future__ import annotations

from backprop_cli.errors import UsageError
from backprop_cli.marking.sheets.csv_table import MAX_BYTES
from backprop_cli.marking.sheets.encodings import decoded
from backprop_cli.marking.sheets.files import AnswerFiles, Aside, SheetFile, held
from backprop_cli.marking.sheets.formats.form import FormRows, read_form
from backprop_cli.marking.sheets.formats.raw import RefusedError
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.problem_file.files import wide_encoding

ENDINGS = (".csv", ".tsv", ".txt")


def with_form_rows(found: AnswerFiles, is_name: IsName) -> AnswerFiles:
    """The files with every form replaced by its rows; where there is one they are a class.

    `is_name` tells the names of the exercise's quantities. Raises `UsageError` for a form that is too large,
    where it is the only file; among others it stays, and its report says so.
    """
    files, aside = list[SheetFile](), list[Aside]()
    for file in map(held, found.files):
        try:
            form = _form(file, is_name)
        except RefusedError as error:
            if not found.is_class:
                raise UsageError(f"`{file.name}` cannot be read: {error}") from None
            form = None
        if form is None or len(form.rows) < 2:
            files.append(file)
            continue
        files += (file._replace(name=f"{file.name}/row {row.number}", row=row) for row in form.rows)
        if form.aside:
            aside.append(Aside(file.name, form.aside))
    is_class = found.is_class or len(files) > len(found.files)
    return found._replace(files=tuple(files), is_class=is_class, aside=tuple(aside))


def _form(file: SheetFile, is_name: IsName) -> FormRows | None:
    """The form in a file; None where it is none, or where reading it will say why it cannot be read."""
    is_table = file.path.lower().endswith(ENDINGS) and not file.is_arrays
    if not is_table and file.data is None:
        return None
    data = file.beginning(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return None
    if not wide_encoding(data):
        # A row that is not UTF-8 costs only itself, and says how to save the file.
        return read_form(data.decode("utf-8", "surrogateescape"), is_name)
    read = decoded(data)
    return read_form(read.text, is_name) if read else None
