"""The page of a worked solution: given, forward pass, backward pass in a style, update, checks."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.worksheet.checks import checks
from backprop_cli.worksheet.document import Block, Given, Remark, Scope, Section
from backprop_cli.worksheet.given import given
from backprop_cli.worksheet.layout import STYLES, Layout, arrays_of
from backprop_cli.worksheet.legend import legend
from backprop_cli.worksheet.letters import letters_of
from backprop_cli.worksheet.mentioned import mentioned
from backprop_cli.worksheet.opening import opening, shortened_sums
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Part
from backprop_cli.worksheet.remarks.margin import Margin, as_remark, by_step, given_remarks
from backprop_cli.worksheet.remarks.table import Told
from backprop_cli.worksheet.sheet import Sheet
from backprop_cli.worksheet.step_sheets import StepSheets

if TYPE_CHECKING:
    from backprop_cli.derivation.by_rule import Worked
    from backprop_cli.derivation.normal_equations import LeftOut, NormalEquations
    from backprop_cli.proof.gradient_check import GradientCheck


class SolutionPage(NamedTuple):
    """Makes the sections of a solution of one step."""

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

    def sections(self) -> tuple[Section, ...]:
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

    def _shown(self, worked: Section, *more: Block) -> dict[str, AnyQuantity]:
        """What the lines of a section and of more blocks speak of, but for the letters of sentences."""
        names = worked.scope.names
        general = letters_of(symbols_of(self.problem).notation) if isinstance(self.problem, Network) else {}
        found = mentioned((*worked.blocks, *more))
        return {name: names[name] for name in found if name in names and name not in general}

    def _opening(
        self, sheet: Sheet, arrays: Derivation | None, shown: Mapping[str, AnyQuantity]
    ) -> Iterator[Block]:
        """Everything before the first line that is worked; `shown` is what the lines speak of."""
        start = self._given(arrays)
        meant = legend(sheet.derivation, sheet.needed, self.problem, start, shown.values())
        yield from opening(self.problem, meant, self.sheets.facts(arrays), start)
        if not self.layout.everything:
            yield from shortened_sums(sheet.derivation)

    def _given(self, arrays: Derivation | None) -> Given:
        if arrays is None or len(self.problem.schedule.batches) > 1:
            return given(self.problem)
        from backprop_cli.worksheet.matrix_header import given_matrices

        return given_matrices(arrays)

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
