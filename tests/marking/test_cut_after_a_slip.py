"""Numbers that are cut where they are written, and worked on with in full, follow behind a slip as well."""

from collections.abc import Iterator
from math import floor, log10

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli.api import check
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]
RATE, KEPT, KEPT_SQUARES, EPSILON, STEPS = 0.1, 0.9, 0.999, 1e-8, 3
PROBLEM = """
inputs: {x}
targets: [{y}]
layers: [{{weights: [{w}], biases: [{b}], activation: sigmoid}}]
loss: half_sse
optimizer: {{name: adam, learning_rate: 0.1}}
training: {{steps: 3}}
"""


def cut(value: float, digits: int) -> str:
    """To so many digits, and nothing rounded."""
    unit = 10.0 ** (floor(log10(abs(value))) - digits + 1)
    short = floor(abs(value) / unit + 1e-9) * unit
    return f"{np.sign(value) * short:#.{digits}g}"


def adam(x: Array, y: float, w: Array, b: float, slip: str) -> Iterator[tuple[str, float]]:
    """Every line of three steps, with all digits; `slip` has its sign turned, and is worked on with."""
    parameters = np.array([*w, b])
    m, v = np.zeros(3), np.zeros(3)
    names = ("W1[1,1]", "W1[1,2]", "b1[1]")

    def line(name: str, value: float) -> Iterator[tuple[str, float]]:
        yield name, -value if name == slip else value

    for t in range(1, STEPS + 1):
        z = float(parameters @ [*x, 1])
        a = 1 / (1 + np.exp(-z))
        d = (a - y) * a * (1 - a)
        for name, value in (("z1[1]", z), ("a1[1]", a), ("L", (a - y) ** 2 / 2), ("dL/dz1[1]", d)):
            yield f"{name}#{t}", float(value)
        for place, name in enumerate(names):
            ((_, g),) = found = list(line(f"dL/d{name}#{t}", float(d * [*x, 1][place])))
            yield from found
            m[place] = KEPT * m[place] + (1 - KEPT) * g
            v[place] = KEPT_SQUARES * v[place] + (1 - KEPT_SQUARES) * g**2
            first, second = m[place] / (1 - KEPT**t), v[place] / (1 - KEPT_SQUARES**t)
            parameters[place] -= RATE * first / (np.sqrt(second) + EPSILON)
            yield f"m({name})#{t}", float(m[place])
            yield f"v({name})#{t}", float(v[place])
            yield f"mhat({name})#{t}", float(first)
            yield f"vhat({name})#{t}", float(second)
            yield f"{name[:2]}_new{name[2:]}#{t}", float(parameters[place])


@pytest.mark.parametrize("digits", [3, 4])
def test_cut_numbers_follow_over_steps_of_adam(digits: int) -> None:
    """One gradient with its sign turned: it is the only line that is off, on each of 25 sheets."""
    rng = np.random.default_rng(5)
    off = []
    for _ in range(25):
        x, w = np.round(rng.uniform(-1.5, 1.5, (2, 2)), 2)
        y, b = np.round(rng.uniform(0.1, 0.9, 2), 2)
        slip = f"dL/dW1[1,{rng.integers(1, 3)}]#1"
        sheet = {name: cut(value, digits) for name, value in adam(x, y, w, b, slip) if value}
        report = check(read(PROBLEM.format(x=x.tolist(), y=y, w=w.tolist(), b=b)), sheet).report
        wrong = [line.name for line in report.shown if line.name in sheet and not line.is_good]
        off += [] if wrong == [slip] else [(slip, wrong)]
    assert off == []
