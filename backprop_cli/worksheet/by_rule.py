"""The rules of differentiation that a sheet uses, each explained once."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.by_rule import is_of_rules, own, worked
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.by_rule import CHAIN
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import by_rule as words
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Facts, Heading
from backprop_cli.worksheet.sheet import Sheet


def rules_blocks(sheet: Sheet) -> Iterator[Block]:
    """The rules used, in the order of a textbook; nothing where no derivative needs one."""
    used = set(_used(sheet))
    rows = tuple((told.label, say(told.says)) for key, told in words.TOLD.items() if key in used)
    if rows:
        yield Heading(2, say(words.RULES))
        yield Facts(rows)


def _used(sheet: Sheet) -> Iterator[str]:
    graph = sheet.derivation.graph
    for step in sheet.derivation.backward:
        if step.name not in sheet.needed or not isinstance(step.quantity, Gradient):
            continue
        if step.rule is Rule.CHAIN and any(side.form is Form.CHAIN for side in step.sides):
            yield CHAIN
        for link in filter(is_of_rules, step.links):
            for line in worked(link, own(step, step.quantity, link), graph).lines:
                yield from (key for each in line.used for key in each.rules)
