"""Documents and tables in HTML -> a page of Markdown."""

import html
import re

from backprop_cli.marking.sheets.formats.pictures import without_elements
from backprop_cli.marking.sheets.formats.raw import COMMENT
from backprop_cli.marking.sheets.formats.shown_names import printed_by, shown_by

MOST_ROWS = 2_000
"""Rows of tables that are looked at."""
_ROW = re.compile(
    r"<tr\b[^<>]{0,200}>(?:((?:(?!</?tr\b).)*+)</tr\s*>"
    r"|(?=\s*<t[dh]\b(?:[^<>]{0,200}>\s*<(?!/?tr\b))*+[^<>]{0,200}>\s*[^\s<])"
    r"((?:(?!</?(?:tr|table|thead|tbody|tfoot)\b|\n[ \t]*\n).)*+))",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r"<t[dh]\b[^<>]{0,200}>((?:(?!</?t[dh]\b).)*+)", re.IGNORECASE | re.DOTALL)
"""A row and a cell end where the next one begins, if nothing says so before."""
_TABLE = re.compile(r"</?table\b[^<>]{0,200}>", re.IGNORECASE)
_AROUND = re.compile(r"</?(?:thead|tbody|tfoot|html|body|head)\b[^<>]{0,200}>", re.IGNORECASE)
_ENDINGS = (".html", ".htm")
_BEGINNING = 1_000
"""Characters in which a document says that it is HTML."""
_DOCUMENT = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|dl|section|article|pre)\b[^<>]*+>", re.IGNORECASE)
"""How a text begins that an editor of a web page has made, without the document around it."""
_ROW_OF_MARKDOWN = re.compile(r"^[ \t]*\|", re.MULTILINE)
_UNSEEN = ("style", "script", "title", "noscript")
_EMPTY_LINES = re.compile(r"\n(?:[ \t\r]*+\n){2,}")
_DECLARED = re.compile(r"<[!?][^<>]{0,200}>")
"""`<!doctype html>`, `<?xml … ?>`, and what Word asks of browsers, `<![endif]>`."""
_READ_LATER = r"table|thead|tbody|tfoot|tr|td|th|br|sup|sub|s|del|strike|b|strong|i|em|u|ins|mark|img"
_MARK_UP = re.compile(rf"</?(?!(?:{_READ_LATER})[\s/>])[a-z][a-z0-9:-]*+(?:[\s/][^<>]*+)?>", re.IGNORECASE)
"""Formulas, of which the letters remain, and what no reader sees: every tag that says nothing, as `<o:p>`."""
_TITLE = re.compile(r"<h([1-6])\b[^<>]*+>(?:((?:(?!</?h[1-6]\b).)*+)</h\1\s*>)?", re.IGNORECASE | re.DOTALL)
"""A heading; a line break in it is a space. One that does not end is known by where it begins."""
_CODE = re.compile(r"</?code\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:html|head|body|p|div|h[1-6]|ul|ol|li|dl|dt|dd|br|hr|section|figure|figcaption|article|main|header|footer"
    r"|blockquote|pre|center|form|fieldset|address|aside|nav|details|summary)(?:[\s/][^<>]*+)?>",
    re.IGNORECASE,
)
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


def is_as_html(text: str, source: str = "") -> bool:
    """Whether a text is called HTML, begins as a document in it, or as an editor of a web page has it."""
    if source.lower().endswith(_ENDINGS):
        return True
    is_fragment = _FRAGMENT.match(text) is not None and not _ROW_OF_MARKDOWN.search(text)
    return is_fragment or _DOCUMENT.search(text[:_BEGINNING]) is not None


def page_of_html(page: str) -> str:
    """A document of HTML with a line for each block; tables and what stands within a line stay."""
    seen = _DECLARED.sub("", COMMENT.sub("", without_elements(page, *_UNSEEN)))
    seen = _PROMPT.sub("", _PROGRAM.sub(_name_shown, seen))
    headed = _TITLE.sub(_heading, _CODE.sub("`", seen))
    return _EMPTY_LINES.sub("\n\n", _MARK_UP.sub("", _BLOCK.sub("\n", headed)))


def with_rows(page: str) -> str:
    """A page with the rows of its tables as Markdown has them."""
    if "<tr" not in page.lower():
        return page
    in_rows = _ROW.sub(_piped, page, count=MOST_ROWS)
    return _BETWEEN_ROWS.sub("|\n|", _TABLE.sub("\n", _AROUND.sub("", in_rows)))


def _name_shown(program: re.Match[str]) -> str:
    """Of a program the one name that it shows, over what is shown."""
    statements = html.unescape(_TAG.sub("", program[1]))
    printed = printed_by(statements)
    return f"<p>{shown_by(statements) or (printed[0] if len(printed) == 1 else '')}</p>"


def _heading(found: re.Match[str]) -> str:
    """A heading on a line of its own."""
    title = f"\n{'#' * int(found[1])} "
    return title if found[2] is None else f"{title}{' '.join(found[2].split())}\n"


def _piped(row: re.Match[str]) -> str:
    cells = (" ".join(each[1].replace("|", "\\|").split()) for each in _CELL.finditer(row[1] or row[2] or ""))
    return f"| {' | '.join(cells)} |\n"
