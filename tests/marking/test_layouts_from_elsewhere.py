"""Layouts that come from chats, spreadsheets, PDF and scans: the same answers, line by line."""

import pytest
from sheets_read import numbers_in, sheet

NET_OUT = """\
notation: net_out
inputs: [0.35, 0.9]
layers:
  - {weights: [[0.1, 0.8], [0.4, 0.6]], biases: [0.2, -0.3], activation: sigmoid}
  - {weights: [[0.3, 0.9], [-0.5, 0.7]], biases: [0.15, 0.05], activation: sigmoid}
targets: [0.5, 0.1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
Z1 = {"z1[1]": 0.3775, "z1[2]": 0.3925}


@pytest.mark.parametrize(
    "before",
    [
        "[12/11/2025, 21:04] Ada: ",
        "[12.11.25, 21:04:17] Ada Lovelace: ",
        "12.11.25, 21:04 - Ada L: ",
        "12/11/25, 9:06 pm - +49 170 1234567: ",
        "[21:04, 12/11/2025] Ada: ",
    ],
)
def test_lines_of_a_chat(before: str) -> None:
    """When they were sent and by whom is no part of them."""
    text = f"{before}z1[1] = 0.3775\n{before}z1[2] = 0.3925 👍\n"
    assert (numbers_in(sheet(text, "ada.txt")), sheet(text, "ada.txt").problems) == (Z1, ())


def test_a_date_by_itself() -> None:
    """It is no answer, and nobody's message."""
    assert numbers_in(sheet("12.11.2025\nz1[1] = 0.3775\nz1[2] = 0.3925\n", "ada.txt")) == Z1


@pytest.mark.parametrize(
    "text",
    [
        "A,B,C\nz1[1],0.3775,\nz1[2],0.3925,\n",
        ",A,B\n1,Quantity,Value\n2,z1[1],0.3775\n3,z1[2],0.3925\n",
        "A;B\nz1[1];0,3775\nz1[2];0,3925\n",
        ",name,value\n0,z1[1],0.3775\n1,z1[2],0.3925\n",
        "#,Step,Result\n1,z1[1],0.3775\n2,z1[2],0.3925\n",
        "1,z1[1],0.3775\n2,z1[2],0.3925\n",
        "No.\tWhat\tNumber\n1\tz1[1]\t0.3775\n2\tz1[2]\t0.3925\n",
    ],
)
def test_the_frame_of_a_spreadsheet(text: str) -> None:
    """Its column letters and the numbers of its rows are no answers."""
    found = sheet(text, "ada.csv")
    assert (numbers_in(found), found.problems) == (Z1, ())


def test_columns_called_a_and_b() -> None:
    """Where no name stands below them, they are quantities."""
    formulas = "formulas: {A: x^2, B: 3*A}\nat: {x: 2}\n"
    assert numbers_in(sheet("A,B\n4,12\n", "ada.csv", formulas)) == {"A": 4, "B": 12}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("net\nh1\n= 0.1*0.35 + 0.72 + 0.2 = 0.955\n", {"z1[1]": 0.955}),
        ("out\nh1\n=\n1\n1 + e−0.955\n= 0.7221\n", {"a1[1]": 0.7221}),
        ("E\ntotal\n= 0.1131\n", {"L": 0.1131}),
        (
            "net h1 = 0.955\nout h1 = 0.7221\nE total = 0.1131\n",
            {"z1[1]": 0.955, "a1[1]": 0.7221, "L": 0.1131},
        ),
        (
            "net(h1) = 0.955\nE(total) = 0.1131\nδ(o1) = 0.0434",
            {"z1[1]": 0.955, "L": 0.1131, "dL/dz2[1]": 0.0434},
        ),
        ("NET_H1 = 0.955\nOut_o1 = 0.7112\n", {"z1[1]": 0.955, "a2[1]": 0.7112}),
        ("∂Etot/∂w7 = 0.0771\n", {"dL/dW2[2,1]": 0.0771}),
    ],
)
def test_names_out_of_a_pdf_or_a_scan(text: str, numbers: dict[str, float]) -> None:
    """Broken at an index, with room in them, in capitals or in brackets, they are the same names."""
    assert numbers_in(sheet(text, "ada.txt", NET_OUT)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "| z1[1] = 0.3775 | z1[2] = 0.3925 |\n|---|---|\n",
        "| z1[1] = 0.3775 |  |\n|---|---|\n| z1[2] = 0.15·0.05 + 0.385 = 0.3925 | |\n",
    ],
)
def test_cells_that_are_answers(text: str) -> None:
    """Each is read as on a line of its own."""
    found = sheet(text, "ada.md")
    assert (numbers_in(found), found.problems) == (Z1, ())


@pytest.mark.parametrize(
    "matrix",
    [
        r"\begin{vmatrix} 0.3775 \\ 0.3925 \end{vmatrix}",
        r"\begin{Bmatrix} 0.3775 \\ 0.3925 \end{Bmatrix}",
        r"\bigl(\begin{smallmatrix} 0.3775 \\ 0.3925 \end{smallmatrix}\bigr)",
        r"\left[\begin{array}{c} 0.3775 \\ 0.3925 \end{array}\right]",
        r"\left|\begin{matrix} 0.3775 \\ 0.3925 \end{matrix}\right|",
        r"\begin{bsmallmatrix} 0.3775 \\ 0.3925 \end{bsmallmatrix}",
    ],
)
def test_a_matrix_of_tex(matrix: str) -> None:
    """Whatever brackets or bars stand around it."""
    assert numbers_in(sheet(f"$z_1 = {matrix}$\n", "ada.md")) == Z1
    assert numbers_in(sheet(f"\\[ z_1 = {matrix} \\]\n", "ada.tex")) == Z1


LAYERS = """\
Layer 1:
z₁ = 0.1·0.35 + 0.72 + 0.2 = 0.955
z₂ = 0.38
a₁ = 0.7221, a₂ = 0.5939

{second}
z₁ = 0.9011
z_2 = 0.1047
a1: 0.7112
δ₁ = 0.0434
∂L/∂w₁₂ = 0.0258
"""
OF_LAYERS = {
    "z1[1]": 0.955, "z1[2]": 0.38, "a1[1]": 0.7221, "a1[2]": 0.5939, "z2[1]": 0.9011, "z2[2]": 0.1047,
    "a2[1]": 0.7112, "dL/dz2[1]": 0.0434, "dL/dW2[1,2]": 0.0258,
}  # fmt: skip
BY_LAYERS = NET_OUT.replace("notation: net_out\n", "")


@pytest.mark.parametrize("second", ["Layer 2:", "Output layer", "## Layer 2 (output)", "**2. Schicht**"])
def test_units_below_the_heading_of_a_layer(second: str) -> None:
    """An index alone is the unit's; the heading says the layer."""
    found = sheet(LAYERS.replace("{second}", second), "ada.txt", BY_LAYERS)
    assert (numbers_in(found), found.problems) == (OF_LAYERS, ())


def test_what_is_no_unit_below_the_heading_of_a_layer() -> None:
    """A list is all of a layer; where layer 1 has one unit, z1 is its; another heading ends the layer."""
    text = "Layer 2:\nz1 = [0.955, 0.38]\nBackward pass:\nδ₁ = 0.0434\n"
    found = sheet(text, "ada.txt", BY_LAYERS)
    assert numbers_in(found) == {"z1[1]": 0.955, "z1[2]": 0.38}
    chain = """\
inputs: [0.5]
layers: [{weights: [[0.4]], activation: sigmoid}, {weights: [[0.6]], activation: sigmoid}]
targets: [1]
loss: half_sse
"""
    assert numbers_in(sheet("Layer 2:\ndL/da1 = -0.05\n", "ada.txt", chain)) == {"dL/da1[1]": -0.05}


@pytest.mark.parametrize(
    "text",
    [
        "| | z1 | a1 |\n|---|---|---|\n| 0 | 0.3775 | 0.5933 |\n| 1 | 0.3925 | 0.5969 |\n",
        "| neuron | z1 | a1 |\n|---|---|---|\n| 1 | 0.3775 | 0.5933 |\n| 2 | 0.3925 | 0.5969 |\n",
        "| z1 | a1 |\n|---|---|\n| 0.3775 | 0.5933 |\n| **0.3925** | 0.5969 |\n",
        "       z1      a1\n0  0.3775  0.5933\n1  0.3925  0.5969\n",
    ],
)
def test_columns_of_vectors(text: str) -> None:
    """A row for each entry makes the vector; pandas counts them from 0."""
    found = sheet(text, "ada.md")
    assert (numbers_in(found), found.problems) == ({**Z1, "a1[1]": 0.5933, "a1[2]": 0.5969}, ())


def test_columns_of_no_vectors() -> None:
    """With other than as many rows as entries, nothing is read."""
    text = "| z1 | a1 |\n|---|---|\n| 0.3775 | 0.5933 |\n| 0.3925 | 0.5969 |\n| 0.1 | 0.2 |\n"
    assert numbers_in(sheet(text, "ada.md")) == {}


def test_a_unit_with_its_numbers() -> None:
    """Behind it signs may be left out."""
    text = "hidden neuron 1: net input 0.955, output 0.7221\nhidden neuron 2: z 0.38 and a 0.5939\n"
    numbers = {"z1[1]": 0.955, "a1[1]": 0.7221, "z1[2]": 0.38, "a1[2]": 0.5939}
    assert numbers_in(sheet(text, "ada.txt", BY_LAYERS)) == numbers


@pytest.mark.parametrize("points", ["(2 pts)", "[1 P.]", "(1p)", "   /2", "(0,5 Punkte)", "(2分)"])
def test_what_a_line_is_worth(points: str) -> None:
    """It is no part of the number."""
    assert numbers_in(sheet(f"z1[1] = 0.3775 {points}\nz1[2] = 0.3925\n", "ada.txt")) == Z1


@pytest.mark.parametrize(
    "value", [r"\textcolor{red}{0.3775}", r"{\color{blue} 0.3775}", r"\SI{0.3775}{\volt}", r"\qty{0.3775}{}"]
)
def test_colours_and_units_of_tex(value: str) -> None:
    """They say nothing of the number."""
    text = f"$z_1^{{(1)}} = {value}$\n\n$z_2^{{(1)}} = 0.3925$\n"
    assert numbers_in(sheet(text, "ada.md")) == Z1


def test_formulas_in_prose() -> None:
    """Each is an answer, as long as no word between them takes it back."""
    text = "So $z_1^{(1)}=0.3775$, and in the same way we get $z_2^{(1)} = 0.385 + 0.0075 = 0.3925$ below.\n"
    assert numbers_in(sheet(text, "ada.md")) == Z1
    for text in (
        "If $z_1^{(1)}=0.3775$ then $z_2^{(1)}=0.3925$.\n",
        "It is not $z_1^{(1)}=0.3775$ and $z_2^{(1)}=0.3925$.\n",
    ):
        assert set(numbers_in(sheet(text, "ada.md")).values()) <= {None}


@pytest.mark.parametrize("mark", ["✅", "➡️", "👉", "⭐", "✔️"])
def test_pictures_of_phones(mark: str) -> None:
    """They say nothing at the start of a line."""
    assert numbers_in(sheet(f"{mark} z1[1] = 0.3775\n{mark} z1[2] = 0.3925\n", "ada.txt")) == Z1


def test_a_head_of_answers_in_csv() -> None:
    """It tells the column, whatever stands over the names."""
    found = sheet("Schritt;Rechnung;Ergebnis\nz1[1];0,0275+0,35;0,3775\nz1[2];;0,3925\n", "ada.csv")
    assert (numbers_in(found), found.problems, found.remarks) == (Z1, (), ())
