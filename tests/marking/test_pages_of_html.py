"""Sheets that an editor of web pages has made: what the page itself is written in is nobody's answer."""

import pytest
from sheets_read import numbers_in, sheet

from backprop_cli.errors import ProblemError
from backprop_cli.marking.sheets.sheet_file import MAX_BYTES, MOST_OF_A_PAGE, sheet_text

WRITTEN = {"z1[1]": 0.3775, "z1[2]": -0.3925}
PARAGRAPHS = '<p dir="ltr" style="text-align: left;">z1[1] = 0.3775</p><p>z1[2] = &minus;0.3925</p>'
LONG_STYLE = f"<body class='{'c1 ' * 100}' style='{'max-width:468pt;' * 40}'>"


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head></head><body>{PARAGRAPHS}</body></html>",
        f"<!DOCTYPE html><html><head><title>onlinetext</title></head>{LONG_STYLE}{PARAGRAPHS}</body></html>",
        f"<html>\n<body>\n<h2>Forward</h2>\n{PARAGRAPHS}\n<hr/><a href='x'></a></body>\n</html>\n",
        f"<html><body><!-- z1[1] = 7 -->{PARAGRAPHS}<!--\nz1[2] = 8\n--></body></html>",
        "<html><body><pre>z1[1] = 0.3775\nz1[2] = &#8722;0.3925</pre></body></html>",
        PARAGRAPHS,
        "<div>z1[1] = 0.3775<br>z1[2] = &minus;0.3925</div>",
        "z1[1] = 0.3775<br>z1[2] = &minus;0.3925",
        "z1[1] = 0.3775</p><p>z1[2] = &#x2212;0.3925</p>",
    ],
)
@pytest.mark.parametrize("source", ["ada.html", "ada.txt", "ada.md"])
def test_tags_and_comments_of_a_page_are_no_lines(page: str, source: str) -> None:
    """Both answers are read as typed, and no line of the page is called unreadable."""
    found = sheet(page, source)
    assert (numbers_in(found), found.problems, found.remarks) == (WRITTEN, (), ())


@pytest.mark.parametrize("source", ["ada.html", "ada.txt", "ada.md"])
def test_entities_are_the_letters_they_stand_for(source: str) -> None:
    """In names and in numbers, on a page and in any other text."""
    for name in ("&delta;<sub>1</sub><sup>(2)</sup>", "&part;L/&part;z2[1]"):
        assert numbers_in(sheet(f"{name} = &minus;0.25\n", source)) == {"dL/dz2[1]": -0.25}
    assert numbers_in(sheet("z1[1] = 0.3775 <!-- by hand -->\n", source)) == {"z1[1]": 0.3775}


def test_a_page_of_markdown_that_begins_with_a_tag_keeps_its_table() -> None:
    """A break within a cell is none between rows."""
    rows = "| name | answer |\n|--|--|\n| z1[1] | 0.3775<br> |\n| z1[2] | -0.3925 |\n"
    page = f"<p align=center>Sheet</p>\n\n{rows}"
    assert numbers_in(sheet(page, "ada.md")) == WRITTEN


@pytest.mark.parametrize("mark", ["<!--", "<p ", "<a", "&minus", "<html><!--"])
def test_marks_without_end_cost_no_more_than_their_length(mark: str) -> None:
    """A hostile page is read in one go."""
    text = f"z1[1] = 0.3775\n{mark * (150_000 // len(mark))}"
    assert numbers_in(sheet(text, "ada.txt")) == {"z1[1]": 0.3775}


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--><style><!-- p.MsoNormal {} --></style>
</head><body lang=EN-US><p class=MsoNormal><span lang=EN-US>z1[1] = 0.3775<o:p></o:p></span></p>
<p class=MsoListParagraph><![if !supportLists]><span>1.<span>&nbsp;&nbsp; </span></span><![endif]>z1[2] =
&minus;0.3925<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"""


def test_a_page_that_word_has_saved_is_read() -> None:
    """Its own tags, `<o:p>`, and what it asks of browsers are nobody's answer."""
    found = sheet(WORD, "ada.html")
    assert (numbers_in(found), found.problems) == (WRITTEN, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<center>", "</center>"),
        ("<blockquote>", "</blockquote>"),
        ("<tt>", "</tt><br>"),
        ("<form><p>", "</p></form>"),
        ('<?xml version="1.0"?><b id="docs-internal-guid-1"><p>', "</p></b>"),
    ],
)
def test_what_is_called_html_is_so_however_it_begins(before: str, after: str) -> None:
    """What a form for answers on the web has saved, without the document around it."""
    page = f"{before}z1[1] = 0.3775{after}{before}z1[2] = &minus;0.3925{after}"
    for source in ("onlinetext.html", "ADA.HTM"):
        found = sheet(sheet_text(page.encode(), source).text, source)
        assert (numbers_in(found), found.problems) == (WRITTEN, ())


def test_a_page_may_be_longer_than_what_it_says() -> None:
    """Tags and comments of an editor, what a browser runs: none of it counts, and all of it is bounded."""
    words = (
        '<p class="MsoNormal" style="margin-bottom:0cm;line-height:115%"><b style="color:black">words</b></p>'
    )
    for much in (words * 2_200, f"<!-- {words * 2_200} -->", f"<noscript>{words * 2_200}</noscript>"):
        data = f"<html><body>{PARAGRAPHS}{much}</body></html>".encode()
        assert MAX_BYTES < len(data) < MOST_OF_A_PAGE
        assert numbers_in(sheet(sheet_text(data, "ada.html").text, "ada.html")) == WRITTEN
    text = f"<html><body>{PARAGRAPHS}{'words ' * MAX_BYTES}</body></html>".encode()
    for longer in (text[: 2 * MAX_BYTES], text + b"<p>" * MOST_OF_A_PAGE):
        with pytest.raises(ProblemError):
            sheet_text(longer, "ada.html")


EXPORTED = """<!DOCTYPE html>
<html><body class="jp-Notebook"><div class="{prompt} {prompt}-prompt">In&nbsp;[3]:</div>
<div class="highlight hl-ipython3"><pre><span class="n">L</span> <span class="o">=</span> <span>7</span>
<span class="n">z1</span>
</pre></div>
<div class="{shown}">Out[3]:</div>
<div class="output"><pre>array([0.3775, -0.3925])</pre></div>
</body></html>
"""


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("jp-InputPrompt jp-InputArea", "jp-OutputPrompt jp-OutputArea-prompt"),
        ("prompt input_prompt", "prompt output_prompt"),
    ],
)
def test_the_programs_of_an_exported_notebook_are_no_answers(prompt: str, shown: str) -> None:
    """As in the notebook itself; the name that a cell shows stands over its value."""
    found = sheet(EXPORTED.format(prompt=prompt, shown=shown), "ada.html")
    assert (numbers_in(found), found.problems) == (WRITTEN, ())
