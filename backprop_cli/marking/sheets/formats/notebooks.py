"""Notebooks -> a page of Markdown: what stands in their cells, and what their programs have shown."""

import json
import re
from collections.abc import Iterator
from typing import Any

from backprop_cli.marking.sheets.formats.html_pages import page_of_html
from backprop_cli.marking.sheets.formats.shown_names import pieces, printed_by, shown_by, under_names

MOST_CELLS = 2_000
"""Cells of a notebook, and outputs of one, that are looked at."""
_CALLED = re.compile(r"\s*<[^<>]*+>\s*")
"""What Python calls a picture that it shows: `<Figure size 640x480 with 1 Axes>`."""
_TYPE_OF_SERIES = re.compile(r"\n(?:Name: [^\n]{0,60}, )?(?:Length: [0-9]+, )?dtype: \w+\s*\Z")


def without_code(text: str) -> str:
    """The page of a notebook: what stands in its cells and what was printed; every other text as it is."""
    page = _of_notebook(text) if is_as_notebook(text) else None
    return text if page is None else page


def is_as_notebook(text: str) -> bool:
    """Whether a text begins as a notebook, and has what one has."""
    return text.lstrip().startswith("{") and '"cells"' in text


def is_cut_notebook(text: str, source: str) -> bool:
    """Whether a file called a notebook begins as one and does not end: half of an upload."""
    is_begun = source.lower().endswith(".ipynb") and text.lstrip().startswith("{")
    return is_begun and _loaded(text) is None


def _loaded(text: str) -> Any:
    """What a text holds as JSON; None where it is broken."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _of_notebook(text: str) -> str | None:
    """The text of a notebook's cells; None where it is none."""
    data = _loaded(text)
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list) or "nbformat" not in data:
        return None
    found = (part for cell in cells[:MOST_CELLS] if isinstance(cell, dict) for part in _of_cell(cell))
    return "\n\n".join(found)


def _of_cell(cell: dict[str, Any]) -> Iterator[str]:
    """What a cell says, or what its program has printed; the program itself is no answer."""
    if cell.get("cell_type") == "markdown":
        yield _joined(cell.get("source"))
    program, given = _joined(cell.get("source")), cell.get("outputs")
    outputs = given[:MOST_CELLS] if isinstance(given, list) else []
    for each in outputs:
        if isinstance(each, dict):
            data = each.get("data")
            shown = data if isinstance(data, dict) else {}
            is_result = len(outputs) == 1 or each.get("output_type") == "execute_result"
            if printed := _joined(each.get("text")):
                yield from under_names(printed_by(program), pieces(printed)) or [printed]
            elif not _CALLED.fullmatch(said := _shown(shown)):
                yield from under_names([shown_by(program) if is_result else ""], [said]) or [said]


def _shown(forms: dict[str, Any]) -> str:
    """What an output says, in the plainest form that says it."""
    page, plain = _joined(forms.get("text/html")), _joined(forms.get("text/plain"))
    if said := _joined(forms.get("text/markdown")):
        return said
    if (not plain or _CALLED.fullmatch(plain)) and (formula := _joined(forms.get("text/latex"))):
        return formula
    if page and ("<tr" in page or not plain or _CALLED.fullmatch(plain)):
        return page_of_html(page)
    return _TYPE_OF_SERIES.sub("", plain)


def _joined(source: object) -> str:
    """A text of a notebook, which may stand in lines."""
    if isinstance(source, list):
        return "".join(each for each in source if isinstance(each, str))
    return source if isinstance(source, str) else ""
