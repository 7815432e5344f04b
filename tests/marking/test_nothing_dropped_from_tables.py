"""Rows and columns of a table that cannot be read are named, and cost nothing else."""

import pytest
from sheets_read import numbers_in, sheet
from test_crossed_tables import BATCH, NET, table

ALL = {"z1[1]": 0.1833, "z1[2]": -0.8917, "z2[1]": -0.1, "a1[1]": 0.5457, "a1[2]": 0.2908, "a2[1]": 0.4736}


@pytest.mark.parametrize("head", ["unit", "neuron", "", "Knoten"])
@pytest.mark.parametrize(
    "output", ["output", "Output", "output unit", "output neuron", "o", "**output**", "o1"]
)
def test_the_only_output_needs_no_number(head: str, output: str) -> None:
    """One table for all units, the output under its name."""
    rows = ("hidden 1;0.1833;0.5457", "hidden 2;-0.8917;0.2908", f"{output};-0.1;0.4736")
    found = sheet(table(f"{head};z;a", *rows), "ada.md", NET)
    assert (numbers_in(found), found.problems, found.remarks) == (ALL, (), ())


def test_the_only_output_in_the_head() -> None:
    """The same with rows and columns exchanged, and as CSV."""
    rows = ["quantity;h1;h2;output", "z;0.1833;-0.8917;-0.1", "a;0.5457;0.2908;0.4736"]
    assert numbers_in(sheet(table(*rows), "ada.md", NET)) == ALL
    assert numbers_in(sheet("\n".join(rows).replace(";", ","), "ada.csv", NET)) == ALL


def test_output_over_all_values_is_a_head_like_another() -> None:
    """It says no unit where no other unit stands beside it."""
    found = sheet(table("name;output", "z1[1];0.1833", "a2;0.4736"), "ada.md", NET)
    assert numbers_in(found) == {"z1[1]": 0.1833, "a2[1]": 0.4736}


def test_a_row_of_no_unit_is_named() -> None:
    """It costs itself; the others, and the columns, are read."""
    rows = ("h1;0.1833;0.5457", "sum;1;2", "hidden;3;4", "output;-0.1;0.4736")
    found = sheet(table("unit;z;a", *rows), "ada.md", NET)
    assert numbers_in(found) == {name: ALL[name] for name in ("z1[1]", "a1[1]", "z2[1]", "a2[1]")}
    assert ["`sum`" in found.problems[0], "`hidden`" in found.problems[1], len(found.problems)] == [
        True,
        True,
        2,
    ]
    assert found.remarks == ()


@pytest.mark.parametrize("source", ["ada.md", "ada.csv"])
@pytest.mark.parametrize(("one", "two"), [("sample 1", "sample 2"), ("1", "2")])
def test_a_column_of_means_beside_samples_is_named(one: str, two: str, source: str) -> None:
    """Whether the mean is the batch's, or a check, nobody says."""
    rows = [f"quantity;{one};{two};mean", "L;0.3;0.5;0.4", "z2[1];0.7;0.9;0.8"]
    text = table(*rows) if source == "ada.md" else "\n".join(rows).replace(";", ",")
    found = sheet(text, source, BATCH)
    assert numbers_in(found) == {"L@1": 0.3, "L@2": 0.5, "z2[1]@1": 0.7, "z2[1]@2": 0.9}
    assert (found.problems, found.remarks) == ((), ("the table's column `mean` was not read",))


@pytest.mark.parametrize("mean", ["mean", "Total", "average", "Sum"])
def test_a_row_of_means_below_samples_is_named(mean: str) -> None:
    """The rows of the samples are read all the same."""
    found = sheet(table("sample;z2[1];L", "1;0.7;0.3", "2;0.9;0.5", f"{mean};0.8;0.4"), "ada.md", BATCH)
    assert numbers_in(found) == {"z2[1]@1": 0.7, "L@1": 0.3, "z2[1]@2": 0.9, "L@2": 0.5}
    assert [f"`{mean}`" in each for each in found.problems] == [True]


def test_a_column_beside_the_answers_of_samples_is_named() -> None:
    """A second number for each row counts nowhere."""
    found = sheet(table("sample;name;answer;check", "1;z2[1];0.7;0.71", "2;z2[1];0.9;0.91"), "ada.md", BATCH)
    assert numbers_in(found) == {"z2[1]@1": 0.7, "z2[1]@2": 0.9}
    assert found.remarks == ("the table's column `check` was not read",)


def test_what_looks_like_an_answer_beside_a_table_is_named() -> None:
    """A name that is none, and a value with words behind it; sentences and letters of the text are not."""
    table = "| name | answer |\n|--|--|\n| z1[1] | 0.3775 |\n\n"
    words = "Points: 4.5\nThe rate is α = 0.1.\n\nHere n = 2.5\n"
    found = sheet(f"{table}{words}delta_q = -0.0921\nL = 0.2984 and so on\n", "ada.md")
    assert numbers_in(found) == {"z1[1]": 0.3775, "L": None}
    (told,) = found.problems
    assert told.startswith("line 9: there is no quantity `delta_q` here")
