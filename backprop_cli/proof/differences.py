"""Central differences: the derivative as a slope between two points, with a forward pass of its own.

    dL/dw ≈ [8 (L(w + h) − L(w − h)) − (L(w + 2h) − L(w − 2h))] / 12h

Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions (1964), 25.3.4 and 25.3.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import pairwise
from sys import float_info
from typing import TYPE_CHECKING, Any, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import FormulaError
from backprop_cli.problem.model import Network, Problem
from backprop_cli.proof.network_pass import NetworkPass
from backprop_cli.proof.precise_passes import FormulaPass, PrecisePass, precise_pass
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import loss
from backprop_cli.quantities.quantity import Gradient, Quantity

if TYPE_CHECKING:
    from backprop_cli.proof.array_functions import NumpyArray

SETTLED = 1e-3
"""How far two slopes that are one may be apart, relative to their size."""

SEEN = 1e-9
"""The part of a change that must still be seen in the output's digits for a slope to be told by it."""

OutputFunction = Callable[[], Any]
"""Reads its numbers where they stand and gives the output."""
Gaps = Callable[[], list[int]]
"""Reads them and gives the sign, −1, 0 or 1, of everything that is 0 at a kink."""


class Slopes(NamedTuple):
    """An output as a function of one number, which it reads from an array; the entry is put back."""

    loss: OutputFunction
    numbers: NumpyArray
    place: tuple[int, ...]
    steps: tuple[Any, ...]
    """Difference steps for a number of size 1: the later ones for functions that bend sharply."""

    @property
    def own_steps(self) -> Iterator[Any]:
        """The steps for the number that is there: relative to it, where it is large."""
        size = abs(self.numbers[self.place])
        yield from (step * max(1, size) for step in self.steps)
        if 0 < size < 1:
            yield self.steps[0] * size

    def central(self) -> Iterator[float]:
        """The slope, by each step that stays where the output has a value."""
        for step in self.own_steps:
            found = self.around(step, (-2, -1, 1, 2))
            if found is not None:
                far_left, left, right, far_right = found
                yield float((8 * (right - left) - (far_right - far_left)) / (12 * step))

    def sides(self) -> Iterator[tuple[float | None, float | None]]:
        """The slopes from the left and from the right, by each step; at a kink they differ.

        None where the output has no value on that side.
        """
        for step in self.own_steps:
            yield self._side(-step), self._side(step)

    def are_coarser_than(self, slope: float) -> bool:
        """Whether the output bends within the smallest step, as sin(z) does where z = 10^300.

        Or that step is lost in the output's digits, as in x^x = 1 where x = 10^-300. Then no two steps give
        one slope: where they do, that is the slope, and another one is wrong.
        """
        output, step = self.loss(), min(self.own_steps)
        bends = step * abs(slope) > 1 + abs(output)
        is_lost = step * abs(slope) * SEEN < abs(output) * _last_digit(output)
        found = list(self.central())
        settled = any(
            abs(one - other) <= SETTLED * max(abs(one), abs(other)) for one, other in pairwise(found)
        )
        return bool(bends or is_lost) and not settled

    def _side(self, step: Any) -> float | None:
        found = self.around(step, (0, 1, 2))
        if found is None:
            return None
        here, near, far = found
        return float((4 * (near - here) - (far - here)) / (2 * step))

    def around(
        self, step: Any, multiples: tuple[int, ...], read: OutputFunction | None = None
    ) -> list[Any] | None:
        """The output, or what else is to be read, with the number so many steps away, one after the other.

        None where the output has no value at one of them.
        """
        middle = self.numbers[self.place]
        found = list[Any]()
        try:
            for multiple in multiples:
                self.numbers[self.place] = middle + multiple * step
                found.append((read or self.loss)())
        except FormulaError:
            return None
        finally:
            self.numbers[self.place] = middle
        return found


def _last_digit(output: Any) -> Any:
    """What the last digit of a number counts, beside a number of size 1: of a float, or of mpmath's."""
    if isinstance(output, float):
        return float_info.epsilon
    import mpmath  # type: ignore[import-untyped] # SymPy's own arithmetic, installed with it

    return mpmath.mp.eps


class Varied(NamedTuple):
    """One gradient, and its output as a function of the number that it is a derivative by."""

    gradient: str
    slopes: Slopes
    finer: Callable[[], Slopes | None]
    """The same with many digits, where floats are too coarse; None where that would take too long."""
    gaps: Gaps
    """On which side of its kink each function stands that has one."""

    def crosses_kink(self, step: Any) -> bool:
        """Whether a function passes its kink, or stands at it, within a step to either side."""
        found = self.slopes.around(step, (-1, 0, 1), self.gaps)
        return found is not None and any(len(set(signs)) > 1 for signs in zip(*found, strict=True))


def varied(problem: Problem, derivation: Derivation) -> Iterator[Varied]:
    """Every gradient of an output by a parameter; numbers are moved one at a time, and put back."""
    if isinstance(problem, Network):
        network, finer = NetworkPass(problem), cache(lambda: precise_pass(problem))
        for index, (quantity, array, place) in enumerate(network.places()):
            slopes = Slopes(network.loss, array, place, network.steps)
            gradient = text(Gradient(loss(), quantity))
            yield Varied(gradient, slopes, partial(_finer, finer, index), network.gaps)
        return
    for output in derivation.results:
        formulas = FormulaPass(problem, output)
        for name in problem.wrt:
            gradient = text(Gradient(Quantity(output), Quantity(name)))
            if gradient in derivation.values:
                place = (formulas.places[name],)
                slopes = Slopes(formulas.loss, formulas.numbers, place, formulas.steps)
                yield Varied(gradient, slopes, lambda: None, formulas.gaps)


def _finer(made: Callable[[], PrecisePass | None], index: int) -> Slopes | None:
    network = made()
    if network is None:
        return None
    _, array, place = network.places()[index]
    return Slopes(network.loss, array, place, network.steps)
