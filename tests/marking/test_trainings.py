"""Sheets of a training: a slip in one step is carried on to the next, and a state is a line as any other."""

from typing import Any

import pytest

from backprop_cli import check, load
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text

NET = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [0.5, -1], targets: [0]}]
layers: [{weights: [[0.2, -0.3]], biases: [0.1], activation: linear}]
loss: half_sse
optimizer: {name: momentum, learning_rate: 0.1, mu: 0.9}
training: {steps: 3}
"""


def by_hand(start: dict[str, float], slip: float = 1.0) -> dict[str, float]:
    """Three steps of momentum on two samples; in step 1 the bias's gradient is `slip` times what it is."""
    w1, w2, b, v = start["w1"], start["w2"], start["b"], [0.0, 0.0, 0.0]
    found: dict[str, float] = {}
    for t in (1, 2, 3):
        errors = [w1 * x1 + w2 * x2 + b - y for x1, x2, y in ((1, 2, 1), (0.5, -1, 0))]
        found[f"L#{t}"] = sum(e * e / 2 for e in errors) / 2
        g = [
            (errors[0] * 1 + errors[1] * 0.5) / 2,
            (errors[0] * 2 - errors[1]) / 2,
            sum(errors) / 2 * (slip if t == 1 else 1),
        ]
        v = [0.9 * old + each for old, each in zip(v, g, strict=True)]
        w1, w2, b = w1 - 0.1 * v[0], w2 - 0.1 * v[1], b - 0.1 * v[2]
        found |= {f"dL/dW1[1,1]#{t}": g[0], f"dL/dW1[1,2]#{t}": g[1], f"dL/db1[1]#{t}": g[2]}
        found |= {f"v(W1[1,1])#{t}": v[0], f"v(W1[1,2])#{t}": v[1], f"v(b1[1])#{t}": v[2]}
        found |= {f"W1_new[1,1]#{t}": w1, f"W1_new[1,2]#{t}": w2, f"b1_new[1]#{t}": b}
    return found


START = {"w1": 0.2, "w2": -0.3, "b": 0.1}


def verdicts(sheet: dict[str, float], digits: int = 6) -> dict[str, Verdict]:
    """The verdict on every line of a sheet rounded to so many digits."""
    answers: dict[str, Any] = {name: f"{value:.{digits}g}" for name, value in sheet.items()}
    report = check(read(NET), answers).report
    return {line.name: line.verdict for line in report.shown if line.judged.answer.text}


@pytest.mark.parametrize("digits", [4, 6])
def test_an_honest_training_is_right(digits: int) -> None:
    """Each line of three steps, rounded."""
    assert set(verdicts(by_hand(START), digits).values()) == {Verdict.RIGHT}


def test_a_slip_is_carried_from_step_to_step() -> None:
    """The bias's gradient of step 1 is twice what it should be: it alone is wrong, steps 2 and 3 follow."""
    found = verdicts(by_hand(START, slip=2.0))
    wrong = [name for name, verdict in found.items() if verdict not in {Verdict.RIGHT, Verdict.FOLLOWS}]
    assert wrong == ["dL/db1[1]#1"]
    assert found["L#2"] is Verdict.FOLLOWS
    assert found["b1_new[1]#3"] is Verdict.FOLLOWS
    assert found["L#1"] is Verdict.RIGHT


def test_a_state_that_is_not_kept_is_no_right_line() -> None:
    """A velocity that starts anew in step 2 is the gradient itself."""
    honest = by_hand(START)
    forgetful = honest | {"v(W1[1,1])#2": honest["dL/dW1[1,1]#2"]}
    found = verdicts({name: forgetful[name] for name in forgetful if name.endswith(("#1", "#2"))})
    assert found["v(W1[1,1])#2"] in {Verdict.WRONG, Verdict.MISTAKE}
    assert found["v(W1[1,2])#2"] is Verdict.RIGHT


def test_a_name_without_a_step_is_of_step_1() -> None:
    """`L` is L#1, `W1[1,1]#2` what step 1 has left."""
    report = check(
        read(NET), {"L": by_hand(START)["L#1"], "W1[1,1]#2": by_hand(START)["W1_new[1,1]#1"]}
    ).report
    found = {line.name: line.verdict for line in report.shown if line.judged.answer.text}
    assert found == {"L#1": Verdict.RIGHT, "W1_new[1,1]#1": Verdict.RIGHT}


def test_a_formula_speaks_of_the_step_of_its_line() -> None:
    """A line of step 2 may be copied from the page of step 2, where no name has a number."""
    gradient = "dL/dW1[1,1]#2"
    sheet = {
        gradient: by_hand(START)[gradient],
        "W1_new[1,1]#2": "W1[1,1] - 0.1*v(W1[1,1])",
        "v(W1[1,1])#2": "μ·v₁(w¹₁₁) + ∂L/∂w¹₁₁",
        "W1_new[1,1]#3": "W1[1,1]#2 - 0.1*v(W1[1,1])",
    }
    found = {line.name: line.verdict for line in check(read(NET), sheet).report.shown}
    assert found["W1_new[1,1]#2"] is Verdict.RIGHT
    assert found["v(W1[1,1])#2"] is Verdict.RIGHT
    assert found["W1_new[1,1]#3"] in {Verdict.WRONG, Verdict.MISTAKE}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("z1[1]@2#3", "z1[1]@2#3"),
        ("z¹₁⟨2, t=3⟩", "z1[1]@2#3"),
        ("z_{1}^{(1)\\langle 2\\rangle, t=3}", "z1[1]@2#3"),
        ("L", "L#1"),
        ("L^{t=2}", "L#2"),
        ("x[1]@2", "x[1]@2"),
        ("v(w¹₁₁)#2", "v(W1[1,1])#2"),
        ("v₂(w¹₁₁)", "v(W1[1,1])#2"),
        ("v_{2}(w_{11}^{(1)})", "v(W1[1,1])#2"),
        ("∂L/∂w¹₁₁⟨t=3⟩", "dL/dW1[1,1]#3"),
        ("dE/dW1[1,1]#3", "dL/dW1[1,1]#3"),
        ("W1[1,1] new#2", "W1_new[1,1]#2"),
    ],
)
def test_names_of_a_step_are_read_as_they_are_written(written: str, meant: str) -> None:
    """Typed, as on the page, as in its Markdown."""
    assert [text(each) for each in meanings(written, known_of(read(NET)))] == [meant]


CHANGE = NET + 'ask: ["step(W1[1,1])", "W1[1,1]"]\n'


def test_the_change_of_a_parameter_is_a_line_where_it_is_asked() -> None:
    """Δw = −α·v, then w + Δw: three steps by hand, and a wrong sign is one mistake."""
    hand = by_hand(START)
    change = {f"step(W1[1,1])#{t}": -0.1 * hand[f"v(W1[1,1])#{t}"] for t in (1, 2, 3)}
    sheet = {name: f"{value:.6g}" for name, value in (hand | change).items()}
    found = {line.name: line.verdict for line in check(read(CHANGE), sheet).report.shown}
    assert {found[name] for name in sheet} == {Verdict.RIGHT}
    sheet["step(W1[1,1])#2"] = f"{-change['step(W1[1,1])#2']:.6g}"
    found = {line.name: line.verdict for line in check(read(CHANGE), sheet).report.shown}
    assert found["step(W1[1,1])#2"] is Verdict.MISTAKE
    for written in ("Δw¹₁₁⟨t=2⟩", "step(w¹₁₁)#2", r"\Delta w_{11}^{(1), t=2}"):
        assert [text(each) for each in meanings(written, known_of(read(CHANGE)))] == ["step(W1[1,1])#2"]


@pytest.mark.parametrize("name", ["L#4", "L#0", "m(W1[1,1])#1", "v(z1[1]@1)#1"])
def test_what_a_training_does_not_have_has_no_meaning(name: str) -> None:
    """A step beyond the last, a state of another optimiser, a state of no parameter."""
    assert meanings(name, known_of(read(NET))) == []


@pytest.mark.parametrize("name", ["adam_by_hand", "parabola_descent"])
def test_every_line_of_a_bundled_training_can_be_filled_in(name: str) -> None:
    """A sheet with the page's own numbers in six digits is all right."""
    from backprop_cli import derive

    derivation = derive(load(name))
    answers: dict[str, Any] = {
        step.name: f"{step.value:.6g}" for step in derivation.steps if step.value is not None
    }
    report = check(load(name), answers).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}


def test_a_new_value_is_no_old_one_for_being_the_true_one_of_the_step_before() -> None:
    """After a slip 0.501 has moved to 0.498, which happens to be what the step before should have left."""
    exercise = read("""
inputs: [1]
layers: [{weights: [[0.5]], activation: linear}]
targets: [0]
loss: sse
optimizer: {name: sgd, learning_rate: 0.00249}
training: {steps: 2}
""")
    start, rate, slip = 0.5, 0.00249, -0.25
    first = start - rate * slip
    second = first - rate * 2 * first
    assert [f"{each:.3f}" for each in (start - rate * 2 * start, first, second)] == [
        "0.498",
        "0.501",
        "0.498",
    ]
    answers: dict[str, Any] = {"dL/dW1[1,1]#1": f"{slip:.4f}", "W1_new[1,1]#1": f"{first:.3f}"}
    answers |= {"dL/dW1[1,1]#2": f"{2 * first:.4f}", "W1_new[1,1]#2": f"{second:.3f}"}
    lines = {line.name: line.points for line in check(exercise, answers).report.shown}
    assert {name: lines[name] for name in answers} == {name: name != "dL/dW1[1,1]#1" for name in answers}
