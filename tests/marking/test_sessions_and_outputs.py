"""What programs show, in sessions and notebooks, is read; what they are made of is not."""

import json

import pytest
from sheets_read import numbers_in, sheet

from backprop_cli.marking.sheets.sheet_file import sheet_text

Z1 = {"z1[1]": 0.3775, "z1[2]": 0.3925}
BOTH = {**Z1, "a1[1]": 0.5933, "a1[2]": 0.5969}
MATRIX = {"dL/dW1[1,1]": 0.1, "dL/dW1[1,2]": 0.2, "dL/dW1[2,1]": 0.3, "dL/dW1[2,2]": 0.4}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            ">>> z1\narray([0.3775, 0.3925])\n>>> dW1\narray([[0.1, 0.2],\n       [0.3, 0.4]])\n",
            {**Z1, **MATRIX},
        ),
        (">>> print(z1)\n[0.3775 0.3925]\n>>> print(dW1)\n[[0.1 0.2]\n [0.3 0.4]]\n", {**Z1, **MATRIX}),
        (">>> z1\narray([0.3775, 0.3925])\n>>> L\nnp.float64(0.25)\n", {**Z1, "L": 0.25}),
        (">>> print('z1 =', z1)\nz1 = [0.3775 0.3925]\n>>> round(float(L), 2)\n", Z1),
        (
            ">>> import numpy as np\n>>> for i in range(2):\n...     pass\n>>> z1\narray([0.3775, 0.3925])\n",
            Z1,
        ),
        (
            ">>> z1 = W1 @ x + b1; z1\narray([0.3775, 0.3925])\n>>> a1 = s(z1); print(a1)\n[0.5933 0.5969]\n",
            BOTH,
        ),
    ],
)
def test_a_session_of_python(text: str, numbers: dict[str, float]) -> None:
    """A name that is shown has what is printed below; calls and loops are no lines."""
    found = sheet(text, "ada.txt")
    assert numbers_in(found) == numbers
    assert all("print" not in told and "import" not in told for told in found.problems)


@pytest.mark.parametrize(
    "text",
    [
        "> z1\n[1] 0.3775 0.3925\n> a1\n          [,1]\n[1,] 0.5933\n[2,] 0.5969\n",
        "julia> z1\n2-element Vector{Float64}:\n 0.3775\n 0.3925\n\njulia> a1\n2-element Vector{Float64}:\n"
        " 0.5933\n 0.5969\n",
        "z1 = Matrix([[0.3775], [0.3925]])\na1 = Matrix([\n[0.5933],\n[0.5969]])\n",
    ],
)
def test_sessions_of_other_languages(text: str) -> None:
    """R, Julia and SymPy show the same in their own ways."""
    found = sheet(text, "ada.txt")
    assert (numbers_in(found), found.problems) == (BOTH, ())


def notebook(program: str, **data: str) -> str:
    """The text of a notebook with one cell that shows something in these forms."""
    forms = {f"text/{form}": text.splitlines(keepends=True) for form, text in data.items()}
    output = {"output_type": "execute_result", "data": forms}
    cells = [{"cell_type": "code", "source": program, "outputs": [output]}]
    return sheet_text(json.dumps({"cells": cells, "nbformat": 4}).encode(), "ada.ipynb").text


CALLED = "<IPython.core.display.Math object>"
ROWS = "".join(f"<tr><th>{n}</th><td>{name}</td><td>{z}</td></tr>" for n, (name, z) in enumerate(Z1.items()))
TABLE = f"<div><style>th {{}}</style><table><tr><th></th><th>name</th><th>value</th></tr>{ROWS}</table></div>"
SERIES = "z1[1]    0.3775\nz1[2]    0.3925\nName: z, dtype: float64"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (notebook("df", html=TABLE, plain="    name   value\n0  z1[1]  0.3775\n1  z1[2]  0.3925"), Z1),
        (notebook("s", plain=SERIES), Z1),
        (notebook("show()", latex="$\\displaystyle z_1^{(1)} = 0.3775$", plain=CALLED), {"z1[1]": 0.3775}),
        (notebook("show()", html="<p>z1[1] = 0.3775</p><p>z1[2] = <b>0.3925</b></p>", plain=CALLED), Z1),
        (notebook("z1, a1", plain="(array([0.3775, 0.3925]),\n array([0.5933, 0.5969]))"), BOTH),
    ],
)
def test_outputs_of_notebooks(text: str, numbers: dict[str, float]) -> None:
    """Tables, formulas and pages that a cell shows; the name of a row of numbers is nobody's."""
    found = sheet(text, "ada.ipynb")
    assert (numbers_in(found), found.problems, found.who.student) == (numbers, (), "")


@pytest.mark.parametrize(
    "behind",
    [
        *(
            "!",
            "(*)",
            "[1 mark]",
            "□",
            "∎",
            "to 4 decimal places",
            "3 s.f.",
            "rounded to 4 dp",
            "(Eq. 3)",
            ":)",
        ),
        *("<--", "<<<", "&", "//", "[answer]", "exactly", "ok", "or so", "to four decimal places", "✓✓"),
    ],
)
def test_marks_and_remarks_behind_a_number(behind: str) -> None:
    """They say nothing of its value."""
    assert numbers_in(sheet(f"z1[1] = 0.3775 {behind}\nz1[2] = 0.3925\n", "ada.txt")) == Z1


@pytest.mark.parametrize("behind", ["-", "*", "+", "/", "not", "✗", "or 0.4", "[0.4]"])
def test_what_may_say_something_of_the_number_does(behind: str) -> None:
    """The line is no number, or is not another's, and the next one keeps its own."""
    found = numbers_in(sheet(f"z1[1] = 0.3775 {behind}\nz1[2] = 0.3925\n", "ada.txt"))
    assert found["z1[2]"] == 0.3925
    assert found["z1[1]"] in {None, 0.3775}


def test_what_julia_sets_it_shows() -> None:
    """But behind `;`; a tuple that Python shows leaves the other names to be read."""
    text = (
        "julia> z1 = W1*x + b1\n2-element Vector{Float64}:\n 0.3775\n 0.3925\n\njulia> a1 = s.(z1);\n\n"
        "julia> L = 0.5*sum((y - a2).^2)\n0.2984\n"
    )
    assert numbers_in(sheet(text, "ada.txt")) == {"z1[1]": 0.3775, "z1[2]": 0.3925, "L": 0.2984}
    text = ">>> z2, a2\n(array([0.1]), array([0.2]))\n>>> z1\narray([0.3775, 0.3925])\n"
    assert numbers_in(sheet(text, "ada.txt")) == {"z1[1]": 0.3775, "z1[2]": 0.3925}


def test_tensors_behind_their_names() -> None:
    """What PyTorch says of a tensor besides its numbers is no answer: print("z1", z1)."""
    text = "z1 tensor([0.3775, 0.3925], grad_fn=<AddBackward0>)\nL tensor(0.29, dtype=torch.float64)\n"
    assert numbers_in(sheet(text, "ada.txt")) == {"z1[1]": 0.3775, "z1[2]": 0.3925, "L": 0.29}


def test_statements_of_matlab() -> None:
    """A semicolon at their end keeps it quiet."""
    text = "z1 = [0.3775; 0.3925];\na1 = [0.59 0.6];\nL = 0.29;\n"
    numbers = {"z1[1]": 0.3775, "z1[2]": 0.3925, "a1[1]": 0.59, "a1[2]": 0.6, "L": 0.29}
    assert numbers_in(sheet(text, "ada.txt")) == numbers


def test_a_name_with_two_indices_over_its_number() -> None:
    """As a name with one."""
    found = sheet("dL/dW1[1,2]\n0.0217\n\nz1[1]\n0.3775\n", "ada.txt")
    assert numbers_in(found) == {"dL/dW1[1,2]": 0.0217, "z1[1]": 0.3775}
