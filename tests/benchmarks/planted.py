"""What students get wrong, in plain Python: one line of a sheet worked differently.

Each mistake is worked from the student's own lines by their names; it is None where it cannot be made. The
name is what a marker should call it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp, tanh
from typing import NamedTuple

from benchmarks.paper import Layer, Net, Values


class At(NamedTuple):
    """A line's place, and the student's numbers: `at.v["z1[2]@1"]`."""

    net: Net
    v: Values
    n: int
    """The layer, from 1."""
    i: int
    j: int
    s: str
    """`@2` in a batch, else empty."""
    line: str
    """The line's own name; what is right there is its value."""

    @property
    def layer(self) -> Layer:
        return self.net.layers[self.n - 1]

    @property
    def act(self) -> str:
        return self.layer.activation

    @property
    def is_last(self) -> bool:
        return self.n == len(self.net.layers)

    @property
    def ins(self) -> range:
        return range(1, len(self.layer.weights[0]) + 1)

    @property
    def samples(self) -> list[str]:
        return [f"@{s}" for s in range(1, len(self.net.samples) + 1)]

    def x(self, j: int, s: str | None = None) -> float:
        """What comes into the layer."""
        s = self.s if s is None else s
        return self.v[f"x[{j}]{s}" if self.n == 1 else f"a{self.n - 1}[{j}]{s}"]

    def w(self, i: int, j: int, n: int | None = None) -> float:
        return self.v[f"W{n or self.n}[{i},{j}]"]

    def b(self) -> float:
        return self.v[f"b{self.n}[{self.i}]"]

    def z(self) -> float:
        return self.v[f"z{self.n}[{self.i}]{self.s}"]

    def a(self, i: int | None = None) -> float:
        return self.v[f"a{self.n}[{i or self.i}]{self.s}"]

    def y(self, i: int | None = None) -> float:
        return self.v[f"y[{i or self.i}]{self.s}"]

    def da(self, i: int | None = None, n: int | None = None) -> float:
        return self.v[f"dL{self.s}/da{n or self.n}[{i or self.i}]{self.s}"]

    def delta(self, i: int | None = None, n: int | None = None, s: str | None = None) -> float:
        s = self.s if s is None else s
        return self.v[f"dL{s}/dz{n or self.n}[{i or self.i}]{s}"]

    def slope(self) -> float:
        return self.v[f"da{self.n}[{self.i}]{self.s}/dz{self.n}[{self.i}]{self.s}"]

    def above(self) -> range:
        """The units of the layer above."""
        return range(1, len(self.net.layers[self.n].weights) + 1)


Way = Callable[[At], float | None]


class Plant(NamedTuple):
    """A mistake, and the lines it can be made in."""

    kind: str
    way: Way
    name: str
    """What it is to be called; empty: nothing in particular."""


# --- forward ----------------------------------------------------------------------------------------


def products(at: At) -> list[float]:
    return [at.w(at.i, j) * at.x(j) for j in at.ins]


def short(at: At) -> float | None:
    return sum(products(at)[:-1]) + at.b() if len(at.ins) > 1 else None


def exchanged(at: At) -> float | None:
    if len(at.ins) < 2:
        return None
    first, second, *others = at.ins
    swapped = at.w(at.i, first) * at.x(second) + at.w(at.i, second) * at.x(first)
    return swapped + sum(at.w(at.i, j) * at.x(j) for j in others) + at.b()


def when(acts: str, way: Way) -> Way:
    """Only under these activations."""
    return lambda at: way(at) if at.act in acts.split() else None


def neighbour(at: At) -> float | None:
    """The first weight of the row taken for the second."""
    if len(at.ins) < 2:
        return None
    return sum(products(at)) + at.b() + (at.w(at.i, 1) - at.w(at.i, 2)) * at.x(2)


# --- backward ---------------------------------------------------------------------------------------


def of_output(way: Way) -> Way:
    return lambda at: way(at) if at.is_last else None


def of_hidden(way: Way) -> Way:
    return lambda at: None if at.is_last else way(at)


def with_loss(names: str, way: Way) -> Way:
    return of_output(lambda at: way(at) if at.net.loss in names.split() else None)


def error(at: At) -> float:
    return at.a() - at.y()


def curve(at: At) -> float:
    return at.a() * (1 - at.a())


def other_target(at: At) -> float | None:
    others = [i for i in range(1, len(at.layer.weights) + 1) if i != at.i]
    return at.y(others[0]) if others else None


SQUARES = {"half_sse": 1.0, "sse": 2.0}


def with_other_target(at: At) -> float | None:
    y = other_target(at)
    factor = 2 / len(at.layer.weights) if at.net.loss == "mse" else SQUARES.get(at.net.loss)
    return None if y is None or factor is None else factor * (at.a() - y)


def back(at: At, term: Callable[[int], float]) -> float:
    """A sum over the units above."""
    return sum(map(term, at.above()))


def squashed(at: At) -> float | None:
    """The slope's rule with the activation once more: σ′ taken at a."""
    again = {"sigmoid": 1 / (1 + exp(-at.a())), "tanh": tanh(at.a())}.get(at.act)
    return None if again is None else rule(at, again)


def rule(at: At, a: float) -> float:
    return a * (1 - a) if at.act == "sigmoid" else 1 - a * a


def one_dropped(at: At) -> float | None:
    """All paths but the last."""
    paths = [at.delta(k, at.n + 1) * at.w(k, at.i, at.n + 1) for k in at.above()]
    return sum(paths[:-1]) if len(paths) > 2 else None


def other_row(at: At) -> float | None:
    """The weights of the unit beside it."""
    units = len(at.net.layers[at.n - 1].weights)
    return (
        None if units < 2 else back(at, lambda k: at.delta(k, at.n + 1) * at.w(k, at.i % units + 1, at.n + 1))
    )


def transposed(at: At) -> float | None:
    weights = at.net.layers[at.n].weights
    if len(weights) != len(weights[0]):
        return None
    return back(at, lambda k: at.delta(k, at.n + 1) * at.w(at.i, k, at.n + 1))


def raw_back(at: At) -> float | None:
    if at.net.layers[at.n].activation == "softmax":
        return None
    return back(at, lambda k: at.da(k, at.n + 1) * at.w(k, at.i, at.n + 1))


# --- parameters and batches -------------------------------------------------------------------------


def other_input(at: At) -> float | None:
    return at.delta() * at.x(at.j % len(at.ins) + 1) if len(at.ins) > 1 else None


def with_z(at: At) -> float | None:
    return at.delta() * at.v[f"z{at.n - 1}[{at.j}]{at.s}"] if at.n > 1 else None


def turned(at: At) -> float | None:
    """The entry of row and column exchanged."""
    if at.i == at.j or max(at.i, at.j) > min(len(at.layer.weights), len(at.ins)):
        return None
    return at.delta(at.j) * at.x(at.i)


def own(at: At, s: str) -> float:
    return at.v[f"dL{s}/dW{at.n}[{at.i},{at.j}]"]


def in_batch(way: Way, fewest: int = 2) -> Way:
    return lambda at: way(at) if len(at.net.samples) >= fewest and not at.s else None


def dropped(at: At) -> float:
    return sum(own(at, s) for s in at.samples[1:]) / len(at.samples)


def of_means(at: At) -> float:
    count = len(at.samples)
    return sum(at.delta(s=s) for s in at.samples) / count * sum(at.x(at.j, s) for s in at.samples) / count


def gradient(at: At) -> float:
    return at.v[f"dL/dW{at.n}[{at.i},{at.j}]"]


def alone(way: Way) -> Way:
    """Where there is one sample."""
    return lambda at: way(at) if len(at.net.samples) == 1 else None


# fmt: off
MISTAKES: dict[str, Plant] = {
    "bias left out":         Plant("z", lambda at: sum(products(at)), "bias_left_out"),
    "bias twice":            Plant("z", lambda at: sum(products(at)) + 2 * at.b(), "bias_twice"),
    "bias subtracted":       Plant("z", lambda at: sum(products(at)) - at.b(), "bias_subtracted"),
    "without its last term": Plant("z", short, "term_left_out"),
    "inputs exchanged":      Plant("z", exchanged, "inputs_exchanged"),
    "not applied":           Plant("a", lambda at: at.z(), "activation_not_applied"),
    "1/(1 + e^z)":           Plant("a", when("sigmoid", lambda at: 1 / (1 + exp(at.z()))),
                                   "sigmoid_of_minus_z"),
    "not normalised":        Plant("a", when("softmax", lambda at: exp(at.z())), "not_normalised"),
    "a(1 + a)":              Plant("slope", when("sigmoid", lambda at: at.a() * (1 + at.a())), "slope_plus"),
    "1 + a²":                Plant("slope", when("tanh", lambda at: 1 + at.a() ** 2), "slope_plus"),
    "1 − a":                 Plant("slope", when("sigmoid", lambda at: 1 - at.a()), "slope_without_a"),
    "1 − tanh":              Plant("slope", when("tanh", lambda at: 1 - at.a()), "tanh_not_squared"),
    "σ(z)·σ(1 − z)":         Plant("slope", when("sigmoid", lambda at: at.a() / (1 + exp(at.z() - 1))),
                                   "slope_of_one_minus_z"),
    "the other side":        Plant("slope", when("leaky_relu", lambda at: 1.01 - at.slope()), "other_side"),
    "z(1 − z)":              Plant("slope", when("sigmoid tanh", lambda at: rule(at, at.z())), "slope_at_z"),
    "σ′(a)":                 Plant("slope", when("sigmoid tanh", squashed), "slope_at_a"),
    "the other's rule":      Plant("slope", when("sigmoid tanh", lambda at: 1 - at.a() ** 2
                                                 if at.act == "sigmoid" else curve(at)), "rules_exchanged"),
    "ReLU for ReLU′":        Plant("slope", when("relu", lambda at: at.a()), "relu_value"),
    "another weight":        Plant("z", neighbour, "neighbour_weight"),
    "slope left out":        Plant("delta", lambda at: at.da(), "slope_left_out"),
    "slope twice":           Plant("delta", of_hidden(lambda at: at.da() * at.slope() ** 2), "slope_twice"),
    "∂L/∂ŷ left out":        Plant("delta", with_loss("half_sse mse bce", lambda at: at.slope()),
                                   "loss_left_out"),
    "the softmax's again":   Plant("delta", when("softmax", lambda at: error(at) * curve(at)),
                                   "softmax_again"),
    "the sigmoid's again":   Plant("delta", with_loss("bce", lambda at: error(at) * curve(at)),
                                   "slope_again"),
    "only the diagonal":     Plant("delta", when("softmax", lambda at: -at.y() * (1 - at.a())),
                                   "softmax_diagonal"),
    "sign of the error":     Plant("da", of_output(lambda at: -at.da()), "sign"),
    "factor 2 lost":         Plant("da", of_output(lambda at: at.da() / 2), "factor_two"),
    "another target":        Plant("da", of_output(with_other_target), "targets_exchanged"),
    "1/a":                   Plant("da", with_loss("cross_entropy", lambda at: -1 / at.a()),
                                   "target_left_out"),
    "y·a":                   Plant("da", with_loss("cross_entropy", lambda at: -at.y() * at.a()),
                                   "times_output"),
    "one path only":         Plant("da", of_hidden(lambda at: at.delta(1, at.n + 1) * at.w(1, at.i, at.n + 1)
                                                   if len(at.above()) > 1 else None), "one_path"),
    "weights transposed":    Plant("da", of_hidden(transposed), "transposed_weights"),
    "weight left out":       Plant("da", of_hidden(lambda at: back(at, lambda k: at.delta(k, at.n + 1))),
                                   "weight_left_out"),
    "Σw":                    Plant("da", of_hidden(lambda at: back(at, lambda k: at.w(k, at.i, at.n + 1))),
                                   "delta_left_out"),
    "W·(raw error)":         Plant("da", of_hidden(raw_back), "raw_error_back"),
    "a path dropped":        Plant("da", of_hidden(one_dropped), "path_dropped"),
    "another row":           Plant("da", of_hidden(other_row), "neighbour_weight"),
    "δ turned in sign":      Plant("delta", lambda at: -at.v[at.line], "sign"),
    "δ doubled":             Plant("delta", lambda at: 2 * at.v[at.line], "factor_two"),
    "point of a δ":          Plant("delta", lambda at: 10 * at.v[at.line], "decimal_point"),
    "point of an a":         Plant("a", lambda at: at.v[at.line] / 10, "decimal_point"),
    "δ · b":                 Plant("db", lambda at: at.delta() * at.b(), "bias_times_value"),
    "no gradient of b":      Plant("db", lambda at: 0.0, "bias_gradient_zero"),
    "dW transposed":         Plant("dW", turned, "transposed_matrix"),
    "input left out":        Plant("dW", lambda at: at.delta(), "input_left_out"),
    "another input":         Plant("dW", other_input, "wrong_input"),
    "z for a":               Plant("dW", with_z, "z_for_input"),
    "∂L/∂a for δ":           Plant("dW", lambda at: None if at.act == "softmax" else at.da() * at.x(at.j),
                                   "raw_error"),
    "one sample":            Plant("batch", in_batch(lambda at: own(at, at.samples[0])), "one_sample"),
    "a sample dropped":      Plant("batch", in_batch(dropped, 3), "sample_dropped"),
    "product of means":      Plant("batch", in_batch(of_means), "product_of_means"),
    "sum for mean":          Plant("batch", in_batch(lambda at: gradient(at) * len(at.samples)),
                                   "mean_or_sum"),
    "step up":               Plant("new", lambda at: at.w(at.i, at.j) + at.net.rate * gradient(at),
                                   "update_plus"),
    "rate left out":         Plant("new", lambda at: at.w(at.i, at.j) - gradient(at), "rate_left_out"),
    "rate twice":            Plant("new", lambda at: at.w(at.i, at.j) - at.net.rate**2 * gradient(at),
                                   "rate_twice"),
    "no step":               Plant("new", lambda at: at.w(at.i, at.j), "not_updated"),
    "updated with δ":        Plant("new", alone(lambda at: at.w(at.i, at.j) - at.net.rate * at.delta()),
                                   "updated_with_delta"),
    "Δw for w":              Plant("new", lambda at: -at.net.rate * gradient(at), "step_for_new"),
    "w(1 − αg)":             Plant("new", lambda at: at.w(at.i, at.j) * (1 - at.net.rate * gradient(at)),
                                   "times_one_minus"),
}
# fmt: on
"""By what is done."""

KINDS = {
    "z": r"z(?P<n>\d)\[(?P<i>\d)\](?P<s>(@\d)?)",
    "a": r"a(?P<n>\d)\[(?P<i>\d)\](?P<s>(@\d)?)",
    "slope": r"da\d\[\d\](@\d)?/dz(?P<n>\d)\[(?P<i>\d)\](?P<s>(@\d)?)",
    "da": r"dL(@\d)?/da(?P<n>\d)\[(?P<i>\d)\](?P<s>(@\d)?)",
    "delta": r"dL(@\d)?/dz(?P<n>\d)\[(?P<i>\d)\](?P<s>(@\d)?)",
    "dW": r"dL(?P<s>(@\d)?)/dW(?P<n>\d)\[(?P<i>\d),(?P<j>\d)\]",
    "db": r"dL(?P<s>(@\d)?)/db(?P<n>\d)\[(?P<i>\d)\]",
    "batch": r"dL/dW(?P<n>\d)\[(?P<i>\d),(?P<j>\d)\]",
    "new": r"W(?P<n>\d)_new\[(?P<i>\d),(?P<j>\d)\]",
}
"""What the lines of each kind are called."""


def made(plant: Plant, line: str, net: Net, values: Values) -> float | None:
    """What a mistake gives in a line; None where it cannot be made there."""
    found = re.fullmatch(KINDS[plant.kind], line)
    if found is None or (plant.kind in {"dW", "db"} and len(net.samples) > 1 and not found["s"]):
        return None
    parts = found.groupdict()
    return plant.way(
        At(net, values, int(parts["n"]), int(parts["i"]), int(parts.get("j", 0)), parts.get("s", ""), line)
    )
