"""The update: old, gradient, α · gradient and new for every parameter, and the loss before and after."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Step
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Block, Heading, Number, Paragraph, Table, Words
from backprop_cli.worksheet.sheet import Sheet


def update_blocks(sheet: Sheet) -> Iterator[Block]:
    """The table of the updates asked for; nothing where there is no optimiser."""
    derivation = sheet.derivation
    updates = [step for step in derivation.updates if step.name in sheet.asked]
    if not updates:
        return
    (output,) = derivation.results
    kept, note = sheet.shortened([step.name for step in updates])
    rows = tuple(_row(step, sheet) for step in updates if step.name in kept)
    yield Heading(2, (wording.UPDATE,))
    yield Table(wording.update_columns(output), rows, note)
    yield Paragraph(wording.loss_change(output, derivation.values[output], derivation.loss_after))


def _row(step: Step, sheet: Sheet) -> tuple[Words, ...]:
    values = sheet.derivation.values
    name, gradient = step.uses
    numbers = (
        Number(values[name], name),
        Number(values[gradient]),
        Number(values[RATE] * values[gradient]),
        Number(values[step.name]),
    )
    return ((wording.symbol(name),), *((number,) for number in numbers))
