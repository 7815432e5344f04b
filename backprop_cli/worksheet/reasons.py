"""Why one side of a step equals the next: found in the graph, worded elsewhere."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.sides import Form, Side
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import depending
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.tree import (
    ZERO,
    Add,
    Call,
    Diff,
    Div,
    Expr,
    Mul,
    Prime,
    Ref,
    Slope,
    Softmax,
    children,
    is_constant,
    references,
)
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.graph.walk import reached
from backprop_cli.late import late
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import reasons as words
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import say
from backprop_cli.worksheet import normalisation

chain_rule, with_rules = late("worksheet.ruled.chain_rule"), late("worksheet.ruled.with_rules")
source_of = late("worksheet.by_cases.source_of")
step_of = late("worksheet.by_cases.step_of")

_SHOWN_THROUGH = {Kind.ACTIVATION, Kind.OUTPUT}
"""Of what a line's chain goes by without a line of its own."""


class _Branch(NamedTuple):
    """A quantity that acts on the output in several ways."""

    name: str
    links: Sequence[Link]


class Reasons:
    """The reasons for the sides of one derivation's steps."""

    def __init__(
        self,
        derivation: Derivation,
        values: Mapping[str, float],
        *,
        rules: bool = False,
        shown: Container[str] = (),
        near_limits: Container[str] = (),
    ) -> None:
        self.values = values
        self.near_limits = near_limits
        """Those that are 0 only as floats, and no 0 that explains another."""
        self.shown = shown
        """The lines of a page that tells at the first of its kind what holds for all."""
        self.rules = rules
        """Whether the rules of differentiation are named."""
        self.graph: Graph = derivation.graph
        self.held = {Ref(node.name) for node, _ in self.graph.worked if self.graph.is_held(node)}
        self.backward = {step.name: step for step in derivation.backward}

    def of(self, step: Step, side: Side) -> tuple[Words, ...]:
        """What a reader may ask at one side of a step: which rule, why this factor, why 0 or 1."""
        if side.form is Form.NUMBERS:
            return tuple(self._zeros(side.expr))
        if side.form is Form.CHAIN and self.rules and step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
            return (chain_rule(),)
        if side.form is Form.COLLAPSED:
            return (self._collapsed(step, side.expr),)
        if side.form is Form.LOCAL and step.rule is not Rule.BATCH:
            whole = {self.graph.formulas.get(link.user.name) for link in step.links}
            found = [*self._rules(step), *self._cases(side.expr, whole)]
            return tuple(dict.fromkeys(found))
        return ()

    def _rules(self, step: Step) -> Iterator[Words]:
        """The derivatives that were put in, each with the formula it comes from."""
        if step.rule is Rule.LOCAL or not isinstance(step.quantity, Gradient):
            return
        if step.name == self._first_sum:
            (branch,) = self._branches(step)
            yield words.ways(branch.name, text(step.quantity.of), [each.user.name for each in branch.links])
        node = self.graph.by_quantity[step.quantity.by]
        yield from self._of_shares(step.quantity, step.links)
        of_softmax = [*self._of_softmax(step.links, node)]
        for link in step.links:
            if link.user.role is Role.ACTIVATION:
                yield from self._through(link, node)
            elif of_softmax and isinstance(self.graph.formulas[link.user.name], Softmax):
                continue
            elif link.user.role is Role.FORMULA and not self.rules:
                yield from self._worked(node, link, on_its_line=not link.adjoint)
        yield from of_softmax
        yield from normalisation.reasons_of(node, step.links, self.graph, self.values)
        if node.role is Role.BIAS:
            yield self._of_bias(step.links)
        yield from of_dropout(step, self.graph)

    def _of_softmax(self, links: Sequence[Link], node: Node) -> Iterator[Words]:
        """How the output of a logit depends on it, and how another one does: of one softmax."""
        found: dict[bool, Math] = {}
        logits = set[tuple[Expr, ...]]()
        for link in links:
            formula = self.graph.formulas.get(link.user.name)
            if isinstance(formula, Softmax):
                logits.add(formula.logits)
                is_own = formula.logits[formula.index] == Ref(node.name)
                local = text(Gradient(link.user.quantity, node.quantity))
                found.setdefault(is_own, Math((Ref(local), link.local)))
        if True in found and len(logits) == 1:
            yield words.softmax_rule(found[True], found.get(False))

    def _of_shares(self, gradient: Gradient, links: Sequence[Link]) -> Iterator[Words]:
        """Why the parts of a loss are worked apart, and why their derivatives are added."""
        if any(link.kind is not Kind.SHARE or link.share is None for link in links):
            return
        by, first = text(gradient.by), links[0]
        if len(links) > 1:
            yield words.all_shares(text(gradient.of), by)
        elif first.adjoint and isinstance(whole := self.backward[first.adjoint].quantity, Gradient):
            yield words.one_share(text(whole.of), first.user.name, by)

    @cached_property
    def _first_sum(self) -> str:
        """The first line of the page in which several ways meet; none where it has none."""
        shown = (step for step in self.backward.values() if step.name in self.shown)
        return next((step.name for step in shown if any(self._branches(step))), "")

    def _branches(self, step: Step) -> Iterator[_Branch]:
        """Where ways meet in a line: in its own quantity, or in the activation that its chain goes by.

        A bias has a sum with a reason of its own, and so have the parts of a loss.
        """
        if step.rule not in {Rule.CHAIN, Rule.COLLAPSED} or not isinstance(step.quantity, Gradient):
            return
        node, links = self.graph.by_quantity[step.quantity.by], step.links
        while len(links) == 1 and links[0].kind in _SHOWN_THROUGH:
            above = self.backward.get(links[0].adjoint or "")
            node, links = links[0].user, above.links if above else ()
        if len(links) > 1 and node.role is not Role.BIAS and links[0].kind is not Kind.SHARE:
            yield _Branch(node.name, links)

    def _of_bias(self, links: Sequence[Link]) -> Words:
        """Why a bias has the sum it has; what a penalty adds is no unit."""
        served = [link.user.quantity for link in links if link.user.role is not Role.PENALTY]
        units = {each.indices for each in served}
        if len(units) < len(served):
            return say(words.BIAS_OF_SAMPLES)
        return say(words.OWN_BIAS) if len(units) == 1 else words.shared_bias(len(units))

    def _through(self, link: Link, node: Node) -> Iterator[Words]:
        """From δ to the activation above: the derivative by it, and the activation's own slope."""
        formula = self.graph.formulas[link.user.name]
        if not isinstance(formula, Softmax) or formula.logits[formula.index] == Ref(node.name):
            yield from self._above(link)
        match formula:
            case Softmax():
                return
            case Ref(z):
                yield words.identity(link.user.name, z)
            case _ if link.local == ZERO:
                yield step_of(link, node.name, self.graph)
            case Call():
                yield from self._slope_rule(self.graph.slopes(link.user.name)[node.name])
            case _:
                yield from self._worked(node, link)

    def _above(self, link: Link) -> Iterator[Words]:
        """∂L/∂a by the loss's own formula, or as the sum Σ δ · ∂z/∂a, where a δ's line works it out."""
        above = self.backward.get(link.adjoint or "")
        if above is None:
            return
        if above.links[0].kind is Kind.OUTPUT:
            yield from self._above(above.links[0])
            if link.user.name == self._first_output:
                yield words.same_thing(above.links[0].user.name, link.user.name)
            return
        direct = [each for each in above.links if each.adjoint is None]
        for each in direct:
            yield from self._worked(link.user, each)
        if not direct:
            chain = [side.expr for side in above.sides if side.form is Form.CHAIN]
            yield from ((Math((Ref(above.name), expr)),) for expr in chain)
        yield from of_dropout(above, self.graph)

    @cached_property
    def _first_output(self) -> str:
        """The first activation of the page that is an output by another name: ŷ₁ = O₁."""
        shown = (step for step in self.backward.values() if step.name in self.shown)
        links = (link for step in shown for link in step.links if link.kind is Kind.ACTIVATION)
        above = ((link.user.name, self.backward.get(link.adjoint or "")) for link in links)
        return next((name for name, step in above if step and step.links[0].kind is Kind.OUTPUT), "")

    def _slope_rule(self, slope: Expr) -> Iterator[Words]:
        if isinstance(slope, Slope) and not isinstance(slope.shown, Prime):
            yield (Math((Prime(slope.call), slope.shown)),)

    def _worked(self, node: Node, link: Link, *, on_its_line: bool = False) -> Iterator[Words]:
        """∂/∂a ½(y − a)² = a − y: the derivative of what depends on a; of a sum that is a itself it is 1.

        `on_its_line`: the line works just this, and has the equation already.
        """
        operator = worked_by(node.name, link.user.name, self.graph)
        if operator is None and isinstance(self.graph.formulas[link.user.name], Add):
            yield words.added(node.name)
        elif operator is not None and not on_its_line:
            fixed = self._also_moved(node.name, operator)
            equation = words.equation(operator, link.local, fixed)
            yield from with_rules(operator, link.local) if self.rules else [equation]

    def _also_moved(self, name: str, operator: Diff) -> list[str]:
        """What else depends on a quantity of what is differentiated by it: along this way that stays."""
        moved = {*reached([name], lambda each: self.graph.users.get(each, ()))} - {name}
        return [each for each in dict.fromkeys(references(operator.body)) if each in moved]

    def _cases(self, expr: Expr, whole: Collection[Expr | None]) -> Iterator[Words]:
        """Why a slope that goes by cases, or stands at a kink, has the value it has.

        Of a function that is the whole formula it is the slope; of a part of it, the function says whose.
        """
        if not self.values:
            by_cases = isinstance(expr, Slope) and isinstance(expr.shown, Prime)  # its cases are written
            yield from () if by_cases else self._both_cases(expr)
        elif isinstance(expr, Slope):
            side, slope = (value_if_any(each, self.values) for each in (expr.call.args[0], expr))
            if side is None or slope is None:
                return  # no float holds it
            if side == 0 and expr.call.args[0] in self.held:
                yield words.off(expr.call.args[0], slope)
            elif isinstance(expr.shown, Prime) or FUNCTIONS[expr.call.function].kink is not None:
                is_whole = expr.call in whole and isinstance(expr.call.args[0], Ref)
                told = words.slope_by_cases if is_whole else words.slope_of_part
                yield told(expr, side, slope)
        elif isinstance(expr, Call) and expr.function == "where":
            test, first, second = expr.args
            value = value_if_any(test, self.values)
            if value is None:
                return
            of_two = value == 0 and source_of(test, filter(None, whole)) is not None
            yield words.case(test, value, of_two=of_two)
            yield from self._cases(first if value > 0 else second, whole)
        else:
            for part in children(expr):
                yield from self._cases(part, whole)

    def _both_cases(self, expr: Expr) -> Iterator[Words]:
        """Without numbers: what stands behind sign(z), and behind the short name ReLU′(z)."""
        match expr:
            case Slope(_, Prime(call)):
                yield (Math((expr, written_out(call))),)
            case Slope(_, Call("sign", (z,))) | Call("sign", (z,)):
                yield words.sign(z)
            case Slope():
                return
            case _:
                for part in children(expr):
                    yield from self._both_cases(part)

    def _collapsed(self, step: Step, expr: Expr) -> Words:
        softmax = any(isinstance(self.graph.formulas[link.user.name], Softmax) for link in step.links)
        unit_sum = not any(isinstance(part, Mul) for part in children(expr))
        if any(side.form is Form.GATHERED for side in step.sides):
            return words.sum_of_targets()
        return words.collapsed("softmax" if softmax else "sigmoid", unit_sum=unit_sum)

    def _zeros(self, expr: Expr) -> Iterator[Words]:
        """A factor 0 of a product says which it is."""
        if isinstance(expr, Mul):
            for factor in expr.factors:
                if isinstance(factor, Ref) and self._is_zero(factor.name):
                    yield words.is_zero(factor.name)

    def _is_zero(self, name: str) -> bool:
        return self.values.get(name) == 0 and name not in self.near_limits


def of_dropout(step: Step, graph: Graph) -> Iterator[Words]:
    """Where a factor such as 1.25 comes from, which only the derivative has: from a·mask/0.8."""
    for link in step.links:
        match graph.formulas.get(link.user.name), link.local:
            case Div(_, keep), Mul((factor, *_)) if link.user.role is Role.DROPPED and is_constant(factor):
                yield words.dropout(factor, keep)


def worked_by(name: str, user: str, graph: Graph) -> Diff | None:
    """∂/∂a of the part of the user's formula that depends on a; None where that is a itself."""
    part = depending(graph.formulas[user], name)
    return None if part == Ref(name) else Diff(Ref(name), part)
