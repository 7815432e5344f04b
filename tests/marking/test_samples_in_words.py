"""Headings of samples that count in words, by a letter alone on its line, or by the input's own number."""

import pytest
from sheets_read import numbers_in, sheet
from test_crossed_tables import BATCH

BOTH = {"z1[1]@1": 0.37, "L@1": 0.5, "z1[1]@2": 0.42, "L@2": 0.25}
HEADINGS = [
    *(
        ("First sample", "Second sample"),
        ("the first example:", "the second example:"),
        ("Sample one", "Sample two"),
    ),
    *(("For the first sample:", "For the second sample:"), ("Erstes Beispiel", "Zweites Beispiel")),
    *(("n = 1", "n = 2"), ("i = 1:", "i = 2:"), ("s=1", "s=2"), ("x^(1):", "x^(2):"), ("x^{(1)}", "x^{(2)}")),
    *(("x⁽¹⁾", "x⁽²⁾"), ("Sample 1 (x = (0.05, 0.1), y = 1)", "Sample 2 (x = (0.5, 0.1), y = 0)")),
]


@pytest.mark.parametrize(("one", "two"), HEADINGS)
@pytest.mark.parametrize(("mark", "source"), [("", "ada.txt"), ("## ", "ada.md"), ("", "ada.md")])
def test_what_stands_below_is_of_that_sample(one: str, two: str, mark: str, source: str) -> None:
    """Until the next heading; the heading itself is no answer."""
    page = f"{mark}{one}\nz1[1] = 0.37\nL = 0.5\n{mark}{two}\nz1[1] = 0.42\nL = 0.25\n"
    found = sheet(page, source, BATCH)
    assert (numbers_in(found), found.problems) == (BOTH, ())


@pytest.mark.parametrize("heading", ["n = 2", "x^(2):", "x^(1) = (0.05, 0.1)", "one sample"])
def test_what_may_say_something_else_is_no_heading(heading: str) -> None:
    """Alone n = 2 is the number of samples, and a given input is no heading: each name says its sample."""
    found = sheet(f"{heading}\nz1[1] = 0.37\nz2[1]@1 = 0.5\n", "ada.txt", BATCH)
    assert numbers_in(found) == {"z2[1]@1": 0.5}
    assert any("each of the 2 samples" in each for each in found.problems)


def test_a_letter_counts_nothing_where_there_is_one_sample() -> None:
    """There it may count units: the names say them."""
    found = sheet("i = 1\nz1[1] = 0.37\ni = 2\nz1[2] = 0.42\n")
    assert numbers_in(found) == {"z1[1]": 0.37, "z1[2]": 0.42}
