"""Students worked in plain Python: the networks they get and how they round. Nothing here is the program's.

A student has a pen (digits, decimals, a mixture, cut or rounded), uses for later lines what is written or
what was kept, and may round what one writes down on the way: the terms of a sum, e^(−z), a product. What
they get wrong is in `planted.py`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

from benchmarks.paper import Layer, Net, Paper, Slip


class Habits(NamedTuple):
    """How a student writes numbers."""

    name: str
    pen: Callable[[float, random.Random], str]
    keeps: Callable[[random.Random], bool]
    """Whether a line is used with all its digits afterwards."""
    on_the_way: Callable[[random.Random], bool]
    """Whether what is worked within a line is rounded."""


def digits(count: int) -> Callable[[float, random.Random], str]:
    return lambda value, rng: f"{value:#.{count}g}".removesuffix(".") if value else "0"


def decimals(count: int) -> Callable[[float, random.Random], str]:
    return lambda value, rng: f"{value:.{count}f}"


def mixed(low: int, high: int) -> Callable[[float, random.Random], str]:
    return lambda value, rng: digits(rng.randint(low, high))(value, rng)


def cut(count: int) -> Callable[[float, random.Random], str]:
    def pen(value: float, rng: random.Random) -> str:
        if not value:
            return "0"
        unit = 10.0 ** (floor(log10(abs(value))) - count + 1)
        short = floor(abs(value) / unit + 1e-9) * unit
        return digits(count)(short if value > 0 else -short, rng)

    return pen


def shortened(pen: Callable[[float, random.Random], str]) -> Callable[[float, random.Random], str]:
    """As a calculator shows it: no zeros at the end."""

    def short(value: float, rng: random.Random) -> str:
        text = pen(value, rng)
        return text.rstrip("0").rstrip(".") or "0" if "." in text and "e" not in text else text

    return short


def never(rng: random.Random) -> bool:
    return False


def always(rng: random.Random) -> bool:
    return True


def sometimes(rng: random.Random) -> bool:
    return rng.random() < 0.5


HONEST = [
    *(Habits(f"{n} digits, written used", digits(n), never, never) for n in (3, 4, 5, 6)),
    *(Habits(f"{n} digits, kept", digits(n), always, never) for n in (2, 3, 4, 5)),
    *(Habits(f"{n} digits, some kept", digits(n), sometimes, never) for n in (3, 4, 5)),
    *(Habits(f"{n} digits, terms rounded", digits(n), never, always) for n in (3, 4, 5)),
    *(Habits(f"{n} digits, some terms rounded, some kept", digits(n), sometimes, sometimes) for n in (3, 4)),
    *(Habits(f"{n} decimals, written used", decimals(n), never, never) for n in (3, 4, 5)),
    *(Habits(f"{n} decimals, some kept, terms rounded", decimals(n), sometimes, always) for n in (4, 5)),
    Habits("3 to 5 digits, written used", mixed(3, 5), never, never),
    Habits("3 to 5 digits, some kept", mixed(3, 5), sometimes, never),
    Habits("4 digits, zeros dropped", shortened(digits(4)), never, never),
    Habits("4 decimals, zeros dropped, kept", shortened(decimals(4)), always, never),
    Habits("5 digits, cut", cut(5), never, never),
]


def net(rng: random.Random) -> Net:
    """A random network of two or three layers: one sample or a few, and a loss that goes with its outputs."""
    sizes = rng.choice([(2, 2, 2), (3, 2, 1), (2, 3, 2), (2, 2, 2, 1), (1, 3, 3, 2), (4, 3, 2), (3, 2, 3, 3)])

    def number() -> float:
        return round(rng.uniform(-1.5, 1.5), rng.choice([1, 2, 2, 3])) or 0.5

    pairs = list(pairwise(sizes))
    last, loss = rng.choice([each for each in OUTPUTS if each[0] != "softmax" or sizes[-1] > 1])
    act = [rng.choice(["sigmoid", "tanh", "relu", "leaky_relu"]) for _ in pairs[1:]] + [last]
    return Net(
        [
            ([number() for _ in range(sizes[0])], _targets(loss, [number() for _ in range(sizes[-1])], rng))
            for _ in range(rng.choice([1, 1, 1, 2, 3]))
        ],
        [
            Layer(
                [[number() for _ in range(before)] for _ in range(after)],
                [number() for _ in range(after)],
                name,
            )
            for (before, after), name in zip(pairs, act, strict=True)
        ],
        loss,
        0.5,
    )


OUTPUTS = [
    ("sigmoid", "half_sse"),
    ("linear", "mse"),
    ("tanh", "half_sse"),
    ("sigmoid", "bce"),
    ("softmax", "cross_entropy"),
]


def _targets(loss: str, numbers: list[float], rng: random.Random) -> list[float]:
    if loss == "bce":
        return [round(rng.uniform(0.05, 0.95), 2) for _ in numbers]
    if loss != "cross_entropy":
        return numbers
    if rng.random() < 0.5:
        first = rng.randrange(len(numbers))
        return [float(place == first) for place in range(len(numbers))]
    return {2: [0.3, 0.7], 3: [0.25, 0.6, 0.15]}[len(numbers)]


class Work(Paper):
    """One student's working of one network, with or without a mistake in one line."""

    def __init__(self, given: Net, habits: Habits, rng: random.Random, slips: Mapping[str, Slip]) -> None:
        super().__init__(given, slips, lambda value: habits.pen(value, rng))
        self.habits, self.rng = habits, rng
        self.worked()

    def write(self, name: str, value: float) -> float:
        """Writes a line; what is used from now on is that, or what was kept."""
        self.values[name] = value
        value = self.slips[name](self.values) if name in self.slips else value
        self.lines[name] = self.pen(value)
        written = float(self.lines[name])
        self.values[name] = (
            value if self.habits.keeps(self.rng) or self._has_no_log(name, written) else written
        )
        return self.values[name]

    def _has_no_log(self, name: str, written: float) -> bool:
        """Whether a probability is written as 0 or 1, so that nobody can work on with what is written."""
        is_output = name.startswith(f"a{len(self.net.layers)}[")
        return is_output and self.net.loss in {"bce", "cross_entropy"} and written in {0.0, 1.0}

    def way(self, value: float) -> float:
        """Something written down on the way."""
        return float(self.habits.pen(value, self.rng)) if self.habits.on_the_way(self.rng) else value
