"""Tables with a row for each student, among the files of a class: each row becomes a sheet of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

from backprop_cli.errors import UsageError
from backprop_cli.marking.sheets.csv_table import MAX_BYTES
from backprop_cli.marking.sheets.encodings import decoded
from backprop_cli.marking.sheets.files import AnswerFiles, Aside, SheetFile, held
from backprop_cli.marking.sheets.formats.form import FormRows, read_form
from backprop_cli.marking.sheets.formats.raw import RefusedError
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.problem_file.files import wide_encoding
from backprop_cli.problem_file.reading import bytes_of

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
        files += _sheets(file, form)
        if form.aside:
            aside.append(Aside(file.name, form.aside))
    is_class = found.is_class or len(files) > len(found.files)
    return found._replace(files=tuple(files), is_class=is_class, aside=tuple(aside))


def _sheets(file: SheetFile, form: FormRows) -> Iterator[SheetFile]:
    for row in form.rows:
        yield file._replace(name=f"{file.name}/row {row.number}", row=row)


def _form(file: SheetFile, is_name: IsName) -> FormRows | None:
    """The form in a file; None where it is none, or where reading it will say why it cannot be read."""
    data = _data(file)
    if data is None or len(data) > MAX_BYTES:
        return None
    if not wide_encoding(data):
        # A row that is not UTF-8 costs only itself, and says how to save the file.
        return read_form(data.decode("utf-8", "surrogateescape"), is_name)
    read = decoded(data)
    return read_form(read.text, is_name) if read else None


def _data(file: SheetFile) -> bytes | None:
    """What is in a file that may be a form; None where it is none or cannot be read."""
    is_link = file.is_found and os.path.islink(file.path)
    is_table = file.path.lower().endswith(ENDINGS) and not file.is_arrays
    if file.data is not None or not is_table or is_link or not os.path.isfile(file.path):
        return file.data
    try:
        return bytes_of(file.path, MAX_BYTES + 1)
    except OSError:
        return None
