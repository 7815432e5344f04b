"""Points are for work: sheets made without any earn next to nothing, over all bundled problems."""

from collections.abc import Callable, Mapping
from functools import cache
from math import exp
from random import Random

import pytest
from sheets_read import exercise

from backprop_cli import check, derive, load
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.judging.compare import is_written_form
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem_file.bundled import names
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.exchanged import exchanged
from backprop_cli.quantities.grammar import in_step
from backprop_cli.quantities.grammar import text as name_of

MEANINGLESS = "0.37+77777*0.0013-101.1"
"""0.3801; taken for rounded numbers, give or take 4."""
Filled = Callable[[Derivation, list[str]], dict[str, str]]


def constant(text: str) -> Filled:
    return lambda derivation, lines: dict.fromkeys(lines, text)


def givens(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """The given numbers, one after the other."""
    texts = [number.text for number in derivation.given.values()] or ["1"]
    return {name: texts[place % len(texts)] for place, name in enumerate(lines)}


def old_weights(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """Every new weight as the old one, and a 0 for the rest."""
    old = {}
    for step in derivation.updates:
        parameter, _ = derivation.moved_by(step)
        first = in_step(derivation.graph.by_name[parameter].quantity, 1 if derivation.parts else None)
        old[step.name] = derivation.given[name_of(first)].text
    return {name: old.get(name, "0") for name in lines}


def in_a_circle(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """Each line as the next one."""
    return dict(zip(lines, [*lines[1:], *lines[:1]], strict=True))


def all_alike(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """The first line, everywhere."""
    return dict.fromkeys(lines, lines[0])


def noise(lines: list[str], size: str = "") -> dict[str, str]:
    """Numbers that nobody worked out, each another one."""
    drawn = Random(8)  # noqa: S311
    return {name: f"{drawn.uniform(-1, 1):.4f}{size}" for name in lines}


def noise_and_the_rule(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """Noise, and behind it the rule of the update as it is printed."""
    moved = {step.name: derivation.moved_by(step) for step in derivation.updates}
    rules = {name: f"{old} - alpha*{gradient}" for name, (old, gradient) in moved.items()}
    return {name: rules.get(name, text) for name, text in noise(lines).items()}


def next_to_nothing(derivation: Derivation, lines: list[str]) -> dict[str, str]:
    """Noise so small that no weight moves, and the old weights with zeros behind them."""
    old = old_weights(derivation, lines)
    tiny = noise(lines, "e-9")
    return {name: tiny[name] if text == "0" else f"{text}000" for name, text in old.items()}


WAYS: dict[str, Filled] = {
    "0 everywhere": constant("0"),
    "1 everywhere": constant("1"),
    "0.5 everywhere": constant("0.5"),
    "0.1234 everywhere": constant("0.1234"),
    "meaningless arithmetic": constant(MEANINGLESS),
    "the givens": givens,
    "old weights": old_weights,
    "noise and the rule": noise_and_the_rule,
    "next to nothing": next_to_nothing,
    "a circle": in_a_circle,
    "one line everywhere": all_alike,
}


@cache
def asked(name: str) -> list[str]:
    """The lines that count."""
    return [line.name for line in exercise(name).marker.report_of({}).lines]


def bundled() -> list[str]:
    """The problems with numbers; a sheet in symbols has none to copy."""
    return [name for name in names() if exercise(name).derivation.values]


def is_there_already(text: str, true: float | None, values: Mapping[str, float]) -> bool:
    """Whether a line's truth is the very value that was pasted, as a number or as a quantity."""
    if text in values:
        return values[text] == true
    if text == MEANINGLESS:  # two of its numbers have two digits: 5 % is what these can tell
        return true is not None and abs(true - 0.3801) < 0.05 * 0.3801
    number = read_number(text)
    return number is not None and true is not None and is_written_form(true, number)


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_without_work_earns_next_to_nothing(way: str) -> None:
    """Of the points of lines whose truth is another value than the one pasted, less than a tenth."""
    best: dict[str, float] = {}
    for name in bundled():
        derivation = exercise(name).derivation
        pasted = WAYS[way](derivation, asked(name))
        letters = symbols_of(exercise(name).problem).exchanged_back
        typed = {exchanged(line, letters): exchanged(text, letters) for line, text in pasted.items()}
        report = exercise(name).marker.report_of(typed)
        other = [
            line
            for line in report.lines
            if not is_there_already(
                pasted.get(line.name, ""), derivation.values.get(line.name), derivation.values
            )
        ]
        worth = sum(line.worth for line in other)
        best[name] = sum(line.points for line in other) / worth if worth else 0.0
    assert max(best.values()) < 0.1, {name: share for name, share in best.items() if share >= 0.1}


def test_an_unworked_sheet_says_so() -> None:
    """The sentence on top tells why following earns nothing."""
    lines = [line.name for line in check("two_layer_sigmoid", {}).report.lines]
    page = str(check("two_layer_sigmoid", dict.fromkeys(lines, "0.1234")))
    assert "Most lines hold one and the same answer, or a given number" in " ".join(page.split())


def test_a_circle_cannot_be_read() -> None:
    """A formula may use what comes before its line; of two that cite each other one comes later."""
    report = check("two_layer_sigmoid", {"z1[1]": "z1[2]", "z1[2]": "z1[1]"}).report
    told = {line.name: (line.verdict.value, line.judged.answer.note) for line in report.shown}
    assert told["z1[1]"] == (
        "unreadable",
        "`z1[2]` comes after this line: a formula may use what comes before it",
    )


def test_an_honest_slip_among_small_numbers_is_no_unworked_sheet() -> None:
    """With a = 2 for 6, a given number, all that comes of it is 2: one line is wrong, three follow."""
    problem = read("formulas: {a: x*k, b: a*m, c: b*m, d: c*m}\nat: {x: 2, k: 3, m: 1}\nask: [a, b, c, d]\n")
    report = check(problem, dict.fromkeys("abcd", "2")).report
    assert (report.points, report.is_unworked) == (3, False)


def test_an_invented_signal_is_no_way_to_old_weights() -> None:
    """δ = 1e-20 leaves every weight as it was: that earns only where the gradients were worked from it."""
    derivation = derive(load("two_layer_relu_sigmoid"))
    lines = [line.name for line in check("two_layer_relu_sigmoid", {}).report.lines]
    old = {name: text for name, text in old_weights(derivation, lines).items() if text != "0"}
    kept = {name: f"{float(text):.5f}" for name, text in old.items()}
    assert len(kept) == 10
    report = check("two_layer_relu_sigmoid", {"dL/dz2[1]": "1.0e-20", "dL/dz2[2]": "1.0e-20", **kept}).report
    assert report.points == 0


def test_a_sum_made_up_so_small_that_nothing_moves_earns_no_weights() -> None:
    """Where z = 10⁻⁶ and δ = 10⁻⁹ everywhere: the gradients follow, but old weights are not worked."""
    derivation = derive(load("two_layer_relu_sigmoid"))
    answers = {}
    for line in check("two_layer_relu_sigmoid", {}).report.lines:
        answers[line.name] = "0.000001" if line.name.startswith("z") else "1.0e-9"
    kept = {name: text for name, text in old_weights(derivation, list(answers)).items() if text != "0"}
    report = check(
        "two_layer_relu_sigmoid", answers | {name: f"{float(kept[name]):.5f}" for name in kept}
    ).report
    assert not any(line.points for line in report.lines if line.name in kept)


THREE_INPUTS = """\
inputs: [0.5, 0.8, -0.6]
targets: [1]
layers: [{weights: [[0.4, 0.2, 0.1]], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.mark.parametrize(("error", "first", "points"), [("-0.700", -0.00035, 8), ("-7.00e-7", -3.5e-7, 5)])
def test_a_weight_that_stays_by_a_slip_costs_once(error: str, first: float, points: int) -> None:
    """The point shifted in ∂L/∂w₁ leaves w₁ as it was; so small an error leaves all, and tells of no work."""
    slopes = first, float(error) * 0.8, float(error) * -0.6
    answers = {"z1[1]": "0.300", "a1[1]": "0.300", "dL/dz1[1]": error}
    for place, (weight, slope) in enumerate(zip((0.4, 0.2, 0.1), slopes, strict=True), start=1):
        answers[f"dL/dW1[1,{place}]"] = f"{slope:.3g}"
        answers[f"W1_new[1,{place}]"] = f"{weight - 0.1 * slope:.3f}"
    report = check(read(THREE_INPUTS), answers).report
    assert report.points == points


@pytest.mark.parametrize(("slope", "points"), [("0.0213", 8), ("0.1243", 7)])
def test_a_weight_that_stays_in_truth_and_behind_a_slip_costs_nothing(slope: str, points: int) -> None:
    """∂L/∂w₃ is 0.0038: with α = 0.01 w₃ stays 0.100 to three digits; so by 0.0213, not by 0.1243."""
    problem = THREE_INPUTS.replace("-0.6]", "-0.006]").replace("rate: 0.1", "rate: 0.01")
    answers = {"z1[1]": "0.359", "a1[1]": "0.359", "dL/dz1[1]": "-0.641"}
    answers |= {"dL/dW1[1,1]": "-0.321", "dL/dW1[1,2]": "-0.513", "dL/dW1[1,3]": slope}
    answers |= {"W1_new[1,1]": "0.403", "W1_new[1,2]": "0.205", "W1_new[1,3]": "0.100"}
    assert check(read(problem), answers).report.points == points


def test_a_step_that_cancels_in_the_momentum_shows_work() -> None:
    """With the sign of z turned v is 0.9·0.4188 − 0.3770: w stays, though such a gradient can move it."""
    problem = {
        "inputs": [1],
        "targets": [-0.0188],
        "layers": [{"weights": [[0.4]], "activation": "linear"}],
        "loss": "half_sse",
        "optimizer": {"name": "momentum", "learning_rate": 0.01},
        "training": {"steps": 2},
    }
    one = {"z1[1]#1": "0.4000", "a1[1]#1": "0.4000", "dL/dz1[1]#1": "0.4188", "dL/dW1[1,1]#1": "0.4188"}
    one |= {"v(W1[1,1])#1": "0.4188", "W1_new[1,1]#1": "0.3958"}
    two = {"z1[1]#2": "-0.3958", "a1[1]#2": "-0.3958", "dL/dz1[1]#2": "-0.3770", "dL/dW1[1,1]#2": "-0.3770"}
    two |= {"v(W1[1,1])#2": "-0.000080", "W1_new[1,1]#2": "0.3958"}
    report = check(load(problem), one | two).report
    assert report.points == len(one | two) - 1


def test_a_gradient_by_a_known_mistake_tells_that_a_coarse_weight_was_worked() -> None:
    """Inputs exchanged in the gradients: with α = 0.0001 five digits of the new weights show no change."""
    problem = read(
        "inputs: [0.3, -0.7]\ntargets: [1]\nlayers: [{weights: [[0.5, 0.2]], activation: linear}]\n"
        "loss: half_sse\noptimizer: {name: sgd, learning_rate: 0.0001}\n"
    )
    z = 0.5 * 0.3 - 0.2 * 0.7
    delta = z - 1
    answers = {
        "z1[1]": f"{z:.5f}",
        "dL/dz1[1]": f"{delta:.5f}",
        "W1_new[1,1]": "0.500",
        "W1_new[1,2]": "0.200",
    }
    answers |= {"dL/dW1[1,1]": f"{delta * -0.7:.5f}", "dL/dW1[1,2]": f"{delta * 0.3:.5f}"}
    lines = {line.name: line for line in check(problem, answers).report.shown}
    assert lines["dL/dW1[1,1]"].verdict is Verdict.MISTAKE
    assert [lines[name].points for name in ("W1_new[1,1]", "W1_new[1,2]")] == [1, 1]


def test_an_old_weight_is_no_rounding_of_the_new_one_where_nothing_was_worked() -> None:
    """Of W₂ = (0.67, −0.13, 0.52) the first becomes 0.68: 0.67 is not what a coarse step may have left."""
    problem = read(
        "inputs: [-0.73, 0.69]\ntargets: [0.74]\nloss: half_sse\noptimizer: {name: sgd, learning_rate: 0.5}\n"
        "layers:\n"
        "  - {weights: [[-0.01, -0.1], [0.3, 0.58], [-0.81, -0.94]], biases: [-0.27, 0.45, 0.4],"
        " activation: sigmoid}\n"
        "  - {weights: [[0.67, -0.13, 0.52]], biases: [-0.47], activation: sigmoid}\n"
    )
    first = [
        -0.01 * -0.73 - 0.1 * 0.69 - 0.27,
        0.3 * -0.73 + 0.58 * 0.69 + 0.45,
        0.81 * 0.73 - 0.94 * 0.69 + 0.4,
    ]
    hidden = [1 / (1 + exp(-z)) for z in first]
    out = 1 / (1 + exp(-(0.67 * hidden[0] - 0.13 * hidden[1] + 0.52 * hidden[2] - 0.47)))
    delta = (out - 0.74) * out * (1 - out)
    assert f"{0.67 - 0.5 * delta * hidden[0]:.2f}" == "0.68"
    line = "W2_new[1,1]"
    alone = {each.name: each for each in check(problem, {line: "0.67"}).report.shown}
    assert (alone[line].verdict, alone[line].points) == (Verdict.TOO_FEW_DIGITS, 0)
    worked = {"dL/dW2[1,1]": f"{delta * hidden[0]:.4f}", line: "0.68"}
    assert check(problem, worked).report.points == 2


POOLED = """
formulas: {c1: k*x1 + b, c2: k*x2 + b, r1: relu(c1), r2: relu(c2), m: "max(r1, r2)", L: 0.5*(m - t)^2}
at: {x1: 0.7, x2: -0.5, k: 0.9, b: 0.15, t: 1}
"""


@pytest.mark.parametrize("pasted", ["1", "0"])
def test_one_digit_everywhere_earns_only_what_it_is(pasted: str) -> None:
    """1 from 1 by a ReLU is no true value where that is 0.78, nor a 0 that a maximum of zeros hands on."""
    lines = [line.name for line in check(read(POOLED), {}).report.lines]
    report = check(read(POOLED), dict.fromkeys(lines, pasted)).report
    true = derive(read(POOLED)).values
    assert report.is_unworked
    assert all(true[line.name] == float(pasted) for line in report.lines if line.points)
