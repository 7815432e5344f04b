"""The lines of one sheet: what is written, what is off, and which of them lead to a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import Expr
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.pens import Pens
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.written import Written


class LinesSeen(Mapping[str, float]):
    """What is known so far of the lines that a student wrote, and of those that he left out.

    What counts as the number of each is left to `OwnWork`.
    """

    def __init__(self, scheme: Scheme, pens: Pens) -> None:
        self.scheme = scheme
        self.steps = scheme.steps
        self.pens = pens
        """How what is not written may have been rounded."""
        self.carried: dict[str, Written] = {}
        """The numbers that count as written."""
        self.disregarded: dict[str, Written] = {}
        """Written numbers that count as left out."""
        self.supposed: Mapping[str, Expr] = {}
        """What was worked in lines that are not written, where it is supposed not to be the right thing."""
        self.tainted: set[str] = set()
        """Written quantities that are off: wrong themselves, or following from a wrong one."""
        self.unexplained: set[str] = set()
        """Those that no known mistake has led to, or only a turned sign, which costs no work."""
        self.slips: set[str] = set()
        """Those that are wrong themselves."""
        self.good: set[str] = set()
        """Written lines that nothing is wrong with: right, or following."""
        self.short: set[str] = set()
        """Written lines of too few digits."""
        self.handed_on: set[str] = set()
        """Written zeros of what a max or the like does not choose, which are no rounding of the truth."""

    def __contains__(self, name: object) -> bool:
        return name in self.scheme.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.scheme.values)

    def __len__(self) -> int:
        return len(self.scheme.values)

    # --- one line -------------------------------------------------------------------------------------

    def true(self, name: str) -> float | None:
        """The true value."""
        return self.scheme.values.get(name)

    def route(self, name: str) -> Expr:
        """The formula of a line that is not written."""
        return self.supposed.get(name) or self.scheme.routes(name)[0]

    def is_line(self, name: str) -> bool:
        """Whether the solution works it out; else it is given."""
        return name in self.steps

    def is_forward(self, name: str) -> bool:
        """Whether it is of the forward pass, where a = z is a line too; ∂z/∂w = a is only a name."""
        return self.steps[name].rule is Rule.FORWARD

    def is_state(self, name: str) -> bool:
        """Whether an optimiser keeps it of a parameter: m, v, and what is worked from them on the way."""
        return self.steps[name].rule is Rule.UPDATE and not self.steps[name].is_new_value

    def stands(self, name: str) -> bool:
        """Whether a line is written, so that nothing before it leads through it."""
        return name in self.carried or name in self.disregarded

    # --- the lines before one -------------------------------------------------------------------------

    def is_led_astray(self, name: str) -> bool:
        """Whether a line rests on a slip: in a written line, or supposed in one that is not."""
        return any(parent in self.tainted or parent in self.supposed for parent in self._leading(name))

    def is_by_work(self, name: str) -> bool:
        """Whether all that a line rests on was worked: right, or off by a known mistake."""
        leading = set(self._leading(name))
        return leading.isdisjoint({*self.unexplained, *self.supposed, *self.disregarded})

    def unwritten_before(self, name: str) -> list[str]:
        """The lines between one and the written ones that lead to it."""
        return [each for each in self._leading(name) if each in self.steps and not self.stands(each)]

    def slips_before(self, name: str) -> set[str]:
        """The written lines that lead to one and are wrong themselves."""
        return self.slips.intersection(self._leading(name))

    def unexplained_before(self, name: str) -> set[str]:
        """The written lines that lead to one, off, and by no known mistake."""
        return self.unexplained.intersection(self._leading(name))

    def takes_a_choice(self, name: str) -> bool:
        """Whether a line, or an unwritten one before it, takes one of two quantities as a max does."""
        here = () if self.stands(name) else (name,)
        return any(map(self.scheme.chooses, (*here, *self.unwritten_before(name))))

    def rests_on(self, lines: AbstractSet[str], name: str) -> bool:
        """Whether one of some written lines leads to one."""
        return bool(lines) and not lines.isdisjoint(self._leading(name))

    def _leading(self, name: str) -> Iterable[str]:
        """The written lines that lead to one, and the unwritten ones between."""

        def onward(parent: str) -> tuple[str, ...]:
            is_open = parent in self.steps and parent not in self.carried
            return self.scheme.parents(parent) if is_open else ()

        return reached(self.scheme.parents(name), onward)
