"""What is handed in in the place of a sheet, alone: refused, with the way to one that is read."""

import pytest

from backprop_cli.errors import ProblemError
from backprop_cli.marking.sheets.sheet_file import sheet_text

IS_READ = (
    "hand in a file that ends in .yaml, .yml, .json, .csv, .tsv, .md, .markdown, .txt, .ipynb, .html, .htm,"
    " .docx, .odt"
)
NO_PICTURES = "marking takes text, no picture of it"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.rtf", b"{\\rtf1\\ansi z1[1] = 0.5\\par}",
         "a .rtf file is not read: `pandoc FILE -t gfm -o sheet.md` makes a sheet of it"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n", f"a .pdf file is not read: {NO_PICTURES}"),
        ("scan.txt", b"%PDF-1.4\n1 0 obj\n", f"a .pdf file is not read: {NO_PICTURES}"),
        ("standard input", b"%PDF-1.4\n\0", f"a .pdf file is not read: {NO_PICTURES}"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n\0", f"a .png file is not read: {NO_PICTURES}"),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0", f"a .jpeg file is not read: {NO_PICTURES}"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\0", "a .doc file is not read: save it as .docx"),
        ("a.xlsx", b"PK\x03\x04\x14\0", "a .xlsx file is not read as a sheet"),
        ("a.dat", b"12\0", "this is not a text file: byte 3 is 0"),
    ],
)  # fmt: skip
def test_the_way_out_is_said(name: str, data: bytes, said: str) -> None:
    """By how a file begins, whatever it is called; its own ending is named where that is no sheet's."""
    with pytest.raises(ProblemError) as caught:
        sheet_text(data, name)
    (fault,) = caught.value.faults
    assert (fault.message, fault.hint) == (said, IS_READ)


def test_a_text_may_have_any_ending() -> None:
    """What is text is read, also where its ending is another program's."""
    assert sheet_text(b"z1[1] = 0.5", "a.rtf").text == "z1[1] = 0.5"
