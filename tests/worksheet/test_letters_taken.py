"""Letters of a rule, and of what is said of functions, where an exercise has names that are the same."""

import json

import pytest

from backprop_cli import check, solution
from backprop_cli.problem_file.reader import read

ADAM = """\
formulas: {z: w*x + v, L: (z - t)^2/2 + g^2}
at: {w: 0.5, v: 0.2, x: 1.5, t: 0.9, g: 1}
wrt: [w, v]
optimizer: {name: adam, learning_rate: 0.01}
"""
OWN = """\
formulas: {rate: w*x, L: (rate - t)^2}
at: {w: 0.5, x: 1.5, t: 0.9}
wrt: [w]
optimizer: {learning_rate: 0.5, update: {rate: alpha/t, w: w - rate*g}}
"""
FREE = """\
formulas: {z: w*x + b, L: (z - y)^2/2}
at: {w: 0.5, b: 0.2, x: 1.5, y: 0.9}
wrt: [w, b]
optimizer: {name: adam, learning_rate: 0.01}
"""
KINKS = "formulas: {u: sign(x), v: 'where(u, x, y)', s: 'max(u, v)'}\nat: {x: 0.7, y: 1.3}\n"


def told(text: str) -> str:
    """A page in one line."""
    return " ".join(str(solution(read(text), verify=False)).split())


def test_a_rule_has_no_letter_of_the_exercise() -> None:
    """The step's number is t₀ beside a target t, the gradient g₀ beside a g, Adam's v is v(w) beside a v."""
    page = told(ADAM)
    assert "v(w) = β₂·v(w) + (1 − β₂)·g₀²" in page
    assert "m = β₁·m + (1 − β₁)·g₀" in page
    assert "v̂ = v(w)/(1 − β₂^(t₀))" in page
    assert "with g₀ = ∂L/∂w" in page
    assert "v(w) starts from 0" in page
    assert "t₀ the number of the step: 1, 2, …" in page
    assert "β₂ the share that is kept of the old v(w), from 0 to 1" in page


def test_an_own_rule_has_no_letter_of_the_exercise() -> None:
    """Its in-between value and the number of the step are told from a formula and a given number."""
    page = told(OWN)
    assert "rate(w) = α/t₀" in page
    assert "w⁺ = w − rate(w)·g" in page


def test_other_letters_stay() -> None:
    """Where nothing is called alike, the rule is as its source has it."""
    page = told(FREE)
    assert "v = β₂·v + (1 − β₂)·g²" in page
    assert "v̂ = v/(1 − β₂^t)" in page


def test_names_in_data_and_on_sheets_stay() -> None:
    """`v(w)` is the state of w in JSON and on a sheet, with Adam's 0.001·g²; `v` is the exercise's."""
    values = json.loads(solution(read(ADAM), verify=False).render("json"))["values"]
    slope = (0.5 * 1.5 + 0.2 - 0.9) * 1.5
    assert values["v(w)"] == pytest.approx(0.001 * slope**2)
    assert values["v"] == 0.2
    marked = check(read(ADAM), {"v(w)": 0.001 * slope**2, "w_new": 0.49})
    verdicts = {
        each["name"]: each["verdict"] for each in json.loads(marked.render("json"))["sheets"][0]["answers"]
    }
    assert (verdicts["v(w)"], verdicts["w_new"], verdicts["z"]) == ("right", "right", "blank")


def test_what_is_said_of_kinks_has_letters_of_its_own() -> None:
    """u, v and s are formulas of the exercise; an argument is called p or q, and t, which is free, t."""
    page = told(KINKS)
    assert "sign(p) jumps at p = 0; the slope 0 is taken there" in page
    assert "(p if t > 0, else q) has at t = 0 the slope of q" in page
    assert "max(p, q) has the slope of q where p = q" in page
    assert "sign(u) jumps at u = 0" in told("formulas: {y: sign(x)}\nat: {x: 2}\n")
