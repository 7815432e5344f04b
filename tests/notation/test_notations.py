"""The table of notations: what each writes, that it is read back, and that a row is all it takes."""

import json
import math
import re

import pytest
from portable_markdown import katex_errors

from backprop_cli.api import check, derive, load
from backprop_cli.api.solutions import solve
from backprop_cli.cli.main import run
from backprop_cli.derivation.asked import asked_names
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem.known import known_of, symbols_of
from backprop_cli.problem.model import Network
from backprop_cli.problem.notation import names_typed
from backprop_cli.problem_file.bundled import names
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.notations import NOTATIONS, Notation
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import Lettering
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

NET = """
layers:
  - {weights: [[0.15, 0.2], [0.25, 0.3]], biases: 0.35, activation: relu}
  - {weights: [[0.4, 0.45], [0.5, 0.55]], biases: 0.6, activation: sigmoid}
inputs: [0.05, 0.1]
targets: [0.01, 0.99]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""


def network(notation: str, more: str = "") -> Network:
    problem = read(f"notation: {notation}\n{more}{NET}")
    assert isinstance(problem, Network)
    return problem


# fmt: off
WRITTEN = [
    # notation      name            Unicode          LaTeX                                  ASCII
    ("layers",      "W1[2,1]",      "w₂₁⁽¹⁾",        "w_{21}^{(1)}",                        "W1[2,1]"),
    ("layers",      "a1[2]",        "a₂⁽¹⁾",         "a_{2}^{(1)}",                         "a1[2]"),
    ("layers",      "dL/dz1[2]",    "δ₂⁽¹⁾",         r"\delta_{2}^{(1)}",                   "delta1[2]"),
    ("layers",      "dL/dW1[2,1]",  "∂L/∂w₂₁⁽¹⁾",
     r"\frac{\partial L}{\partial w_{21}^{(1)}}", "dL/dW1[2,1]"),
    ("layers",      "W1_new[2,1]",  "w₂₁⁽¹⁾⁺",       "w_{21}^{(1)+}",                       "W1_new[2,1]"),
    ("superscript", "W1[2,1]",      "W¹₂₁",          "W_{21}^{1}",                          "W1[2,1]"),
    ("superscript", "z1[2]",        "In¹₂",          r"\mathrm{In_{2}^{1}}",                "In1[2]"),
    ("superscript", "a1[2]",        "h¹₂",           "h_{2}^{1}",                           "h1[2]"),
    ("superscript", "a2[2]",        "O²₂",           "O_{2}^{2}",                           "O2[2]"),
    ("superscript", "yhat[2]",      "ŷ₂",            r"\hat y_{2}",                         "yhat[2]"),
    ("superscript", "dL/dz1[2]",    "∂L/∂In¹₂",
     r"\frac{\partial L}{\partial \mathrm{In_{2}^{1}}}", "dL/dIn1[2]"),
    ("superscript", "W1_new[2,1]",  "W¹₂₁ new",      r"W_{21}^{1,\mathrm{new}}",            "W1_new[2,1]"),
    ("net_o",       "W1[2,1]",      "w¹₂₁",          "w_{21}^{1}",                          "W1[2,1]"),
    ("net_o",       "z1[2]",        "net¹₂",         r"\mathrm{net_{2}^{1}}",               "net1[2]"),
    ("net_o",       "a2[2]",        "o²₂",           "o_{2}^{2}",                           "o2[2]"),
    ("net_o",       "W1_new[2,1]",  "w¹₂₁ new",      r"w_{21}^{1,\mathrm{new}}",            "W1_new[2,1]"),
    ("bracket",     "W1[2,1]",      "w₂₁^[1]",       "w_{21}^{[1]}",                        "W1[2,1]"),
    ("bracket",     "z1[2]",        "z₂^[1]",        "z_{2}^{[1]}",                         "z1[2]"),
    ("bracket",     "dL/dz1[2]",    "dz₂^[1]",       "dz_{2}^{[1]}",                        "dz1[2]"),
    ("bracket",     "dL/dW1[2,1]",  "dw₂₁^[1]",      "dw_{21}^{[1]}",                       "dW1[2,1]"),
    ("bracket",     "W1_new[2,1]",  "w₂₁^[1] :=",    "w_{21}^{[1]} :=",                     "W1_new[2,1]"),
    ("net_out",     "W1[2,1]",      "w₃",            "w_{3}",                               "w3"),
    ("net_out",     "W2[2,2]",      "w₈",            "w_{8}",                               "w8"),
    ("net_out",     "b2",           "b₂",            "b_{2}",                               "b2"),
    ("net_out",     "z1[2]",        "net_h2",        r"\mathrm{net_{h2}}",                  "net_h2"),
    ("net_out",     "a2[1]",        "out_o1",        r"\mathrm{out_{o1}}",                  "out_o1"),
    ("net_out",     "x[1]",         "i₁",            "i_{1}",                               "i[1]"),
    ("net_out",     "y[2]",         "target_o2",     r"\mathrm{target_{o2}}",               "target_o2"),
    ("net_out",     "L",            "E_total",       r"E_{\mathrm{total}}",                       "E_total"),
    ("net_out",     "L[2]",         "E_o2",          "E_{o2}",                              "E_o2"),
    ("net_out",     "dL/dz1[2]",    "∂E_total/∂net_h2",
     r"\frac{\partial E_{\mathrm{total}}}{\partial \mathrm{net_{h2}}}", "dE_total/dnet_h2"),
    ("net_out",     "W1_new[2,1]",  "w₃⁺",           "w_{3}^{+}",                           "w3_new"),
]
# fmt: on


@pytest.mark.parametrize(("notation", "name", "unicode", "latex", "plain"), WRITTEN)
def test_what_each_notation_writes(notation: str, name: str, unicode: str, latex: str, plain: str) -> None:
    """The table of the contract, name by name, in all three scripts."""
    quantity = as_quantity(name)
    assert quantity is not None
    written = [
        script({name: quantity}, deltas=True, symbols=symbols_of(network(notation))).name(name)
        for script in (Unicode, Latex, Ascii)
    ]
    assert written == [unicode, latex, plain]


AS_IN_THE_FILE = "as in the file"
IN_OWN_LETTERS = Lettering(
    own=tuple(
        (Quantity(symbol), letter)
        for symbol, letter in zip("zaWbyL", ("s", "o", "theta", "c", "t", "J"), strict=True)
    )
)
"""`names: {z: s, a: o, W: theta, b: c, y: t, L: J}`"""
NETWORKS = [name for name in names() if isinstance(load(name), Network)]


def found_by(lookup: Lookup, written: str) -> str:
    """The quantity found; of an array with one entry, z^[2] of one output, that entry."""
    found = lookup.find(lookup.in_usual_letters(written))
    block = lookup.entries(found)
    return next(iter(block.places.values())) if block and len(block.places) == 1 else found


@pytest.mark.parametrize(
    "notation",
    [*NOTATIONS, AS_IN_THE_FILE, IN_OWN_LETTERS],
    ids=lambda each: each if isinstance(each, str) else "own letters",
)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_name_is_read_back(name: str, notation: str | Lettering) -> None:
    """Every quantity of a bundled network is found again in each script, on a sheet and by --only."""
    loaded = load(name)
    assert isinstance(loaded, Network)
    lettering = notation if isinstance(notation, Lettering) else Lettering(notation)
    problem = loaded._replace(lettering=lettering) if notation != AS_IN_THE_FILE else loaded
    derivation = derive(problem)
    first = next(iter(derivation.parts.values()), derivation)
    quantities = {**first.quantities, **derivation.quantities}
    lookup, symbols = Lookup(derivation, lettering=problem.lettering), symbols_of(problem)
    scripts: list[type[Script]] = [Unicode, Latex, Ascii]
    for script in (each(quantities, deltas=True, symbols=symbols) for each in scripts):
        for step in derivation.order:
            assert found_by(lookup, script.name(step)) == step, script.name(step)
    plain = Unicode(quantities, deltas=True, symbols=symbols)
    for step in list(derivation.order)[::17]:
        assert step in asked_names(derivation, names_typed(problem, [plain.name(step)]), known_of(problem))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_notation_changes_no_number(name: str, notation: str) -> None:
    """Steps that a notation has besides are there besides; every other number is the same."""
    loaded = load(name)
    assert isinstance(loaded, Network)
    usual = derive(loaded._replace(lettering=Lettering())).values
    there = derive(loaded._replace(lettering=Lettering(notation))).values
    # Where samples mix, ŷ stands between a sample's loss and its last activation.
    mixed = loaded.mixes_samples and "outputs" in NOTATIONS[notation].apart
    missing = {each for each in usual if each not in there}
    assert not missing or (mixed and all(each.startswith("dL@") for each in missing))
    for each in usual.keys() & there.keys():
        assert there[each] == pytest.approx(usual[each], rel=1e-12, abs=1e-300), each


def test_steps_of_their_own() -> None:
    """ŷ = O with its factor 1, and E_total = E_o1 + E_o2; the derivations are proved as any other."""
    page = str(solve(network("superscript"), Layout(), verify=True))
    assert "= ∂L/∂ŷ₁ · ∂ŷ₁/∂O²₁ · ∂O²₁/∂In²₁" in page
    assert "agree" in page
    page = str(solve(network("net_out"), Layout(), verify=True))
    assert "= E_o1 + E_o2" in page
    assert "disagree" not in page


@pytest.mark.parametrize("name", ["L[1]", "E_o1", "E_{o1}"])
def test_the_parts_of_a_loss_with_a_penalty(name: str) -> None:
    """They add up to the loss without it, E_data = E_o1 + E_o2, and are read back as the page has them."""
    problem = network("net_out", "penalty: {name: l2, rate: 0.05}\n")
    solved = solve(problem, Layout(), verify=True)
    page, markdown = str(solved), solved.render("markdown")
    assert "= E_o1 + E_o2" in page
    assert "the part of the loss that comes from output 1" in page
    assert "disagree" not in page
    assert r"E_{\mathrm{data}} = E_{o1} + E_{o2}" in markdown
    assert katex_errors(markdown) == []
    assert "<math" in solved.render("html")
    hidden = [w1 * 0.05 + w2 * 0.1 + 0.35 for w1, w2 in ((0.15, 0.2), (0.25, 0.3))]
    output = 1 / (1 + math.exp(-(0.4 * hidden[0] + 0.45 * hidden[1] + 0.6)))
    (line,) = check(problem, {name: f"{(0.01 - output) ** 2 / 2:.6f}"}).report.shown
    assert (line.name, line.verdict) == ("L[1]", Verdict.RIGHT)
    assert {step.name for step in derive(problem).forward} >= {"L[1]", "L[2]", "L_data", "L"}


MAZUR = {
    "dL[1]/da2[1]": 0.74136507,
    "dL[1]/dz2[1]": 0.138498562,
    "dL[1]/da1[1]": 0.055399425,
    "dL[2]/da1[1]": -0.019049119,
    "dL/da1[1]": 0.036350306,
    "dL/dW1[1,1]": 0.000438568,
}
"""As printed on his page, https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/"""


def test_the_sum_over_the_parts_of_the_loss_is_worked_as_mazur_does() -> None:
    """∂E_total/∂out_h1 = ∂E_o1/∂out_h1 + ∂E_o2/∂out_h1: each a step of its own, with his numbers."""
    solved = solve(load("two_layer_sigmoid"), Layout(), verify=True)
    page = str(solved)
    values = json.loads(solved.render("json"))["values"]
    for name, value in MAZUR.items():
        assert values[name] == pytest.approx(value, abs=5e-9), name
    for line in (
        "= ∂E_o1/∂out_h1 + ∂E_o2/∂out_h1",
        "│ ∂E_o1/∂net_o1    │ = ∂E_total/∂net_o1",
        "= ∂E_o1/∂net_o1 · w₅",
    ):
        assert line in page
    written = [
        "∂E_o1/∂out_o1",
        "dE_o1/dnet_o1",
        "∂E_o1/∂out_h1",
        "dE_o2/dout_h1",
        "∂E_total/∂out_h1",
        "∂E_total/∂w₁",
    ]
    marked = check("two_layer_sigmoid", dict(zip(written, map(str, MAZUR.values()), strict=True))).report
    assert {line.name: line.verdict for line in marked.shown} == dict.fromkeys(MAZUR, Verdict.RIGHT)
    only = str(solve(load("two_layer_sigmoid"), Layout(only=("∂E_o2/∂out_h1",)), verify=False))
    assert "│ ∂E_o2/∂out_h1 " in only
    assert "│ ∂E_o1/∂out_h1 " not in only


def test_a_student_may_go_without_the_parts_of_the_loss() -> None:
    """Straight from the last layer's signals, and with a slip there; the parts are lines only if written."""
    right = {"dL/dz1[1]": "0.0087714", "dL/da1[1]": "dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[2,1]"}
    report = check("two_layer_sigmoid", right).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}
    swapped = 0.138498562 * 0.4 - 0.038098236 * 0.45
    (line,) = check("two_layer_sigmoid", {"dL/da1[1]": f"{swapped:.8f}"}).report.shown
    assert [mistake.key for mistake in line.judged.mistakes] == ["transposed_weights"]
    wrong = check("two_layer_sigmoid", {"dL[1]/da1[1]": "0.065", "dL/da1[1]": f"{0.065 - 0.019049119:.9f}"})
    assert [line.verdict for line in wrong.report.shown][-1] is Verdict.FOLLOWS
    layers = str(solve(network("layers"), Layout(), verify=False))
    assert "δ₁⁽²⁾·w₁₁⁽²⁾ + δ₂⁽²⁾·w₂₁⁽²⁾" in layers


def test_the_only_unit_has_no_number_in_brackets() -> None:
    """Ng writes z^[2] of one output, and dw₁₂^[2]; ASCII has the grammar's own short form."""
    problem = load("small_random_weights")
    names_ = ["z2[1]", "dL/dz2[1]", "b2[1]", "yhat[1]", "z1[1]", "dL/dW2[1,2]"]
    quantities = {name: quantity for name in names_ if (quantity := as_quantity(name))}
    written = [
        [script(quantities, deltas=True, symbols=symbols_of(problem)).name(name) for name in names_]
        for script in (Unicode, Latex, Ascii)
    ]
    assert written[0] == ["z^[2]", "dz^[2]", "b^[2]", "ŷ", "z₁^[1]", "dw₁₂^[2]"]
    assert written[1] == ["z^{[2]}", "dz^{[2]}", "b^{[2]}", r"\hat y", "z_{1}^{[1]}", "dw_{12}^{[2]}"]
    assert written[2] == ["z2", "dz2", "b2", "yhat", "z1[1]", "dW2[1,2]"]


def test_a_new_value_is_set_once() -> None:
    """`w := w − α·dw`: nowhere does an equals sign follow the sign that sets a value."""
    problem = load("planar_data_tanh")
    for style in ("delta", "matrix"):
        solution = solve(problem, Layout(style=style), verify=False)
        for form in ("terminal", "markdown"):
            page = solution.render(form)
            assert ":=" in page
            assert re.search(r":=[\s}│]*&?=", page) is None
            assert re.search(r":=\}", page) is None
    page = str(solve(problem, Layout(style="matrix"), verify=False))
    assert "w := w − α·dw with α = 0.1" in page
    assert re.search(r"│ W\^\[1\] +│ := W\^\[1\] − α·dW\^\[1\] +│\n", page)
    assert "w := w - \\alpha \\cdot dw" in solve(problem, Layout(), verify=False).render("markdown")


WHOLES = {
    "layers": ["Z⁽¹⁾", "A⁽¹⁾", "W⁽¹⁾⁺", "∂L/∂W⁽¹⁾"],
    "superscript": ["Z¹", "A¹", "∂L/∂W¹"],
    "net_o": ["Z¹", "A¹", "∂L/∂W¹"],
    "bracket": ["Z^[1]", "A^[2]", "dZ^[1]", "dW^[1]", "db^[1]"],
    "net_out": ["Z⁽¹⁾", "A⁽¹⁾", "∂E_total/∂W⁽¹⁾"],
    "bishop": ["A⁽¹⁾", "Z⁽¹⁾", "∂E/∂W⁽¹⁾"],
    "haykin": ["V⁽¹⁾", "Y⁽¹⁾", "∂E/∂W⁽¹⁾"],
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_whole_stacks_are_read_back(notation: str) -> None:
    """What a sheet in matrices calls a whole stack, `--only` takes."""
    problem = load("planar_data_tanh")
    assert isinstance(problem, Network)
    problem = problem._replace(lettering=Lettering(notation))
    for name in WHOLES[notation]:
        page = str(solve(problem, Layout(style="matrix", only=(name,)), verify=False))
        assert f"│ {name} " in page, name


# --- names of one's own -------------------------------------------------------------------------------

NAMED = 'names: {"a1[1]": h_1, "W2[2,1]": W5_n1, "z1[2]": n2}\n'


def test_names_of_ones_own_stand_on_top() -> None:
    """A name in the file is written everywhere, in a derivative too, and read back."""
    problem = network("layers", NAMED)
    page = str(solve(problem, Layout(only=("dL/dh_1", "dL/dn2")), verify=False))
    for part in ("ReLU(z₁⁽¹⁾)", "h₁", "∂L/∂n₂", "W5_n1"):
        assert part in page
    marked = check(problem, {"h₁": "0.3775", "n2": "0.3925"})
    right = {line.name for line in marked.report.lines if line.verdict is Verdict.RIGHT}
    assert right == {"a1[1]", "z1[2]"}


def test_the_name_of_a_vector_is_that_of_its_entries() -> None:
    """`a1: h` writes h₁, h₂ and the whole as h; all are read back, in a derivative as well."""
    problem = network("layers", "names: {a1: h, z2: u, a2: yhat}\n")
    page = str(solve(problem, Layout(), verify=False))
    for part in ("│ h₁ ", "│ ŷ₁ ", "= σ(u₁)", "∂L/∂u₁", "W⁽¹⁾"):
        assert part in page
    assert "ŷ₁ = ŷ₁" not in page
    page = str(solve(problem, Layout(style="matrix"), verify=False))
    assert "│ ∂L/∂W⁽²⁾ │ = ∂L/∂u · hᵀ " in page
    page = str(solve(load("softmax_cross_entropy"), Layout(style="matrix"), verify=False))
    assert "│ ∂L/∂W′   │ = h   · (∂L/∂u)ᵀ " in " ".join(page.split("\n"))  # not (∂L/∂uᵀ)
    marked = check(problem, {"h_1": "0.3775", "h2": "0.3925", "u": "[0.927625, 1.004625]", "ŷ₁": "0.7165932"})
    verdicts = {line.name: line.verdict for line in marked.report.lines}
    for name in ("a1[1]", "a1[2]", "z2[1]", "z2[2]", "a2[1]"):
        assert verdicts[name] is Verdict.RIGHT, name


PRIMED = "names: {W1: W, z1: z, W2: W_prime, b2: b_prime}\n"


def test_a_name_with_a_prime() -> None:
    """`W2: W_prime` writes W′₁₁, in TeX too, and the whole as W′; all spellings are read back."""
    problem = network("layers", PRIMED)
    page = str(solve(problem, Layout(), verify=False))
    for part in ("= W′₁₁·a₁⁽¹⁾ + W′₁₂·a₂⁽¹⁾ + b′", "= W₁₁·x₁ + W₁₂·x₂", "│ ∂L/∂W′₁₁ ", "│ W′₁₁ ", "∂L/∂b′"):
        assert part in page
    tex = solve(problem, Layout(only=("W2[1,2]",)), verify=False).render("markdown")
    assert r"\frac{\partial L}{\partial W_{12}^{\prime}}" in tex
    known = known_of(problem)
    derivation = derive(problem)
    for written in ("∂L/∂W′₁₂", "dL/dW'12", r"\partial L/\partial W_{12}^{\prime}", "dL/dW2[1,2]"):
        assert asked_names(derivation, [written], known) == ["dL/dW2[1,2]"], written
    for written in ("W′₁₂⁺", r"W_{12}^{\prime+}", "W2_new[1,2]"):
        assert asked_names(derivation, [written], known) == ["W2_new[1,2]"], written
    assert asked_names(derivation, ["W₁₂⁺"], known) == ["W1_new[1,2]"]
    for whole in ("W′", "W'", "W_prime", "W2"):
        assert len(asked_names(derivation, [whole], known)) == 8, whole
    marked = check(problem, {"W′₁₁⁺": "0.5", "∂L/∂b′": "1", "z₁": "0.3775"}).report
    assert {line.name for line in marked.lines if line.judged.answer.text} == {
        "W2_new[1,1]",
        "dL/db2",
        "z1[1]",
    }


def test_a_name_with_a_prime_in_ascii() -> None:
    """W′₁₂ and W₁₂ have their own letters there too, neither a layer number, and are read back."""
    problem = network("layers", PRIMED)
    derivation, known = derive(problem), known_of(problem)
    script = Ascii(derivation.quantities, deltas=True, symbols=symbols_of(problem))
    # fmt: off
    for name, written in [
        ("W1_new[1,2]", "W_new[1,2]"), ("W2_new[1,2]", "W_prime_new[1,2]"), ("z1[2]", "z[2]"),
        ("dL/dW1[1,2]", "dL/dW[1,2]"), ("dL/dW2[1,2]", "dL/dW_prime[1,2]"), ("dL/db2", "dL/db_prime"),
    ]:
        assert script.name(name) == written
        assert asked_names(derivation, [written], known) == [name]
    # fmt: on
    page = Terminal().render(solve(problem, Layout(), verify=False).document, ascii_only=True)
    assert "= W_prime[1,1]*a1[1] + W_prime[1,2]*a1[2] + b_prime" in page
    assert "W2" not in page
    assert "W12" not in page


def test_one_look_is_explained_once_in_ascii() -> None:
    """Where the author calls the last activations ŷ, as the outputs are, no line says yhat = yhat."""
    page = Terminal().render(
        solve(load("softmax_cross_entropy"), Layout(), verify=False).document, ascii_only=True
    )
    assert "yhat[1] " in page
    assert "= yhat[1] =" not in page


def test_the_one_layer_that_linear_layers_equal_takes_no_name_of_the_author() -> None:
    """W″ = W·W′ where the author has a W′ already; else it is W′."""
    page = str(solve(load("softmax_cross_entropy"), Layout(style="matrix"), verify=False))
    assert "W″ = W·W′" in page
    tex = solve(load("softmax_cross_entropy"), Layout(style="matrix"), verify=False).render("markdown")
    assert re.search(r"W\^\{\\prime\\prime\} &?= W \\cdot W\^\{\\prime\}", tex)


def test_a_name_may_be_the_short_form_of_its_only_entry() -> None:
    """`b` of a layer with one unit is b1[1]; of several units it stands for the vector and is refused."""
    problem = load("one_neuron")
    page = str(solve(problem, Layout(), verify=False))
    assert "= w₁·x + b " in page
    with pytest.raises(ProblemError, match="already"):
        network("layers", 'names: {"W1[1,1]": W_1}\n')


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('names: {"a3[1]": h}\n', "`a3[1]` does not exist"),
        ('names: {"a1[1]": z_1}\n', "already"),
        ('names: {"a1[1]": h, "a1[2]": h}\n', "stands for another quantity"),
        ('names: {"dL/da1[1]": h}\n', "cannot have a name of its own"),
        ('names: {"a1[1]": "h-1"}\n', "cannot be a name"),
        ('names: {"a1[1]": max}\n', "is a function"),
    ],
)
def test_a_name_that_cannot_be_is_refused(more: str, message: str) -> None:
    """At its place, with the reason."""
    with pytest.raises(ProblemError) as caught:
        network("net_out" if "z_1" not in more else "layers", more)
    assert message in str(caught.value)
    assert "2 | names" in str(caught.value)


def test_an_unknown_notation_is_told_the_nearest() -> None:
    """A slip of the pen gets the notation that was meant."""
    with pytest.raises(ProblemError) as caught:
        network("brackets")
    assert "did you mean `bracket`?" in str(caught.value)


# --- a row is all it takes ----------------------------------------------------------------------------


def test_a_new_notation_is_one_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row with other letters is on the page, in ASCII, in Markdown, in help; --only and check read it."""
    row = Notation("threshold", "s₂⁽¹⁾, o₂⁽¹⁾", letters={"z": "s", "a": "o"}, signals="quotient")
    monkeypatch.setitem(NOTATIONS, "threshold", row)
    problem = network("layers")._replace(lettering=Lettering("threshold"))
    solution = solve(problem, Layout(only=("s₁⁽¹⁾",)), verify=False)
    assert "s₁⁽¹⁾" in str(solution)
    assert "o₁⁽¹⁾" not in str(solution)
    plain = Terminal().render(solution.document, ascii_only=True)
    assert "| s1[1] " in plain
    assert "s₁" not in plain
    assert "s_{1}^{(1)} =" in solution.render("markdown")
    marked = check(problem, {"s₁⁽¹⁾": "0.3775", "o1[2]": "0.3925"})
    right = {line.name for line in marked.report.lines if line.verdict is Verdict.RIGHT}
    assert right == {"z1[1]", "a1[2]"}
    assert run(["solve", "--help"]) == 0
    assert "threshold (s₂⁽¹⁾, o₂⁽¹⁾)." in " ".join(capsys.readouterr().out.split())
