"""`fixed` among formulas: a gradient is worked by an input as well, and no step changes it."""

from __future__ import annotations

import json
from math import tanh
from typing import Any

import pytest

from backprop_cli import check, load, solution
from backprop_cli.errors import ProblemError, UsageError

AT = {"x": 0.5, "w1": 0.8, "w2": -0.4, "t": 1}
SKIP: dict[str, Any] = {
    "formulas": {"h": "tanh(w1*x)", "y": "w2*h + x", "L": "0.5*(y - t)^2"},
    "at": AT,
    "wrt": ["x", "w1", "w2"],
    "fixed": ["x"],
    "optimizer": {"name": "momentum", "learning_rate": 0.1, "mu": 0.9},
    "training": {"steps": 2},
}


def gradients(x: float, w1: float, w2: float) -> tuple[float, float, float]:
    """Of ½(w₂·tanh(w₁x) + x − 1)² by hand."""
    h = tanh(w1 * x)
    error = w2 * h + x - 1
    return error * (w2 * (1 - h * h) * w1 + 1), error * w2 * (1 - h * h) * x, error * h


def test_what_is_fixed_has_a_gradient_in_each_step_and_stays() -> None:
    """Two steps of v = μv + g, w − αv."""
    weights, speeds, found = [0.8, -0.4], [0.0, 0.0], {}
    for step in (1, 2):
        by_x, *by_weights = gradients(0.5, *weights)
        found[f"dL/dx#{step}"] = by_x
        speeds = [0.9 * speed + slope for speed, slope in zip(speeds, by_weights, strict=True)]
        weights = [weight - 0.1 * speed for weight, speed in zip(weights, speeds, strict=True)]
        found |= {f"w1_new#{step}": weights[0], f"w2_new#{step}": weights[1]}
    values = json.loads(solution(SKIP, step="all").render("json"))["values"]
    assert {name: values[name] for name in found} == pytest.approx(found)
    assert not [name for name in values if name.startswith(("x_new", "v(x)"))]


def test_the_page_says_what_stays() -> None:
    """In its head; the rule is for the others, and the list of all steps has no column of it."""
    page = " ".join(solution(SKIP, step="all", verify=True).render("terminal").split())
    assert "Fixed x stays as it is: not updated, though it has a gradient" in page
    assert "likewise for w₂" in page
    assert "x⁺" not in page
    assert "│ Step │ w₁ │ w₂ │" in page


def test_an_exercise_of_formulas_that_is_in_part_fixed_is_marked() -> None:
    """The gradient counts; a new value there is none, and the first name of `wrt` is no parameter."""
    by_x, by_first, _ = gradients(0.5, 0.8, -0.4)
    one_step = {key: value for key, value in SKIP.items() if key != "training"}
    one_step["optimizer"] = {"name": "sgd", "learning_rate": 0.1}
    written = {"dL/dx": f"{by_x:.5f}", "dL/dw1": f"{by_first:.5f}", "w1_new": f"{0.8 - 0.1 * by_first:.5f}"}
    lines = {line.name: line for line in check(one_step, written).report.lines}
    assert [lines[name].verdict.value for name in written] == ["right"] * 3
    assert "x_new" not in lines
    with pytest.raises(UsageError, match="`x` is fixed, so there is no `x_new`"):
        solution(SKIP, only="x_new")


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        ("t", "`t` is none of the names to differentiate by"),
        (["h"], "`h` is none of the names to differentiate by"),
        (["x", "w1", "w2"], "nothing is left for the step to change"),
    ],
)
def test_what_cannot_be_fixed(fixed: object, message: str) -> None:
    """It is told at its place."""
    with pytest.raises(ProblemError, match=message):
        load(SKIP | {"fixed": fixed})


def test_fixed_without_a_step() -> None:
    """Allowed, and told, as in a network."""
    problem = load({key: SKIP[key] for key in ("formulas", "at", "wrt", "fixed")})
    assert "nothing is `fixed`" in problem.warnings[0].message
