"""δ = −∂L/∂z, as books of threshold units have it: understood where the whole sheet bears it out."""

import json
from pathlib import Path

import numpy as np
import pytest

from backprop_cli.api import MarkedSheet, check
from backprop_cli.cli.main import run
from backprop_cli.problem_file.reader import read
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.verdicts import sentence

UNDERSTOOD = "This sheet writes δ for −∂L/∂z; understood so."
HAN_KAMBER = {
    "z1[1]": "-0.7", "z1[2]": "0.1", "a1[1]": "0.332", "a1[2]": "0.525", "z2[1]": "-0.105", "a2[1]": "0.474",
    "dL/dz2[1]": "0.1311", "dL/dz1[2]": "-0.0065", "dL/dz1[1]": "-0.0087",
    "W2_new[1,1]": "-0.261", "W2_new[1,2]": "-0.138", "W1_new[1,1]": "0.192", "W1_new[2,1]": "-0.306",
    "W1_new[1,2]": "0.4", "W1_new[2,2]": "0.1", "W1_new[1,3]": "-0.508", "W1_new[2,3]": "0.194",
    "b2_new[1]": "0.218", "b1_new[2]": "0.194", "b1_new[1]": "-0.408",
}  # fmt: skip
"""Data Mining, tables 9.2 to 9.4: Err_j for δ, and the weights after one step."""

NETWORK = """\
inputs: [0.6, -0.4]
layers:
  - {weights: [[0.3, -0.8], [0.7, 0.45]], biases: [0.1, -0.2], activation: sigmoid}
  - {weights: [[0.9, -0.35], [0.2, 0.55]], biases: [0.25, -0.1], activation: sigmoid}
targets: [1, 0]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
X, Y, RATE = np.array([0.6, -0.4]), np.array([1.0, 0.0]), 0.5
W1, B1 = np.array([[0.3, -0.8], [0.7, 0.45]]), np.array([0.1, -0.2])
W2, B2 = np.array([[0.9, -0.35], [0.2, 0.55]]), np.array([0.25, -0.1])


def vector(name: str, values: np.ndarray, digits: int = 4) -> dict[str, str]:
    """A line for each entry."""
    return {
        f"{name}[{','.join(str(index + 1) for index in place)}]": f"{value:.{digits}g}"
        for place, value in np.ndenumerate(values)
    }


def sheet(signal: int, gradient: int, step: int, *, slip: float = 1.0) -> dict[str, str]:
    """A sheet worked with numpy: signs of δ, of the gradients and of the step (0: not written).

    `slip` is a factor that came into the first hidden unit's δ, and into what rests on it.
    """
    a1 = 1 / (1 + np.exp(-(W1 @ X + B1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + B2)))
    d2 = (a2 - Y) * a2 * (1 - a2)
    d1 = (W2.T @ d2) * a1 * (1 - a1) * np.array([slip, 1])
    lines = vector("a1", a1) | vector("a2", a2)
    lines |= vector("dL/dz2", signal * d2) | vector("dL/dz1", signal * d1)
    for layer, weights, biases, delta, into in ((2, W2, B2, d2, a1), (1, W1, B1, d1, X)):
        if gradient:
            lines |= vector(f"dL/dW{layer}", gradient * np.outer(delta, into))
            lines |= vector(f"dL/db{layer}", gradient * delta)
        if step:
            lines |= vector(f"W{layer}_new", weights - step * RATE * np.outer(delta, into))
            lines |= vector(f"b{layer}_new", biases - step * RATE * delta)
    return lines


def marked(lines: dict[str, str]) -> MarkedSheet:
    return check(read(NETWORK), lines)


def not_good(found: MarkedSheet) -> dict[str, list[str]]:
    """The lines that cost a point, with the mistakes named there."""
    return {
        line.name: [mistake.key for mistake in line.judged.mistakes]
        for line in found.report.shown
        if not line.is_good
    }


def key(found: MarkedSheet) -> str | None:
    return found.report.convention and found.report.convention.key


def test_the_published_sheet_with_err_for_delta_is_right() -> None:
    """Every line of Han & Kamber's tables is right, and the report says how δ was understood."""
    found = check("han_kamber", HAN_KAMBER)
    assert (key(found), not_good(found)) == ("error_term", {})
    assert UNDERSTOOD in as_text(sentence(found.report))
    assert UNDERSTOOD in " ".join(str(found).split())
    in_tex = UNDERSTOOD.replace("∂L/∂z", r"$\frac{\partial L}{\partial z}$")
    assert in_tex in found.render("markdown")


def test_expected_stands_with_the_sheets_own_sign() -> None:
    """Beside a δ of 0.1311 no page expects −0.1311."""
    found = check("han_kamber", HAN_KAMBER)
    expected = {line.name: line.judged.expected for line in found.report.shown}
    assert expected["dL/dz2[1]"] == pytest.approx(0.1311, abs=1e-4)
    assert expected["W2_new[1,1]"] == pytest.approx(-0.261, abs=1e-3)


@pytest.mark.parametrize(
    ("signal", "gradient", "step", "understood"),
    [
        (-1, 1, 1, "error_term"),
        (-1, 0, 1, "error_term"),
        (-1, 1, 0, "error_term"),
        (-1, 0, 0, "error_term"),
        (-1, -1, 1, "descent_directions"),
        (1, 1, 1, None),
    ],
)
def test_a_sheet_that_keeps_to_it_throughout_is_right(
    signal: int, gradient: int, step: int, understood: str | None
) -> None:
    """δ turned everywhere, gradients with either sign throughout, the steps going down: all right."""
    found = marked(sheet(signal, gradient, step))
    assert (key(found), not_good(found)) == (understood, {})


@pytest.mark.parametrize(
    ("signal", "gradient", "step"),
    [(-1, -1, -1), (-1, 0, -1), (-1, -1, 0)],
    ids=["uphill", "uphill from δ", "gradients alone: what one lost sign gives"],
)
def test_a_lost_sign_is_no_convention(signal: int, gradient: int, step: int) -> None:
    """New weights that go up, or none to tell: the sign is turned at the outputs, the rest follows."""
    found = marked(sheet(signal, gradient, step))
    assert key(found) is None
    assert not_good(found) == {"dL/dz2[1]": ["sign"]}


def test_some_lines_with_the_other_sign_are_mistakes() -> None:
    """One δ of four is turned, or one gradient of eight: that line has the wrong sign."""
    right = sheet(1, 1, 1)
    for name in ("dL/dz2[2]", "dL/dW2[1,1]"):
        found = marked(right | {name: sheet(-1, -1, 1)[name]})
        assert (key(found), not_good(found)) == (None, {name: ["sign"]})


def test_a_slip_on_a_sheet_that_is_understood_is_named_as_ever() -> None:
    """δ of a hidden unit twice as large: one mistake, all that rests on it follows."""
    for gradient in (1, -1):
        found = marked(sheet(-1, gradient, 1, slip=2))
        assert key(found)
        assert not_good(found) == {"dL/dz1[1]": ["factor_two"]}
        assert "those of ∂L/∂z" in str(found)


ONE = {"a2[1]": "0.474", "dL/dz2[1]": "0.1311"}


def test_a_single_delta_needs_its_new_weights() -> None:
    """One δ with the other sign is a slip; new weights that were worked from it show that it is none."""
    assert not_good(check("han_kamber", ONE)) == {"dL/dz2[1]": ["sign"]}
    steps = {name: HAN_KAMBER[name] for name in ("W2_new[1,1]", "W2_new[1,2]", "b2_new[1]")}
    assert not_good(check("han_kamber", ONE | steps)) == {}
    between = {"dL/dW2[1,1]": "-0.04352", "dL/dW2[1,2]": "-0.0688", "dL/db2[1]": "-0.1311"}
    assert not_good(check("han_kamber", ONE | between | steps)) == {"dL/dz2[1]": ["sign"]}


def test_formulas_are_understood_with_the_sheets_own_delta() -> None:
    """δ as (y − a)·a(1 − a), a hidden δ and a step that cite it: all in the sheet's convention."""
    found = check(
        "han_kamber",
        {
            "dL/dz2[1]": "(y[1] - a2[1])*a2[1]*(1 - a2[1])",
            "dL/dz1[1]": "dL/dz2[1]*W2[1,1]*a1[1]*(1 - a1[1])",
            "dL/dz1[2]": "-0.0065",
            "W2_new[1,1]": "W2[1,1] + 0.9*dL/dz2[1]*a1[1]",
        },
    )
    assert (key(found), not_good(found)) == ("error_term", {})


def test_each_sample_of_a_batch_may_have_it() -> None:
    """Z = wx with w = ½, x = 1 and 2, y = 1 and 0: a − y is −½ and 1, the mean of δ·x is ¾."""
    problem = read(
        "samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [0]}]\n"
        "layers: [{weights: [[0.5]], activation: linear}]\n"
        "loss: half_sse\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    lines = {"dL@1/dz1[1]@1": "0.5", "dL@2/dz1[1]@2": "-1", "dL/dW1[1,1]": "0.75", "W1_new[1,1]": "0.425"}
    found = check(problem, lines)
    assert (key(found), not_good(found)) == ("error_term", {})
    of_batch = {"dL/dz1[1]@1": "0.25", "dL/dz1[1]@2": "-0.5", "W1_new[1,1]": "0.425"}
    assert not_good(check(problem, of_batch)) == {}


def test_every_step_of_a_training_may_have_it() -> None:
    """One neuron z = w·1, loss ½(y − z)², y = 1, α = ½: w = 0, ½, ¾; a − y is −1, then −½."""
    problem = read(
        "inputs: [1]\ntargets: [1]\nlayers: [{weights: [[0]], activation: linear}]\nloss: half_sse\n"
        "optimizer: {name: sgd, learning_rate: 0.5}\ntraining: {steps: 2}\n"
    )
    lines = {"dL/dz1#1": "1", "W1_new[1,1]#1": "0.50", "dL/dz1#2": "0.5", "W1_new[1,1]#2": "0.75"}
    found = check(problem, lines)
    assert (key(found), not_good(found)) == ("error_term", {})
    some = check(problem, lines | {"dL/dz1#2": "-0.5"})
    assert not_good(some) == {"dL/dz1[1]#1": ["sign"]}


def test_a_turned_sheet_without_work_gains_nothing() -> None:
    """Everything negated, or copied weights beside a δ that is no δ: the wrong lines stay wrong."""
    negated = {name: f"{-float(value):.4g}" for name, value in sheet(1, 1, 1).items()}
    found = marked(negated)
    assert key(found) is None
    copied = {name: value for name, value in HAN_KAMBER.items() if "_new" in name}
    made_up = {"dL/dz2[1]": "0.7", "dL/dz1[1]": "-0.3", "dL/dz1[2]": "-0.9"}
    found = check("han_kamber", made_up | copied)
    assert set(not_good(found)) >= set(made_up)


@pytest.mark.parametrize("junk", ["-", "1e300", "0", "0/0", "-(((", "dL/dz2[1]", "--0.1", "−" * 400])
def test_any_text_in_a_delta_gets_a_verdict(junk: str) -> None:
    """A δ of nonsense on a turned sheet costs only itself."""
    lines = sheet(-1, 1, 1) | {"dL/dz1[2]": junk}
    found = marked(lines)
    assert set(not_good(found)) <= {"dL/dz1[2]", "dL/dW1[2,1]", "dL/dW1[2,2]", "dL/db1[2]"}


def test_programs_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the convention's key, the class's CSV the sentence."""
    file = tmp_path / "ada.json"
    file.write_text(json.dumps(HAN_KAMBER))
    assert run(["check", "han_kamber", str(file), "--format", "json", "--exit-zero"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["sheets"]
    assert told["own_convention"] == "error_term"
    assert run(["check", "han_kamber", str(file), "--format", "csv", "--exit-zero"]) == 0
    assert UNDERSTOOD in capsys.readouterr().out
    assert run(["check", "han_kamber", str(file), "--hint"]) == 0
    assert UNDERSTOOD in capsys.readouterr().out


def test_a_problem_of_formulas_has_no_delta() -> None:
    """Formulas called z and L are no network: a turned sign there is a mistake."""
    problem = read("formulas: {z: 3*x, L: z^2}\nat: {x: 2}\n")
    found = check(problem, {"z": "6", "L": "36", "dL/dz": "-12", "dL/dx": "36"})
    assert not_good(found) == {"dL/dz": ["sign"]}


RULES = {"momentum": (1, 0.1), "momentum_classical": (-0.1, -1)}
"""v = μ·v + `first`·g and w − `second`·v."""


def velocities(name: str, signs: tuple[int, int]) -> dict[str, str]:
    """Two steps on w³ from 2, v and the step with their own signs: −1 is the other one."""
    first, second = RULES[name]
    w, v, lines = 2.0, 0.0, dict[str, str]()
    for t in (1, 2):
        g = 3 * w**2
        v = 0.8 * v + signs[0] * first * g
        lines |= {f"dL/dw#{t}": f"{g:.6g}", f"v(w)#{t}": f"{v:.6g}"}
        w -= signs[1] * second * v
        lines[f"w_new#{t}"] = f"{w:.6g}"
    return lines


def of_velocities(name: str, signs: tuple[int, int]) -> MarkedSheet:
    problem = (
        f"formulas: {{L: w^3}}\nat: {{w: 2}}\ntraining: {{steps: 2}}\n"
        f"optimizer: {{name: {name}, learning_rate: 0.1, mu: 0.8}}\n"
    )
    return check(read(problem), velocities(name, signs))


@pytest.mark.parametrize("name", RULES)
def test_a_velocity_with_the_other_sign_is_understood(name: str) -> None:
    """V = μ·v − g with w + α·v: every new parameter is right, and so is v in the sheet's own sign."""
    found = of_velocities(name, (-1, -1))
    assert not_good(found) == {}
    assert "keeps the optimiser's state with the other sign" in as_text(sentence(found.report))
    (expected,) = (each.judged.expected for each in found.report.shown if each.name == "v(w)#1")
    assert expected == pytest.approx(float(velocities(name, (-1, -1))["v(w)#1"]))


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("signs", [(-1, 1), (1, -1)])
def test_a_velocity_that_goes_up_is_a_mistake(name: str, signs: tuple[int, int]) -> None:
    """One of the two signs alone leads up the gradient: no convention."""
    found = of_velocities(name, signs)
    assert found.report.convention is None
    assert not_good(found)
