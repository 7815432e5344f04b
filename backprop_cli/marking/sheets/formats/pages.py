"""Notebooks and tables in HTML -> a page of Markdown, which is then read as any other."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from backprop_cli.marking.sheets.formats.page_equations import with_plain_equations
from backprop_cli.marking.sheets.formats.pictures import without_elements

MOST_CELLS = 2_000
"""Cells of a notebook, and rows of HTML, that are looked at."""
_ROW = re.compile(r"<tr\b[^<>]{0,200}>((?:(?!</?tr\b).)*+)</tr\s*>", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^<>]{0,200}>((?:(?!</?t[dh]\b).)*+)</t[dh]\s*>", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"</?table\b[^<>]{0,200}>", re.IGNORECASE)
_AROUND = re.compile(r"</?(?:thead|tbody|tfoot|html|body|head)\b[^<>]{0,200}>", re.IGNORECASE)
_BEGINNING = 1_000
"""Characters in which a document says that it is HTML."""
_DOCUMENT = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|dl|section|article|pre)\b[^<>]*+>", re.IGNORECASE)
"""How a text begins that an editor of a web page has made, without the document around it."""
_ROW_OF_MARKDOWN = re.compile(r"^[ \t]*\|", re.MULTILINE)
_UNSEEN = ("style", "script", "title", "noscript")
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*+-->", re.DOTALL)
_EMPTY_LINES = re.compile(r"\n(?:[ \t\r]*+\n){2,}")
_TYPE = re.compile(r"<!doctype[^<>]{0,200}>", re.IGNORECASE)
_READ_LATER = r"table|thead|tbody|tfoot|tr|td|th|br|sup|sub|s|del|strike|b|strong|i|em|u|ins|mark|img"
_MARK_UP = re.compile(rf"</?(?!(?:{_READ_LATER})[\s/>])[a-z][a-z0-9-]*+(?:[\s/][^<>]*+)?>", re.IGNORECASE)
"""Formulas, of which the letters remain, and what no reader sees: every tag that says nothing here."""
_TITLE = re.compile(r"<h([1-6])\b[^<>]*+>(?:((?:(?!</?h[1-6]\b).)*+)</h\1\s*>)?", re.IGNORECASE | re.DOTALL)
"""A heading; a line break in it is a space. One that does not end is known by where it begins."""
_CODE = re.compile(r"</?code\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:html|head|body|p|div|h[1-6]|ul|ol|li|dl|dt|dd|br|hr|section|figure|figcaption|article|main|header|footer"
    r"|blockquote|pre)(?:[\s/][^<>]*+)?>",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"^[ \t]*+(?:(?:<img\b[^<>]*+>|!\[[^\]\n]{0,200}+\](?:\([^()\n]{0,200}+\)|\[[^\]\n]{0,100}+\])"
    r"|(?:\[[^\]\n]{1,100}+\]: *+<?)?data:[a-z]{1,20}+/[\w.+-]++>?)[ \t]*+)++$",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines with nothing but pictures, in HTML and in Markdown; one in a cell, in an answer's place, stays."""
_CALLED = re.compile(r"\s*<[^<>]*+>\s*")
"""What Python calls a picture that it shows: `<Figure size 640x480 with 1 Axes>`."""
_SHOWS = re.compile(r"(?P<shown>[^\W\d][\w.]{0,60}(?:,\s*[^\W\d][\w.]{0,60}){0,9})")
_PRINTS = re.compile(r"print\(\s*(?P<printed>[^\W\d][\w.]{0,60})\s*\)")
_TYPE_OF_SERIES = re.compile(r"\n(?:Name: [^\n]{0,60}, )?(?:Length: [0-9]+, )?dtype: \w+\s*\Z")
_OF_NUMBERS = re.compile(r"\s*\(?(?:\[|[-+]?\.?[0-9]|(?:np\.)?(?:array|tensor|float[0-9]*)\()")
_PROGRAM = re.compile(
    r"<div class=\"[^\"<>]{0,100}\bhl-[a-z]{1,20}[0-9]?\b[^\"<>]{0,100}\"[^<>]{0,200}>"
    r"((?:(?!</?div\b).)*+)</div\s*>",
    re.IGNORECASE | re.DOTALL,
)
_PROMPT = re.compile(
    r"<div class=\"(?:jp-(?:In|Out)putPrompt|prompt (?:in|out)put_prompt)\b[^<>]{0,200}>[^<>]{0,50}</div\s*>",
    re.IGNORECASE,
)
"""What a notebook that was exported as a page has around its programs: `hl-ipython3`, `In [3]:`"""
_TAG = re.compile(r"<[^<>]*+>")
_BETWEEN_ROWS = re.compile(r"\|\n\s*\|")


def as_page(text: str) -> str:
    """A text with its tables in HTML as Markdown has them, and of a document in HTML its lines.

    Of a notebook there are its pages and what it printed.
    """
    page = with_plain_equations(without_code(text))
    if is_as_html(page):
        page = _of_html(page)
    if "<tr" not in page.lower():
        return _PICTURES.sub("", page)
    in_rows = _ROW.sub(_piped, page, count=MOST_CELLS)
    page = _BETWEEN_ROWS.sub("|\n|", _TABLE.sub("\n", _AROUND.sub("", in_rows)))
    return _PICTURES.sub("", page)


def without_code(text: str) -> str:
    """The page of a notebook: what stands in its cells and what was printed; every other text as it is."""
    page = _of_notebook(text) if is_as_notebook(text) else None
    return text if page is None else page


def is_as_notebook(text: str) -> bool:
    """Whether a text begins as a notebook, and has what one has."""
    return text.lstrip().startswith("{") and '"cells"' in text


def is_as_html(text: str) -> bool:
    """Whether a text begins as a document in HTML, or as what an editor of a web page has made."""
    is_fragment = _FRAGMENT.match(text) is not None and not _ROW_OF_MARKDOWN.search(text)
    return is_fragment or _DOCUMENT.search(text[:_BEGINNING]) is not None


def is_cut_notebook(text: str, source: str) -> bool:
    """Whether a file called a notebook begins as one and does not end: half of an upload."""
    if not source.lower().endswith(".ipynb") or not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False


def _of_html(page: str) -> str:
    """A document of HTML with a line for each block; tables and what stands within a line stay."""
    seen = _COMMENT.sub("", _TYPE.sub("", without_elements(page, *_UNSEEN)))
    seen = _PROMPT.sub("", _PROGRAM.sub(_name_shown, seen))
    headed = _TITLE.sub(_heading, _CODE.sub("`", seen))
    return _EMPTY_LINES.sub("\n\n", _MARK_UP.sub("", _BLOCK.sub("\n", headed)))


def _name_shown(program: re.Match[str]) -> str:
    """Of a program the one name that it shows, over what is shown."""
    statements = html.unescape(_TAG.sub("", program[1]))
    printed = _printed_by(statements)
    return f"<p>{_shown_by(statements) or (printed[0] if len(printed) == 1 else '')}</p>"


def _heading(found: re.Match[str]) -> str:
    """A heading on a line of its own."""
    title = f"\n{'#' * int(found[1])} "
    return title if found[2] is None else f"{title}{' '.join(found[2].split())}\n"


def _piped(row: re.Match[str]) -> str:
    cells = (" ".join(each[1].replace("|", "\\|").split()) for each in _CELL.finditer(row[1]))
    return f"| {' | '.join(cells)} |\n"


def _of_notebook(text: str) -> str | None:
    """The text of a notebook's cells; None where it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
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
                yield from _named(_printed_by(program), _pieces(printed)) or [printed]
            elif not _CALLED.fullmatch(said := _shown(shown)):
                yield from _named([_shown_by(program) if is_result else ""], [said]) or [said]


def _named(names: list[str], said: list[str]) -> list[str]:
    """What a program shows with the names that it is of; nothing where that is open, or no numbers."""
    if not all(names) or len(names) != len(said) or not all(map(_OF_NUMBERS.match, said)):
        return []
    pairs = zip(names, said, strict=True)
    return [f"{name} = {' '.join(each.split()) if ',' in name else each}" for name, each in pairs]


def _shown(forms: dict[str, Any]) -> str:
    """What an output says, in the plainest form that says it."""
    page, plain = _joined(forms.get("text/html")), _joined(forms.get("text/plain"))
    if said := _joined(forms.get("text/markdown")):
        return said
    if (not plain or _CALLED.fullmatch(plain)) and (formula := _joined(forms.get("text/latex"))):
        return formula
    if page and ("<tr" in page or not plain or _CALLED.fullmatch(plain)):
        return _of_html(page)
    return _TYPE_OF_SERIES.sub("", plain)


def _shown_by(program: str) -> str:
    """The name that a cell shows with its last words, `z1` or `a1 = s(z1); a1`; empty where it is none."""
    last = _SHOWS.fullmatch("".join(_statements(program)[-1:]))
    return last["shown"] if last else ""


def _printed_by(program: str) -> list[str]:
    """The names that a cell prints, each by itself, `print(z1)`; none where it prints anything else."""
    prints = [each for each in _statements(program) if "print(" in each]
    found = [_PRINTS.fullmatch(each) for each in prints]
    return [each["printed"] for each in found if each] if all(found) else []


def _statements(program: str) -> list[str]:
    """The statements of a program, those within loops and functions with the room before them."""
    bare = (line.split("#")[0].rstrip(" \t;") for line in program.splitlines())
    lines = filter(None, bare)
    return [part.lstrip() if at else part for line in lines for at, part in enumerate(line.split(";"))]


def _pieces(printed: str) -> list[str]:
    """What was printed, a piece for each number and array; an array may take several lines."""
    found, depth = list[str](), 0
    for line in printed.splitlines():
        if depth > 0:
            found[-1] += f"\n{line}"
        elif line.strip():
            found.append(line)
        depth += sum(line.count(sign) for sign in "[(") - sum(line.count(sign) for sign in "])")
    return found


def _joined(source: object) -> str:
    """A text of a notebook, which may stand in lines."""
    if isinstance(source, list):
        return "".join(each for each in source if isinstance(each, str))
    return source if isinstance(source, str) else ""
