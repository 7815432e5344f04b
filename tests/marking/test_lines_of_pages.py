"""What a page of ours writes is read back as a sheet: every line by its symbol, with the value beside it."""

import json
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import check, load, solution
from backprop_cli.errors import UsageError
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.problem.model import Formulas
from backprop_cli.problem_file import bundled

MINI_BATCHES: dict[str, Any] = {
    "samples": [
        {"inputs": [1, 0.5], "targets": [1]},
        {"inputs": [0.2, -1], "targets": [0]},
        {"inputs": [-0.5, 0.4], "targets": [1]},
        {"inputs": [0.8, 0.3], "targets": [0]},
    ],
    "layers": [
        {"weights": [[0.15, 0.2], [0.25, 0.3]], "biases": [0.35, 0.1], "activation": "sigmoid"},
        {"weights": [[0.4, 0.45]], "biases": 0.6, "activation": "sigmoid"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "training": {"epochs": 1, "batch_size": 2, "order": [3, 1, 4, 2]},
}
SCHEDULE: dict[str, Any] = {
    "inputs": [0.05, 0.1],
    "layers": [
        {"weights": [[0.15, 0.2], [0.35, 0.3]], "biases": [0.31, 0.1], "activation": "sigmoid"},
        {"weights": [[0.4, 0.45]], "biases": 0.6, "activation": "sigmoid"},
    ],
    "targets": [0.99],
    "loss": "half_sse",
    "optimizer": {"learning_rate": 0.7, "update": {"rate": "alpha/t", "w": "w - rate*g"}},
    "training": {"steps": 2},
}


def lines(problem: Any, style: str, script: str) -> list[str]:
    """Every line of a page as `symbol = value`; in LaTeX as Markdown has it."""
    data = json.loads(solution(problem, style=style, verify=False).render("json"))
    found = []
    for step in data["steps"]:
        value = step["value"] if step.get("array") is None else step["array"]
        if value is not None:
            shown = matrix(value) if script == "latex" else repr(value)
            found.append(f"{step[script][0]} = {shown}")
    return [f"$${line}$$" for line in found] if script == "latex" else found


def matrix(value: Any) -> str:
    """A value as LaTeX has it."""
    if not isinstance(value, list):
        return repr(value)
    rows = value if isinstance(value[0], list) else [[entry] for entry in value]
    inside = r" \cr ".join(" & ".join(map(repr, row)) for row in rows)
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


def marked(problem: Any, text: str, folder: Path, name: str = "ada.md") -> SheetReport:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return check(problem, path).report


def assert_all_read(problem: Any, style: str, script: str, folder: Path) -> None:
    report = marked(problem, "\n\n".join(lines(problem, style, script)), folder)
    assert report.problems == ()
    assert [line.name for line in report.shown if not line.is_good] == []


@pytest.mark.parametrize("script", ["text", "latex"])
@pytest.mark.parametrize("problem", [MINI_BATCHES, SCHEDULE], ids=["mini-batches", "schedule"])
@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_lines_of_trainings(problem: dict[str, Any], style: str, script: str, tmp_path: Path) -> None:
    """Z⟨t=2⟩ with a column for each sample of the step, as it takes them; rate(W) for all entries at once."""
    assert_all_read(load(problem), style, script, tmp_path)


@pytest.mark.parametrize("name", bundled.names())
def test_lines_of_the_matrix_page(name: str, tmp_path: Path) -> None:
    """Of every bundled problem that has one."""
    problem = load(name)
    try:
        assert_all_read(problem, "matrix", "text", tmp_path)
    except UsageError:
        assert isinstance(problem, Formulas)


def test_columns_stand_in_the_order_of_the_step(tmp_path: Path) -> None:
    """Step 2 takes samples 4 and 2: z₁ of 4 is 0.15·0.8 + 0.2·0.3 + 0.35 in step 1's weights, near 0.53."""
    report = marked(MINI_BATCHES, "Z1#1 = [[0.355, 0.6], [0.095, 0.5]]\nZ1#2 = [[9, 8], [7, 6]]\n", tmp_path)
    verdicts = {line.name: line.verdict.value for line in report.shown}
    assert {name: verdicts[name] for name in verdicts if name.endswith("#1")} == dict.fromkeys(
        ("z1[1]@3#1", "z1[2]@3#1", "z1[1]@1#1", "z1[2]@1#1"), "right"
    )  # 0.15·(−0.5) + 0.2·0.4 + 0.35 = 0.355 of sample 3, 0.15 + 0.1 + 0.35 = 0.6 of sample 1
    answers = {line.name: line.judged.answer.text for line in report.shown}
    assert (answers["z1[1]@4#2"], answers["z1[2]@2#2"]) == ("9", "6")


@pytest.mark.parametrize("second", ["rate#2 = 0.35", "## Step 2\n\nrate = 0.35", "rate(W1)#2 = 0.35"])
def test_a_rate_that_is_one_for_all_needs_no_parameter(second: str, tmp_path: Path) -> None:
    """α/t: 0.7 in step 1, 0.7/2 in step 2; a slip in it is one mistake, and of step 2 alone."""
    report = marked(SCHEDULE, f"rate = 0.70\n\n{second}0", tmp_path)
    found = {line.name: line.verdict.value for line in report.shown}
    assert (found["rate(b1[2])#1"], found["rate(W1[2,2])#2"]) == ("right", "right")
    wrong = marked(SCHEDULE, f"rate = 0.70\n\n{second.replace('0.35', '0.9')}1", tmp_path)
    off = {line.name for line in wrong.shown if not line.is_good}
    assert off
    assert all(name.endswith("#2") for name in off)


def test_a_rate_alone_serves_in_a_formula(tmp_path: Path) -> None:
    """W1 − rate·∂L/∂W1."""
    text = "rate = 0.70\ndL/dW1[1,1] = -0.00024\nW1_new[1,1] = W1[1,1] - rate*dL/dW1[1,1]\n"
    (line,) = (each for each in marked(SCHEDULE, text, tmp_path).shown if each.name == "W1_new[1,1]#1")
    assert line.verdict.value == "right" or line.verdict.value == "follows"


def test_a_list_is_the_whole_where_a_name_may_be_an_entry(tmp_path: Path) -> None:
    """The problem calls z1 z, so z₁ typed z1 is its first entry; [0.4, −0.5] is all of it."""
    report = marked("softmax_cross_entropy", "z1 = [0.4, -0.5]\n", tmp_path, "ada.txt")
    assert [(line.name, line.verdict.value) for line in report.shown] == [
        ("z1[1]", "right"), ("z1[2]", "right")
    ]  # fmt: skip
    (one,) = marked("softmax_cross_entropy", "z1 = 0.40\n", tmp_path, "ada.txt").shown
    assert (one.name, one.verdict.value) == ("z1[1]", "right")


def test_a_long_equation_counts_by_its_last_number(tmp_path: Path) -> None:
    """Sums over many units are longer in LaTeX than any answer is; without a number it stays unreadable."""
    working = r" + ".join([r"\frac{\partial L}{\partial a_{1}^{(1)}} \cdot 0.15"] * 20)
    (line,) = marked("two_layer_sigmoid", f"z1[1] = {working} = 0.3775\n", tmp_path).shown
    assert (line.verdict.value, line.judged.answer.number.value) == ("right", 0.3775)
    (line,) = marked("two_layer_sigmoid", f"z1[1] = 0.3775 = {working}\n", tmp_path).shown
    assert line.verdict.value == "unreadable"


UNEQUAL = ["=/=", "≠", "!=", "!==", r"=\=", "≉", r"\neq", r"\ne", r"\not=", "=!="]


@pytest.mark.parametrize("sign", UNEQUAL)
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.yaml", "a.csv"])
def test_what_a_name_is_not_is_no_answer(sign: str, name: str, tmp_path: Path) -> None:
    """0.3775 is right; that z is something else says nothing, alone, in a chain or behind another answer."""
    lines = f"z1[1] {sign} 0.3775\nz1[2] = 0.3925\n"
    report = marked("two_layer_sigmoid", lines, tmp_path, name)
    found = {line.name: line.verdict.value for line in report.shown}
    assert found == {"z1[1]": "unreadable", "z1[2]": "right"}
    (told,) = (line.judged.answer.note for line in report.shown if line.name == "z1[1]")
    assert told == "this says what it is not: write what it is, behind `=`"
    report = marked("two_layer_sigmoid", f"z1[1] = 0.3775, z1[2] {sign} 0.3925\n", tmp_path, name)
    assert [line.verdict.value for line in report.shown] == ["right", "unreadable"]
    report = marked("two_layer_sigmoid", f"z1[1] = 0.1 {sign} 0.3775\n", tmp_path, name)
    assert [line.verdict.value for line in report.shown] == ["unreadable"]
    assert not marked("two_layer_sigmoid", f"z1 {sign} [0.3775, 0.3925]\n", tmp_path, name).shown
