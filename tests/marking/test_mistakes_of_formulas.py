"""Mistakes with the rules of differentiation in problems of formulas: each named, worked by hand."""

from collections.abc import Callable
from math import cos, exp, pi, radians, sin, sqrt, tanh
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
RECURRENT = Exercise(
    "formulas: {h1: tanh(u*x), h2: tanh(w*h1 + u*x), L: (h2 - y)^2}\n"
    "at: {u: 0.4, w: 0.8, x: 1.5, y: 0.2}\nwrt: [u, w]\n",
    {"u": 0.4, "w": 0.8, "x": 1.5, "y": 0.2},
    {
        "h1": lambda v: tanh(v["u"] * v["x"]),
        "h2": lambda v: tanh(v["w"] * v["h1"] + v["u"] * v["x"]),
        "dh2/du": lambda v: (1 - v["h2"] ** 2) * v["x"],
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
        RECURRENT, "dh2/du",
        lambda v: (1 - v["h2"] ** 2) * (v["x"] + v["w"] * (1 - v["h1"] ** 2) * v["x"]), "all_ways"),
    "sin in degrees": Planted(ANGLES, "s", lambda v: sin(radians(v["x"])), "in_degrees"),
    "cos in degrees behind it": Planted(
        ANGLES, "df/dx", lambda v: v["df/ds"] * cos(v["x"] * pi / 180), "in_degrees"),
    "a(1 + a)": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * v["a"] * (1 + v["a"]), "slope_plus"),
    "1 − a": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * (1 - v["a"]), "slope_without_a"),
    "z(1 − z)": Planted(NEURON, "dL/dz", lambda v: v["dL/da"] * v["z"] * (1 - v["z"]), "slope_at_z"),
    "no slope": Planted(NEURON, "dL/dz", lambda v: v["dL/da"], "inner_left_out"),
}  # fmt: skip


def marked(exercise: Exercise, slips: dict[str, Line]) -> dict[str, set[str]]:
    """The lines that are not good on a sheet of seven digits, with what they are called."""
    v = dict(exercise.given)
    for name, worked in exercise.lines.items():
        v[name] = slips.get(name, worked)(v)
    answers = {name: f"{v[name]:.7g}" for name in exercise.lines}
    report = check(read(exercise.text), answers).report
    assert report.problems == ()
    return {
        line.name: {each.key for each in line.judged.mistakes}
        for line in report.shown
        if line.verdict not in GOOD
    }


@pytest.mark.parametrize(
    "exercise", [POWERS, ANGLES, NEURON, RECURRENT], ids=["powers", "angles", "neuron", "recurrent"]
)
def test_honest_sheets_are_right(exercise: Exercise) -> None:
    """Without a mistake no line is wrong."""
    assert marked(exercise, {}) == {}


@pytest.mark.parametrize("what", PLANTED)
def test_each_is_caught_at_its_line_for_its_reason(what: str) -> None:
    """Its name and no other, and nothing else is wrong."""
    planted = PLANTED[what]
    assert marked(planted.exercise, {planted.line: planted.slip}) == {planted.line: {planted.key}}


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
