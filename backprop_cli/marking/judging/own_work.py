"""What a student's own lines lead to: each quantity recomputed from the lines written before it.

A quantity that the student wrote counts as written; one that was left out is worked from what it uses. A 0
that would make everything after it 0 counts as left out where it was written, and as the true value where it
comes out. The last digit of every written number is uncertain, and that uncertainty is carried on to first
order by the same pull-back that derives the solution.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping
from copy import copy

from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.bounds import has_cancelled
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS
from backprop_cli.expr.tree import Expr, Ref, references
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.degenerate import is_degenerate
from backprop_cli.marking.judging.given_zeros import without_given_zeros
from backprop_cli.marking.judging.linear import is_bare
from backprop_cli.marking.judging.lines_seen import LinesSeen
from backprop_cli.marking.judging.pens import UNSAID, UNSEEN, Pens
from backprop_cli.marking.judging.room import Room
from backprop_cli.marking.judging.scheme import OtherSlopes, Scheme
from backprop_cli.marking.judging.searches import Searches
from backprop_cli.marking.sheets.written import Written

MOST_KEPT = 2
"""Worlds without some lines that are kept: one without those that are off, one without the short ones."""
TINY = 1e-9
"""A value below it is looked at again: floats may have left it of terms that cancel."""
_GROUNDS = ("scheme", "pens", "literal", "supposed")
"""All that a world's values and the room for their rounding rest on, beside its lines."""


class OwnWork(LinesSeen):
    """The values of a student's world, by name."""

    def __init__(self, scheme: Scheme, pens: Pens = UNSEEN) -> None:
        super().__init__(scheme, pens)
        self.touched: frozenset[str] = frozenset()
        """Lines that are supposed and what rests on them: a 0 that comes of a known mistake stays one."""
        self.literal = False
        """Whether a 0 stays a 0 where the truth is none."""
        self._worked: dict[str, float] = {}
        self.room = Room(self)
        """How far rounding may have moved what rests on these lines."""
        self.searches = Searches()
        """What was looked for in lines that are not written; the same in every world."""
        self._without: deque[OwnWork] = deque(maxlen=MOST_KEPT)
        """The last worlds without some lines: what is off there leaves the next one as it was."""
        self._other_pens: dict[Pens, OwnWork] = {}
        """The same lines for who rounds otherwise, once somebody asks for it; each serves all lines."""
        self._known_rooms: dict[Pens, tuple[Room, set[str]]] = {}
        """What another world has worked for those, and what is not so here."""
        self._open: set[str] = set()
        """Lines that are being worked out: what is supposed of two lines may lead in a circle."""

    def carry(self, name: str, number: Written, *, off: bool = False, explained: bool = False) -> None:
        """From now on `name` has the value that the student wrote.

        `off`: which is not the right one; `explained`: but comes of a known mistake.
        """
        self.carried[name] = number
        if off:
            self.tainted.add(name)
        if off and not explained:
            self.unexplained.add(name)
        self._forget(name)

    def disregard(self, name: str, number: Written) -> None:
        """From now on `name` has what the lines before it give, whatever is written."""
        self.disregarded[name] = number
        self._forget(name)

    def _forget(self, name: str) -> None:
        """What was worked before may rest on the line that came now."""
        changed = {name, *self.scheme.descendants(name)}
        for each in [each for each in self._worked if each in changed]:
            del self._worked[each]
        for world in (self, *self._other_pens.values()):
            world.room.forget(changed)

    # --- other worlds -------------------------------------------------------------------------------

    def _copy(self) -> OwnWork:
        other = copy(self)
        other._other_pens, other._known_rooms = {}, {}
        return other

    def _keep(self, known: OwnWork, changed: Container[str]) -> None:
        """What another world has worked holds here as well, but for what has changed."""
        self._worked = {name: value for name, value in known._worked.items() if name not in changed}
        self.room = Room(self, known.room, changed)

    def supposing(self, formulas: Mapping[str, Expr]) -> OwnWork:
        """The same written lines, with other formulas behind some unwritten ones; serves one line."""
        other = self._copy()
        other.supposed = {**self.supposed, **formulas}
        touched = {*formulas, *self.scheme.behind(formulas)}
        other.touched = self.touched | touched
        other._keep(self, touched)
        return other

    def with_line(self, name: str, number: Written) -> OwnWork:
        """The same written lines and one more."""
        other = self._copy()
        other.carried = {**self.carried, name: number}
        other._keep(self, {name, *self.scheme.descendants(name)})
        return other

    def as_fine_as(self, number: Written, coarser: int = 0) -> OwnWork:
        """The same written lines, nothing on the way rounded to so many digits fewer than this number is."""
        return self._with_pens(self.pens.as_fine_as(number, coarser))

    def with_digits(self) -> OwnWork:
        """The same written lines, and nothing on the way rounded to fewer digits than anybody keeps."""
        unit, digits = self.pens.unit, self.pens.digits or UNSAID.digits
        return self._with_pens(self.pens._replace(unit=0.0, digits=digits, line_unit=unit)) if unit else self

    def _with_pens(self, pens: Pens) -> OwnWork:
        if pens == self.pens:
            return self
        if pens not in self._other_pens:
            other = self._other_pens[pens] = self._copy()
            other.pens = pens
            other.room = Room(other, *self._known_rooms.get(pens, ()))
        return self._other_pens[pens]

    def without(self, names: Container[str]) -> OwnWork:
        """The other written lines; what a world before this one has worked from the same lines is kept."""
        other = self._copy()
        other.carried = {name: number for name, number in self.carried.items() if name not in names}
        other.tainted = {name for name in self.tainted if name not in names}
        other.disregarded, other.handed_on = dict(self.disregarded), set(self.handed_on)
        alike = [known for known in self._without if known._is_one_but_for_lines(other)]
        known = min(alike, key=lambda each: len(each._changed_in(other)), default=None)
        changed = known._changed_in(other) if known else set[str]()
        if known and not changed:
            return known
        other._worked, other.room = {}, Room(other)
        if known:
            changed |= self.scheme.behind(changed)
            other._keep(known, changed)
            other._known_rooms = {pens: (each.room, changed) for pens, each in known._other_pens.items()}
        self._without.append(other)
        return other

    def _is_one_but_for_lines(self, other: OwnWork) -> bool:
        """Whether values, and the room for their rounding, differ from another world's by its lines alone."""
        return all(getattr(self, each) == getattr(other, each) for each in _GROUNDS)

    def _changed_in(self, other: OwnWork) -> set[str]:
        """The lines that another world does not have as this one has them."""
        names = {*self.carried, *other.carried, *self.disregarded, *other.disregarded}
        return {
            name
            for name in names
            if self.carried.get(name) != other.carried.get(name)
            or self.disregarded.get(name) != other.disregarded.get(name)
            or (name in self.tainted) != (name in other.tainted)
            or (name in self.handed_on) != (name in other.handed_on)
        }

    def to_the_digit(self) -> OwnWork:
        """The same written lines, with every 0 that comes of them; serves one line."""
        other = self._copy()
        other.literal = True
        other._worked, other.room = {}, Room(other)
        return other

    def literally(self) -> OwnWork:
        """The same, with every 0 as it was written; serves one line."""
        other = self.to_the_digit()
        other.carried, other.disregarded = {**self.carried, **self.disregarded}, {}
        other.tainted = {*self.tainted, *(name for name, each in self.disregarded.items() if each.unit < 1)}
        return other

    def with_other_slopes(self, scheme: OtherSlopes) -> OwnWork:
        """The same written lines, with slopes that are worked otherwise than on the page."""
        other = self._copy()
        other.scheme = scheme
        other._worked, other.room = {}, Room(other)
        return other

    def has_slopes_of(self, scheme: OtherSlopes, name: str) -> bool:
        """Whether a line, or an unwritten one before it, has a slope that may be worked otherwise."""
        return any(map(scheme.changes, (name, *self.unwritten_before(name))))

    # --- values -------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> float:
        if name in self.carried:
            return self.carried[name].value
        if name not in self.steps:
            if name in self.supposed:  # a given number that was read otherwise
                return evaluate(self.supposed[name], self)
            values = self.scheme.values
            return values[name] if name in values else CONSTANTS[name]
        if name not in self._worked:
            self._worked[name] = self._once(name, self._worked_out)
        return self._worked[name]

    def _once(self, name: str, work_out: Callable[[str], float]) -> float:
        """Raises `FormulaError` where a line would be worked out from itself."""
        if name in self._open:
            raise FormulaError(f"{cited(name)} is worked out from itself")
        self._open.add(name)
        try:
            return work_out(name)
        finally:
            self._open.discard(name)

    def _worked_out(self, name: str) -> float:
        """The value of a line that is not written; a 0 that should be none counts as the truth."""
        formula, true = self.route(name), self.scheme.values.get(name)
        if name in self.disregarded and true is not None:
            value = value_or_none(formula, self)
            return true if value is None or is_degenerate(name, value, self.scheme) else value
        if self.literal or name in self.touched or not true or is_bare(formula):
            return _value_of(formula, self)
        value = value_or_none(formula, self)
        return value if value or (value == 0 and self.is_handed_on(name)) else true

    def is_handed_on(self, name: str) -> bool:
        """Whether a line that is 0 in these lines is so because a max or the like chooses another quantity.

        What it loses that one receives, so such a 0 costs as much work as the true value.
        """

        def zeros(line: str) -> Iterator[str]:
            for each in () if line in self.handed_on else references(self.route(line)):
                is_open = each in self.steps and self.true(each) and not self.stands(each)
                if each in self.handed_on or (is_open and value_or_none(Ref(each), self) == 0):
                    yield each

        lines = reached([name], zeros)
        return any(line in self.handed_on or self.scheme.chooses(line) for line in lines)


def value_or_none(formula: Expr, work: OwnWork) -> float | None:
    """The value of a formula in the student's world, or None where it has none."""
    try:
        return _value_of(formula, work)
    except (FormulaError, KeyError):  # it is undefined, or the problem leaves a quantity open
        return None


def _value_of(formula: Expr, work: OwnWork) -> float:
    """The value, where a term with a given factor 0 is 0 even if the rest of it has none."""
    try:
        value = evaluate(formula, work)
    except FormulaError:
        if (left := without_given_zeros(formula, work)) == formula:
            raise
        value = evaluate(left, work)
    return 0.0 if 0 < abs(value) < TINY and has_cancelled(formula, work) else value
