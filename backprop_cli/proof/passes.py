"""Forward passes that share no code with the graph's: what differences are taken of.

The networks' pass is written in numpy from the problem file's data, vectorised over samples. Formulas are
worked with many digits, where a step can be as small as no float's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import erf, isfinite, pi, prod, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

from backprop_cli.derivation.kinks import gaps
from backprop_cli.errors import FormulaError
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.precise import precise_value
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Ref, Softmax
from backprop_cli.problem.model import Formulas, Layer, Network
from backprop_cli.proof.given_values import last_that_stays, sums_of_given
from backprop_cli.quantities.network import (
    PRE_ACTIVATION,
    WEIGHT,
    bias,
    pre_activation,
    scale,
    shift,
    weights,
)
from backprop_cli.quantities.quantity import Quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
STEPS = (1e-3, 1e-5, 1e-7)
"""For floats: smaller ones drown in rounding."""
FORMULA_STEPS = (-25, -30)
"""Their powers of ten where there are digits enough."""

Loss = Callable[[], Any]
"""Reads its numbers where they stand and gives the output."""
Gaps = Callable[[], list[int]]
"""Reads them and gives the sign, −1, 0 or 1, of everything that is 0 at a kink."""


class NetworkPass:
    """The forward pass of a network over all samples at once: Z = A Wᵀ + b, rows are samples."""

    def __init__(self, network: Network) -> None:
        import numpy as np

        self.network = network
        self.steps: tuple[Any, ...] = STEPS
        self.parameters: dict[Quantity, Array] = {}
        for number, layer in enumerate(network.layers, start=1):
            if layer.weights:
                self.parameters[weights(number)] = _array(layer.weights)
            if layer.biases is not None:
                self.parameters[bias(number)] = _array(layer.biases)
            if layer.normalization is not None:
                self.parameters[scale(number)] = _array(layer.normalization.gamma)
                self.parameters[shift(number)] = _array(layer.normalization.beta)
        self.masks = [_mask(layer) for layer in network.layers]
        self.inputs = np.array([[num.value for num in each.inputs] for each in network.samples])
        self.targets = np.array([[num.value for num in each.targets] for each in network.samples])
        self.activations = [_activation(layer) for layer in network.layers]
        self.loss_of = _loss(network)
        self.stays = last_that_stays(network)
        """The last layer of which given activations are numbers that nothing moves; 0: there is none."""
        self.shifts: dict[int, Array] = {}
        """What is added to a layer's sums, so that activations are those that are given."""
        if network.held:
            self._shift()

    def loss(self) -> Any:
        """The loss of the batch with the present parameters. Raises `FormulaError` where there is none."""
        import numpy as np

        with np.errstate(all="ignore"):
            losses = self._losses()
            total = float(np.sum(losses)) / (len(losses) if self.network.reduction == "mean" else 1)
            total += self._penalty(_function)
        if not isfinite(total):
            raise FormulaError("the loss has no value here")
        return total

    def _penalty(self, function: Callable[[Expr, tuple[str, ...]], Callable[[Array], Any]]) -> Any:
        """What the parameters themselves add to the loss."""
        penalty = self.network.penalty
        if penalty is None:
            return 0
        term = function(penalty.row.term, ("w",))
        total = sum(each for array in self._penalised() for each in term(array).flat)
        return (
            total * self._number(penalty.rate) * penalty.row.factor.numerator / penalty.row.factor.denominator
        )

    def _penalised(self) -> list[Array]:
        """The parameters that a penalty counts."""
        on_biases = self.network.penalty is not None and self.network.penalty.on_biases
        return [array for each, array in self.parameters.items() if on_biases or each.symbol == WEIGHT]

    def _number(self, typed: Num) -> Any:
        return typed.value

    def _losses(self) -> Array:
        z, activated = list(self._layers())[-1]
        return self.loss_of(self.targets, activated, z)

    def _layers(self) -> Iterator[tuple[Array, Array]]:
        """The pre-activations and activations of each layer."""
        activated = self.inputs
        for number, activation in enumerate(self.activations, start=1):
            z = self._weighted(number, activated)
            z = self._normalised(number, z) + self.shifts.get(number, 0.0)
            activated = self._held(number, activation(z)) * self.masks[number - 1]
            yield z, activated

    def _held(self, number: int, activated: Array) -> Array:
        """A layer's activations, with the numbers that are given in their places."""
        for quantity, given in self.network.held:
            if quantity.layer == number and number not in self.shifts:
                activated[(quantity.sample or 1) - 1, quantity.indices[0] - 1] = given.value
        return activated

    def _shift(self) -> None:
        """Shifts the sums of given activations, layer after layer, with the parameters of the exercise."""
        import numpy as np

        for number in sorted({of.layer for of, _ in self.network.held if of.layer}):
            wanted = sums_of_given(self.network, number)
            if wanted is not None:
                sums = np.array(wanted, dtype=float)
                z, _ = list(self._layers())[number - 1]
                self.shifts[number] = np.where(np.isnan(sums), 0.0, sums - z)

    def _weighted(self, number: int, before: Array) -> Array:
        """A layer's sums; of an activation alone they are what comes in."""
        matrix = self.parameters.get(weights(number))
        if matrix is None:
            return before
        return before @ matrix.T + self.parameters.get(bias(number), 0.0)

    def gaps(self) -> list[int]:
        """On which side of its kink each function with a kink stands, layer by layer, the loss's last."""
        import numpy as np

        layers = list(self._layers())
        found = [
            _entries(gap, {"z": z})
            for layer, (z, _) in zip(self.network.layers, layers, strict=True)
            for gap in gaps(layer.activation.formula)
        ]
        ends = {"y": self.targets, "yhat": layers[-1][1]}
        found += [_entries(gap, ends) for gap in gaps(self.network.loss.term)]
        penalty = self.network.penalty
        for gap in gaps(penalty.row.term) if penalty else ():
            found += [_entries(gap, {"w": array}) for array in self._penalised()]
        return [int(sign) for values in found for sign in np.sign(values).flat]

    def _normalised(self, number: int, z: Array) -> Array:
        """A layer's z over the samples with mean β and standard deviation γ, where the layer has such."""
        import numpy as np

        normalization = self.network.layers[number - 1].normalization
        if normalization is None:
            return z
        spread = np.sqrt(z.var(axis=0) + normalization.epsilon.value)
        standard = (z - z.mean(axis=0)) / spread
        return np.asarray(standard * self.parameters[scale(number)] + self.parameters[shift(number)])

    def places(self) -> list[tuple[Quantity, Array, tuple[int, ...]]]:
        """Every single parameter, its array and its place there; then what a first layer is applied to.

        That is where it has no weights, so that its pre-activations are what comes in. What lies before
        activations that stay as they are given is left out: the loss does not change with them.
        """
        import numpy as np

        found = [
            (quantity.at(*(at + 1 for at in place)), array, place)
            for quantity, array in self.parameters.items()
            if (quantity.layer or 0) > self.stays
            for place in np.ndindex(array.shape)
        ]
        if not self.network.layers[0].weights and not self.stays:
            several = len(self.inputs) > 1
            found += [
                (pre_activation(1, row + 1 if several else None).at(column + 1), self.inputs, (row, column))
                for row, column in np.ndindex(self.inputs.shape)
            ]
        return found


class PrecisePass(NetworkPass):
    """The forward pass of a small network with many digits, where floats are too coarse for a difference."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.steps = _formula_steps()
        for number, layer in enumerate(network.layers, start=1):
            if layer.weights:
                self.parameters[weights(number)] = _precise_array(layer.weights)
            if layer.biases is not None:
                self.parameters[bias(number)] = _precise_array(layer.biases)
        self.inputs = _precise_array([each.inputs for each in network.samples])
        self.targets = _precise_array([each.targets for each in network.samples])

    def loss(self) -> Any:
        """The loss of the batch. Raises `FormulaError` where there is none."""
        losses = list(map(self._of, self.inputs, self.targets))
        total = sum(losses) / (len(losses) if self.network.reduction == "mean" else 1)
        return total + self._penalty(_precise_function)

    def _number(self, typed: Num) -> Any:
        return precise_value(typed, {})

    def _of(self, inputs: Array, targets: Array) -> Any:
        activated = inputs
        for number, layer in enumerate(self.network.layers, start=1):
            activated = _precise_activations(layer, self._weighted(number, activated))
        loss = self.network.loss
        terms = [
            precise_value(loss.term, {"y": y, "yhat": a}) for y, a in zip(targets, activated, strict=True)
        ]
        size = sum(terms) * loss.factor.numerator / loss.factor.denominator
        size /= len(terms) if loss.per_output else 1
        return precise_value(Call("sqrt", (Ref("u"),)), {"u": size}) if loss.root else size


MOST_PRECISE = 300
"""Weights times samples of a network that is worked with many digits: each is moved in each pass."""


def precise_pass(network: Network) -> PrecisePass | None:
    """The pass with many digits; None where the network is too large for it."""
    is_plain = not (network.mixes_samples or network.above or network.held)
    if not is_plain or any(layer.dropout for layer in network.layers):
        return None
    sizes = sum(len(row) for layer in network.layers for row in layer.weights)
    return PrecisePass(network) if sizes * len(network.samples) <= MOST_PRECISE else None


def _precise_activations(layer: Layer, sums: Array) -> Array:
    import numpy as np

    names = [str(place) for place, _ in enumerate(sums)]
    if layer.activation.name == "softmax":
        logits = tuple(map(Ref, names))
        formulas: list[Expr] = [Softmax(place, logits) for place, _ in enumerate(sums)]
        values = dict(zip(names, sums, strict=True))
        return np.array([precise_value(formula, values) for formula in formulas], dtype=object)
    return np.array([precise_value(layer.activation.formula, {"z": z}) for z in sums], dtype=object)


def _precise_function(expr: Expr, names: tuple[str, ...]) -> Callable[[Array], Any]:
    import numpy as np

    (name,) = names
    return np.vectorize(lambda entry: precise_value(expr, {name: entry}), otypes=[object])


def _precise_array(numbers: object) -> Array:
    import numpy as np

    def plain(part: Any) -> Any:
        return precise_value(part, {}) if isinstance(part, Num) else [plain(each) for each in part]

    return np.array(plain(numbers), dtype=object)


def _formula_steps() -> tuple[Any, ...]:
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

    return tuple(mpmath.mpf(10) ** power for power in FORMULA_STEPS)


class FormulaPass:
    """The formulas at their point, worked with many digits."""

    def __init__(self, problem: Formulas, output: str) -> None:
        import numpy as np

        self.steps = _formula_steps()
        self.places = {name: place for place, (name, _) in enumerate(problem.at)}
        self.numbers = np.array([precise_value(num, {}) for _, num in problem.at], dtype=object)
        self.output = output
        self.formulas = problem.formulas

    def loss(self) -> Any:
        """The output at the present point. Raises `FormulaError` where there is none."""
        return self._values()[self.output]

    def _values(self) -> dict[str, Any]:
        """Every name's value, up to the output's."""
        values = dict(zip(self.places, self.numbers, strict=True))
        for formula in self.formulas:
            values[formula.name] = precise_value(formula.body, values)
            if formula.name == self.output:
                break
        return values

    def gaps(self) -> list[int]:
        """On which side of its kink each function with a kink stands, formula by formula."""
        values = self._values()
        found = (
            precise_value(gap, values)
            for formula in self.formulas
            if formula.name in values
            for gap in gaps(formula.body)
        )
        return [(gap > 0) - (gap < 0) for gap in found]


def _mask(layer: Layer) -> Any:
    """What a layer's activations are multiplied with: rows are samples, or one row serves all."""
    return 1.0 if layer.dropout is None else _array(layer.dropout.masks) / layer.dropout.keep.value


def _array(numbers: object) -> Array:
    import numpy as np

    def plain(part: Any) -> Any:
        return part.value if isinstance(part, Num) else [plain(each) for each in part]

    return np.array(plain(numbers), dtype=float)


def _function(expr: Expr, names: tuple[str, ...]) -> Callable[..., Array]:
    """An author's formula as a function of arrays, entry by entry; not a number where it has no value."""
    import numpy as np

    def function(*arrays: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(_entries(expr, dict(zip(names, arrays, strict=True))), dtype=float)

    return function


def _entries(expr: Expr, values: Mapping[str, Array]) -> Any:
    import numpy as np

    match expr:
        case Ref(name):
            return values[name] if name in values else CONSTANTS[name]
        case Num(value, _):
            return value
        case Neg(body):
            return -_entries(body, values)
        case Add(terms):
            return sum(_entries(term, values) for term in terms)
        case Mul(factors):
            return prod(_entries(factor, values) for factor in factors)
        case Div(top, bottom):
            return np.divide(_entries(top, values), _entries(bottom, values))
        case Pow(base, exponent):
            return np.power(np.asarray(_entries(base, values), dtype=float), _entries(exponent, values))
        case Call(function, args):
            return _applied(function, [_entries(arg, values) for arg in args])
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
        return _entries(meaning, dict(zip(FUNCTIONS[function].arguments, args, strict=True)))
    return (own or getattr(np, function))(*args)


def _normal(z: Array) -> Array:
    """Φ, the normal distribution's."""
    import numpy as np

    return np.asarray((1 + np.vectorize(erf, otypes=[float])(z / sqrt(2))) / 2)


def _activation(layer: Layer) -> Callable[[Array], Array]:
    import numpy as np

    def softmax(z: Array) -> Array:
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    if layer.activation.name == "softmax":
        return softmax
    function = _function(layer.activation.formula, ("z",))
    return lambda z: np.broadcast_to(function(z), z.shape).copy()


def _loss(network: Network) -> Callable[[Array, Array, Array], Array]:
    """The loss of each sample, from targets, outputs and the last pre-activations."""
    import numpy as np

    last = network.layers[-1].activation.name
    if network.above:
        by_z = network.above.symbol == PRE_ACTIVATION
        return lambda y, a, z: np.sum(y * (z if by_z else a), axis=1)
    known: dict[str, Callable[[Array, Array, Array], Array]] = {
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
    term = _function(network.loss.term, ("y", "yhat"))
    return lambda y, a, z: np.sum(np.broadcast_to(term(y, a), a.shape), axis=1)
