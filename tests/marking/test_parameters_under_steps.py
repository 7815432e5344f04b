"""A training by hand: `w` under the heading of a step, and `m`, `v`, `g` where there is one parameter."""

from pathlib import Path

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.results.report import SheetReport

RATE, MU, RHO, EPSILON, START, STEPS = 0.1, 0.9, 0.999, 1e-8, 0.5, 3
ADAM = {
    "formulas": {"J": "(w - 3)^2 + 1"},
    "at": {"w": START},
    "optimizer": {"name": "adam", "learning_rate": RATE},
    "training": {"steps": STEPS},
}


def by_hand() -> list[dict[str, float]]:
    """Adam on (w − 3)² + 1: D. P. Kingma, J. Ba, algorithm 1 (2015)."""
    found, w, m, v = [], START, 0.0, 0.0
    for t in range(1, STEPS + 1):
        g, before = 2 * (w - 3), w
        m, v = MU * m + (1 - MU) * g, RHO * v + (1 - RHO) * g**2
        m_hat, v_hat = m / (1 - MU**t), v / (1 - RHO**t)
        w -= RATE * m_hat / (np.sqrt(v_hat) + EPSILON)
        found.append({"start": before, "g": g, "m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "w": w})
    return found


HAND = by_hand()
NAMES = ("g", "m", "v", "m_hat", "v_hat", "w")
LINES = ("dJ/dw", "m(w)", "v(w)", "mhat(w)", "vhat(w)", "w_new")
ALL = {f"{name}#{step}": "right" for step in range(1, STEPS + 1) for name in LINES}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def marked(problem: dict[str, object], text: str, file: str = "a.txt") -> SheetReport:
    Path(file).write_text(text, encoding="utf-8")
    return check(problem, file).report


def verdicts(problem: dict[str, object], text: str, file: str = "a.txt") -> dict[str, str]:
    """What each line that was read got; nothing may stay unread."""
    report = marked(problem, text, file)
    assert report.problems == ()
    return {line.name: line.verdict.value for line in report.lines if line.on_sheet}


def test_letters_of_the_optimiser_under_headings() -> None:
    text = "".join(
        f"Step {step}\n" + "".join(f"{name} = {values[name]:.6f}\n" for name in NAMES)
        for step, values in enumerate(HAND, start=1)
    )
    assert verdicts(ADAM, text) == ALL


def test_letters_of_the_optimiser_as_heads_of_a_table() -> None:
    rows = [
        f"| {step} | {' | '.join(f'{values[name]:.6f}' for name in NAMES)} |"
        for step, values in enumerate(HAND, 1)
    ]
    head = f"| t | {' | '.join(NAMES)} |\n|{'---|' * (len(NAMES) + 1)}\n"
    assert verdicts(ADAM, head + "\n".join(rows) + "\n", "a.md") == ALL


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("m_{}", "m"),
        ("m{}", "m"),
        ("v_{{{}}}", "v"),
        (r"\hat m_{}", "m_hat"),
        ("v_hat_{}", "v_hat"),
        ("g_{}", "g"),
    ],
)
def test_the_number_of_the_step_may_stand_behind_the_letter(letters: str, name: str) -> None:
    text = "".join(f"{letters.format(step)} = {HAND[step - 1][name]:.6f}\n" for step in range(1, STEPS + 1))
    assert list(verdicts(ADAM, text).values()) == ["right"] * STEPS


NUMBERED = ["w_{}", "w{}", "w^({})", "w^{{({})}}", "w_{{{}}}", "$w_{}$"]


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("between", ["\n", ", "])
def test_a_parameter_with_the_number_of_its_step(name: str, first: int, between: str) -> None:
    """Counted from 0 it is what the step has made, from 1 what it starts from: the first tells."""
    values = [START, *(each["w"] for each in HAND)]
    lines = [f"{name.format(number)} = {value:.6f}" for number, value in enumerate(values[:3], start=first)]
    assert verdicts(ADAM, f"{between.join(lines)}\n") == {"w_new#1": "right", "w_new#2": "right"}


def test_a_name_of_the_author_is_no_step() -> None:
    """Where w1 is a formula of its own it is nothing else."""
    own = ADAM | {"formulas": {"w1": "w - 3", "J": "w1^2 + 1"}}
    assert verdicts(own, "w1 = -2.5\n") == {"w1#1": "right"}


def test_of_several_parameters_the_letter_alone_says_nothing() -> None:
    two = ADAM | {"formulas": {"J": "(w - 3)^2 + u^2"}, "at": {"w": START, "u": 1}}
    (told,) = marked(two, "m = -0.5\n").problems
    assert "`m`" in told


def test_what_a_step_starts_from_is_read_as_that() -> None:
    text = "".join(
        f"Step {step}\nw = {values['start']:.6f}\ng = {values['g']:.6f}\n"
        for step, values in enumerate(HAND, 1)
    )
    marked = verdicts(ADAM, text)
    assert marked == {
        "dJ/dw#1": "right",
        "dJ/dw#2": "right",
        "dJ/dw#3": "right",
        "w_new#1": "right",
        "w_new#2": "right",
    }


NEURON = {
    "inputs": [0.7, 1.2],
    "targets": [1],
    "layers": [{"weights": [[0.5, -0.2]], "biases": [0.1], "activation": "sigmoid"}],
    "loss": "bce",
    "optimizer": {"name": "sgd", "learning_rate": RATE},
    "training": {"steps": 2},
}
X, W, B = np.array([0.7, 1.2]), np.array([0.5, -0.2]), 0.1


def neuron() -> list[tuple[np.ndarray, float]]:
    """The weights and the bias that each step makes."""
    found, weights, bias = [], W, B
    for _ in range(2):
        signal = 1 / (1 + np.exp(-(weights @ X + bias))) - 1
        weights, bias = weights - RATE * signal * X, bias - RATE * signal
        found.append((weights, bias))
    return found


@pytest.mark.parametrize("heading", ["Step {}", "## Step {}", "Epoch {}", "Iteration {}:"])
@pytest.mark.parametrize("weights", ["w = [{0}, {1}]", "w1 = {0}\nw2 = {1}", "W1 = [[{0}, {1}]]"])
def test_new_weights_of_a_network_under_their_old_names(heading: str, weights: str) -> None:
    text = "".join(
        f"{heading.format(step)}\n{weights.format(*(f'{each:.6f}' for each in w))}\nb = {b:.6f}\n"
        for step, (w, b) in enumerate(neuron(), start=1)
    )
    names = ("W1_new[1,1]", "W1_new[1,2]", "b1_new[1]")
    assert verdicts(NEURON, text) == {f"{name}#{step}": "right" for step in (1, 2) for name in names}


def test_how_they_were_read_is_said() -> None:
    text = "Step 1\nw = 0.6\nStep 2\nw = 0.7\n"
    (told,) = marked(ADAM, text).remarks
    assert told.startswith("`w` is read as `w_new#1`, its value after the update")


def test_where_some_are_the_given_ones_it_stays_open() -> None:
    """A gradient of 0 leaves a parameter as it was: nobody can say what the others are."""
    (first, second), text = neuron(), "Step {}\nw = [{:.6f}, {:.6f}]\nb = {}\n"
    sheet = text.format(1, *first[0], B) + text.format(2, *second[0], second[1])
    told = marked(NEURON, sheet).problems
    assert [each.partition(":")[0] for each in told if "is open" in each] == ["line 5", "line 6"]
