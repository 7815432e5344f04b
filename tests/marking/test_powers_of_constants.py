"""Powers of Adam's β₁ as TeX and the page have them, also beside a batch normalisation that has a β too."""

import numpy as np
import pytest
from sheets_read import exercise

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

PLAIN = """\
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [-1, 1], targets: [0]}]
layers:
  - {weights: [[0.1, 0.2], [-0.3, 0.4]], activation: tanh}
  - {weights: [[0.5, -0.6]], activation: linear}
loss: sse
optimizer: {name: adam, learning_rate: 0.5}
training: {steps: 2}
"""
NORMALISED = PLAIN.replace("tanh", "tanh, normalize: {gamma: [1, 1.5], beta: [0.5, -0.5], epsilon: 1e-5}")
PROBLEMS = [PLAIN, NORMALISED, f"notation: superscript\n{NORMALISED}"]
POWERS = [r"\beta_{1}^{%s}", r"\beta_1^%s", r"\beta_{1}^%s", "β₁^%s", "beta1^%s", "beta_1^{%s}", "β1^%s"]


def verdict(problem: str, step: int, power: str) -> Verdict:
    """What is said of the corrected average of a student whose m is 0.2."""
    answers = {f"m(W2[1,1])#{step}": "0.2", f"mhat(W2[1,1])#{step}": f"m(W2[1,1])/(1 - {power})"}
    lines = exercise(problem).marker.report_of(answers).shown
    return next(line.verdict for line in lines if line.name.startswith("mhat"))


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("power", [each % t for each in POWERS for t in ("2", "t")] + ["β₁²", "β₁ᵗ"])
def test_a_raised_number_on_the_optimisers_lines_is_a_power(problem: str, power: str) -> None:
    """It is right in step 2, whose number t is; with another power it is not."""
    assert verdict(problem, 2, power) in {Verdict.FOLLOWS, Verdict.RIGHT}
    other = (
        power.replace("2", "3").replace("²", "³").replace("t", "3").replace("be3a", "beta").replace("ᵗ", "³")
    )
    assert verdict(problem, 2, other) not in {Verdict.FOLLOWS, Verdict.RIGHT}


def test_beta_of_a_unit_stays_what_it_is_on_other_lines() -> None:
    r"""In u = γ·ẑ + β, `\beta_{1}^{1}` is that of unit 1 in layer 1, as `superscript` writes it."""
    z = np.array([[0.1, 0.2], [-0.3, 0.4]]) @ np.array([[1, -1], [2, 1]])
    normal = (z - z.mean(axis=1, keepdims=True)) / np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
    answers = {"zhat1[1]@1": f"{normal[0, 0]:.6}", "u1[1]@1": r"\gamma_{1}^{1}*zhat1[1]@1 + \beta_{1}^{1}"}
    lines = check(read(PROBLEMS[2].replace("training: {steps: 2}\n", "")), answers).report.shown
    assert [line.verdict for line in lines] == [Verdict.RIGHT, Verdict.RIGHT]
