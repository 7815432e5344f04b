"""Activations, losses and authors' formulas as functions of numpy arrays, without the engine's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import erf, pi, prod, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Ref
from backprop_cli.problem.model import Layer, Network
from backprop_cli.quantities.network import PRE_ACTIVATION

if TYPE_CHECKING:
    from numpy.typing import NDArray

NumpyArray: TypeAlias = "NDArray[Any]"


def activation_of(layer: Layer) -> Callable[[NumpyArray], NumpyArray]:
    """A layer's activation over its pre-activations, rows of which are samples."""
    import numpy as np

    def softmax(z: NumpyArray) -> NumpyArray:
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    if layer.activation.name == "softmax":
        return softmax
    function = function_of(layer.activation.formula, ("z",))
    return lambda z: np.broadcast_to(function(z), z.shape).copy()


def loss_of(network: Network) -> Callable[[NumpyArray, NumpyArray, NumpyArray], NumpyArray]:
    """The loss of each sample, from targets, outputs and the last pre-activations."""
    import numpy as np

    last = network.layers[-1].activation.name
    if network.above:
        by_z = network.above.symbol == PRE_ACTIVATION
        return lambda y, a, z: np.sum(y * (z if by_z else a), axis=1)
    known: dict[str, Callable[[NumpyArray, NumpyArray, NumpyArray], NumpyArray]] = {
        "mse": lambda y, a, z: np.mean((y - a) ** 2, axis=1),
        "half_mse": lambda y, a, z: np.mean((y - a) ** 2, axis=1) / 2,
        "sse": lambda y, a, z: np.sum((y - a) ** 2, axis=1),
        "half_sse": lambda y, a, z: np.sum((y - a) ** 2, axis=1) / 2,
        "rmse": lambda y, a, z: np.sqrt(np.mean((y - a) ** 2, axis=1)),
        "mae": lambda y, a, z: np.mean(np.abs(y - a), axis=1),
        "bce": lambda y, a, z: -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a), axis=1),
        "cross_entropy": lambda y, a, z: -np.sum(y * np.log(a), axis=1),
    }
    # From the logits where the outputs saturate: log σ(z) = −log(1 + e^(−z)).
    if (last, network.loss.name) == ("sigmoid", "bce"):
        return lambda y, a, z: np.sum(np.logaddexp(0, z) - y * z, axis=1)
    if (last, network.loss.name) == ("softmax", "cross_entropy"):
        return lambda y, a, z: np.sum(y * (np.logaddexp.reduce(z, axis=1, keepdims=True) - z), axis=1)
    if network.loss.name in known:
        return known[network.loss.name]
    term = function_of(network.loss.term, ("y", "yhat"))
    return lambda y, a, z: np.sum(np.broadcast_to(term(y, a), a.shape), axis=1)


def function_of(expr: Expr, names: tuple[str, ...]) -> Callable[..., NumpyArray]:
    """An author's formula as a function of arrays, entry by entry; not a number where it has no value."""
    import numpy as np

    def function(*arrays: NumpyArray) -> NumpyArray:
        with np.errstate(all="ignore"):
            return np.asarray(entrywise(expr, dict(zip(names, arrays, strict=True))), dtype=float)

    return function


def entrywise(expr: Expr, values: Mapping[str, NumpyArray]) -> Any:
    """A formula's value for each entry of the arrays that its names stand for."""
    import numpy as np

    match expr:
        case Ref(name):
            return values[name] if name in values else CONSTANTS[name]
        case Num(value, _):
            return value
        case Neg(body):
            return -entrywise(body, values)
        case Add(terms):
            return sum(entrywise(term, values) for term in terms)
        case Mul(factors):
            return prod(entrywise(factor, values) for factor in factors)
        case Div(top, bottom):
            return np.divide(entrywise(top, values), entrywise(bottom, values))
        case Pow(base, exponent):
            return np.power(np.asarray(entrywise(base, values), dtype=float), entrywise(exponent, values))
        case Call(function, args):
            return _applied(function, [entrywise(arg, values) for arg in args])
    raise TypeError(f"no array of {type(expr).__name__}")


def _applied(function: str, args: list[Any]) -> Any:
    """A function of the table over arrays, in numpy's own terms."""
    import numpy as np

    plain: dict[str, Callable[..., Any]] = {
        "linear": lambda z: z,
        "sigmoid": lambda z: np.exp(-np.logaddexp(0, -np.asarray(z))),
        "relu": lambda z: np.maximum(z, 0),
        "leaky_relu": lambda z, slope: np.where(z > 0, z, slope * z),
        "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        "softplus": lambda z: np.logaddexp(0, z),
        "silu": lambda z: z * np.exp(-np.logaddexp(0, -np.asarray(z))),
        "gelu": lambda z: z * _normal(z),
        "Phi": _normal,
        "phi": lambda z: np.exp(-np.square(z) / 2) / sqrt(2 * pi),
        "ln": np.log,
        "max": np.maximum,
        "min": np.minimum,
        "where": lambda test, positive, otherwise: np.where(np.asarray(test) > 0, positive, otherwise),
    }
    own = plain.get(function) or getattr(np, function, None)
    meaning = definition(function)
    if own is None and meaning is not None:
        return entrywise(meaning, dict(zip(FUNCTIONS[function].arguments, args, strict=True)))
    return (own or getattr(np, function))(*args)


def _normal(z: NumpyArray) -> NumpyArray:
    """Φ, the normal distribution's."""
    import numpy as np

    return np.asarray((1 + np.vectorize(erf, otypes=[float])(z / sqrt(2))) / 2)
