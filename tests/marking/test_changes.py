"""The change of a parameter, Δw, where the exercise does not ask for it: it has a number, and is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import blank, check, check_class, solution
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.optimizers import OPTIMIZERS

SGD: dict[str, Any] = {
    "inputs": [2, -1],
    "targets": [1],
    "layers": [{"weights": [[0.5, 0.25]], "biases": [0.1], "activation": "linear"}],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.2},
}
"""z = 1 − 0.25 + 0.1 = 0.85, δ = −0.15, so that the gradients are −0.3, 0.15 and −0.15."""
CHANGES = {"step(W1[1,1])": 0.06, "step(W1[1,2])": -0.03, "step(b1[1])": 0.03}
"""−0.2 times those."""


def values(problem: dict[str, Any], **options: Any) -> dict[str, float]:
    """The numbers of the JSON."""
    found = json.loads(solution(problem, verify=False, **options).render("json"))
    values: dict[str, float] = found["values"]
    return values


def lines(problem: dict[str, Any], sheet: dict[str, object], **options: Any) -> dict[str, Any]:
    """Every line of a marked sheet by its name."""
    return {line.name: line for line in check(problem, sheet, **options).report.lines}


def test_every_change_has_a_value() -> None:
    """In the JSON, as each name of the grammar that has a number."""
    found = values(SGD)
    assert {name: found[name] for name in found if "step" in name} == pytest.approx(CHANGES)


@pytest.mark.parametrize("fixed", [["b1"], ["W1[1,2]"]])
def test_what_stays_has_no_change(fixed: list[str]) -> None:
    """No step works it out."""
    found = values(SGD | {"fixed": fixed})
    stays = "step(b1[1])" if fixed == ["b1"] else "step(W1[1,2])"
    assert {name for name in found if "step" in name} == CHANGES.keys() - {stays}


def test_a_change_has_all_its_digits() -> None:
    """Where w_new − w would have lost them: w = 1, α·g = 3e-11."""
    problem = {"formulas": {"y": "3*x"}, "at": {"x": 1}}
    found = values(problem | {"optimizer": {"name": "sgd", "learning_rate": 1e-11}})
    assert found["step(x)"] == pytest.approx(-3e-11, rel=1e-12)


def test_a_training_has_the_changes_of_each_step() -> None:
    """Adam with its states: by hand from the JSON's own new values, and step by step in each."""
    problem = SGD | {"optimizer": {"name": "adam", "learning_rate": 0.1}, "training": {"steps": 3}}
    found = values(problem, step="all")
    for t in (1, 2, 3):
        new, old = found[f"W1_new[1,2]#{t}"], found[f"W1[1,2]#{t}"]
        assert found[f"step(W1[1,2])#{t}"] == pytest.approx(new - old, rel=1e-9)
    assert found["step(W1[1,2])#1"] == pytest.approx(-0.1, rel=1e-6)  # Adam's first step is α long


OWN_RULE = {
    "learning_rate": 0.5,
    "mu": 0.5,
    "state": {"v": 1},
    "update": {"v": "mu*v + g", "w": "w - alpha*v"},
}


@pytest.mark.parametrize("training", [{}, {"training": {"steps": 3}}])
@pytest.mark.parametrize(
    "rule", [*sorted(OPTIMIZERS), OWN_RULE], ids=lambda rule: "" if rule == OWN_RULE else rule
)
def test_every_optimiser_changes_a_parameter_by_w_new_minus_w(rule: Any, training: dict[str, Any]) -> None:
    """With its state as this step has worked it out, not as it was before: v = 0 moves nothing."""
    optimizer = rule if rule == OWN_RULE else {"name": rule, "learning_rate": 0.5}
    found = values(SGD | {"optimizer": optimizer} | training, **({"step": "all"} if training else {}))
    steps = ("#1", "#2", "#3") if training else ("",)
    for step in steps:
        for parameter in ("W1[1,1]", "W1[1,2]", "b1[1]"):
            new = parameter.replace("1", "1_new", 1)
            moved = found[new + step] - found[parameter + step]
            assert found[f"step({parameter}){step}"] == pytest.approx(moved, rel=1e-7)
            assert moved != 0


@pytest.mark.parametrize("name", ["step(W1[1,1])", "Δw₁₁⁽¹⁾", r"\Delta w_{11}^{(1)}", "step(W1)"])
def test_a_change_is_worked_where_somebody_wants_it(name: str) -> None:
    """By `--only`, on a sheet to fill in too."""
    page = solution(SGD, only=[name]).render("terminal")
    assert "Δw₁₁⁽¹⁾" in page
    assert "= −α·∂L/∂w₁₁⁽¹⁾" in page
    assert "step(W1[1,1])" in blank(SGD, only=[name]).render("yaml")


@pytest.mark.parametrize("name", ["step(W1[1,1])", "Δw₁₁⁽¹⁾", "ΔW1[1,1]"])
def test_a_change_on_a_sheet_is_marked(name: str) -> None:
    """It is a line as any other, worth nothing where it is not asked; what is right without it stays so."""
    found = lines(SGD, {name: "0.06", "W1_new[1,1]": "0.56"})
    change, new = found["step(W1[1,1])"], found["W1_new[1,1]"]
    assert (change.verdict, change.worth, new.verdict, new.worth) == (Verdict.RIGHT, 0, Verdict.RIGHT, 1)
    assert set(found) - {"step(W1[1,1])"} == set(lines(SGD, {"W1_new[1,1]": "0.56"}))


def test_of_the_change_of_nothing_no_file_is_told_to_ask() -> None:
    """`ask: ['Δ1']` would be refused as well."""
    (told,) = check(SGD, {"Δ1": "0.06"}).report.problems
    assert told.startswith("there is no quantity `Δ1` here")


def test_a_slip_in_a_change_is_carried_on() -> None:
    """The learning rate left out: one mistake, and w + Δw follows from it."""
    found = lines(SGD, {"step(W1[1,1])": "0.30", "W1_new[1,1]": "0.80"})
    assert [mistake.key for mistake in found["step(W1[1,1])"].judged.mistakes] == ["rate_left_out"]
    assert found["W1_new[1,1]"].verdict is Verdict.FOLLOWS


def test_a_whole_matrix_of_changes_is_read() -> None:
    """And a formula that works with one."""
    found = lines(SGD, {"step(W1)": [["0.06", "-0.03"]], "W1_new[1,2]": "W1[1,2] + step(W1[1,2])"})
    names = ("step(W1[1,1])", "step(W1[1,2])", "W1_new[1,2]")
    assert [found[name].verdict for name in names] == [Verdict.RIGHT] * 3


def test_the_reasons_of_a_change_are_told() -> None:
    """`--why` of a line that the exercise does not have."""
    page = check(SGD, {"step(W1[1,1])": "0.3"}, why=["step(W1[1,1])"]).grounds().render("terminal")
    assert "the learning rate was left out" in " ".join(page.split())


def test_a_sheet_without_changes_is_marked_as_ever() -> None:
    """A line that cannot be read makes no other page: the working goes straight to the new value."""
    page = check(SGD, {"Q": "1", "W1_new[1,1]": "0.44"}).render("markdown")
    assert r"w_{11}^{(1)} - \alpha \cdot" in page
    assert "Delta" not in page


def test_a_class_with_such_a_sheet_has_its_symbol(tmp_path: Path) -> None:
    """The others are marked as ever."""
    (tmp_path / "ada.yaml").write_text(
        'answers: {"step(W1[1,1])": -0.06, "W1_new[1,1]": 0.44}\n', encoding="utf-8"
    )
    (tmp_path / "bob.yaml").write_text('answers: {"W1_new[1,1]": 0.56, "Q": 1}\n', encoding="utf-8")
    marked = check_class(SGD, tmp_path)
    assert [report.points for report in marked.reports] == [0, 1]  # the turned sign costs the new weight
    page = marked.render("terminal")
    assert "Δw₁₁⁽¹⁾" in page
    assert "step(" not in page


def test_the_loss_after_a_step_of_changes_is_read_too() -> None:
    """By hand: w = (0.56, 0.22), b = 0.13, so that z = 1.12 − 0.22 + 0.13 = 1.03, and L = ½·0.03²."""
    found = lines(SGD, {"step(W1[1,1])": "0.06", "L_new": "0.00045"})
    assert [found[name].verdict for name in ("step(W1[1,1])", "L_new")] == [Verdict.RIGHT] * 2
