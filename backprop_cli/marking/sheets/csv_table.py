"""A table of comma-separated values whose cells stay as they are typed: one can be changed, byte for byte.

`,`, `;` and tabs separate; the head decides. A cell keeps its quotes, a row its line end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from backprop_cli.errors import UsageError, cited, refused
from backprop_cli.marking.sheets.formats.raw import visible
from backprop_cli.marking.sheets.written import INVISIBLE
from backprop_cli.problem_file.reading import bytes_of

MAX_BYTES = 10_000_000
BOM = "\ufeff"
SEPARATORS = ",;\t"


class CsvTable:
    """The cells of a text, row by row; row 0 is the head."""

    def __init__(self, text: str, separator: str = "") -> None:
        """With the sign between cells, where it is not to be read off the head."""
        self.bom = BOM if text.startswith(BOM) else ""
        body = text.removeprefix(BOM)
        head = re.split("[\r\n]", body, maxsplit=1)[0]
        self.separator = separator or max(SEPARATORS, key=head.count)
        self.raw = list(_rows(body, self.separator))
        """Each row's cells as typed, the last with the line end behind them."""

    @cached_property
    def rows(self) -> list[list[str]]:
        """What the cells say, row by row, without quotes."""
        return [[_said(cell) for cell in cells] for *cells, _ in self.raw]

    def cell(self, row: int, column: int) -> str:
        """What a cell says; empty where the row is shorter."""
        cells = self.rows[row]
        return cells[column].strip() if 0 <= column < len(cells) else ""

    def seen(self, row: int, column: int) -> str:
        """What a cell says to who looks at it: without unseen characters, with single spaces."""
        return _seen(self.cell(row, column))

    @cached_property
    def heads(self) -> list[str]:
        """The heads as one sees them."""
        return [_seen(head) for head in self.rows[0]]

    def text(self, changed: Mapping[tuple[int, int], str]) -> str:
        """The whole text with some cells changed, by row and column; all others are as they were."""
        return self.bom + "".join(
            self.separator.join(self._changed(row, cells, changed)) + end
            for row, (*cells, end) in enumerate(self.raw)
        )

    def _changed(self, row: int, cells: list[str], changed: Mapping[tuple[int, int], str]) -> Iterator[str]:
        missing = max((column for at, column in changed if at == row), default=-1) + 1 - len(cells)
        for column, cell in enumerate([*cells, *[""] * missing]):
            text = changed.get((row, column))
            yield cell if text is None else self._typed(text, quoted=cell.strip(INVISIBLE).startswith('"'))

    def _typed(self, text: str, *, quoted: bool) -> str:
        quoted = quoted or re.search(r'["\r\n]', text) is not None or self.separator in text
        return '"' + text.replace('"', '""') + '"' if quoted else text


def _seen(text: str) -> str:
    return " ".join(visible(text).split())


def _rows(body: str, separator: str) -> Iterator[list[str]]:
    """The cells of each row, and its line end. A quote that is never closed is a sign like any other."""
    sign = re.escape(separator)
    cell = re.compile(rf'((?:[{INVISIBLE}]*+"(?:[^"]|"")*+")?[^{sign}\r\n]*)({sign}|\r\n|\r|\n|\Z)')
    row: list[str] = []
    at = 0
    while at < len(body) or row:
        found = cell.match(body, at)
        assert found is not None, "every text goes on with a cell, which may be empty"  # noqa: S101
        row.append(found[1])
        at = found.end()
        if found[2] != separator:
            yield [*row, found[2]]
            row = []


def _said(cell: str) -> str:
    """A cell without the quotes around it, before which something unseen may stand."""
    quoted = cell.strip(INVISIBLE)
    if len(quoted) > 1 and quoted.startswith('"') and quoted.endswith('"'):
        return quoted[1:-1].replace('""', '"')
    return cell


def read_table(path: str, what: str) -> CsvTable:
    """The table in a file of UTF-8 text; `what` it should be is said where it is none.

    Raises `UsageError` where the file cannot be read, is too large, is not UTF-8 or has no rows.
    """
    try:
        data = bytes_of(path, MAX_BYTES + 1)
    except OSError as error:
        raise refused(f"the {what} {cited(path)}", error) from None
    except ValueError:
        raise UsageError(f"the {what} {cited(path)} cannot be read: not a file name") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"the {what} {cited(path)} is larger than {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the {what} {cited(path)} is not UTF-8: byte {error.start + 1} on line {line}"
        raise UsageError(message, "save it as UTF-8: in Excel, `CSV UTF-8`") from None
    if "\0" in text or not text.removeprefix(BOM).strip():
        raise UsageError(f"the {what} {cited(path)} holds no table", "a CSV file is expected")
    return CsvTable(text)
