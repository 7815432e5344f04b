"""A class that keeps to another rule of the optimiser: said once, with the key that states it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backprop_cli.cli.main import run
from backprop_cli.problem.optimizer_variants import optimizer_variants
from backprop_cli.problem_file.reader import read
from backprop_cli.words.class_results import RULES

X, Y, START = np.array([[1, 2], [0.5, -1]]), np.array([1, 0]), np.array([0.2, -0.3])
SAID = {"name", "epsilon_inside", "bias_correction"}
"""The keys of a rule that have words; a constant is said as it is written."""
RATE, BETA, B1, B2, EPSILON, DECAY = 0.1, 0.8, 0.7, 0.95, 0.2, 0.3
"""An ε as large as this shows where it stands."""

PROBLEM = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [0.5, -1], targets: [0]}]
layers: [{weights: [[0.2, -0.3]], activation: linear}]
loss: half_sse
training: {steps: 3}
"""
ADAM = f"learning_rate: {RATE}, beta1: {B1}, beta2: {B2}, epsilon: {EPSILON}"
STATED = {
    "momentum": f"{{name: momentum, learning_rate: {RATE}, mu: {BETA}}}",
    "rmsprop": f"{{name: rmsprop, learning_rate: {RATE}, rho: {BETA}, epsilon: {EPSILON}}}",
    "adam": f"{{name: adam, {ADAM}}}",
    "adam, ε inside": f"{{name: adam, {ADAM}, epsilon_inside: true}}",
    "adam, not corrected": f"{{name: adam, {ADAM}, bias_correction: false}}",
    "adamw": f"{{name: adamw, {ADAM}, decay: {DECAY}, decay_on: weights}}",
    "own": f"{{learning_rate: {RATE}, mu: {BETA}, state: {{v: 0}}, update: {{v: mu*v + g, w: w - alpha*v}}}}",
}

Array = np.ndarray
State = dict[str, Array]
Move = Callable[[Array, Array, State, int], tuple[Array, State]]
"""(w, g, the state before, t) -> the new w, and all that is written down of the step."""


def plain(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
    v = BETA * s["v"] + g
    return w - RATE * v, {"v": v}


def classical(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
    v = BETA * s["v"] - RATE * g
    return w + v, {"v": v}


def average(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
    v = BETA * s["v"] + (1 - BETA) * g
    return w - RATE * v, {"v": v}


def nesterov(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
    v = BETA * s["v"] + g
    return w - RATE * (g + BETA * v), {"v": v}


def rmsprop(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
    mean = BETA * s["s"] + (1 - BETA) * g**2
    return w - RATE * g / np.sqrt(mean + EPSILON), {"s": mean}


def adam(*, inside: bool = False, corrected: bool = True, first: int = 1, decay: float = 0.0) -> Move:
    def move(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
        m, v = B1 * s["m"] + (1 - B1) * g, B2 * s["v"] + (1 - B2) * g**2
        power = t - 1 + first
        mhat, vhat = (m / (1 - B1**power), v / (1 - B2**power)) if corrected and power else (m, v)
        root = np.sqrt(vhat + EPSILON) if inside else np.sqrt(vhat) + EPSILON
        hats = {"mhat": mhat, "vhat": vhat} if corrected else {}
        return w - RATE * decay * w - RATE * mhat / root, {"m": m, "v": v, **hats}

    return move


def sheet(move: Move, digits: int = 5, states: bool = True) -> str:
    """Three steps on both samples, each number rounded when it is written."""
    w, state, lines = START, {name: np.zeros(2) for name in "vsm"}, []
    for t in (1, 2, 3):
        g = (X @ w - Y) @ X / 2
        w, written = move(w, g, state, t)
        state = state | written
        for k in (0, 1):
            name = f"W1[1,{k + 1}]"
            lines.append(f"dL/d{name}#{t}: {g[k]:.{digits}g}")
            if states:
                lines += [f"{each}({name})#{t}: {value[k]:.{digits}g}" for each, value in written.items()]
            lines.append(f"W1_new[1,{k + 1}]#{t}: {w[k]:.{digits}g}")
    return "answers:\n" + "".join(f"  {line}\n" for line in lines)


def marked(folder: Path, stated: str, sheets: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    """What the JSON says of the class."""
    (folder / "answers").mkdir()
    for number, text in enumerate(sheets):
        (folder / "answers" / f"{number}.yaml").write_text(text, encoding="utf-8")
    problem = folder / "problem.yaml"
    problem.write_text(PROBLEM + f"optimizer: {STATED[stated]}\n", encoding="utf-8")
    run(["check", str(problem), str(folder / "answers"), "--format", "json"])
    return json.loads(capsys.readouterr().out)["class"]["course_rule"]


OTHERS: list[tuple[str, Move, dict[str, str]]] = [
    ("momentum", classical, {"name": "momentum_classical"}),
    ("momentum", average, {"name": "momentum_average", "beta": "0.8"}),
    ("momentum", nesterov, {"name": "nesterov"}),
    ("rmsprop", rmsprop, {"epsilon_inside": "true"}),
    ("adam", adam(inside=True), {"epsilon_inside": "true"}),
    ("adam", adam(corrected=False), {"bias_correction": "false"}),
    ("adam", adam(inside=True, corrected=False), {"epsilon_inside": "true", "bias_correction": "false"}),
    ("adam, ε inside", adam(), {"epsilon_inside": "false"}),
    ("adam, not corrected", adam(), {"bias_correction": "true"}),
    ("adamw", adam(), {"name": "adam"}),
]


@pytest.mark.parametrize(("stated", "move", "keys"), OTHERS)
def test_a_class_that_keeps_to_another_rule_is_told_so(
    stated: str, move: Move, keys: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four of five sheets: the key is named, and what the file has to say makes their sheets right."""
    sheets = [sheet(move, digits) for digits in (4, 5, 6, 5)] + ["answers: {L: 1}\n"]
    found = marked(tmp_path, stated, sheets, capsys)
    assert (found["keys"], found["sheets"], found["of"]) == (keys, 4, 4)
    problem = tmp_path / "problem.yaml"
    problem.write_text(PROBLEM + found["written"] + "\n", encoding="utf-8")
    (tmp_path / "answers" / "4.yaml").unlink()
    assert run(["check", str(problem), str(tmp_path / "answers")]) == 0


@pytest.mark.parametrize(("stated", "move", "keys"), [OTHERS[2], OTHERS[3], OTHERS[4]])
def test_new_parameters_alone_show_it(
    stated: str, move: Move, keys: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the sheets leave the optimiser's state off."""
    sheets = [sheet(move, 6, states=False)] * 3
    assert marked(tmp_path, stated, sheets, capsys)["keys"] == keys


def test_counting_from_zero_has_no_key_but_can_be_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """m/(1 − β₁ᵗ⁻¹), and m in step 1: the report names what --accept takes, and with it all is right."""
    found = marked(tmp_path, "adam", [sheet(adam(first=0), 6)] * 3, capsys)
    assert (found["keys"], found["mistakes"]) == ({}, ["not_corrected", "step_from_zero"])
    command = ["check", str(tmp_path / "problem.yaml"), str(tmp_path / "answers")]
    assert run(command) == 1
    assert "count the steps from 0" in " ".join(capsys.readouterr().out.split())
    accepted = [word for key in found["mistakes"] for word in ("--accept", key)]
    assert run([*command, *accepted]) == 0


@pytest.mark.parametrize(("other", "told"), [(2, False), (3, False), (4, True), (6, True)])
def test_three_sheets_and_two_thirds_make_a_rule(
    other: int, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of sheets of which two keep to the problem's own rule."""
    sheets = [sheet(average)] * other + [sheet(plain)] * 2
    assert (marked(tmp_path, "momentum", sheets, capsys) is not None) is told


@pytest.mark.parametrize("sheets", [[sheet(plain)] * 4, [sheet(average)] * 2])
def test_an_honest_class_or_two_slips_are_no_rule(
    sheets: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is said of a class that works as asked, nor of two sheets."""
    assert marked(tmp_path, "momentum", sheets, capsys) is None


def test_slips_in_the_update_are_no_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A step up the gradient is no source's rule, however many take it."""

    def up(w: Array, g: Array, s: State, t: int) -> tuple[Array, State]:
        v = BETA * s["v"] + g
        return w + RATE * v, {"v": v}

    assert marked(tmp_path, "momentum", [sheet(up)] * 4, capsys) is None


def test_a_rule_of_ones_own_has_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An author who writes the formulas means them."""
    assert marked(tmp_path, "own", [sheet(average)] * 4, capsys) is None


def test_the_page_says_it_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many, what they do, and what to write."""
    marked(tmp_path, "adam", [sheet(adam(inside=True))] * 3, capsys)
    assert run(["check", str(tmp_path / "problem.yaml"), str(tmp_path / "answers")]) == 1
    page = " ".join(capsys.readouterr().out.split())
    assert (
        "3 of 3 sheets with an update match with ε under the root: their course seems to use that. In the "
        "problem file: `optimizer: {name: adam, learning_rate: 0.1, beta1: 0.7, beta2: 0.95, epsilon: 0.2, "
        "epsilon_inside: true}`." in page
    )


@pytest.mark.parametrize("ask", ["", 'ask: ["step(W1[1,1])#2"]\n'])
@pytest.mark.parametrize("stated", [each for each in STATED if each != "own"])
def test_what_a_variant_writes_is_that_variant(stated: str, ask: str) -> None:
    """The entry is read back as the very rule, with its constants; with Δw as a line where that is asked."""
    text = PROBLEM + ask
    own = read(f"{text}optimizer: {STATED[stated]}\n").optimizer
    assert own
    others = list(optimizer_variants(own))
    assert others
    assert {pair for other in others for pair in other.differs if pair[0] in SAID} <= RULES.keys()
    for other in others:
        again = read(f"{text}{other.written}\n").optimizer
        assert again
        assert again.optimizer == other.descent.optimizer
        assert {name: each.value for name, each in again.constants.items()} == {
            name: each.value for name, each in other.descent.constants.items()
        }


def test_the_page_has_the_letters_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who calls the learning rate η and the share of the velocity κ reads of a rule in these letters."""
    marked(tmp_path, "momentum", [sheet(classical, digits) for digits in (4, 5, 6)], capsys)
    problem, folder = tmp_path / "problem.yaml", str(tmp_path / "answers")
    run(["check", str(problem), folder])
    assert "v = μ·v − α·g and w + v" in " ".join(capsys.readouterr().out.split())
    named = problem.read_text(encoding="utf-8") + "names: {alpha: eta, mu: kappa}\n"
    problem.write_text(named, encoding="utf-8")
    run(["check", str(problem), folder])
    assert "v = κ·v − η·g and w + v" in " ".join(capsys.readouterr().out.split())
    run(["check", str(problem), folder, "--format", "markdown"])
    assert "v = $\\kappa$·v − $\\eta$·g and $w$ + v" in capsys.readouterr().out
