"""New values under the names of the old ones: an arrow, the working of an update, a heading that says so."""

import pytest
from sheets_read import TWO_STEPS, numbers_in, sheet

NEW = {"W1_new[1,1]": 0.14978}


@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
@pytest.mark.parametrize(
    "line",
    [
        *("W1[1,1]: 0.15 -> 0.14978", "W1[1,1] = 0.15 → 0.14978", "W1[1,1]: 0.15 --> 0.14978"),
        "W1[1,1] = 0.15 - 0.5*0.00044 = 0.14978",
        "W1[1,1] = W1[1,1] - 0.5*dL/dW1[1,1] = 0.15 - 0.5*0.00044 = 0.14978",
        "w_{11}^{(1)} = 0.15 − 0.5·0.00044 ≈ 0.14978",
    ],
)
def test_a_line_that_works_the_new_value(line: str, source: str) -> None:
    """From the given number on: what comes out is no given number, but the one after the update."""
    found = sheet(f"{line}\n", source)
    assert (numbers_in(found), found.problems) == (NEW, ())
    assert ["W1_new[1,1]" in each for each in found.remarks] == [True]


@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
@pytest.mark.parametrize(
    "heading",
    [
        *("Update", "## Update", "Updated weights:", "**New weights**", "### 3. Weight update (α = 0.5)"),
        *("Gradient descent", "Update with learning rate = 0.5", "Neue Gewichte", "Aktualisierte Gewichte:"),
    ],
)
def test_lines_below_a_heading_of_the_update(heading: str, source: str) -> None:
    """Parameters there are the new ones, until the next heading; other quantities are what they are."""
    page = f"{heading}\n\nW1[1,1] = 0.14978\nz1[1] = 0.3775\n\nCheck:\n\nW1[1,2] = 0.3\n"
    found = sheet(page, source)
    assert numbers_in(found) == {**NEW, "z1[1]": 0.3775}
    assert sum("`W1[1,2]` is given" in each for each in found.problems) == 1


def test_a_table_below_a_heading_of_the_update() -> None:
    """Its names are those of the parameters."""
    page = "## Updated weights\n\n| weight | value |\n|--|--|\n| W1[1,1] | 0.14978 |\n| W1[1,2] | 0.2 |\n"
    found = sheet(page, "ada.md")
    assert (numbers_in(found), found.problems) == (NEW, ())


def test_whole_matrices_become_new_ones() -> None:
    """A list and a list behind an arrow, or the working with lists."""
    new = {"W1_new[1,1]": 0.14978, "W1_new[1,2]": 0.19956, "W1_new[2,1]": 0.24975, "W1_new[2,2]": 0.2995}
    old, after = "[[0.15, 0.2], [0.25, 0.3]]", "[[0.14978, 0.19956], [0.24975, 0.2995]]"
    assert numbers_in(sheet(f"W1: {old} -> {after}\n")) == new
    assert numbers_in(sheet(f"W1 = {old} - 0.5*[[0.1, 0.1], [0.1, 0.1]] = {after}\n")) == new


@pytest.mark.parametrize(
    "page",
    [
        *("W1[1,1]: 0.16 -> 0.14978", "W1[1,1] = 0.14978", "W1[1,1] = 0.16 - 0.5*0.00044 = 0.14978"),
        "## Given\n\nW1[1,1] = 0.14978",
    ],
)
def test_what_does_not_start_from_the_given_number_is_no_update(page: str) -> None:
    """It may be the given number, copied wrongly: the line is refused, and the name of the new value told."""
    found = sheet(f"{page}\n", "ada.md")
    assert numbers_in(found) == {}
    assert ["W1_new[1,1]" in each for each in found.problems] == [True]


def test_the_new_value_under_its_own_name_counts() -> None:
    """What stands under the old name then is the old value."""
    found = sheet("Update\nW1[1,1] = 0.16\nW1_new[1,1] = 0.14978\n")
    assert (numbers_in(found), len(found.problems)) == (NEW, 1)


def test_updates_below_the_headings_of_steps() -> None:
    """Below `Update` of step 2 stands what step 2 makes."""
    page = "## Step 1\n\n### Update\n\nW1[1,1] = 0.52\n\n## Step 2\n\n### Update\n\nW1[1,1] = 0.54\n"
    assert numbers_in(sheet(page, "ada.md", TWO_STEPS)) == {"W1_new[1,1]#1": 0.52, "W1_new[1,1]#2": 0.54}


def test_a_line_that_is_no_heading_is_named() -> None:
    """A word of such a heading with a value behind it is an answer to nothing."""
    assert ["`new`" in each for each in sheet("new = 3\nz1[1] = 0.3775\n").problems] == [True]


def test_lines_further_in_below_a_heading_of_the_update() -> None:
    """They are lines, and none is lost with the heading."""
    found = sheet("New weights:\n  W1[1,1] = 0.14978\n  z1[1] = 0.3775\n")
    assert (numbers_in(found), found.problems) == ({**NEW, "z1[1]": 0.3775}, ())


@pytest.mark.parametrize("source", ["ada.txt", "ada.csv"])
@pytest.mark.parametrize("sign", [" ", ";", "\t"])
def test_a_new_value_without_a_sign_is_no_heading(sign: str, source: str) -> None:
    """`w_new 4.9` says `new` of a weight, as a heading does, and is an answer."""
    text = f"L{sign}25.1\nw_new{sign}4.9\n"
    found = sheet(
        text, source, "formulas: {L: w^2}\nat: {w: 5}\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    assert (numbers_in(found), found.problems) == ({"L": 25.1, "w_new": 4.9}, ())
