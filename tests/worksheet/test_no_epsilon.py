"""An ε of 0 is none: no page adds 0 under a root, or says that 0 keeps a divisor from 0."""

import numpy as np
import pytest

from backprop_cli import load, solution
from backprop_cli.api.solutions import solve
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

NORMALISED = """
samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [0]}, {inputs: [3], targets: [2]}]
layers: [{weights: [[1]], normalize: {gamma: [2], beta: [1], epsilon: 0}, activation: linear}]
loss: half_sse
"""
STEPPED = """
inputs: [1, 2]
layers: [{weights: [[0.5, -0.5]], biases: 1, activation: linear}]
targets: [1]
loss: half_sse
optimizer: {name: RULE, learning_rate: 0.1, epsilon: 0}
"""
RULES = ("adagrad", "rmsprop", "adam", "adamw", "adam, epsilon_inside: true")


def page(problem: Problem, style: str = "delta") -> str:
    layout = Layout(style=style, notation="layers")
    return " ".join(solve(problem, layout, verify=False).render().replace("│", " ").split())


@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_a_normalisation_without_epsilon_has_none_on_its_page(style: str) -> None:
    """The rule is u = γ·(z − μ)/√var + β."""
    text = page(read(NORMALISED), style)
    assert "u = γ·(z − μ)/√var + β; the variance is divided by n" in text
    assert not [each for each in ("ε", "+ 0)", "divided by 0") if each in text]
    assert "so that nothing is divided by 0" in page(load("batch_normalisation"), style)


def test_its_numbers_are_those_without_epsilon() -> None:
    """Of 1, 2, 3: mean 2, variance ⅔, so ẑ = −√1.5, 0, √1.5; ∂L/∂γ is the mean of (u − y)·ẑ."""
    values = derive_problem(read(NORMALISED)).values
    normal = np.array([-1, 0, 1]) * np.sqrt(1.5)
    error = 2 * normal + 1 - [1, 0, 2]
    assert [values[f"zhat1[1]@{s}"] for s in (1, 2, 3)] == pytest.approx(normal.tolist(), abs=1e-12)
    assert values["dL/dgamma1[1]"] == pytest.approx(float(np.mean(error * normal)))


def test_a_script_names_no_function_that_refuses_its_epsilon() -> None:
    """PyTorch's batch_norm raises `eps must be positive` for 0."""
    own, usual = (solution(each).render("pytorch") for each in (read(NORMALISED), "batch_normalisation"))
    assert "torch.sqrt(var1)" in own
    assert "batch_norm(" not in own
    assert "batch_norm(" in usual


@pytest.mark.parametrize("rule", RULES)
def test_an_optimiser_without_epsilon_has_none_on_its_page(rule: str) -> None:
    """AdaGrad, RMSProp and Adam divide by a root; the legend does not explain what is not there."""
    own, usual = (STEPPED.replace("RULE", rule), STEPPED.replace("RULE", rule).replace(", epsilon: 0", ""))
    assert not [each for each in ("ε", "+ 0)") if each in page(read(own))]
    assert "ε" in page(read(usual))
    script = solution(read(own)).render("pytorch")
    assert "epsilon" not in script


def test_its_step_is_that_without_epsilon() -> None:
    """Adam's first step is α·g/√g² = ±0.1: ŷ = 0.5, so ∂L/∂w = (−0.5, −1) and ∂L/∂b = −0.5."""
    values = derive_problem(read(STEPPED.replace("RULE", "adam"))).values
    new = [values[name] for name in ("W1_new[1,1]", "W1_new[1,2]", "b1_new")]
    assert new == pytest.approx([0.6, -0.4, 1.1], rel=1e-12)
