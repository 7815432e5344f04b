"""Why a student's file, or a row or an array in it, cannot be read."""

from __future__ import annotations

from backprop_cli.words.say import mark, phrase
from backprop_cli.words.typed import inert

# --- the whole file ---------------------------------------------------------------------------------

BROKEN_ARCHIVE = mark("the archive is damaged, or locked with a password")
NAMES_WITH_VALUES = mark("expected names with values")
ANSWERS_HOLD_NAMES = mark("`answers` should hold names with values")


def larger_than_bytes(most: int) -> str:
    """A file that is too large."""
    return phrase("the file is larger than {most} bytes; larger ones are not read", most=f"{most:,}")


def larger_file(most: int) -> str:
    """A file that is too large, whatever it holds."""
    return phrase(
        "the file is larger than {most} bytes, pictures among them; larger ones are not read: leave pictures "
        "out, or hand in the answers alone, a line for each",
        most=f"{most:,}",
    )


def larger_document(most: int) -> str:
    """A document with too much in it besides its pictures."""
    return phrase(
        "the document's text is larger than {most} bytes; larger ones are not read: hand in the answers "
        "alone, a line for each",
        most=f"{most:,}",
    )


def too_many_characters(size: int, most: int) -> str:
    """A text that is too large, whatever lay beside it in its file."""
    return phrase(
        "the text has {size} characters; at most {most} are read: hand in the answers alone, a line for each",
        size=f"{size:,}",
        most=f"{most:,}",
    )


def too_much_text(size: int, most: int) -> str:
    """A text that is too large, without its pictures."""
    return phrase(
        "the file holds {size} bytes of text, its pictures not counted; at most {most} are read: hand in the "
        "answers alone, a line for each",
        size=f"{size:,}",
        most=f"{most:,}",
    )


def too_many_lines(size: int, most: int) -> str:
    """A text that is too long."""
    return phrase(
        "the file has {size} lines, and a sheet may have at most {most}: hand in the answers alone, a line "
        "for each",
        size=f"{size:,}",
        most=f"{most:,}",
    )


def too_many_columns(count: int, most: int) -> str:
    """A table that is too wide."""
    return phrase(
        "the table has {count} columns; at most {most} are read", count=f"{count:,}", most=f"{most:,}"
    )


def too_many_rows(count: int, most: int) -> str:
    """A table that is too long."""
    return phrase("the table has {count} rows; at most {most} are read", count=f"{count:,}", most=f"{most:,}")


def too_many_arrays(most: int) -> str:
    """An archive of too many arrays."""
    return phrase("more than {most} arrays are not read", most=most)


def larger_arrays(most: int) -> str:
    """An archive that would take too much room."""
    return phrase("the arrays take more than {most} bytes; larger ones are not read", most=f"{most:,}")


def no_text(byte: int) -> str:
    """A file that is no text."""
    return phrase("this is not a text file: byte {byte} is 0", byte=byte)


def no_json(why: str) -> str:
    """A file that is no JSON, in the words of Python's own reader."""
    return phrase("this is no JSON: {why}", why=why)


PROBLEM_FILE = mark("this is a problem file, not a sheet of answers")
LIKE_THIS = mark("a sheet has a line for each quantity: `z1[1]: 0.3775`")


def no_answers(why: str) -> str:
    """A file without a single answer."""
    return phrase("no answers can be read: {why}", why=why)


def no_arrays(why: str) -> str:
    """A file without a single array."""
    return phrase("no arrays can be read: {why}", why=why)


ROWS_OF_STEPS = mark(
    "this table has rows for steps or samples as well as for students: hand in a file for each student"
)


def rows_are_sheets(rows: int) -> str:
    """A form's table where one sheet is meant."""
    return phrase(
        "this table has {rows} rows under its names, each a sheet: `backprop check` marks a .csv or .txt "
        "file of them, or standard input, as a class",
        rows=rows,
    )


def a_link(cited: str) -> str:
    """A file that is not followed."""
    return phrase("{file} is a link; links in a folder are not followed", file=cited)


def closed_folder(cited: str, why: str) -> str:
    """A folder that cannot be opened; `why` in the words of the system."""
    if why:
        return phrase("the folder {folder} cannot be read: {why}", folder=cited, why=why)
    return phrase("the folder {folder} cannot be read", folder=cited)


def no_file(cited: str) -> str:
    """What is there and no file."""
    return phrase("{file} is not a file", file=cited)


BROKEN_DOCUMENT = mark("the document is damaged, locked with a password, or none that can be read")
BROKEN_NOTEBOOK = mark("the notebook is damaged, or was cut off when it was saved or handed in")
READ_AS_WINDOWS = mark("the file is not UTF-8 and was read as Windows-1252")
OF_WORD = mark("a {ending} file is not read: `pandoc FILE -t gfm -o sheet.md` makes a sheet of it")
OLD = mark("a {ending} file is not read: save it as .docx")
PACKED = mark("a {ending} file is not read: unpack it")
PICTURE = mark("a {ending} file is not read: marking takes text, no picture of it")
NO_SHEET = {
    **dict.fromkeys((".rtf", ".tex", ".rst", ".epub"), OF_WORD),
    **dict.fromkeys((".doc", ".pages", ".wps"), OLD),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".xz"), PACKED),
    **dict.fromkeys((".pdf", ".jpg", ".jpeg", ".png", ".heic", ".webp", ".tif", ".tiff", ".gif"), PICTURE),
}
"""What is said of what was handed in in the place of a sheet, by its ending."""
ENDING = mark("a {ending} file is not read as a sheet")
NO_ENDING = mark("a file without an ending is not read as a sheet")


def one_of_several(title: str) -> str:
    """A page that holds more than this problem's sheet."""
    return phrase("there are sheets of several problems on this page; what stands below `{title}` was read",
                  title=title)  # fmt: skip


def no_sheet(ending: str) -> str:
    """A submission that holds something else, and how to make a sheet of it."""
    return phrase(NO_SHEET.get(ending, ENDING), ending=inert(ending, 12)) if ending else phrase(NO_ENDING)


def sheets_end_in(endings: str) -> str:
    """What may be handed in."""
    return phrase("hand in a file that ends in {endings}", endings=endings)


def pipe(number: str) -> str:
    """What a sheet is called that another program hands over."""
    return phrase("pipe {number}", number=number)


def gone(cited: str) -> str:
    """A file that was there."""
    return phrase("{file} is not a file any more", file=cited)


PERMISSIONS = mark("check its permissions")


def closed_file(cited: str, why: str) -> str:
    """A file that cannot be opened; `why` in the words of the system, or nothing where it is forbidden."""
    if not why:
        return phrase("{file} may not be read", file=cited)
    return phrase("{file} cannot be read: {why}", file=cited, why=why)


# --- what YAML and arrays may be --------------------------------------------------------------------

CUT_OFF = mark("the file is cut off here")
SIGNS = mark("check the line's brackets, quotes and colons")
NO_ALIAS = mark("a name with * in front stands for nothing here")
NO_TAGS = mark("words that begin with & or ! are not read")
SECOND_DOCUMENT = mark("a second document starts here")
SINGLE_WORD = mark("a name must be a single word")


def too_deep(most: int) -> str:
    """Brackets in brackets in brackets."""
    return phrase("nested more than {most} deep", most=most)


KINDS = {
    "c": mark("complex numbers"),
    "b": mark("true and false"),
    "O": mark("Python objects"),
    "U": mark("text"),
    "S": mark("text"),
    "M": mark("dates"),
    "m": mark("times"),
    "V": mark("records"),
}
"""What is said of arrays that hold no numbers, by the letter of numpy's type."""
SOMETHING_ELSE = mark("something else")
DAMAGED = mark("is damaged: its head does not fit what follows")
NO_ARRAY = mark("is no array of numbers")


def holds(letter: str) -> str:
    """An array that holds no numbers."""
    return phrase("holds {what}: numbers are expected", what=phrase(KINDS.get(letter, SOMETHING_ELSE)))


def axes(count: int) -> str:
    """A tensor."""
    return phrase("has {count} axes: write a vector or a matrix", count=count)


def of_array(cited: str, fault: str) -> str:
    """What is wrong with an array."""
    return phrase("{name} {fault}", name=cited, fault=fault)


def own_fault(what: str) -> str:
    """A sheet over which the program itself failed."""
    return phrase("this is a fault of the program: please report it with the sheet ({what})", what=what)


# --- a place in it, a row of a table ----------------------------------------------------------------

NESTED = mark("it is nested too deeply")
NO_TEXT = mark("this row is no text: it holds a byte that is 0")
NOT_UTF8 = mark("this row is not UTF-8; save the file as UTF-8: in Excel, `CSV UTF-8`")
OPEN_QUOTE = mark("a quote is open in this row, and takes in rows below it: close it, or write two for one")


def in_line(fault: str, number: int) -> str:
    """A fault, and where it stands."""
    return phrase("{fault} (line {number})", fault=fault, number=number)


def row_too_long(most: int) -> str:
    """A row that is not read."""
    return phrase("this row is longer than {most} characters", most=f"{most:,}")


def too_many_cells(cells: int, columns: int) -> str:
    """A row that does not fit its head."""
    return phrase(
        "this row has {cells} cells, the head {columns}; write decimals with a point, or put quotes around"
        " what has a comma",
        cells=f"{cells:,}",
        columns=f"{columns:,}",
    )
