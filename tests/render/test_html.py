"""Pages in HTML: well-formed, whole by themselves, with no markup of an author's or a student's in them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backprop_cli import blank, check, check_class, load, solution
from backprop_cli.problem_file import bundled
from backprop_cli.render.html import Html
from backprop_cli.render.markdown import Markdown
from backprop_cli.worksheet.document import Document

VOID = {"meta", "br", "mspace"}
NAME = "two_layer_relu_sigmoid"
HOSTILE = "<script>alert(1)</script> & $x$ *b*"


class Reader(HTMLParser):
    """Checks that elements are closed in their order, and gathers what is read and what is loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.loaded: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [f"{key}={value}" for key, value in attrs if key in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page_of(document: Document) -> Reader:
    text = Html().render(document)
    assert text.startswith("<!DOCTYPE html>\n")
    assert '<meta charset="utf-8">' in text
    return Reader(text)


@pytest.mark.parametrize("name", bundled.names())
def test_every_solution_is_a_page(name: str) -> None:
    """Well-formed, loads nothing, and has a formula, a heading, a table for each of the Markdown page's."""
    document = solution(load(name)).document
    page = page_of(document)
    markdown = Markdown().render(document)
    assert page.loaded == []
    assert page.tags.count("table") == markdown.count("\n| :--")
    assert sum(page.tags.count(f"h{level}") for level in (1, 2, 3, 4)) == sum(
        line.startswith("#") for line in markdown.splitlines()
    )
    assert page.tags.count("blockquote") == sum(line.startswith("> ") for line in markdown.splitlines())
    assert "script" not in page.tags
    assert "$" not in "".join(page.texts)
    assert "\\" not in "".join(page.texts)


def test_what_others_write_is_no_markup(tmp_path: Path) -> None:
    """A title, a source, a student's name, a file and an answer stand on the page as they are typed."""
    problem = {
        "title": HOSTILE,
        "source": HOSTILE,
        "inputs": [1],
        "layers": [{"weights": [[2]], "activation": "linear"}],
        "targets": [1],
        "loss": "sse",
    }
    sheet = tmp_path / "<i>.yaml"
    sheet.write_text(f"student: '{HOSTILE}'\nanswers:\n  z1: '{HOSTILE}'\n  L: 3\n", encoding="utf-8")
    documents = (
        solution(problem).document,
        blank(problem).document,
        check(problem, sheet).document,
        check_class(problem, sheet).document,
    )
    for document in documents:
        page = page_of(document)
        assert not {"script", "i"} & set(page.tags)
        assert "<script>alert(1)</script> & $x$" in "".join(page.texts)


def test_rows_have_the_tones_of_the_terminal(tmp_path: Path) -> None:
    """A wrong line shows at a glance: its row has a class of its own, beside the words."""
    sheet = tmp_path / "ada.yaml"
    sheet.write_text("z1[1]: 0.3775\nz1[2]: 9\na1[2]: 9\na1[1]:\n", encoding="utf-8")
    text = Html().render(check(NAME, sheet).document)
    found = [line for line in text.splitlines() if line.startswith("<tr ")]
    assert [line.split('"')[1] for line in found] == ["right", "wrong", "open", "follows"]


def test_a_blank_sheet_has_room_to_fill_in() -> None:
    """A line for the student, and a table whose last cells are empty."""
    text = Html().render(blank(NAME).document)
    assert '<p class="whose">Student:</p>' in text
    lines = [line for line in blank(NAME).render("markdown").splitlines() if line.startswith("| $")]
    assert text.count("<td></td></tr>") == len(lines) > 10


def test_wide_formulas_and_tables_scroll_by_themselves() -> None:
    """On a narrow screen the text keeps its place; paper has no scroll bars."""
    _, _, style = solution(load("one_neuron")).render("html").partition("@media screen {")
    on_screen = style.partition("\n}")[0]
    assert 'table, ul, p, math[display="block"] { overflow: auto hidden; }' in on_screen
    assert "table { display: block; }" in on_screen


def test_fractions_within_text_are_as_large_as_in_displayed_formulas() -> None:
    """∂L/∂w₁₁⁽²⁾ names a line of a table: in the small size of running text its indices could not be read."""
    style = solution(load("one_neuron")).render("html").partition("</style>")[0]
    assert "\nmath { math-style: normal; }" in style


def _luminance(colour: str) -> float:
    """How light a colour is, as WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_of_verdicts_are_read_on_a_light_and_on_a_dark_page() -> None:
    """A contrast of 4.5 to 1 at least, on white and on the black of browsers."""
    page = check("two_layer_sigmoid", {"z1[1]": "0.3775"}).render("html")
    light, _, dark = page.partition("(prefers-color-scheme: dark)")
    dark = dark.split("@media")[0]
    for sheet, background in ((light, "#ffffff"), (dark, "#121212")):
        colours = re.findall(r"tr\.(?:right|follows|wrong) td:first-child \{ color: (#[0-9a-f]{6})", sheet)
        assert len(colours) == 3
        for colour in colours:
            darker, lighter = sorted((_luminance(colour), _luminance(background)))
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (colour, background)


def test_a_table_has_its_head_on_every_page_that_is_printed() -> None:
    """A browser repeats what is a table's head; rows stay whole."""
    page = check("two_layer_sigmoid", {"z1[1]": "0.3775"}).render("html")
    assert re.search(r"<table[^>]*>\n<thead><tr><th>", page)
    printed = page.partition("@media print")[2]
    assert "thead { display: table-header-group; }" in printed
    assert "break-inside: avoid" in printed
