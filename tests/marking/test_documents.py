"""Sheets in Word and LibreOffice: the words of the documents' own XML, read as a page, and nothing else."""

import io
import random
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from counted import calls_under

from backprop_cli.api import check, check_class
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.marking.sheets.formats.documents import MOST_OF_ITS_TEXT, page_of_document
from backprop_cli.marking.sheets.formats.raw import RefusedError
from backprop_cli.marking.sheets.sheet_file import sheet_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
BROKEN = "the document is damaged, locked with a password, or none that can be read"


def packed(part: str, text: str | bytes) -> bytes:
    """An archive with one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, text)
    return file.getvalue()


def word(body: str) -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W} {M}><w:body>{body}</w:body></w:document>'
    return packed("word/document.xml", text)


def libre(body: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODF}><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    return packed("content.xml", text)


def w_paragraph(text: str, style: str = "") -> str:
    """A paragraph as Word saves it: cut into runs wherever the author paused."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    half = len(text) // 2
    runs = "".join(
        f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{each}</w:t></w:r>'
        for each in (text[:half], text[half:])
    )
    return f"<w:p>{styled}{runs}</w:p>"


def w_table(rows: list[tuple[str, ...]]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{w_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


def o_table(rows: list[tuple[str, ...]]) -> str:
    cells = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        for row in rows
    )
    body = "".join(f"<table:table-row>{each}</table:table-row>" for each in cells)
    return f"<table:table><table:table-column/>{body}</table:table>"


ROWS = [
    ("symbol", "name to type", "answer"),
    ("z", "z1[1]", "0,3775"),
    ("z", "z1[2]", "0.4|1"),
    ("a", "L", ""),
]
SHEETS = {
    "ada.docx": word(
        w_paragraph("Two layers, ReLU then sigmoid", "Heading1") + w_paragraph("Student: Ada") + w_table(ROWS)
    ),
    "ada.odt": libre(
        '<text:h text:outline-level="1">Two layers, ReLU then sigmoid</text:h>'
        f"<text:p>Student:<text:s/>Ada</text:p>{o_table(ROWS)}"
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_filled_sheet_is_marked(tmp_path: Path, name: str) -> None:
    """Who, heading and answers, as of the same sheet in Markdown: 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775."""
    (tmp_path / name).write_bytes(SHEETS[name])
    report = check("two_layer_relu_sigmoid", tmp_path / name).report
    assert (report.who.student, report.heading, report.problems) == ("Ada", "", ())
    found = {line.name: (line.judged.answer.text, line.verdict.value) for line in report.shown}
    assert found["z1[1]"] == ("0,3775", "right")
    assert found["z1[2]"][1] == "unreadable"
    assert found["L"] == ("", "blank")


@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_a_marked_page_that_became_a_document_is_no_sheet(tmp_path: Path, ending: str) -> None:
    """Marks turned into Word or LibreOffice and saved among the answers: the class is no larger."""
    (tmp_path / "ada.yaml").write_text("student: Ada\nz1[1]: 0.3775\n", encoding="utf-8")
    page = check("two_layer_relu_sigmoid", tmp_path / "ada.yaml").render("markdown")
    lines = [
        (line.startswith("# "), escape(line.strip("#*- ").replace("**", ""))) for line in page.split("\n")
    ]
    as_word = word("".join(w_paragraph(text, "Heading1" if title else "") for title, text in lines))
    as_libre = libre("".join(f"<text:p>{text}</text:p>" for _, text in lines))
    (tmp_path / f"returned.{ending}").write_bytes(as_word if ending == "docx" else as_libre)
    results = check_class("two_layer_relu_sigmoid", tmp_path)
    assert [row.file for row in results.results.rows] == ["ada.yaml"]
    with pytest.raises(UsageError, match="is a sheet that is marked already"):
        check("two_layer_relu_sigmoid", tmp_path / f"returned.{ending}")


def test_lines_without_a_table_are_read(tmp_path: Path) -> None:
    """Formulas of Word's own, tabs and breaks included; what was deleted, and a field's code, are not."""
    body = (
        w_paragraph("Student: Ada")
        + "<w:p><w:r><w:t>z1[1]</w:t><w:tab/></w:r><m:oMath><m:r><m:t>= 0.3775</m:t></m:r></m:oMath></w:p>"
        + "<w:p><w:r><w:t>z1[2] = 0.3925</w:t><w:br/><w:t>a1[1] = 0.3775</w:t></w:r>"
        + "<w:del><w:r><w:t>7</w:t></w:r></w:del><w:r><w:instrText>9</w:instrText></w:r></w:p>"
    )
    (tmp_path / "ada.docx").write_bytes(word(body))
    report = check("two_layer_relu_sigmoid", tmp_path / "ada.docx").report
    found = {line.name: line.judged.answer.text for line in report.shown}
    assert found == {"z1[1]": "0.3775", "z1[2]": "0.3925", "a1[1]": "0.3775"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no archive",
        packed("other.xml", "<a/>"),
        packed("word/document.xml", "<a><b></a>"),
        packed("word/document.xml", b"\xff\xfe<\0a\0/\0>\0"),
        packed("word/document.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'),
        packed("word/document.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'.encode("utf-16")),
    ],
)
def test_what_is_no_document_is_told_so(tmp_path: Path, data: bytes) -> None:
    """Damaged archives and XML, and XML that declares what could grow, in one sentence."""
    (tmp_path / "ada.docx").write_bytes(data)
    with pytest.raises(ProblemError, match=BROKEN):
        check("two_layer_relu_sigmoid", tmp_path / "ada.docx")


def test_a_document_is_bounded() -> None:
    """A text that unpacks to too much is refused by its size, and elements nested without end cost little."""
    with pytest.raises(RefusedError, match=f"larger than {MOST_OF_ITS_TEXT:,} bytes"):
        page_of_document(word(" " * MOST_OF_ITS_TEXT), "a.docx")
    deep = 100_000
    assert page_of_document(word(f"{'<w:p>' * deep}x{'</w:p>' * deep}"), "a.docx") == "\n"
    assert (
        page_of_document(word(f"{'<w:sdt>' * deep}{w_paragraph('x')}{'</w:sdt>' * deep}"), "a.docx") == "\n"
    )


def test_a_cell_of_many_paragraphs_costs_no_more_than_its_length() -> None:
    """However many there are, each is looked at once."""
    cell = f"<w:tbl><w:tr><w:tc>{'<w:p/>' * 100_000}{w_paragraph('0.4') * 2}</w:tc></w:tr></w:tbl>"
    with calls_under(5_000_000):
        assert page_of_document(word(cell), "a.docx").split() == ["|", "0.4", "0.4", "|"]


@pytest.mark.parametrize("name", ["word/document.xml", "word/document2.xml"])
def test_what_other_programs_write_is_read(name: str) -> None:
    """Word on the web counts the part with the text; a comment in it declares nothing."""
    text = (
        f"<w:document {W}><!-- made by hand --><w:body>{w_paragraph('z1[1] = 0.3775')}</w:body></w:document>"
    )
    for source in ("ada.docx", "standard input"):
        assert sheet_text(packed(name, text), source).text == "z1[1] = 0.3775\n"


def test_a_damaged_document_is_read_or_refused() -> None:
    """Bytes changed, lost and put in anywhere: a text, or one sentence, and nothing else."""
    rng = random.Random(7)  # noqa: S311 - the same damage each time
    outcomes, told = Counter[str](), set[str]()
    for _ in range(3_000):
        name = rng.choice(list(SHEETS))
        data = bytearray(SHEETS[name])
        for _ in range(rng.choice((1, 1, 3))):
            at = rng.randrange(len(data))
            data[at : at + rng.randrange(4)] = rng.randbytes(rng.randrange(4))
        try:
            outcomes["read"] += bool(page_of_document(bytes(data), name))
        except RefusedError as error:
            told.add(str(error))
            outcomes["refused"] += 1
    assert told == {BROKEN}
    assert outcomes["read"] > 20
    assert outcomes["refused"] > 1_000


@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_a_document_through_a_pipe_is_known_by_its_parts(ending: str) -> None:
    """Standard input has no name, and a file may have another one; a table of numbers stays refused."""
    data = SHEETS[f"ada.{ending}"]
    for source in ("standard input", "ada.md", "ada"):
        assert sheet_text(data, source).text == page_of_document(data, f"ada.{ending}")
    for part in ("xl/workbook.xml", "word/other.xml"):
        with pytest.raises(ProblemError):
            sheet_text(packed(part, "<a/>"), "standard input")
    with pytest.raises(ProblemError):
        sheet_text(data[:-50], "standard input")
