"""The update: old, gradient, α · gradient and new for every parameter, and the loss before and after."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.step import Step
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.words import solution as words
from backprop_cli.words.inline import Number, Words
from backprop_cli.words.lists import symbol
from backprop_cli.words.reasons import NO_FLOAT
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Heading, Paragraph, Table
from backprop_cli.worksheet.sheet import Sheet


def update_blocks(sheet: Sheet) -> Iterator[Block]:
    """The updates asked for, as a table or worked line by line; nothing where there is no optimiser."""
    derivation = sheet.derivation
    updates = [step for step in derivation.updates if step.name in sheet.needed]
    if not updates:
        return
    yield Heading(2, say(words.UPDATE))
    yield _table(updates, sheet) if _is_plain(derivation) else sheet.table(updates)
    yield from sheet.again()
    yield from change_of_loss(sheet)


def change_of_loss(sheet: Sheet) -> Iterator[Paragraph]:
    """The loss before and after; nothing where it has no value, or rests on activations that are given.

    It is that of all parameters, which a sheet that updates only some of them says.
    """
    derivation = sheet.derivation
    (output,) = derivation.results
    if output in derivation.values and not derivation.graph.rests_on_given:
        before, after = derivation.values[output], derivation.loss_after
        is_whole = all(step.name in sheet.needed for step in derivation.updates if step.is_new_value)
        yield Paragraph(words.loss_change(output, before, after, of_all=not is_whole))


def _is_plain(derivation: Derivation) -> bool:
    """Whether the update is w − α · gradient, which needs no working."""
    return derivation.update is not None and derivation.update.optimizer == OPTIMIZERS["sgd"]


def _table(updates: list[Step], sheet: Sheet) -> Table:
    (output,) = sheet.derivation.results
    kept, note = sheet.shortened([step.name for step in updates])
    rows = tuple(_row(step, sheet.derivation) for step in updates if step.name in kept)
    return Table(words.update_columns(output, sheet.derivation.rate), rows, note)


def _row(step: Step, derivation: Derivation) -> tuple[Words, ...]:
    name, gradient = derivation.moved_by(step)
    values = derivation.values
    if step.name not in values:
        return ((symbol(name),), (Number(values[name], name),), say(NO_FLOAT), (), ())
    numbers = (
        Number(values[name], name),
        Number(values[gradient], gradient),
        Number(values[derivation.rate] * values[gradient], gradient),
        Number(values[step.name], step.name),
    )
    return ((symbol(name),), *((number,) for number in numbers))
