"""Formulas, names and networks of any kind: worked and proved, or refused in a sentence."""

import string
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from portable_markdown import katex_errors

from backprop_cli.api.solutions import solve
from backprop_cli.errors import BackpropError, WitnessError
from backprop_cli.export.json import Json
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import references
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
SOME, MANY = settings(ANY, max_examples=400), settings(ANY, max_examples=30_000)
FEW, PROVED = settings(ANY, max_examples=60), settings(ANY, max_examples=5_000)

NUMBERS = st.sampled_from(
    ["0", "1", "2", "3", "0.5", "-1", "1e-3", "100", "0e320", "1e-300", "1e300", "1e308", "7.25", "1/3", "-0"]
)
NAMES = st.sampled_from(
    ["x", "y1", "w_2", "W", "L", "z", "log", "lambda", "In1_1", "y_hat", "h_t", "α", "e1", "I", "E", "S", "N"]
)
WORDS = st.text(st.sampled_from(string.ascii_letters + "αλ019_"), min_size=1, max_size=6)


def combined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One more level of a formula."""
    calls = [
        st.tuples(*[part] * len(row.arguments)).map(lambda args, name=row.name: f"{name}({', '.join(args)})")
        for row in FUNCTIONS.values()
    ]
    return st.one_of(
        st.tuples(part, st.sampled_from("+-*/^"), part).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
        st.tuples(part, st.sampled_from(["^2", "^3", "^0.5", "^-1", "^100", "^(1/3)"])).map(
            "({0[0]}){0[1]}".format
        ),
        part.map("-({})".format),
        st.one_of(calls),
    )


PLAIN = NUMBERS.filter(lambda text: "/" not in text)
FORMULAS = st.recursive(NAMES | PLAIN, combined, max_leaves=6)
NOISE = st.text(st.sampled_from("xyz01.5e+-*/^(),√·²₁ _[]@#'\"αexp ln"), max_size=20)


@st.composite
def problems(draw: st.DrawFn) -> str:
    """A file of one to three formulas, with numbers for the names in it, or without."""
    names = draw(st.lists(NAMES | WORDS, min_size=1, max_size=3, unique=True))
    formulas = [draw(FORMULAS) for _ in names]
    free = dict.fromkeys(name for formula in formulas for name in _names(formula) if name not in names)
    lines = [f'  {name}: "{formula}"\n' for name, formula in zip(names, formulas, strict=True)]
    at = [f"  {name}: {draw(NUMBERS)}\n" for name in free] if draw(st.booleans()) else []
    return "formulas:\n" + "".join(lines) + ("at:\n" + "".join(at) if at else "")


def _names(formula: str) -> list[str]:
    try:
        return list(references(parse(formula)))
    except BackpropError:
        return []


ACTIVATIONS = st.sampled_from(
    [
        "linear",
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "elu",
        "softplus",
        "silu",
        "gelu",
        "softmax",
        "identity",
    ]
) | FORMULAS.map(lambda text: text.replace("x", "z"))
LOSSES = st.sampled_from(
    ["mse", "half_sse", "rmse", "mae", "bce", "cross_entropy", "(y - yhat)^4", "abs(yhat)"]
)


MODERATE = st.sampled_from(["0", "1", "-1", "0.5", "-0.3", "2", "1/3", "-0", "0.05"])


@st.composite
def networks(draw: st.DrawFn, numbers: st.SearchStrategy[str] = NUMBERS) -> str:
    """A file of a small network, its numbers at the edges of what a float holds."""
    widths = draw(st.lists(st.integers(1, 2), min_size=2, max_size=4))
    layers = [
        {
            "weights": [[draw(numbers) for _ in range(before)] for _ in range(after)],
            "activation": draw(ACTIVATIONS),
        }
        for before, after in pairwise(widths)
    ]
    text = "layers:\n" + "".join(
        f"  - weights: [{', '.join('[' + ', '.join(row) + ']' for row in layer['weights'])}]\n"
        f'    activation: "{layer["activation"]}"\n'
        for layer in layers
    )
    inputs, targets = ([draw(numbers) for _ in range(count)] for count in (widths[0], widths[-1]))
    return (
        f'{text}inputs: [{", ".join(inputs)}]\ntargets: [{", ".join(targets)}]\nloss: "{draw(LOSSES)}"\n'
        "optimizer: {name: sgd, learning_rate: 0.1}\n"
    )


def told(error: BackpropError) -> None:
    """A failure says something."""
    assert str(error)


def problem_of(text: str) -> Problem | None:
    """The problem, or None where the file is refused with its faults."""
    try:
        return read(text, "file.yaml")
    except BackpropError as error:
        return told(error)


def worked(text: str, *, verify: bool) -> None:
    """Solves and writes a file in every format; a failure is of the family, and none a fault of ours."""
    problem = problem_of(text)
    for style in ("delta", "paths") if problem else ():
        try:
            document = solve(problem, Layout(style=style), verify=verify).document
            pages = [renderer().render(document) for renderer in (Terminal, Markdown, Json)]
        except WitnessError:
            raise
        except BackpropError as error:
            told(error)
        else:
            assert all(pages)


@SOME
@given(problems())
def test_any_formulas_are_worked_or_refused(text: str) -> None:
    """Whatever formulas a file has, its pages are written or it is refused in words."""
    worked(text, verify=False)


@FEW
@given(problems())
def test_any_formulas_are_proved_or_refused(text: str) -> None:
    """What is worked is proved as well: the witnesses never object."""
    worked(text, verify=True)


@SOME
@given(networks())
def test_any_network_is_worked_or_refused(text: str) -> None:
    """The same for networks."""
    worked(text, verify=False)


SMALL_KINK = """
inputs: [0, 1]
targets: [0, 1]
layers:
  - {weights: [[0, -0.3]], activation: linear}
  - {weights: [[1/3]], activation: leaky_relu}
  - {weights: [[0], [0]], activation: relu}
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""
"""A ReLU at 0 whose slope to one side is 0.001."""


@FEW
@given(networks(MODERATE))
@example(SMALL_KINK)
def test_any_network_is_proved_or_refused(text: str) -> None:
    """The same for their proofs."""
    worked(text, verify=True)


@settings(ANY, max_examples=1_500)
@given(NOISE)
def test_any_text_is_a_formula_or_refused_at_its_place(text: str) -> None:
    """What is no formula is refused at a place within the text."""
    for derivatives in (False, True):
        try:
            parse(text, derivatives=derivatives, defined=True)
        except BackpropError as error:
            place = getattr(error, "start", 0)
        else:
            place = 0
        assert 0 <= place <= len(text)


@settings(ANY, max_examples=80)
@given(WORDS, WORDS)
def test_a_page_of_any_names_is_taken_by_katex(name: str, other: str) -> None:
    """Whatever names a file gives, KaTeX takes the page."""
    problem = problem_of(f"formulas: {{{name}: {other}^2}}\nat: {{{other}: 2}}\n")
    if problem is not None:
        assert katex_errors(Markdown().render(solve(problem, Layout(), verify=False).document)) == []


@pytest.mark.slow
@MANY
@given(problems())
def test_tens_of_thousands_of_formulas(text: str) -> None:
    """The same for many more formulas."""
    worked(text, verify=False)


@pytest.mark.slow
@MANY
@given(networks())
def test_tens_of_thousands_of_networks(text: str) -> None:
    """The same for many more networks."""
    worked(text, verify=False)


@pytest.mark.slow
@settings(ANY, max_examples=30_000)
@given(NOISE)
def test_tens_of_thousands_of_texts(text: str) -> None:
    """The same for many more texts."""
    test_any_text_is_a_formula_or_refused_at_its_place.hypothesis.inner_test(text)


@pytest.mark.slow
@PROVED
@given(problems())
def test_thousands_of_proofs_of_formulas(text: str) -> None:
    """The same for many more proofs."""
    worked(text, verify=True)


@pytest.mark.slow
@PROVED
@given(networks(MODERATE))
def test_thousands_of_proofs_of_networks(text: str) -> None:
    """The same for many more proofs of networks."""
    worked(text, verify=True)
