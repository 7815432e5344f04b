"""Whole vectors and matrices: a list's entries, each with its quantity."""

import re
from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import RawValue
from backprop_cli.marking.sheets.named_arrays import NamedArray
from backprop_cli.marking.sheets.sheet import OTHER_ROWS
from backprop_cli.words import reading as words
from backprop_cli.words.say import phrase

MAX_DEPTH = 3
_ARRAY = re.compile(
    r"(?:np\.|numpy\.|torch\.)?(?:array|tensor|matrix|list)\((.*?)(?:,\s*dtype=[\w.']+)?,?\)", re.DOTALL
)
_BETWEEN_ROWS = re.compile(r"\]\s*\[")
_NUMBER = re.compile(r"[+−-]?(?:[0-9]+[.,]?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA_NUMBER = re.compile(r"[+−-]?[0-9]+,[0-9]+")
_FRAME = re.compile(r"[(<{⟨]([^()<>{}⟨⟩]*)[)>}⟩](?:\^?T|ᵀ)?")
"""Other brackets than square ones, maybe of a row that stands for a column."""
_THOUSANDS = re.compile("[0-9]{3}(?:[.][0-9]*)?")
_WHOLE = re.compile("[+−-]?[0-9]{1,3}")


def list_in(value: RawValue) -> RawValue:
    """The list that a text writes, `[[1, 2], [3, 4]]`, or the value itself where it writes none.

    `;` separates rows, as in `[1, 2; 3, 4]`, also where the file's format took the commas for its own.
    """
    if isinstance(value, tuple) and any(";" in part for part in value if isinstance(part, str)):
        value = f"[{', '.join(map(str, value))}]"
    plain = value.strip() if isinstance(value, str) else ""
    if found := _ARRAY.fullmatch(plain):
        plain = found[1].strip()
    if plain.startswith("(") and plain.endswith(")") and "," in plain:
        plain = f"[{plain[1:-1]}]"  # (0.05, 0.1), as a vector stands on the page
    if not _is_list(plain):
        return _spread(value)
    plain = _BETWEEN_ROWS.sub("], [", plain)
    if ";" in plain and plain.count("[") == 1:
        plain = f"[[{plain[1:-1].replace(';', '], [')}]]"
    return _spread(_parsed(plain, MAX_DEPTH))


def list_of(text: str, shape: tuple[int, ...]) -> RawValue:
    """The list that a text writes without square brackets, `0.56; 0.43`; where there is doubt, the text.

    Numbers with `;`, spaces or commas between them, a row of a matrix behind each `;`: as many as are asked.
    """
    framed = _FRAME.fullmatch(text.strip())
    plain = framed[1] if framed else text
    rows = [row.strip() for row in plain.split(";")]
    if len(shape) == 1 and len(rows) == 1:
        rows = _numbers_in(plain)
    entries = tuple(map(_numbers_in, rows))
    widths = {len(row) for row in entries}
    if len(entries) != shape[0] or widths != {shape[1] if len(shape) == 2 else 1}:
        return text
    return tuple(tuple(row) for row in entries) if len(shape) == 2 else tuple(row[0] for row in entries)


def _numbers_in(row: str) -> list[str]:
    """Numbers with spaces between them, or with commas where each has its decimal point; else none."""
    parts = [part.removesuffix(",") for part in row.split()]
    if "," not in row and any(map(_THOUSANDS.fullmatch, parts[1:])):
        return []  # 1 000 may be one number
    if len(parts) == 1 and all("." in part for part in row.split(",")):
        parts = row.split(",")
    return parts if all(map(_NUMBER.fullmatch, parts)) else []


def _spread(value: RawValue) -> RawValue:
    """`[0.1 0.2]`, as numpy prints it: numbers with spaces between them, each an entry."""
    if not isinstance(value, tuple):
        return value
    parts = tuple(map(_spread, value))
    if len(parts) == 1 and isinstance(parts[0], str) and len(words := parts[0].split()) > 1:
        return tuple(words) if all(map(_NUMBER.fullmatch, words)) else parts
    if len(parts) > 1 and _are_decimals_with_commas(parts):
        return tuple(",".join(map(str, parts)).split())
    return parts


def _are_decimals_with_commas(parts: tuple[RawValue, ...]) -> bool:
    """0,1 0,2 was cut at its commas: 0 · 1 0 · 2."""
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != len(parts) or not any(" " in text for text in texts[1:-1]):
        return False
    return all(map(_COMMA_NUMBER.fullmatch, ",".join(texts).split()))


def _is_list(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


def _parsed(text: str, deep: int) -> RawValue:
    if not deep or not _is_list(text):
        return text
    return tuple(_parsed(part.strip(), deep - 1) for part in _parts(text[1:-1]))


def _parts(text: str) -> Iterator[str]:
    """The text between those commas that stand in no bracket."""
    start = depth = 0
    for place, char in enumerate(text):
        depth += (char in "[(") - (char in "])")
        if char == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


class Placed(NamedTuple):
    """A list with its entries placed."""

    found: list[tuple[str, RawValue]]
    """Every entry that has a quantity, with its name."""
    complaint: str = ""
    """What is wrong with the shape."""
    is_read: bool = True
    """Whether the whole list could be read all the same."""
    is_turned: bool = False
    """Whether its rows are the columns of the matrix."""


def placed(values: tuple[RawValue, ...], block: NamedArray, *, typed: bool = True) -> Placed:
    """The entries of a list with their quantities.

    Of a vector with too many entries none is read: which of them is meant, nobody can say. `typed`: by hand,
    maybe with decimal commas.
    """
    joined = _with_decimals(values, block.shape) if typed else values
    cells = dict(_cells(_shaped(joined, block.shape)))
    if set(cells) == set(block.places):
        return Placed([(block.places[place], value) for place, value in cells.items()])
    complaint = words.other_size(words.entries(block.shape), _described(values))
    if {place[::-1] for place in cells} == set(block.places):
        turned = [(block.places[place[::-1]], value) for place, value in cells.items()]
        how = phrase(words.ROWS_OF[OTHER_ROWS[block.row_of]] if block.row_of else words.TURNED)
        return Placed(turned, words.read_anyway(complaint, how), is_turned=True)
    if len(block.shape) == 1 and len(cells) > block.shape[0]:
        if typed and _may_have_decimal_commas(values, block.shape[0]):
            complaint = words.with_remedy(complaint, phrase(words.DECIMALS))
        return Placed([], complaint, is_read=False)
    known = [(block.places[place], cells[place]) for place in cells if place in block.places]
    return Placed(known, complaint, is_read=False)


def exchanged_names(block: NamedArray) -> tuple[tuple[str, str], ...]:
    """Every entry of a square matrix with that of row and column exchanged; empty where it is not square."""
    if block.shape[0] != block.shape[-1]:
        return ()
    return tuple((name, block.places[place[::-1]]) for place, name in block.places.items())


def _with_decimals(values: tuple[RawValue, ...], shape: tuple[int, ...]) -> tuple[RawValue, ...]:
    """[0,3775, 0,3925] for two entries: twice as many whole numbers are decimals with a comma."""
    rows = [value for value in values if isinstance(value, tuple)]
    if not rows:  # a plain list is right for a vector, and for a matrix of one row or one column
        return _joined(values) if len(values) == 2 * prod(shape) and prod(shape) in shape else values
    if len(rows) != len(values) or len(rows) != shape[0]:
        return values
    width = shape[1] if len(shape) == 2 else 1
    return tuple(_joined(row) if len(row) == 2 * width else row for row in rows)


def _joined(parts: tuple[RawValue, ...]) -> tuple[RawValue, ...]:
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    if all(_WHOLE.fullmatch(str(left).strip()) and str(right).strip().isdigit() for left, right in pairs):
        return tuple(f"{str(left).strip()},{str(right).strip()}" for left, right in pairs)
    return parts


def _may_have_decimal_commas(values: tuple[RawValue, ...], entries: int) -> bool:
    """Whether a list fits once some of its entries are the decimals of those before them: 0,3775, 0.39."""
    parts = [str(value).strip() for value in values]
    joined = position = 0
    while position + 1 < len(parts):
        is_one = _WHOLE.fullmatch(parts[position]) and parts[position + 1].isdigit()
        joined += bool(is_one)
        position += 2 if is_one else 1
    return joined > 0 and len(parts) - joined <= entries


def _shaped(values: tuple[RawValue, ...], shape: tuple[int, ...]) -> tuple[RawValue, ...]:
    """A column or row as a plain vector; a plain vector as the one row or column of a matrix."""
    nested = [value for value in values if isinstance(value, tuple)]
    if len(shape) == 1 and len(nested) == len(values):
        if len(nested) == 1:
            return nested[0]
        if all(len(row) == 1 for row in nested):
            return tuple(row[0] for row in nested)
    if len(shape) == 2 and not nested:
        if shape[0] == 1:
            return (values,)
        if shape[1] == 1:
            return tuple((value,) for value in values)
    return values


def _cells(values: tuple[RawValue, ...]) -> list[tuple[tuple[int, ...], RawValue]]:
    cells: list[tuple[tuple[int, ...], RawValue]] = []
    for row, value in enumerate(values):
        if isinstance(value, tuple):
            cells += [((row, column), each) for column, each in enumerate(value)]
        else:
            cells.append(((row,), value))
    return cells


def _described(values: tuple[RawValue, ...]) -> str:
    rows = [len(value) if isinstance(value, tuple) else 1 for value in values]
    if not any(isinstance(value, tuple) for value in values):
        return str(len(values))
    return f"{len(values)} × {rows[0]}" if len(set(rows)) == 1 else words.rows_of(sorted(set(rows))[:4])
