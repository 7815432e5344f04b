"""A formula follows where it is right with the student's own formulas, or numbers, before it."""

from itertools import pairwise

import pytest
from counted import calls_under

from backprop_cli import check, load
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.expr.tree import references
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.problem_file.reader import read

RIGHT, FOLLOWS, MISTAKE, WRONG = Verdict.RIGHT, Verdict.FOLLOWS, Verdict.MISTAKE, Verdict.WRONG
UNREADABLE = Verdict.UNREADABLE

SYMBOLIC = "formulas: {z: x^4 - 2*x, y: 5*z^3 + z}\nwrt: [x]\n"
"""dy/dz = 15z² + 1, dz/dx = 4x³ − 2."""
AT_A_POINT = SYMBOLIC + "at: {x: 1.5}\n"
"""z = 5.0625 − 3 = 2.0625; dz/dx = 13.5 − 2 = 11.5."""
FOUR = "formulas: {u: 3*x^2 + 1, v: u^3, w: 2*v + u, f: w^2}\nwrt: [x]\n"
"""df/dw = 2w, df/dv = 4w, df/du = 4w·3u² + 2w, df/dx = (12w·u² + 2w)·6x."""
NETWORK = """
inputs: [1.0, 0.5]
layers:
  - {weights: [[0.1, -0.2], [0.4, 0.3]], biases: [0.1, -0.1], activation: sigmoid}
  - {weights: [[0.7, -0.4]], biases: [0.1], activation: sigmoid}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
BATCH = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [-1, 1], targets: [0]}]
layers:
  - {weights: [[0.5, -0.6]], activation: sigmoid}
loss: half_sse
"""


def marked(text: str, answers: dict[str, str]) -> SheetReport:
    return check(read(text, "net.yaml"), answers).report


def verdicts(text: str, answers: dict[str, str]) -> dict[str, Verdict]:
    found = {line.name: line.verdict for line in marked(text, answers).shown}
    return {name: found[name] for name in answers}


FOLLOWING = [
    # 1 forgotten, then the chain rule with 15z²
    (SYMBOLIC, {"dy/dz": "15z^2", "dy/dx": "15z^2*(4x^3 - 2)"}),
    (SYMBOLIC, {"dy/dz": "15z^2", "dy/dx": "60z^2*x^3 - 30z^2"}),
    (SYMBOLIC, {"dy/dz": "15z^2", "dy/dx": "15*(x^4 - 2x)^2*(4x^3 - 2)"}),
    (SYMBOLIC, {"dz/dx": "4x^3 + 2", "dy/dx": "(15z^2 + 1)*(4x^3 + 2)"}),
    (SYMBOLIC, {"dz/dx": "6", "dy/dx": "6*(15z^2 + 1)"}),
    # half of it: 2w·3u² + w, then (6w·u² + w)·6x
    (FOUR, {"df/dw": "w", "df/dv": "2w", "df/du": "6w*u^2 + w", "df/dx": "(6w*u^2 + w)*6x"}),
    # dw/dv = 2 lost on the way: 2w·3u² + 2w
    (FOUR, {"df/dv": "2w", "df/du": "2w*3u^2 + 2w", "df/dx": "(6w*u^2 + 2w)*6x"}),
    # a′ = a(1 − a) left out
    (NETWORK, {"dL/dz2[1]": "a2[1] - y[1]", "dL/dW2[1,1]": "(a2[1] - y[1])*a1[1]"}),
    (
        NETWORK,
        {
            "dL/dz2[1]": "a2[1] - y[1]",
            "dL/dz1[1]": "(a2[1] - y[1])*W2[1,1]*a1[1]*(1 - a1[1])",
            "dL/dW1[1,2]": "(a2[1] - y[1])*W2[1,1]*a1[1]*(1 - a1[1])*x[2]",
            "W1_new[1,2]": "W1[1,2] - alpha*(a2[1] - y[1])*W2[1,1]*a1[1]*(1 - a1[1])*x[2]",
        },
    ),
    # the slope taken as 1
    (NETWORK, {"da2[1]/dz2[1]": "1", "dL/dz2[1]": "a2[1] - y[1]", "dL/dW2[1,1]": "(a2[1] - y[1])*a1[1]"}),
    # z in the place of a, forward
    (NETWORK, {"a1[1]": "z1[1]", "z2[1]": "W2[1,1]*z1[1] + W2[1,2]*a1[2] + b2[1]"}),
    # the target as the number it is
    (NETWORK, {"dL/dz2[1]": "a2[1] - 1", "dL/dW2[1,1]": "(a2[1] - 1)*a1[1]"}),
    # 1 − a left out of the slope for sample 1, in the batch's own δ: with its half
    (
        BATCH,
        {
            "dL/dz1[1]@1": "1/2*(a1[1]@1 - y[1]@1)*a1[1]@1",
            "dL/dW1[1,1]": "1/2*((a1[1]@1 - y[1]@1)*a1[1]@1*x[1]@1"
            " + (a1[1]@2 - y[1]@2)*a1[1]@2*(1 - a1[1]@2)*x[1]@2)",
        },
    ),
]


@pytest.mark.parametrize(("text", "answers"), FOLLOWING)
def test_what_is_worked_from_a_formula_that_is_off_follows(text: str, answers: dict[str, str]) -> None:
    """One slip costs one line, though all that rests on it is written out."""
    report = marked(text, answers)
    first, *others = [line.verdict for line in report.shown if line.judged.answer.text]
    assert first in {MISTAKE, WRONG}
    assert others == [FOLLOWS] * (len(answers) - 1)


def test_a_formula_follows_from_one_that_follows_by_its_name() -> None:
    """dL/dz1 = dL/dz2·w·a(1 − a) by name is right; written out from there, w ← w − α·∂L/∂w follows."""
    found = verdicts(
        NETWORK,
        {
            "dL/dz2[1]": "a2[1] - y[1]",
            "dL/dz1[1]": "dL/dz2[1]*W2[1,1]*a1[1]*(1 - a1[1])",
            "dL/dW1[1,1]": "(a2[1] - y[1])*W2[1,1]*a1[1]*(1 - a1[1])*x[1]",
        },
    )
    assert list(found.values()) == [MISTAKE, RIGHT, FOLLOWS]


@pytest.mark.parametrize(
    ("answers"),
    [
        # 15·2.0625² = 63.809, and 63.809·11.5 = 733.80
        {"dy/dz": "63.809", "dy/dx": "15z^2*(4x^3 - 2)"},
        {"dy/dz": "63.809", "dy/dx": "63.809*(4x^3 - 2)"},
        {"dy/dz": "15z^2", "dy/dx": "63.809*(4x^3 - 2)"},
        {"dy/dz": "15z^2", "dy/dx": "733.80"},
    ],
)
def test_numbers_and_formulas_follow_from_each_other(answers: dict[str, str]) -> None:
    """Whichever of the two lines has the number."""
    assert list(verdicts(AT_A_POINT, answers).values()) == [WRONG, FOLLOWS]


NOT_FOLLOWING = [
    "24z^2*(4x^3 - 2)",  # another slip than before
    "15z^2*(4x^3 + 2)",
    "15z^2",
    "15z^2 + (4x^3 - 2)",
    "15x^2*(4x^3 - 2)",
    "x",
    "0",
    "1",
    "dy/dz",
    "15z^2*(4x^3 - 2) + 1e-5*x",
]


@pytest.mark.parametrize("text", [SYMBOLIC, AT_A_POINT])
@pytest.mark.parametrize("formula", NOT_FOLLOWING)
def test_a_first_slip_lets_nothing_else_follow(formula: str, text: str) -> None:
    """After 15z² for 15z² + 1 only 15z²·(4x³ − 2), however written, is the chain rule."""
    assert marked(text, {"dy/dz": "15z^2", "dy/dx": formula}).points == 0


def test_what_only_names_does_not_follow() -> None:
    """dz/dx is nowhere worked; the formulas that follow hold to the rules of those that are right."""
    for padded in ("dy/dz*dz/dx + x - x", "15z^2*dz/dx*x/x - 15z^2*dz/dx + dy/dz*dz/dx"):
        found = verdicts(SYMBOLIC, {"dy/dz": "15z^2", "dy/dx": padded})
        assert found["dy/dx"] is UNREADABLE


@pytest.mark.parametrize("problem", ["batch_of_four", "recurrent_three_steps", "convolution_and_pooling"])
def test_lines_that_only_name_the_line_before_follow_from_nothing(problem: str) -> None:
    """Where all are wrong and alike, each one is what the others make of it, and none was worked."""
    names = [line.name for line in check(problem, {}).report.shown]
    report = check(problem, {name: before for before, name in pairwise(names)}).report
    assert {line.name for line in report.shown if line.verdict is FOLLOWS} == set()


@pytest.mark.parametrize("zero", ["0", "z - z", "0*z", "sin(z)^2 + cos(z)^2 - 1"])
@pytest.mark.parametrize("text", [SYMBOLIC, AT_A_POINT])
def test_from_a_0_nothing_follows(zero: str, text: str) -> None:
    """It would make everything after it 0; nor is its line worked, for those that name it."""
    assert marked(text, {"dy/dz": zero, "dy/dx": "0"}).points == 0
    assert marked(text, {"dy/dz": zero, "dy/dx": f"({zero})*(4x^3 - 2)"}).points == 0
    named = {"dy/dz": zero, "dz/dx": "4x^3 - 2", "dy/dx": "dy/dz*dz/dx"}
    assert verdicts(text, named)["dy/dx"] is UNREADABLE


def test_formulas_that_cancel_make_no_0_that_follows() -> None:
    """df/dv = −df/dw/(3u²) would make df/du = df/dv·3u² + df/dw 0, and df/dx with it."""
    found = verdicts(FOUR, {"df/dw": "2w", "df/dv": "-2w/(3u^2)", "df/du": "0", "df/dx": "0"})
    assert list(found.values()) == [RIGHT, WRONG, WRONG, WRONG]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (FOUR, {"df/dw": "1", "df/dv": "2"}),
        (FOUR, {"df/dw": "1 + w - w", "df/dv": "2"}),
        (FOUR, {"df/dw": "7 + x - x", "df/dv": "14 + x - x"}),
        (NETWORK, {"dL/dz2[1]": "1", "dL/dW2[1,1]": "a1[1]"}),
        (NETWORK, {"dL/dz2[1]": "x[1]/x[1]", "dL/dW2[1,1]": "a1[1]"}),
        (NETWORK, {"dL/dz2[1]": "-1", "dL/dW2[1,1]": "-a1[1]"}),
    ],
)
def test_from_a_constant_no_number_and_no_name_follows(text: str, answers: dict[str, str]) -> None:
    """After 1 for δ the rule δ·a leaves only a name, which costs no work."""
    assert marked(text, answers).points == 0


def test_a_rule_from_a_gradient_made_up_does_not_follow() -> None:
    """Any gradient would do for the rule of the optimiser, which is given."""
    made_up = {"dL/dW2[1,1]": "x[1]", "W2_new[1,1]": "W2[1,1] - alpha*x[1]"}
    assert marked(NETWORK, made_up).points == 0


def test_a_known_mistake_is_named_that_is_made_from_a_known_mistake() -> None:
    """After w for 2w: w·2·3u², the other path left out."""
    report = marked(FOUR, {"df/dw": "w", "df/dv": "2w", "df/du": "6w*u^2"})
    assert report.shown[-1].judged.mistakes[0].key == "one_path"


def test_from_what_is_made_up_no_mistake_is_named() -> None:
    """So a sheet of one and the same thing does not become a habit, which costs once."""
    names = ("dL/dz2[1]", "dL/dW2[1,1]", "dL/dW2[1,2]", "dL/dz1[1]", "dL/dW1[1,1]", "dL/dW1[1,2]")
    found = verdicts(NETWORK, dict.fromkeys(names, "x[1] + x[2]"))
    assert set(found.values()) == {WRONG}


def test_where_numbers_are_asked_a_formula_that_follows_lacks_one() -> None:
    """As one that is right does."""
    text = AT_A_POINT + "marking: {formulas: numbers}\n"
    found = verdicts(text, {"dy/dz": "15z^2", "dy/dx": "15z^2*(4x^3 - 2)"})
    assert list(found.values()) == [WRONG, Verdict.TOO_FEW_DIGITS]


def test_a_formula_that_uses_its_own_quantity_leads_nowhere() -> None:
    """It has no value at any point."""
    found = verdicts(SYMBOLIC, {"dy/dz": "dy/dz + 1", "dy/dx": "(dy/dz + 1)*(4x^3 - 2)"})
    assert list(found.values()) == [WRONG, WRONG]


PAGES = ["chain_rule_symbolic", "two_layer_sigmoid", "softmax_cross_entropy", "l2_penalty", "batch_of_four"]


def test_a_formula_that_is_0_with_these_numbers_alone_is_carried_on() -> None:
    """Without the bias z is 0.1·1 − 0.2·0.5 = 0, and σ(0) = 0.5; that is work, and 0·x is none."""
    without_bias = {"z1[1]": "W1[1,1]*x[1] + W1[1,2]*x[2]"}
    for a in ("sigmoid(W1[1,1]*x[1] + W1[1,2]*x[2])", "0.50"):
        assert verdicts(NETWORK, {**without_bias, "a1[1]": a}) == {"z1[1]": MISTAKE, "a1[1]": FOLLOWS}
    nothing = verdicts(NETWORK, {"z1[1]": "0*x[1]", "a1[1]": "sigmoid(0*x[1])"})
    assert nothing == {"z1[1]": WRONG, "a1[1]": WRONG}


@pytest.mark.parametrize("name", PAGES)
def test_the_lines_of_the_page_are_right_as_formulas(name: str) -> None:
    """Each in the first and in the last of the ways that the page has."""
    scheme = Scheme(derive(load(name)))
    lines = [each for each in scheme.order if each not in references(scheme.routes(each)[0])]
    for place in (0, -1):
        sheet = [Answer(each, "f", formula=scheme.routes(each)[place]) for each in lines]
        assert {line.verdict for line in Judge(scheme).marked(sheet)} == {RIGHT}


def test_the_work_is_bounded() -> None:
    """A sheet of wrong formulas, each tried in every way from the wrong ones before it."""
    scheme = Scheme(derive(load("two_layer_sigmoid")))
    names = [name for name in scheme.order if name.startswith("dL/d")]
    answers = {name: f"(a2[1] - y[1])*x[1]^{place}" for place, name in enumerate(names)}
    with calls_under(1_000_000):
        report = check("two_layer_sigmoid", answers).report
    assert report.points == 0
