"""What the values of a student's world may be off by: each rounding, and what was kept, is one source.

A source is the same wherever it recurs. It has a number, so that a formula is hashed once and not with every
slope, and a span: how far it may be from 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite

from backprop_cli.errors import FormulaError
from backprop_cli.marking.judging.linear import Interval, LinearForm, Reach
from backprop_cli.marking.judging.rounding import rounding_shifts


class Sources:
    """The sources of one world; those of another one may be known, and have the same numbers."""

    def __init__(self, known: Sources | None = None) -> None:
        self.numbers: dict[Hashable, int] = known.numbers if known else {}
        self.spans: dict[int, Reach] = dict(known.spans) if known else {}
        self.kept: set[int] = set(known.kept) if known else set()
        """Those that are what was kept of a written line."""

    def added(self, form: LinearForm, source: Hashable, span: Reach, *, is_kept: bool = False) -> LinearForm:
        """A value with one source more; `is_kept`: it is what was kept of a written line."""
        if is_kept:
            self.kept.add(self._number(source))
        if span.low == span.high == 0.0:
            return form
        number = self._number(source)
        self.spans[number] = span
        return form._replace(slopes={**form.slopes, number: form.slopes.get(number, 0.0) + 1.0})

    def add_slope(self, slopes: dict[int, float], source: Hashable, form: LinearForm, slope: float) -> None:
        """Adds how a value moves with a source, where a form on the way to it has that source."""
        number = self._number(source)
        if number in form.slopes:
            slopes[number] = slopes.get(number, 0.0) + slope

    def interval(self, form: LinearForm, *, rounded_only: bool = False) -> Interval:
        """Between which ends a value moves with its sources, or with those alone that are roundings.

        Raises `FormulaError` where nobody can say.
        """
        slopes = form.slopes
        if rounded_only:
            slopes = {source: slope for source, slope in slopes.items() if source not in self.kept}
        low, high = self._moved(slopes)
        if not (isfinite(low) and isfinite(high)):
            raise FormulaError("nobody can say how far this is rounded")
        return Interval(form.value + low, form.value + high)

    def moves(self, form: LinearForm, ways: list[tuple[float, float]]) -> Reach:
        """How far rounding moves what rests on lines as they are written, or on what was kept of them.

        What was kept has a room of its own, so only what leads beyond that counts; as rounding keeps the
        order of values, nothing leads farther than the ends of that room.
        """
        low, high = self.interval(form, rounded_only=True)
        kept = self._kept_room(form)
        below = above = 0.0
        for unit, half in ways:
            down, up = rounding_shifts(low, high, unit, half)
            below, above = min(below, down), max(above, up)
            if kept.low:
                below = min(below, rounding_shifts(low + kept.low, high + kept.low, unit, half)[0])
            if kept.high:
                above = max(above, rounding_shifts(low + kept.high, high + kept.high, unit, half)[1])
        return Reach(below, above)

    def _kept_room(self, form: LinearForm) -> Reach:
        """Between which ends a value moves with what was kept of the lines that it uses."""
        return Reach(*self._moved({each: form.slopes[each] for each in form.slopes.keys() & self.kept}))

    def _moved(self, slopes: Mapping[int, float]) -> tuple[float, float]:
        """How far a value moves with its sources, down and up."""
        spans, low, high = self.spans, 0.0, 0.0
        for source, slope in slopes.items():
            below, above = spans[source]
            if slope < 0:
                below, above = above, below
            low += slope * below
            high += slope * above
        return low, high

    def _number(self, source: Hashable) -> int:
        return self.numbers.setdefault(source, len(self.numbers))
