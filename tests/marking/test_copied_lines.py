"""A student may copy what the worked page writes: it is read back, and right."""

from math import exp

import pytest

from backprop_cli import check, derive, load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Expr, Prime, Slope, references
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem_file.reader import read
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.layout import Layout
from backprop_cli.worksheet.solution import compose


def _is_itself(expr: Expr) -> bool:
    """ReLU′(z) says no more than the line's name."""
    return isinstance(expr, Prime) or (isinstance(expr, Slope) and isinstance(expr.shown, Prime))


def _is_chain(expr: Expr) -> bool:
    """∂L/∂a · ∂a/∂z says which rule it is, and works none of its factors."""
    return all(name.startswith("d") and "/d" in name for name in references(expr))


@pytest.mark.parametrize(
    ("name", "line", "text"),
    [
        ("two_layer_relu_sigmoid", "dL/dz2[1]", "dL/da2[1]*da2[1]/dz2[1]"),
        ("two_layer_relu_sigmoid", "dL/dW2[1,1]", "dL/dz2[1]*dz2[1]/dW2[1,1]"),
        ("two_layer_relu_sigmoid", "dL/db2", "dL/dz2[1]*dz2[1]/db2 + dL/dz2[2]*dz2[2]/db2"),
        ("chain_rule_symbolic", "dy/dx", "dy/dz*dz/dx"),
        ("activation_derivatives", "dg1/dz", "σ'(z)"),
        ("activation_derivatives", "dg3/dz", "ReLU′(z)"),
    ],
)
def test_names_of_derivatives_alone_are_no_work(name: str, line: str, text: str) -> None:
    """Anybody can write the chain rule's names in every line; what is worked on the sheet may be cited."""
    (told,) = check(name, {line: text}).report.shown
    assert (told.verdict, told.points) == (Verdict.UNREADABLE, 0)
    assert "only names a derivative: write its " in told.judged.answer.note


BIASES = """
inputs: [0.5, -1]
layers:
  - {weights: [[0.2, 0.4], [-0.3, 0.1]], biases: [0.1, 0.05], activation: sigmoid}
  - {weights: [[0.6, -0.5]], biases: [0.2], activation: sigmoid}
targets: [1]
loss: half_sse
ask: ["dL/db1[1]"]
"""


def _by_hand() -> float:
    """∂L/∂b1[1] of that network."""
    hidden = [1 / (1 + exp(-z)) for z in (0.2 * 0.5 - 0.4 + 0.1, -0.3 * 0.5 - 0.1 + 0.05)]
    output = 1 / (1 + exp(-(0.6 * hidden[0] - 0.5 * hidden[1] + 0.2)))
    return (output - 1) * output * (1 - output) * 0.6 * hidden[0] * (1 - hidden[0])


NUMBER = f"{_by_hand():.5f}"
FULL = "W2[1,1]*dL/dz2[1]*a1[1]*(1 - a1[1])"


@pytest.mark.parametrize(
    "answer",
    [NUMBER, f"dL/dz1[1] = {NUMBER}", f"delta1[1] = {NUMBER}", f"{NUMBER} = dL/dz1[1]",
     f"dL/dz1[1]*1 = {NUMBER}", FULL, f"delta1[1] = {FULL}", f"{FULL} = dL/dz1[1]", f"{FULL} = {NUMBER}",
     "dL/dz1[1] = 0.6*-0.108132*0.450166*(1 - 0.450166)"],
)  # fmt: skip
def test_a_bias_derivative_with_its_number_or_its_formula(answer: str) -> None:
    """Where only ∂L/∂b is asked, ∂L/∂z may stand beside what it comes to."""
    (told,) = check(read(BIASES, ""), {"dL/db1[1]": answer}).report.shown
    assert (told.verdict, told.points) == (Verdict.RIGHT, 1)


@pytest.mark.parametrize(
    "answer", ["dL/dz1[1]", "delta1[1]", "dL/dz1[1]*dz1[1]/db1[1]", "delta1[1] = dL/dz1[1]"]
)
def test_a_bias_derivative_by_a_name_alone(answer: str) -> None:
    """∂L/∂z that stands nowhere is no answer, and what to write instead is said; another number is wrong."""
    (told,) = check(read(BIASES, ""), {"dL/db1[1]": answer}).report.shown
    assert (told.verdict, told.points) == (Verdict.UNREADABLE, 0)
    assert "write its number or its formula" in told.judged.answer.note
    (wrong,) = check(read(BIASES, ""), {"dL/db1[1]": f"dL/dz1[1] = 2*{NUMBER}"}).report.shown
    assert wrong.points == 0


@pytest.mark.parametrize(
    "answer", ["a1[1]*delta1[1] = dL/dz1[1]", "0.1 + 0.2 = dL/dz1[1]", "hm = dL/dz1[1]", "hm = 0.1*x[1]"]
)
def test_what_an_equation_works_is_what_counts(answer: str) -> None:
    """A name beside a wrong formula does not mend it; a side that nobody can read spoils the line."""
    (told,) = check(read(BIASES, ""), {"dL/db1[1]": answer}).report.shown
    assert told.points == 0


def test_a_derivative_that_stands_on_the_sheet_may_be_cited() -> None:
    """Here ∂z/∂x is a line by itself."""
    lines = {"dz/dx": "5*x^4", "dy/dz": "24*z^2 + 2*z", "dy/dx": "dy/dz*dz/dx"}
    report = check("chain_rule_symbolic", lines).report
    assert {line.name: line.verdict for line in report.shown} == dict.fromkeys(lines, Verdict.RIGHT)


@pytest.mark.parametrize(
    "name", ["two_layer_relu_sigmoid", "batch_of_four", "softmax_cross_entropy", "chain_rule_symbolic"]
)
def test_every_formula_of_a_worked_page_may_be_copied(name: str) -> None:
    """Each side in symbols, as the page prints it, is an answer to its line, and right."""
    problem = load(name)
    derivation = derive(problem)
    document = compose(problem, derivation, Layout(everything=True))
    pen = writer(document, document.sections[0].scope, Unicode)
    copied = [
        (step, pen.inline(side.expr))
        for step in derivation.steps
        for side in step.sides
        if side.form is not Form.NUMBERS and not _is_itself(side.expr) and not _is_chain(side.expr)
    ]
    assert len(copied) > 5
    verdicts = {}
    for step, text in copied:
        report = check(problem, {**_gradients(step, derivation), step.name: text}).report
        verdicts[step.name, text] = next(line.verdict for line in report.shown if line.name == step.name)
    assert {pair for pair, verdict in verdicts.items() if verdict is not Verdict.RIGHT} == set()


def _gradients(step: Step, derivation: Derivation) -> dict[str, str]:
    """What an update's rule names and the sheet must have: the rule alone is no work."""
    if step.rule is not Rule.UPDATE:
        return {}
    return {name: repr(derivation.values[name]) for name in step.uses if name in derivation.by_name}
