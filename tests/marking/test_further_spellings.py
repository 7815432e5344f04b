"""Names of an exercise alone: units of one layer, losses of samples, formulas at their point, updates."""

import pytest
from sheets_read import SAMPLES, TWO_STEPS, derivation, numbers_in, sheet
from two_two_two import NETWORK

from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.quantities.symbols import AS_USUAL

ONE_UNIT = TWO_STEPS.replace("training: {steps: 2}\n", "")
FORMULAS = "formulas: {u: 3*x^2 + 2*w, y: u^2 + 4*w}\nat: {x: 2, w: -1}\n"


def test_units_of_the_only_layer() -> None:
    """z2 can be no layer there, so z1 beside it is unit 1; a list is the layer."""
    text = "Sample 1:\nz1 = 0.6, z2 = -0.3\np₁ = 0.71\np₂ = 0.29\n"
    numbers = {"z1[1]@1": 0.6, "z1[2]@1": -0.3, "a1[1]@1": 0.71, "a1[2]@1": 0.29}
    assert numbers_in(sheet(text, "ada.txt", SAMPLES)) == numbers
    assert list(numbers_in(sheet("Sample 1:\nz1 = [0.6, -0.3]\n", "ada.txt", SAMPLES))) == [
        "z1[1]@1",
        "z1[2]@1",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dw1 = -0.3132\ndw2 = -0.5369\nw1 new = 0.5313\nw2 new = -0.1463\n",
        "dL/dw1 = -0.3132\ndL/dw2 = -0.5369\nw1+ = 0.5313\nw2+ = -0.1463\n",
        "∂L/∂w₁ = -0.3132\n∂L/∂w₂ = -0.5369\nw₁ := 0.5313\nw₂ := -0.1463\n",
        "backward: dw1 = -0.3132; dw2 = -0.5369\nupdate: w1 = 0.5313, w2 = -0.1463\n",
    ],
)
def test_weights_of_the_only_unit(text: str) -> None:
    """They are numbered through."""
    numbers = {"dL/dW1[1,1]": -0.3132, "dL/dW1[1,2]": -0.5369, "W1_new[1,1]": 0.5313, "W1_new[1,2]": -0.1463}
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == numbers


def test_one_weight_alone() -> None:
    """One number is no matrix of two."""
    assert numbers_in(sheet("dw1 = -0.3132\n", "ada.txt", ONE_UNIT)) == {"dL/dW1[1,1]": -0.3132}


def test_losses_of_samples() -> None:
    """A number tells the sample, where no output has a loss of its own; their mean is the batch's."""
    for text in ("L1 = 0.34\nL_2 = 1.2\nmean loss = 0.77\n", "L₁ = 0.34\nL₂ = 1.2\naverage loss: 0.77\n"):
        assert numbers_in(sheet(text, "ada.txt", SAMPLES)) == {"L@1": 0.34, "L@2": 1.2, "L": 0.77}
    summed = f"{SAMPLES}reduction: sum\n"
    assert numbers_in(sheet("mean loss = 0.77\n", "ada.txt", summed)) == {}


def test_the_number_of_a_loss_in_a_training() -> None:
    """Books count its steps from 0 as well as from 1: it is not read."""
    assert numbers_in(sheet("L_1 = 0.59\n", "ada.txt", TWO_STEPS)) == {}


def test_names_of_pytorch() -> None:
    """What its layers and books of programs call the gradients, the sums and the outputs."""
    text = "fc1.weight.grad = [[-0.3132, -0.5369]]\nlogits = 0.21\nprobs = 0.5523\n"
    numbers = {"dL/dW1[1,1]": -0.3132, "dL/dW1[1,2]": -0.5369, "z1[1]": 0.21, "a1[1]": 0.5523}
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == numbers


@pytest.mark.parametrize(
    "name",
    [
        "dy/dx (x=2)",
        "∂y/∂x|_{x=2, w=-1}",
        "∂y/∂x |(2,-1)",
        "dy/dx(2, -1)",
        r"$\left.\frac{\partial y}{\partial x}\right|_{(2,-1)}$",
        "derivative of y with respect to x",
    ],
)
def test_a_formula_at_its_point(name: str) -> None:
    """The point of the exercise behind a name says nothing more."""
    assert numbers_in(sheet(f"{name} = 240\n", "ada.txt", FORMULAS)) == {"dy/dx": 240}


@pytest.mark.parametrize("name", ["dy/dx (x=3)", "∂y/∂x|_{x=2, w=1}", "u(2)", "y(-1, 2)", "dy/dx (z=2)"])
def test_a_formula_at_another_point(name: str) -> None:
    """There it is another quantity."""
    assert numbers_in(sheet(f"{name} = 240\n", "ada.txt", FORMULAS)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "∇y = (240, 44)\n",
        "grad y = [240, 44]\n",
        "∇y(2, -1) = [240; 44]\n",
        "$\\nabla y = \\begin{pmatrix} 240 \\\\ 44 \\end{pmatrix}$\n",
        "dy\n-- = 240\ndx\n\n∂y\n── = 44\n∂w\n",
    ],
)
def test_a_gradient_and_stacked_fractions(text: str) -> None:
    """The derivatives come in the order of the variables; over and under a bar they are one name."""
    assert numbers_in(sheet(text, "ada.txt", FORMULAS)) == {"dy/dx": 240, "dy/dw": 44}


@pytest.mark.parametrize(
    "name",
    [
        *("y_x", "y_{x}", "y_x(2, -1)", "dydx", "dy_dx", "partial y / partial x", "$y_{x}(2,-1)$"),
        *("derivative of y with respect to x", "gradient of y with respect to x", "gradient of y by x"),
    ],
)
def test_derivatives_with_the_variable_lowered_or_in_words(name: str) -> None:
    """As books of calculus and programs call them; at another point they are another number."""
    assert numbers_in(sheet(f"{name} = 240\n", "ada.txt", FORMULAS)) == {"dy/dx": 240}
    assert numbers_in(sheet("y_x(1, 1) = 240\n", "ada.txt", FORMULAS)) == {}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("δ_o1", "dL/dz2[1]"),
        ("delta_{h2}", "dL/dz1[2]"),
        ("net_h1", "z1[1]"),
        ("in_h1", "z1[1]"),
        ("out(o1)", "a2[1]"),
        ("δ(h2)", "dL/dz1[2]"),
        ("out_{o2}", "a2[2]"),
        ("∂E/∂net_o1", "dL/dz2[1]"),
        ("z_h2", "z1[2]"),
        ("softmax(z₁⁽²⁾)", "a2[1]"),
        ("σ(z1[2])", "a1[2]"),
        ("w_{12}^{(1)*}", "W1_new[1,2]"),
        ("W2*[2,1]", "W2_new[2,1]"),
        ("W1[1,2]*", "W1_new[1,2]"),
        ("w₁₂⁽²⁾*", "W2_new[1,2]"),
        ("*z1[2]*", "z1[2]"),
    ],
)
@pytest.mark.parametrize("line", ["{} = 0.24\n", "| name | answer |\n|--|--|\n| {} | 0.24 |\n"])
def test_names_of_units_by_their_layer(name: str, meant: str, line: str) -> None:
    """With one hidden layer h is one of its units and o one of the outputs; a star says new."""
    assert numbers_in(sheet(line.format(name), "ada.md")) == {meant: 0.24}


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("h", "a1"),
        ("delta_hidden", "dL/dz1"),
        ("delta_out", "dL/dz2"),
        ('grads["db1"]', "dL/db1"),
        ("grads['z1']", "dL/dz1"),
        ("cache['Z1']", "z1"),
        ("tanh(z⁽¹⁾)", "a1"),
    ],
)
def test_names_of_layers_in_programs(name: str, whole: str) -> None:
    """What they call a layer's activations and signals, and where they keep them."""
    two = NETWORK.replace("biases: 0.35", "biases: [0.35, 0.35]")
    found = numbers_in(sheet(f"{name} = [0.1, 0.2]\n", "ada.txt", two))
    assert found == {f"{whole}[1]": 0.1, f"{whole}[2]": 0.2}


def test_a_star_in_a_network_of_one_layer() -> None:
    """There, and in formulas, it is the best value, and no step's."""
    assert numbers_in(sheet("w1* = 0.5313\n", "ada.txt", ONE_UNIT)) == {}
    assert numbers_in(sheet("x* = 3\n", "ada.txt", FORMULAS)) == {}


@pytest.mark.parametrize(
    ("name", "of"), [("v_w", "W1[1,1]"), ("v_{w}", "W1[1,1]"), ("vb", "b1[1]"), ("v_db", "b1[1]")]
)
def test_states_with_their_parameter_lowered(name: str, of: str) -> None:
    """v_w is v(w), as g_w is the gradient by it."""
    momentum = TWO_STEPS.replace("sgd", "momentum").replace("[0.7, 1.2]", "[0.7]").replace("0.5, -0.2", "0.5")
    assert numbers_in(sheet(f"Step 2\n{name} = 0.24\n", "ada.txt", momentum)) == {f"v({of})#2": 0.24}
    assert numbers_in(sheet("g_w = 0.24\n", "ada.txt", momentum)) == {"dL/dW1[1,1]#1": 0.24}


ADAM = """\
formulas: {L: x^2 + 3*y^2}
at: {x: 2, y: -1}
training: {steps: 2}
optimizer: {name: adam, learning_rate: 0.1}
"""


@pytest.mark.parametrize(
    ("written", "state"),
    [
        *(("m_x", "m(x)"), ("v_{y}", "v(y)"), ("m[x]", "m(x)"), ("mhat_x", "mhat(x)"), ("v̂_y", "vhat(y)")),
        *(("m_x corrected", "mhat(x)"), ("bias-corrected v_y", "vhat(y)"), ("m_corr_x", "mhat(x)")),
        *(("first moment of x", "m(x)"), ("v of y", "v(y)"), ("v_{y}^{corrected}", "vhat(y)")),
    ],
)
def test_states_of_parameters_of_formulas(written: str, state: str) -> None:
    """Adam's m and v of x, and what is corrected of them, which corrects no answer."""
    found = sheet(f"Step 1\n{written} = 0.4\nStep 2\n{written} = 0.5\n", "ada.txt", ADAM)
    assert numbers_in(found) == {f"{state}#1": 0.4, f"{state}#2": 0.5}


def test_a_row_for_each_parameter_with_its_states() -> None:
    """The heads are the optimiser's letters, and a gradient that is that of the one formula."""
    text = "## Step 1\n\n| | grad | m | v | m̂ | v_hat | new |\n|---|---|---|---|---|---|---|\n"
    text += "| x | 4 | 0.4 | 0.016 | 4.0 | 16 | 1.9 |\n"
    names = ("dL/dx#1", "m(x)#1", "v(x)#1", "mhat(x)#1", "vhat(x)#1", "x_new#1")
    assert tuple(numbers_in(sheet(text, "ada.md", ADAM))) == names


@pytest.mark.parametrize(
    "written",
    [
        *("y'(x)", "∇_x y", "dy wrt x", "∇y_x", "x̄", "x_bar", r"\bar{x}", "gradient at x", "x grad"),
        *("grad x", "upstream x"),
    ],
)
def test_derivatives_of_formulas_in_other_hands(written: str) -> None:
    """Books of one variable, of vectors and of adjoints."""
    assert numbers_in(sheet(f"{written} = 0.4\n", "ada.txt", FORMULAS)) == {"dy/dx": 0.4}


def test_new_values_beside_an_update() -> None:
    """Where one is worked from the old value, others under the old names are new as well; given ones stay."""
    text = "w1 = 0.5 + 0.1*0.3132 = 0.5313\nw2 = -0.1463\n"
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == {"W1_new[1,1]": 0.5313, "W1_new[1,2]": -0.1463}
    text = "w2 = -0.2\nw1: 0.5 -> 0.5313\n"
    assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == {"W1_new[1,1]": 0.5313}
    assert numbers_in(sheet("w1 = 0.5313\nw2 = -0.1463\n", "ada.txt", ONE_UNIT)) == {}


def test_several_steps_on_a_line() -> None:
    """Each name says its own."""
    found = sheet("L(t=1) = 0.5936, L(t=2) = 0.5370\n", "ada.txt", TWO_STEPS)
    assert numbers_in(found) == {"L#1": 0.5936, "L#2": 0.5370}
    found = sheet("[step 1] z=0.21 a=0.5523\n[step 2] z=0.2424\n", "ada.txt", TWO_STEPS)
    assert numbers_in(found) == {"z1[1]#1": 0.21, "a1[1]#1": 0.5523, "z1[1]#2": 0.2424}


def test_logs_of_a_training() -> None:
    """The step stands in brackets, or as a part of all; what comes after a step is its new weights."""
    text = "Epoch [1/2], Loss: 0.5936\nEpoch [2/2], Loss: 0.5370\n"
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == {"L#1": 0.5936, "L#2": 0.5370}
    text = "After step 1: w1 = 0.5313, w2 = -0.1463\nAfter step 2: w1 = 0.5604, w2 = -0.0964\n"
    numbers = {"W1_new[1,1]#1": 0.5313, "W1_new[1,2]#1": -0.1463}
    numbers |= {"W1_new[1,1]#2": 0.5604, "W1_new[1,2]#2": -0.0964}
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == numbers
    assert numbers_in(sheet("After step 1: L = 0.5370\n", "ada.txt", TWO_STEPS)) == {}


def test_words_before_a_further_name() -> None:
    """They lead to it as at the start of a line."""
    text = "In the first step z = 0.21 and a = 0.5523, the loss is L = 0.5936.\n"
    numbers = {"z1[1]#1": 0.21, "a1[1]#1": 0.5523, "L#1": 0.5936}
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == numbers
    other = sheet("z1[1]#1 = 0.21, the old loss is L = 0.7\n", "ada.txt", TWO_STEPS)
    assert "L#1" not in numbers_in(other)


def test_several_updates_on_a_line() -> None:
    """All of them are new, behind a heading, a step or a word that says so."""
    new = {"W1_new[1,1]": 0.5313, "W1_new[1,2]": -0.1463}
    for text in (
        "Updated weights:\nW1[1,1] = 0.5313, W1[1,2] = -0.1463\n",
        "W1[1,1] = 0.5 + 0.1*0.3132 = 0.5313, W1[1,2] = -0.2 + 0.1*0.5369 = -0.1463\n",
        "W1 = [[0.5313, -0.1463]] (after update)\n",
        "W1[1,1] = 0.5313 (new)\nW1[1,2] = -0.1463 (updated)\n",
    ):
        assert numbers_in(sheet(text, "ada.txt", ONE_UNIT)) == new


@pytest.mark.parametrize("heads", [("Forward pass 1", "Forward pass 2"), ("1st pass:", "2nd pass:")])
def test_passes_are_steps(heads: tuple[str, str]) -> None:
    """Each goes once through the network."""
    text = f"{heads[0]}\nz = 0.21\n{heads[1]}\nz = 0.2424\n"
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == {"z1[1]#1": 0.21, "z1[1]#2": 0.2424}


def test_a_vector_of_the_only_layer_with_so_many_units() -> None:
    """Three numbers are of the layer with three units; where two layers have two, or of a matrix, none is."""
    three = (
        "inputs: [1, 0.5]\nlayers:\n"
        "  - {weights: [[0.2, 0.4], [-0.3, 0.6], [0.1, 0.1]], activation: relu}\n"
        "  - {weights: [[0.5, -0.2, 0.3], [0.3, 0.7, 0.1]], activation: sigmoid}\n"
        "targets: [1, 0]\nloss: half_sse\n"
    )
    text = "z = W x = [0.4, 0.0, 0.15]\nδ = (0.1, 0.2)\ndW = [[1, 2], [3, 4], [5, 6]]\n"
    numbers = {"z1[1]": 0.4, "z1[2]": 0, "z1[3]": 0.15, "dL/dz2[1]": 0.1, "dL/dz2[2]": 0.2}
    assert numbers_in(sheet(text, "ada.txt", three)) == numbers
    assert numbers_in(sheet("z = [0.3775, 0.3925]\n", "ada.txt")) == {}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_raised_layers_in_every_notation(notation: str) -> None:
    """z₁⁽²⁾ is z2[1], as z_1^{(2)} is, whatever letters the page has."""
    lettering = AS_USUAL._replace(notation=notation)
    lookup = Lookup(derivation(), lettering=lettering)
    names = {"z₂⁽¹⁾": "z1[2]", "a₁⁽²⁾": "a2[1]", "∂L/∂w₁₂⁽²⁾": "dL/dW2[1,2]", "δ₂⁽²⁾": "dL/dz2[2]"}
    assert {name: lookup.find(name) for name in names} == names


@pytest.mark.parametrize("loss", ["MSE", "MSE loss", r"\text{BCE}", "CE", "RMSE", r"$\mathrm{SSE}$"])
def test_the_loss_by_its_kind(loss: str) -> None:
    """Whatever the exercise has: there is one loss."""
    assert numbers_in(sheet(f"{loss} = 0.3\n", "ada.txt", ONE_UNIT)) == {"L": 0.3}


@pytest.mark.parametrize("name", ["∂MSE/∂z", "dBCE/dz1", r"\frac{\partial \text{CE}}{\partial z}"])
def test_derivatives_of_the_loss_by_its_kind(name: str) -> None:
    assert numbers_in(sheet(f"{name} = 0.3\n", "ada.txt", ONE_UNIT)) == {"dL/dz1[1]": 0.3}


@pytest.mark.parametrize("name", ["pred", "Predicted output", "final output", "network_output"])
def test_words_for_the_output(name: str) -> None:
    assert numbers_in(sheet(f"{name} = 0.3\n", "ada.txt", ONE_UNIT)) == {"a1[1]": 0.3}


CHAIN = "formulas: {z: w*x, a: sigmoid(z), E: (a - 1)^2}\nat: {w: 0.5, x: 2}\nwrt: [w]\n"


@pytest.mark.parametrize("name", ["delta_z", "δ_z", "δz", r"\delta_{z}", r"\delta z"])
def test_signals_of_formulas(name: str) -> None:
    """δ of a quantity on the way is its derivative; of a parameter it may be its change."""
    assert numbers_in(sheet(f"{name} = -0.1\n", "ada.txt", CHAIN)) == {"dE/dz": -0.1}
    assert numbers_in(sheet("delta_w = -0.1\n", "ada.txt", CHAIN)) == {}
