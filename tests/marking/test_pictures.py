"""Pictures in what is handed in: they may be large, count nowhere, and are passed over in one go."""

import base64
import io
import json
import random
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from counted import calls_under

from backprop_cli.api import check, check_class
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.files import MOST_BYTES
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.sheet_file import MAX_BYTES, MOST_OF_A_NOTEBOOK, sheet_text

TWO = {"z1[1]": 0.3775, "z1[2]": 0.3925}  # 0.15·0.05 + 0.20·0.10 + 0.35, 0.25·0.05 + 0.30·0.10 + 0.35
FIRST, SECOND = (f"{name} = {value}" for name, value in TWO.items())


def png(side: int) -> bytes:
    """A picture of noise in grey, so many points wide and high."""
    noise = random.Random(side)  # noqa: S311
    rows = b"".join(b"\0" + noise.randbytes(side) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


PNG = png(500)
IN_LETTERS = base64.b64encode(PNG).decode()
ADDRESS = f"data:image/png;base64,{IN_LETTERS}"
IN_LINES = "data:image/jpeg;base64,\n" + base64.encodebytes(PNG).decode()
SVG = '<svg width="9">\n' + '<path d="M 0 1 L 2 3"/>\n<text>L = 7</text>\n' * 9_000 + "</svg>"
IN_CSS = f"<style>\n{'p { color: red }' * 20_000}\n</style><script>{'f(); ' * 50_000}</script>"


def test_the_pictures_of_these_tests_are_too_large_for_a_sheet() -> None:
    """Each by itself has more bytes than a sheet may have of text."""
    assert min(map(len, (ADDRESS, IN_LINES, SVG, IN_CSS))) > MAX_BYTES


def notebook(*cells: dict[str, object]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def page(text: str, **more: object) -> dict[str, object]:
    return {"cell_type": "markdown", "source": text.splitlines(keepends=True), **more}


def shown(**more: object) -> dict[str, object]:
    data = {"text/plain": ["<Figure size 640x480 with 1 Axes>"], **more}
    return {"cell_type": "code", "source": "plt.plot(x)", "outputs": [{"data": data}]}


def html(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>\n{body}\n</body></html>\n"


def docx(text: str) -> bytes:
    """A document of Word with a photograph in it."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        body = f'<w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body></w:document>'
        archive.writestr("word/document.xml", body)
        archive.writestr("word/media/image1.png", PNG)
    return file.getvalue()


FIGURE_AS_DATA = {"application/vnd.plotly.v1+json": {"data": [{"y": [0.5] * 60_000}]}}
SHEETS = {
    "address.md": f"{FIRST}\n\n![plot]({ADDRESS})\n\n{SECOND}\n",
    "reference.md": f"{FIRST}\n\n![][image1]\n\n{SECOND}\n\n[image1]: <{ADDRESS}>\n",
    "plain_reference.md": f"{FIRST}\n\n![][1]\n\n{SECOND}\n\n[1]: {ADDRESS}\n",
    "tag.md": f'{FIRST}\n\n<img alt="plot" src="{ADDRESS}" width=300>\n\n{SECOND}\n',
    "drawing.md": f"{FIRST}\n\n{SVG}\n\n{SECOND}\n",
    "text.txt": f"{FIRST}\n{ADDRESS}\n{SECOND}\n",
    "pairs.yaml": f"# {ADDRESS}\n" + "".join(f"{name}: {value}\n" for name, value in TWO.items()),
    "tag.html": html(f'<p>{FIRST}</p><p><img src="{ADDRESS}"/></p><p>{SECOND}</p>'),
    "lines.html": html(f"<p>{FIRST}</p>\n<figure><img src='{IN_LINES}' alt='plot'></figure><p>{SECOND}</p>"),
    "drawing.html": html(f"<p>{FIRST}</p>{SVG}<p>{SECOND}</p>"),
    "css.html": html(f"<p>{FIRST}</p><p>{SECOND}</p>", IN_CSS),
    "table.htm": html(
        f"<table><tr><th>Name</th><th>Value</th></tr><tr><td>z1[1]</td><td>0.3775</td></tr>"
        f"<tr><td>z1[2]</td><td>0.3925</td></tr></table><img src={ADDRESS}>"
    ),
    "output.ipynb": notebook(page(FIRST), shown(**{"image/png": IN_LETTERS}), page(SECOND)),
    "drawing.ipynb": notebook(page(FIRST), shown(**{"image/svg+xml": SVG.splitlines(True)}), page(SECOND)),
    "program.ipynb": notebook(page(FIRST), shown(**{"text/html": [IN_CSS]}), page(SECOND)),
    "data.ipynb": notebook(page(FIRST), shown(**FIGURE_AS_DATA), page(SECOND)),
    "address.ipynb": notebook(page(f'{FIRST}\n\n<img src="{ADDRESS}">\n\n{SECOND}')),
    "attachment.ipynb": notebook(
        page(
            f"{FIRST}\n\n![a.png](attachment:a.png)\n\n{SECOND}",
            attachments={"a.png": {"image/png": IN_LETTERS}},
        )
    ),
    "photograph.docx": docx(f"{FIRST}\n{SECOND}"),
}
"""Sheets with the same two lines and a picture each, by their names."""


def as_bytes(sheet: str | bytes) -> bytes:
    return sheet if isinstance(sheet, bytes) else sheet.encode()


def right(report: SheetReport) -> set[str]:
    return {line.name for line in report.shown if line.verdict is Verdict.RIGHT}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_with_a_large_picture_is_read_as_without(name: str, tmp_path: Path) -> None:
    """Nothing of the picture is told as a line that is not read, either."""
    (tmp_path / name).write_bytes(as_bytes(SHEETS[name]))
    report = check("two_layer_sigmoid", tmp_path / name).report
    assert (report.problems, right(report)) == ((), set(TWO))


def test_a_class_with_large_pictures(tmp_path: Path) -> None:
    """Every sheet is marked, in one row; one that is too large costs only itself, and says why."""
    for name, sheet in SHEETS.items():
        (tmp_path / name).write_bytes(as_bytes(sheet))
    (tmp_path / "words.md").write_text(f"{FIRST}\n" * 20_000, encoding="utf-8")
    (tmp_path / "film.md").write_bytes(b"a" * (MOST_BYTES + 1))
    reports = {report.file: report for report in check_class("two_layer_sigmoid", tmp_path).reports}
    assert {name: report.fault for name, report in reports.items() if report.fault} == {
        "film.md": "the file is larger than 20,000,000 bytes, pictures among them; larger ones are not read: "
        "leave pictures out, or hand in the answers alone, a line for each",
        "words.md": f"the file holds {len(FIRST) * 20_000 + 20_000:,} bytes of text, its pictures not "
        "counted; at most 200,000 are read: hand in the answers alone, a line for each",
    }
    assert {name for name, report in reports.items() if right(report) == set(TWO)} == {*SHEETS}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_pictures_in_other_encodings(encoding: str) -> None:
    """Notepad's marks, and what Windows calls Unicode."""
    text = sheet_text(SHEETS["tag.html"].encode(encoding), "a.html").text  # type: ignore[union-attr]
    assert (len(text) < 200, FIRST in text, SECOND in text) == (True, True, True)


def test_lines_keep_their_numbers_below_a_picture() -> None:
    """A message on the line below names the line of the file."""
    text = sheet_text(as_bytes(SHEETS["address.md"]), "a.md").text
    assert text.splitlines() == [FIRST, "", "![plot](data:image/png)", "", SECOND]


def test_a_picture_in_the_place_of_an_answer_is_told() -> None:
    """It is no blank: somebody has to look at it."""
    sheet = f"| name | value |\n| --- | --- |\n| z1[1] | ![z]({ADDRESS}) |\n| z1[2] | 0.3925 |\n"
    assert "![z](data:image/png)" in as_page(sheet_text(sheet.encode(), "a.md").text)


def test_text_around_a_picture_stays() -> None:
    """What only looks like a picture, what is never closed, and what stands behind one on its line."""
    rule = "=" * 60
    for text in (
        "data:image/png;base64 is how pictures begin: z1[1] = 0.3775",
        f"<svg> is a tag\n{FIRST}\n",
        f"<style>\n{FIRST}\n",
        f'<svg width="9"/>{FIRST}',
    ):
        assert sheet_text(text.encode(), "a.md").text == text
    assert (
        sheet_text(f'<svg width="9"/>{FIRST}<svg>a</svg>'.encode(), "a.md").text == f'<svg width="9"/>{FIRST}'
    )
    behind = sheet_text(f"[1]: data:image/png;base64,AAAA\n{rule}\n{FIRST}".encode(), "a.md").text
    assert behind == f"[1]: data:image/png\n{rule}\n{FIRST}"
    said = sheet_text(
        json.dumps({"z1[1]": 0.3775, "note": 'the key "image/png": none'}).encode(), "a.json"
    ).text
    assert json.loads(said)["note"] == 'the key "image/png": none'


def test_half_a_notebook_with_pictures_is_told_as_cut_off() -> None:
    """And not as too large, though the end of the picture is missing."""
    whole = as_bytes(SHEETS["output.ipynb"])
    with pytest.raises(ProblemError, match="the notebook is damaged, or was cut off"):
        sheet_text(whole[: len(whole) // 2], "a.ipynb")


def test_the_limit_on_text_stays() -> None:
    """Of a notebook what it says counts, and not its programs."""
    program = {"cell_type": "code", "source": "a = 1\n" * 50_000, "outputs": []}
    assert sheet_text(notebook(program, page(FIRST)).encode(), "a.ipynb").text.strip() == FIRST
    with pytest.raises(
        ProblemError, match="the text has 300,000 characters; at most 200,000 are read: hand in"
    ):
        sheet_text(notebook(page("a" * 300_000)).encode(), "a.ipynb")


HEAD = '{"nbformat": 4, "cells": ['
HOSTILE = {
    "lists.ipynb": (HEAD, "[],"),
    "deep.ipynb": (HEAD, "["),
    "deep_pairs.ipynb": (HEAD, '{"a":'),
    "empty_pictures.ipynb": (HEAD, '"image/a":"",'),
    "open_pictures.ipynb": (HEAD, '"image/a":"'),
    "open_lists.ipynb": (HEAD, '"image/a":["a",'),
    "one_list.ipynb": (f'{HEAD}"image/a":[', '"",'),
    "backslashes.ipynb": (f'{HEAD}"image/a":"', "\\"),
    "quotes.ipynb": (f'{HEAD}"image/a":"', '\\"image/a":"'),
    "spaces.ipynb": (f'{HEAD}"image/a"', " "),
    "open.html": ("<html>", "<svg>"),
    "empty.html": ("<html>", "<svg></svg>"),
    "several.html": ("<html>", "<svg><style><script>"),
    "never.html": ("<html><svg>", "</svg "),
    "addresses.md": ("", "data:image/png;base64,"),
    "kinds.md": ("", "data:image/png;a=b;a=b;"),
    "short_lines.md": ("data:image/png;base64,AAAA", "\n" * 20 + "AAA"),
    "letters.md": ("", "\N{GRINNING FACE}"),
}
"""How a file begins and goes on, up to the limit."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_passed_over_in_one_go(name: str) -> None:
    """Twenty million bytes: with little work, and with room for two or three copies of them."""
    head, part = HOSTILE[name]
    data = (head + part * (MOST_BYTES // len(part))).encode()[:MOST_BYTES]
    with calls_under(100_000), pytest.raises(ProblemError, match=r"are read|cut off"):
        sheet_text(data, name)


@pytest.mark.parametrize("part", ["[],", "{},", '{"a":1},', '"a1",'])
def test_a_notebook_of_nothing_takes_little_room(part: str) -> None:
    """Without pictures it has a limit of its own, by which what Python makes of it is bounded."""
    data = f"{HEAD}{part * ((MOST_OF_A_NOTEBOOK - 100) // len(part))}[]]}}".encode()
    tracemalloc.start()
    assert sheet_text(data, "a.ipynb").text == ""
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000_000


@pytest.mark.parametrize("part", ["<style>", "<script>", "<title>", "<svg>", "<img ", "![](", "[a]: data:"])
def test_hostile_pages_of_pictures_cost_little(part: str) -> None:
    """Elements that are never closed are looked for once."""
    with calls_under(1_000):
        as_page(("<html>" + part * MAX_BYTES)[:MAX_BYTES])
