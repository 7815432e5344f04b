"""Pages of any width on screens and in files: every block in every renderer, nothing cut, its colours."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from typing import get_args

import pytest
from blocks import ESCAPE, WORKED, columns, number, page_of, sheet, shown
from rich.cells import cell_len
from rich.console import Console

from backprop_cli.api import check
from backprop_cli.expr.tree import Add, Matrix, Ref, Struck, Vector
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem_file.bundled import names
from backprop_cli.render.colours import GREEN, ORANGE, RED, TEAL
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.render.writer import writer
from backprop_cli.words.inline import Bar, Math, Number
from backprop_cli.words.say import mark
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Facts,
    Given,
    Heading,
    Legend,
    Line,
    Paragraph,
    Remark,
    Row,
    Table,
    Tone,
    Working,
)
from backprop_cli.worksheet.layout import Layout

WIDTHS = (40, 60, 80, 120, 200)
NUMBER = re.compile(r"\d[\d.]*(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
STROKE = "\N{COMBINING LONG STROKE OVERLAY}"


# --- every block in every renderer --------------------------------------------------------------------


EXAMPLES: dict[Block, list[str]] = {
    Heading(1, ("Our title",)): ["Our title"],
    Heading(2, ("Part two of ", Math((number("0.125"),)))): ["Part two of", "0.125"],
    Paragraph(("Some words, ", Number(0.0625), " and ", Math((WORKED,)), ".")): ["Some", "0.0625", "0.375"],
    Facts(
        (
            (mark("Label"), ("what holds",)),
            (mark("Other"), ("0.125 or more",)),
            (mark("Other"), ("and so",)),
        )
    ): [
        *("Label", "what", "Other", "0.125", "so")
    ],
    Remark("flat", ("x[1]",), ("Half of it is ", Number(0.0625), ".")): ["Half", "0.0625"],
    Legend(((Math((Ref("x[1]"),)), ("the input, 0.125 or so",)),)): ["the", "input", "0.125"],
    Given(
        (("x[1]", Vector((number("0.125"), number("0.25")))), ("W1", Matrix(((number("-7"), number("8")),)))),
        (("W1", Matrix(((number("0.5"), number("0.75")),))),),
    ): ["0.125", "0.25", "7", "8", "0.5", "0.75"],
    Working(
        (Row("first", (Line(WORKED, reasons=(("a good reason",), ("and one more",))),), 0.40625),
         Row("second", (Line(number("9")),))),
        ("What is left out.",),
    ): ["first", "second", "0.25", "a good reason", "one more", "0.40625", "left out"],
    Table(
        (("Name",), ("Size of it",), ("Share",), ("Verdict",)),
        ((("one",), (Number(0.125),), (Bar(1.0),), ("right, as far as it goes, and in many words",)),
         (("two",), (Number(0.25),), (Bar(0.5),), ("wrong",))),
        ("A note under it.",),
        prose=(3,),
        tones=(Tone.RIGHT, Tone.WRONG),
    ): ["one", "two", "0.125", "0.25", "right", "goes", "many", "wrong", "note", "Size"],
    Table((("Name",), ("Size of it",)), ((("one",), (Number(0.125),)),)): ["Name", "Size", "one", "0.125"],
}  # fmt: skip
RENDERERS: dict[str, Callable[[Document], str]] = {"markdown": Markdown().render}
for each in WIDTHS:
    RENDERERS |= {
        f"file of {each}": partial(Terminal().render, width=each),
        f"screen of {each}": partial(lambda page, width: ESCAPE.sub("", shown(page, width)), width=each),
        f"ASCII of {each}": partial(Terminal().render, width=each, ascii_only=True),
    }


def test_there_is_an_example_of_every_block() -> None:
    """A new block needs a row above: what must be on every page of it."""
    assert set(map(type, EXAMPLES)) == set(get_args(Block))


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: type(block).__name__)
def test_every_renderer_shows_every_block(block: Block, renderer: str) -> None:
    """All that a block holds is on the page, in a script, at a width, in colour and without."""
    page = " ".join(RENDERERS[renderer](page_of(block)).replace("│", " ").split())
    assert [each for each in EXAMPLES[block] if each not in page] == []
    assert "ASCII" not in renderer or page.isascii()


# --- nothing is cut -----------------------------------------------------------------------------------


def numbers(page: str) -> Counter[str]:
    """The numbers of a page, how often each."""
    return Counter(NUMBER.findall(page))


def held(document: Document) -> Iterator[str]:
    """The numbers that the rows and tables of a document hold, as they are written."""
    for section in document.sections:
        pen = writer(document, section.scope, Unicode)
        for block in section.blocks:
            rows = block.rows if isinstance(block, Working) else ()
            yield from (pen.value_of(row.name, row.value).text for row in rows if row.value is not None)
            cells = [cell for row in block.rows for cell in row] if isinstance(block, Table) else []
            for word in (
                word for cell in cells for word in cell if isinstance(word, Number) and not word.digits
            ):
                yield pen.value_of(word.name, word.value).text


@pytest.mark.parametrize("width", [20, 40, 60, 200])
@pytest.mark.parametrize("name", names())
def test_nothing_is_cut_at_any_width(name: str, width: int) -> None:
    """Every number that the sheet holds stands on its page, each whole and as often as at 160 columns.

    A page that has lines instead of tables says the heads again, so it may have more. The list of a training
    may leave columns out (`test_list_of_steps.py` says which).
    """
    page, wide = (Terminal().render(sheet(name), each) for each in (width, 160))
    whole = numbers(wide)
    assert numbers(re.sub(r"(?s)\nAll steps\n\n.*?\n\n", "\n", wide)) - numbers(page) == Counter()
    assert Counter(found for text in held(sheet(name)) for found in NUMBER.findall(text)) - whole == Counter()


@pytest.mark.parametrize("width", [40, 60, 162, 200, 242])
@pytest.mark.parametrize("name", names())
def test_no_line_sticks_out(name: str, width: int) -> None:
    """Narrow and wide pages fit, in Unicode and ASCII; only a single word may be too long."""
    for ascii_only in (False, True):
        lines = Terminal().render(sheet(name), width, ascii_only=ascii_only).splitlines()
        assert [line for line in lines if columns(line) > width and " " in line.strip()] == []


@pytest.mark.parametrize("name", ["batch_of_four", "planar_data_tanh", "softmax_cross_entropy"])
@pytest.mark.parametrize("width", [40, 60, 200])
def test_matrices_fit_any_width(name: str, width: int) -> None:
    """A matrix too wide to be drawn is a list with the same numbers, which breaks between them."""
    document = sheet(name, Layout(style="matrix"))
    page = Terminal().render(document, width)
    assert max(map(columns, page.splitlines())) <= width
    assert numbers(Terminal().render(document, 160)) - numbers(page) == Counter()


LONG = Table(
    (("Name",), ("Verdict",)), ((("a" * 50 + ".yaml",), ("漢字" * 30 + " e\u0301" * 30,)),), prose=(0, 1)
)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_cell_that_is_too_wide_is_broken_not_cropped(width: int) -> None:
    """A file's name, letters of two columns and letters with marks: all there, in a table and in lines."""
    page = Terminal().render(page_of(LONG), width)
    letters = Counter(page)
    assert letters["a"] >= 50
    assert (letters["漢"], letters["字"], letters["\u0301"]) == (30, 30, 30)
    assert width < 80 or max(map(cell_len, page.splitlines())) <= width


def test_a_column_set_right_keeps_letters_of_two_columns() -> None:
    """They are counted as they are drawn: every line of the table is as wide, and nothing is cropped."""
    table = Table((("Name",), ("Answer",)), ((("one",), ("漢字",)), (("two",), ("1234567890",))))
    page = Terminal().render(page_of(table), 80)
    assert "漢字 │" in page
    assert len({cell_len(line) for line in page.splitlines()}) == 1


# --- struck out, and in colour ------------------------------------------------------------------------

CROSSED = Working((Row("first", (Line(Add((number("0.125"), Struck(number("0.375"))))),)),))


@pytest.mark.parametrize("width", [40, 80])
def test_struck_terms_have_a_style_on_a_screen_and_strokes_in_a_file(width: int) -> None:
    """Terminals draw a combining stroke beside its letter: SGR 9 where there are styles, else U+0336."""
    screen, file = shown(page_of(CROSSED), width), Terminal().render(page_of(CROSSED), width)
    assert "\x1b[2;9m0.375\x1b[0m" in screen
    assert STROKE not in screen
    assert "0̶.̶3̶7̶5̶" in file
    assert [line.rstrip() for line in ESCAPE.sub("", screen).splitlines()] == file.replace(
        STROKE, ""
    ).splitlines()
    assert "~~0.375~~" in Terminal().render(page_of(CROSSED), width, ascii_only=True)


def test_a_screen_without_styles_gets_what_a_file_has() -> None:
    """NO_COLOR, or a terminal that knows none: the same text as in a file."""
    plain = Console(file=StringIO(), force_terminal=True, color_system=None, width=80, _environ={})
    Terminal().show(page_of(CROSSED, *EXAMPLES), plain)
    assert isinstance(plain.file, StringIO)
    assert plain.file.getvalue() == Terminal().render(page_of(CROSSED, *EXAMPLES), 80)


@pytest.mark.parametrize("width", [20, 80])
@pytest.mark.parametrize(
    ("tone", "colour"), [(Tone.RIGHT, GREEN), (Tone.FOLLOWS, TEAL), (Tone.OPEN, ORANGE), (Tone.WRONG, RED)]
)
def test_each_verdict_has_its_colour(tone: Tone, colour: int, width: int) -> None:
    """Green, teal, orange, red on a screen, in tables and in lines; a file has the words alone."""
    verdict = Table(
        (("Line",), ("Verdict",)), ((("one",), ("a verdict in words",)),), prose=(1,), tones=(tone,)
    )
    bold = "1;" if tone is Tone.WRONG else ""
    assert f"\x1b[{bold}38;5;{colour}ma verdict" in shown(page_of(verdict), width)
    assert "\x1b" not in Terminal().render(page_of(verdict), width)


def luminance(colour: int) -> float:
    """Of one of the 216 colours of xterm's cube, relative, as WCAG 2.1 defines it."""
    steps = (0, 95, 135, 175, 215, 255)
    parts = [steps[(colour - 16) // place % 6] / 255 for place in (36, 6, 1)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("colour", "least"), [(TEAL, 4.3), (GREEN, 4.3), (ORANGE, 4.3), (RED, 3.8)])
def test_every_colour_is_readable_on_white_and_on_black(colour: int, least: float) -> None:
    """No colour has more than 4.58 on both; WCAG asks for 3 in bold, which red is."""
    assert 1.05 / (luminance(colour) + 0.05) >= least
    assert (luminance(colour) + 0.05) / 0.05 >= least


def test_a_marked_sheet_says_in_words_what_its_colours_say() -> None:
    """On a screen the verdicts of a sheet are coloured; without its codes it is the page of a file."""
    document = check("two_layer_relu_sigmoid", {"z1[1]": "0.3775", "z1[2]": "5"}).document
    screen = shown(document, 80)
    assert f"\x1b[38;5;{GREEN}mright" in screen
    assert f"\x1b[1;38;5;{RED}mwrong" in screen
    assert [line.rstrip() for line in ESCAPE.sub("", screen).splitlines()] == Terminal().render(
        document
    ).splitlines()
