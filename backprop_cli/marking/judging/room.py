"""How far a line may be from what the earlier lines give, when the student rounded honestly.

A student used, for each earlier line, the digits that are written or those that were kept, and rounded, or
did not, what a person writes down on the way. So every value is a number with first-order slopes to its
sources of uncertainty; a source is the same wherever it recurs, so what cancels in truth cancels here.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator
from contextlib import contextmanager
from math import inf

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    references,
    substitute,
)
from backprop_cli.graph.open_functions import meaning_of
from backprop_cli.marking.judging.given_zeros import is_given_zero
from backprop_cli.marking.judging.kept import kept_of
from backprop_cli.marking.judging.linear import (
    POWER,
    QUOTIENT,
    Interval,
    LinearForm,
    Reach,
    add_slopes,
    differentiable,
    is_bare,
    linearised,
    negated,
    product_of,
    sum_of,
)
from backprop_cli.marking.judging.lines_seen import LinesSeen
from backprop_cli.marking.judging.pens import FEWEST
from backprop_cli.marking.judging.rounding import EXACT, HALVES, hull, rounding_shifts
from backprop_cli.marking.judging.sources import Sources

HALF = 0.5
"""Share of a value, or of a divisor, that nobody loses by rounding a term of it."""


class Room:
    """The forms of one student's world; what was worked is kept."""

    def __init__(self, world: LinesSeen, known: Room | None = None, changed: Container[str] = ()) -> None:
        """With what is `known` of another world, but for the lines that have `changed`."""
        self.world = world
        self.sources: Sources = Sources(known.sources if known else None)
        self.forms: dict[str, LinearForm] = {}
        """What was worked so far, by name."""
        if known:
            self.forms = {name: form for name, form in known.forms.items() if name not in changed}
        self.worked = 0
        """How many were."""
        self.slopes = 0
        """And how many sources they have together."""
        self._open: set[str] = set()
        self._least = FEWEST if world.supposed else 0
        """Digits that are kept of what is worked, at least: nobody's slip is guessed where they are lost."""
        self._fewest = self._least
        """The same where it is needed for a division."""

    def forget(self, changed: Container[str]) -> None:
        """What was worked of these lines is no longer true."""
        for name in [each for each in self.forms if each in changed]:
            del self.forms[name]

    def interval(self, formula: Expr) -> Interval:
        """Where a line that is worked by a formula may lie, before it is rounded itself.

        Who has no key for tanh works it by powers of e; not where half of it is lost, since e^z is 1.00.
        Raises `FormulaError` where the formula has no value, or no slope.
        """
        form = self._of(formula)
        interval = self.sources.interval(form)
        if not isinstance(formula, Call):
            return interval
        by_powers = self._by_its_meaning(form, formula, meaning_of(formula.function))
        low, high = self.sources.interval(by_powers)
        is_lost = max(form.value - low, high - form.value) >= HALF * abs(form.value)
        return interval if is_lost else Interval(low, high)

    # --- quantities ---------------------------------------------------------------------------------

    def _named(self, name: str) -> LinearForm:
        if name not in self.forms:
            if name in self._open:
                raise FormulaError(f"{name} is worked out from itself")
            self._open.add(name)
            self.worked += 1
            try:
                self.forms[name] = self._quantity(name)
                self.slopes += len(self.forms[name].slopes)
            finally:
                self._open.discard(name)
        return self.forms[name]

    def _quantity(self, name: str) -> LinearForm:
        world = self.world
        if name in world.carried:
            return self._as_written(name, kept_of(name, world, self._allowed))
        if not world.is_line(name):
            return LinearForm(world[name], {})
        if name in world.disregarded:
            unit = world.disregarded[name].unit
            span = Reach(-unit, unit) if unit < 1 else Reach(0.0, 0.0)
            return self.sources.added(self._unwritten(name), ("kept", name), span, is_kept=True)
        return self._unwritten(name)

    def _unwritten(self, name: str) -> LinearForm:
        """A line that is not written, or counts as left out: its terms may be rounded, and so may it be."""
        world = self.world
        route = world.route(name)
        fewest = FEWEST if world.is_state(name) else self._least
        with self._keeping(fewest):
            form = self._of(route)
        if form.value != world[name]:
            form = form._replace(value=world[name])  # a 0 that the true value stands for
        is_no_line = is_bare(route) and not world.is_forward(name)
        with self._keeping(fewest):
            return form if is_no_line else self._rounded(form, ("line", name))

    def _as_written(self, name: str, span: Reach) -> LinearForm:
        form = LinearForm(self.world[name], {})
        return self.sources.added(form, ("kept", name), span, is_kept=True)

    def _allowed(self, route: Expr) -> Interval | None:
        try:
            return self.interval(route)
        except FormulaError:
            return None

    # --- formulas -----------------------------------------------------------------------------------

    def _of(self, expr: Expr) -> LinearForm:
        try:
            return self._worked(expr)
        except ArithmeticError:  # a slope beyond a float, where the value is none
            raise FormulaError("nobody can say how far this is rounded") from None

    def _worked(self, expr: Expr) -> LinearForm:
        match expr:
            case Ref(name):
                return self._named(name)
            case Num(value, _):
                return LinearForm(value, {})
            case Add(terms):
                return sum_of([self._term(term, self._of(term)) for term in terms])
            case Mul(factors):
                return self._product(factors)
            case Neg(body):
                return negated(self._of(body))
            case Div(top, bottom):
                with self._keeping(FEWEST if self._rests_on_state(bottom) else self._fewest):
                    return linearised(QUOTIENT, [self._part(top), self._divisor(bottom)])
            case Pow(base, exponent):
                return self._power(expr, self._term(base, self._of(base)), self._part(exponent))
            case Softmax(index, logits):
                return self._softmax(index, [(logit, self._of(logit)) for logit in logits])
            case Call(function, args):
                return self._call(expr, function, [self._part(arg) for arg in args])
            case Prime(call) | Slope(call, _):
                return self._slope(expr, call)
        raise FormulaError(f"{type(expr).__name__} has no room")

    def _product(self, factors: tuple[Expr, ...]) -> LinearForm:
        """A product; one of a given 0 is 0 even if the rest of it has no value."""
        try:
            return product_of([self._part(factor) for factor in factors])
        except FormulaError:
            if any(is_given_zero(factor, self.world) for factor in factors):
                return LinearForm(0.0, {})
            raise

    def _term(self, expr: Expr, form: LinearForm, most: float = inf) -> LinearForm:
        """A term of a sum: anything but a bare name or number is written down, and may be rounded.

        Of −x that is x: both are moved alike, −x the other way.
        """
        if isinstance(expr, Neg):
            return negated(self._term(expr.body, negated(form), most))
        return form if is_bare(expr) else self._rounded(form, expr, most)

    def _part(self, expr: Expr) -> LinearForm:
        """A part of a product or of a function: written down like a term, a − y as well."""
        return self._term(expr, self._of(expr))

    def _divisor(self, expr: Expr) -> LinearForm:
        """A divisor; nobody rounds a term of it so that half of it is lost: 0.999² to 1.0 in 1 − 0.999²."""
        with self._keeping(max(1, self._fewest)):
            if not isinstance(expr, Add):
                return self._part(expr)
            forms = [(term, self._of(term)) for term in expr.terms]
            total = sum(form.value for _, form in forms)
            return self._term(
                expr, sum_of([self._term(term, form, HALF * abs(total)) for term, form in forms])
            )

    def _rests_on_state(self, expr: Expr) -> bool:
        """Whether an optimiser's step is divided by this: √v."""
        return any(self.world.is_line(name) and self.world.is_state(name) for name in references(expr))

    def _power(self, expr: Pow, base: LinearForm, exponent: LinearForm) -> LinearForm:
        """A square has a source of its own: where its base is 0, its slope is, and its room is not."""
        form = linearised(POWER, [base, exponent])
        if exponent.value != 2:
            return form
        low, high = self.sources.interval(base)
        moved = max(abs(low - base.value), abs(high - base.value)) ** 2
        return self.sources.added(form, ("square", expr), Reach(0.0, moved))

    def _softmax(self, index: int, logits: list[tuple[Expr, LinearForm]]) -> LinearForm:
        """Each e^z is one source for the whole layer, and so is their sum."""
        highest = max(form.value for _, form in logits)
        values = {f"logit{place}": form.value - highest for place, (_, form) in enumerate(logits)}
        names = tuple(Ref(name) for name in values)
        outputs = [evaluate(Softmax(place, names), values) for place in range(len(logits))]
        powers = [self._part(Call("exp", (logit,))) for logit, _ in logits]
        slopes: dict[int, float] = {}
        for place, ((logit, form), power) in enumerate(zip(logits, powers, strict=True)):
            by_logit = outputs[index] * ((place == index) - outputs[place])
            add_slopes(slopes, form.slopes, by_logit)
            if power.value:  # ∂a/∂E = ∂a/∂z / E
                self.sources.add_slope(slopes, Call("exp", (logit,)), power, by_logit / power.value)
        source = ("sum_of_exp", *(logit for logit, _ in logits))
        total = self._rounded(sum_of(powers), source)
        self.sources.add_slope(slopes, source, total, -outputs[index] / total.value)  # a = E/S
        return LinearForm(outputs[index], slopes)

    def _call(self, expr: Call, function: str, args: list[LinearForm]) -> LinearForm:
        row = FUNCTIONS[function]
        form = linearised(differentiable(function), args)
        if row.kink is not None and self._holds(args[0], row.kink):
            return form._replace(slopes=sum_of(args[:1]).slopes)
        return self._by_its_meaning(form, expr, definition(function)) if row.activation else form

    def _by_its_meaning(self, form: LinearForm, call: Call, meaning: Expr | None) -> LinearForm:
        """A function by simpler ones: what of them is written down on the way, as e^(−z), may be rounded."""
        if meaning is None:
            return form
        put = dict(zip(FUNCTIONS[call.function].arguments, call.args, strict=True))
        try:
            worked = self._of(substitute(meaning, put.get))
        except FormulaError:  # e^z is beyond a float: nobody works it so
            return form
        return form._replace(slopes={**worked.slopes, **form.slopes})

    def _slope(self, expr: Expr, call: Call) -> LinearForm:
        """ReLU′(z): a number; near the kink it may be that of either side."""
        (argument, *others) = [self._of(arg) for arg in call.args]
        row = FUNCTIONS[call.function]
        values = {f"u{place}": form.value for place, form in enumerate((argument, *others))}
        names = tuple(Ref(name) for name in values)
        shown = Slope(Call(call.function, names), Prime(Call(call.function, names)))
        value = evaluate(shown, values)
        if row.kink is None or not self._holds(argument, row.kink):
            return LinearForm(value, {})
        ends = [evaluate(shown, {**values, "u0": row.kink + side}) - value for side in (-1e-9, 1e-9)]
        return self.sources.added(LinearForm(value, {}), ("slope", expr), hull([0.0, *ends]))

    def _holds(self, form: LinearForm, point: float) -> bool:
        low, high = self.sources.interval(form)
        return low < point < high

    @contextmanager
    def _keeping(self, fewest: int) -> Iterator[None]:
        """Within it, nothing that is worked is rounded to fewer digits."""
        before, self._fewest = self._fewest, fewest
        try:
            yield
        finally:
            self._fewest = before

    def _rounded(self, form: LinearForm, source: Hashable, most: float = inf) -> LinearForm:
        """The form of what may have been rounded here, with any pen; a known one by `most` at most."""
        pens = self.world.pens
        if self._fewest and form.value:
            pens = pens.leaving(self._fewest, form.value)
        halves = (*HALVES, 0.0) if pens.cuts else HALVES
        ways = [(unit, half) for unit in pens.units(form.value) for half in halves]
        if not form.slopes:
            ways = [way for way in ways if abs(rounding_shifts(form.value, form.value, *way)[0]) <= most]
        span = self.sources.moves(form, ways)
        noise = EXACT * abs(form.value)
        if -span.low <= noise and span.high <= noise:
            return form
        return self.sources.added(form, source, span)
