"""Matrices over several lines in brackets, bars or pieces of brackets, and arrays as programs print them."""

import json

import pytest
from counted import calls_under
from sheets_read import numbers_in, sheet

GRADIENT = {"dL/dW1[1,1]": 0.1, "dL/dW1[1,2]": -0.2, "dL/dW1[2,1]": 0.3, "dL/dW1[2,2]": 0.4}
Z1 = {"z1[1]": 0.3775, "z1[2]": -0.3925}
MATRICES = [
    "dL/dW1 =\n[0.1, -0.2]\n[0.3, 0.4]\n",
    "dL/dW1 =\n[0.1 -0.2]\n[0.3  0.4]\n",
    "dL/dW1 = [0.1, -0.2]\n         [0.3, 0.4]\n",
    "dL/dW1:\n(0.1 -0.2)\n(0.3 0.4)\n",
    "dL/dW1 =\n| 0.1  -0.2 |\n| 0.3   0.4 |\n",
    "dL/dW1 =\n\n| 0.1, -0.2 |\n| 0.3, 0.4 |\n",
    "dL/dW1 =\n⎡0.1 -0.2⎤\n⎣0.3  0.4⎦\n",
    "dL/dW1 = ⎡0.1 -0.2⎤\n         ⎣0.3  0.4⎦\n",
    "         ⎡0.1 -0.2⎤\ndL/dW1 = ⎢        ⎥\n         ⎣0.3  0.4⎦\n",
    "         ⎛0.1 -0.2⎞\ndL/dW1 =\n         ⎝0.3  0.4⎠\n",
    "dL/dW1 [[ 0.1 -0.2]\n [ 0.3  0.4]]\n",
    "dL/dW1 array([[0.1, -0.2], [0.3, 0.4]])\n",
]
VECTORS = [
    "z1 = W1·x + b1 =\n[0.3775]\n[-0.3925]\n",
    "z1 = W1·x + b1 =\n⎡0.3775⎤\n⎣-0.3925⎦\n",
    "z1 = W1·x + b1 = ⎡ 0.3775⎤\n                 ⎣-0.3925⎦\n",
    "z1 =\n[0.3775]\n[-0.3925]\n",
    "z1 = ⎡ 0.3775⎤\n     ⎢-0.3925⎥\n",
    "z1 =\n| 0.3775 |\n| -0.3925 |\n",
    "z1 [ 0.3775 -0.3925]\n",
    "z1 (0.3775, -0.3925)\n",
    "('z1', array([ 0.3775, -0.3925]))\n",
    "z1 tensor([0.3775, -0.3925])\n",
]


@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
@pytest.mark.parametrize(
    ("text", "numbers"), [*((each, GRADIENT) for each in MATRICES), *((each, Z1) for each in VECTORS)]
)
def test_rows_one_below_the_other_are_a_matrix(text: str, numbers: dict[str, float], source: str) -> None:
    """Whatever stands around a row; the line behind them is read for itself."""
    found = sheet(f"{text}L = 0.25\n", source)
    assert (numbers_in(found), found.problems, found.remarks) == ({**numbers, "L": 0.25}, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "dL/dW1 =\n[0.1, -0.2]\n[0.3]\n",
        "dL/dW1 =\n[0.1, -0.2]\n(0.3, 0.4)\n",
        "dL/dW1 =\n⎡0.1 -0.2⎤\n⎣0.3⎦\n",
        "hm =\n[0.1, -0.2]\n[0.3, 0.4]\n",
    ],
)
def test_rows_that_are_no_matrix_are_named(text: str) -> None:
    """Of other lengths, in other frames, or below no name: nothing is made of them."""
    found = sheet(text)
    assert numbers_in(found) == {}
    assert found.problems


def test_a_table_below_a_name_stays_a_table() -> None:
    """Its head says what its columns are."""
    page = "z1:\n\n| name | answer |\n|--|--|\n| z1[1] | 0.3775 |\n| z1[2] | -0.3925 |\n"
    assert numbers_in(sheet(page, "ada.md")) == Z1


def test_an_index_behind_a_space_is_no_array() -> None:
    """W1 [1,2] is a name: an array has decimals."""
    assert numbers_in(sheet("W1_new [1,2] = 0.25\nz1 [2] = -0.3925\n")) == {
        "W1_new[1,2]": 0.25,
        "z1[2]": -0.3925,
    }


def test_arrays_printed_on_one_line() -> None:
    """As print("z1", z1, "a1", a1) has them."""
    found = sheet("z1 [ 0.3775 -0.3925] a1 [0.5933 0.25]\n")
    assert (numbers_in(found), found.problems) == ({**Z1, "a1[1]": 0.5933, "a1[2]": 0.25}, ())


@pytest.mark.parametrize("source", ["ada.txt", "ada.json"])
def test_a_dict_of_arrays_as_python_prints_it(source: str) -> None:
    """What a program has in `print(results)`."""
    text = (
        "{'z1': array([ 0.3775, -0.3925]), 'L': np.float64(0.25), 'a1': array([0.5, 0.6], dtype=float32)}\n"
    )
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == ({**Z1, "L": 0.25, "a1[1]": 0.5, "a1[2]": 0.6}, ())


def notebook(source: str, *outputs: dict[str, object]) -> str:
    """A notebook with one cell of code."""
    cell = {"cell_type": "code", "source": source, "metadata": {}, "execution_count": 1, "outputs": outputs}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


def shown(text: str) -> dict[str, object]:
    """What a cell shows of its last line."""
    return {"output_type": "execute_result", "data": {"text/plain": text}}


def display(text: str) -> dict[str, object]:
    """What a cell shows on the way."""
    return {"output_type": "display_data", "data": {"text/plain": text}}


def printed(text: str) -> dict[str, object]:
    """What a cell prints."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_a_cell_that_shows_one_name() -> None:
    """Its result belongs to that name, shown or printed."""
    for source, output in {
        "z1": shown("array([ 0.3775, -0.3925])"),
        "z1 = W1 @ x + b1\nz1": shown("array([ 0.3775, -0.3925])"),
        "print(z1)": printed("[ 0.3775 -0.3925]\n"),
        "print('z1', z1)": printed("z1 [ 0.3775 -0.3925]\n"),
    }.items():
        found = sheet(notebook(source, output), "ada.ipynb")
        assert (numbers_in(found), found.problems) == (Z1, ())


def test_a_cell_that_prints_several_names() -> None:
    """As many pieces as names are theirs, in this order; what is shown at the end is of the last name."""
    for source, outputs in {
        "print(x)\nprint(z1)": [printed("[0.05 0.1]\n[ 0.3775 -0.3925]\n")],
        "print(x); print(z1)": [printed("[0.05 0.1]\n[ 0.3775\n -0.3925]\n")],
        "show()\nz1": [printed("0.5\n"), shown("array([ 0.3775, -0.3925])")],
        "z1 = f(x); z1": [shown("array([ 0.3775, -0.3925])")],
    }.items():
        assert numbers_in(sheet(notebook(source, *outputs), "ada.ipynb")) == Z1


def test_a_cell_that_shows_several_things() -> None:
    """Which of them the name belongs to is open: nothing is read."""
    for source, outputs in {
        "print(2 * x)\nprint(z1)": [printed("[0.05 0.1]\n[ 0.3775 -0.3925]\n")],
        "for z1 in zs:\n    print(z1)": [printed("[ 0.3775 -0.3925]\n[ 0.5 0.6]\n")],
        "print(x)\nprint(z1)": [printed("x\n[0.05 0.1]\n[ 0.3775 -0.3925]\n")],
        "show(z1)\nz1": [display("array([ 0.3775, -0.3925])"), display("0.5")],
        "z1 + 1": [shown("array([ 0.3775, -0.3925])")],
    }.items():
        assert numbers_in(sheet(notebook(source, *outputs), "ada.ipynb")) == {}


@pytest.mark.parametrize(
    "text",
    ["z1 =\n" + "[0.1 0.2]\n" * 4_900, "⎡ 0.1⎤\n" * 4_900, "z1 = ⎡ 0.1⎤\n" * 4_900, "z1 " + "[0.1 " * 38_000,
     "z1 =\n[0.1 0.2]\n" * 2_400, "z" * 1_990 + "\n" + " " * 190_000, "('z1', " * 4_900],
)  # fmt: skip
def test_many_rows_cost_little(text: str) -> None:
    """However many lines there are, they are read with work that grows with their number."""
    with calls_under(4_000_000):
        sheet(text)
