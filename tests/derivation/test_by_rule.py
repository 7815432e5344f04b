"""Derivatives rule by rule: the lines of a lecture, each proved, and bounded work."""

import json
from typing import Any

import pytest
import sympy as sp

from backprop_cli import load, solution
from backprop_cli.derivation.by_rule import all_worked
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError, WitnessError
from backprop_cli.expr import by_rule as rules
from backprop_cli.expr.algebra import agree
from backprop_cli.expr.by_rule import (
    MOST_LINES,
    MOST_NODES,
    RULES,
    DifferentiationRule,
    by_rule,
    worked_out,
)
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Diff, Ref, node_count
from backprop_cli.proof.witness_rules import prove_rules
from backprop_cli.words.by_rule import TOLD


def lines(problem: Any, name: str) -> list[tuple[str, list[str]]]:
    """The lines of a derivative as JSON has them, with the rules of each."""
    found = json.loads(solution(problem, rules=True, verify=False).render("json"))["rules"]
    made = next(each for each in found if each["name"] == name)["lines"]
    return [(each["text"], [rule for used in each["used"] for rule in used["rules"]]) for each in made]


def test_the_lecture_s_example_is_worked_as_there() -> None:
    """∂/∂z (8z³ + z² + 5): sum rule, then constant multiple, power and constant, then power again."""
    assert lines("chain_rule_symbolic", "dy/dz") == [
        ("∂/∂z (8z³ + z² + 5)", []),
        ("∂/∂z (8z³) + ∂/∂z z² + ∂/∂z 5", ["sum"]),
        ("8·∂/∂z z³ + 2z + 0", ["multiple", "power", "constant"]),
        ("8·3z² + 2z", ["power"]),
        ("24z² + 2z", []),
    ]


X = sp.Symbol("x", real=True)
A = sp.Symbol("a", real=True)


@pytest.mark.parametrize(
    ("formula", "taken", "published"),
    [
        ("x^5", ("power",), 5 * X**4),
        ("3*x", ("multiple",), 3 + 0 * X),
        ("x*sin(x)", ("product", "function"), sp.sin(X) + X * sp.cos(X)),
        ("(x^2 + 1)/(x - 3)", ("quotient", "sum", "power"), (X**2 - 6 * X - 1) / (X - 3) ** 2),
        ("1/x", ("reciprocal",), -1 / X**2),
        ("(3*x + 1)^4", ("power", "chain", "sum", "multiple"), 12 * (3 * X + 1) ** 3),
        ("exp(-2*x)", ("exponential", "chain", "multiple"), -2 * sp.exp(-2 * X)),
        ("2^x", ("exponential",), 2**X * sp.log(2)),
        ("ln(5*x)", ("logarithm", "chain", "multiple"), 1 / X),
        ("x^x", ("both",), X**X * (sp.log(X) + 1)),
        ("x^a", ("power",), A * X ** (A - 1)),
        ("sigmoid(x)", ("function",), sp.exp(-X) / (1 + sp.exp(-X)) ** 2),
        ("relu(2*x)", ("cases", "multiple"), sp.Piecewise((2, X > 0), (0, True))),
        ("where(x, x^2, -x)", ("cases", "power", "multiple"), sp.Piecewise((2 * X, X > 0), (-1, True))),
        ("min(x, a)", ("cases",), sp.Piecewise((1, A > X), (0, True))),
    ],
)
def test_each_rule_is_named_and_ends_as_a_calculus_book_says(
    formula: str, taken: tuple[str, ...], published: Any
) -> None:
    """The rules that a formula takes, and its derivative as published; every line before equals it too."""
    body = parse(formula)
    used = dict.fromkeys(key for line in by_rule(body, "x") for each in line.used for key in each.rules)
    named = tuple(key for key in used if key not in {"constant", "itself"})
    assert tuple(key for key in named if key != "chain" or "chain" in taken) == taken
    for line in by_rule(body, "x"):
        assert agree(worked_out(line.expr), published)


def test_every_rule_has_its_sentence() -> None:
    """The table of rules and their words have the same keys; `chain` and what is worked at once besides."""
    assert {rule.key for rule in RULES} | {rules.CHAIN, rules.AT_ONCE} == set(TOLD)


@pytest.mark.parametrize(
    "name", ["chain_rule_symbolic", "two_paths", "sigmoid_circuit_opened", "two_layer_sigmoid"]
)
def test_the_proof_counts_every_line(name: str) -> None:
    """`--rules` with a proof says how many lines were compared: all that there are."""
    count = sum(len(each.lines) for each in all_worked(derive_problem(load(name))))
    assert count
    assert f"{count} lines by rule compared with SymPy's derivative: all agree." in str(
        solution(name, rules=True)
    ).replace("\n", " ")


def test_a_wrong_rule_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the power rule x^n → x^n, the proof would show the line and SymPy's derivative."""
    wrong = tuple(
        DifferentiationRule("power", lambda expr, by: Ref(by)) if rule.key == "power" else rule
        for rule in RULES
    )
    monkeypatch.setattr(rules, "RULES", wrong)
    by_rule.cache_clear()
    with pytest.raises(WitnessError, match="a line of dy/dz"):
        prove_rules(derive_problem(load("chain_rule_symbolic")))
    by_rule.cache_clear()


@pytest.mark.parametrize("formula", ["*".join(["x"] * 150), "+".join(f"sin({n}*x)" for n in range(1, 190))])
def test_work_is_bounded(formula: str) -> None:
    """Neither a long product nor a long sum makes lines without end; the last line is the derivative."""
    made = by_rule(parse(formula), "x")
    assert len(made) <= MOST_LINES + 2
    assert all(node_count(line.expr) <= MOST_NODES for line in made[:-2])
    assert not any(isinstance(part, Diff) for part in (made[-1].expr,))


def test_local_derivatives_have_their_own_part_and_are_cited() -> None:
    """∂z/∂x is worked by rule before the backward pass, which names the chain rule and cites it."""
    page = str(solution("chain_rule_at_a_point", rules=True, verify=False))
    local, backward = page.split("Local derivatives")[1].split("Backward pass")
    assert "= ∂/∂x x⁵ + ∂/∂x 9" in local
    assert "power rule: ∂/∂x x⁵ = 5x⁴" in local
    chain = next(line for line in backward.splitlines() if "∂y/∂z · ∂z/∂x" in line)
    assert "chain rule" in chain
    assert "Power rule" in page.split("Rules\n")[1].split("Forward pass")[0]


def test_markdown_has_the_rules_beside_the_lines() -> None:
    """In a column of their own, so that a reader sees them without colour."""
    page = solution("chain_rule_at_a_point", rules=True, verify=False).render("markdown")
    assert r"+ \frac{\partial}{\partial z} 5 && \text{sum rule} \cr" in page


def test_a_network_s_page_has_the_inner_derivatives() -> None:
    """(y − ŷ)²: 2(y − ŷ) by the power rule times the inner derivative 0 − 1, which turns the difference."""
    text = " ".join(solution("one_neuron", rules=True, verify=False).render("terminal").split())
    page = " ".join(text.replace("│", " ").split())
    told = (
        "∂/∂ŷ (y − ŷ)² = 2(ŷ − y)",
        "power rule and chain rule: ∂/∂ŷ (y − ŷ)² = 2(y − ŷ)·∂/∂ŷ (y − ŷ)",
        "sum rule: ∂/∂ŷ (y − ŷ) = ∂/∂ŷ y − ∂/∂ŷ ŷ",
        "constant: ∂/∂ŷ y = 0",
        "the variable itself: ∂/∂ŷ ŷ = 1",
    )
    assert " ".join(told) in page
    for label in ("Power rule", "Sum rule", "Chain rule"):
        assert page.index("Rules Constant") < page.index(label) < page.index("Forward pass")


def test_a_network_names_the_rules_of_its_loss() -> None:
    """½(y − a)²: constant multiple, power, chain and sum rule; δ is made by the chain rule."""
    shown = solution("two_layer_sigmoid", rules=True, notation="layers", verify=False)
    page = " ".join(str(shown).split())
    assert "chain rule" in page
    steps = json.loads(
        solution("two_layer_sigmoid", rules=True, notation="layers", verify=False).render("json")
    )["rules"]
    assert [each["name"] for each in steps] == ["dL/da2[1]", "dL/da2[2]"]
    taken = [rule for line in steps[0]["lines"] for used in line["used"] for rule in used["rules"]]
    assert {"multiple", "power", "chain", "sum", "constant"} <= set(taken)


@pytest.mark.parametrize("style", ["matrix", "gates"])
def test_other_styles_refuse(style: str) -> None:
    """Matrices and circuits have no place for rules: one sentence, and the way out."""
    with pytest.raises(UsageError, match="--rules is for single quantities"):
        solution("two_layer_sigmoid", style=style, rules=True)


def test_without_the_option_nothing_is_there() -> None:
    """JSON has `rules` only where they are asked for."""
    assert "rules" not in json.loads(solution("chain_rule_symbolic", verify=False).render("json"))
