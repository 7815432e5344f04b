"""Random networks and formulas, each with a second evaluation that shares no code with ours.

The second evaluation is written in complex numbers: with a step of 1e-40 along the imaginary axis the
imaginary part of a function is its derivative, without cancellation.
Source: W. Squire, G. Trapp, Using complex variables to estimate derivatives, SIAM Review 40 (1998).
"""

import cmath
import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import mpmath
from hypothesis import strategies as st

Function = Callable[[complex], complex]
STEP = 1e-40
TINY = 1e-60
"""Real parts below this are products of two small imaginary ones: 0 in truth."""


class UndefinedError(Exception):
    """The point lies outside what a function is defined for, or too near its edge."""


def slope(function: Callable[[complex], complex], at: float) -> float:
    """The derivative of `function` at `at`."""
    return function(complex(at, STEP)).imag / STEP


# --- functions of one variable --------------------------------------------------------------------


def sigmoid(z: complex) -> complex:
    return 1 / (1 + cmath.exp(-z)) if z.real > TINY else cmath.exp(z) / (1 + cmath.exp(z))


def softplus(z: complex) -> complex:
    return z + cmath.log(1 + cmath.exp(-z)) if z.real > TINY else cmath.log(1 + cmath.exp(z))


def magnitude(z: complex) -> complex:
    return z if z.real > TINY else -z if z.real < -TINY else 0j


def gelu(z: complex) -> complex:
    with mpmath.workdps(60):  # so that the small imaginary part counts
        return complex(z * mpmath.erfc(-mpmath.mpc(z) / mpmath.sqrt(2)) / 2)


ACTIVATIONS: dict[str, Function] = {
    "linear": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": cmath.tanh,
    "relu": lambda z: z if z.real > TINY else 0j,
    "elu": lambda z: z if z.real > TINY else cmath.exp(z) - 1,
    "softplus": softplus,
    "silu": lambda z: z * sigmoid(z),
    "gelu": gelu,
    "leaky_relu": lambda z: z if z.real > TINY else 0.01 * z,
    "{name: leaky_relu, slope: 0.2}": lambda z: z if z.real > TINY else 0.2 * z,
    "z^2/(1 + z^2)": lambda z: z * z / (1 + z * z),
    "sin(z) - 0.5*z": lambda z: cmath.sin(z) - 0.5 * z,
    "ln(1 + z^2)": lambda z: cmath.log(1 + z * z),
    "max(z, 0.1*z)": lambda z: z if 0.9 * z.real > TINY else 0.1 * z,
    "z*exp(-z^2)": lambda z: z * cmath.exp(-z * z),
    "abs(z)/(1 + abs(z))": lambda z: magnitude(z) / (1 + magnitude(z)),
    "2^z": lambda z: 2**z,
}
LAST_FOR_LOGARITHMS = ("sigmoid", "softmax")

Loss = Callable[[list[float], list[complex]], complex]


def over(term: Callable[[float, complex], complex]) -> Loss:
    """The sum of a term over the outputs."""
    return lambda y, a: sum((term(t, o) for t, o in zip(y, a, strict=True)), 0j)


squares = over(lambda t, o: (t - o) ** 2)
bce = over(lambda t, o: -t * cmath.log(o) - (1 - t) * cmath.log(1 - o))
LOSSES: dict[str, Loss] = {
    "mse": lambda y, a: squares(y, a) / len(y),
    "half_mse": lambda y, a: squares(y, a) / (2 * len(y)),
    "sse": squares,
    "half_sse": lambda y, a: squares(y, a) / 2,
    "rmse": lambda y, a: cmath.sqrt(squares(y, a) / len(y)),
    "mae": lambda y, a: over(lambda t, o: magnitude(t - o))(y, a) / len(y),
    "(y - yhat)^4": over(lambda t, o: (t - o) ** 4),
    "ln(1 + (y - yhat)^2)": over(lambda t, o: cmath.log(1 + (t - o) ** 2)),
    "max(0, 1 - y*yhat)": over(lambda t, o: 1 - t * o if 1 - (t * o).real > TINY else 0j),
    "sqrt(1 + (y - yhat)^2) - 1": over(lambda t, o: cmath.sqrt(1 + (t - o) ** 2) - 1),
}
OF_PROBABILITIES: dict[str, Loss] = {
    "bce": bce,
    "cross_entropy": over(lambda t, o: -t * cmath.log(o)),
    "-y*log2(yhat)": over(lambda t, o: -t * cmath.log(o) / cmath.log(2)),
}


# --- networks -------------------------------------------------------------------------------------


class Net(NamedTuple):
    """A network as plain data."""

    layers: list[dict[str, Any]]
    samples: list[dict[str, list[float]]]
    loss: str
    reduction: str

    def text(self) -> str:
        """As a problem file: JSON is YAML, but for an activation that is written as a mapping."""
        layers = [{**layer, "activation": _activation(layer["activation"])} for layer in self.layers]
        data = {"layers": layers, "samples": self.samples, "loss": self.loss, "reduction": self.reduction,
                "optimizer": {"name": "sgd", "learning_rate": 0.5}}  # fmt: skip
        return json.dumps(data, indent=1)

    def places(self) -> list[tuple[str, list[Any], int]]:
        """Every parameter: its name, the list it stands in, and where."""
        found: list[tuple[str, list[Any], int]] = []
        for number, layer in enumerate(self.layers, start=1):
            for row, weights in enumerate(layer["weights"], start=1):
                found += [(f"W{number}[{row},{at + 1}]", weights, at) for at in range(len(weights))]
            biases = layer.get("biases")
            if isinstance(biases, list):
                found += [(f"b{number}[{at + 1}]", biases, at) for at in range(len(biases))]
        return found

    def loss_at(self, shared: Mapping[int, complex]) -> complex:
        """The loss; `shared` gives the bias of each layer that shares one."""
        losses = [self._loss_of(sample, shared) for sample in self.samples]
        return sum(losses) / (len(losses) if self.reduction == "mean" else 1)

    def _loss_of(self, sample: Mapping[str, list[float]], shared: Mapping[int, complex]) -> complex:
        a: list[complex] = [complex(x) for x in sample["inputs"]]
        for number, layer in enumerate(self.layers, start=1):
            biases = layer.get("biases", 0)
            own = biases if isinstance(biases, list) else [shared.get(number, 0)] * len(layer["weights"])
            z = [sum(w * x for w, x in zip(row, a, strict=True)) + b
                 for row, b in zip(layer["weights"], own, strict=True)]  # fmt: skip
            a = softmax(z) if layer["activation"] == "softmax" else [
                ACTIVATIONS[layer["activation"]](each) for each in z
            ]  # fmt: skip
        return {**LOSSES, **OF_PROBABILITIES}[self.loss](sample["targets"], a)

    def gradients(self) -> dict[str, float]:
        """∂L/∂parameter for every parameter, by complex steps."""
        shared = {number: complex(layer["biases"]) for number, layer in enumerate(self.layers, start=1)
                  if isinstance(layer.get("biases"), float)}  # fmt: skip
        found = {}
        for name, numbers, at in self.places():
            before = numbers[at]
            numbers[at] = complex(before, STEP)
            found[name] = self.loss_at(shared).imag / STEP
            numbers[at] = before
        for number, bias in shared.items():
            stepped = {**shared, number: bias + STEP * 1j}
            found[f"b{number}"] = self.loss_at(stepped).imag / STEP
        return found


def softmax(z: list[complex]) -> list[complex]:
    powers = [cmath.exp(each - max(z, key=lambda each: each.real).real) for each in z]
    return [power / sum(powers) for power in powers]


def _activation(text: str) -> Any:
    return {"name": "leaky_relu", "slope": 0.2} if "slope" in text else text


def decimals(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with two decimals, as exercises have them."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda value: value / 100)


@st.composite
def networks(draw: st.DrawFn, max_layers: int = 4, max_units: int = 4, max_samples: int = 3) -> Net:
    """A network of any shape, activation and loss, with targets that suit the loss."""
    loss = draw(st.sampled_from([*LOSSES, *OF_PROBABILITIES]))
    sizes = draw(st.lists(st.integers(1, max_units), min_size=2, max_size=max_layers + 1))
    layers = [draw(_layers(before, units)) for before, units in pairwise(sizes)]
    if loss in OF_PROBABILITIES:
        layers[-1]["activation"] = draw(st.sampled_from(LAST_FOR_LOGARITHMS))
    elif draw(st.booleans()) and draw(st.booleans()):
        layers[draw(st.integers(0, len(layers) - 1))]["activation"] = "softmax"
    if loss == "bce" and sizes[-1] == 1:
        layers[-1]["activation"] = "sigmoid"  # the softmax of one number is 1, and ln(1 − 1) is not defined
    target = decimals(0, 1) if loss in OF_PROBABILITIES else decimals(-2, 2)
    sample = st.fixed_dictionaries({
        "inputs": st.lists(decimals(-2, 2), min_size=sizes[0], max_size=sizes[0]),
        "targets": st.lists(target, min_size=sizes[-1], max_size=sizes[-1]),
    })  # fmt: skip
    samples = draw(st.lists(sample, min_size=1, max_size=max_samples))
    return Net(layers, samples, loss, draw(st.sampled_from(["mean", "sum"])))


@st.composite
def _layers(draw: st.DrawFn, inputs: int, units: int) -> dict[str, Any]:
    row = st.lists(decimals(-1, 1), min_size=inputs, max_size=inputs)
    layer: dict[str, Any] = {"weights": draw(st.lists(row, min_size=units, max_size=units))}
    biases = draw(st.sampled_from(["none", "shared", "own"]))
    if biases == "shared":
        layer["biases"] = draw(decimals(-1, 1))
    if biases == "own":
        layer["biases"] = draw(st.lists(decimals(-1, 1), min_size=units, max_size=units))
    return {**layer, "activation": draw(st.sampled_from(list(ACTIVATIONS)))}


# --- formulas -------------------------------------------------------------------------------------

Names = Mapping[str, complex]


class Formula(NamedTuple):
    """A formula as text, every part in brackets, and its value."""

    text: str
    value: Callable[[Names], complex]


def _positive(z: complex) -> complex:
    if z.real < 1e-2:
        raise UndefinedError
    return z


def _not_zero(z: complex) -> complex:
    if abs(z) < 1e-2:
        raise UndefinedError
    return z


def _moderate(z: complex) -> complex:
    if not abs(z) < 1e3:
        raise UndefinedError
    return z


UNARY: dict[str, Function] = {
    "-({})": lambda u: -u,
    "({})^2": lambda u: u**2,
    "({})^3": lambda u: u**3,
    "({})^-1": lambda u: 1 / _not_zero(u),
    "({})^0.5": lambda u: _positive(u) ** 0.5,
    "2^({})": lambda u: 2**u,
    "exp({})": cmath.exp,
    "ln({})": lambda u: cmath.log(_positive(u)),
    "log10({})": lambda u: cmath.log10(_positive(u)),
    "log2({})": lambda u: cmath.log(_positive(u)) / cmath.log(2),
    "sqrt({})": lambda u: cmath.sqrt(_positive(u)),
    "sin({})": cmath.sin,
    "cos({})": cmath.cos,
    "abs({})": lambda u: magnitude(_not_zero(u)),
    "sigmoid({})": sigmoid,
    "tanh({})": cmath.tanh,
    "relu({})": lambda u: ACTIVATIONS["relu"](_not_zero(u)),
    "leaky_relu({}, 0.3)": lambda u: _not_zero(u) if u.real > 0 else 0.3 * u,
    "elu({})": lambda u: ACTIVATIONS["elu"](_not_zero(u)),
    "softplus({})": softplus,
    "silu({})": lambda u: u * sigmoid(u),
    "gelu({})": gelu,
}
BINARY: dict[str, Callable[[complex, complex], complex]] = {
    "({}) + ({})": lambda u, v: u + v,
    "({}) - ({})": lambda u, v: u - v,
    "({})*({})": lambda u, v: u * v,
    "({})/({})": lambda u, v: u / _not_zero(v),
    "max({}, {})": lambda u, v: u if _not_zero(u - v).real > 0 else v,
    "min({}, {})": lambda u, v: v if _not_zero(u - v).real > 0 else u,
    "({})^({})": lambda u, v: cmath.exp(v * cmath.log(_positive(u))),
}


def atoms(names: list[str]) -> st.SearchStrategy[Formula]:
    """A name or a number."""
    numbers = st.sampled_from(["0.5", "2", "3", "1.25", "0.1", "1", "10"])
    return st.sampled_from(names).map(_name) | numbers.map(_number)


def _name(name: str) -> Formula:
    return Formula(name, lambda names: names[name])


def _number(text: str) -> Formula:
    return Formula(text, lambda _: complex(float(text)))


def _unary(pattern: str, part: Formula) -> Formula:
    return Formula(pattern.format(part.text), lambda names: _moderate(UNARY[pattern](part.value(names))))


def _binary(pattern: str, left: Formula, right: Formula) -> Formula:
    return Formula(
        pattern.format(left.text, right.text),
        lambda names: _moderate(BINARY[pattern](left.value(names), right.value(names))),
    )


def formulas(names: list[str], leaves: int = 6) -> st.SearchStrategy[Formula]:
    """A random formula in `names`, over all of the grammar."""
    return st.recursive(
        atoms(names),
        lambda part: (
            st.builds(_unary, st.sampled_from(list(UNARY)), part)
            | st.builds(_binary, st.sampled_from(list(BINARY)), part, part)
        ),
        max_leaves=leaves,
    )


class FormulaNet(NamedTuple):
    """Named formulas, each in the inputs and those before it, and a point."""

    formulas: dict[str, Formula]
    at: dict[str, float]

    def text(self, *, symbolic: bool = False) -> str:
        """As a problem file."""
        data: dict[str, Any] = {"formulas": {name: each.text for name, each in self.formulas.items()}}
        data["wrt"] = self.used()
        if not symbolic:
            data["at"] = {name: self.at[name] for name in self.used()}
        return json.dumps(data)

    def used(self) -> list[str]:
        """The inputs that some formula uses."""
        words = {word for each in self.formulas.values() for word in re.findall(r"\w+", each.text)}
        return [name for name in self.at if name in words]

    def values(self, at: Mapping[str, complex]) -> dict[str, complex]:
        """Every name's value; raises `UndefinedError`."""
        known: dict[str, complex] = dict(at)
        for name, formula in self.formulas.items():
            try:
                known[name] = formula.value(known)
            except (OverflowError, ZeroDivisionError):
                raise UndefinedError from None
        return known

    def gradients(self) -> dict[str, float]:
        """∂formula/∂input for every formula and input, by complex steps; raises `UndefinedError`."""
        found = {}
        for name in self.used():
            stepped = self.values({**self.at, name: complex(self.at[name], STEP)})
            found |= {f"d{of}/d{name}": stepped[of].imag / STEP for of in self.formulas}
        return found


@st.composite
def formula_nets(draw: st.DrawFn) -> FormulaNet:
    """Up to four named formulas in u, v, w; some share parts, some are used by none."""
    known = ["u", "v", "w"]
    found: dict[str, Formula] = {}
    for name in draw(st.sampled_from([["y"], ["p", "y"], ["p", "q", "y"], ["p", "q", "r", "y"]])):
        found[name] = draw(formulas(known, leaves=6))
        known.append(name)
    at = {name: draw(decimals(-2, 3).filter(bool)) for name in ("u", "v", "w")}
    return FormulaNet(found, at)
