"""The worked solution as a document: what was asked is looked up and compared, the page made when needed."""

from __future__ import annotations

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.words import solution as words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.chosen_steps import steps_to_work
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.layout import Layout, arrays_of, closed_form_of, solved, style_of
from backprop_cli.worksheet.opening import LONGEST_SUM
from backprop_cli.worksheet.solution_page import SolutionPage
from backprop_cli.worksheet.step_sheets import StepSheets


def compose(problem: Problem, derivation: Derivation, layout: Layout, proof: Proof | None = None) -> Document:
    """The document of a worked solution, from a derivation at the layout's level of detail.

    Raises `UsageError` for a name in `layout.only` that the problem does not have, for an unknown style, and
    for a gradient check without numbers.
    """
    style = style_of(layout.style)
    asked = layout.asked(problem)
    if asked and not style.in_arrays:
        from backprop_cli.derivation.asked import refuse_unknown  # names are read where some are asked

        refuse_unknown(asked, known_of(problem))
    numbers = steps_to_work(layout.step, asked, problem.schedule.steps)
    closed = closed_form_of(problem, layout)
    sheets = StepSheets(problem, derivation, layout, numbers)
    compared = sheets.compared() if layout.gradient_check else {}
    page = SolutionPage(problem, derivation, layout, numbers, sheets, proof, closed, compared)
    if derivation.parts:
        from backprop_cli.worksheet.training_page import TrainingPage  # what most sheets do without

        page = TrainingPage(*page)
    first = min(derivation.parts, default=1)
    arrays = arrays_of(problem, derivation.parts.get(first, derivation), layout, first)
    if arrays and asked and not derivation.parts:
        sheets.of(derivation, list(asked), arrays)  # a name that is none is refused at once
    return Document(
        title=problem.header.title or phrase(words.UNTITLED),
        scope=sheets.scope(derivation, arrays),
        composed=page.sections,
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
