"""Steps get their values: in numbers, or in a symbolic problem their closed form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from backprop_cli.derivation.forward import Work, value_of
from backprop_cli.derivation.numbers import TooLargeError
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import FormulaError
from backprop_cli.expr.tidy import tidied
from backprop_cli.expr.tree import Call, Expr, node_count, substitute
from backprop_cli.expr.value import Array, Value
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

LONGEST_CLOSED_FORM = 60
"""Parts of a formula, counted by nodes, that a reader can still take in."""


def numbers_in(values: Mapping[str, Value]) -> dict[str, float]:
    """The single numbers among values, by name."""
    return {name: value for name, value in values.items() if not isinstance(value, tuple)}


def arrays_in(values: Mapping[str, Value]) -> dict[str, Array]:
    """The vectors and matrices among values, by name."""
    return {name: value for name, value in values.items() if isinstance(value, tuple)}


class Valued:
    """Gives steps their values, in order, and keeps each for the steps after it."""

    def __init__(self, graph: Graph, work: Work | None) -> None:
        self.graph = graph
        self.work = work
        """None in a symbolic problem."""
        self.closed: dict[str, Expr] = {}
        """Formulas in the given quantities alone, where values are not given."""
        for node, formula in () if work else graph.worked:
            closed = substitute(formula, self.closed.get)
            if node_count(closed) <= LONGEST_CLOSED_FORM:
                self.closed[node.name] = closed

    def all(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps with their values."""
        if self.work is None:
            return tuple(map(self._in_closed_form, steps))
        return tuple(self._valued(step, self.work) for step in steps)

    def _valued(self, step: Step, work: Work) -> Step:
        value = self._value(step, work)
        return step if value is None or isinstance(value, tuple) else step.valued(value)

    def _value(self, step: Step, work: Work) -> Value | None:
        """None where a float has no room, or only what follows has a value: of ∂L/∂ŷ = −1/ŷ, at ŷ = 0.

        Raises `ProblemError` where there is none at all.
        """
        if step.rule is Rule.UPDATE and not work.values.keys() >= {*step.uses}:
            return None
        worked = step.symbolic[-1].expr
        if not self._saturating.keys().isdisjoint(step.uses):
            worked = substitute(worked, self._saturating.get)
        try:
            return work.worked(step.name, worked)
        except FormulaError as error:
            return None if self._is_passed_over(step, error) else value_of(step.name, worked, work)

    def _is_passed_over(self, step: Step, error: FormulaError) -> bool:
        """Whether the page goes on without a value: too large, or not needed by a closed form."""
        if not isinstance(step.quantity, Gradient):
            return False
        return isinstance(error, TooLargeError) or text(step.quantity.by) in self._outputs

    @cached_property
    def _outputs(self) -> set[str]:
        return used_by_losses(self.graph)

    @cached_property
    def _saturating(self) -> dict[str, Expr]:
        return saturating(self.graph)

    def _in_closed_form(self, step: Step) -> Step:
        """The step in the given quantities alone as well, and simplified, if that is short enough to read."""
        from backprop_cli.expr.collect import shorter_forms  # only a problem without numbers needs it

        last = step.symbolic[-1].expr
        closed = tidied(substitute(last, self.closed.get))
        forms = [form for form in (closed, *shorter_forms(closed)) if node_count(form) <= LONGEST_CLOSED_FORM]
        if not forms:
            return step
        self.closed[step.name] = forms[-1]
        shown = tuple(forms[1:] if forms[0] == tidied(last) else forms)
        return replace(step, closed=shown) if shown else step


def used_by_losses(graph: Graph) -> set[str]:
    """What the losses that collapse use: outputs, and their targets."""
    return {name for loss in graph.stable for name in graph.uses(loss)}


def saturating(graph: Graph) -> dict[str, Expr]:
    """Sigmoids under a loss that collapses, in their logits, where 1 − ŷ keeps its digits.

    A softmax loses no digits that a step could use.
    """
    formulas = ((name, graph.formulas.get(name)) for name in sorted(used_by_losses(graph)))
    return {name: formula for name, formula in formulas if isinstance(formula, Call)}
