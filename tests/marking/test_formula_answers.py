"""Formulas as answers: right, off by a factor, wrong, undecided."""

from fractions import Fraction
from functools import cache

import pytest
from counted import calls_under
from two_two_two import NETWORK

from backprop_cli import check, load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Div, Ref
from backprop_cli.marking.judging.compared_values import FormulaVerdict, Outcome
from backprop_cli.marking.judging.formula_answers import same
from backprop_cli.marking.judging.formula_points import Workings
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.formula import ReadFormula, read_formula
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem_file.reader import read

SYMBOLIC = "formulas: {z: x^5 + 9, y: 8*z^3 + z^2 + 5}\nwrt: [x]\n"
AT_A_POINT = "formulas: {f: 1000000*(exp(x) - 1)}\nat: {x: 0.000001}\nwrt: [x]\n"
MANY = f"""
inputs: {[0.01 * place for place in range(1, 41)]}
layers:
  - {{weights: {[[0.01 * (row + place) for place in range(40)] for row in range(30)]}, activation: sigmoid}}
  - {{weights: {[[0.02 * place for place in range(30)]]}, activation: sigmoid}}
targets: [1]
loss: half_sse
"""


@cache
def derivation(problem: str) -> Derivation:
    return derive(read(problem, "net.yaml"))


def read_as(text: str, problem: str = NETWORK) -> ReadFormula:
    return read_formula(text, Lookup(derivation(problem)))


def verdict(name: str, text: str, problem: str = NETWORK) -> FormulaVerdict:
    formula = read_as(text, problem)
    assert formula.expr is not None, formula.reason
    (step,) = (step for step in derivation(problem).steps if step.name == name)
    return same(formula.expr, step, Workings(derivation(problem)))


RIGHT = [
    ("dL/dz2[1]", "(a2[1] - y[1]) * a2[1] * (1 - a2[1])"),
    ("dL/dz2[1]", "-(y[1] - yhat[1]) * (a2[1] - a2[1]^2)"),
    ("dL/dz2[1]", "dL/da2[1] * da2[1]/dz2[1]"),
    ("dL/dz2[1]", "(σ(z2[1]) - y[1]) * exp(-z2[1]) / (1 + exp(-z2[1]))²"),
    ("dL/dW2[1,2]", "dL/dz2[1] * a1[2]"),
    ("dL/dW2[1,2]", "δ2[1] · a1[2]"),
    ("dL/da1[1]", "W2[1,1]*dL/dz2[1] + W2[2,1]*dL/dz2[2]"),
    ("dL/dz1[1]", "(W2[1,1]*dL/dz2[1] + W2[2,1]*dL/dz2[2]) * where(z1[1], 1, 0)"),
    ("a2[2]", "1/(1 + exp(-(W2[2,1]*a1[1] + W2[2,2]*a1[2] + b2)))"),
    ("L", "½*((y[1]-a2[1])^2 + (y[2]-a2[2])^2)".replace("½", "1/2")),
    ("W1_new[1,1]", "W1[1,1] - 0.1*dL/dW1[1,1]"),
    ("W1_new[1,1]", "W1[1,1] - eta*dL/dW1[1,1]"),
]


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_equal_formulas_are_right(name: str, text: str) -> None:
    """However it is written, a formula that equals the step for all numbers is right."""
    assert verdict(name, text) == FormulaVerdict(Outcome.RIGHT)


@pytest.mark.parametrize(
    ("name", "text", "factor"),
    [
        ("dL/dz2[1]", "2*(a2[1] - y[1]) * a2[1] * (1 - a2[1])", Fraction(2)),
        ("dL/dz2[1]", "(a2[1] - y[1]) * a2[1] * (1 - a2[1])/2", Fraction(1, 2)),
        ("dL/dz2[1]", "-2*(a2[1] - y[1]) * a2[1] * (1 - a2[1])", Fraction(-2)),
        ("L", "1/4*((y[1]-a2[1])^2 + (y[2]-a2[2])^2)", Fraction(1, 2)),
        ("dL/dW1[2,1]", "dL/dz1[2] * x[1] / 3", Fraction(1, 3)),
    ],
)
def test_constant_factors_are_named(name: str, text: str, factor: Fraction) -> None:
    """A factor 2, ½ or 1/m too many is recognised, with its size."""
    assert verdict(name, text) == FormulaVerdict(Outcome.FACTOR, factor)


def test_a_turned_sign_is_named() -> None:
    """(y − a) for (a − y) is a wrong sign, not just wrong."""
    found = verdict("dL/dz2[1]", "(y[1] - a2[1]) * a2[1] * (1 - a2[1])")
    assert found.outcome is Outcome.SIGN


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dL/dz2[1]", "(a2[1] - y[1]) * a2[1]"),
        ("dL/dz2[1]", "(a2[1] - y[1]) * z2[1] * (1 - z2[1])"),
        ("dL/dW2[1,2]", "dL/dz2[1] * a1[1]"),
        ("dL/da1[1]", "W2[1,1]*dL/dz2[1]"),
        ("W1_new[1,1]", "W1[1,1] + 0.1*dL/dW1[1,1]"),
        ("z1[1]", "W1[1,1]*x[1] + W1[1,2]*x[2]"),
        ("da1[1]/dz1[1]", "relu(z1[1])"),
    ],
)
def test_other_formulas_are_wrong(name: str, text: str) -> None:
    """A missing factor, term or path, another entry, another sign of one term: wrong."""
    assert verdict(name, text).outcome is Outcome.WRONG


def test_what_holds_only_with_these_units_on_is_right_and_said() -> None:
    """Leaving out ReLU′ = 1 is right where the unit is on; the verdict says that it depends on it."""
    found = verdict("dL/dW1[1,1]", "dL/da1[1] * x[1]")
    assert found.outcome is Outcome.RIGHT
    assert "on" in found.reason


def test_given_numbers_may_be_put_in() -> None:
    """0.05 for x[1] is right here, and said; an equal value by chance is not."""
    found = verdict("dL/dW1[1,1]", "dL/dz1[1] * 0.05")
    assert found.outcome is Outcome.RIGHT
    assert found.reason
    problem = "formulas: {z: 2*x, y: z^2}\nat: {x: 2}\nwrt: [x]\n"
    found = verdict("y", "8*x", problem)  # z² = 16 = 8·2, at x = 2 only
    assert found.outcome is Outcome.WRONG
    assert found.reason


WHOLE = """\
inputs: [1, 0, -2]
targets: [1]
layers:
  - {weights: [[0.5, -0.2, 0.7], [0.3, 0.8, -0.6]], biases: [0.1, -0.3], activation: sigmoid}
  - {weights: [[0.6, -0.4]], biases: [0.2], activation: sigmoid}
loss: half_sse
"""
_TO_THE_WEIGHT = "(a2[1] - 1)*a2[1]*(1 - a2[1])*W2[1,1]*a1[1]*(1 - a1[1])"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("z1[1]", "W1[1,1]*1 + W1[1,2]*0 + W1[1,3]*(-2) + b1[1]"),
        ("z1[1]", "W1[1,1]*1 + W1[1,2]*0 - 2*W1[1,3] + b1[1]"),
        ("z1[1]", "W1[1,1]*x[1] + W1[1,2]*0 + W1[1,3]*x[3] + b1[1]"),
        ("dL/dW1[1,1]", "dL/dz1[1]*1"),
        ("dL/dW1[2,3]", "-2*dL/dz1[2]"),
        ("dL/dW1[1,1]", f"{_TO_THE_WEIGHT}*1"),
        ("dL/dW1[1,3]", f"-2*{_TO_THE_WEIGHT}"),
        ("dL/dz2[1]", "(a2[1] - 1)*a2[1]*(1 - a2[1])"),
    ],
)
def test_given_whole_numbers_may_be_put_in(name: str, text: str) -> None:
    """w₁·1 + w₂·0 of inputs 1 and 0 shows the working, as w₁·0.5 does of an input 0.5."""
    found = verdict(name, text, WHOLE)
    assert found.outcome is Outcome.RIGHT
    assert found.reason
    assert not found.by_value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("z1[1]", "W1[1,1] + W1[1,3]*(-2) + b1[1]"),
        ("z1[1]", "W1[1,1]*0 + W1[1,2]*1 + W1[1,3]*(-2) + b1[1]"),
        ("dL/dW1[1,1]", "dL/dz1[1]"),
        ("dL/dW1[1,1]", _TO_THE_WEIGHT),
        ("dL/dW1[1,2]", "dL/dz1[2]*0"),
        ("dL/dz2[1]", "(a2[1] - 1)*a2[1]"),
    ],
)
def test_a_factor_that_happens_to_be_1_may_not_be_forgotten(name: str, text: str) -> None:
    """The 1 of 1 − a is no input, and a 0 behind another unit's signal is no working of this one's."""
    assert verdict(name, text, WHOLE).outcome is Outcome.WRONG


ONES = """\
inputs: [1, 1]
targets: [1]
layers:
  - {weights: [[0.5, -0.2], [0.3, 0.8]], biases: [0.1, -0.3], activation: tanh}
  - {weights: [[1, 1]], biases: [1], activation: sigmoid}
loss: bce
"""


def test_each_of_many_ones_may_be_put_in() -> None:
    """Target, weight and input are 1: each 1 stands for something that leads to the line."""
    right = "(a2[1] - 1)*1*(1 - a1[1]^2)*1"
    assert verdict("dL/dW1[1,1]", right, ONES).outcome is Outcome.RIGHT
    assert verdict("z2[1]", "1*a1[1] + 1*a1[2] + 1", ONES).outcome is Outcome.RIGHT
    assert verdict("dL/dW1[1,1]", "(a2[1] - 1)*1*(1 - a1[1]^2)", ONES).outcome is Outcome.WRONG


OFF = """\
inputs: [1, 2]
targets: [1]
layers:
  - {weights: [[-0.5, -0.3], [0.4, -0.6]], biases: [0.1, -0.2], activation: relu}
  - {weights: [[0.7, -0.9]], biases: [0.3], activation: sigmoid}
loss: half_sse
"""
"""z = −1, −1: all that leads through the hidden layer is 0."""


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("dL/dW2[1,1]", "dL/dz2[1]*a1[1]", Outcome.RIGHT),
        ("dL/dz1[1]", "dL/dz2[1]*W2[1,1]*0", Outcome.RIGHT),
        ("dL/dW1[1,2]", "(a2[1] - 1)*a2[1]*(1 - a2[1])*W2[1,1]*0*x[2]", Outcome.RIGHT),
        ("dL/dW2[1,1]", "dL/dz2[1]*a1[2]", Outcome.WRONG),
        ("dL/dW2[1,1]", "a1[1]", Outcome.WRONG),
        ("dL/dW1[1,2]", "dL/dz1[1]*x[2]*x[2]", Outcome.WRONG),
        ("dL/dW1[1,2]", "dL/dz1[2]*x[2]", Outcome.WRONG),
        ("dL/dz1[1]", "dL/dz2[1]*where(z1[1], 1, 0)", Outcome.WRONG),
    ],
)
def test_what_is_0_as_units_are_off_is_right_where_they_are_on(
    name: str, text: str, outcome: Outcome
) -> None:
    """Another product that is 0 as well here is no formula of it; a 0 for the slope is."""
    assert verdict(name, text, OFF).outcome is outcome


@pytest.mark.parametrize(
    ("name", "text"), [("L", "L"), ("z1[1]", "a1[1]"), ("dL/dz1[1]", "dL/dW1[1,1]/x[1]")]
)
def test_a_quantity_is_not_explained_by_itself(name: str, text: str) -> None:
    """A formula that uses the quantity, or what is worked out from it, explains nothing."""
    found = verdict(name, text)
    assert found.outcome is Outcome.CIRCLE
    assert found.reason


def test_symbolic_problems_are_decided_too() -> None:
    """Where no numbers are given, formulas in any of the names are compared all the same."""
    assert verdict("dz/dx", "5x^4", SYMBOLIC).outcome is Outcome.RIGHT
    assert verdict("dy/dx", "(24z² + 2z) * 5x^4", SYMBOLIC).outcome is Outcome.RIGHT
    assert verdict("dy/dx", "(24*(x^5+9)^2 + 2*(x^5+9)) * dz/dx", SYMBOLIC).outcome is Outcome.RIGHT
    assert verdict("dy/dx", "24z^2 + 2z", SYMBOLIC).outcome is Outcome.WRONG
    assert verdict("dz/dx", "x^4", SYMBOLIC) == FormulaVerdict(Outcome.FACTOR, Fraction(1, 5))


def test_slopes_of_a_formula_at_a_point() -> None:
    """A derivative near a point where floats cancel is still decided."""
    assert verdict("df/dx", "1000000*exp(x)", AT_A_POINT).outcome is Outcome.RIGHT
    assert verdict("f", "1000000*x", AT_A_POINT).outcome is Outcome.WRONG


def test_large_networks_stay_bounded() -> None:
    """One formula over a network of a thousand weights is decided with little work."""
    with calls_under(1_200_000):
        assert verdict("dL/dW1[1,1]", "dL/dz1[1]*x[1]", MANY).outcome is Outcome.RIGHT


HOSTILE = ["9^9^9^9", "9^9^9^9*x[1]", "().__class__", "(" * 10_000, "x²", "__import__('os')", "exec(1)",
           "((x[1]^99)^99)^99", "exp(exp(exp(exp(x[1]))))", "x[1]" + "*x[1]/y[1]" * 39, "1/(x[1] - x[1])",
           "ln(-exp(x[1]))", "x[1]^(x[2]^(x[1]^(x[2]^9)))", "+".join(["x[1]"] * 400), "-" * 1_900 + "x[1]",
           "dL/dq", "d/d", "z1", "W1*x", "a1[1].b", "lambda: 0", "x[1] if 1 else 2", "1e308*10", "sqrt(-1)",
           "dL/d" * 300, "²" * 500, "1" * 1_999,
           "((x[1]^100)^100)^100 - ((x[1]^100)^100)^100 + z1[2]"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:16])
def test_hostile_formulas_get_a_verdict(text: str) -> None:
    """Towers, attributes, brackets and undefined values end soon in a verdict or a reason."""
    import sympy  # noqa: F401 - its import is not what is measured

    with calls_under(100_000):
        formula = read_as(text)
        if formula.expr is None:
            assert formula.reason
        else:
            (step,) = (step for step in derivation(NETWORK).steps if step.name == "z1[1]")
            assert same(formula.expr, step, Workings(derivation(NETWORK))).outcome in {
                Outcome.WRONG,
                Outcome.UNDECIDED,
            }


def test_a_problems_own_quotient_stays_one() -> None:
    """Only answers read dy/dx as a name: a problem may have quantities called dy and dx."""
    assert parse("dy/dx") == Div(Ref("dy"), Ref("dx"))
    assert parse("dy/dx", derivatives=True) == Ref("dy/dx")
    assert parse("add/dx", derivatives=True) == Div(Ref("add"), Ref("dx"))


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("z1[1]", "W1[1,1]*x[1] + W1[1,2]*x[2]", "bias_left_out"),
        ("a2[1]", "z2[1]", "activation_not_applied"),
        ("dL/dz2[1]", "a2[1] - y[1]", "slope_left_out"),
        ("dL/da1[1]", "dL/dz2[1]*W2[1,1]", "one_path"),
        ("dL/da1[1]", "dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[1,2]", "transposed_weights"),
        ("dL/da1[1]", "dL/dz2[1]*W2[1,2] + dL/dz2[2]*W2[2,2]", "neighbour_weight"),
        ("dL/dW2[1,1]", "dL/dz2[1]", "input_left_out"),
        ("dL/dW2[1,1]", "dL/dz2[1]*a1[2]", "wrong_input"),
        ("dL/db2", "0", "bias_gradient_zero"),
        ("dL/db2", "0*x[1]", "bias_gradient_zero"),
        ("W2_new[1,1]", "W2[1,1] + 0.1*dL/dW2[1,1]", "update_plus"),
        ("W2_new[1,1]", "W2[1,1] - dL/dW2[1,1]", "rate_left_out"),
    ],
)
def test_a_wrong_formula_is_tried_against_the_known_mistakes(name: str, text: str, key: str) -> None:
    """A formula that makes a known mistake, whatever the numbers, is named."""
    (line,) = check(read(NETWORK), {name: text}).report.shown
    assert (line.verdict, key in [mistake.key for mistake in line.judged.mistakes]) == (Verdict.MISTAKE, True)


def test_a_formula_with_no_known_mistake_is_wrong() -> None:
    """Sin x is nobody's usual mistake."""
    (line,) = check(read(NETWORK), {"dL/dW1[1,1]": "sin(x[1])"}).report.shown
    assert (line.verdict, line.judged.mistakes) == (Verdict.WRONG, ())


@pytest.mark.parametrize(
    ("answers", "verdicts"),
    [
        ({"z": "x^5+9", "dz/dx": "5*x^4", "dy/dx": "5"}, ["right", "right", "wrong"]),
        ({"z": "", "dz/dx": "4"}, ["blank", "wrong"]),
        ({"dz/dx": "5*x^3 +"}, ["unreadable"]),
    ],
)
def test_symbolic_sheets_are_marked(answers: dict[str, str], verdicts: list[str]) -> None:
    """Where the problem has no numbers, a number is a formula like any other."""
    report = check(read(SYMBOLIC), answers).report
    assert [line.verdict.value for line in report.shown] == verdicts


@pytest.mark.parametrize("text", ["ln(-1)*x[1]", "x[1]/0", "sqrt(-a2[1])"])
def test_a_formula_without_a_value_is_wrong(text: str) -> None:
    """Where the quantity has a value, a formula that has none is no answer to it."""
    (line,) = check(read(NETWORK), {"dL/dz2[1]": text}).report.shown
    assert (line.verdict, line.points) == (Verdict.WRONG, 0)


SOFTMAX = """
inputs: [1, 2]
layers: [{weights: [[0.1, 0.2], [0.3, -0.1], [0.5, 0.4]], activation: softmax}]
targets: [0, 1, 0]
loss: cross_entropy
"""


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("dL/dz1[1]", "a1[1] - y[1]", Verdict.RIGHT),
        ("dL/dz1[2]", "a1[2] - 1", Verdict.RIGHT),
        ("L", "-ln(a1[2])", Verdict.RIGHT),
        ("dL/dz1[1]", "y[1] - a1[1]", Verdict.MISTAKE),
        ("dL/dz1[1]", "(a1[1] - y[1])*a1[1]*(1 - a1[1])", Verdict.MISTAKE),
        ("L", "-ln(a1[1])", Verdict.MISTAKE),  # another output's target
        ("L", "-ln(a1[1]) - 1", Verdict.WRONG),
    ],
)
def test_under_a_softmax_the_targets_are_given(name: str, text: str, verdict: Verdict) -> None:
    """ŷ − y is right for targets that sum to 1, as the given ones do."""
    (line,) = check(read(SOFTMAX), {name: text}).report.shown
    assert line.verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0.1435*a1[1]", Verdict.RIGHT),
        ("dL/dz2[1]*0.3775", Verdict.RIGHT),
        ("0.1345*a1[1]", Verdict.WRONG),
    ],
)
def test_own_numbers_may_be_put_into_a_formula(text: str, verdict: Verdict) -> None:
    """A formula with some of the student's numbers in it is judged by its value."""
    report = check(read(NETWORK), {"dL/dz2[1]": "0.1435", "dL/dW2[1,1]": text}).report
    assert report.shown[-1].verdict is verdict


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("x1(1 - x1)", "x1*(1 - x1)"),
        ("SIGMOID(x1)", "sigmoid(x1)"),
        ("LReLU(x1, 0.1)", "leaky_relu(x1, 0.1)"),
    ],
)
def test_a_name_before_a_bracket_is_a_factor(text: str, same_as: str) -> None:
    """The page leaves the dot out: L(1 − L); a function's name stays one, in any case."""
    problem = "formulas: {f: x1^2}\nwrt: [x1]\n"
    assert read_as(text, problem).expr == read_as(same_as, problem).expr


def test_a_constant_in_a_formula_is_no_quantity() -> None:
    """π beside names: L = (1 − π)·ln a + (1 − x)·a at a = 0.5·2 is −1, and ∂L/∂w = 2·((1 − π) − 1) = −2π."""
    problem = read('formulas: {a: w*x, L: "(1 - pi)*ln(a) + (1 - x)*a"}\nat: {w: 0.5, x: 2}\nwrt: [w]\n')
    report = check(problem, {"a": "1", "L": "0.5", "dL/dw": "-6.2832"}).report
    assert [line.verdict.name for line in report.shown] == ["RIGHT", "WRONG", "RIGHT"]


def test_the_lines_that_lead_to_a_formula_are_worked_once_for_all_known_mistakes() -> None:
    """A deep network with the first line's name on every line: work in calls, not in seconds."""
    problem = load("deep_relu")
    lines = [line.name for line in check(problem, {}).report.lines]
    with calls_under(6_000_000):
        check(problem, dict.fromkeys(lines, lines[0]))


def in_line(name: str, text: str, problem: str = WHOLE) -> ReadFormula:
    """What a text is on the line of a quantity."""
    return read_formula(text, Lookup(derivation(problem)), name)


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("z1[1]", "w11*x1 + w12*x2 + w13*x3 + b1[1]", "W1[1,1]*x[1] + W1[1,2]*x[2] + W1[1,3]*x[3] + b1[1]"),
        ("z2[1]", "w11*a1_1 + w12*a1_2 + b2", "W2[1,1]*a1[1] + W2[1,2]*a1[2] + b2[1]"),
        ("dL/da1[2]", "dL/dz2[1]*w12", "dL/dz2[1]*W2[1,2]"),
        ("dL/dW1[1,1]", "dL/dz2[1]*w11*a1_1*(1 - a1_1)*x1", "dL/dz2[1]*W2[1,1]*a1[1]*(1 - a1[1])*x[1]"),
        ("a1[1]", "σ(w11*x1 + w12*x2 + w13*x3 + b1[1])", "σ(W1[1,1]*x[1]+W1[1,2]*x[2]+W1[1,3]*x[3]+b1[1])"),
        ("W1_new[1,1]", "w11 - 0.1*dL/dW1[1,1]", "W1[1,1] - 0.1*dL/dW1[1,1]"),
    ],
)
def test_a_name_of_several_layers_is_of_the_one_nearest_to_its_line(name: str, text: str, meant: str) -> None:
    """Nobody writes the layer of w₁₁ in each factor; of no line it may be either."""
    descent = f"{WHOLE}optimizer: {{name: sgd, learning_rate: 0.1}}\n"
    assert in_line(name, text, descent).expr == in_line(name, meant, descent).expr is not None
    assert "may be" in read_as(text, descent).reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("L", "1/2(y[1] - a2[1])^2"),
        ("L", "1/2(y[1]-ŷ)²"),
        ("L", "1/2(1 - 0.5196)^2"),
        ("L", "0 + 1/2(y-ŷ)^2"),
    ],
)
def test_a_half_beside_a_bracket(name: str, text: str) -> None:
    """½(y − ŷ)², as it is typed: the value tells that it is not 1/(2(y − ŷ)²)."""
    report = check(read(WHOLE), {name: text}).report
    assert [line.verdict for line in report.shown if line.name == name] == [Verdict.RIGHT]


def test_what_the_value_does_not_tell_stays_open() -> None:
    """1/2(y − ŷ) is far from L either way."""
    assert read_as("1/2(y[1] - a2[1])", WHOLE).reason
    report = check(read(WHOLE), {"L": "1/2(y[1] - a2[1])"}).report
    assert [line.verdict for line in report.shown if line.name == "L"] == [Verdict.UNREADABLE]
