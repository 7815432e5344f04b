"""Numbers that are what they say: floats with a bound on their error, and more digits where those are lost.

A value is right to nine digits, or exactly 0. Where floats have lost their digits, what leads to the quantity
(in a training through all steps before it) is worked again from the numbers as typed, with ever more digits
until two results agree and no sum on the way has vanished. What is 0 with 400 digits is 0: whatever lies
below is no float either.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from backprop_cli.errors import FormulaError
from backprop_cli.expr.bounds import ROUNDING, LostError, bounded, typed_error
from backprop_cli.expr.evaluate import TOO_LARGE
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.expr.value import Value
from backprop_cli.graph.walk import reached
from backprop_cli.late import late
from backprop_cli.problem.given import GivenValue, as_value

evaluate_arrays = late("expr.arrays.evaluate_arrays")

WORKING_DIGITS = (60, 120, 400)
"""What is worked with, until two results agree."""
AGREED = 1e-20
"""How far two results that agree may be apart, relative to their size."""
MOST_WORKED = 20_000
"""Quantities that are worked with so many digits; of larger networks the floats stay."""
LARGEST = 1.7e308


class TooLargeError(FormulaError):
    """The quantity has a value, which a float has no room for."""

    def __init__(self) -> None:
        super().__init__(TOO_LARGE)


class Carried(NamedTuple):
    """What a step of a training starts from."""

    numbers: "Numbers"
    """Those of the step before."""
    names: Mapping[str, str]
    """For each name here, that of the same quantity there."""


class Numbers:
    """The values of a scalar graph's quantities, each worked out from those before."""

    def __init__(self, given: Mapping[str, Num], carried: Carried | None = None) -> None:
        self.values = {name: number.value for name, number in given.items()}
        self.errors = {name: error for name, number in given.items() if (error := typed_error(number.text))}
        """Of the values that are not exact."""
        self.formulas: dict[str, Expr] = {}
        """What each value was worked from."""
        self._carried = carried
        self._behind: int = 0
        """Quantities of all the steps before."""
        names: Mapping[str, str] = {}
        if carried:
            before, names = carried
            self._behind = before._behind + len(before.formulas)
            self.values |= {name: before.values[there] for name, there in names.items()}
            self.errors |= {name: before.errors.get(there, 0.0) for name, there in names.items()}
        self._places: dict[str, int] = {}
        typed = {name: number for name, number in given.items() if name not in names}
        self._levels = [_Level(digits, typed) for digits in WORKING_DIGITS]

    def settle(self, name: str, value: Value) -> None:
        """A number that nobody works out: ∂y/∂y, the learning rate. What is carried has its number."""
        if isinstance(value, tuple):
            raise TypeError(f"{name} is an array among numbers")
        if self._carried is None or name not in self._carried.names:
            self.values[name] = value
            self._keep(name, Num(value, repr(value)))

    def worked(self, name: str, formula: Expr) -> float:
        """The value of a quantity by its formula in earlier ones (dimensionless); it is kept.

        Raises `FormulaError` where it is undefined, `TooLargeError` where a float has no room.
        """
        self._keep(name, formula)
        value, error = self._with_bound(name)
        self.values[name] = value + 0.0  # −0.0 becomes 0.0
        if error:
            self.errors[name] = error
        return self.values[name]

    def _keep(self, name: str, formula: Expr) -> None:
        self.formulas[name] = formula
        self._places[name] = len(self._places)

    def _with_bound(self, name: str) -> tuple[float, float]:
        found = refusal = None
        try:
            found = bounded(self.formulas[name], self.values, self.errors)
            if found.is_sound:
                return found
        except LostError:
            pass
        except FormulaError as error:
            refusal = error
        if self._behind + len(self._needed(name, self._levels[0])) > MOST_WORKED:
            if found is None:
                raise refusal or TooLargeError
            return found
        value = self._again(name, refusal)
        return value, ROUNDING * abs(value)

    def _needed(self, name: str, level: "_Level") -> list[str]:
        """What leads to a quantity, in order, but for what has so many digits already."""

        def is_missing(each: str) -> bool:
            return each in self.formulas and each not in level.known

        def missing(user: str) -> Iterable[str]:
            return filter(is_missing, references(self.formulas[user]))

        return sorted(reached(filter(is_missing, [name]), missing), key=self._places.__getitem__)

    def _again(self, name: str, refusal: FormulaError | None) -> float:
        """The value from the digits as typed, through all that leads to it."""
        before = found = None
        for place, level in enumerate(self._levels):
            self._carry(place)
            try:
                before, found = found, self._at(place, name)
            except FormulaError as error:
                if level is self._levels[-1]:
                    raise refusal or error from None
                continue  # with more digits it may be no division by 0
            agree = found and before is not None and abs(found - before) <= AGREED * abs(found)
            if agree and name not in level.doubtful:
                break
        if found is None or abs(found) > LARGEST:
            raise TooLargeError
        return float(found)

    def _at(self, place: int, name: str) -> Any:
        """The value of a quantity at a level."""
        level = self._levels[place]
        return level.worked(name, self._needed(name, level), self.formulas)

    def _carry(self, place: int) -> None:
        """What each step up to this one starts from, at a level, from the first step on."""
        steps, carried = [self], self._carried
        while carried is not None and not steps[-1]._levels[place].is_started:
            steps.append(carried.numbers)
            carried = carried.numbers._carried
        for step in reversed(steps):
            step._start(place)

    def _start(self, place: int) -> None:
        level = self._levels[place]
        if level.is_started:
            return
        level.start()
        if self._carried is None:
            return
        before = self._carried.numbers
        for name, there in self._carried.names.items():
            try:
                level.known[name] = before._at(place, there)
            except FormulaError:
                level.known[name] = level.number(repr(self.values[name]))
            if there in before._levels[place].doubtful:
                level.doubtful.add(name)


class _Level:
    """The quantities that were worked with so many digits."""

    def __init__(self, digits: int, given: Mapping[str, Num]) -> None:
        self.digits = digits
        self.given = given
        self.known: dict[str, Any] = {}
        self.doubtful: set[str] = set()
        """Those that rest on a sum which has vanished."""
        self.is_started = False

    def start(self) -> None:
        """What is given, with the digits as typed."""
        self.is_started = True
        self.known = {name: self.number(number.text) for name, number in self.given.items()}

    def number(self, text: str) -> Any:
        """A number with the digits of this level."""
        import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

        with mpmath.workdps(self.digits):
            return mpmath.mpf(text)

    def worked(self, name: str, needed: Iterable[str], formulas: Mapping[str, Expr]) -> Any:
        """The value of a quantity, after those that it needs, in this order."""
        import mpmath

        from backprop_cli.expr.exact import exact

        with mpmath.workdps(self.digits):
            for each in needed:
                self.known[each], is_doubtful = exact(formulas[each], self.known)
                if is_doubtful or not self.doubtful.isdisjoint(references(formulas[each])):
                    self.doubtful.add(each)
        return self.known[name]


class Arrays:
    """The values of a graph in matrix form: vectors and matrices, in floats."""

    def __init__(self, given: Mapping[str, GivenValue]) -> None:
        self.values = {name: as_value(each) for name, each in given.items()}

    def settle(self, name: str, value: Value) -> None:
        """A number or array that nobody works out."""
        self.values[name] = value

    def worked(self, name: str, formula: Expr) -> Value:
        """The value of a quantity by its formula in earlier ones; it is kept.

        Raises `FormulaError` where it is undefined.
        """
        self.values[name] = evaluate_arrays(formula, self.values)
        return self.values[name]
