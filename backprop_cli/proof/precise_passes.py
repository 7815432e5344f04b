"""Forward passes with many digits, where a step can be as small as no float's.

They share no code with the graph's: differences are taken of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backprop_cli.derivation.kinks import gaps
from backprop_cli.expr.precise import precise_value
from backprop_cli.expr.tree import Call, Expr, Num, Ref, Softmax
from backprop_cli.problem.model import Formulas, Layer, Network
from backprop_cli.proof.array_functions import NumpyArray
from backprop_cli.proof.network_pass import NetworkPass
from backprop_cli.quantities.network import bias, weights

FORMULA_STEPS = (-25, -30)
"""Their powers of ten where there are digits enough."""
MOST_PRECISE = 300
"""Weights times samples of a network that is worked with many digits: each is moved in each pass."""


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

    def _of(self, inputs: NumpyArray, targets: NumpyArray) -> Any:
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


def precise_pass(network: Network) -> PrecisePass | None:
    """The pass with many digits; None where the network is too large for it."""
    is_plain = not (network.mixes_samples or network.above or network.held)
    if not is_plain or any(layer.dropout for layer in network.layers):
        return None
    sizes = sum(len(row) for layer in network.layers for row in layer.weights)
    return PrecisePass(network) if sizes * len(network.samples) <= MOST_PRECISE else None


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


def _precise_activations(layer: Layer, sums: NumpyArray) -> NumpyArray:
    import numpy as np

    names = [str(place) for place, _ in enumerate(sums)]
    if layer.activation.name == "softmax":
        logits = tuple(map(Ref, names))
        formulas: list[Expr] = [Softmax(place, logits) for place, _ in enumerate(sums)]
        values = dict(zip(names, sums, strict=True))
        return np.array([precise_value(formula, values) for formula in formulas], dtype=object)
    return np.array([precise_value(layer.activation.formula, {"z": z}) for z in sums], dtype=object)


def _precise_function(expr: Expr, names: tuple[str, ...]) -> Callable[[NumpyArray], Any]:
    import numpy as np

    (name,) = names
    return np.vectorize(lambda entry: precise_value(expr, {name: entry}), otypes=[object])


def _precise_array(numbers: object) -> NumpyArray:
    import numpy as np

    def plain(part: Any) -> Any:
        return precise_value(part, {}) if isinstance(part, Num) else [plain(each) for each in part]

    return np.array(plain(numbers), dtype=object)


def _formula_steps() -> tuple[Any, ...]:
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

    return tuple(mpmath.mpf(10) ** power for power in FORMULA_STEPS)
