"""Notebooks, documents and tables in HTML -> a page of Markdown, which is then read as any other."""

import re

from backprop_cli.marking.sheets.formats.html_pages import is_as_html, page_of_html, with_rows
from backprop_cli.marking.sheets.formats.notebooks import without_code
from backprop_cli.marking.sheets.formats.page_equations import with_plain_equations

_PICTURES = re.compile(
    r"^[ \t]*+(?:(?:<img\b[^<>]*+>|!\[[^\]\n]{0,200}+\](?:\([^()\n]{0,200}+\)|\[[^\]\n]{0,100}+\])"
    r"|(?:\[[^\]\n]{1,100}+\]: *+<?)?data:[a-z]{1,20}+/[\w.+-]++>?)[ \t]*+)++$",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines with nothing but pictures, in HTML and in Markdown; one in a cell, in an answer's place, stays."""


def as_page(text: str, source: str = "") -> str:
    """A text with its tables in HTML as Markdown has them, and of a document in HTML its lines.

    Of a notebook there are its pages and what it printed.
    """
    page = with_plain_equations(without_code(text))
    page = page_of_html(page) if is_as_html(page, source) else page
    return _PICTURES.sub("", with_rows(page))
