"""A step as a row of a sheet: its sides with their reasons, and the other names it goes by."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Mapping

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.parts import as_sum, terms_of
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.tree import (
    Call,
    Expr,
    Prime,
    Ref,
    Slope,
    map_children,
    node_count,
    references,
)
from backprop_cli.late import late
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import ACTIVATION, BIAS, PRE_ACTIVATION, WEIGHT
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import reasons as words
from backprop_cli.words.inline import Words
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import DIGITS, Line, Row
from backprop_cli.worksheet.inexact import near_limits
from backprop_cli.worksheet.reasons import Reasons, worked_by
from backprop_cli.worksheet.rest import Rests

with_argument_worked = late("worksheet.arguments.with_argument_worked")


class RowMaker:
    """Makes the rows of one derivation, with reasons that hold for its own numbers or a student's."""

    def __init__(
        self,
        derivation: Derivation,
        values: Mapping[str, float],
        *,
        rules: bool = False,
        shown: Container[str] = (),
        digits: int = DIGITS,
    ) -> None:
        self.derivation = derivation
        self.values = values
        self.rests = Rests((*derivation.forward, *derivation.again), values, digits)
        self.near_limits = near_limits(derivation, values)
        self.reasons = Reasons(derivation, values, rules=rules, shown=shown, near_limits=self.near_limits)

    def of(self, step: Step) -> Row:
        """The row of a step."""
        lines = [
            Line(side.expr, side.form is Form.NUMBERS, self.reasons.of(step, side)) for side in step.sides
        ]
        lines = [self._with_rests(line) if line.numbers else line for line in lines]
        lines = [line if line.numbers else line._replace(expr=_by_cases(line.expr)) for line in lines]
        if isinstance(step.formula, Call) and not all(isinstance(each, Ref) for each in step.formula.args):
            lines += with_argument_worked(step, self.values)
        if step.rule is Rule.CHAIN and (factors := self._factors(step)):
            lines.append(factors)
        if self.reasons.rules and step.sides[0].form is Form.CHAIN:
            lines[0] = lines[0]._replace(rules=next(iter(lines[0].reasons), ()))
        if ruled := self._by_rule(step):
            lines = self._after(ruled, lines)
        else:
            lines = [*self._operator(step), *lines]
        lines[-1] = lines[-1]._replace(reasons=(*lines[-1].reasons, *self._on_its_number(step)))
        return Row(step.name, tuple(lines), step.value, self.other_name(step), self._unit(step))

    def _with_rests(self, line: Line) -> Line:
        """A line in numbers without differences that would look like 0."""
        for putting_in, why in (
            (self.rests.with_logarithms, words.LOGARITHM),
            (self.rests.put_in, words.DIFFERENCE),
        ):
            expr = putting_in(line.expr)
            if expr != line.expr:
                line = line._replace(expr=expr, reasons=(*line.reasons, say(why)))
        return line

    def _on_its_number(self, step: Step) -> Iterator[Words]:
        """What there is to say of a number that a float holds badly, or not at all."""
        if step.name in self.near_limits and step.rule is Rule.FORWARD and step.value is not None:
            yield words.saturated(round(step.value))
        elif step.value is None and self.values:
            yield say(words.NO_FLOAT)

    def _unit(self, step: Step) -> Hashable:
        """The unit that a line belongs to, as one works it: z and then a, or the gradients of one δ."""
        quantity = step.quantity
        if isinstance(quantity, Gradient):
            by = quantity.by
            is_own = by.symbol in {WEIGHT, BIAS} and bool(by.indices) and step.rule is Rule.CHAIN
            return ("gradients", by.layer, by.indices[0], quantity.of) if is_own else None
        if quantity.symbol not in {PRE_ACTIVATION, ACTIVATION} or not quantity.indices:
            return None
        uses = [self.derivation.quantities.get(name) for name in step.uses]
        own = quantity._replace(symbol=PRE_ACTIVATION)
        if quantity.symbol == ACTIVATION and uses != [own]:  # a softmax takes all of a layer first
            return None
        return ("values", quantity.layer, quantity.indices, quantity.sample, quantity.step, quantity.new)

    def _factors(self, step: Step) -> Line | None:
        """The chain with a number for each of its factors: 0.74137 · 0.18682."""
        chain = next((side.expr for side in step.sides if side.form is Form.CHAIN), None)
        if chain is None or any(name not in self.values for name in references(chain)):
            return None
        return Line(chain, numbers=True)

    def _operator(self, step: Step) -> list[Line]:
        """∂/∂z (8z³ + z²): the first line of a derivative that needs no chain."""
        if step.sides[0].form is not Form.LOCAL or not isinstance(step.quantity, Gradient):
            return []
        graph = self.derivation.graph
        of, by = (graph.by_quantity[each].name for each in (step.quantity.of, step.quantity.by))
        if by not in graph.uses(of):  # a sum of other derivatives
            return []
        operator = worked_by(by, of, graph)
        if operator is None:
            return []
        without = _without(graph.formulas[of], by)
        return [Line(operator, reasons=(words.left_out(without, by),) if without else ())]

    def _after(self, ruled: list[Line], lines: list[Line]) -> list[Line]:
        """The lines by rule, and what is still to be said: nothing twice, and nothing less simple."""
        last = ruled[-1]
        same = [
            place for place, line in enumerate(lines) if not line.numbers and _shown(line.expr) == last.expr
        ]
        if same:
            reasons = (reason for line in lines[: same[-1] + 1] for reason in line.reasons)
            ruled = [*ruled[:-1], last._replace(reasons=(*last.reasons, *reasons))]
            lines = lines[same[-1] + 1 :]
        left = (
            lines
            if self.values
            else [line for line in lines if node_count(_shown(line.expr)) <= node_count(last.expr)]
        )
        return [*ruled, *left]

    def _by_rule(self, step: Step) -> list[Line]:
        """The lines of a local derivative rule by rule, where these are asked for."""
        if not self.reasons.rules:
            return []
        from backprop_cli.worksheet.ruled import lines_by_rule  # what most sheets do without

        return lines_by_rule(step, self.derivation.graph)

    def other_name(self, step: Step) -> str:
        """ŷ₁ for an output's activation, ∂L/∂z for a δ."""
        if isinstance(step.quantity, Gradient):
            return step.name if step.quantity.is_error_signal else ""
        other = self.derivation.other_names.get(step.quantity)
        return text(other) if other else self.derivation.whole_losses.get(step.name, "")


def _without(formula: Expr, name: str) -> Expr | None:
    """The terms of a sum that a name is not in; None where it is in all of them, and of what is no sum."""
    terms = terms_of(formula)
    left = tuple(term for term in terms if name not in references(term))
    if not left or len(left) == len(terms):
        return None
    return as_sum(left)


def _shown(expr: Expr) -> Expr:
    """The formula as the page writes it, cases written out."""
    if isinstance(expr, Slope):
        return written_out(expr.call) if isinstance(expr.shown, Prime) else expr.shown
    return map_children(expr, _shown)


def _by_cases(expr: Expr) -> Expr:
    """ReLU′(z) as 1 if z > 0, else 0: its name alone says nothing."""
    if isinstance(expr, Slope) and isinstance(expr.shown, Prime):
        return written_out(expr.call)
    return expr
