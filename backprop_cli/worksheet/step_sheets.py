"""The sheets of a solution's steps: which lines each works, and what its names stand for."""

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import problem_in_step
from backprop_cli.derivation.select import default_names
from backprop_cli.problem.known import Known, known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet.document import Facts, InArrays, Scope
from backprop_cli.worksheet.header import conventions
from backprop_cli.worksheet.inexact import inexact
from backprop_cli.worksheet.layout import Layout, arrays_of
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.scope import scope_of
from backprop_cli.worksheet.sheet import Sheet

if TYPE_CHECKING:
    from backprop_cli.proof.gradient_check import GradientCheck


class StepSheets(NamedTuple):
    """Makes the sheet and the scope of every step of one solution."""

    problem: Problem
    derivation: Derivation
    layout: Layout
    numbers: tuple[int, ...]
    """Of a training the steps that are worked."""

    def of(
        self,
        derivation: Derivation,
        asked: Collection[str],
        arrays: Derivation | None = None,
        known: "Known | None" = None,
    ) -> Sheet:
        """The sheet of one step: of a derivation, or of the same in arrays."""
        known = known or known_of(self.problem)
        shown = arrays or derivation
        if not asked:
            names = default_names(shown)
        elif arrays:
            from backprop_cli.derivation.select_wholes import asked_wholes

            names = asked_wholes(arrays, derivation, asked, known)
        else:
            from backprop_cli.derivation.asked import asked_names

            names = asked_names(derivation, asked, known)
        layout = self.layout
        shorten = not layout.everything
        return Sheet(shown, names, shorten=shorten, rules=layout.rules, digits=layout.digits)

    def of_step(
        self,
        number: int,
        part: Derivation,
        arrays: Derivation | None = None,
        asked: tuple[str, ...] | None = None,
    ) -> Sheet:
        """The sheet of one step: what is asked of it, by the names that it has there."""
        known = known_of(self.problem)
        asked = self.layout.asked(self.problem) if asked is None else asked
        if asked:
            from backprop_cli.derivation.asked import asked_in

            asked = tuple(asked_in(asked, number, known))
        return self.of(part, asked, arrays, known._replace(times=known.times._replace(steps=1)))

    def scope(self, derivation: Derivation, arrays: Derivation | None = None) -> Scope:
        """What the names of a derivation stand for; in arrays the numbers are still those of its entries."""
        scope = with_letters(scope_of(self.problem, derivation), self.problem)
        scope = scope._replace(inexact=inexact(derivation, derivation.values))
        if arrays is None:
            return scope
        names, values = {**scope.names, **arrays.quantities}, {**arrays.states, **scope.values}
        return scope._replace(names=names, values=values, shapes=arrays.shapes)

    def in_arrays(self, first: Derivation) -> InArrays:
        """All derived steps in vectors and matrices, as data; `first` is the first one, or the only."""
        arrays = first
        if self.derivation.parts:
            from backprop_cli.derivation.unrolled import unrolled

            parts = self.derivation.parts.items()
            made = {number: arrays_of(self.problem, part, self.layout, number) for number, part in parts}
            arrays = unrolled({number: each for number, each in made.items() if each})
        scope = self.scope(self.derivation, arrays)
        return InArrays(arrays, scope._replace(names={**first.quantities, **scope.names}))

    def facts(self, arrays: Derivation | None) -> Facts:
        """What was agreed on."""
        facts = conventions(self.problem, self.layout.digits)
        if arrays is None or not isinstance(self.problem, Network):
            return facts
        from backprop_cli.worksheet.matrix_header import with_array_facts

        return with_array_facts(facts, self.problem, arrays)

    def compared(self) -> dict[int, "GradientCheck"]:
        """The gradient check of every step that is worked."""
        from backprop_cli.proof.gradient_check import gradient_check  # numpy, only when asked for

        if not self.derivation.parts:
            sheet = self.of(self.derivation, list(self.layout.asked(self.problem)))
            return {1: gradient_check(self.problem, self.derivation, sheet.needed)}
        found = {}
        for number in self.numbers:
            part = self.derivation.parts[number]
            exercise = problem_in_step(self.problem, number, part)
            found[number] = gradient_check(exercise, part, self.of_step(number, part).needed)
        return found
