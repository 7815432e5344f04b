"""A mistake that is made in every share of a sum is named there too, and costs once with the others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.problem_file.reader import read

Sheet = Mapping[str, float]


def sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def lost(problem: str, lines: Sheet, digits: int = 6) -> tuple[dict[str, set[str]], float]:
    """The lines in which a mistake is seen, each with its names, and the points that the sheet has lost."""
    report = check(read(problem), {name: f"{value:#.{digits}g}" for name, value in lines.items()}).report
    assert report.problems == ()
    on_sheet = [line for line in report.shown if line.on_sheet]
    off = [line for line in on_sheet if line.verdict not in GOOD]
    seen = {line.name: {each.key for each in line.judged.mistakes} for line in off}
    return seen, sum(line.worth - line.points for line in on_sheet)


TIED = """
formulas: {h: sigmoid(w*x), y: sigmoid(w*h), L: (y - t)^2/2}
at: {w: 0.8, x: 0.5, t: 0.1}
wrt: [w]
"""


def tied(*, slope: bool = True, inner: bool = True) -> Sheet:
    """One weight in two layers: ∂L/∂w has a share from each."""
    w, x, t = 0.8, 0.5, 0.1
    h = sigmoid(w * x)
    y = sigmoid(w * h)
    of_y, of_h = (y * (1 - y), h * (1 - h)) if slope else (1.0, 1.0)
    by_y = y - t
    by_h = by_y * of_y * (w if inner else 1)
    by_w = by_y * of_y * (h if inner else 1) + by_h * of_h * (x if inner else 1)
    return {"h": h, "y": y, "L": by_y**2 / 2, "dL/dy": by_y, "dL/dh": by_h, "dL/dw": by_w}


UNROLLED = """
formulas:
  h1: tanh(w*h0 + u*x1 + b)
  h2: tanh(w*h1 + u*x2 + b)
  h3: tanh(w*h2 + u*x3 + b)
  y2: v*h2
  y3: v*h3
  L: (y2 - t2)^2 + (y3 - t3)^2
at: {w: 0.8, u: -0.5, b: 0.1, v: 1.2, h0: 0.2, x1: 1, x2: -0.6, x3: 0.3, t2: 0.7, t3: -0.4}
wrt: [w, u, b]
"""


def unrolled(*, slope: bool = True, inner: bool = True) -> Sheet:
    """Backpropagation through time: h₂ goes into an output and into h₃."""
    w, u, b, v, xs, goals = 0.8, -0.5, 0.1, 1.2, (1, -0.6, 0.3), {2: 0.7, 3: -0.4}
    h = [0.2]
    for x in xs:
        h.append(float(np.tanh(w * h[-1] + u * x + b)))
    by_y = {t: 2 * (v * h[t] - goals[t]) for t in goals}
    by_h, deltas = dict[int, float](), dict[int, float]()
    for t in (3, 2, 1):
        later = deltas[t + 1] * (w if inner else 1) if t < 3 else 0.0
        by_h[t] = later + (by_y[t] * v if t in by_y else 0.0)
        deltas[t] = by_h[t] * ((1 - h[t] ** 2) if slope else 1)
    lines = {f"h{t}": h[t] for t in (1, 2, 3)} | {f"y{t}": v * h[t] for t in (2, 3)}
    lines |= {f"dL/dy{t}": by_y[t] for t in (2, 3)} | {f"dL/dh{t}": by_h[t] for t in (3, 2, 1)}
    lines["dL/dw"] = sum(deltas[t] * (h[t - 1] if inner else 1) for t in deltas)
    lines["dL/du"] = sum(deltas[t] * (xs[t - 1] if inner else 1) for t in deltas)
    lines["dL/db"] = sum(deltas.values())
    return lines


PENALISED = """
formulas: {a: sigmoid(w*x + b), r: x + a, c: tanh(v*r), L: (c - t)^2 + lam*(w^2 + v^2)}
at: {x: 0.4, w: 0.6, b: -0.1, v: -0.7, t: 0.9, lam: 0.05}
wrt: [w, v, b]
"""


def penalised(*, slope: bool = True, inner: bool = True) -> Sheet:
    """The loss holds the weights too, by a penalty."""
    x, w, b, v, t, rate = 0.4, 0.6, -0.1, -0.7, 0.9, 0.05
    a = sigmoid(w * x + b)
    r = x + a
    c = float(np.tanh(v * r))
    of_c, of_a = (1 - c * c, a * (1 - a)) if slope else (1.0, 1.0)
    by_c = 2 * (c - t)
    by_r = by_c * of_c * (v if inner else 1)
    by_v = by_c * of_c * (r if inner else 1) + 2 * rate * v
    by_w = by_r * of_a * (x if inner else 1) + 2 * rate * w
    lines = {"a": a, "r": r, "c": c, "L": (c - t) ** 2 + rate * (w * w + v * v)}
    lines |= {"dL/dc": by_c, "dL/dr": by_r, "dL/da": by_r}
    return lines | {"dL/dw": by_w, "dL/dv": by_v, "dL/db": by_r * of_a}


GATED = """
formulas: {z: sigmoid(w*x), h: (1 - z)*p + z*c, L: (h - t)^2/2}
at: {w: 0.8, x: 0.5, p: 0.35, c: -0.6, t: 0.1}
wrt: [w]
"""


def gated(*, minus: bool = True) -> Sheet:
    """What a gate lets through: ∂h/∂z = c − p."""
    w, x, p, c, t = 0.8, 0.5, 0.35, -0.6, 0.1
    z = sigmoid(w * x)
    h = (1 - z) * p + z * c
    by_z = (h - t) * (c - p if minus else c + p)
    lines = {"z": z, "h": h, "L": (h - t) ** 2 / 2, "dL/dh": h - t, "dL/dz": by_z}
    return lines | {"dL/dw": by_z * z * (1 - z) * x}


@pytest.mark.parametrize("digits", [5, 6])
def test_a_minus_lost_in_a_derivative(digits: int) -> None:
    """(1 − z)·p is differentiated as if it were (1 + z)·p; what follows from it is good."""
    assert lost(GATED, gated(), digits) == ({}, 0)
    assert lost(GATED, gated(minus=False), digits) == ({"dL/dz": {"summand_turned"}}, 1)


SUMS = {"tied": (TIED, tied), "unrolled": (UNROLLED, unrolled), "penalised": (PENALISED, penalised)}


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize("name", SUMS)
def test_honest_sums_are_right(name: str, digits: int) -> None:
    """Without a mistake nothing is lost."""
    problem, worked = SUMS[name]
    assert lost(problem, worked(), digits) == ({}, 0)


@pytest.mark.parametrize("digits", [5, 6])
@pytest.mark.parametrize(("left_out", "key"), [("inner", "inner_left_out"), ("slope", "slope_left_out")])
@pytest.mark.parametrize("name", SUMS)
def test_a_part_left_out_of_every_share_costs_one_line(
    name: str, left_out: str, key: str, digits: int
) -> None:
    """Every line of the habit has its one name, or follows with it, and only the first one costs."""
    problem, worked = SUMS[name]
    seen, points = lost(problem, worked(**{left_out: False}), digits)
    assert {frozenset(keys) for keys in seen.values()} == {frozenset({key})}
    assert "dL/dw" in seen or left_out == "slope"
    assert points == 1
