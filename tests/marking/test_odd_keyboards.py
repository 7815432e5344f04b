"""Sheets as they are typed and copied: words before a number, sessions of Python, cells left empty."""

import pytest
from sheets_read import numbers_in, sheet

TWO = {"z1[1]": 0.3775, "z1[2]": 0.3925}
READ = [
    ("a.txt", "z1[1] vaut environ 0,3775\nz1[2] is approx. 0.3925\n"),
    ("a.txt", "z1[1] beträgt ca. 0,3775\nz1[2] é aproximadamente 0,3925\n"),
    ("a.txt", "z1[1] ➔ 0.3775\nz1[2] ⟶ 0.3925\n"),
    ("a.md", "- z1[1] ➜ 0.3775\n- z1[2] = 0.2 + 0.1925 ➝ 0.3925\n"),
    ("a.txt", ">>> z1\narray([0.3775, 0.3925])\n"),
    ("a.txt", "In [3]: z1\nOut[3]: array([0.3775, 0.3925])\n"),
    ("a.csv", "z1[1];;0,3775\nz1[2];;0,3925\n"),
    ("a.txt", "z1 = 0.3775 , 0.3925\n"),
    ("a.csv", "sep=;\nz1[1];0,3775\nz1[2];0,3925\n"),
    ("a.csv", "Nom;Valeur\nz1[1];3,775E-01\nz1[2];3,925E-01\n"),
    ("a.md", "$$z^{(1)} = \\begin{pmatrix} 0{,}3775 \\\\ 0{,}3925 \\end{pmatrix}$$\n"),
]


@pytest.mark.parametrize(("name", "text"), READ)
def test_what_is_plain_is_read(name: str, text: str) -> None:
    found = sheet(text, name)
    assert (numbers_in(found), found.problems) == (TWO, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", ">>> z1[1]\n0.3925\n"),  # Python counts from 0: unit 2
        ("a.txt", "z1[1] = O,37S5\n"),
        ("a.txt", "z1[1] = 0.37 75\n"),
        ("a.txt", "z1[1] = 0.3 or 0.3775\n"),
        ("a.txt", "z1[1] >= 0.3775\n"),
        ("a.csv", "z1[1],,1\n"),  # the points of a line
        ("a.csv", "z1[1];;0,5\n"),
    ],
)
def test_what_is_not_plain_is_no_number(name: str, text: str) -> None:
    """Nor is anything else made of it."""
    assert not any(value is not None for value in numbers_in(sheet(text, name)).values())


def test_a_result_without_a_session_keeps_its_name() -> None:
    """`out[1]` is an activation where no `In [1]:` stands before it."""
    one = "inputs: [1]\nlayers: [{weights: [[1], [2]], activation: sigmoid}]\ntargets: [1, 1]\nloss: sse\n"
    assert numbers_in(sheet("a1[1]: 0.731\nOut[2]: 0.88\n", "a.txt", one)).get("a1[1]") == 0.731
