"""A softmax among formulas, as in attention: an entry of it is told by its number."""

from __future__ import annotations

import numpy as np
import pytest

from backprop_cli import check, derive, load, solution
from backprop_cli.export.pytorch_functions import prelude
from backprop_cli.proof.witness import prove

KEYS = np.array([[0.2, -0.4], [0.9, 0.3], [-1.0, 0.6]])
VALUES = np.array([[1.0, 0.0], [0.0, 2.0], [0.5, -1.0]])
QUERY = np.array([1.0, 0.5])
TARGETS = np.array([0.5, 0.5])
ATTENTION = {
    "formulas": {
        **{f"e{k}": f"q1*{KEYS[k - 1, 0]} + q2*({KEYS[k - 1, 1]})" for k in (1, 2, 3)},
        **{f"a{k}": f"softmax(e1, e2, e3)[{k}]" for k in (1, 2, 3)},
        **{f"c{i}": " + ".join(f"a{k}*({VALUES[k - 1, i - 1]})" for k in (1, 2, 3)) for i in (1, 2)},
        "L": "0.5*((c1 - 0.5)^2 + (c2 - 0.5)^2)",
    },
    "at": {"q1": 1, "q2": 0.5},
}


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def test_attention_by_formulas() -> None:
    """The numbers of numpy, by the Jacobian diag(a) − a·aᵀ, from the loss to the query."""
    values = derive(ATTENTION).values
    a = softmax(KEYS @ QUERY)
    error = VALUES.T @ a - TARGETS
    by_scores = (np.diag(a) - np.outer(a, a)) @ (VALUES @ error)
    assert [values[f"a{k}"] for k in (1, 2, 3)] == pytest.approx(a)
    assert [values[f"dL/de{k}"] for k in (1, 2, 3)] == pytest.approx(by_scores)
    assert [values[f"dL/dq{j}"] for j in (1, 2)] == pytest.approx(KEYS.T @ by_scores)


def test_its_slopes_are_written_in_its_entries() -> None:
    """a₁(1 − a₁) and −a₂a₁, each said once, as under a layer's softmax."""
    page = " ".join(solution(ATTENTION, only=["dL/de1"]).render("terminal").replace("│", " ").split())
    assert "softmax: ∂a₁/∂e₁ = a₁·(1 − a₁), and for the other outputs like ∂a₂/∂e₁ = −a₂·a₁" in page
    assert "∂/∂e₁ (e^" not in page


PROVED = [
    {"p": "softmax(2*u + v, v^2, 0)[1]"},
    {"p": "softmax(u, u, v, 1)[1]"},  # one number twice
    {"p": "softmax(rest, u, 1, 2*v, u*v)[2]"},
    {"p": "softmax(u, v)[2]", "q": "softmax(p, u)[1]", "L": "-ln(q) + softmax(q, p)[1]^2"},
    {"p": "softmax(u)[1] + v"},
]


@pytest.mark.parametrize("formulas", PROVED)
def test_its_derivatives_are_proved(formulas: dict[str, str]) -> None:
    """By SymPy and differences, whatever the numbers of it are made of: in the circuit as well."""
    names = [name for name in ("u", "v", "rest") if name in "".join(formulas.values())]
    problem = load({"formulas": formulas, "at": dict(zip(names, (0.3, -0.2, 0.4), strict=False))})
    assert prove(problem, derive(problem)).local
    for style in ("delta", "gates"):
        solution(problem, style=style, open_functions=style == "gates", verify=True).render("terminal")


def test_by_rule_it_is_the_quotient_that_the_page_has() -> None:
    """e^u/(e^u + e^v) has the quotient rule."""
    page = solution({"formulas": {"p": "softmax(u, v)[1]"}}, rules=True).render("terminal")
    assert "quotient rule" in page
    assert "the rest by the same rules" not in page


def test_programs_have_the_function_that_they_call() -> None:
    """A program of tensors, where PyTorch's own takes a whole tensor; a network's calls that itself."""
    program = solution(ATTENTION).render("pytorch")
    assert "softmax = on_tensors(lambda index, *logits: torch.softmax(torch.stack(logits), 0)" in program
    assert "a2 = softmax(1, e1, e2, e3)" in program
    assert "on_tensors" not in "".join(prelude("a = torch.softmax(z, dim=1)"))


def test_it_may_stand_in_an_answer() -> None:
    """A student may type the entry, or the quotient; another entry is a mistake."""
    written = {"a1": "softmax(e1, e2, e3)[1]", "a2": "exp(e2)/(exp(e1) + exp(e2) + exp(e3))"}
    written["a3"] = "softmax(e1, e2, e3)[1]"
    verdicts = {line.name: line.verdict.value for line in check(ATTENTION, written).report.lines}
    assert [verdicts[name] for name in ("a1", "a2", "a3")] == ["right", "right", "mistake"]
