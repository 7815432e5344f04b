"""The backward pass: from each output back to the quantities it is differentiated by.

    adjoint(n) = Σ over the users c of n:  adjoint(c) · (local derivative of c by n)

Source: D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors (1986).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property

from backprop_cli.derivation.step import Form, Rule, Side, Step
from backprop_cli.expr.names import derivative, direct
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import ONE, Add, Expr, Mul, Ref, references
from backprop_cli.graph.graph import Graph, Role

MAX_INLINED = 4
"""A derivative by an activation of at most so many terms is worked inside the line that uses it."""


class BackwardPass:
    """The pass from one output, over the quantities that lie between it and `graph.wrt`."""

    def __init__(self, graph: Graph, output: str) -> None:
        self.graph = graph
        self.output = output
        self.inlined: dict[str, Expr] = {}

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For each quantity on the way, those on the way that use it, in the graph's order."""
        depends = set(self.graph.wrt)
        for node, _ in self.graph.worked:
            if any(name in depends for name in self.graph.uses(node)):
                depends.add(node.name)
        needed, users = {self.output}, dict[str, list[str]]()
        for node, _ in reversed(self.graph.worked):
            if node.name in needed and node.name in depends:
                for name in self.graph.uses(node):
                    if name in depends:
                        needed.add(name)
                        users.setdefault(name, []).append(node.name)
        return {name: found[::-1] for name, found in users.items()}

    @cached_property
    def order(self) -> list[str]:
        """The quantities in the order in which their derivatives can be worked out."""
        waiting = {name: len(users) for name, users in self.users.items()}
        ready, order = deque([self.output]), list[str]()
        while ready:
            user = ready.popleft()
            for name in self.graph.uses(self.graph.by_name[user]):
                if name in waiting:
                    waiting[name] -= 1
                    if not waiting[name]:
                        ready.append(name)
                        order.append(name)
        return order

    @cached_property
    def local(self) -> dict[str, dict[str, Expr]]:
        """The local derivatives of each formula on the way, by each name in it."""
        on_the_way = {self.output, *self.users}
        return {
            node.name: pull_back(formula, named=self.graph.named)
            for node, formula in self.graph.worked
            if node.name in on_the_way
        }

    def local_steps(self) -> Iterator[Step]:
        """The local derivatives that the pass uses."""
        for user in (node.name for node, _ in self.graph.worked if node.name in self.local):
            if user == self.output:
                continue  # its local derivatives are the first lines of the pass itself
            for name, expr in self.local[user].items():
                if name in self.users:
                    yield _step(derivative(user, name), Rule.LOCAL, [Side(expr, Form.LOCAL)])

    def steps(self) -> Iterator[Step]:
        """One step for each quantity on the way, from the output back."""
        for name in self.order:
            yield self._step(name)

    def _step(self, name: str) -> Step:
        users = self.users[name]
        chain = _sum([self._link(user, name, self._cited(user)) for user in users])
        local = _sum([self._put_in(user, name) for user in users])
        self._keep(name, users, local)
        sides = [Side(local, Form.LOCAL)]
        if users != [self.output]:
            sides.insert(0, Side(chain, Form.CHAIN))
        rule = Rule.CHAIN
        if name in self.graph.collapsed:
            rule = Rule.COLLAPSED
            sides.append(Side(self.graph.collapsed[name], Form.COLLAPSED))
        return _step(derivative(self.output, name), rule, sides)

    def _keep(self, name: str, users: list[str], local: Expr) -> None:
        if self.graph.by_name[name].role is Role.ACTIVATION and len(users) <= MAX_INLINED:
            self.inlined[name] = local

    def _cited(self, user: str) -> Expr | None:
        return None if user == self.output else Ref(derivative(self.output, user))

    def _link(self, user: str, name: str, adjoint: Expr | None) -> Expr:
        if adjoint is None:
            return Ref(direct(derivative(user, name)))
        return Mul((adjoint, Ref(derivative(user, name))))

    def _put_in(self, user: str, name: str) -> Expr:
        local = self.local[user][name]
        if user == self.output:
            return local
        return Mul((self.inlined.get(user, Ref(derivative(self.output, user))), local))


def batch_steps(graph: Graph, passes: Mapping[str, dict[str, Expr]]) -> Iterator[Step]:
    """∂L/∂w of the batch from the samples' own: `passes` gives, per sample's loss, each ∂L/∂w put in.

    The loss of the batch is a sum of the samples' losses, or their mean.
    """
    batch = graph.outputs[-1]
    (factor,) = set(pull_back(graph.formulas[batch]).values())
    for name in graph.wrt:
        cited = Add(tuple(Ref(derivative(loss, name)) for loss in passes))
        worked = [term for sums in passes.values() for term in _terms(sums[name])]
        sides = [
            Side(_scaled(factor, cited), Form.CHAIN),
            Side(_scaled(factor, Add(tuple(worked))), Form.LOCAL),
        ]
        yield _step(derivative(batch, name), Rule.BATCH, sides)


def _scaled(factor: Expr, total: Expr) -> Expr:
    return total if factor == ONE else Mul((factor, total))


def _terms(expr: Expr) -> tuple[Expr, ...]:
    """The terms of a sum, each without a factor 1."""
    return tuple(_plain(term) for term in (expr.terms if isinstance(expr, Add) else (expr,)))


def _plain(term: Expr) -> Expr:
    match term:
        case Mul((single, factor)) if factor == ONE:
            return single
    return term


def _step(name: str, rule: Rule, sides: list[Side]) -> Step:
    uses = tuple(dict.fromkeys(references(sides[-1].expr)))
    return Step(name, rule, tuple(sides), uses, None)


def _sum(terms: list[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
