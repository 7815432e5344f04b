"""The backward pass: from the output back to the quantities that it is differentiated by.

    adjoint(n) = Σ over the users c of n:  adjoint(c) · (local derivative of c by n)

One sweep over the graph, whatever the number of samples. Where samples do not mix, each one's part of the
sweep is the derivative of its own loss, and the batch's is the sum of theirs.
Source: D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors (1986).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import inf

from backprop_cli.derivation.inline import inlined
from backprop_cli.derivation.link import Kind, Link, Target, kind_of
from backprop_cli.derivation.samples import data_loss, is_row, mean_of_row, own_losses
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import ONE, Expr, Mul, Ref
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.graph.walk import between
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import is_stack
from backprop_cli.quantities.quantity import Gradient


class BackwardPass:
    """The pass from one output, over the quantities that lie between it and `graph.wrt`."""

    def __init__(self, graph: Graph, output: str) -> None:
        self.graph = graph
        self.output = graph.by_name[output]
        self.data = data_loss(graph, self.output)
        """The loss over the samples; with a penalty the output is more than that."""
        self.losses = own_losses(graph, self.data)
        penalties = {node.name for node in graph.nodes if node.role is Role.PENALTY}
        whole = {self.output.name, self.data.name, *(own.name for own in self.losses.values())}
        shares = {node.name for node in graph.nodes if node.role is Role.SHARE}
        shares &= {name for each in whole for name in graph.uses(each)}
        self._summands = {self.data.name} | penalties.intersection(graph.uses(output)) | shares
        """What the output is, or is the plain sum of: its derivative by them is 1."""
        self._mean = mean_of_row(graph, self.data)
        """Where samples that mix are columns: what the batch's loss has of each one's; else none."""
        self._names: dict[tuple[str, str], str] = {}

    def of(self, user: Node) -> Node:
        """What is differentiated where a derivative comes through `user`: its sample's own loss."""
        sample = user.quantity.sample
        own = self.losses.get(sample) if sample is not None or is_stack(user.quantity) else None
        return own or self.output

    @cached_property
    def users(self) -> dict[Target, list[Node]]:
        """For each derivative, the nodes through which it comes, in the graph's order."""
        users: dict[Target, list[Node]] = {}
        for name, found in between(self.graph, self.output.name).items():
            for user in found:
                users.setdefault(Target(self.of(user).name, name), []).append(user)
        return users

    @cached_property
    def order(self) -> list[Target]:
        """The derivatives in the order in which they can be worked out, sample after sample.

        Where samples mix, what they share stands behind what each has of its own.
        """
        waiting = {target: len(users) for target, users in self.users.items()}
        ready, order = [self.output], list[Target]()
        while ready:
            found = list[Target]()
            for user in ready:
                of = self.of(user).name
                for target in (Target(of, name) for name in self.graph.uses(user.name)):
                    if target in waiting:
                        waiting[target] -= 1
                        if not waiting[target]:
                            found.append(target)
            found = self._as_listed(found)
            order += found
            ready = [self.graph.by_name[target.by] for target in found]
        return sorted(order, key=lambda target: self.graph.by_name[target.of].quantity.sample or inf)

    def _as_listed(self, found: list[Target]) -> list[Target]:
        """What can be worked out at once; of formulas the names wanted in that order, and so the formulas.

        Those of a network stand in the order of its layers and units already; its parameters go first.
        """
        if self.output.role is not Role.FORMULA:
            ranks = {each: (self._is_shared(each), each.by not in self.graph.parameters) for each in found}
            return sorted(found, key=ranks.__getitem__)
        in_order = sorted(found, key=lambda target: self._places[target.by])
        wanted = (target for target in in_order if target.by in self.graph.parameters)
        others = (target for target in in_order if target.by not in self.graph.parameters)
        return [next(wanted if target.by in self.graph.parameters else others) for target in found]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each formula stands among the formulas, and each name among those wanted."""
        names = (*(node.name for node, _ in self.graph.worked), *self.graph.wrt)
        return {name: place for place, name in enumerate(names)}

    def _is_shared(self, target: Target) -> bool:
        """Whether it comes through formulas of several samples."""
        return len({user.quantity.sample for user in self.users.get(target, ())}) > 1

    @cached_property
    def links(self) -> dict[Target, tuple[Link, ...]]:
        """For each derivative, what it is the sum of, as the lines of a sheet work it."""
        pure = {
            target: tuple(self._link(target, user) for user in self.users[target])
            for target in self.order
            if not self._is_given(target)
        }
        if any(node.role is Role.SHARE for node in self.graph.nodes):
            from backprop_cli.derivation.by_shares import share_by_share

            pure = share_by_share(pure, self.graph)
        return inlined(pure)

    def _is_given(self, target: Target) -> bool:
        """Whether the exercise gives this derivative."""
        return target.by in self.graph.above and self._gradient(target) == self.graph.above[target.by]

    def _link(self, target: Target, user: Node) -> Link:
        used = self.graph.by_name[target.by]
        local = self.graph.local(user.name)[used.name]
        kind = kind_of(user.role, used.role)
        if user.name == target.of or user.name in self._summands:
            return Link(user, None, local, kind)
        if self._mean is not None and is_row(user):
            return Link(user, None, local, kind, share=self.graph.share(user, used, self._mean))
        adjoint = self._adjoint(target.of, user.name)
        share = self.graph.share(user, used, Ref(adjoint)) if user.shape else None
        return Link(user, adjoint, local, kind, share=share)

    def _adjoint(self, of: str, user: str) -> str:
        """The name of ∂of/∂user, which all weights of a unit cite."""
        if (of, user) not in self._names:
            self._names[of, user] = text(self._gradient(Target(of, user)))
        return self._names[of, user]

    # --- as steps -----------------------------------------------------------------------------------

    def local_steps(self) -> Iterator[Step]:
        """The local derivatives that the pass uses; none of arrays: they would have up to four indices."""
        if self.graph.has_arrays:
            return
        on_the_way = {target.by for target in self.users}
        for user, _ in self.graph.worked:
            # Those of what is differentiated are the first lines of the pass itself.
            is_first = user.name in self._differentiated and user.role is not Role.PENALTY
            if user.name in on_the_way and not is_first:
                for name, local in self.graph.local(user.name).items():
                    if name in on_the_way:
                        used = self.graph.by_name[name]
                        gradient = Gradient(user.quantity, used.quantity)
                        link = Link(user, None, local, kind_of(user.role, used.role))
                        yield Step(text(gradient), gradient, Rule.LOCAL, links=(link,))

    @cached_property
    def _differentiated(self) -> set[str]:
        rows = (node.name for node in self.graph.nodes if is_row(node))
        return {self.output.name, *self._summands, *(loss.name for loss in self.losses.values()), *rows}

    def steps(self) -> Iterator[Step]:
        """One step for each derivative, from the output back; of samples their own."""
        for target, links in self.links.items():
            if target.by in self._differentiated:
                continue  # a sample's loss in the batch's: its share is a factor of the sums
            if self._is_of_penalty(target) and target.by in self.graph.parameters:
                continue  # the penalty alone: the batch's own line has it
            if self._are_columns and target.by in self.graph.parameters:
                yield self._batch_step(target.by)
                continue
            gradient = self._gradient(target)
            shortcut = self._shortcut(target)
            rule = Rule.CHAIN if shortcut is None else Rule.COLLAPSED
            yield Step(text(gradient), gradient, rule, links=links, shortcut=shortcut)

    def _is_of_penalty(self, target: Target) -> bool:
        """Whether a derivative is the batch's where samples have their own: then it comes by the penalty."""
        return bool(self.losses) and target.of == self.output.name

    def _shortcut(self, target: Target) -> Expr | None:
        """The closed form of a derivative: of a sample's own loss, or where samples mix times its share."""
        closed = self.graph.collapsed.get(target.by)
        sample = self.graph.by_name[target.by].quantity.sample
        if closed is not None and self._mean is not None:
            return closed if self._mean == ONE else Mul((self._mean, closed))
        if closed is None or sample is None or self.losses:
            return closed
        own = next(
            node for node, _ in self.graph.worked if node.role is Role.LOSS and node.quantity.sample == sample
        )
        return Mul((Ref(self._adjoint(target.of, own.name)), closed))

    def batch_steps(self) -> Iterator[Step]:
        """∂L/∂w of the batch from the samples' own: their sum or mean, as their losses make the batch's."""
        if self.losses and not self._are_columns:
            yield from map(self._batch_step, self.graph.wrt)

    def _batch_step(self, name: str) -> Step:
        gradient = Gradient(self.output.quantity, self.graph.by_name[name].quantity)
        shares = (self._share(Target(loss.name, name)) for loss in self.losses.values())
        links = (*shares, *self.links.get(Target(self.output.name, name), ()))
        return Step(text(gradient), gradient, Rule.BATCH, links=links)

    @cached_property
    def _are_columns(self) -> bool:
        """Whether the samples are columns: then the sum over them is in one product of matrices."""
        return any(map(is_row, self.losses.values()))

    def share_steps(self) -> Iterator[Step]:
        """The batch's ∂L/∂z@2 from sample 2's own: a share of it; and the share itself, ∂L/∂L@2."""
        for target in self.order if self.losses else ():
            by = self.graph.by_name[target.by]
            gradient = Gradient(self.output.quantity, by.quantity)
            if target.by in self._summands:
                continue
            if target.by in self._differentiated:
                yield Step(text(gradient), gradient, Rule.CHAIN, links=self.links[target])
            elif not by.role.is_parameter and not self._is_of_penalty(target):
                share = self._share(target)._replace(within=())
                yield Step(text(gradient), gradient, Rule.BATCH, links=(share,))

    def _share(self, target: Target) -> Link:
        loss = self.graph.by_name[target.of]
        is_summed = self._are_columns and target.by in self.graph.parameters
        own = None if is_summed else text(self._gradient(target))
        local = self.graph.local(self.data.name)[loss.name]
        return Link(loss, own, local, Kind.SAMPLE, self.links.get(target, ()))

    def _gradient(self, target: Target) -> Gradient:
        return Gradient(self.graph.by_name[target.of].quantity, self.graph.by_name[target.by].quantity)
