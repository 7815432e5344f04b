"""What a page does with little room and with much: lines instead of tables, two tables side by side."""

import re
from dataclasses import replace

import pytest
from blocks import WORKED, columns, number, page_of

from backprop_cli.api import solution
from backprop_cli.expr.tree import ONE, Add, Expr, Ref, Total
from backprop_cli.render.terminal import Terminal
from backprop_cli.words.inline import Math, Number
from backprop_cli.worksheet.document import Line, Paragraph, Row, Table, Working

NAMES = ["first", "second", "third", "fourth"]
FOUR = Working(tuple(Row(name, (Line(WORKED),), 0.40625) for name in NAMES))


@pytest.mark.parametrize("width", [40, 79])
def test_below_80_columns_the_working_stands_in_lines(width: int) -> None:
    """The quantity and its value on one line, its working beneath; no frame."""
    page = Terminal().render(page_of(Working(FOUR.rows[:2])), width)
    row = "{} = 0.40625\n  = 0.125·0.25 + 0.375\n"
    assert page == row.format("first") + row.format("second")


def test_a_long_name_has_its_value_beneath() -> None:
    """No line is broken between `=` and a number."""
    long = Working((Row("a_name_of_some_length", (Line(WORKED),), 0.40625),))
    assert Terminal().render(page_of(long), 24).splitlines()[:2] == ["a_name_of_some_length", "  = 0.40625"]


def test_a_table_too_wide_for_a_narrow_page_is_lines() -> None:
    """The first cell of each row, then the others with their heads."""
    table = Table((("Name",), ("Size of it",), ("Verdict",)),
                  ((("one",), (Number(0.125),), ("right in every digit that was asked",)),),
                  prose=(2,))  # fmt: skip
    assert Terminal().render(page_of(table), 40) == (
        "one\n  Size of it  0.125\n  Verdict     right in every digit that\n              was asked\n"
    )
    assert "│ one" in Terminal().render(page_of(table), 79)


@pytest.mark.parametrize(
    ("student", "width", "rooms"),
    [
        ("Anna Maria von der Heide", 100, [24, 2, 64]),
        ("Anna Maria von der Heide", 80, [24, 2, 44]),
        ("muellerjuergen_LATE_102_5552_first_sheet.md", 80, [34, 2, 34]),
    ],
)
def test_the_widest_column_of_words_gives_room_first(student: str, width: int, rooms: list[int]) -> None:
    """So that a student's name stays whole beside a long reason, as long as that has as much room."""
    row = (((student,), ("35",), ("right in all " * 8,)),)
    page = Terminal().render(page_of(Table((("Student",), ("Of",), ("Why",)), row, prose=(0, 2))), width)
    frame = next(line for line in page.splitlines() if line.startswith("╭"))
    assert [len(part) - 2 for part in frame.strip("╭╮").split("┬")] == rooms
    assert len(frame) == width


def test_lines_of_empty_cells_are_left_out() -> None:
    """A row without a first cell goes on from the one above, and a head without a cell says nothing."""
    slip = "a slip that takes more than one line"
    rows = ((("one",), ("2",), (slip,)), ((), (), ("another slip",)))
    page = Terminal().render(page_of(Table((("Line",), ("Sheets",), ("Slip",)), rows, prose=(2,))), 40)
    assert page == "one\n  Sheets  2\n  Slip    a slip that takes more than\n          one line\n" + (
        "  Slip    another slip\n"
    )


def test_above_160_columns_two_tables_stand_side_by_side() -> None:
    """The rows in order, half of them down the left table, the rest down the right."""
    one, two = (Terminal().render(page_of(FOUR), width) for width in (161, 162))
    assert [line.count("Quantity") for line in (one.splitlines()[1], two.splitlines()[1])] == [1, 2]
    left, right = (
        re.findall("|".join(NAMES), "\n".join(line[place] for line in halves))
        for halves in [[(line[:80], line[82:]) for line in two.splitlines()]]
        for place in (0, 1)
    )
    assert (left, right) == (NAMES[:2], NAMES[2:])
    assert max(map(columns, two.splitlines())) <= 162


def test_running_text_is_never_too_long_to_read() -> None:
    """However wide the page, its sentences have 120 columns."""
    page = Terminal().render(page_of(Paragraph(("word " * 60,))), 242)
    assert 110 < max(map(columns, page.splitlines())) <= 120


@pytest.mark.parametrize(("ascii_only", "whole"), [(False, "Σ y = 1"), (True, "sum y = 1")])
def test_a_short_formula_in_a_sentence_stays_on_one_line(ascii_only: bool, whole: str) -> None:
    """However wide the page: Σ is not the end of one line, and y = 1 the next."""
    words = ("word word word ", Math((Total(Ref("y")), ONE)), " word ") * 4
    for room in range(20, 60):
        page = Terminal().render(page_of(Paragraph(words)), room, ascii_only=ascii_only)
        assert page.count(whole) == 4


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_number_stays_with_what_it_counts(ascii_only: bool) -> None:
    """`over m = 2 outputs`, `3 significant digits`: no line ends behind the number, however wide the page."""
    drawn = solution("large_weights").document
    for width in range(40, 110):
        page = Terminal().render(drawn, width, ascii_only=ascii_only)
        assert "outputs" in page
        assert not re.search(r"[=0-9]\n +(?:[0-9]+ )?(?:outputs|significant|digits)", page)


def test_between_120_and_160_columns_a_long_formula_gets_the_room() -> None:
    """A formula of 141 columns is one line where the page has 160, and short ones leave a table of 120."""
    terms = tuple(number(f"0.{place}25") for place in range(10, 26))

    def widest(expr: Expr) -> int:
        page = replace(page_of(Working((Row("sum", (Line(expr),)),))), longest_sum=None)
        return max(map(columns, Terminal().render(page, 160).splitlines()))

    assert widest(Add(terms)) == len("│ Quantity │ = ") + 16 * len("0.1025") + 15 * len(" + ") + len(" │")
    assert widest(WORKED) == 120
