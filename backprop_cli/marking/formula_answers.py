"""A formula as an answer -> whether it is the quantity asked for.

"Equal" means: whatever the given quantities are, the formula, worked with the quantities that follow from
them, has the value that the step has. So `(a2[1] - y[1]) * a2[1] * (1 - a2[1])` is compared where a2[1]
is what the network makes it. That is tried at seeded points: some near the problem's own numbers, where
the same ReLUs are on, and some anywhere. Where floats are too coarse to tell, SymPy decides with 30 digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from random import Random
from typing import NamedTuple

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Derivation, Step
from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS
from backprop_cli.expr.names import derivative
from backprop_cli.expr.tree import Expr, Num, Pow, children, references, size
from backprop_cli.marking.place import routes

MOST_POINTS = 6
MOST_WORK = 60_000
"""Nodes evaluated for one answer; a formula that needs more is left undecided."""
EQUAL, DIFFERENT = 1e-9, 1e-6
"""Relative differences: below the first equal, above the second not; between them floats do not tell."""
MOST_FOR_SYMPY = 200
"""Nodes of both formulas together that SymPy is asked about."""
LARGEST_FACTOR = 1_000
LARGEST_EXPONENT = 100.0
"""Of powers within powers: high precision would cost too much beyond."""


class Outcome(Enum):
    """How a formula compares with the step."""

    RIGHT = "right"
    FACTOR = "off by a constant factor"
    SIGN = "wrong sign"
    WRONG = "wrong"
    UNDECIDED = "not decidable"


class FormulaVerdict(NamedTuple):
    """What was found."""

    outcome: Outcome
    factor: Fraction = Fraction(1)
    """The formula is this many times the right one, for `FACTOR` and `SIGN`; dimensionless."""
    reason: str = ""
    """For the student, where the outcome does not say it all."""


class _Pair(NamedTuple):
    """Both values at one point."""

    ours: float
    theirs: float
    size: float
    """The scale on which a difference counts."""


def same(answer: Expr, step: Step, derivation: Derivation) -> FormulaVerdict:
    """Whether `answer`, a formula in the derivation's own names, equals the quantity of `step`.

    Bounded in time whatever the formula; nothing is executed.
    """
    world = _World(derivation)
    if used := world.circular(answer, step):
        own = used == step.name
        reason = "the formula uses the quantity itself" if own else f"{cited(used)} is worked out from it"
        return FormulaVerdict(Outcome.WRONG, reason=reason)
    question = world.question(answer, step)
    if question.work > MOST_WORK:
        return FormulaVerdict(Outcome.UNDECIDED, reason="too much to work out for one formula")
    points = max(2, min(MOST_POINTS, MOST_WORK // question.work))
    near = list(question.pairs(_near(question, points)))
    far = list(question.pairs(_far(question, points)))
    verdict = _decided(near, far) or _settled(answer, step, world) or _TOO_COARSE
    if verdict.outcome is Outcome.WRONG and _agrees_at_the_numbers(question):
        return _PUT_IN if _has_given_number(question) else _ONLY_HERE
    return verdict


_NO_VALUE = FormulaVerdict(Outcome.UNDECIDED, reason="the formula has no value where the quantity has one")
_TOO_COARSE = FormulaVerdict(Outcome.UNDECIDED, reason="the two are too close to tell apart")
_PUT_IN = FormulaVerdict(Outcome.RIGHT, reason="right with the given numbers put in")
_ONLY_HERE = FormulaVerdict(
    Outcome.WRONG, reason="it has the right value with these given numbers, but not with others"
)


def _agrees_at_the_numbers(question: _Question) -> bool:
    pairs = list(question.pairs(_near(question, 1, room=0.0)))
    return bool(pairs) and all(_gap(pair) <= EQUAL for pair in pairs)


def _has_given_number(question: _Question) -> bool:
    given = {abs(question.given[name]) for name in question.free}
    return any(
        isinstance(part, Num) and "." in part.text and part.value in given for part in _parts(question.answer)
    )


def _parts(expr: Expr) -> Iterator[Expr]:
    yield expr
    for part in children(expr):
        yield from _parts(part)


# --- deciding ---------------------------------------------------------------------------------------


def _decided(near: list[_Pair], far: list[_Pair]) -> FormulaVerdict | None:
    """The verdict of the floats, or None where they do not tell.

    Near points have the say. Where both sides are 0 there (a ReLU that is off), they say nothing, and
    the far ones must agree as well.
    """
    telling = [pair for pair in near if pair.ours or pair.theirs]
    pairs = telling or far
    if len(pairs) < 2:
        return FormulaVerdict(Outcome.RIGHT) if len(near) > 1 else _NO_VALUE
    if all(_gap(pair) <= EQUAL for pair in pairs):
        here = bool(telling) and any(_gap(pair) > DIFFERENT for pair in far)
        return FormulaVerdict(Outcome.RIGHT, reason=_HERE if here else "")
    factor = _factor(pairs)
    if factor is not None:
        return FormulaVerdict(Outcome.SIGN if factor == -1 else Outcome.FACTOR, factor)
    return FormulaVerdict(Outcome.WRONG) if any(_gap(pair) > DIFFERENT for pair in pairs) else None


_HERE = "it holds where the same units are on as here"


def _gap(pair: _Pair) -> float:
    return abs(pair.ours - pair.theirs) / pair.size


def _factor(pairs: list[_Pair]) -> Fraction | None:
    """The one simple number that every answer is off by, or None."""
    if not all(pair.ours and pair.theirs for pair in pairs):
        return None
    ratio = pairs[0].theirs / pairs[0].ours
    if not 1 / LARGEST_FACTOR <= abs(ratio) <= LARGEST_FACTOR:
        return None
    factor = Fraction(ratio).limit_denominator(LARGEST_FACTOR)
    is_it = all(abs(pair.theirs / pair.ours - factor) <= 1e-8 * abs(factor) for pair in pairs)
    return factor if is_it and factor != 1 else None


# --- the points -------------------------------------------------------------------------------------


class _World:
    """The quantities of a derivation, with what leads to each."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.steps = {step.name: step for step in derivation.steps}

    def needed(self, names: Iterable[str]) -> list[Step]:
        """The steps that lead to `names`, in the order worked."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in self.steps and name not in found:
                found.add(name)
                waiting += references(routes(self.steps[name])[0])
        return [step for name, step in self.steps.items() if name in found]

    def circular(self, answer: Expr, step: Step) -> str:
        """A name in the answer that is the quantity itself or worked out from it; else nothing."""
        for name in dict.fromkeys(references(answer)):
            if name == step.name or any(each.name == step.name for each in self.needed([name])):
                return name
        return ""

    def question(self, answer: Expr, step: Step) -> _Question:
        """All that the comparison of `answer` with `step` needs."""
        formulas = [(each.name, routes(each)[0]) for each in self.needed([*references(answer), step.name])]
        outputs = self.derivation.graph.outputs
        fixed = {derivative(output, output): 1.0 for output in outputs}
        if RATE in self.derivation.values:
            fixed[RATE] = self.derivation.values[RATE]
        used = {name for formula in (answer, *(each for _, each in formulas)) for name in references(formula)}
        free = sorted(used - set(self.steps) - set(fixed) - set(CONSTANTS))
        return _Question(answer, step, formulas, fixed, free, self.derivation.values)


class _Question(NamedTuple):
    """One comparison: everything is worked from the free quantities."""

    answer: Expr
    step: Step
    formulas: list[tuple[str, Expr]]
    """What leads to the answer's names and the step, in the order worked."""
    fixed: dict[str, float]
    """The learning rate, which students put in as a number, and ∂L/∂L."""
    free: list[str]
    """The given quantities, sorted."""
    given: Mapping[str, float]

    @property
    def work(self) -> int:
        """Nodes to evaluate at each point."""
        return size(self.answer) + sum(size(formula) for _, formula in self.formulas)

    def pairs(self, points: Iterable[dict[str, float]]) -> Iterator[_Pair]:
        """Both values at each point where both have one."""
        for point in points:
            values = {**point, **self.fixed}
            try:
                for name, formula in self.formulas:
                    values[name] = evaluate(formula, values)
                ours, theirs = values[self.step.name], evaluate(self.answer, values)
            except (FormulaError, ValueError):
                continue
            noise = 1e-12 * max((abs(values[name]) for name in self.step.uses if name in values), default=0.0)
            yield _Pair(ours, theirs, max(abs(ours), abs(theirs), noise) or 1.0)


def _near(question: _Question, count: int, room: float = 0.01) -> Iterator[dict[str, float]]:
    """Points around the problem's own numbers; none in a symbolic problem."""
    random = Random(1)  # noqa: S311 - points to compare at, nothing secret
    if any(name not in question.given for name in question.free):
        return
    for place in range(count):
        nearer = room if place % 2 else room / 10
        yield {name: _moved(question.given[name], nearer, random) for name in question.free}


def _moved(value: float, room: float, random: Random) -> float:
    return value + random.choice((-1, 1)) * random.uniform(0.3, 1) * room * max(abs(value), 0.1)


def _far(question: _Question, count: int) -> Iterator[dict[str, float]]:
    """Points anywhere; half of them positive, for logarithms and roots."""
    random = Random(2)  # noqa: S311 - points to compare at, nothing secret
    for place in range(2 * count):
        low = -2.0 if place % 2 else 0.1
        yield {name: random.uniform(low, 1.5) for name in question.free}


# --- SymPy ------------------------------------------------------------------------------------------


def _settled(answer: Expr, step: Step, world: _World) -> FormulaVerdict | None:
    """SymPy's word with 30 digits, where both formulas are small; None where they are not."""
    ours = routes(step)[0]
    free = set(references(answer)) | set(references(ours))
    if size(answer) + size(ours) > MOST_FOR_SYMPY or free & set(world.steps):
        return None
    if max(_exponent(answer), _exponent(ours)) > LARGEST_EXPONENT:
        return None
    from backprop_cli.expr.algebra import agree, to_sympy

    try:
        equal = agree(ours, to_sympy(answer))
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return None
    return FormulaVerdict(Outcome.RIGHT if equal else Outcome.WRONG)


def _exponent(expr: Expr) -> float:
    """The highest power in a formula, powers of powers multiplied."""
    inner = max((_exponent(part) for part in children(expr)), default=1.0)
    if not isinstance(expr, Pow):
        return inner
    return inner * (abs(expr.exponent.value) if isinstance(expr.exponent, Num) else 1.0)
