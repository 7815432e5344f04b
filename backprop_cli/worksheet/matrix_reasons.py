"""Why one side of a step in vectors and matrices equals the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Link
from backprop_cli.derivation.samples import is_row
from backprop_cli.derivation.sides import Form, Side
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Call, Each, Expr, Mul, Prime, Ref, Slope, children
from backprop_cli.graph.graph import Node, Role
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import matrix as words
from backprop_cli.words import reasons
from backprop_cli.words.functions import FUNCTIONS
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import say
from backprop_cli.worksheet import normalisation
from backprop_cli.worksheet.reasons import of_dropout

_OF_UNITS = {Role.SCALE, Role.STATISTIC}
"""Roles of what each unit has one of, for all samples: γ, β, mean and variance."""


class MatrixReasons:
    """The reasons for the sides of one derivation in arrays."""

    def __init__(self, derivation: Derivation, name_of: Callable[[Gradient], str]) -> None:
        self.derivation = derivation
        self.name_of = name_of
        """The name of a derivative that only the sheet speaks of."""
        self.graph = derivation.graph
        self.steps = derivation.by_name
        self.has_columns = any(is_row(node) for node in self.graph.nodes)

    def of(self, step: Step, side: Side) -> tuple[Words, ...]:
        """What a reader may ask at one side."""
        if step.rule is Rule.FORWARD:
            if (node := self.graph.by_name.get(step.name)) is None:  # worked again: all was said before
                return ()
            given = self._given(node) if side is step.symbolic[0] else ()
            return (*given, *self._forward(node))
        if side.form is Form.COLLAPSED:
            return (self._collapsed(step, side.expr),)
        if side.form is Form.LOCAL and isinstance(step.quantity, Gradient):
            node = self.graph.by_name[text(step.quantity.by)]
            return tuple(dict.fromkeys(self._backward(step, node, side.expr)))
        return ()

    def _given(self, node: Node) -> Iterator[Words]:
        """Which entries are given, of activations or of those that sums are for."""
        if given := self.derivation.given_entries(node.name):
            yield words.given_entries(given)
        for user in self.graph.users.get(node.name, ()) if node.role is Role.PRE_ACTIVATION else ():
            if given := self.derivation.given_entries(user):
                yield words.unused_entries(given)

    def _forward(self, node: Node) -> Iterator[Words]:
        if is_row(node):
            yield say(words.LOSS_OF_EACH)
        if node.role is Role.STATISTIC:
            yield say(words.OVER_SAMPLES)
        for bias in (self.graph.by_name[name] for name in self.graph.uses(node.name)):
            if bias.role is Role.BIAS and len(bias.shape) < len(node.shape):
                added = words.added_to_columns if bias.shape else words.added_to_units
                yield added(bias.name)
        if shared := [each.name for each in self._used(node) if each.role in _OF_UNITS]:
            yield words.in_every_column(shared)

    def _used(self, node: Node) -> Iterator[Node]:
        """What a quantity of several columns is made of."""
        if len(node.shape) > 1:
            yield from map(self.graph.by_name.__getitem__, self.graph.uses(node.name))

    def _backward(self, step: Step, node: Node, expr: Expr) -> Iterator[Words]:
        if node.role is Role.BIAS:
            yield self._of_bias(node)
        elif node.role in _OF_UNITS and self.has_columns:
            yield words.column_added_up(node.name)
        elif node.role is Role.WEIGHT and self.has_columns:
            yield say(words.SAMPLES_ADDED)
        yield from normalisation.reasons_of(node, step.links, self.graph, {})
        yield from of_dropout(step, self.graph)
        for link in step.links:
            if link.user.role is Role.ACTIVATION:
                yield from self._through(link, step)
        yield from self._slopes(expr)

    def _of_bias(self, bias: Node) -> Words:
        if not bias.shape:
            return say(words.BIAS_OF_UNITS)
        return say(words.BIAS_OF_COLUMNS if self.has_columns else reasons.OWN_BIAS)

    def _through(self, link: Link, step: Step) -> Iterator[Words]:
        """The derivative by the activation, where it has no line of its own, and a rule that has no slope."""
        above = self.steps.get(link.adjoint or "")
        if above is not None and above.name not in step.uses:
            yield (Math((Ref(above.name), above.symbolic[-1].expr)),)
            yield from of_dropout(above, self.graph)
        match self.graph.formulas[link.user.name]:
            case Ref(z):
                yield reasons.identity(link.user.name, z)
            case Call("softmax", (Ref(z),)):
                local = Gradient(link.user.quantity, self.graph.by_name[z].quantity)
                yield words.softmax(link.user.name, self.name_of(local))
            case Each(_, Call("softmax", (Ref(z),))):
                yield words.softmax_in_columns(link.user.name, z)

    def _slopes(self, expr: Expr) -> Iterator[Words]:
        if isinstance(expr, Slope):
            if not isinstance(expr.shown, Prime) and expr.call.function in FUNCTIONS:
                yield (Math((Prime(expr.call), expr.shown)),)
            return
        for part in children(expr):
            yield from self._slopes(part)

    def _collapsed(self, step: Step, expr: Expr) -> Words:
        unit_sum = not any(isinstance(part, Mul) for part in children(expr))
        is_softmax = any(_softmax_in(self.graph.formulas[link.user.name]) for link in step.links)
        return reasons.collapsed("softmax" if is_softmax else "sigmoid", unit_sum=unit_sum)


def _softmax_in(formula: Expr) -> bool:
    call = formula.body if isinstance(formula, Each) else formula
    return isinstance(call, Call) and call.function == "softmax"
