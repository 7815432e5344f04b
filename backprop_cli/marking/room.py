"""How far a line may be from what the earlier lines give, when the student rounded honestly.

A student used, for each earlier line, the digits that are written or those that were kept, and rounded, or
did not, what a person writes down on the way. So every value is a number with first-order slopes to its
sources of uncertainty; a source is the same wherever it recurs, so what cancels in truth cancels here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Mapping
from math import floor, isfinite
from typing import NamedTuple, Protocol

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.rules import derivatives
from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Prime, Ref, Slope, Softmax
from backprop_cli.marking.pens import Pens
from backprop_cli.marking.written import Written, is_bare_zero

HALVES = (0.5 - 1e-9, 0.5 + 1e-9)
"""What lies half-way may be rounded either way: people, calculators and floats differ."""
EXACT = 1e-12
"""Relative distance at which a written number is the value itself."""


class Span(NamedTuple):
    """How far a source may be from 0, below and above."""

    low: float
    high: float


class Form(NamedTuple):
    """A value and what it depends on."""

    value: float
    slopes: Mapping[Hashable, float]
    """How much it moves with each source."""


class Interval(NamedTuple):
    """Between which numbers a value may lie."""

    low: float
    high: float


class World(Protocol):
    """The student's lines, as this file needs them."""

    @property
    def carried(self) -> Mapping[str, Written]:
        """The numbers that count as written."""

    @property
    def disregarded(self) -> Mapping[str, Written]:
        """Written numbers that the true value stands for."""

    @property
    def tainted(self) -> Container[str]:
        """Written lines that are off: wrong themselves, or following from a wrong one."""

    @property
    def pens(self) -> Pens:
        """How what is not written may have been rounded."""

    def value(self, name: str) -> float:
        """What counts as a quantity's number."""

    def true(self, name: str) -> float | None:
        """The true value."""

    def is_line(self, name: str) -> bool:
        """Whether the solution works it out; else it is given."""

    def route(self, name: str) -> Expr:
        """The formula of a line that is not written."""

    def routes(self, name: str) -> list[Expr]:
        """All right formulas of a line."""


class Room:
    """The forms of one student's world; what was worked is kept."""

    def __init__(self, world: World, known: Room | None = None, changed: Container[str] = ()) -> None:
        """With what is `known` of another world, but for the lines that have `changed`."""
        self.world = world
        self.spans: dict[Hashable, Span] = dict(known.spans) if known else {}
        self.forms: dict[str, Form] = {}
        """What was worked so far, by name."""
        if known:
            self.forms = {name: form for name, form in known.forms.items() if name not in changed}
        self._open: set[str] = set()

    def forget(self, changed: Container[str]) -> None:
        """What was worked of these lines is no longer true."""
        for name in [each for each in self.forms if each in changed]:
            del self.forms[name]

    def interval(self, formula: Expr) -> Interval:
        """Where a line that is worked by a formula may lie, before it is rounded itself.

        Raises `FormulaError` where the formula has no value, or no slope.
        """
        return self._interval(self._of(formula))

    # --- quantities ---------------------------------------------------------------------------------

    def _named(self, name: str) -> Form:
        if name not in self.forms:
            if name in self._open:
                raise FormulaError(f"{name} is worked out from itself")
            self._open.add(name)
            try:
                self.forms[name] = self._quantity(name)
            finally:
                self._open.discard(name)
        return self.forms[name]

    def _quantity(self, name: str) -> Form:
        world = self.world
        if name in world.carried:
            return self._with_source(Form(world.value(name), {}), ("kept", name), self._kept(name))
        if name in world.disregarded:
            unit = world.disregarded[name].unit
            span = Span(-unit, unit) if unit < 1 else Span(0.0, 0.0)
            return self._with_source(Form(world.value(name), {}), ("kept", name), span)
        if not world.is_line(name):
            return Form(world.value(name), {})
        route = world.route(name)
        form = self._of(route)
        if form.value != world.value(name):
            form = form._replace(value=world.value(name))  # a 0 that the true value stands for
        is_same = _is_bare(route) and not (isinstance(route, Ref) and route.name in world.carried)
        return form if is_same else self._rounded(form, ("line", name))  # a = z, in fewer digits

    def _kept(self, name: str) -> Span:
        """What the student may have kept of a written line beyond its digits."""
        number, true = self.world.carried[name], self.world.true(name)
        if true is not None and abs(number.value - true) <= EXACT * abs(number.value):
            return Span(0.0, 0.0)
        if is_bare_zero(number):
            return _hull([0.0, true - number.value if true is not None else 0.0])
        lowest, highest = self._hidden(number)
        if name in self.world.tainted:
            return Span(lowest - number.value, highest - number.value)
        allowed = [self._allowed(route) for route in self.world.routes(name)]
        ends = [each for interval in allowed if interval for each in interval]
        ends += [true] if true is not None else []
        low = max(min(ends, default=number.value), lowest)
        high = min(max(ends, default=number.value), highest)
        if low > high:
            return Span(-number.unit, number.unit) if true is None else _hull([0.0, true - number.value])
        return _hull([0.0, low - number.value, high - number.value])

    def _hidden(self, number: Written) -> Interval:
        """Between which values a number was, before it was written."""
        if not self.world.pens.cuts:
            return Interval(number.value - number.unit / 2, number.value + number.unit / 2)
        away = number.unit if number.value > 0 else -number.unit
        return Interval(*sorted((number.value, number.value + away)))

    def _allowed(self, route: Expr) -> Interval | None:
        try:
            return self.interval(route)
        except FormulaError:
            return None

    # --- formulas -----------------------------------------------------------------------------------

    def _of(self, expr: Expr) -> Form:
        match expr:
            case Ref(name):
                return self._named(name)
            case Num(value, _):
                return Form(value, {})
            case Add(terms):
                return _sum([self._term(term) for term in terms])
            case Mul(factors):
                return self._product([self._part(factor) for factor in factors])
            case Neg(body):
                value, slopes = self._of(body)
                return Form(-value, {source: -slope for source, slope in slopes.items()})
            case Div(top, bottom):
                return self._applied(_quotient, [self._part(top), self._part(bottom)])
            case Pow(base, exponent):
                return self._power(expr, self._term(base), self._part(exponent))
            case Softmax(index, logits):
                return self._softmax(index, [(logit, self._of(logit)) for logit in logits])
            case Call(function, args):
                return self._call(expr, function, [self._part(arg) for arg in args])
            case Prime(call) | Slope(call, _):
                return self._slope(expr, call)
        raise FormulaError(f"{type(expr).__name__} has no room")

    def _term(self, expr: Expr) -> Form:
        """A term of a sum: anything but a bare name or number is written down, and may be rounded."""
        form = self._of(expr)
        return form if _is_bare(expr) else self._rounded(form, _unsigned(expr))

    def _part(self, expr: Expr) -> Form:
        """A part of a product or of a function: a sum of bare terms, a − y, is not written down apart."""
        form = self._of(expr)
        is_plain = _is_bare(expr) or (isinstance(expr, Add) and all(map(_is_bare, expr.terms)))
        return form if is_plain else self._rounded(form, _unsigned(expr))

    def _product(self, factors: list[Form]) -> Form:
        value, slopes = 1.0, dict[Hashable, float]()
        for factor in factors:
            value *= factor.value
        for place, factor in enumerate(factors):
            others = 1.0
            for other in (*factors[:place], *factors[place + 1 :]):
                others *= other.value
            _add(slopes, factor.slopes, others)
        return Form(value, slopes)

    def _power(self, expr: Pow, base: Form, exponent: Form) -> Form:
        """A square has a source of its own: where its base is 0, its slope is, and its room is not."""
        form = self._applied(_POWER, [base, exponent])
        if exponent.value != 2:
            return form
        low, high = self._interval(base)
        moved = max(abs(low - base.value), abs(high - base.value)) ** 2
        return self._with_source(form, ("square", expr), Span(0.0, moved))

    def _softmax(self, index: int, logits: list[tuple[Expr, Form]]) -> Form:
        """Each e^z is one source for the whole layer."""
        highest = max(form.value for _, form in logits)
        values = {f"logit{place}": form.value - highest for place, (_, form) in enumerate(logits)}
        names = tuple(Ref(name) for name in values)
        outputs = [evaluate(Softmax(place, names), values) for place in range(len(logits))]
        slopes: dict[Hashable, float] = {}
        for place, (logit, form) in enumerate(logits):
            by_logit = outputs[index] * ((place == index) - outputs[place])
            _add(slopes, form.slopes, by_logit)
            power = self._rounded(
                Form(evaluate(Call("exp", (Ref("z"),)), {"z": form.value}), {}), ("exp", logit)
            )
            for source in power.slopes:  # ∂a/∂E = ∂a/∂z / E
                slopes[source] = slopes.get(source, 0.0) + by_logit / power.value
        return Form(outputs[index], slopes)

    def _call(self, expr: Call, function: str, args: list[Form]) -> Form:
        row = FUNCTIONS[function]
        form = self._applied(_function(function), args)
        if function == "sigmoid":  # by its definition e^(−z) is written down on the way
            power = evaluate(Call("exp", (Neg(Ref("z")),)), {"z": args[0].value})
            rounded = self._rounded(Form(power, {}), ("exp", Neg(expr.args[0])))
            slopes = dict(form.slopes)
            _add(slopes, rounded.slopes, -1 / (1 + power) ** 2)
            return form._replace(slopes=slopes)
        if row.kink is not None and self._holds(args[0], row.kink):
            slopes = {}
            _add(slopes, args[0].slopes, 1.0)
            return form._replace(slopes=slopes)
        return form

    def _slope(self, expr: Expr, call: Call) -> Form:
        """ReLU′(z): a number; near the kink it may be that of either side."""
        (argument, *others) = [self._of(arg) for arg in call.args]
        row = FUNCTIONS[call.function]
        values = {f"u{place}": form.value for place, form in enumerate((argument, *others))}
        names = tuple(Ref(name) for name in values)
        shown = Slope(Call(call.function, names), Prime(Call(call.function, names)))
        value = evaluate(shown, values)
        if row.kink is None or not self._holds(argument, row.kink):
            return Form(value, {})
        ends = [evaluate(shown, {**values, "u0": row.kink + side}) - value for side in (-1e-9, 1e-9)]
        return self._with_source(Form(value, {}), ("slope", expr), _hull([0.0, *ends]))

    def _holds(self, form: Form, point: float) -> bool:
        low, high = self._interval(form)
        return low < point < high

    def _applied(self, function: _Function, args: list[Form]) -> Form:
        numbers = [arg.value for arg in args]
        slopes: dict[Hashable, float] = {}
        for place, arg in enumerate(args):
            if arg.slopes:
                _add(slopes, arg.slopes, function.slope(numbers, place))
        return Form(function.value(numbers), slopes)

    # --- sources ------------------------------------------------------------------------------------

    def _rounded(self, form: Form, source: Hashable) -> Form:
        """The form of what may have been rounded here, with any of the pens."""
        low, high = self._interval(form, rounded_only=True)
        ends = [0.0]
        for unit in self.world.pens.units(form.value):
            for half in (*HALVES, *((0.0,) if self.world.pens.cuts else ())):
                ends += _moved(low, high, unit, half)
        span = _hull(ends)
        noise = EXACT * abs(form.value)
        if -span.low <= noise and span.high <= noise:
            return form
        return self._with_source(form, source, span)

    def _with_source(self, form: Form, source: Hashable, span: Span) -> Form:
        if span == (0.0, 0.0):
            return form
        self.spans[source] = span
        return form._replace(slopes={**form.slopes, source: form.slopes.get(source, 0.0) + 1.0})

    def _interval(self, form: Form, *, rounded_only: bool = False) -> Interval:
        low = high = form.value
        for source, slope in form.slopes.items():
            if rounded_only and isinstance(source, tuple) and source[0] == "kept":
                continue
            ends = (slope * self.spans[source].low, slope * self.spans[source].high)
            low += min(ends)
            high += max(ends)
        if not (isfinite(low) and isfinite(high)):
            raise FormulaError("nobody can say how far this is rounded")
        return Interval(low, high)


class _Function(NamedTuple):
    """A function of numbers with its slopes, in numbers."""

    value: Callable[[list[float]], float]
    slope: Callable[[list[float], int], float]


def _function(name: str) -> _Function:
    letters = FUNCTIONS[name].arguments

    def values(numbers: list[float]) -> dict[str, float]:
        known = dict(zip(letters, numbers, strict=True))
        return {**known, "a": evaluate(Call(name, tuple(map(Ref, letters))), known)}

    return _Function(
        lambda numbers: values(numbers)["a"],
        lambda numbers, place: evaluate(derivatives(name)[place], values(numbers)),
    )


_quotient = _Function(
    lambda numbers: evaluate(Div(Ref("u"), Ref("v")), dict(zip("uv", numbers, strict=True))),
    lambda numbers, place: 1 / numbers[1] if place == 0 else -numbers[0] / numbers[1] ** 2,
)


_BY_BASE = parse("v*u^(v - 1)")
_BY_EXPONENT = parse("u^v*ln(u)")


def _power_slope(numbers: list[float], place: int) -> float:
    base, exponent = numbers
    if place == 0:
        return evaluate(_BY_BASE, {"u": base, "v": exponent})
    return evaluate(_BY_EXPONENT, {"u": base, "v": exponent})


_POWER = _Function(
    lambda numbers: evaluate(Pow(Ref("u"), Ref("v")), dict(zip("uv", numbers, strict=True))), _power_slope
)


def _sum(terms: list[Form]) -> Form:
    slopes: dict[Hashable, float] = {}
    for term in terms:
        _add(slopes, term.slopes, 1.0)
    return Form(sum(term.value for term in terms), slopes)


def _add(slopes: dict[Hashable, float], more: Mapping[Hashable, float], factor: float) -> None:
    for source, slope in more.items():
        slopes[source] = slopes.get(source, 0.0) + factor * slope


def _is_bare(expr: Expr) -> bool:
    return isinstance(expr, Ref | Num) or (isinstance(expr, Neg) and _is_bare(expr.body))


def _unsigned(expr: Expr) -> Expr:
    """−x and x are rounded alike."""
    return _unsigned(expr.body) if isinstance(expr, Neg) else expr


def _moved(low: float, high: float, unit: float, half: float) -> list[float]:
    """How far rounding (by about half a unit) or cutting (0) moves a value between two ends."""
    rounded = _to_unit(low, unit, half)
    if rounded == _to_unit(high, unit, half):
        return [rounded - high, rounded - low]
    if half:
        return [-unit / 2, unit / 2]
    return [-unit, 0.0] if low + high > 0 else [0.0, unit]


def _to_unit(value: float, unit: float, half: float) -> float:
    """Rounded to a unit; with no half, cut."""
    size = floor(abs(value) / unit + (half or EXACT)) * unit
    return size if value >= 0 else -size


def _hull(ends: list[float]) -> Span:
    return Span(min(ends), max(ends))
