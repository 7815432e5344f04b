"""The page of a training: what is given, each step that is worked with its own numbers, the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Formulas
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.words import training as words
from backprop_cli.worksheet.document import Block, Heading, Section
from backprop_cli.worksheet.layout import STYLES, arrays_of
from backprop_cli.worksheet.list_of_steps import MOST_BESIDE, MOST_TRACED, list_of_steps, traced_by
from backprop_cli.worksheet.remarks.margin import given_remarks
from backprop_cli.worksheet.remarks.table import Told
from backprop_cli.worksheet.solution_page import SolutionPage
from backprop_cli.worksheet.step_start import start_of


class TrainingPage(SolutionPage):
    """Makes the sections of a training of several steps."""

    __slots__ = ()

    def sections(self) -> tuple[Section, ...]:
        """What is given, each step with its own numbers, the list of all steps, the checks."""
        first = self.derivation.parts[min(self.derivation.parts)]
        told = self._told()
        worked = [self._step(number, told.get(number, ())) for number in self.numbers]
        scope = self._with_shapes(self.sheets.scope(first))
        closed_form = Section(scope, tuple(self._closed_form()))
        shown = self._shown(worked[0], *closed_form.blocks) if worked else {}
        return (
            self._start(first, told.get(self.numbers[0], ()), shown),
            *worked,
            Section(self.sheets.scope(first), tuple(self._list(first))),
            *([closed_form] if closed_form.blocks else []),
            Section(self.sheets.scope(self.derivation), tuple(self._proved())),
        )

    def _start(self, first: Derivation, told: tuple[Told, ...], shown: Mapping[str, AnyQuantity]) -> Section:
        arrays = arrays_of(self.problem, first, self.layout, min(self.derivation.parts))
        opened = self._opening(self.sheets.of_step(1, first, arrays), arrays, shown)
        scope = self.sheets.scope(first, arrays)
        names = {**shown, **scope.names}
        return Section(scope._replace(names=names), (*opened, *given_remarks(told)))

    def _step(self, number: int, told: tuple[Told, ...]) -> Section:
        part = self.derivation.parts[number]
        arrays = arrays_of(self.problem, part, self.layout, number)
        sheet = self.sheets.of_step(number, part, arrays)
        scope = self.sheets.scope(part, arrays)
        batch = self.problem.schedule.batch(number)
        heading = Heading(2, words.heading(number, self.problem.schedule.steps, batch))
        start = start_of(part, self.layout.digits) if number > 1 else ()
        margin = self._margin(told, sheet, part)
        blocks = (heading, *start, *map(_lower, self._work(sheet, number, margin)))
        training = self.derivation.training
        carried = training.moments[number - 1].start.parameters if training else {}
        given = {name: each for name, each in scope.given.items() if name not in carried}
        names, values = {**sheet.own, **scope.names}, {**scope.values, **sheet.values}
        return Section(scope._replace(names=names, values=values, given=given), blocks)

    def _list(self, first: Derivation) -> Iterator[Block]:
        training = self.derivation.training
        if training is None:
            return
        asked, known = self.layout.asked(self.problem), known_of(self.problem)
        if STYLES[self.layout.style].in_arrays:  # a whole stack, Z1, is no line of that list
            asked = tuple(name for name in asked if not objection_to(name, known))
        names = self.sheets.of_step(1, training.step(1), asked=asked).names
        count = len(first.graph.wrt)
        wanted = bool(asked) or isinstance(self.problem, Formulas) or count <= MOST_TRACED
        traced = traced_by(training.step(1), names) if wanted or count <= MOST_BESIDE else []
        everything = self.layout.everything
        yield from list_of_steps(training, traced, self.numbers, wanted=wanted, everything=everything)


def _lower(block: Block) -> Block:
    """A heading under that of its step."""
    return block._replace(level=block.level + 1) if isinstance(block, Heading) else block
