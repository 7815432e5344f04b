"""What people call quantities: one place decides, for lines of sheets, `ask`, `points` and `--only`."""

import pytest
from two_two_two import NETWORK as TWO

from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.unknown_names import why_unknown
from backprop_cli.problem.known import known_of
from backprop_cli.problem.known_in_graph import known_in
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text as name_of
from backprop_cli.worksheet.policy import policy

BATCH = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [3, 4], targets: [0]}]
layers:
  - {weights: [[0.1, 0.2], [0.3, 0.1]], biases: 0.3, activation: sigmoid}
  - {weights: [[0.1, 0.2]], biases: [0.3], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
ONES = """
inputs: [1]
targets: [1]
layers:
  - {weights: [[0.5]], biases: 0.1, activation: sigmoid}
  - {weights: [[0.7]], biases: [0.2], activation: sigmoid}
loss: half_sse
"""
NEURON = """
inputs: [1, 3]
targets: [1]
layers: [{weights: [[0.5, 0.1]], biases: 0.1, activation: sigmoid}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
WIDE = f"""
inputs: {list(range(1, 13))}
targets: [1]
layers: [{{weights: [{[0.1] * 12}, {[0.2] * 12}]}}, {{weights: [[1, 2]]}}]
loss: half_sse
""".replace("}]}", "], activation: linear}").replace("]]}", "]], activation: linear}")
GREEK = """
formulas: {ζ: θ^2 + γ1*x_1, ξ: ζ*w1, y_hat: ξ + S + s, Δ: y_hat*δ}
at: {θ: 1, γ1: 2, x_1: 3, w1: 0.5, S: 1, s: 2, δ: 3}
optimizer: {name: sgd, learning_rate: 0.1}
"""

SPELLINGS = [
    # the page
    (TWO, "w¹₁₁", "W1[1,1]"),
    (TWO, "w¹₁₂⁺", "W1_new[1,2]"),
    (TWO, "b²⁺", "b2_new"),
    (TWO, "W¹", "W1"),
    (TWO, "δ²₁", "dL/dz2[1]"),
    (TWO, "δ²", "dL/dz2"),
    (TWO, "∂L/∂w²₂₁", "dL/dW2[2,1]"),
    (TWO, "∂L/∂ŷ₁", "dL/da2[1]"),
    (TWO, "ŷ₂", "a2[2]"),
    (BATCH, "δ¹₁⟨2⟩", "dL@2/dz1[1]@2"),
    (BATCH, "∂L⟨2⟩/∂z¹₁⟨2⟩", "dL@2/dz1[1]@2"),
    (BATCH, "∂L/∂z¹₁⟨2⟩", "dL/dz1[1]@2"),
    (BATCH, "z¹₂⟨2⟩", "z1[2]@2"),
    (BATCH, "ŷ₁⟨2⟩", "a2[1]@2"),
    (BATCH, "L⟨2⟩", "L@2"),
    # its Markdown, and TeX of other books
    (TWO, "$z_{1}^{(1)}$", "z1[1]"),
    (TWO, r"\frac{\partial L}{\partial w_{11}^{(1)}}", "dL/dW1[1,1]"),
    (TWO, r"$\frac{\partial E}{\partial w_{21}^{(2)}}$", "dL/dW2[2,1]"),
    (TWO, r"\delta_{1}^{(2)}", "dL/dz2[1]"),
    (TWO, r"\hat{y}_1", "a2[1]"),
    (TWO, r"w^{(1)}_{12}", "W1[1,2]"),
    (TWO, r"w_{12}^{[1]}", "W1[1,2]"),
    (TWO, "w_{12}^{(1)+}", "W1_new[1,2]"),
    (TWO, "w^1_12", "W1[1,2]"),
    (BATCH, r"\frac{\partial L^{\langle 2\rangle}}{\partial z_{1}^{(1)\langle 2\rangle}}", "dL@2/dz1[1]@2"),
    # other books and programs
    (TWO, "dE/dW1[1,1]", "dL/dW1[1,1]"),
    (TWO, "dJ/dw1[1,2]", "dL/dW1[1,2]"),
    (TWO, "∂C/∂b¹", "dL/db1"),
    (TWO, "E", "L"),
    (TWO, "dW2[1,1]", "dL/dW2[1,1]"),
    (TWO, "dW2", "dL/dW2"),
    (TWO, "db2", "dL/db2"),
    (TWO, "delta2[1]", "dL/dz2[1]"),
    (TWO, "δ2[1]", "dL/dz2[1]"),
    (BATCH, "delta1[1]@2", "dL@2/dz1[1]@2"),
    (BATCH, "dE@1/dW1[1,1]", "dL@1/dW1[1,1]"),
    # signs in other places
    (TWO, "W1[1,1]_new", "W1_new[1,1]"),
    (TWO, "W1 [1][2] new", "W1_new[1,2]"),
    (TWO, "w1_NEW[1, 2]", "W1_new[1,2]"),
    (TWO, "dL/dW1(1,2)", "dL/dW1[1,2]"),
    (TWO, "W1_1_2", "W1[1,2]"),
    (TWO, "W_1_12", "W1[1,2]"),
    (TWO, "W1_{1,2}", "W1[1,2]"),
    (TWO, "dL/dW1_1_2", "dL/dW1[1,2]"),
    (TWO, "dL_dW1_12", "dL/dW1[1,2]"),
    (TWO, "dLdz2[1]", "dL/dz2[1]"),
    (TWO, "dz2_2_da1_1", "dz2[2]/da1[1]"),
    (BATCH, "dL_dz2_1@2", "dL/dz2[1]@2"),
    (TWO, "deltaz2[1]", "dL/dz2[1]"),
    (TWO, "delta_z2[1]", "dL/dz2[1]"),
    (TWO, "delta z2[1]", "dL/dz2[1]"),
    (TWO, "delta_z2_1", "dL/dz2[1]"),
    (TWO, "delta_2_1", "dL/dz2[1]"),
    (TWO, "δ(z2[1])", "dL/dz2[1]"),
    (TWO, r"\delta_{z_1^{(2)}}", "dL/dz2[1]"),
    (TWO, "δz2", "dL/dz2"),
    (BATCH, "deltaz1[1]@2", "dL@2/dz1[1]@2"),
    (BATCH, "delta(z1[1])@2", "dL@2/dz1[1]@2"),
    (NEURON, "delta z", "dL/dz1[1]"),
    (TWO, "w1_12", "W1[1,2]"),
    (TWO, "w222", "W2[2,2]"),
    (BATCH, "dL/dw212", "dL/dW2[1,2]"),
    (NEURON, "z11", "z1[1]"),
    (TWO, "`dl/dZ1[1]`", "dL/dz1[1]"),
    (WIDE, "w¹₂,₁₂", "W1[2,12]"),
    # no index, no layer where there is one only
    (ONES, "a2", "a2[1]"),
    (ONES, "yhat", "a2[1]"),
    (ONES, "dL/dz2", "dL/dz2[1]"),
    (ONES, "dz1/dW1", "dz1[1]/dW1[1,1]"),
    (ONES, "da2/dz2", "da2[1]/dz2[1]"),
    (ONES, "b1[1]", "b1"),
    (BATCH, "dz2@1/da1[2]@1", "dz2[1]@1/da1[2]@1"),
    (BATCH, "dL@1/dW2[2]", "dL@1/dW2[1,2]"),
    (BATCH, "a2@1", "a2[1]@1"),
    (BATCH, "db2", "dL/db2[1]"),
    (NEURON, "w12", "W1[1,2]"),
    (NEURON, "w_{12}", "W1[1,2]"),
    (NEURON, "dL/dw[2]", "dL/dW1[1,2]"),
    (NEURON, "z", "z1[1]"),
    # authors' own names
    (GREEK, "ζ", "zeta"),
    (GREEK, "zeta", "zeta"),
    (GREEK, "∂Δ/∂θ", "dDelta/dtheta"),
    (GREEK, "dΔ/dγ₁", "dDelta/dgamma1"),
    (GREEK, r"\frac{\partial \Delta}{\partial \gamma_{1}}", "dDelta/dgamma1"),
    (GREEK, "θ⁺", "theta_new"),
    (GREEK, r"$\theta^{+}$", "theta_new"),
    (GREEK, "w₁⁺", "w1_new"),
    (GREEK, "w_1_new", "w1_new"),
    (GREEK, "new w₁", "w1_new"),
    (GREEK, r"\theta^{\text{new}}", "theta_new"),
    (GREEK, "Δ", "Delta"),
    (GREEK, "∂Δ/∂δ", "dDelta/ddelta"),
    (GREEK, "∂Δ/∂x₁", "dDelta/dx_1"),
    (GREEK, "dΔ/dx1", "dDelta/dx_1"),
    (GREEK, "ŷ", "y_hat"),
    (GREEK, "y\N{COMBINING CIRCUMFLEX ACCENT}", "y_hat"),
    (GREEK, "yhat", "y_hat"),
    (GREEK, r"\hat{y}", "y_hat"),
    (GREEK, "∂Δ/∂S", "dDelta/dS"),
    (GREEK, "∂Δ/∂s", "dDelta/ds"),
    (GREEK, "ŷ⁺", "y_hat_new"),
    (GREEK, "new Δ", "Delta_new"),
    *(
        (TWO, written, "L_new")
        for written in ("L new", "L⁺", "$L^{+}$", r"L_{\text{new}}", "E_new", "new loss")
    ),
    (TWO, "z¹₁⁺", "z1_new[1]"),
    (TWO, "z_{1}^{(1)+}", "z1_new[1]"),
    (TWO, "new yhat[2]", "a2_new[2]"),
    (BATCH, "L⁺⟨2⟩", "L_new@2"),
    (BATCH, "z₁⁽¹⁾⁺⟨2⟩", "z1_new[1]@2"),
]


def worked(problem: str) -> Derivation:
    return derive_problem(read(problem, ""), again=True)


def entries(name: str, lookup: Lookup) -> list[str]:
    block = lookup.entries(name)
    return list(block.places.values()) if block else [name]


@pytest.mark.parametrize(("problem", "written", "name"), SPELLINGS)
def test_a_spelling_means_the_same_on_a_sheet_and_for_only(problem: str, written: str, name: str) -> None:
    """A name of the page, of TeX or of another book is the quantity that a person takes it for."""
    derivation = worked(problem)
    lookup = Lookup(derivation)
    assert entries(lookup.find(written), lookup) == entries(name, lookup)
    known = known_of(read(problem, ""))
    assert asked_names(derivation, [written], known) == asked_names(derivation, [name], known)


@pytest.mark.parametrize(("problem", "written", "name"), SPELLINGS)
def test_a_spelling_may_stand_in_the_file(problem: str, written: str, name: str) -> None:
    """`ask` takes what `--only` takes and keeps it in the names of the grammar."""
    quoted = written.replace("\\", "\\\\")
    (asked,) = read(f'{problem}ask: ["{quoted}"]\n', "").ask
    lookup = Lookup(worked(problem))
    assert entries(lookup.find(asked), lookup) == entries(name, lookup)


IN_NOTATIONS = [
    ("superscript", "In¹₁ new", "z1_new[1]"),
    ("superscript", r"\mathrm{In_{1}^{1,\mathrm{new}}}", "z1_new[1]"),
    ("superscript", r"L^{\mathrm{new}}", "L_new"),
    ("net_o", "o²₁ new", "a2_new[1]"),
    ("bracket", "L_new", "L_new"),
    ("net_out", "E_total⁺", "L_new"),
    ("net_out", r"\mathrm{net_{h1}^{+}}", "z1_new[1]"),
]


@pytest.mark.parametrize(("notation", "written", "name"), IN_NOTATIONS)
def test_what_is_worked_again_is_read_in_every_notation(notation: str, written: str, name: str) -> None:
    """The new loss, and what leads to it, as the page and its Markdown write them."""
    problem = read(f"{TWO}notation: {notation}\n", "")
    known = known_of(problem)
    assert [name_of(each) for each in meanings(written, known)] == [name]
    derivation = derive_problem(problem, again=True)
    assert Lookup(derivation, lettering=problem.lettering).find(written) == name


@pytest.mark.parametrize(("written", "name"), [("L :=", "L"), ("z₁^[1] :=", "z1[1]"), ("b2 :=", "b2_new")])
def test_only_a_parameter_is_set_anew_by_an_assignment(written: str, name: str) -> None:
    """On a sheet `z := 0.3` is the first forward pass: every line of a program is an assignment."""
    problem = read(f"{TWO}notation: bracket\n", "")
    lookup = Lookup(derive_problem(problem, again=True), lettering=problem.lettering)
    assert lookup.find(written) == name


NOT_READ = [
    (TWO, "w11", "`w11` may be `W1[1,1]` or `W2[1,1]`"),
    (TWO, "∂L/∂w₁₁", "`∂L/∂w₁₁` may be `dL/dW1[1,1]` or `dL/dW2[1,1]`"),
    (TWO, "a21", "`a21` may be `a2[1]` or `a1[2]`"),
    (TWO, "w112", "`w112` may be `W1[1,2]` or `W2[1,1]`"),
    (TWO, "z[1]", "`z[1]` may be `z1[1]` or `z2[1]`"),
    (TWO, "∂L/∂w²₃₁", "`∂L/∂w²₃₁` does not exist: the index 3 is not from 1 to 2"),
    (TWO, "δ³₁", "`δ³₁` does not exist: the network has 2 layers"),
    (TWO, "dW1[1,3]", "`dW1[1,3]` does not exist: the index 3 is not from 1 to 2"),
    (BATCH, "dz1[1]@2", "`dz1[1]@2` may be `dL@2/dz1[1]@2` or `dL/dz1[1]@2`"),
    (BATCH, "delta1[2]", "each of the 2 samples has its own `delta1[2]`"),
    (BATCH, "δ¹₂", "each of the 2 samples has its own `δ¹₂`"),
    (BATCH, "dL@3/dz1[1]@3", "`dL@3/dz1[1]@3` does not exist: there are 2 samples"),
    (BATCH, "L⟨3⟩", "`L⟨3⟩` does not exist: there are 2 samples"),
    (GREEK, "dΔ/dq", "`dΔ/dq` is no derivative of this problem"),
    (f"{GREEK}wrt: [θ]\n", "w₁⁺", "`w₁⁺` is no updated value"),
    (GREEK, "∂y/∂x (direct)", "`∂y/∂x (direct)` is the share of one way only"),
]


@pytest.mark.parametrize(("problem", "written", "message"), NOT_READ)
def test_what_is_not_read_is_cited_as_it_was_written(problem: str, written: str, message: str) -> None:
    """A name that means several things, or nothing, is refused in the same words everywhere."""
    derivation = worked(problem)
    lookup = Lookup(derivation)
    assert lookup.find(written) == ""
    assert why_unknown(written, lookup).startswith(message)
    with pytest.raises(UsageError) as caught:
        asked_names(derivation, [written], known_of(read(problem, "")))
    assert caught.value.message == message


HINTS = [
    (
        BATCH,
        "dL/dz1[1]",
        "name the sample: `dL@1/dz1[1]@1` of its own loss, `dL/dz1[1]@1` of the batch's",
    ),
    (
        BATCH,
        "delta1[2]",
        "name the sample: `dL@1/dz1[2]@1` of its own loss, `dL/dz1[2]@1` of the batch's",
    ),
    (BATCH, "dL@2/dz1[1]", "write `dL@2/dz1[1]@2`"),
    (TWO, "dL/db1[2]", "write `dL/db1`"),
]


@pytest.mark.parametrize(("problem", "written", "hint"), HINTS)
def test_a_hint_names_what_was_meant(problem: str, written: str, hint: str) -> None:
    """The way out is the derivative that was asked for, never the parameter it is by."""
    with pytest.raises(UsageError) as caught:
        asked_names(worked(problem), [written], known_of(read(problem, "")))
    assert caught.value.hint == hint
    assert why_unknown(written, Lookup(worked(problem))).endswith(f"; {hint}")


@pytest.mark.parametrize("problem", [TWO, BATCH, ONES, NEURON, WIDE, GREEK])
def test_a_graph_has_the_names_of_its_problem(problem: str) -> None:
    """The names that are read off a graph are those of the problem it was made of."""
    derivation = worked(problem)
    known = known_of(read(problem, ""))
    parameters = [derivation.graph.by_name[name].quantity for name in derivation.graph.wrt]
    found = known_in(derivation.graph, parameters if known.updated else [])
    assert found == known._replace(fixed=found.fixed) if hasattr(known, "fixed") else found == known
    for name, quantity in derivation.quantities.items():
        if name in derivation.order:
            assert meanings(name, known) == [quantity], name_of(quantity)


def test_points_take_every_spelling() -> None:
    """Points for `w¹₁₁` are for its gradient and update, and win over those of the whole matrix."""
    points = "{w¹₁₁: 3, 'delta2[1]': 2, dW1: 4}"
    problem = read(f"{TWO}marking: {{points: {points}}}\n", "")
    worth = {name: each for name, each in policy(problem, derive_problem(problem)).worth.items() if each != 1}
    assert worth == {
        **{"dL/dW1[1,1]": 3, "dL/dW1[1,2]": 4, "dL/dW1[2,1]": 4, "dL/dW1[2,2]": 4},
        **{"W1_new[1,1]": 3, "dL/dz2[1]": 2},
    }


OWN = "formulas: {renew: x^2, Dy: renew*anew, d: Dy + dd, y: d*2}\nat: {x: 1, anew: 2, dd: 3}\n"


@pytest.mark.parametrize("name", ["renew", "dy/drenew", "dDy/danew", "dd/ddd", "dy/dd", "dy/dDy"])
def test_an_authors_own_name_comes_before_every_rule(name: str) -> None:
    """Names that look like our spellings are taken as the author typed them."""
    assert Lookup(worked(OWN)).find(name) == name
    assert asked_names(worked(OWN), [name], known_of(read(OWN, ""))) == [name]
