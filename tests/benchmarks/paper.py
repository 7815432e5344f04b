"""A network worked line by line in plain Python, rounded at every line as a student does it.

Nothing here is the program's own. A slip is a line worked by another formula, written in the student's lines
so far (`v["a1[1]"]`; the line's own name is what would be right) and the given numbers (`v["W1[1,1]"]`,
`v["x[1]@2"]`); what comes after goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, log, tanh
from typing import NamedTuple

Values = Mapping[str, float]
Slip = Callable[[Values], float]
Pen = Callable[[float], float]
SOFTSIGN = "z/(1 + abs(z))"
"""An activation of the author's own."""


class Layer(NamedTuple):
    """Weights with one row per unit, biases (none: empty), and the activation."""

    weights: list[list[float]]
    biases: list[float]
    activation: str


class Net(NamedTuple):
    """A network, its samples (inputs and targets), its loss and the learning rate."""

    samples: list[tuple[list[float], list[float]]]
    layers: list[Layer]
    loss: str
    rate: float

    def text(self, extra: str = "") -> str:
        """The problem file."""
        samples = "".join(f"- {{inputs: {x}, targets: {y}}}\n" for x, y in self.samples)
        layers = "".join(
            f"- {{weights: {layer.weights}, {f'biases: {layer.biases}, ' if layer.biases else ''}"
            f"activation: {layer.activation}}}\n"
            for layer in self.layers
        )
        optimizer = f"optimizer: {{name: sgd, learning_rate: {self.rate}}}"
        return f"samples:\n{samples}layers:\n{layers}loss: {self.loss}\n{optimizer}\n{extra}"


def significant(digits: int) -> Callable[[float], str]:
    """So many significant digits, zeros written."""
    return lambda value: f"{value:#.{digits}g}".removesuffix(".") if value else "0"


class Paper:
    """One student's sheet."""

    def __init__(self, net: Net, slips: Mapping[str, Slip], pen: Callable[[float], str]) -> None:
        self.net, self.slips, self.pen = net, slips, pen
        self.values: dict[str, float] = {"alpha": net.rate}
        self.lines: dict[str, str] = {}

    def write(self, name: str, value: float) -> float:
        """Writes a line, and goes on with what is written."""
        self.values[name] = value
        if slip := self.slips.get(name):
            value = slip(self.values)
        self.lines[name] = self.pen(value)
        self.values[name] = float(self.lines[name])
        return self.values[name]

    def way(self, value: float) -> float:
        """Something worked out on the way to a line; here it is kept as it is."""
        return value

    def worked(self) -> dict[str, str]:
        """The whole sheet, in the order of a solution."""
        many = len(self.net.samples) > 1
        marks = [f"@{number}" if many else "" for number in range(1, len(self.net.samples) + 1)]
        for number, layer in enumerate(self.net.layers, 1):
            for i, row in enumerate(layer.weights, 1):
                self.values |= {f"W{number}[{i},{j}]": weight for j, weight in enumerate(row, 1)}
                self.values |= {f"b{number}[{i}]": layer.biases[i - 1]} if layer.biases else {}
        for mark, (inputs, targets) in zip(marks, self.net.samples, strict=True):
            self.values |= {f"x[{j}]{mark}": x for j, x in enumerate(inputs, 1)}
            self.values |= {f"y[{i}]{mark}": y for i, y in enumerate(targets, 1)}
        losses = [self._forward(mark, *sample) for mark, sample in zip(marks, self.net.samples, strict=True)]
        if many:
            self.write("L", sum(losses) / len(losses))
        for mark, sample in zip(marks, self.net.samples, strict=True):
            self._backward(mark, *sample)
        self._update(marks)
        return self.lines

    def _forward(self, mark: str, into: list[float], targets: list[float]) -> float:
        for number, layer in enumerate(self.net.layers, 1):
            biases = layer.biases or [0.0] * len(layer.weights)
            z = [
                self.write(f"z{number}[{i}]{mark}", self._sum(row, into) + biases[i - 1])
                for i, row in enumerate(layer.weights, 1)
            ]
            into = [
                self.write(f"a{number}[{i}]{mark}", value)
                for i, value in enumerate(activated(layer.activation, z, self.way), 1)
            ]
        return self.write(f"L{mark}", loss(self.net.loss, into, targets, self.way))

    def _sum(self, left: list[float], right: list[float]) -> float:
        return sum(self.way(one * other) for one, other in zip(left, right, strict=True))

    def _backward(self, mark: str, inputs: list[float], targets: list[float]) -> None:
        last = len(self.net.layers)
        output = self._units("a", last, mark)
        upstream = loss_slopes(self.net.loss, output, targets)
        for number in range(last, 0, -1):
            layer = self.net.layers[number - 1]
            a, z = self._units("a", number, mark), self._units("z", number, mark)
            upstream = [
                self.write(f"dL{mark}/da{number}[{i}]{mark}", each) for i, each in enumerate(upstream, 1)
            ]
            if layer.activation == "softmax":  # with the cross-entropy
                delta = [p - y for p, y in zip(output, targets, strict=True)]
            else:
                slopes = [
                    self.write(
                        f"da{number}[{i + 1}]{mark}/dz{number}[{i + 1}]{mark}",
                        slope(layer.activation, z[i], a[i]),
                    )
                    for i in range(len(a))
                ]
                delta = [up * each for up, each in zip(upstream, slopes, strict=True)]
            delta = [self.write(f"dL{mark}/dz{number}[{i}]{mark}", each) for i, each in enumerate(delta, 1)]
            below = self._units("a", number - 1, mark) if number > 1 else inputs
            for i, each in enumerate(delta, 1):
                for j, x in enumerate(below, 1):
                    self.write(f"dL{mark}/dW{number}[{i},{j}]", each * x)
                if layer.biases:
                    self.write(f"dL{mark}/db{number}[{i}]", each)
            upstream = [self._sum(delta, [row[j] for row in layer.weights]) for j in range(len(below))]

    def _units(self, letter: str, number: int, mark: str) -> list[float]:
        count = len(self.net.layers[number - 1].weights)
        return [self.values[f"{letter}{number}[{i}]{mark}"] for i in range(1, count + 1)]

    def _update(self, marks: list[str]) -> None:
        parameters = [
            f"{letter}{number}[{index}]"
            for number, layer in enumerate(self.net.layers, 1)
            for letter, indices in (
                ("W", [f"{i},{j}" for i, row in enumerate(layer.weights, 1) for j in range(1, len(row) + 1)]),
                ("b", range(1, len(layer.biases) + 1)),
            )
            for index in indices
        ]
        for name in parameters if len(marks) > 1 else []:
            self.write(f"dL/d{name}", sum(self.values[f"dL{mark}/d{name}"] for mark in marks) / len(marks))
        for name in parameters:
            new = name.replace("[", "_new[")
            self.write(new, self.values[name] - self.way(self.net.rate * self.values[f"dL/d{name}"]))


def _as_it_is(value: float) -> float:
    return value


def activated(name: str, z: list[float], way: Pen = _as_it_is) -> list[float]:
    """The activations of a layer."""
    if name == "softmax":
        powers = [way(exp(each)) for each in z]
        return [each / sum(powers) for each in powers]
    one = {
        "sigmoid": lambda each: 1 / (1 + way(exp(-each))),
        "tanh": tanh,
        "relu": lambda each: max(0.0, each),
        "leaky_relu": lambda each: each if each > 0 else 0.01 * each,
        "linear": lambda each: each,
        "elu": lambda each: each if each > 0 else exp(each) - 1,
        SOFTSIGN: lambda each: each / (1 + abs(each)),
    }[name]
    return [one(each) for each in z]


def slope(name: str, z: float, a: float) -> float:
    """The derivative of an activation of one unit."""
    return {
        "sigmoid": a * (1 - a),
        "tanh": 1 - a * a,
        "relu": float(z > 0),
        "leaky_relu": 1.0 if z > 0 else 0.01,
        "linear": 1.0,
        "elu": 1.0 if z > 0 else a + 1,
        SOFTSIGN: 1 / (1 + abs(z)) ** 2,
    }[name]


def loss(name: str, outputs: list[float], targets: list[float], way: Pen = _as_it_is) -> float:
    """The loss of one sample."""
    pairs = list(zip(targets, outputs, strict=True))
    if name == "cross_entropy":
        return -sum(way(y * log(a)) for y, a in pairs if y)
    if name == "bce":
        return -sum(way(y * log(a)) + way((1 - y) * log(1 - a)) for y, a in pairs)
    squares = sum(way(way(y - a) ** 2) for y, a in pairs)
    return {"half_sse": squares / 2, "sse": squares, "mse": squares / len(pairs)}[name]


def loss_slopes(name: str, outputs: list[float], targets: list[float]) -> list[float]:
    """∂L/∂a of each output."""
    pairs = list(zip(targets, outputs, strict=True))
    if name == "cross_entropy":
        return [-y / a for y, a in pairs]
    if name == "bce":
        return [-y / a + (1 - y) / (1 - a) for y, a in pairs]
    factor = {"half_sse": 1.0, "sse": 2.0, "mse": 2 / len(pairs)}[name]
    return [factor * (a - y) for y, a in pairs]


def sheet(net: Net, slips: Mapping[str, Slip] | None = None, digits: int = 4) -> dict[str, str]:
    """A student's sheet of so many significant digits, honest or with slips."""
    return Paper(net, slips or {}, significant(digits)).worked()
