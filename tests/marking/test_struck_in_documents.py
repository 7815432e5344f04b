"""What a student has struck out in Word or LibreOffice is no answer: the number beside it is."""

import io
import zipfile
from pathlib import Path

import pytest

from backprop_cli.api import check
from backprop_cli.marking.sheets.formats.documents import page_of_document


def packed(part: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, text)
    return file.getvalue()


def run(text: str, line: str = "") -> str:
    return f'<w:r><w:rPr>{line}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str, line: str) -> str:
    properties = f'<s:text-properties s:text-line-through-style="{line}"/>'
    return f'<s:style s:name="{name}">{properties}</s:style>'


OFF = '<w:strike w:val="0"/>'
SHEETS = {
    "ada.docx": packed(
        "word/document.xml",
        '<w:document xmlns:w="w">'
        f"<w:p>{run('z1[1] = ')}{run('0.', '<w:strike/>')}{run('4 ', '<w:dstrike/>')}{run('0.3775')}</w:p>"
        f"<w:p>{run('z1[2] = ')}{run('0.3925', OFF)}</w:p></w:document>",
    ),
    "ada.odt": packed(
        "content.xml",
        f'<o:document xmlns:o="o" xmlns:s="s" xmlns:t="t">{style("T1", "solid")}{style("T2", "none")}'
        '<t:p>z1[1] = <t:span t:style-name="T1">0.4</t:span> 0.3775</t:p>'
        '<t:p>z1[2] = <t:span t:style-name="T2">0.3925</t:span></t:p></o:document>',
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_struck_out_is_no_answer(tmp_path: Path, name: str) -> None:
    """0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775 beside a struck 0.4, cut into runs; a line that is off is none."""
    assert page_of_document(SHEETS[name], name) == "z1[1] = ~~0.4~~ 0.3775\nz1[2] = 0.3925\n"
    (tmp_path / name).write_bytes(SHEETS[name])
    report = check("two_layer_relu_sigmoid", tmp_path / name).report
    assert {line.name: line.verdict.value for line in report.shown} == {"z1[1]": "right", "z1[2]": "right"}
