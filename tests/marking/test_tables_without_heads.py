"""Tables whose first row is an answer already, or whose pairs of columns stand beside each other."""

import pytest
from sheets_read import numbers_in, sheet

FOUR = {"z1[1]": 0.3775, "z1[2]": -0.3925, "a1[1]": 0.5933, "a1[2]": 0.4031}
RULE = "|---|---|\n"
ROWS = [f"| {name} | {value} |\n" for name, value in FOUR.items()]
IN_HTML = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in FOUR.items())
PAIRS = "| z1[1] | 0.3775 | z1[2] | -0.3925 |\n{}| a1[1] | 0.5933 | a1[2] | 0.4031 |\n"


@pytest.mark.parametrize(
    "page",
    [
        "".join(ROWS),
        ROWS[0] + RULE + "".join(ROWS[1:]),
        f"<html><body><table>{IN_HTML}</table></body></html>",
        f"<table>{IN_HTML.replace('td>', 'th>')}</table>",
        PAIRS.format(""),
        PAIRS.format("|---|---|---|---|\n"),
        f"| name | value | name | value |\n|---|---|---|---|\n{PAIRS.format('')}",
        f"| {' | '.join(FOUR)} |\n|--|--|--|--|\n| {' | '.join(map(str, FOUR.values()))} |\n",
        "".join(ROWS[:2]) + "\nActivations\n\n" + "".join(ROWS[2:]),
        "".join(row.replace(" | ", " | W·x | ", 1) for row in ROWS),
    ],
)
def test_no_answer_is_lost(page: str) -> None:
    """Every number is read under its own name, and nothing is left to tell."""
    found = sheet(page, "ada.md")
    assert (numbers_in(found), found.problems, found.remarks) == (FOUR, (), ())


def test_one_row_alone_is_an_answer() -> None:
    """A table of one row has no head."""
    assert numbers_in(sheet("| z1[1] | 0.3775 |\n", "ada.md")) == {"z1[1]": 0.3775}


def test_words_over_answers_stay_a_head() -> None:
    """Also where one of them is the name of a quantity: no number stands beside it."""
    assert numbers_in(sheet(f"| z | a |\n{RULE}{''.join(ROWS)}", "ada.md")) == FOUR
