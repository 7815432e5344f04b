"""A row of a table whose cells are the entries of a vector: `a1,0.59,0.60` is `a1 = [0.59, 0.60]`."""

from pathlib import Path

import pytest

from backprop_cli.api import check

NETWORK = "two_layer_sigmoid"
"""z1 = (0.3775, 0.3925), a1 = (0.59327, 0.59688), as M. Mazur has them; L = 0.29837."""


def read(tmp_path: Path, text: str, name: str) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """The answers by name, what could not be read, and the remarks."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = check(NETWORK, tmp_path / name).report
    found = {line.name: line.judged.answer.text for line in report.shown if line.judged.answer.text}
    return found, report.problems, report.remarks


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ada.csv", "a1,0.593,0.597\n"),
        ("ada.csv", "name,value\nz1,0.3775,0.3925\na1,0.593,0.597\n"),
        ("ada.csv", "name,unit 1,unit 2\na1,0.593,0.597\n"),
        ("ada.csv", "a1, 0.593, 0.597, sigmoid\n"),
        ("ada.tsv", "a1\t0.593\t0.597\n"),
        ("ada.csv", "name;value;\na1;0.593;0.597\n"),
        ("ada.md", "| name | unit 1 | unit 2 |\n|---|---|---|\n| a1 | 0.593 | 0.597 |\n"),
    ],
)
def test_as_many_cells_as_entries_are_the_vector(tmp_path: Path, name: str, text: str) -> None:
    """Nothing is said of unread columns, for all of them are read."""
    found, problems, remarks = read(tmp_path, text, name)
    assert (found["a1[1]"], found["a1[2]"], problems, remarks) == ("0.593", "0.597", (), ())


@pytest.mark.parametrize("text", ["a1;0,593;0,597\n", "a1,0,593,0,597\n"])
def test_decimals_with_commas_are_put_together(tmp_path: Path, text: str) -> None:
    """Where commas part the cells as well, each number is two of them."""
    found, problems, _ = read(tmp_path, text, "ada.csv")
    assert (found, problems) == ({"a1[1]": "0,593", "a1[2]": "0,597"}, ())


@pytest.mark.parametrize(
    "row", ["a1,0.7", "a1,0.593,0.597,0.6", "a1,0.593,0.597,net 0.6", "W1_new,0.1,0.2,0.3,0.4"]
)
def test_a_row_of_another_width_is_told_how_to_write_it(tmp_path: Path, row: str) -> None:
    """What belongs where nobody can say; of a matrix the rows are open."""
    found, (problem,), _ = read(tmp_path, f"{row}\n", "ada.csv")
    assert found == {}
    assert "entries: write [" in problem


def test_one_number_is_that_of_a_unit_numbered_through(tmp_path: Path) -> None:
    """`a1` is then the first unit's, where it has its number; the number of none is no vector."""
    found, problems, remarks = read(tmp_path, "a1,0.593\n", "ada.csv")
    assert (found, problems) == ({"a1[1]": "0.593"}, ())
    assert remarks == ("`a1` is read as `a1[1]`, and the names like it in the same way",)


def test_a_number_beside_a_single_answer_is_still_named_as_not_read(tmp_path: Path) -> None:
    """A second attempt in the same column as a vector's entry."""
    found, problems, remarks = read(tmp_path, "a1,0.593,0.597\nL,0.298,0.31\n", "ada.csv")
    assert (found["L"], found["a1[2]"], problems) == ("0.298", "0.597", ())
    assert remarks == ("the table's column `3` was not read",)
