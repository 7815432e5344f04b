"""The rules of differentiation that a sheet uses, each explained once."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.by_rule import is_of_rules, own, worked
from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.by_rule import CHAIN
from backprop_cli.expr.tree import Call, Ref, Softmax
from backprop_cli.graph.graph import Graph
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
        for link, gradient in _worked_in(step, step.quantity):
            if is_of_rules(link) or _is_own_formula(link, graph):
                for line in worked(link, gradient, graph).lines:
                    yield from (key for each in line.used for key in each.rules)


def _worked_in(step: Step, gradient: Gradient) -> Iterator[tuple[Link, Gradient]]:
    """The links of a line, and those of the derivatives that are worked inside it."""
    for link in step.links:
        yield link, own(step, gradient, link)
        yield from _within(link)


def _within(link: Link) -> Iterator[tuple[Link, Gradient]]:
    for each in link.within:
        yield each, Gradient(each.user.quantity, link.user.quantity)
        yield from _within(each)


def _is_own_formula(link: Link, graph: Graph) -> bool:
    """Whether it is an activation that has no name, and so no slope to be looked up."""
    formula = graph.formulas.get(link.user.name)
    return link.kind is Kind.ACTIVATION and not isinstance(formula, Call | Softmax | Ref | None)
