"""What every text format needs of a row: its sides as written lines, each with its relation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from backprop_cli.notation.writer import Writer
from backprop_cli.worksheet.document import Number, Row, Words


class WrittenLine(NamedTuple):
    """One side: `relation` `text`, and the reasons that go with it."""

    relation: str
    text: str
    reasons: tuple[Words, ...]


def written_lines(row: Row, writer: Writer) -> Iterator[WrittenLine]:
    """The sides of a row in order; one that repeats the side or the value it stands by is left out."""
    value = None if row.value is None else writer.value_of(row.name, row.value)
    before = ""
    lead = f"{writer.full_name(row.also)} {writer.relation(rounded=False)} " if row.also else ""
    for line in row.lines:
        text, rounded = writer.numbers(line.expr) if line.numbers else (writer.symbols(line.expr), False)
        if text in {before, value.text if value else ""}:
            if line.reasons:
                yield WrittenLine("", "", line.reasons)
            continue
        yield WrittenLine(writer.relation(rounded=rounded), lead + text, line.reasons)
        before, lead = text, ""


def written_value(number: Number, writer: Writer) -> str:
    """A number in running text or a table cell."""
    return writer.value_of(number.name, number.value).text
