"""The same slip made again, in other units or layers: a habit is one mistake and costs once."""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from backprop_cli.expr.tree import Expr, Neg, Ref, is_constant, references
from backprop_cli.graph.graph import Role
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.mistakes.families import family_of
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness, Slip
from backprop_cli.marking.sheets.written import Written
from backprop_cli.quantities.network import WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

FEW_SLIPS = 2
"""Slips, each counted once, that are too few to tell that a sheet is guessed."""
OFTEN = 3
"""Lines that repeat each slip, on average, which no guesses do."""


_LEFT_OUT = frozenset({"term_left_out", "summand_left_out"})
"""Mistakes that are one slip only where they leave out the same."""


_MULTIPLES = frozenset({"sign", "summand_turned", "factor_two", "constant_factor"})
"""Mistakes that tell nothing of how they were made: any line may have its sign turned."""


class Habits(NamedTuple):
    """The slips of a sheet that are made more than once."""

    again: Mapping[str, AnyQuantity] = {}
    """For each line that only repeats a slip, by name: the line in which it was made first."""
    meant: Mapping[str, Mistake] = {}
    """What a line repeats, or begins, where simpler mistakes that give the same value are named there."""

    def told(self, judged: Judged) -> Judged:
        """A line with the mistake that others bear out: in place of its own name, or beside it."""
        mistake = self.meant.get(judged.answer.name)
        if mistake is None or mistake in judged.mistakes:
            return judged
        kept = () if judged.answer.name in self.again else judged.finding.slips
        return judged._replace(finding=judged.finding._replace(slips=(*kept, Slip(mistake))))


NO_HABITS = Habits()


def repeated(
    lines: Iterable[Judged], worth: Mapping[str, float], scheme: Scheme, borne: Iterable[str] = ()
) -> Habits:
    """The lines that only repeat a slip, under whichever of the names that fit it.

    A line that is worth points repeats only what has cost points already, in its own line or, `borne`, in the
    first one that it leads to. A given number, a constant or a name in its place, or a 0, repeats nothing: no
    work stands behind it; but a number repeats what worked lines show. Nor does anything on a sheet of
    nothing but zeros, or of many slips where more lines repeat one than are good; who has a few habits makes
    each of them often. A sign or a factor of 2 is a habit in what descent works with, the loss, its
    derivatives and what is kept of them, and only where no line of the kind has it right; lost minuses are
    one where the sheet has none.
    """
    lines = list(lines)
    written = [each for each in lines if each.answer.text.strip()]
    if all(each.answer.number is not None and not each.answer.number.value for each in written):
        return NO_HABITS
    asked = {name for name, points in worth.items() if points}
    habits = _habits(lines, asked, asked.union(borne), scheme)
    good = sum(each.verdict in GOOD for each in written)
    wrong = sum(each.verdict in SLIPS for each in lines if each.answer.name not in habits.again)
    few = max(FEW_SLIPS, len(habits.again) // OFTEN)
    return habits if len(habits.again) <= good or wrong <= few else NO_HABITS


def _habits(
    lines: Iterable[Judged], asked: Container[str], costing: Container[str], scheme: Scheme
) -> Habits:
    first, paid = dict[_Recognised, _First](), set[_Recognised]()
    again, meant = dict[str, AnyQuantity](), dict[str, Mistake]()
    lines = list(lines)
    multiples = _Multiples.of(lines, scheme)
    mistaken = [judged for judged in lines if judged.verdict is Verdict.MISTAKE]
    worked = {way for judged in mistaken if not _is_copied(judged, scheme) for way in _named(judged, scheme)}
    for judged in mistaken:
        name = judged.answer.name
        named = (*judged.mistakes, *judged.finding.alike)
        # Copying a number wrongly is no way of working: a slip in two lines is made twice.
        ways = [each for each in reversed(named) if each.nearness is not Nearness.DIGITS]
        ways = [each for each in ways if multiples.may_be_a_habit(each, judged)]
        made = {way: each for each in ways for way in _ways(each, judged, scheme)}
        costs = name in costing
        known = [way for way in reversed(made) if way in (paid if costs else first)]
        if name in asked and _is_copied(judged, scheme):
            shown = worked & _named(judged, scheme) if judged.answer.number is not None else set()
            known = [way for way in known if way in shown]
        if known:
            before = first[known[0]]
            again[name], meant[name] = before.judged.step.quantity, made[known[0]]
            meant.setdefault(before.judged.answer.name, before.mistake)
            continue
        first = {way: _First(judged, mistake) for way, mistake in made.items()} | first
        paid.update(made if costs else ())
    return Habits(again, meant)


class _Multiples(NamedTuple):
    """Which lines a sign or a factor of 2 may be a habit in."""

    scheme: Scheme
    done_right: frozenset[Hashable]
    """The kinds of which a line is good."""
    loses_minus: bool
    """Whether no number of the sheet has a minus: then it is one slip that they were lost."""

    @classmethod
    def of(cls, lines: Sequence[Judged], scheme: Scheme) -> Self:
        """Those of a sheet."""
        good = (each for each in lines if each.verdict in GOOD and not each.finding.as_supposed)
        right = (_kind(each.step.quantity) for each in good if each.true)
        numbers = [each.answer.number.value for each in lines if each.answer.number is not None]
        return cls(scheme, frozenset(right), loses_minus=all(number >= 0 for number in numbers))

    def may_be_a_habit(self, mistake: Mistake, judged: Judged) -> bool:
        """Whether who makes it here may make it again as the same slip."""
        if mistake.key not in _MULTIPLES or (self.loses_minus and mistake.nearness is Nearness.SIGN):
            return True
        quantity = judged.step.quantity
        return self._is_of_descent(quantity) and _kind(quantity) not in self.done_right

    def _is_of_descent(self, quantity: AnyQuantity) -> bool:
        """Whether it is a loss, a derivative, or what an optimiser keeps of one."""
        if isinstance(quantity, Gradient) or quantity.of is not None:
            return True
        node = self.scheme.derivation.graph.by_quantity.get(quantity)
        return node is not None and node.role in {Role.LOSS, Role.SHARE}


def _kind(quantity: AnyQuantity) -> Hashable:
    """What the lines of a layer's units have in common: the derivatives of the loss by z of layer 2.

    The loss of one output, or of one sample, is of another kind than that of all.
    """
    if isinstance(quantity, Gradient):
        return (_kind(quantity.of), _kind(quantity.by))
    kind = quantity.of.kind if quantity.of else quantity.kind
    return (kind, bool(quantity.place), quantity.sample is None)


_Recognised = tuple[str, Hashable]
"""A mistake's family, and what it leaves out; None: of that it is the same wherever it is made."""


def _ways(mistake: Mistake, judged: Judged, scheme: Scheme) -> Iterator[_Recognised]:
    """How a mistake is recognised in another line; a term left out by what is missing in this one."""
    family, right = family_of(mistake), judged.step.formula
    missing = set[Hashable]()
    if mistake.key in _LEFT_OUT and right is not None:
        wrong = [formula for made, formula in judged.finding.ways if made is mistake]
        for formula in wrong:
            names = set(references(right)) - set(references(formula))
            missing.update(_whichever(scheme.derivation.quantities.get(name)) for name in sorted(names))
    yield from ((family, each) for each in missing or {None})


def _named(judged: Judged, scheme: Scheme) -> set[_Recognised]:
    """How the mistakes that a line is told are recognised in another one."""
    return {way for each in judged.mistakes for way in _ways(each, judged, scheme)}


def _whichever(quantity: AnyQuantity | None) -> Hashable:
    """What is left out, in any step and sample; of a weight which of the terms, in any unit and layer."""
    if not isinstance(quantity, Quantity):
        return quantity
    return quantity.indices[-1] if quantity.symbol == WEIGHT else quantity._replace(step=None, sample=None)


class _First(NamedTuple):
    """Where a slip was made first."""

    judged: Judged
    mistake: Mistake


def _is_copied(judged: Judged, scheme: Scheme) -> bool:
    """Whether a line holds a 0, names or a given number, or its mistake is a parameter or a constant."""
    if isinstance(judged.answer.formula, Ref) or not judged.is_work:
        return True
    number = judged.answer.number
    if number is not None and not number.value:
        return not judged.finding.is_worked_zero
    if number is not None and _is_typed_off(number, scheme):
        return True
    ways = [way for mistake, way in scheme.variants(judged.answer.name) if mistake in judged.mistakes]
    return bool(ways) and all(_is_given(way, scheme) for way in ways)


def _is_typed_off(number: Written, scheme: Scheme) -> bool:
    """Whether a number stands as in the problem: 0.1, and not 0.1000 that was worked out."""
    return any(
        abs(given.value) == abs(number.value) and given.text.lstrip("-") == number.text.strip().lstrip("-−")
        for given in scheme.derivation.given.values()
    )


def _is_given(way: Expr, scheme: Scheme) -> bool:
    """Whether nothing is worked in a formula; an average that an optimiser keeps was worked out."""
    match way:
        case Neg(body):
            return _is_given(body, scheme)
        case Ref(name):
            return name not in scheme.steps or scheme.steps[name].is_new_value
    return is_constant(way)
