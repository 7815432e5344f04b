"""π is a number in every formula: of an activation, a loss, a rule of update, in every style and format."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import blank, check, derive, solution
from backprop_cli.formats import FORMATS, Subject
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]

NETWORK = """\
inputs: [0.5, -0.3]
layers:
  - {{weights: [[0.2, 0.4], [-0.3, 0.6]], biases: [0.1, 0.2], activation: "{activation}"}}
  - {{weights: [[0.5, -0.4]], biases: [0.3], activation: linear}}
targets: [1]
loss: "{loss}"
optimizer: {optimizer}
"""
PLAIN = {"activation": "tanh", "loss": "half_sse", "optimizer": "{name: sgd, learning_rate: 0.1}"}
COSINE = '{learning_rate: 0.1, update: {rate: "alpha*(1 + cos(pi*t/10))/2", w: w - rate*g}}'
PROBLEMS = {
    "activation": NETWORK.format(**{**PLAIN, "activation": "sin(pi*z)"}),
    "loss": NETWORK.format(**{**PLAIN, "loss": "(y - yhat)^2/2 + ln(2*pi)/2"}),
    "update": NETWORK.format(**{**PLAIN, "optimizer": COSINE}),
    "penalty": NETWORK.format(**PLAIN) + 'penalty: {name: "w^2/pi", rate: 0.05}\n',
    "by itself": 'formulas: {c: pi, a: w*c, L: "sin(pi*a) + max(pi, a)"}\nat: {w: 0.5}\nwrt: [w]\n',
}


def by_numpy(curve: Callable[[Array], Array], slope: Callable[[Array], Array]) -> tuple[float, Array]:
    """Half the squared error and ∂L/∂W1, as a course writes them."""
    first, second = np.array([[0.2, 0.4], [-0.3, 0.6]]), np.array([0.5, -0.4])
    x = np.array([0.5, -0.3])
    z = first @ x + np.array([0.1, 0.2])
    error = float(second @ curve(z) + 0.3 - 1)
    return error**2 / 2, np.outer(error * second * slope(z), x)


def test_pi_is_worked_with() -> None:
    """The slope of sin πz is π·cos πz; ln(2π)/2 adds to the loss; (1 + cos(π/10))/2 slows the first step."""
    loss, gradient = by_numpy(lambda z: np.sin(np.pi * z), lambda z: np.pi * np.cos(np.pi * z))
    values = derive(read(PROBLEMS["activation"])).values
    assert values["L"] == pytest.approx(loss)
    assert values["dL/dW1[2,1]"] == pytest.approx(gradient[1, 0])
    loss, gradient = by_numpy(np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    assert derive(read(PROBLEMS["loss"])).values["L"] == pytest.approx(loss + math.log(2 * math.pi) / 2)
    stepped = 0.2 - 0.1 * (1 + math.cos(math.pi / 10)) / 2 * gradient[0, 0]
    assert derive(read(PROBLEMS["update"])).values["W1_new[1,1]"] == pytest.approx(stepped)


STYLES = ("delta", "paths", "matrix", "gates")
SOLVED = [each.name for each in FORMATS if Subject.SOLUTION in each.subjects]
BLANKS = [each.name for each in FORMATS if Subject.BLANK in each.subjects]


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_page_can_be_written(kind: str) -> None:
    """Each style in each format, proved, and the blank sheet."""
    problem = read(PROBLEMS[kind])
    for style in STYLES if kind != "by itself" else ("delta", "paths", "gates"):
        page = solution(problem, style=style, everything=True, verify=style == "delta")
        for name in SOLVED if style == "delta" else ("terminal", "html"):
            assert page.render(name)
    for name in BLANKS:
        assert blank(problem, everything=True).render(name)


@pytest.mark.parametrize("kind", PROBLEMS)
def test_every_line_can_be_marked(kind: str) -> None:
    """True values are right; with every number doubled none is, and each has its hint and reasons."""
    problem = read(PROBLEMS[kind])
    values = derive(problem).values
    names = [name for name in derive(problem).order if values.get(name)]
    right = check(problem, {name: f"{values[name]:.6g}" for name in names}, everything=True)
    assert {line.verdict.name for line in right.report.shown if line.name in names} == {"RIGHT"}
    doubled = check(problem, {name: f"{-2 * values[name]:.6g}" for name in names}, everything=True, why=names)
    assert doubled.grounds().render("terminal")
    assert all(doubled.hint(level).render("terminal") for level in (1, 2, 3, 4))


def test_no_cancelling_is_told_where_a_maximum_is_pi() -> None:
    """max(z, π) is π, so its slope is 0 at once: nothing comes back on several ways."""
    page = solution(read(NETWORK.format(**{**PLAIN, "activation": "max(z, pi)"}))).render("markdown")
    assert "cancels" not in page


def test_pi_that_is_taken_off_is_no_wire() -> None:
    """In style gates s − π has one input, as s − 3 has."""
    problem = 'formulas: {L: "(w*x - %s)^2"}\nat: {x: 0.5, w: 1}\nwrt: [w]\n'
    pages = [solution(read(problem % each), style="gates").render("markdown") for each in ("pi", "3")]
    assert ["Minus" in page for page in pages] == [False, False]
