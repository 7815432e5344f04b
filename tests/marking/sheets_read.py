"""What tests of sheets share: a text read as a sheet of a problem, its numbers, problems derived once."""

from functools import cache

from two_two_two import NETWORK

from backprop_cli import load
from backprop_cli.api.sheets import Exercise, Rules
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.formula import read_formula
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.symbols import AS_USUAL

TWO_STEPS = """\
inputs: [0.7, 1.2]
targets: [1]
layers: [{weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}]
loss: bce
optimizer: {name: sgd, learning_rate: 0.1}
training: {steps: 2}
"""
"""One unit, trained for two steps."""
SAMPLES = """\
samples:
  - {inputs: [1, 2], targets: [1, 0]}
  - {inputs: [0.5, -1], targets: [0, 1]}
layers: [{weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.1, 0.2], activation: softmax}]
loss: cross_entropy
"""
"""A batch of two in a layer with softmax."""


@cache
def exercise(problem: str, notation: str | None = None) -> Exercise:
    """A bundled problem by its name, or a problem's text, ready to mark: derived once for many sheets."""
    known = read(problem, "net.yaml") if ":" in problem else load(problem)
    return Exercise(known, Rules(notation=notation))


@cache
def derivation(problem: str = NETWORK) -> Derivation:
    """The solution of a problem's text."""
    return derive_problem(read(problem, "net.yaml"))


@cache
def reader(problem: str = NETWORK) -> Reader:
    """Reads the sheets of a problem's text, in its notation."""
    found = read(problem, "net.yaml")
    lettering = found.lettering if isinstance(found, Network) else AS_USUAL
    return Reader(Lookup(derivation(problem), lettering=lettering))


def read_sheet(text: str, source: str, truth: Derivation) -> AnswerSheet:
    """A text as a sheet of a solution, with its names as they are by default."""
    return Reader(Lookup(truth)).sheet(text, source)


def sheet(text: str, source: str = "ada.yaml", problem: str = NETWORK) -> AnswerSheet:
    """A text as the sheet that a file called `source` holds."""
    return reader(problem).sheet(text, source)


def value_of(text: str, lookup: Lookup) -> float:
    """The value of an answer that is a number or a formula; it must be readable."""
    formula = read_formula(text, lookup)
    assert formula.reason == "", text
    if formula.number is not None:
        return formula.number.value
    assert formula.expr is not None
    return evaluate(formula.expr, lookup.derivation.values)


def numbers_in(found: AnswerSheet) -> dict[str, float | None]:
    """The number of every answer by its name; None where it is no number."""
    return {each.name: each.number.value if each.number else None for each in found.answers}
