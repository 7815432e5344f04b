"""Formulas in answers: what the page prints, and what people write, is read as it is meant."""

from itertools import islice
from math import exp, isclose, sin, tanh

import pytest
from sheets_read import reader, value_of

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.routes import routes
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.marking.sheets.formula import read_formula
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.variables import variable
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Network
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.symbols import AS_USUAL

LINES = 60
"""Of a problem; the rest is more of the same."""


@pytest.mark.parametrize("script", [Unicode, Latex, Ascii])
@pytest.mark.parametrize("problem", bundled.names())
def test_what_the_page_prints_is_read_back(problem: str, script: type[Script]) -> None:
    """Every name and every formula of a solution means itself, in each script, with δ and without."""
    exercise = read(load_text(problem)[0], "")
    derivation: Derivation = derive_problem(exercise)
    lettering = exercise.lettering if isinstance(exercise, Network) else AS_USUAL
    found, symbols = Lookup(derivation, lettering=lettering), symbols_of(exercise)
    for deltas in (False, True):
        writer = Writer(script(derivation.quantities, deltas=deltas, symbols=symbols), longest_sum=None)
        for step in islice(derivation.by_name.values(), LINES):
            assert variable(found.in_usual_letters(writer.name(step.name)), found) == step.name
            for expr in routes(step):
                written = found.in_usual_letters(writer.symbols(expr))
                if "LReLU′" in written or "leaky_relu'" in written or "LReLU}^{\\prime" in written:
                    continue  # the slope is not in it, so it is refused
                if derivation.values:
                    ours = evaluate(expr, derivation.values)
                    assert isclose(value_of(written, found), ours, rel_tol=1e-9, abs_tol=1e-12), written
                else:
                    assert read_formula(written, found).reason == "", written


NETWORK = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [3, 4], targets: [0]}]
layers: [{weights: [[0.1, 0.2]], biases: 0.3, activation: sigmoid}]
loss: mae
optimizer: {name: sgd, learning_rate: 0.1}
"""
FORMULAS = "formulas: {s: x^2, q: s*x + s^3, y: q + x}\nat: {x: 0.5}\n"
LETTERS = "formulas: {E: x^2, S: E + 1, s: 2*S, γ1: s*x_1}\nat: {x: 0.5, x_1: 3}\n"
BESIDE = "formulas: {z: x^3, e1: z + 1, y: e1*z*x}\nat: {x: 2}\n"  # z = 8, e1 = 9
A = 1 / (1 + exp(-0.8))  # the first sample's activation: 0.1*1 + 0.2*2 + 0.3 = 0.8
S, Q = 0.25, 0.25 * 0.5 + 0.25**3
DQ = 0.5 + 3 * 0.25**2  # dq/ds = x + 3s^2

AS_MEANT = [
    (NETWORK, "|y₁⟨1⟩ − a¹₁⟨1⟩|", 1 - A),
    (NETWORK, "a1@1(1 − a1@1)", A * (1 - A)),
    (NETWORK, "(a1@1 - y@1)*x1@1", A - 1),
    (NETWORK, "σ′(z¹₁⟨1⟩)", A * (1 - A)),
    (NETWORK, "W[1,2] + w11", 0.3),
    (NETWORK, r"w_{11}^{(1)} \cdot x_{1}^{\langle 2\rangle}", 0.3),
    (FORMULAS, "∂q/∂s(x + 1)", DQ * 1.5),
    (FORMULAS, "dq/ds (x + 1)", DQ * 1.5),
    (FORMULAS, "q(x + 1)", Q * 1.5),
    (FORMULAS, "(1 − s)(1 + s)", 1 - S**2),
    (FORMULAS, "x²(1 − s)", 0.25 * (1 - S)),
    (FORMULAS, "|s − 1|·|−x|", 0.75 * 0.5),
    (FORMULAS, "√x", 0.5**0.5),
    (FORMULAS, "tanh′(x)", 1 - tanh(0.5) ** 2),
    (FORMULAS, "1 − tanh²(x)", 1 - tanh(0.5) ** 2),
    (FORMULAS, "0,5*x", 0.25),
    (FORMULAS, "3·10⁻³x", 0.0015),
    (FORMULAS, r"\frac{\partial q}{\partial s} \cdot 2x", DQ),
    (FORMULAS, r"\frac{1}{2}\left(s + 1\right)", (S + 1) / 2),
    ("formulas: {d1: x + 1, d2: d1*x}\nat: {x: 2}\n", r"\frac{d_1 + 2}{d_2}", 5 / 6),
    (LETTERS, "E*2", 0.5),
    (LETTERS, "e^x", exp(0.5)),
    (LETTERS, "∂γ₁/∂S", 6),
    (LETTERS, "∂γ₁/∂s", 3),
    (LETTERS, "S*s", 1.25 * 2.5),
    (LETTERS, "γ_1/x₁", 2.5),
    (BESIDE, "5x^4(24z^2+2z)", 5 * 16 * (24 * 64 + 16)),
    (BESIDE, "5 x^4 (24 z^2 + 2 z)", 5 * 16 * (24 * 64 + 16)),
    (BESIDE, "5x**4(24z**2+2z)", 5 * 16 * (24 * 64 + 16)),
    (BESIDE, "(24z^2+2z)5x^4", 5 * 16 * (24 * 64 + 16)),
    (BESIDE, "10x^4z(12z+1)", 10 * 16 * 8 * 97),
    (BESIDE, "2z(12z+1)(5x^4)", 16 * 97 * 80),
    (BESIDE, "-x z", -16),
    (BESIDE, "x^2z", 32),
    (BESIDE, "x^-1z", 4),
    (BESIDE, "x²z", 32),
    (BESIDE, "x^(2)z^2", 256),
    (BESIDE, "z x^2 + x z/4", 32 + 4),
    (BESIDE, "dz/dx x", 24),
    (BESIDE, "x sin(z) z", 16 * sin(8)),
    (BESIDE, "x sin z", 2 * sin(8)),
    (BESIDE, "z/4*x z", 32),
    (BESIDE, "x e1", 18),
    (BESIDE, "xz", 16),
    (BESIDE, "3xz^2 - zx(x + 1)", 3 * 2 * 64 - 16 * 3),
    (BESIDE, "e^(x)z", 8 * exp(2)),
    (BESIDE, "2e3x", 4000),
    (BESIDE, "2½x", 5),
    (BESIDE, "x − 1½", 0.5),
    (BESIDE, r"$5x^{4}\left(24z^{2}+2z\right)$", 5 * 16 * (24 * 64 + 16)),
]


@pytest.mark.parametrize(("problem", "text", "meant"), AS_MEANT)
def test_a_formula_means_what_a_person_takes_it_for(problem: str, text: str, meant: float) -> None:
    """The value of a formula is the one that is worked out by hand, for the other ways to write it too."""
    assert value_of(text, reader(problem).lookup) == pytest.approx(meant, rel=1e-12)


REFUSED = [
    (FORMULAS, "q(x)", "`q(x)` may be a product: write `q*x`"),
    (BESIDE, "z(x)", "`z(x)` may be a product: write `z*x`"),
    (BESIDE, "1/2z", "`1/2z` may be `(1/2)*z` or `1/(2*z)`: write the one that is meant"),
    (BESIDE, "x/z e1", "expected an operator before `e1`"),
    (BESIDE, "e^2x", "expected an operator before `x`"),
    (BESIDE, "2^3x", "expected an operator before `x`"),
    (BESIDE, "x^z y", "expected an operator before `y`"),
    (BESIDE, "x^2^3z", "expected an operator before `z`"),
    (BESIDE, "x 2", "expected an operator before `2`"),
    (BESIDE, "(x + 1)2", "expected an operator before `2`"),
    (BESIDE, "2 3x", "expected an operator before `3`"),
    (BESIDE, "x^4e1", "`4e1` may be a product: write `4*e1`"),
    (BESIDE, "x sin z x", "`sin` needs brackets"),
    (BESIDE, "sin z/2", "`sin` needs brackets"),
    (BESIDE, "ReLU z", "`ReLU` needs brackets"),
    (BESIDE, "log x z", "`ln` needs brackets"),
    (BESIDE, "2/xz", "there is no quantity `xz` here; did you mean `z`?"),
    (BESIDE, "e^xz", "there is no quantity `xz` here; did you mean `z`?"),
    (FORMULAS, "dy/dx (direct)", "`dy/dx (direct)` speaks of one way only: write what it is in other names"),
    (FORMULAS, "∂q/∂ζ·2", "`∂q/∂ζ` is no derivative of this problem; `ζ` is no name in the formulas"),
    (FORMULAS, "LReLU′(x)", "`LReLU′(x)` is not read: write this derivative out"),
    (NETWORK, "w²₁₁·x₁⟨1⟩", "`w²₁₁` does not exist: the network has 1 layer"),
    (NETWORK, "δ¹₁·2", "each of the 2 samples has its own `δ¹₁`; name the sample: `dL@1/dz1[1]@1` of its "
     "own loss, `dL/dz1[1]@1` of the batch's"),
    (NETWORK, "L⟨3⟩ + 1", "`L⟨3⟩` does not exist: there are 2 samples"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "text", "reason"), REFUSED)
def test_a_formula_that_is_not_plain_is_refused_in_its_own_words(
    problem: str, text: str, reason: str
) -> None:
    """What may be two things is not guessed, and a fault cites the text as it was written."""
    found = read_formula(text, reader(problem).lookup)
    assert (found.expr, found.number) == (None, None)
    assert found.reason == f"neither a number nor a formula: {reason}"


def test_which_power_of_ten_a_formula_has_is_not_guessed() -> None:
    """10e-1 is 1 to a program, and behind a factor people write it for 10^-1."""
    found = read_formula("2·10e-1*x", reader(FORMULAS).lookup)
    assert (found.expr, found.number) == (None, None)
    assert found.reason == "`10e-1` may be 10^-1 or 10^0: write the one that is meant"
    assert value_of("10e-1*x", reader(FORMULAS).lookup) == 0.5


@pytest.mark.parametrize("text", ["1e", "-2.5E", "3e-"])
def test_a_power_of_ten_without_its_exponent_is_no_multiple_of_e(text: str) -> None:
    """1e is what is left of 1e-3 as well as it is Euler's e."""
    found = read_formula(text, reader(FORMULAS).lookup)
    assert (found.expr, found.number) == (None, None)
    assert found.reason == (
        f"`{text}` may be a power of ten without its exponent: write `1e-3`, or `2*e` with Euler's e"
    )
    assert value_of("2*e", reader(FORMULAS).lookup) == pytest.approx(5.43656365691809)
    assert read_formula("2e", reader("formulas: {y: e*x}\n").lookup).expr == parse("2*e")


@pytest.mark.parametrize("text", ["1.234,5", "-1,234,567", "0.1,0.2"])
def test_which_of_several_marks_is_the_decimal_one_is_not_guessed(text: str) -> None:
    """The words cite what was written, and not a text with its commas turned."""
    found = read_formula(text, reader(FORMULAS).lookup)
    assert (found.expr, found.number) == (None, None)
    assert found.reason == f"`{text}` has several commas or points: write one at most, 1234.5"


@pytest.mark.parametrize("text", ["0.3775|0.2", "a1[1]|a1[2]", "|0.3775", "2 + |a1[1]"])
def test_bars_that_do_not_pair_are_told_as_written(text: str) -> None:
    """The words cite the bar, and no bracket that nobody wrote."""
    found = read_formula(text, reader(NETWORK).lookup)
    assert found.reason.endswith(": `|` cannot stand here")


@pytest.mark.parametrize("text", ["5x^4(24z^2+2z)", "x z", "x^2z", "(x + 1)2z"])
def test_a_file_s_own_formulas_need_their_signs(text: str) -> None:
    """What stands side by side is a product in answers alone; a file lets a number stand before a factor."""
    with pytest.raises(FormulaError, match="expected an operator before"):
        parse(text)
    assert parse("24z^2") == parse("24*z^2")


WORDS_BELOW = """\
formulas:
  net_h: w_x*x_in + w_h*h_1 + b_h
  out_h1: tanh(net_h)
  E_total: (out_h1 - y_true)^2
at: {w_x: 0.5, x_in: 2, w_h: -0.3, h_1: 0.4, b_h: 0.1, y_true: 1}
wrt: [w_x, w_h]
"""


@pytest.mark.parametrize("script", [Unicode, Latex, Ascii])
def test_names_with_letters_below_are_read_back(script: type[Script]) -> None:
    """w_x is wₓ on the page, and net_h is netₕ: each name means itself on a sheet and in `--only`."""
    problem = read(WORDS_BELOW, "")
    derivation = derive_problem(problem)
    writer = Writer(
        script(derivation.quantities, deltas=False, symbols=symbols_of(problem)), longest_sum=None
    )
    for name in (*derivation.given, *derivation.by_name):
        assert variable(writer.name(name), Lookup(derivation)) == name
    assert isclose(value_of("wₓ·xᵢₙ + wₕ·h₁ + bₕ", Lookup(derivation)), 0.5 * 2 - 0.3 * 0.4 + 0.1)
