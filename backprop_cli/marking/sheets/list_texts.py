"""A text that writes a vector or a matrix -> its rows: in brackets, as programs print it, in TeX, or bare."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from math import prod

from backprop_cli.marking.sheets.formats.raw import RawValue
from backprop_cli.marking.sheets.sides import ARROW

MAX_DEPTH = 3
_ARRAY = re.compile(
    r"(?:np\.|numpy\.|torch\.|tf\.|jnp\.)?(?:array|Array|tensor|Tensor|matrix|Matrix|list)\((.*?)"
    r"(?:,\s{0,40}[a-z_]+=(?:<[^<>]*>|\([0-9, ]*\)|[\w.:']+)){0,6},?\s{0,40}\)",
    re.DOTALL,
)
"""`array(…)` and `tensor(…, grad_fn=<AddBackward0>)`, as programs print them."""
_OF_TENSORFLOW = re.compile(r"<tf\.Tensor:\s*shape=\([0-9, ]*\),\s*dtype=\w+,\s*numpy=(.*)>", re.DOTALL)
_TEX_MATRIX = re.compile(
    r"(?:(?:\\left\s*)?(?:[(\[.|]|\\[{|]))?\s*\\begin\{(?P<kind>[bpBvV]?(?:small)?matrix|array)\*?\}"
    r"\s*+(?:\{[lcr|\s]*\}|\[[lcr]\])?(?P<body>(?:(?!\\begin).)*?)\\end\{(?P=kind)\*?\}\s*"
    r"(?:(?:\\right\s*)?(?:[)\].|]|\\[}|]))?",
    re.DOTALL,
)
_ROW_OF_TEX = re.compile(r"\\\\(?:\s*\[[^\]]*\])?|\\(?:cr|tabularnewline)(?![a-z])|\\(?=\s|$)")
_LINE_OF_TEX = re.compile(r"\\hline(?![a-z])|\\(?:displaystyle|phantom\{[^{}]*\})")
_TRANSPOSED = re.compile(
    r"(.*[\])}])\s*(?:\^\s*(?:\{\s*)?(?:T|\\top|\\intercal|\\(?:mathsf|mathrm|text)\s*\{\s*T\s*\})\s*\}?"
    r"|ᵀ|\.T|['′’])",
    re.DOTALL,
)
"""A row that stands for a column, or a matrix the other way round."""
_SQUARE = re.compile(r"[\[\]]")
_BETWEEN_ROWS = re.compile(r"\]\s*\[")
_NUMBER = re.compile(r"[+−–—-]?(?:[0-9]+(?:[.,][0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA_NUMBER = re.compile(r"[+−-]?[0-9]+,[0-9]+")
_FRAME = re.compile(r"[(<{⟨]([^()<>{}⟨⟩]*)[)>}⟩](?:\^?T|ᵀ)?")
"""Other brackets than square ones, maybe of a row that stands for a column."""
_ROWS_IN_BRACES = re.compile(r"\{\s*\{[^{}]*\}(?:\s*,\s*\{[^{}]*\})*\s*\}")
"""{{0.1, 0.2}, {0.3, 0.4}}, as Mathematica has it."""
_ROWS_BESIDE = re.compile(r"\([^()]*\)(?:\s*,\s*\([^()]*\))+")
"""(0.1, 0.2), (0.3, 0.4): rows without a bracket around them."""
_HAS_DIGIT = re.compile("[0-9]")
_THOUSANDS = re.compile("[0-9]{3}(?:[.][0-9]*)?")


def list_in(value: RawValue) -> RawValue:
    """The list that a text writes, `[[1, 2], [3, 4]]`, or the value itself where it writes none.

    `;` separates rows, as in `[1, 2; 3, 4]`, also where the file's format took the commas for its own.
    """
    if isinstance(value, tuple) and any(";" in part for part in value if isinstance(part, str)):
        value = f"[{', '.join(map(str, value))}]"
    plain = value.strip().removesuffix(";") if isinstance(value, str) else ""
    found = _list_in(plain)
    if found is None and (turned := _TRANSPOSED.fullmatch(plain)):
        found = _transposed(_list_in(turned[1].strip()))
    return _spread(value) if found is None else found


def _list_in(text: str) -> RawValue | None:
    """The list that a text writes; None where it writes none."""
    if tensor := _OF_TENSORFLOW.fullmatch(text):
        text = tensor[1].strip()
    if array := _ARRAY.fullmatch(text):
        text = array[1].strip()
    if matrix := _TEX_MATRIX.fullmatch(text):
        return _spread(_of_tex(matrix["body"]))
    if text.startswith("(") and text.endswith(")") and "," in text:
        text = f"[{text}]" if _ROWS_BESIDE.fullmatch(text) else f"[{text[1:-1]}]"  # (0.05, 0.1) is a vector
    if _ROWS_IN_BRACES.fullmatch(text):
        text = text.replace("{", "[").replace("}", "]")
    if not _is_list(text) or not _is_one_list(text):
        return None
    text = _BETWEEN_ROWS.sub("], [", text)
    if ";" in text and text.count("[") == 1:
        text = f"[[{text[1:-1].replace(';', '], [')}]]"
    return _spread(_parsed(text, MAX_DEPTH))


def _of_tex(body: str) -> RawValue:
    """The rows of a matrix of TeX, each with its columns."""
    rows = (row.strip() for row in _ROW_OF_TEX.split(_LINE_OF_TEX.sub("", body)))
    return tuple(tuple(cell.strip() for cell in row.split("&")) for row in rows if row)


def _transposed(found: RawValue | None) -> RawValue | None:
    """A list with its rows as columns; one of single numbers as it is."""
    if not isinstance(found, tuple) or not all(isinstance(row, tuple) for row in found):
        return found
    rows = [row for row in found if isinstance(row, tuple)]
    return tuple(zip(*rows, strict=True)) if len(set(map(len, rows))) == 1 else found


def list_of(text: str, shape: tuple[int, ...]) -> RawValue:
    """The list that a text writes without square brackets, `0.56; 0.43`; where there is doubt, the text.

    Numbers with `;`, spaces or commas between them, a row of a matrix behind each `;`: as many as are asked.
    """
    framed = _FRAME.fullmatch(text.strip())
    plain = framed[1] if framed else text
    rows = [row.strip() for row in plain.split(";")]
    if prod(shape) in shape:  # a vector, or a matrix of one row or column
        numbers = _numbers_in(plain) if len(rows) == 1 else rows
        is_whole = len(numbers) == prod(shape) and all(map(_NUMBER.fullmatch, numbers))
        return tuple(numbers) if is_whole else text
    entries = tuple(map(_numbers_in, rows))
    if len(entries) != shape[0] or {len(row) for row in entries} != {shape[1]}:
        return text
    return tuple(map(tuple, entries))


def entries_in(cells: Sequence[str], shape: tuple[int, ...]) -> tuple[str, ...]:
    """The entries of a vector from as many cells of a table, but for words behind them; else none.

    Where commas part the cells, 0,5 is two of them.
    """
    numbers = tuple(takewhile(_NUMBER.fullmatch, cells))
    size = 2 * prod(shape) if all(map(str.isdecimal, numbers[1::2])) else prod(shape)
    is_whole = len(numbers) in {size, prod(shape)} and prod(shape) in shape
    return numbers if is_whole and not any(map(_HAS_DIGIT.search, cells[len(numbers) :])) else ()


def _numbers_in(row: str) -> list[str]:
    """Numbers with spaces between them, or with commas where each has its decimal point; else none."""
    parts = [part.removesuffix(",") for part in row.replace(" ,", ",").split()]
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


def _is_one_list(text: str) -> bool:
    """Whether the first bracket closes at the end: `[x]*[y]` is a product."""
    depth = 0
    for bracket in _SQUARE.finditer(text):
        depth += 1 if bracket[0] == "[" else -1
        if not depth and bracket.end() < len(text):
            return False
    return True


def _parsed(text: str, deep: int) -> RawValue:
    if not deep or not (_is_list(text) or _is_row(text)):
        return text
    return tuple(_parsed(part.strip(), deep - 1) for part in _parts(text[1:-1]))


def _is_row(text: str) -> bool:
    """Whether it is a row in round brackets, (0.1, 0.2): a comma stands in no further ones."""
    return text.startswith("(") and text.endswith(")") and len(list(_parts(text[1:-1]))) > 1


def _parts(text: str) -> Iterator[str]:
    """The text between those commas that stand in no bracket."""
    start = depth = 0
    for place, char in enumerate(text):
        depth += (char in "[(") - (char in "])")
        if char == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


LONGEST_ROW = 2_000
"""Characters of a row of numbers."""
_POINT_NUMBER = re.compile(r"[-+−–]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+−]?\d+)?")


def row_of_numbers(value: RawValue) -> tuple[str, ...]:
    """The numbers in a row of them; none where a comma may be a decimal one, 0,21."""
    if isinstance(value, tuple):
        parts = [each for each in value if isinstance(each, str)]
        return tuple(parts) if len(parts) == len(value) and all(map(_POINT_NUMBER.fullmatch, parts)) else ()
    if not isinstance(value, str) or len(value) > LONGEST_ROW:
        return ()
    parts = re.split(r"\s*;\s*|\s*,\s*|\s+", value.strip(" []()"))
    led = re.split(rf"\s*(?:{ARROW})\s*", value.strip())
    parts = led if len(led) > 2 else parts  # 0.3775 -> 0.378 is one number
    is_sure = any("." in each for each in parts) and all(map(_POINT_NUMBER.fullmatch, parts))
    return tuple(parts) if is_sure else ()
