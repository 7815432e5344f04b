"""What an own rule works out alike for every parameter, as a rate α/t: a number in matrices too."""

import json
import runpy
from math import cos, pi
from pathlib import Path

import numpy as np
import pytest

from backprop_cli import load, solution
from backprop_cli.problem_file.reader import read

X, Y, ALPHA, BETA = np.array([[0.5], [1.0]]), 0.3, 0.4, 0.9
TEXT = """\
inputs: [0.5, 1]
targets: [0.3]
layers: [{{weights: [[0.4, 0.2]], biases: [0.1], activation: linear}}]
loss: half_sse
{fixed}
optimizer: {{learning_rate: 0.4, beta: 0.9, state: {{n: 0, v: 0}}, update: {{{rule}}}}}
training: {{steps: 3}}
"""
RULE = "rate: alpha/t, n: beta*n + 1, v: beta*v + g, c: v/n, w: w - rate*c"


def by_numpy(moves: float) -> list[dict[str, float]]:
    """What each of three steps of `RULE` works out; the first weight stays where `moves` is 0."""
    w, b, n, v_w, v_b = np.array([[0.4, 0.2]]), 0.1, 0.0, np.zeros((1, 2)), 0.0
    found = []
    for t in (1, 2, 3):
        delta = float((w @ X)[0, 0]) + b - Y
        n, v_w = BETA * n + 1, BETA * v_w + delta * X.T * [[moves, 1]]
        v_b = BETA * v_b + delta
        w, b = w - ALPHA / t * v_w / n, b - ALPHA / t * v_b / n
        found.append({"rate": ALPHA / t, "n": n, "w1": w[0, 0], "w2": w[0, 1], "b": b})
    return found


@pytest.mark.parametrize(("fixed", "moves"), [("", 1.0), ('fixed: ["W1[1,1]"]', 0.0)])
def test_rates_and_counts_are_numbers_beside_matrices(fixed: str, moves: float) -> None:
    """Proved, with numpy's numbers at every step; the rate has no shape, W⁺ = W − rate·c has its own."""
    made = solution(read(TEXT.format(fixed=fixed, rule=RULE)), style="matrix", step="all", verify=True)
    steps = {step["name"]: step for step in json.loads(made.render("json"))["steps"]}
    for t, right in enumerate(by_numpy(moves), start=1):
        for whole in ("W1", "b1"):
            assert steps[f"rate({whole})#{t}"]["value"] == pytest.approx(right["rate"])
            assert steps[f"n({whole})#{t}"]["value"] == pytest.approx(right["n"])
            assert steps[f"rate({whole})#{t}"]["shape"] is None
        assert steps[f"c(W1)#{t}"]["shape"] == [1, 2]
        assert np.allclose(steps[f"W1_new#{t}"]["array"], [[right["w1"], right["w2"]]], rtol=1e-12)
        assert np.allclose(steps[f"b1_new#{t}"]["array"], [right["b"]], rtol=1e-12)


def test_the_page_puts_the_number_before_the_matrix() -> None:
    """No matrix of equal entries, and no product entry by entry where one factor is a number."""
    made = str(solution(read(TEXT.format(fixed="", rule=RULE)), style="matrix", step=2))
    assert "= W⁽¹⁾ − rate(W⁽¹⁾)·c(W⁽¹⁾)" in made
    assert "≈ [0.36  0.12] − 0.2·[0.052632  0.10526]" in made
    assert "= 0.9·1 + 1" in made
    told = " ".join(made.split())
    assert "rate(W⁽¹⁾) what the optimiser works out for W⁽¹⁾, the same for every parameter" in told
    assert "c(W⁽¹⁾) what the optimiser works out of the gradients of W⁽¹⁾" in told


def test_a_new_value_that_is_a_number_fills_the_matrix() -> None:
    """w⁺ = α/t, whatever w and its gradient: every entry is that number, which the proof allows."""
    made = solution(
        read(TEXT.format(fixed="", rule="n: beta*n, v: v, w: alpha/t")), style="matrix", verify=True
    )
    steps = {step["name"]: step for step in json.loads(made.render("json"))["steps"]}
    assert steps["W1_new#1"]["array"] == [[0.4, 0.4]]


def test_the_program_of_a_schedule_runs(tmp_path: Path) -> None:
    """The cosine's rate α/2·(1 + cos(π(t − 1)/T)), T = 3: exported from the style in matrices, and proved."""
    rule = "n: beta*n, v: v, rate: alpha/2*(1 + cos(3.141592653589793*(t - 1)/3)), w: w - rate*g"
    file = tmp_path / "cosine.yaml"
    file.write_text(TEXT.format(fixed="", rule=rule))
    program = tmp_path / "cosine.py"
    program.write_text(solution(load(file), style="matrix", verify=True).render("python"))
    results = runpy.run_path(str(program))["results"]
    w, b = np.array([[0.4, 0.2]]), 0.1
    for t in (1, 2, 3):
        delta = float((w @ X)[0, 0]) + b - Y
        rate = ALPHA / 2 * (1 + cos(pi * (t - 1) / 3))
        w, b = w - rate * delta * X.T, b - rate * delta
    assert results["rate_w1_12"] == pytest.approx(rate, rel=1e-12)
    assert results["w1_12_new"] == pytest.approx(w[0, 1], rel=1e-12)
    assert results["b1_1_new"] == pytest.approx(b, rel=1e-12)
