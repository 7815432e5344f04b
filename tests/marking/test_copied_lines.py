"""A student may copy what the worked page writes: it is read back, and right."""

import pytest

from backprop_cli import check, derive, load
from backprop_cli.derivation.sides import Form
from backprop_cli.expr.tree import Expr, Prime, Slope
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.notation.unicode import Unicode
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.layout import Layout
from backprop_cli.worksheet.solution import compose


def _is_itself(expr: Expr) -> bool:
    """ReLU′(z) says no more than the line's name."""
    return isinstance(expr, Prime) or (isinstance(expr, Slope) and isinstance(expr.shown, Prime))


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
        (step.name, pen.inline(side.expr))
        for step in derivation.steps
        for side in step.sides
        if side.form is not Form.NUMBERS and not _is_itself(side.expr)
    ]
    assert len(copied) > 5
    verdicts = {(line, text): check(problem, {line: text}).report.shown[0].verdict for line, text in copied}
    assert {pair for pair, verdict in verdicts.items() if verdict is not Verdict.RIGHT} == set()
