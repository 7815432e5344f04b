"""Students worked in plain Python: how they round, and what they get wrong. Nothing here is the program's.

A student has a pen (digits, decimals, a mixture, cut or rounded), uses for later lines what is written or
what was kept, and may round what one writes down on the way: the terms of a sum, e^(−z), a product. A mistake
is one line of the working done differently, and carried on from there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from math import exp, floor, log10, tanh
from typing import Any, NamedTuple

RATE = 0.5


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

Slip = Callable[["Work", str, Any], Any]

MISTAKES: dict[str, tuple[str, str]] = {
    # name: (kind of line, what is done there)
    "bias left out": ("z", "no_bias"),
    "sum without its last term": ("z", "short"),
    "activation not applied": ("a", "none"),
    "slope 1 + a for 1 − a": ("slope", "plus"),
    "slope left out": ("delta", "no_slope"),
    "slope twice": ("delta", "twice"),
    "sign of the error": ("da", "sign"),
    "factor 2 lost": ("da", "half"),
    "one path only": ("up", "one"),
    "weights transposed": ("up", "transposed"),
    "another input": ("dW", "other"),
    "input left out": ("dW", "none"),
    "step up": ("new", "plus"),
    "rate left out": ("new", "no_rate"),
    "digit misread": ("any", "digit"),
}


class Net(NamedTuple):
    """A network as plain lists."""

    x: list[float]
    y: list[float]
    W: list[list[list[float]]]
    b: list[list[float]]
    act: list[str]

    def text(self) -> str:
        """The problem file."""
        layers = "".join(
            f"- {{weights: {W}, biases: {b}, activation: {act}}}\n"
            for W, b, act in zip(self.W, self.b, self.act, strict=True)
        )
        head = f"inputs: {self.x}\ntargets: {self.y}\nlayers:\n{layers}"
        return f"{head}loss: half_sse\noptimizer: {{name: sgd, learning_rate: {RATE}}}\n"


def net(rng: random.Random) -> Net:
    """A random network of two or three layers."""
    sizes = rng.choice([(2, 2, 2), (3, 2, 1), (2, 3, 2), (2, 2, 2, 1), (1, 3, 3, 2), (4, 3, 2)])

    def number() -> float:
        return round(rng.uniform(-1.5, 1.5), rng.choice([1, 2, 2, 3])) or 0.5

    pairs = list(pairwise(sizes))
    hidden = ["sigmoid", "tanh", "relu"]
    act = [rng.choice(hidden) for _ in pairs[1:]] + [rng.choice(["sigmoid", "linear", "tanh"])]
    return Net(
        [number() for _ in range(sizes[0])],
        [number() for _ in range(sizes[-1])],
        [[[number() for _ in range(before)] for _ in range(after)] for before, after in pairs],
        [[number() for _ in range(after)] for _, after in pairs],
        act,
    )


class Work:
    """One student's working of one network, with or without a mistake in one line."""

    def __init__(self, given: Net, habits: Habits, rng: random.Random, slip: tuple[str, str] | None) -> None:
        self.given, self.habits, self.rng, self.slip = given, habits, rng, slip
        self.sheet: dict[str, str] = {}
        self._work()

    def wrong(self, line: str, way: str) -> bool:
        """Whether the mistake is made here, in this way."""
        return self.slip == (line, way)

    def write(self, name: str, value: float) -> float:
        """Writes a line; what is used from now on."""
        if self.wrong(name, "digit"):
            value *= 1.37
        self.sheet[name] = self.habits.pen(value, self.rng)
        return value if self.habits.keeps(self.rng) else float(self.sheet[name])

    def way(self, value: float) -> float:
        """Something written down on the way."""
        return float(self.habits.pen(value, self.rng)) if self.habits.on_the_way(self.rng) else value

    def _work(self) -> None:
        given, into, layers = self.given, self.given.x, []
        for n, (W, b, act) in enumerate(zip(given.W, given.b, given.act, strict=True), 1):
            z = [self._z(f"z{n}[{i}]", W[i - 1], into, b[i - 1]) for i in range(1, len(W) + 1)]
            a = [self._a(f"a{n}[{i}]", each, act) for i, each in enumerate(z, 1)]
            layers.append((z, a, into))
            into = a
        self.write("L", 0.5 * sum(self.way(self.way(y - a) ** 2) for y, a in zip(given.y, into, strict=True)))
        up = [
            self._da(f"dL/da{len(layers)}[{i}]", a, y)
            for i, (a, y) in enumerate(zip(into, given.y, strict=True), 1)
        ]
        new: list[tuple[str, float, float]] = []
        for n in range(len(layers), 0, -1):
            z, a, below = layers[n - 1]
            W = given.W[n - 1]
            delta = [self._delta(n, i, up[i - 1], z[i - 1], a[i - 1]) for i in range(1, len(z) + 1)]
            for i, d in enumerate(delta, 1):
                for j in range(1, len(below) + 1):
                    g = self._dW(f"dL/dW{n}[{i},{j}]", d, below, j)
                    new.append((f"W{n}_new[{i},{j}]", W[i - 1][j - 1], g))
                new.append((f"b{n}_new[{i}]", given.b[n - 1][i - 1], self.write(f"dL/db{n}[{i}]", d)))
            if n > 1:
                up = [self._up(f"dL/da{n - 1}[{j}]", delta, W, j - 1) for j in range(1, len(below) + 1)]
        for name, old, g in new:
            step = self.way((1 if self.wrong(name, "no_rate") else RATE) * g)
            self.write(name, old + step if self.wrong(name, "plus") else old - step)

    def _z(self, name: str, row: list[float], into: list[float], bias: float) -> float:
        terms = [self.way(w * x) for w, x in zip(row, into, strict=True)]
        terms = terms[:-1] if self.wrong(name, "short") else terms
        return self.write(name, sum(terms) + (0 if self.wrong(name, "no_bias") else bias))

    def _a(self, name: str, z: float, act: str) -> float:
        if self.wrong(name, "none"):
            return self.write(name, z)
        if act == "sigmoid":
            return self.write(name, 1 / (1 + self.way(exp(-z))))
        return self.write(name, {"tanh": tanh(z), "relu": max(z, 0.0), "linear": z}[act])

    def _slope(self, name: str, act: str, z: float, a: float) -> float:
        sign = -1 if self.wrong(name, "plus") else 1
        if act == "sigmoid":
            return a * (1 - sign * a)
        if act == "tanh":
            return 1 - sign * self.way(a * a)
        return {"relu": float(z > 0), "linear": 1.0}[act]

    def _da(self, name: str, a: float, y: float) -> float:
        gap = y - a if self.wrong(name, "sign") else a - y
        return self.write(name, gap / 2 if self.wrong(name, "half") else gap)

    def _delta(self, n: int, i: int, up: float, z: float, a: float) -> float:
        name = f"dL/dz{n}[{i}]"
        slope = self.write(
            f"da{n}[{i}]/dz{n}[{i}]", self._slope(f"da{n}[{i}]/dz{n}[{i}]", self.given.act[n - 1], z, a)
        )
        if self.wrong(name, "no_slope"):
            return self.write(name, up)
        return self.write(name, up * slope * (slope if self.wrong(name, "twice") else 1))

    def _dW(self, name: str, d: float, below: list[float], j: int) -> float:
        if self.wrong(name, "none"):
            return self.write(name, d)
        return self.write(name, d * below[j % len(below) if self.wrong(name, "other") else j - 1])

    def _up(self, name: str, delta: list[float], W: list[list[float]], j: int) -> float:
        if self.wrong(name, "one"):
            return self.write(name, delta[0] * W[0][j])
        if self.wrong(name, "transposed") and len(W) == len(W[0]):
            return self.write(name, sum(self.way(d * w) for d, w in zip(delta, W[j], strict=True)))
        return self.write(name, sum(self.way(d * row[j]) for d, row in zip(delta, W, strict=True)))


KINDS = {
    "z": lambda name: name.startswith("z"),
    "a": lambda name: name.startswith("a"),
    "slope": lambda name: name.startswith("da"),
    "delta": lambda name: name.startswith("dL/dz"),
    "da": lambda name: name.startswith("dL/da"),
    "up": lambda name: name.startswith("dL/da"),
    "dW": lambda name: name.startswith("dL/dW"),
    "new": lambda name: "_new" in name,
    "any": lambda name: True,
}
