"""A student's file -> its entries: read by its ending, else by its content; what it can cost is bounded."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import PurePath

from backprop_cli.errors import Fault, Place, ProblemError
from backprop_cli.marking.sheets.corrections import below_heading
from backprop_cli.marking.sheets.encodings import Decoded, decoded
from backprop_cli.marking.sheets.files import MOST_BYTES
from backprop_cli.marking.sheets.formats.comments import commented, with_titles_as_lines
from backprop_cli.marking.sheets.formats.csv_sheet import read_csv
from backprop_cli.marking.sheets.formats.documents import ENDINGS, kind_of_document, page_of_document
from backprop_cli.marking.sheets.formats.html_pages import is_as_html
from backprop_cli.marking.sheets.formats.json_sheet import read_json
from backprop_cli.marking.sheets.formats.loose import SPACED, read_loosely
from backprop_cli.marking.sheets.formats.markdown_sheet import outside_tables, read_markdown
from backprop_cli.marking.sheets.formats.nested import with_parts_opened
from backprop_cli.marking.sheets.formats.notebooks import is_as_notebook, is_cut_notebook, without_code
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.formats.pictures import without_pictures
from backprop_cli.marking.sheets.formats.raw import Raw, RawLine, RefusedError, UnreadableError
from backprop_cli.marking.sheets.formats.scopes import BEFORE_SIGN, scope_said, with_headings
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.update_headings import with_update_headings
from backprop_cli.marking.sheets.formats.yaml_sheet import read_yaml
from backprop_cli.marking.sheets.other_files import what_is_read, what_it_is
from backprop_cli.marking.sheets.plain_lines import Questions, in_plain_lines
from backprop_cli.marking.sheets.sides import answer_on
from backprop_cli.problem_file.files import text_of, wide_encoding
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

MAX_BYTES = 200_000
"""Of the text of a sheet, without its pictures."""
MOST_OF_A_NOTEBOOK = 5_000_000
"""Bytes of a notebook without its pictures: programs and figures as data, which are no text of the sheet."""
MOST_OF_A_PAGE = 2_000_000
"""Bytes of a page in HTML without its pictures: most of them are tags, which are no text either."""
MAX_LINES = 5_000


def sheet_text(data: bytes, source: str) -> Decoded:
    """The text of a student's file. Raises `ProblemError` if it is too large or no text."""
    if len(data) > MOST_BYTES:
        raise unreadable_file(words.larger_file(MOST_BYTES), source)
    if kind_of_document(data, source):
        try:
            return Decoded(page_of_document(data, source))
        except RefusedError as error:
            raise unreadable_file(str(error), source) from None
    if told := what_it_is(data, source):
        raise unreadable_file(told, source, what_is_read())
    if (zero := data.find(b"\0")) >= 0 and not wide_encoding(data):
        raise unreadable_file(words.no_text(zero + 1), source, what_is_read())
    data = _without_pictures(data)
    if len(data) > (most := _most_of(_as_letters(data), source)):
        raise unreadable_file(words.too_much_text(len(data), most), source)
    read = decoded(data) or Decoded(text_of(data, source))
    if is_cut_notebook(read.text, source):
        raise unreadable_file(phrase(words.BROKEN_NOTEBOOK), source)
    is_html = is_as_html(read.text, source)
    said = as_page(read.text, source) if is_html else without_code(read.text)
    return read._replace(text=_short_enough(said, source))


def _most_of(text: str, source: str) -> int:
    """How many bytes a text may have, by what it is besides the words in it."""
    if is_as_notebook(text):
        return MOST_OF_A_NOTEBOOK
    return MOST_OF_A_PAGE if is_as_html(text, source) else MAX_BYTES


def _short_enough(text: str, source: str) -> str:
    if len(text) > MAX_BYTES:
        raise unreadable_file(words.too_many_characters(len(text), MAX_BYTES), source)
    return text


def _without_pictures(data: bytes) -> bytes:
    """What is left of a file, in UTF-8 where its encoding is a wide one that can be read."""
    if read := decoded(data) if wide_encoding(data) else None:
        data = read.text.encode()
    return without_pictures(_as_letters(data)).encode("latin-1")


def _as_letters(data: bytes) -> str:
    """A letter for each byte, so that no text of 20 MB takes four times its room."""
    return data.removeprefix(BOM_UTF8).decode("latin-1")


def raw_of(text: str, source: str, asked: Questions) -> Raw:
    """The entries of a text. Raises `ProblemError` where nothing can be read, or it is no one sheet."""
    text = _short_enough(text, source)
    if (lines := text.count("\n") + 1) > MAX_LINES:
        place = Place(MAX_LINES + 1, 1)
        raise ProblemError([Fault(words.too_many_lines(lines, MAX_LINES), place)], source, text)
    is_name = asked.is_name
    text = in_plain_lines(text, asked)
    read = _reader(text, source)
    is_page = read is read_markdown  # where what begins with # is a heading
    text = with_titles_as_lines(text, is_name) if is_page else text
    raw = _read(text, source, read, is_name)
    entries = with_update_headings(below_heading(raw.entries, text, is_name), text, is_name)
    entries = with_parts_opened(with_headings(entries, text, is_name, asked.sample_at), is_name)
    return raw._replace(entries=entries, commented=() if is_page else commented(text, is_name))


def _read(text: str, source: str, read: _FormatReader, is_name: IsName) -> Raw:
    """The entries of a text by the reader of its format; where that finds no answers, line by line."""
    try:
        raw = read(text, is_name)
    except RefusedError as error:
        raise unreadable_file(str(error), source) from None
    except UnreadableError as error:
        loose = read_loosely(text)
        if not loose.entries:
            fault = Fault(words.no_answers(str(error)), Place(1, 1), phrase(words.LIKE_THIS))
            raise ProblemError([fault], source, text) from None
        return loose
    has_lines = raw.entries and not any(_holds_lines(each, is_name) for each in raw.entries)
    return raw if has_lines else _in_lines(text, raw, is_name)


def _holds_lines(entry: RawLine, is_name: IsName) -> bool:
    """Whether lines stand below a heading with a colon, further in, which to YAML is one long value."""
    if entry.line == 0 or is_name(entry.name) or scope_said(entry.name):
        return False
    return answer_on(entry.text, is_name) is not None


def _in_lines(text: str, raw: Raw, is_name: IsName) -> Raw:
    """A page without a table of answers, by its lines `name = value`; as it is where it has none."""
    outside = outside_tables(text)
    loose = read_loosely(outside)
    if outside != text.replace("\r", "") and not any(is_name(entry.name) for entry in loose.entries):
        loose = read_loosely(text)
    is_sheet = any(entry.name for entry in loose.entries)
    return raw._replace(who=raw.who.or_else(loose.who), entries=loose.entries) if is_sheet else raw


_FormatReader = Callable[[str, IsName], Raw]
_READERS: dict[str, _FormatReader] = {
    **dict.fromkeys((".csv", ".tsv"), read_csv),
    **dict.fromkeys((".md", ".markdown", ".ipynb", *ENDINGS), read_markdown),
    **dict.fromkeys((".yaml", ".yml"), read_yaml),
    ".json": read_json,
}


def _reader(text: str, source: str) -> _FormatReader:
    """By the file's ending; where that tells nothing, by its content."""
    if read := _READERS.get(PurePath(source).suffix.lower()):
        return read
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and lines[0].startswith("{"):
        return read_json
    if any(line.startswith("|") for line in lines):
        return read_markdown
    starts = [
        BEFORE_SIGN.sub("", _BRACKETS.sub("", line[:MOST_OF_A_LINE]))
        for line in lines
        if not line.startswith(_ROW_OF_ARRAY)
    ]
    named = sum(bool(_NAMED.match(start) or _SEVERAL_NAMED.match(start)) for start in starts)
    named += sum(" " in line and SPACED.fullmatch(line[:MOST_OF_A_LINE]) is not None for line in lines)
    cells = sum(_CELLS.match(start) is not None and not _SEVERAL_NAMED.match(start) for start in starts)
    return read_yaml if named >= cells else read_csv


_ROW_OF_ARRAY = ("[", "array(", "(array(", ">>> ", "np.array(", "tensor(", "torch.tensor(", "Matrix(")
"""How an array that is printed begins, or a row of it, and what asks for it; no name does."""
MOST_OF_A_LINE = 100
"""Characters of a line that tell a file's kind."""
_BRACKETS = re.compile(r"\[[^\]]*\]|(?:\|_)?\{(?:[^{}]|\{[^{}]*\})*\}|(?:\|[ ]?)?\([^)]*\)|⟨[^⟩]*⟩")
_NAMED = re.compile(r"[^,;\t|=:≈≃≅→⇒]+(?:[=≈≃≅→⇒]|:=|:(?=\s|$)|:(?=[^,;\t]*$))")
"""`name: value` or `name = value`; `0,5` and `1;2` behind a name are the cells of a table."""
_SEVERAL_NAMED = re.compile(r"\(?[^\W\d][\w^]*(?:,\s*[^\W\d][\w^]*){1,20}\)?\s*=[^=,;]+[,;][^=]+$")
"""`z1[1], z1[2] = 0.1, 0.2`, without its brackets."""
_CELLS = re.compile(r"[^=:≈≃≅→⇒]*?[,;\t|]")
"""`name,value`: a separator before any sign."""


def unreadable_file(message: str, source: str, hint: str = "") -> ProblemError:
    """The error of a file that is not read at all."""
    return ProblemError([Fault(message, hint=hint)], source)
