"""Mistakes with the rules of differentiation in problems of formulas: each named, worked by hand."""

from collections.abc import Callable, Container
from math import cos, exp, log, log2, log10, pi, radians, sin, sqrt, tanh
from random import Random
from typing import NamedTuple

import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.problem_file.reader import read

Values = dict[str, float]
Line = Callable[[Values], float]


class Exercise(NamedTuple):
    """A problem, what it gives, and its lines in order."""

    text: str
    given: Values
    lines: dict[str, Line]


POWERS = Exercise(
    "formulas: {z: x^5 + 9, y: 8*z^3 + z^2 + 5}\nat: {x: 1.3}\n",
    {"x": 1.3},
    {
        "z": lambda v: v["x"] ** 5 + 9,
        "y": lambda v: 8 * v["z"] ** 3 + v["z"] ** 2 + 5,
        "dy/dz": lambda v: 24 * v["z"] ** 2 + 2 * v["z"],
        "dy/dx": lambda v: v["dy/dz"] * 5 * v["x"] ** 4,
    },
)
ANGLES = Exercise(
    "formulas: {s: sin(x), c: cos(y), p: s*c, f: sqrt(p)}\nat: {x: 0.9, y: 0.4}\n",
    {"x": 0.9, "y": 0.4},
    {
        "s": lambda v: sin(v["x"]),
        "c": lambda v: cos(v["y"]),
        "p": lambda v: v["s"] * v["c"],
        "f": lambda v: sqrt(v["p"]),
        "df/dp": lambda v: 1 / (2 * v["f"]),
        "df/ds": lambda v: v["df/dp"] * v["c"],
        "df/dc": lambda v: v["df/dp"] * v["s"],
        "df/dx": lambda v: v["df/ds"] * cos(v["x"]),
        "df/dy": lambda v: -v["df/dc"] * sin(v["y"]),
    },
)
NEURON = Exercise(
    "formulas: {z: w*x + b, a: sigmoid(z), L: (y - a)^2}\nat: {w: 0.4, x: 1.5, b: -0.3, y: 1}\nwrt: [w, b]\n",
    {"w": 0.4, "x": 1.5, "b": -0.3, "y": 1.0},
    {
        "z": lambda v: v["w"] * v["x"] + v["b"],
        "a": lambda v: 1 / (1 + exp(-v["z"])),
        "L": lambda v: (v["y"] - v["a"]) ** 2,
        "dL/da": lambda v: -2 * (v["y"] - v["a"]),
        "dL/dz": lambda v: v["dL/da"] * v["a"] * (1 - v["a"]),
        "dL/dw": lambda v: v["dL/dz"] * v["x"],
        "dL/db": lambda v: v["dL/dz"],
    },
)
TWO_STEPS = Exercise(
    "formulas: {h1: tanh(u*x), h2: tanh(w*h1 + u*x), L: (h2 - y)^2}\n"
    "at: {u: 0.4, w: 0.8, x: 1.5, y: 0.2}\nwrt: [u, w]\n",
    {"u": 0.4, "w": 0.8, "x": 1.5, "y": 0.2},
    {
        "h1": lambda v: tanh(v["u"] * v["x"]),
        "h2": lambda v: tanh(v["w"] * v["h1"] + v["u"] * v["x"]),
        "dh2/du": lambda v: (1 - v["h2"] ** 2) * v["x"],
    },
)

RECURRENT = Exercise(
    "formulas: {h: tanh(u*x + b), g: tanh(w*h + b), L: 1/2*(g - y)^2}\n"
    "at: {u: -0.37, x: 1.3, w: 0.83, b: 0.26, y: 0.59}\nwrt: [u, w, b]\n",
    {"u": -0.37, "x": 1.3, "w": 0.83, "b": 0.26, "y": 0.59},
    {
        "h": lambda v: tanh(v["u"] * v["x"] + v["b"]),
        "g": lambda v: tanh(v["w"] * v["h"] + v["b"]),
        "L": lambda v: (v["g"] - v["y"]) ** 2 / 2,
        "dL/dg": lambda v: v["g"] - v["y"],
        "dL/dh": lambda v: v["dL/dg"] * (1 - v["g"] ** 2) * v["w"],
        "dL/du": lambda v: v["dL/dh"] * (1 - v["h"] ** 2) * v["x"],
        "dL/dw": lambda v: v["dL/dg"] * (1 - v["g"] ** 2) * v["h"],
        "dL/db": lambda v: v["dL/dh"] * (1 - v["h"] ** 2) + v["dL/dg"] * (1 - v["g"] ** 2),
    },
)

LOGISTIC = Exercise(
    "formulas: {z: w1*x1 + w2*x2, a: 1/(1 + exp(-z)), L: -(y*ln(a) + (1 - y)*ln(1 - a))}\n"
    "at: {w1: 0.43, x1: 0.71, w2: -0.83, x2: 1.37, y: 0.8}\nwrt: [w1, w2]\n",
    {"w1": 0.43, "x1": 0.71, "w2": -0.83, "x2": 1.37, "y": 0.8},
    {
        "z": lambda v: v["w1"] * v["x1"] + v["w2"] * v["x2"],
        "a": lambda v: 1 / (1 + exp(-v["z"])),
        "L": lambda v: -(v["y"] * log(v["a"]) + (1 - v["y"]) * log(1 - v["a"])),
        "dL/da": lambda v: -v["y"] / v["a"] + (1 - v["y"]) / (1 - v["a"]),
        "dL/dz": lambda v: v["dL/da"] * v["a"] * (1 - v["a"]),
        "dL/dw1": lambda v: v["dL/dz"] * v["x1"],
        "dL/dw2": lambda v: v["dL/dz"] * v["x2"],
    },
)


class Planted(NamedTuple):
    """A line worked otherwise, and the name that this must get."""

    exercise: Exercise
    line: str
    slip: Line
    key: str


PLANTED = {
    "24z³ + 2z²": Planted(
        POWERS, "dy/dz", lambda v: 24 * v["z"] ** 3 + 2 * v["z"] ** 2, "power_not_lowered"),
    "24z² + 2z²": Planted(
        POWERS, "dy/dz", lambda v: 24 * v["z"] ** 2 + 2 * v["z"] ** 2, "power_not_lowered"),
    "5x⁵": Planted(POWERS, "dy/dx", lambda v: v["dy/dz"] * 5 * v["x"] ** 5, "power_not_lowered"),
    "8z² + z": Planted(
        POWERS, "dy/dz", lambda v: 8 * v["z"] ** 2 + v["z"], "power_factor_left_out"),
    "24z² + z": Planted(
        POWERS, "dy/dz", lambda v: 24 * v["z"] ** 2 + v["z"], "power_factor_left_out"),
    "x⁴": Planted(POWERS, "dy/dx", lambda v: v["dy/dz"] * v["x"] ** 4, "power_factor_left_out"),
    "+ 5 kept": Planted(
        POWERS, "dy/dz", lambda v: 24 * v["z"] ** 2 + 2 * v["z"] + 5, "constant_kept"),
    "+ 9 kept": Planted(
        POWERS, "dy/dx", lambda v: v["dy/dz"] * (5 * v["x"] ** 4 + 9), "constant_kept"),
    "24x² + 2x": Planted(
        POWERS, "dy/dz", lambda v: 24 * v["x"] ** 2 + 2 * v["x"], "outer_at_inner"),
    "s for c": Planted(ANGLES, "df/ds", lambda v: v["df/dp"] * v["s"], "own_factor"),
    "w for x": Planted(NEURON, "dL/dw", lambda v: v["dL/dz"] * v["w"], "own_factor"),
    "through h₁ as well": Planted(  # the whole derivative, which BPTT adds up
        TWO_STEPS, "dh2/du",
        lambda v: (1 - v["h2"] ** 2) * (v["x"] + v["w"] * (1 - v["h1"] ** 2) * v["x"]), "all_ways"),
    "sin in degrees": Planted(ANGLES, "s", lambda v: sin(radians(v["x"])), "in_degrees"),
    "cos in degrees behind it": Planted(
        ANGLES, "df/dx", lambda v: v["df/ds"] * cos(v["x"] * pi / 180), "in_degrees"),
    "a(1 + a)": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * v["a"] * (1 + v["a"]), "slope_plus"),
    "1 − a": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * (1 - v["a"]), "slope_without_a"),
    "z(1 − z)": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * v["z"] * (1 - v["z"]), "slope_at_z"),
    "no slope": Planted(NEURON, "dL/dz", lambda v: v["dL/da"], "slope_left_out"),
    "b left out": Planted(NEURON, "z", lambda v: v["w"] * v["x"], "summand_left_out"),
    "− b": Planted(NEURON, "z", lambda v: v["w"] * v["x"] - v["b"], "summand_turned"),
    "σ left out": Planted(NEURON, "a", lambda v: v["z"], "activation_not_applied"),
    "½(y − a)² for (y − a)²": Planted(NEURON, "L", lambda v: (v["y"] - v["a"]) ** 2 / 2, "factor_two"),
    "8 left out": Planted(
        POWERS, "y", lambda v: v["z"] ** 3 + v["z"] ** 2 + 5, "number_not_multiplied"),
    "x for x⁵": Planted(POWERS, "z", lambda v: v["x"] + 9, "power_not_taken"),
    "b left out of h": Planted(RECURRENT, "h", lambda v: tanh(v["u"] * v["x"]), "summand_left_out"),
    "½ left out": Planted(RECURRENT, "L", lambda v: (v["g"] - v["y"]) ** 2, "factor_two"),
    "tanh′ left out before w": Planted(
        RECURRENT, "dL/dh", lambda v: v["dL/dg"] * v["w"], "slope_left_out"),
    "tanh′ left out of both": Planted(
        RECURRENT, "dL/db", lambda v: v["dL/dh"] + v["dL/dg"], "slope_left_out"),
    "1 − tanh": Planted(
        RECURRENT, "dL/dh", lambda v: v["dL/dg"] * (1 - v["g"]) * v["w"], "tanh_not_squared"),
    "w left out behind tanh′": Planted(
        RECURRENT, "dL/dh", lambda v: v["dL/dg"] * (1 - v["g"] ** 2), "inner_left_out"),
    "1/(1 + e^z)": Planted(LOGISTIC, "a", lambda v: 1 / (1 + exp(v["z"])), "exponent_turned"),
    "the minus of L": Planted(
        LOGISTIC, "L", lambda v: v["y"] * log(v["a"]) + (1 - v["y"]) * log(1 - v["a"]), "sign"),
    "log₁₀": Planted(
        LOGISTIC, "L", lambda v: -(v["y"] * log10(v["a"]) + (1 - v["y"]) * log10(1 - v["a"])), "log_base"),
    "log₂": Planted(
        LOGISTIC, "L", lambda v: -(v["y"] * log2(v["a"]) + (1 - v["y"]) * log2(1 - v["a"])), "log_base"),
    "the first half of L": Planted(LOGISTIC, "L", lambda v: -v["y"] * log(v["a"]), "summand_left_out"),
    "the second half of L": Planted(
        LOGISTIC, "L", lambda v: -(1 - v["y"]) * log(1 - v["a"]), "summand_left_out"),
    "the first half of ∂L/∂a": Planted(LOGISTIC, "dL/da", lambda v: -v["y"] / v["a"], "summand_left_out"),
    "y for 1 − y": Planted(
        LOGISTIC, "L", lambda v: -((1 - v["y"]) * log(v["a"]) + v["y"] * log(1 - v["a"])),
        "complement_exchanged"),
    "y for 1 − y in ∂L/∂a": Planted(
        LOGISTIC, "dL/da", lambda v: -(1 - v["y"]) / v["a"] + v["y"] / (1 - v["a"]), "complement_exchanged"),
    "x₁ and x₂ exchanged": Planted(
        LOGISTIC, "z", lambda v: v["w1"] * v["x2"] + v["w2"] * v["x1"], "names_exchanged"),
    "x₂ for x₁": Planted(
        LOGISTIC, "z", lambda v: v["w1"] * v["x2"] + v["w2"] * v["x2"], "names_exchanged"),
    "w₁ for w₂": Planted(
        LOGISTIC, "z", lambda v: v["w1"] * v["x1"] + v["w1"] * v["x2"], "names_exchanged"),
    "x₂ for x₁ in ∂L/∂w₁": Planted(
        LOGISTIC, "dL/dw1", lambda v: v["dL/dz"] * v["x2"], "names_exchanged"),
}  # fmt: skip


def marked(exercise: Exercise, slips: dict[str, Line], off: Container[str] = ()) -> dict[str, set[str]]:
    """The lines that are not good on a sheet of seven digits, and their names; some are left off."""
    v = dict(exercise.given)
    for name, worked in exercise.lines.items():
        v[name] = slips.get(name, worked)(v)
    answers = {name: f"{v[name]:.7g}" for name in exercise.lines if name not in off}
    report = check(read(exercise.text), answers).report
    assert report.problems == ()
    return {
        line.name: {each.key for each in line.judged.mistakes}
        for line in report.shown
        if line.verdict not in GOOD
    }


@pytest.mark.parametrize(
    "exercise",
    [POWERS, ANGLES, NEURON, RECURRENT, TWO_STEPS, LOGISTIC],
    ids=["powers", "angles", "neuron", "recurrent", "two steps", "logistic"],
)
def test_honest_sheets_are_right(exercise: Exercise) -> None:
    """Without a mistake no line is wrong."""
    assert marked(exercise, {}) == {}


@pytest.mark.parametrize("what", PLANTED)
def test_each_is_caught_at_its_line_for_its_reason(what: str) -> None:
    """Its name and no other, and nothing else is wrong."""
    planted = PLANTED[what]
    assert marked(planted.exercise, {planted.line: planted.slip}) == {planted.line: {planted.key}}


def test_targets_of_0_and_1_leave_nothing_to_exchange_but_the_halves() -> None:
    """With y = 1 the half before 1 − y is 0: leaving it out is right, exchanging the two gives −ln(1 − a)."""
    exercise = LOGISTIC._replace(
        text=LOGISTIC.text.replace("y: 0.8", "y: 1"), given={**LOGISTIC.given, "y": 1.0}
    )
    assert marked(exercise, {"L": lambda v: -log(v["a"])}) == {}
    assert marked(exercise, {"L": lambda v: -log(1 - v["a"])}) == {"L": {"complement_exchanged"}}


def test_equal_values_have_no_names() -> None:
    """Where x₁ = x₂ and w₁ = w₂ nobody can tell them apart, and nobody is blamed."""
    exercise = LOGISTIC._replace(
        text=LOGISTIC.text.replace("x2: 1.37", "x2: 0.71"), given={**LOGISTIC.given, "x2": 0.71}
    )
    assert marked(exercise, {"z": lambda v: v["w1"] * v["x2"] + v["w2"] * v["x1"]}) == {}


def test_a_network_s_targets_are_exchanged_with_their_complements() -> None:
    """Its own binary cross entropy, of two outputs: both targets."""
    layer = "{weights: [[0.4], [-0.7]], activation: sigmoid}"
    text = f"inputs: [0.5]\nlayers: [{layer}]\ntargets: [1, 0.3]\nloss: bce\n"
    a, y = [1 / (1 + exp(-w * 0.5)) for w in (0.4, -0.7)], [1.0, 0.3]
    loss = -sum((1 - t) * log(o) + t * log(1 - o) for t, o in zip(y, a, strict=True))
    answers = {"a1[1]": f"{a[0]:.6f}", "a1[2]": f"{a[1]:.6f}", "L": f"{loss:.6f}"}
    (line,) = check(read(text), answers).report.wrong
    assert (line.name, [each.key for each in line.judged.mistakes]) == ("L", ["complement_exchanged"])


def test_names_are_compared_a_few_at_a_time() -> None:
    """A sum of forty products is marked as fast as any: only the first names are taken for each other."""
    terms = " + ".join(f"w{n}*x{n}" for n in range(40))
    given = ", ".join(f"w{n}: 0.{n + 11}, x{n}: 1.{n + 11}" for n in range(40))
    report = check(read(f"formulas: {{z: {terms}}}\nat: {{{given}}}\nwrt: [w0]\n"), {"z": "7.77"}).report
    assert [line.name for line in report.wrong] == ["z"]


def test_countless_ways_are_not_walked() -> None:
    """A Fibonacci chain has a million ways from its end to its start, and two over two of its links."""
    chain = ", ".join(f"h{n}: 0.5*h{n - 1} + 0.3*h{n - 2}" for n in range(2, 32))
    problem = read(f"formulas: {{h0: 2*x, h1: 3*x, {chain}, y: 2*h31}}\nat: {{x: 0.5}}\n")
    found = {line.name: line for line in check(problem, {"dh31/dh29": "0.55", "dh31/dh30": "7"}).report.shown}
    assert [each.key for each in found["dh31/dh29"].judged.mistakes] == ["all_ways"]  # 0.3 + 0.5·0.5
    assert found["dh31/dh30"].judged.mistakes == ()


def test_rules_are_named_in_symbols_too() -> None:
    """Where nothing has a number, 24z³ + 2z² is an exponent that was not lowered."""
    problem = read("formulas: {y: 8*z^3 + z^2 + 5, z: x^5 + 9}\nwrt: [x]\n")
    (line,) = (line for line in check(problem, {"dy/dz": "24*z^3 + 2*z^2"}).report.shown if line.on_sheet)
    assert [each.key for each in line.judged.mistakes] == ["power_not_lowered"]


UNWRITTEN = {
    "b left out of z": (NEURON, "z", {"z", "a"}, "L", "summand_left_out"),
    "b left out of h": (RECURRENT, "h", {"h", "g"}, "L", "summand_left_out"),
    "tanh′ left out": (RECURRENT, "dL/dh", {"dL/dh"}, "dL/du", "slope_left_out"),
}
"""Of a slip its line, the lines left off the sheet, and where it first shows."""
SLIPS = {
    "b left out of z": lambda v: v["w"] * v["x"],
    "b left out of h": lambda v: tanh(v["u"] * v["x"]),
    "tanh′ left out": lambda v: v["dL/dg"] * v["w"],
}


@pytest.mark.parametrize("what", UNWRITTEN)
def test_a_slip_in_a_line_left_off_costs_one_line(what: str) -> None:
    """As in a network it is found where it first shows, and what follows is not wrong again."""
    exercise, line, off, shows, key = UNWRITTEN[what]
    assert marked(exercise, {line: SLIPS[what]}, off) == {shows: {key}}


@pytest.mark.parametrize("exercise", [NEURON, RECURRENT, LOGISTIC], ids=["neuron", "recurrent", "logistic"])
def test_made_up_numbers_earn_nothing(exercise: Exercise) -> None:
    """Numbers that nobody worked, a hundred sheets of them, half of the lines left off: no point."""
    drawn, problem = Random(5), read(exercise.text)  # noqa: S311
    points = 0.0
    for _ in range(100):
        lines = drawn.sample(list(exercise.lines), len(exercise.lines) // 2)
        report = check(problem, {name: f"{drawn.uniform(-1, 1):.5f}" for name in lines}).report
        points += report.points
    assert points == 0
