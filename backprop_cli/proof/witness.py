"""The two independent witnesses of a derivation: SymPy for the rules, central differences for the numbers.

Neither uses the graph's own derivatives: SymPy differentiates the formulas again, and the differences come
from a forward pass of their own in numpy, vectorised over the samples.
"""

from collections.abc import Container, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.derivation.exercise import problem_in_step
from backprop_cli.derivation.kinks import gaps
from backprop_cli.errors import Fault, FormulaError, ProblemError, WitnessError, cited
from backprop_cli.expr.algebra import is_derivative, told, told_slope
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parts import as_sum, depending
from backprop_cli.expr.precise import many_digits
from backprop_cli.expr.tree import (
    Add,
    Expr,
    Mul,
    Ref,
    Softmax,
    map_children,
    references,
    substitute,
)
from backprop_cli.graph.graph import Graph
from backprop_cli.graph.walk import reached
from backprop_cli.problem.model import Problem
from backprop_cli.proof.differences import Slopes, varied
from backprop_cli.proof.witness_forms import prove_forms
from backprop_cli.quantities.grammar import in_step, text
from backprop_cli.quantities.quantity import Gradient

TOLERANCE = 1e-6
"""Largest difference that counts as agreement, relative to the gradient's size."""
NOISE = 1e-9
"""What a difference of two losses cannot show, relative to the loss's size (at least 1)."""
NOISE_AT_KINK = 1e-6
"""The same where the curvature jumps within the difference step."""
NEAR = 1e-6
"""A quantity so near to a kink of its function is taken to stand at it."""


def prove(problem: Problem, derivation: Derivation) -> Proof:
    """Compares every derivative with its witnesses.

    Raises `WitnessError` that shows ours and theirs where they disagree, `ProblemError` at the place of a
    formula that has no value to compare.
    """
    try:
        return _proved(problem, derivation)
    except ProblemError as error:
        from backprop_cli.problem_file.places import in_its_file  # only an error needs it

        raise in_its_file(error, problem) from None


def _proved(problem: Problem, derivation: Derivation) -> Proof:
    if derivation.training:
        return _prove_steps(problem, derivation)
    local = prove_local(derivation.graph)
    if not derivation.values:
        prove_forms(derivation)
        return Proof(0, local)
    checked, at_kink = prove_gradients(problem, derivation)
    return Proof(checked, local, at_kink)


def _prove_steps(problem: Problem, derivation: Derivation) -> Proof:
    """Every step of a training as an exercise by itself; steps of one batch share their formulas."""
    proved = {id(part.graph): part.graph for part in derivation.parts.values()}
    local = sum(map(prove_local, proved.values()))
    count, at_kink = 0, list[str]()
    for number, part in derivation.parts.items():
        checked, doubtful = prove_gradients(problem_in_step(problem, number, part), part)
        count += checked
        at_kink += [text(in_step(part.quantities[name], number)) for name in doubtful]
    return Proof(count, local, tuple(at_kink))


# --- central differences --------------------------------------------------------------------------


def prove_gradients(problem: Problem, derivation: Derivation) -> tuple[int, tuple[str, ...]]:
    """Compares every gradient with central differences; returns their number and those at a kink."""
    count, at_kink = 0, []
    kinks = _kinks(derivation)
    near_kink = bool(kinks)
    noise = NOISE_AT_KINK if near_kink else NOISE
    noise *= max(1.0, *(abs(derivation.values.get(result, 0)) for result in derivation.results))
    with many_digits():
        for name, slopes, finer, _ in varied(problem, derivation):
            if name not in derivation.values:
                continue  # too large for a number
            count += 1
            ours = Claim(derivation.values[name], noise)
            told = ours.beside(slopes, near_kink=near_kink)
            if told is Testimony.OTHERWISE and (again := finer()) is not None:
                slopes, told = again, ours.beside(again, near_kink=near_kink)
            if told is Testimony.OTHERWISE and _leads_through_several(name, kinks, derivation):
                told = Testimony.NOTHING
            if told is Testimony.NOTHING or (
                told is Testimony.OTHERWISE and slopes.are_coarser_than(ours.value)
            ):
                at_kink.append(name)
            elif told is Testimony.OTHERWISE:
                theirs = next(slopes.central(), None)
                raise WitnessError(f"{name}: ours {ours.value!r}, by central differences {theirs!r}")
    return count, tuple(at_kink)


class Testimony(Enum):
    """What differences say of a gradient."""

    AGREE = "they agree"
    NOTHING = "they say nothing: it is at a kink, or the output has no value beside it"
    OTHERWISE = "they disagree"


Sides = tuple[float | None, float | None]
"""Slopes from the left and from the right; None where the output has no value on that side."""


class Claim(NamedTuple):
    """A gradient of ours, beside which differences are held."""

    value: float
    noise: float
    """What a difference cannot show."""

    def equals(self, theirs: float | None) -> bool:
        """Whether a slope is the gradient; where there is none, nothing speaks against it."""
        return theirs is None or abs(self.value - theirs) <= TOLERANCE * abs(self.value) + self.noise

    def beside(self, slopes: Slopes, *, near_kink: bool) -> Testimony:
        """What the differences say, first of both sides together, then of each side."""
        agree = any(map(self.equals, slopes.central()))
        if agree and not near_kink:
            return Testimony.AGREE
        sides = list(slopes.sides())
        if any(map(self.is_both, sides)):
            return Testimony.AGREE
        nothing = all(each == (None, None) for each in sides)
        if nothing or any(self.is_between(each, near_kink=near_kink) for each in sides) or _jumps(sides):
            return Testimony.NOTHING
        return Testimony.AGREE if agree else Testimony.OTHERWISE

    def is_both(self, sides: Sides) -> bool:
        """Whether both sides have this slope, or the only side that there is."""
        return sides != (None, None) and all(map(self.equals, sides))

    def is_between(self, sides: Sides, *, near_kink: bool) -> bool:
        """Whether the slopes on the two sides differ, and ours is one of them or between.

        Where no function stands at its kink, small slopes differ by chance.
        """
        left, right = sides
        if left is None or right is None:
            return False
        slack = 1e-3 * (abs(left) + abs(right)) + (self.noise if near_kink else 1e-3)
        between = min(left, right) - slack <= self.value <= max(left, right) + slack
        return abs(left - right) > slack and between


def _jumps(sides: list[Sides]) -> bool:
    """Whether the output itself jumps here: the smaller the step, the steeper a side."""
    for first, *_, last in zip(*sides, strict=True) if len(sides) > 1 else ():
        if first is not None and last is not None and abs(last) > 1e3 * (1 + abs(first)):
            return True
    return False


def _kinks(derivation: Derivation) -> dict[str, int]:
    """In which quantities a function stands where its slope jumps, and how often in each.

    Both sides' slopes are compared then.
    """
    found = {
        node.name: sum(_is_near(gap, derivation.values) for gap in gaps(formula))
        for node, formula in derivation.graph.to_work
    }
    return {name: count for name, count in found.items() if count}


def _leads_through_several(name: str, kinks: Mapping[str, int], derivation: Derivation) -> bool:
    """Whether what a gradient is by moves more than one function at its kink.

    Then what we take for the slope at a kink may lie on neither side, nor between them: ReLU(x) − ReLU(−x)
    is x, but 0 by the slopes at 0.
    """
    gradient, graph = derivation.quantities[name], derivation.graph
    start = text(gradient.by) if isinstance(gradient, Gradient) else name
    leads_to = reached([start], lambda each: graph.users.get(each, ()))
    return sum(kinks.get(each, 0) for each in leads_to) > 1


def _is_near(gap: Expr, values: Mapping[str, float]) -> bool:
    try:
        return abs(evaluate(gap, values)) <= NEAR
    except FormulaError:
        return False  # a difference of numbers beyond a float


# --- SymPy ----------------------------------------------------------------------------------------


def prove_local(graph: Graph) -> int:
    """Compares every local derivative with SymPy's; returns how many there are.

    Equal but for names means proved once: all weights of a layer share one pattern.
    Raises `WitnessError` where they disagree, `ProblemError` that names a formula without a value.
    """
    proved: set[tuple[Expr, Expr]] = set()
    count = 0
    for node, formula in graph.worked:
        if node.name in graph.unstated:
            continue
        own = _parts_by_name(formula)
        places = _places_by_name(formula) if isinstance(formula, Softmax) else {}
        for name, ours in graph.local(node.name).items():
            count += 1
            worked = _by_arguments(ours, own, graph)
            if isinstance(formula, Softmax):
                kept = [*dict.fromkeys([formula.index, *places[name]])]
                own[name], worked = (_shortened(each, formula.logits, kept) for each in (formula, worked))
            pattern = _pattern(own[name], worked, name)
            if pattern not in proved:
                _compare(*pattern, of=node.name, by=name)
                proved.add(pattern)
    return count


def _compare(formula: Expr, ours: Expr, *, of: str, by: str) -> None:
    is_right = is_derivative(ours, formula, "v0")
    if is_right is None:
        message = f"{cited(of)} has no value at any of the points tried, so its derivative by {cited(by)} is"
        raise ProblemError([Fault(f"{message} not proved", hint=_SEEMS_EMPTY, of=of)])
    if not is_right:
        label = f"the derivative of {of} by {by}"
        raise WitnessError(f"{label}: ours {told(ours)}, SymPy's {told_slope(formula, 'v0')}")


_SEEMS_EMPTY = (
    "see whether the formula has a value anywhere: nothing can be divided by what is always 0, and what is"
    " always negative has no root and no logarithm"
)


def _parts_by_name(formula: Expr) -> dict[str, Expr]:
    """For each name, the formula without the terms of its sums that do not depend on it."""
    if not isinstance(formula, Add):
        return {name: depending(formula, name) for name in dict.fromkeys(references(formula))}
    terms = dict[str, list[Expr]]()
    for term in formula.terms:
        for name, part in _parts_by_name(term).items():
            terms.setdefault(name, []).append(part)
    return {name: as_sum(kept) for name, kept in terms.items()}


def _by_arguments(ours: Expr, arguments: Container[str], graph: Graph) -> Expr:
    """`ours` in the formula's own arguments: a(1 − a) with a replaced by σ(z)."""

    def replace(name: str) -> Expr | None:
        known = name in arguments or name not in graph.by_name
        return None if known else graph.by_name[name].formula

    return substitute(ours, replace)


def _pattern(formula: Expr, ours: Expr, name: str) -> tuple[Expr, Expr]:
    """Both formulas with the names v0, which is the variable, v1 and so on."""
    if isinstance(formula, Mul):
        # The factor at hand first: every factor of a long product has the same pattern then.
        formula = Mul(tuple(sorted(formula.factors, key=lambda factor: factor != Ref(name))))
    order = dict.fromkeys([name, *references(formula), *references(ours)])
    short: Mapping[str, Expr] = {old: Ref(f"v{place}") for place, old in enumerate(order)}
    return substitute(formula, short.get), substitute(ours, short.get)


def _places_by_name(softmax: Softmax) -> dict[str, list[int]]:
    """For each name, the places of the logits that hold it."""
    places = dict[str, list[int]]()
    for place, logit in enumerate(softmax.logits):
        for name in dict.fromkeys(references(logit)):
            places.setdefault(name, []).append(place)
    return places


_OTHERS = Ref("all others")
"""A name that no author can give."""


def _shortened(expr: Expr, logits: tuple[Expr, ...], kept: Sequence[int]) -> Expr:
    """The softmaxes of these logits over those at the places `kept`, and one more that stands for all others.

    No loss: the exponentials of the others add up to a positive constant, which is e to some power.
    """
    if isinstance(expr, Softmax) and expr.logits == logits:
        rest = [_OTHERS] if len(logits) > len(kept) else []
        return Softmax(kept.index(expr.index), (*(logits[place] for place in kept), *rest))
    return map_children(expr, lambda part: _shortened(part, logits, kept))
