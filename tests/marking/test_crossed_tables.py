"""Tables whose rows and heads name a quantity together: parameters, and units of a layer."""

import numpy as np
import pytest
from sheets_read import numbers_in, sheet

from backprop_cli.quantities.notations import NOTATIONS

NET = """
inputs: [1, -0.5]
layers:
  - {weights: [[1/3, 0.5], [-2/3, 0.25]], biases: [0.1, -0.1], activation: sigmoid}
  - {weights: [[0.75, -1.5]], biases: [0.2], activation: sigmoid}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
BATCH = """
samples: [{inputs: [0.05, 0.10], targets: [1]}, {inputs: [0.5, 0.10], targets: [0]}]
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], biases: [0.35, 0.2], activation: relu}
  - {weights: [[0.40, 0.45]], biases: [0.60], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
FORMULAS = """
formulas: {z: w*x + b, L: (z - y)^2}
at: {w: 1, x: 2, b: 0.5, y: 1}
wrt: [w, b]
optimizer: {name: sgd, learning_rate: 0.1}
"""


def table(*rows: str) -> str:
    """A table of Markdown from its rows, the cells apart by `;`."""
    head, *below = [f"| {' | '.join(row.split(';'))} |\n" for row in rows]
    return "".join((head, "|" + "---|" * (rows[0].count(";") + 1) + "\n", *below, "\n"))


def read(text: str, name: str = "ada.md", problem: str = NET) -> dict[str, float | None]:
    found = sheet(text, name, problem)
    assert (found.problems, found.remarks) == ((), ())
    return numbers_in(found)


def of_network() -> dict[str, float]:
    """The quantities of `NET`, by numpy."""

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    x, w1, b1 = np.array([1, -0.5]), np.array([[1 / 3, 0.5], [-2 / 3, 0.25]]), np.array([0.1, -0.1])
    w2, b2 = np.array([[0.75, -1.5]]), np.array([0.2])
    z1 = w1 @ x + b1
    a1 = sigmoid(z1)
    z2 = w2 @ a1 + b2
    a2 = sigmoid(z2)
    delta2 = (a2 - 1) * a2 * (1 - a2)
    delta1 = w2.T @ delta2 * a1 * (1 - a1)
    found = {f"{name}{layer}[{unit + 1}]": float(array[unit])
             for layer, arrays in ((1, (z1, a1, delta1)), (2, (z2, a2, delta2)))
             for name, array in zip(("z", "a", "dL/dz"), arrays, strict=True)
             for unit in range(len(array))}  # fmt: skip
    gradient = float(delta1[0] * x[0])
    return found | {"dL/dW1[1,1]": gradient, "W1_new[1,1]": 1 / 3 - 0.5 * gradient}


UNITS = [f"{name}{layer}[{unit}]" for layer, unit in ((1, 1), (1, 2), (2, 1)) for name in ("z", "a", "dL/dz")]


def test_the_page_s_own_table_of_the_update() -> None:
    """Old values are compared with the given ones; α·gradient leads from the gradient to the new value."""
    row = "$w_{11}^{(1)}$;1/3;≈ −0.021076;≈ −0.010538;≈ 0.34387"
    found = sheet(table("Parameter;Old;Gradient of $L$;α · gradient;New", row), "a.md", NET)
    assert numbers_in(found) == {"dL/dW1[1,1]": -0.021076, "W1_new[1,1]": 0.34387}
    assert (found.problems, found.remarks) == ((), ())
    true = of_network()
    assert all(number == pytest.approx(true[name], abs=5e-6) for name, number in numbers_in(found).items())


@pytest.mark.parametrize(
    "gradient", ["Gradient", "**gradient**", "∂L/∂w", "dL/dW", r"$\frac{\partial L}{\partial w}$", "dw"]
)
@pytest.mark.parametrize(
    "new", ["New", "new value", "w⁺", "$w_{new}$", "w(t+1)", "w′", "neu", "after the update"]
)
def test_heads_say_what_of_the_parameter_stands_below(gradient: str, new: str) -> None:
    """In words, or as a formula of any weight, over rows that say which; a row may be of a bias."""
    text = table(f"Weight;{gradient};{new}", "W2[1,1];-0.0619;0.7809", "b₂⁽¹⁾;0.0351;-0.1175")
    assert read(text) == {"dL/dW2[1,1]": -0.0619, "W2_new[1,1]": 0.7809, "dL/db1[2]": 0.0351,
                          "b1_new[2]": -0.1175}  # fmt: skip


@pytest.mark.parametrize(
    "head", ["α·∂L/∂w", "-∂L/∂w", "0.5*dL/dw", "change", "gradient (sample 1)", "w - 0.5·g"]
)
def test_other_heads_are_not_taken_for_a_gradient(head: str) -> None:
    """What stands there is something else: its column is named."""
    found = sheet(table(f"Parameter;Old;{head};New", "W1[1,1];0.3333;-0.0105;0.3439"), "a.md", NET)
    assert numbers_in(found) == {"W1_new[1,1]": 0.3439}
    assert found.remarks == (f"the table's column `{head}` was not read",)


def test_two_columns_of_gradients_are_not_read() -> None:
    """Which counts is open."""
    found = sheet(table("Parameter;Gradient;dw;New", "W1[1,1];0.1;0.2;0.3439"), "a.md", NET)
    assert numbers_in(found) == {"W1_new[1,1]": 0.3439}
    assert found.remarks == ("the table's columns `Gradient`, `dw` were not read",)


def test_values_beside_their_gradients() -> None:
    """As the table of a circuit has them; what names nothing costs one row."""
    text = table("quantity;value;gradient", "z1[1];0.1833;-0.0211", "a1[1];0.5457;-0.085", "q;1;2")
    found = sheet(text, "a.md", NET)
    assert numbers_in(found) == {"z1[1]": 0.1833, "dL/dz1[1]": -0.0211, "a1[1]": 0.5457, "dL/da1[1]": -0.085}
    assert [each.partition("`q`")[1] for each in found.problems] == ["`q`"]


def test_the_gradient_of_formulas_is_of_the_one_that_no_other_uses() -> None:
    """Where there are two, `Gradient` alone is not read, `∂L/∂w` and `Gradient of L` are."""
    rows = "w;1;6;0.4", "b;0.5;3;0.2"  # z = 2.5, dL/dz = 3, times x = 2 and times 1
    whole = {"dL/dw": 6.0, "w_new": 0.4, "dL/db": 3.0, "b_new": 0.2}
    for head in ("Gradient of L", "dL/dw", "Gradient"):
        text = table(f"Parameter;Old;{head};New", *rows)
        assert read(text, problem=FORMULAS) == whole
    two = "formulas: {L: w^2 + b, M: w*b}\nat: {w: 1, b: 0.5}\nwrt: [w, b]\n"
    assert read(table("Parameter;Old;Gradient", "w;1;2", "b;0.5;1"), problem=two) == {}
    assert read(table("Parameter;Old;dL/dw", "w;1;2", "b;0.5;1"), problem=two) == {"dL/dw": 2.0, "dL/db": 1.0}


def test_old_values_of_a_later_step_are_no_lines() -> None:
    """They are what the step before has made."""
    steps = "".join(f"## Step {step}\n" + table("Parameter;Old;New", f"W1[1,1];{old};{new}")
                    for step, old, new in ((1, 0.3333, 0.3439), (2, 0.3439, 0.3547)))  # fmt: skip
    assert read(steps, problem=NET + "training: {steps: 2}\n") == {
        "W1_new[1,1]#1": 0.3439,
        "W1_new[1,1]#2": 0.3547,
    }


def test_a_given_value_that_was_copied_wrongly_is_told() -> None:
    """In the column of old values."""
    found = sheet(table("Parameter;Old;New", "W2[1,1];0.57;0.6"), "a.md", NET)
    assert "`W2[1,1]` is given: 0.75, not `0.57`" in found.problems[0]


# --- units ------------------------------------------------------------------------------------------


def cells(*names: str) -> str:
    return ";".join(f"{of_network()[name]:.4f}" for name in names)


WHOLE = [cells(*UNITS[start : start + 3]) for start in (0, 3, 6)]
TURNED = [f"{symbol};{cells(*UNITS[place::3])}" for place, symbol in enumerate(("z", "a", "δ"))]


def in_rows(*units: str) -> list[str]:
    return [f"{unit};{row}" for unit, row in zip(units, WHOLE, strict=True)]


SHEETS = {
    "a column of layers": table("layer;unit;z;a;δ", *in_rows("1;1", "1;2", "2;1")),
    "layers in words": table("Layer;Neuron;z;a;δ", *in_rows("hidden;1", "hidden;2", "output;1")),
    "units with letters": table("neuron;$z$;a;$\\delta$", *in_rows("h1", "h₂", "$o_1$")),
    "no head": table(";z;a = σ(z);∂L/∂z", *in_rows("h1", "h2", "o1")),
    "headings": "## Forward\n### Layer 1\nAs asked.\n"
    + table("unit;z;a;delta", f"1;{WHOLE[0]}", f"2;{WHOLE[1]}")
    + "**Output layer:**\n\n" + table("unit;z_j;a_j;δ_j", f"1;{WHOLE[2]}"),
    "layers in the heads": table("unit;z1;$a^{(1)}$;δ₁", f"1;{WHOLE[0]}", f"2;{WHOLE[1]}")
    + table("unit;z⁽²⁾;a2;dL/dz2", f"unit 1;{WHOLE[2]}"),
    "units in the head": table(";h1;h2;o1", *TURNED),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHEETS)
def test_a_row_or_a_column_for_each_unit(kind: str) -> None:
    """The layer stands in the unit's letter, a column, a heading, or the heads."""
    assert read(SHEETS[kind]) == {name: round(of_network()[name], 4) for name in UNITS}


@pytest.mark.parametrize("heads", ["net;out;∂E/∂net", "in;o;∂L/∂in", "Net input;Output;δ", "net;out;dL/dnet"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_heads_of_other_courses(notation: str, heads: str) -> None:
    """`net | out` is z and a in every notation, in that of its own course as well."""
    text = table(f"neuron;{heads}", *in_rows("h1", "h2", "o1"))
    found = read(text, problem=f"{NET}notation: {notation}\n")
    assert found == {name: round(of_network()[name], 4) for name in UNITS}


def test_a_row_of_a_unit_is_no_vector() -> None:
    """`h1` below `neuron` is a unit, and its row no vector a1, whatever the heads mean."""
    found = sheet(table("neuron;before;behind", "h1;0.1833;0.5457", "h2;-0.8917;0.2908"), "a.md", NET)
    assert numbers_in(found) == {}
    assert found.remarks == ("the table's columns `before`, `behind` were not read",)


@pytest.mark.parametrize(
    "above",
    [
        "",
        "## Layers 1 and 2\n",
        "## Layer 1\n## Backward pass\n",
        "From layer 1 to layer 2:\n",
        "Hidden layer (2 units):\n## All\n",
    ],
)
def test_without_a_layer_nothing_is_read_but_said(above: str) -> None:
    """Unit 1 of which layer is open."""
    found = sheet(above + table("unit;z;a;delta", f"1;{WHOLE[0]}", f"2;{WHOLE[1]}"), "a.md", NET)
    assert numbers_in(found) == {}
    assert found.remarks == ("the table's columns `z`, `a`, `delta` were not read",)


def test_what_contradicts_itself_is_not_read() -> None:
    """z1 below layer 2, an output unit in layer 1."""
    for text in (
        "## Layer 2\n" + table("unit;z1;a2", "1;0.25;0.5"),
        table("layer;unit;z;a", "1;o1;0.25;0.5"),
    ):
        found = sheet(text, "a.md", NET)
        assert "z1[1]" not in numbers_in(found)
        assert "`z" in found.remarks[0]


def test_a_unit_with_a_name_of_its_own_below_another_layer() -> None:
    """h₁ is the author's a1[1]: a number below net is none of it."""
    text = "Output layer\n" + table("Neuron;net;out", "h1;0.1833;0.5457", "o1;0.1731;0.5432")
    found = sheet(text, "a.md", f"{NET}names: {{a1: h}}\n")
    assert numbers_in(found) == {"z2[1]": 0.1731, "a2[1]": 0.5432}
    assert "`Neuron h1`" in found.problems[0]


def test_weights_of_a_unit_are_not_one_number() -> None:
    """W2 has a row for each unit, and its entries need two numbers: `w` below o1 is none of them."""
    found = sheet(table("unit;z;w", "h1;0.1833;0.33", "o1;0.1731;0.75"), "a.md", NET)
    assert numbers_in(found) == {"z1[1]": 0.1833, "z2[1]": 0.1731}
    assert found.remarks == ("the table's column `w` was not read",)


def test_a_unit_that_there_is_not_costs_itself() -> None:
    """Unit 3 of a layer of two."""
    found = sheet("## Layer 1\n" + table("unit;z", "1;0.1833", "3;0.5"), "a.md", NET)
    assert numbers_in(found) == {"z1[1]": 0.1833}
    assert "`z1[3]`" in found.problems[0]


def test_sample_and_layer_in_headings_and_lines_beside_the_tables() -> None:
    """What stands outside these tables is read as well."""
    text = (
        "## Sample 2\n### Layer 1\n"
        + table("unit;z;a", "1;0.445;0.445", "2;0.355;0.355")
        + "## Batch\nL = 0.2\n"
    )
    found = read(text + table("Parameter;Gradient", "W1[1,1];0.1"), problem=BATCH)
    names = "z1[1]@2", "a1[1]@2", "z1[2]@2", "a1[2]@2"  # 0.15·0.5 + 0.2·0.1 + 0.35, 0.25·0.5 + 0.3·0.1 + 0.2
    assert found == dict(zip(names, (0.445, 0.445, 0.355, 0.355), strict=True)) | {
        "L": 0.2,
        "dL/dW1[1,1]": 0.1,
    }


def test_csv_tables_of_units_and_parameters_are_one_sheet() -> None:
    """And no class with a student in each row."""
    units = "unit,z1,a1\n1,0.1833,0.5457\n2,-0.8917,0.2908\n"
    assert read(units, "a.csv") == {"z1[1]": 0.1833, "a1[1]": 0.5457, "z1[2]": -0.8917, "a1[2]": 0.2908}
    rows = "Parameter;Old;Gradient;New\nW2[1,1];0,75;-0,0619;0,7809\n"
    assert read(rows, "a.csv") == {"dL/dW2[1,1]": -0.0619, "W2_new[1,1]": 0.7809}


@pytest.mark.parametrize(
    "heads",
    [
        "i | zᵢ | aᵢ | δᵢ",
        "Neuron | Nettoeingabe | Aktivierung | Fehlersignal",
        "neurone | entrée nette | sortie | δ",
        "Neuron | Net input (z) | Activation σ(z) | δ",
        "Unit | net | Sigmoid output | δ",
    ],
)
def test_heads_with_the_letter_of_any_unit_and_in_other_languages(heads: str) -> None:
    """The first column numbers the units."""
    rows = "| 1 | 0.37 | 0.59 | 0.01 |\n| 2 | 0.39 | 0.6 | 0.02 |\n"
    found = sheet(f"## Layer 1\n\n| {heads} |\n|---|---|---|---|\n{rows}", "ada.md")
    numbers = {"z1[1]": 0.37, "z1[2]": 0.39, "a1[1]": 0.59, "a1[2]": 0.6}
    assert numbers_in(found) == numbers | {"dL/dz1[1]": 0.01, "dL/dz1[2]": 0.02}


JACOBIAN = "formulas: {u: x*y, v: x^2 + y}\nat: {x: 2, y: 3}\n"


@pytest.mark.parametrize(
    "rows",
    [
        (";∂/∂x;∂/∂y", "u;3;2", "v;4;1"),
        ("f;d/dx;d/dy", "u;3;2", "v;4;1"),
        (";x;y", "u;3;2", "v;4;1"),
        ("∇;u;v", "x;3;4", "y;2;1"),
    ],
)
def test_derivatives_of_rows_by_columns(rows: tuple[str, ...]) -> None:
    """∂u/∂x = y, ∂u/∂y = x, ∂v/∂x = 2x, ∂v/∂y = 1, whichever of the two stands in the head."""
    slopes = {"du/dx": 3, "du/dy": 2, "dv/dx": 4, "dv/dy": 1}
    assert read(table(*rows), problem=JACOBIAN) == slopes
    assert read("\n".join(rows), "a.csv", JACOBIAN) == slopes


def test_values_stand_beside_their_derivatives() -> None:
    """Below a head for values u = 6 and v = 7."""
    found = read(table(";value;∂/∂x;∂/∂y", "u;6;3;2", "v;7;4;1"), problem=JACOBIAN)
    assert found == {"u": 6, "v": 7, "du/dx": 3, "du/dy": 2, "dv/dx": 4, "dv/dy": 1}


@pytest.mark.parametrize("head", [";∂x;∂y", ";at x;at y", ";first;second"])
def test_a_table_that_says_nothing_known_is_no_empty_sheet(head: str) -> None:
    """Whole numbers too: its columns are named as not read, but not beside lines that are."""
    unread = table(head, "p;3;2", "q;4;1")
    found = sheet(unread, "ada.md", JACOBIAN)
    said = [cell for cell in head.split(";") if cell]
    assert found.remarks == (f"the table's columns `{said[0]}`, `{said[1]}` were not read",)
    assert (found.is_empty, found.answers) == (False, ())
    assert sheet(f"{unread}\nu = 6\n", "ada.md", JACOBIAN).remarks == ()
