"""The worked solution as a document: given, forward pass, backward pass in a style, update, checks."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.errors import UsageError
from backprop_cli.problem.known import known_of, objection_to, symbols_of
from backprop_cli.problem.model import Formulas, Network, Problem
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.words import solution as words
from backprop_cli.words import training as training_words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.checks import checks
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Given,
    Heading,
    Remark,
    Scope,
    Section,
)
from backprop_cli.worksheet.given import given
from backprop_cli.worksheet.layout import STYLES, Layout, arrays_of, closed_form_of, solved, style_of
from backprop_cli.worksheet.legend import legend
from backprop_cli.worksheet.letters import letters_of
from backprop_cli.worksheet.mentioned import mentioned
from backprop_cli.worksheet.opening import LONGEST_SUM, opening, shortened_sums
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Part
from backprop_cli.worksheet.remarks.margin import Margin, as_remark, by_step
from backprop_cli.worksheet.remarks.margin import given as given_remarks
from backprop_cli.worksheet.remarks.table import Told
from backprop_cli.worksheet.sheet import Sheet
from backprop_cli.worksheet.step_sheets import StepSheets
from backprop_cli.worksheet.training import (
    MOST_TRACED,
    list_of_steps,
    start_of,
    steps_to_work,
    traced_by,
)

if TYPE_CHECKING:
    from backprop_cli.derivation.by_rule import Worked
    from backprop_cli.derivation.normal_equations import LeftOut, NormalEquations
    from backprop_cli.proof.gradient_check import GradientCheck


def compose(problem: Problem, derivation: Derivation, layout: Layout, proof: Proof | None = None) -> Document:
    """The document of a worked solution, from a derivation at the layout's level of detail.

    Raises `UsageError` for a name in `layout.only` that the problem does not have, for an unknown style, and
    for a gradient check without numbers.
    """
    style = style_of(layout.style)
    asked = layout.asked(problem)
    for name in asked if not style.in_arrays else ():
        if refused := objection_to(name, known_of(problem)):
            raise UsageError(*refused)
    numbers = steps_to_work(layout.step, asked, problem.schedule.steps)
    closed = closed_form_of(problem, layout)
    sheets = StepSheets(problem, derivation, layout, numbers)
    compared = sheets.compared() if layout.gradient_check else {}
    page = _SolutionPage(problem, derivation, layout, numbers, sheets, proof, closed, compared)
    first = min(derivation.parts, default=1)
    arrays = arrays_of(problem, derivation.parts.get(first, derivation), layout, first)
    if arrays and asked and not derivation.parts:
        sheets.of(derivation, list(asked), arrays)  # a name that is none is refused at once
    return Document(
        title=problem.header.title or phrase(words.UNTITLED),
        scope=sheets.scope(derivation, arrays),
        composed=page.of_training if derivation.parts else page.of_one_step,
        problem=problem,
        derivation=derivation,
        conventions=sheets.facts(arrays),
        in_arrays=lambda: sheets.in_arrays(arrays) if arrays else None,
        remarked=page.remarks if layout.remarks else None,
        ruled=page.ruled if layout.rules else None,
        gradient_checks=compared,
        closed_form=solved(closed),
        deltas=isinstance(problem, Network) and layout.style != "paths",
        digits=layout.digits,
        longest_sum=None if layout.everything else LONGEST_SUM,
    )


class _SolutionPage(NamedTuple):
    """Makes the sections of one solution."""

    problem: Problem
    derivation: Derivation
    layout: Layout
    numbers: tuple[int, ...]
    """Of a training the steps that are worked."""
    sheets: StepSheets
    proof: Proof | None
    closed_form: "NormalEquations | LeftOut | None" = None
    """Where the style has it and the network is one of linear regression."""
    gradient_checks: Mapping[int, "GradientCheck"] = {}
    """By the step's number; none where they are not asked for."""

    def of_one_step(self) -> tuple[Section, ...]:
        """Everything in one section: one set of numbers."""
        arrays = arrays_of(self.problem, self.derivation, self.layout)
        sheet = self.sheets.of(self.derivation, list(self.layout.asked(self.problem)), arrays)
        told = self._told().get(1, ())
        margin = self._margin(told, sheet, self.derivation)
        blocks = tuple(self._work(sheet, 1, margin))
        scope = self._with_shapes(self.sheets.scope(self.derivation, arrays))
        names, values = {**sheet.own, **scope.names}, {**scope.values, **sheet.values}
        closed = tuple(self._closed_form())
        work = Section(scope._replace(names=names, values=values), blocks)
        start = (*self._opening(sheet, arrays, self._shown(work, *closed)), *given_remarks(told))
        return (work._replace(blocks=(*start, *blocks, *closed, *self._proved())),)

    def of_training(self) -> tuple[Section, ...]:
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

    def remarks(self) -> tuple[Remark, ...]:
        """All remarks of the steps that are worked, for other programs."""
        several = bool(self.derivation.parts)
        told = self._told().items()
        return tuple(as_remark(each, number if several else None) for number, step in told for each in step)

    def ruled(self) -> tuple["Worked", ...]:
        """All derivatives that are worked rule by rule, for other programs; the same in every step."""
        from backprop_cli.derivation.by_rule import all_worked

        return all_worked(self.derivation.parts.get(self.numbers[0], self.derivation))

    def _told(self) -> dict[int, tuple[Told, ...]]:
        """The remarks of each step that is worked, by its number; none where none are wanted, or fit."""
        problem, style, parts = self.problem, STYLES[self.layout.style], self.derivation.parts
        if not self.layout.remarks or not style.has_margin:
            return {}
        turned = style.in_arrays and isinstance(problem, Network) and problem.weight_rows == "inputs"
        steps = {number: parts[number] for number in self.numbers} if parts else {1: self.derivation}
        return by_step({number: Case(problem, step, by_input=turned) for number, step in steps.items()})

    def _margin(self, told: tuple[Told, ...], sheet: Sheet, derivation: Derivation) -> Margin:
        return Margin(told, sheet, derivation, narrowed=bool(self.layout.asked(self.problem)))

    def _start(self, first: Derivation, told: tuple[Told, ...], shown: Mapping[str, AnyQuantity]) -> Section:
        arrays = arrays_of(self.problem, first, self.layout, min(self.derivation.parts))
        opened = self._opening(self.sheets.of_step(1, first, arrays), arrays, shown)
        scope = self.sheets.scope(first, arrays)
        names = {**shown, **scope.names}
        return Section(scope._replace(names=names), (*opened, *given_remarks(told)))

    def _shown(self, worked: Section, *more: Block) -> dict[str, AnyQuantity]:
        """What the lines of a section and of more blocks speak of, but for the letters of sentences."""
        names = worked.scope.names
        general = letters_of(symbols_of(self.problem).notation) if isinstance(self.problem, Network) else {}
        found = mentioned((*worked.blocks, *more))
        return {name: names[name] for name in found if name in names and name not in general}

    def _step(self, number: int, told: tuple[Told, ...]) -> Section:
        part = self.derivation.parts[number]
        arrays = arrays_of(self.problem, part, self.layout, number)
        sheet = self.sheets.of_step(number, part, arrays)
        scope = self.sheets.scope(part, arrays)
        batch = self.problem.schedule.batch(number)
        heading = Heading(2, training_words.heading(number, self.problem.schedule.steps, batch))
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
        is_followed = asked or isinstance(self.problem, Formulas) or len(first.graph.wrt) <= MOST_TRACED
        traced = traced_by(training.step(1), names) if is_followed else []
        yield from list_of_steps(training, traced, self.numbers, everything=self.layout.everything)

    def _opening(
        self, sheet: Sheet, arrays: Derivation | None, shown: Mapping[str, AnyQuantity]
    ) -> Iterator[Block]:
        """Everything before the first line that is worked; `shown` is what the lines speak of."""
        start = self._given(arrays)
        meant = legend(sheet.derivation, sheet.needed, symbols_of(self.problem), start, shown.values())
        yield from opening(self.problem, meant, self.sheets.facts(arrays), start)
        if not self.layout.everything:
            yield from shortened_sums(sheet.derivation)

    def _given(self, arrays: Derivation | None) -> Given:
        if arrays is None or len(self.problem.schedule.batches) > 1:
            return given(self.problem)
        from backprop_cli.worksheet.matrix_header import given_arrays

        return given_arrays(arrays)

    def _work(self, sheet: Sheet, number: int, margin: Margin) -> Iterator[Block]:
        style = STYLES[self.layout.style]
        if self.layout.rules:
            from backprop_cli.worksheet.by_rule import rules_blocks  # what most sheets do without

            yield from rules_blocks(sheet)
        yield from margin.beside(style.blocks(sheet), Part.PASSES)
        if number in self.gradient_checks:
            from backprop_cli.worksheet.gradient_check import check_blocks

            single = self.sheets.of(self.derivation.parts.get(number, self.derivation), [])
            compared = single if style.in_arrays else sheet
            yield from check_blocks(self.gradient_checks[number], compared, self.layout.digits)
        yield from margin.beside(style.update(sheet), Part.UPDATE)

    def _closed_form(self) -> Iterator[Block]:
        """Linear regression solved at once; nothing where single quantities are asked for."""
        if self.closed_form and isinstance(self.problem, Network) and not self.layout.asked(self.problem):
            from backprop_cli.worksheet.closed_form import BesideClosedForm, closed_form_blocks

            beside = BesideClosedForm.of(self.problem, self.derivation, shorten=not self.layout.everything)
            yield from closed_form_blocks(self.closed_form, self.problem, beside)

    def _with_shapes(self, scope: Scope) -> Scope:
        """A scope with the matrices of the closed form, where there is one."""
        if self.closed_form is None:
            return scope
        from backprop_cli.worksheet.closed_form import with_shapes

        return with_shapes(scope, self.closed_form)

    def _proved(self) -> Iterator[Block]:
        """What was proved of all this."""
        return checks(self.problem, self.proof, narrowed=bool(self.layout.asked(self.problem)))


def _lower(block: Block) -> Block:
    """A heading under that of its step."""
    return block._replace(level=block.level + 1) if isinstance(block, Heading) else block
