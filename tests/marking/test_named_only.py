"""A formula that names derivatives and works none earns nothing, whatever is added that does nothing."""

import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

SIGMOIDS = "two_layer_sigmoid"
"""x = 0.05, 0.1; y = 0.01, 0.99; α = 0.5."""
CHAIN = "dL/da2[1]*da2[1]/dz2[1]"
"""∂L/∂z2[1], named and not worked."""


def verdict(problem: object, name: str, text: str, **others: str) -> Verdict:
    return check(problem, {**others, name: text}).report.shown[-1].verdict


PADDED = [
    "{} + x[1] - x[1]",
    "x[1] + {} - x[1]",
    "{}*x[1]/x[1]",
    "{} + 0*x[1]",
    "{}*x[1]^0",
    "{}*a1[1]/a1[1]",
    "{} + 0",
    "{}*1.0",
    "({})^1",
    "{}*(x[1] - x[1] + 1)",
    "{} + ln(1)*x[1]",
    "{} + max(0, 0)*x[1]",
    "{}*exp(0*x[1])",
    "{}*(a1[1]/(a1[1] + 0*x[1]))",
    "{}*sigmoid(z1[1])/sigmoid(z1[1])",
    "{}*cos(0)",
    "{}*(sin(x[1])^2 + cos(x[1])^2)",
    "-(-({}))",
    "2*{}/2",
    "{}/2 + {}/2",
    "{}*(1 + x[2])/(x[2] + 1)",
    "{} + ln(exp(x[1])) - x[1]",
    "{} + relu(x[1] - 1000)",
    "{} + relu(x[1] - 1)",
    "{}*where(x[1] + 1000, 1, 0)",
    "{} + 1e-12*x[1]",
    # 0 and 1 whatever the network
    "{} + a1[1] - sigmoid(z1[1])",
    "{}*a1[1]/sigmoid(z1[1])",
    "{} + x[2]*(z1[1] - W1[1,1]*x[1] - W1[1,2]*x[2] - b1)",
    # an earlier derivative that is known, beside the line's own which is not
    "{} + dL/da2[2] - (a2[2] - y[2])",
    # only by these numbers
    "{}*x[1]/0.05",
    "{}*x[1]*20.0",
    "{}*x[1]*20",
    "{}*x[1]*20 + 0.05 - 0.05",
    "{} + x[1] - 0.05",
    "{} + 2*x[1] - x[2]",
    "{}*y[1]/0.01",
]


@pytest.mark.parametrize("padding", PADDED)
def test_what_does_nothing_adds_no_work(padding: str) -> None:
    """The value comes of the two derivatives that are named, which are not on the sheet."""
    marks = check(SIGMOIDS, {"dL/dz2[1]": padding.format(CHAIN, CHAIN)})
    assert marks.report.points == 0


@pytest.mark.parametrize("padding", PADDED[:29])
def test_the_student_is_told_so(padding: str) -> None:
    """The line says which derivative is only named, and what to write instead."""
    (line,) = check(SIGMOIDS, {"dL/dz2[1]": padding.format(CHAIN, CHAIN)}).report.shown
    assert (line.verdict, line.judged.answer.note) == (
        Verdict.UNREADABLE,
        "`dL/da2[1]` only names a derivative: write its number or its formula",
    )


@pytest.mark.parametrize("padding", ["{} + k - k", "{}*k/k", "{}*(k + 1 - k)", "{} + 0*x", "{}^1"])
def test_so_it_is_without_numbers(padding: str) -> None:
    """Z = x² · k, y = z³: nothing but letters."""
    problem = read("formulas: {z: k*x^2, y: z^3}\nwrt: [x]\n")
    assert verdict(problem, "dy/dx", padding.format("dy/dz*dz/dx")) is Verdict.UNREADABLE
    assert verdict(problem, "dy/dx", "3*z^2*dz/dx") is Verdict.RIGHT


HONEST = [
    ("dL/dz2[1]", "(a2[1] - y[1])*da2[1]/dz2[1]"),
    ("dL/dz2[1]", "dL/da2[1]*a2[1]*(1 - a2[1])"),
    ("dL/dz2[1]", "(a2[1] - y[1])*1*a2[1]*(1 - a2[1])"),
    ("dL/dz2[1]", "0.5*2*(a2[1] - y[1])*a2[1]*(1 - a2[1])"),
    ("dL/dz2[1]", "(a2[1] - 0.01)*da2[1]/dz2[1]"),
    ("dL/dz2[1]", "dL/da2[1]*exp(-z2[1])/(1 + exp(-z2[1]))^2"),  # the quotient rule
    ("dL/dz2[1]", "dL/da2[1]*((1 + exp(-z2[1]))*0 - 1*(-exp(-z2[1])))/(1 + exp(-z2[1]))^2"),
    ("dL/dW2[1,1]", "dL/dz2[1]*a1[1]"),
    ("dL/dW1[1,1]", "dL/dz1[1]*x[1]"),
    ("dL/dW1[1,1]", "dL/dz1[1]*x[1]*1 + 0"),
    ("dL/dW1[1,1]", "0.05*(dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[2,1])*a1[1]*(1 - a1[1])"),
    ("W1_new[1,1]", "W1[1,1] - alpha*dL/dz1[1]*x[1]"),
    ("W2_new[1,1]", "W2[1,1] - 0.5*(a2[1] - y[1])*a2[1]*(1 - a2[1])*a1[1]"),
]


@pytest.mark.parametrize(("name", "text"), HONEST)
def test_a_formula_that_works_something_earns(name: str, text: str) -> None:
    """One factor of the chain worked in the line is enough, in whatever form."""
    assert verdict(SIGMOIDS, name, text) is Verdict.RIGHT


ONES = """
inputs: [1, 1]
layers:
  - {weights: [[0.4, -0.3], [0.2, 0.6]], biases: [0, 0], activation: relu}
  - {weights: [[0.7, 0.5]], biases: [0], activation: sigmoid}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
"""x = y = 1, b = 0, all ReLUs on: 0.4 − 0.3 > 0 and 0.2 + 0.6 > 0."""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dL/dW1[1,1]", "dL/dz1[1]*x[1]"),
        ("dL/dz2", "(a2 - y)*1*a2*(1 - a2)"),
        ("dL/dz2", "(a2 - 1)*a2*(1 - a2)"),
        ("dL/dz1[1]", "dL/da1[1]*where(z1[1], 1, 0)"),
        ("dL/dz1[1]", "dL/dz2*W2[1,1]"),
    ],
)
def test_so_it_does_where_the_numbers_are_1(name: str, text: str) -> None:
    """X is a factor that changes nothing here, and is needed all the same."""
    assert verdict(read(ONES), name, text) is Verdict.RIGHT


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dL/dz2", "(a2 - y)*a2*(1 - a2)*y"),
        ("dL/dz2", "(a2 - y)*a2*(1 - a2)/x[1]"),
        ("dL/dz2", "(a2 - y)*a2*(1 - a2) + b2"),
        ("dL/dz2", "(a2 - 1)*a2*(1 - a2)*y"),
        ("dL/dz2", "dL/da2*da2/dz2*y"),
        ("z1[1]", "W1[1,1] + W1[1,2]*x[2] + b1[1]"),
    ],
)
def test_a_formula_that_is_right_by_the_numbers_only_earns_nothing(name: str, text: str) -> None:
    """With y = 2 or b = 0.1 it is another value."""
    assert check(read(ONES), {name: text}).report.points == 0


def test_of_a_cross_entropy_the_term_that_is_left_is_right() -> None:
    """−y·ln a − (1 − y)·ln(1 − a) with y = 1 in the second term; with a factor y more it is none."""
    problem = read(ONES.replace("half_sse", "bce"))
    assert verdict(problem, "L", "-y*ln(a2)") is Verdict.RIGHT
    assert verdict(problem, "L", "-ln(a2)") is Verdict.RIGHT
    assert verdict(problem, "L", "-y*y*ln(a2)") is Verdict.WRONG


def test_a_factor_that_is_a_softmaxs_target_is_wrong_elsewhere() -> None:
    """ŷ − y for y = (0, 1): ·y₂ is a factor 1 here."""
    problem = read(
        "inputs: [0.5, -1]\nlayers:\n"
        "  - {weights: [[0.4, -0.3], [0.2, 0.6]], biases: [0.1, 0], activation: softmax}\n"
        "targets: [0, 1]\nloss: cross_entropy\n"
    )
    assert verdict(problem, "dL/dz1[2]", "a1[2] - y[2]") is Verdict.RIGHT
    assert verdict(problem, "dL/dz1[2]", "a1[2] - 1") is Verdict.RIGHT
    assert verdict(problem, "L", "-y[2]*ln(a1[2])") is Verdict.RIGHT
    assert verdict(problem, "L", "-ln(a1[2])") is Verdict.RIGHT
    assert check(problem, {"dL/dz1[2]": "(a1[2] - y[2])*y[2]", "L": "-ln(a1[2])*y[2]^2"}).report.points == 0


def test_a_bias_may_cite_a_blank_line() -> None:
    """∂L/∂b = δ₁ + δ₂ has its factors 1 put in: that the asked δ are blank costs only these."""
    assert verdict(SIGMOIDS, "dL/db1", "dL/dz1[1] + dL/dz1[2]") is Verdict.RIGHT


def test_where_that_is_not_asked_it_costs_its_own_point() -> None:
    """∂L/∂b = δ with a δ that nobody asks for works nothing; the new bias rests on a line that is there."""
    problem = read(f"{ONES}ask: [dL/db2, b2_new]\n")
    report = check(problem, {"dL/db2": "dL/dz2", "b2_new": "b2 - alpha*dL/db2"}).report
    assert {line.name: line.points for line in report.shown} == {"dL/db2[1]": 0, "b2_new[1]": 1}


# --- the name of a function's derivative --------------------------------------------------------------


@pytest.mark.parametrize("text", ["σ'(z)", "1*σ'(z)", "σ'(z) + 0", "σ'(z) + z - z", "(σ'(z) + σ'(z))/2"])
def test_the_name_of_the_slope_that_is_asked_for_is_no_work(text: str) -> None:
    """It is no answer to ask what σ′(z) is, whatever stands around it."""
    assert verdict("activation_derivatives", "dg1/dz", text) is Verdict.UNREADABLE


def test_the_slope_written_out_is() -> None:
    """σ(1 − σ) works it, with its name before it or without."""
    assert verdict("activation_derivatives", "dg1/dz", "σ(z)*(1 - σ(z))") is Verdict.RIGHT
    assert verdict("activation_derivatives", "dg1/dz", "σ'(z) = σ(z)*(1 - σ(z))") is Verdict.RIGHT


@pytest.mark.parametrize(
    "slope", ["σ'(z1[1])", "sigmoid'(z1[1])", "sigma'(z1[1])", r"\sigma^{\prime}\left(z^{(1)}_1\right)"]
)
def test_the_slope_of_the_layers_function_is_work_behind_a_derivative_that_is(slope: str) -> None:
    """As behind the sum that ∂L/∂a1 is: the function says how its slope is worked, ∂a/∂z does not."""
    back = "dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[2,1]"
    assert verdict(SIGMOIDS, "dL/dz1[1]", f"dL/da1[1]*{slope}", **{"dL/da1[1]": back}) is Verdict.RIGHT
    assert verdict(SIGMOIDS, "dL/dz1[1]", f"dL/da1[1]*{slope}") is Verdict.UNREADABLE
    only_named = "dL/da1[1]*da1[1]/dz1[1]"
    assert verdict(SIGMOIDS, "dL/dz1[1]", only_named, **{"dL/da1[1]": back}) is Verdict.UNREADABLE


@pytest.mark.parametrize("slope", ["tanh'(z1[1])", "ReLU'(z1[1])", r"\tanh'(z^{(1)}_1)", "sin′(z1[1])"])
def test_the_slope_of_another_function_is_none_of_this_layers(slope: str) -> None:
    """The hidden units are sigmoids."""
    answer = f"(dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[2,1])*{slope}"
    assert verdict(SIGMOIDS, "dL/dz1[1]", answer) in {Verdict.WRONG, Verdict.MISTAKE}


@pytest.mark.parametrize("slope", ["σ'(z1[1])", "f'(z1[1])", "ReLU'(z1[1])"])
def test_a_letter_for_any_activation_is_that_of_the_layer(slope: str) -> None:
    """No layer is a sigmoid: σ is what a book calls an activation."""
    problem = {
        "inputs": [1, 2],
        "layers": [
            {"weights": [[0.5, 0.1], [0.2, 0.3]], "activation": "relu"},
            {"weights": [[0.7, -0.9]], "activation": "linear"},
        ],
        "targets": [1],
        "loss": "half_sse",
    }
    assert verdict(problem, "dL/dz1[1]", f"dL/dz2[1]*W2[1,1]*{slope}") is Verdict.RIGHT


# --- the rule of an update ----------------------------------------------------------------------------

RULE = "W1[1,1] - alpha*dL/dW1[1,1]"


@pytest.mark.parametrize("rule", [RULE, f"{RULE} + x[1] - x[1]", "W1[1,1] + 0.5*(-dL/dW1[1,1])"])
def test_the_printed_rule_alone_is_no_work(rule: str) -> None:
    """It stands on the blank sheet, and the gradient is the work."""
    (line,) = check(SIGMOIDS, {"W1_new[1,1]": rule}).report.shown
    assert (line.verdict, line.points) == (Verdict.UNREADABLE, 0)
    assert line.judged.answer.note == (
        "`dL/dW1[1,1]` is not worked on this sheet: the rule alone, which is given, is no answer"
    )


@pytest.mark.parametrize(
    ("gradient", "points"),
    [
        ("0.000438568", 2),  # 0.00877135 · 0.05
        ("dL/dz1[1]*x[1]", 2),
        ("0.00877135", 1),  # the input left out: the rule follows
        ("0.123", 0),  # made up: the rule is printed, and nothing is worked
        ("dL/dz1[1]*dz1[1]/dW1[1,1]", 0),  # refused itself
        ("0", 0),  # not carried on
    ],
)
def test_with_its_gradient_on_the_sheet_it_earns(gradient: str, points: int) -> None:
    """Right, or wrong by a slip with a name: what follows from it is not punished again."""
    assert check(SIGMOIDS, {"dL/dW1[1,1]": gradient, "W1_new[1,1]": RULE}).report.points == points


@pytest.mark.parametrize("text", ["see above", "junk", "0e400", "1/0", "nan", "?", "-", ""])
def test_what_cannot_be_read_is_not_worked(text: str) -> None:
    """Only a number or a formula is something that a rule, or a chain, can rest on."""
    assert check(SIGMOIDS, {"dL/dW1[1,1]": text, "W1_new[1,1]": RULE}).report.points == 0
    parts = {"dL/da2[1]": text, "da2[1]/dz2[1]": text}
    assert check(SIGMOIDS, {**parts, "dL/dz2[1]": CHAIN}).report.points == 0
    symbolic = {"dy/dz": text, "dz/dx": text, "dy/dx": "dy/dz*dz/dx"}
    assert check("chain_rule_symbolic", symbolic).report.points == 0


def test_the_number_that_the_rule_gives_earns() -> None:
    """From a gradient wrong for no known reason 0.15 − 0.5·0.123 is worked; the student is told so."""
    assert check(SIGMOIDS, {"dL/dW1[1,1]": "0.123", "W1_new[1,1]": "0.0885"}).report.points == 1
    line = check(SIGMOIDS, {"dL/dW1[1,1]": "0.123", "W1_new[1,1]": RULE}).report.shown[-1]
    assert line.judged.answer.note == (
        "`dL/dW1[1,1]` is wrong on this sheet: the rule alone, which is given, is no answer; "
        "write the number that it gives"
    )


AVERAGED = read(
    ONES.replace("{name: sgd, learning_rate: 0.1}", "{name: momentum, learning_rate: 0.1, mu: 0.9}")
)


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("W1_new[1,1]", "W1[1,1] + alpha*dL/dW1[1,1]", "update_plus"),
        ("W1_new[1,1]", "W1[1,1] - dL/dW1[1,1] + x[1] - x[1]", "rate_left_out"),
        ("dL/dW1[1,1]", "dL/dz1[1]*1", "input_left_out"),
    ],
)
def test_a_wrong_one_is_told_its_mistake(name: str, text: str, key: str) -> None:
    """That helps more than to be told that it is no work."""
    (line,) = check(SIGMOIDS, {name: text}).report.shown
    assert (line.verdict, [each.key for each in line.judged.mistakes]) == (Verdict.MISTAKE, [key])


def test_a_mistake_in_names_alone_pays_each_time() -> None:
    """∂L/∂W = δ in all eight lines, with a factor 1 that makes it no bare name."""
    layers = [f"{layer}[{unit},{place}]" for layer in "12" for unit in "12" for place in "12"]
    lines = {f"dL/dW{each}": f"dL/dz{each.partition(',')[0]}]*1" for each in layers}
    right = {"z1[1]": "0.3775", "z1[2]": "0.3925"}  # 0.15·0.05 + 0.2·0.1 + 0.35 and so on
    assert check(SIGMOIDS, {**right, **lines}).report.points == len(right)


GRADIENT = "(a2 - y)*a2*(1 - a2)*a1[1]"
AVERAGE = "0.9*0 + dL/dW2[1,1]"
STEP = "W2[1,1] - alpha*v(W2[1,1])"


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        ({"v(W2[1,1])": AVERAGE, "W2_new[1,1]": STEP}, 0),
        ({"dL/dW2[1,1]": GRADIENT, "W2_new[1,1]": STEP}, 1),
        ({"dL/dW2[1,1]": GRADIENT, "v(W2[1,1])": AVERAGE, "W2_new[1,1]": STEP}, 3),
        ({"dL/dW2[1,1]": GRADIENT, "W2_new[1,1]": "W2[1,1] - alpha*dL/dW2[1,1]"}, 2),
    ],
)
def test_an_average_that_is_not_worked_is_no_work_either(lines: dict[str, str], points: int) -> None:
    """V = 0.9·0 + g and w − αv are printed; only what leads to g is not."""
    assert check(AVERAGED, lines).report.points == points
