"""What a sigmoid or tanh lacks of its bound where the page shows the bound: 1 − a is no 0, but e^(−z).

The page would write ln(1 − 1) and (1 − 1), and behind it a number that does not come of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, log, log1p

from backprop_cli.derivation.step import Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Add, Call, Expr, Neg, Num, Pow, Ref, map_children

_RESTS = {
    "sigmoid": lambda z: exp(-z) / (1 + exp(-z)),
    "tanh": lambda z: 2 * exp(-2 * z) / (1 + exp(-2 * z)),
}
"""1 − σ(z), and 1 − tanh(z), of a z above 0, without a difference."""
_LOGARITHMS = {
    "sigmoid": lambda z: -z - log1p(exp(-z)),
    "tanh": lambda z: log(2) - 2 * z - log1p(exp(-2 * z)),
}
"""Their logarithms, which a float holds where it holds no such rest."""


class Rests:
    """The rests of one derivation's activations, for its own numbers or a student's."""

    def __init__(self, steps: Sequence[Step], values: Mapping[str, float], digits: int) -> None:
        self.values = values
        near = 0.5 * 10.0**-digits
        found = ((step.name, self._rest(step)) for step in steps if 1 - abs(step.value or 0.0) <= near)
        self._found = {name: rest for name, rest in found if rest is not None and rest <= near}
        """1 − |a| by the activation's name, where the page rounds a to 1 or −1; 0: no float is so small."""
        lost = [step for step in steps if self._found.get(step.name) == 0]
        self._logarithms = {step.name: log for step in lost if (log := self._of_call(step, _LOGARITHMS))}
        """Of those that are 0 the logarithm."""

    def _rest(self, step: Step) -> float | None:
        return self._of_call(step, _RESTS)

    def _of_call(self, step: Step, functions: Mapping[str, Callable[[float], float]]) -> float | None:
        """What one of the functions, by that of an activation, gives for its z."""
        match step.formula:
            case Call("sigmoid" | "tanh" as function, (z,)):
                try:
                    return functions[function](abs(evaluate(z, self.values)))
                except (FormulaError, KeyError, OverflowError):
                    return None
        return None

    def with_logarithms(self, expr: Expr) -> Expr:
        """A formula with −1000 in the place of ln(1 − σ(1000)), where no float holds the difference."""
        if not self._logarithms:
            return expr
        match expr:
            case Call("ln", (Add((Num(1.0), Neg(Ref(name)))),)) if name in self._logarithms:
                return _number(self._logarithms[name])
        return map_children(expr, self.with_logarithms)

    def put_in(self, expr: Expr) -> Expr:
        """A formula with the difference itself in the place of one that would look like 0."""
        if not self._found:
            return expr
        match expr:
            case Add((first, second)) if rest := self._difference(first, second):
                return _number(rest)
            case Call("ln", (Ref(name),)) if self._found.get(name) and self.values[name] > 0:
                return _number(log1p(-self._found[name]))
        return map_children(expr, self.put_in)

    def _difference(self, first: Expr, second: Expr) -> float | None:
        """1 − a, a − 1, 1 − a²; None of another sum."""
        for one, other in ((first, second), (second, first)):
            for found, sign in self._of_activation(one):
                if self._value(other) == -sign:
                    return -sign * found
        return None

    def _of_activation(self, term: Expr) -> Iterator[tuple[float, int]]:
        """What a term lacks of 1, and its sign: of a and of a²."""
        match term:
            case Neg(body):
                yield from ((rest, -sign) for rest, sign in self._of_activation(body))
            case Ref(name) if name in self._found:
                yield self._found[name], 1 if self.values[name] > 0 else -1
            case Pow(Ref(name), Num(2.0)) if name in self._found:
                rest = self._found[name]
                yield rest * (2 - rest), 1

    def _value(self, term: Expr) -> float | None:
        match term:
            case Num(value) | Neg(Num(value)):
                return -value if isinstance(term, Neg) else value
            case Ref(name) | Neg(Ref(name)):
                known = self.values.get(name)
                return -known if known is not None and isinstance(term, Neg) else known
        return None


def _number(value: float) -> Expr:
    return Neg(_number(-value)) if value < 0 else Num(value, repr(value).removesuffix(".0"))
