"""The steps of a training as one derivation: every quantity has the number of its step, `z1[1]#3`.

The parameters of step 3 are what step 2 has worked out, `W1_new[1,1]#2`, so that whatever is asked leads back
through the steps before, and a student's slip is carried on from step to step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.link import Link
from backprop_cli.derivation.step import Step
from backprop_cli.derivation.update import moved
from backprop_cli.expr.tree import Expr, Ref, substitute
from backprop_cli.graph.graph import Graph, Node
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity


def unrolled(parts: Mapping[int, Derivation]) -> Derivation:
    """One derivation of the steps in `parts`, by their numbers in rising order."""
    start = next(iter(parts.values())).given_arrays
    varying = {
        name for part in parts.values() for name, array in part.given_arrays.items() if start[name] != array
    }
    renamed = [_Renaming(number, parts, varying) for number in parts]
    every = [each.derivation() for each in renamed]
    first, last = every[0], every[-1]
    return replace(
        first,
        graph=_joined([each.graph for each in every]),
        given=dict(chain.from_iterable(each.given.items() for each in reversed(every))),
        forward=tuple(chain.from_iterable(each.forward for each in every)),
        local=tuple(chain.from_iterable(each.local for each in every)),
        backward=tuple(chain.from_iterable(each.backward for each in every)),
        shares=tuple(chain.from_iterable(each.shares for each in every)),
        updates=tuple(chain.from_iterable(each.updates for each in every)),
        values=dict(chain.from_iterable(each.values.items() for each in every)),
        arrays=dict(chain.from_iterable(each.arrays.items() for each in every)),
        quantities=dict(chain.from_iterable(each.quantities.items() for each in reversed(every))),
        settled=dict(chain.from_iterable(each.settled.items() for each in every)),
        other_names=dict(chain.from_iterable(each.other_names.items() for each in every)),
        loss_after=last.loss_after,
        again=tuple(chain.from_iterable(each.again for each in every)),
        renewed=dict(chain.from_iterable(each.renewed.items() for each in every)),
        parts=dict(parts),
    )


def _joined(graphs: list[Graph]) -> Graph:
    """One graph; what all steps share, the inputs, stands in it once."""
    return Graph(
        nodes=tuple({node.name: node for graph in graphs for node in graph.nodes}.values()),
        outputs=tuple(name for graph in graphs for name in graph.outputs),
        wrt=tuple(name for graph in graphs for name in graph.wrt),
        ends=tuple(dict.fromkeys(name for graph in graphs for name in graph.ends)),
        above=dict(chain.from_iterable(graph.above.items() for graph in graphs)),
        collapsed=dict(chain.from_iterable(graph.collapsed.items() for graph in graphs)),
        stable=dict(chain.from_iterable(graph.stable.items() for graph in graphs)),
    )


class _Renaming:
    """One step with the names that its quantities have among all steps."""

    def __init__(self, number: int, parts: Mapping[int, Derivation], varying: set[str]) -> None:
        """`varying`: given vectors and matrices that each step has its own of, as the inputs of a batch."""
        self.number = number
        self.part = parts[number]
        graph = self.part.graph
        worked = {node.name for node, _ in graph.worked}
        self.shared = {node.quantity for node in graph.nodes if node.name not in worked | varying}
        self.shared -= {graph.by_name[name].quantity for name in graph.wrt}
        """What is given once for all steps: inputs, targets, constants."""
        before = self.part.update if number - 1 in parts else None
        self.carried = {node.name for node in moved(graph, before)} if before else set[str]()
        """Parameters that the step before has worked out."""
        self.names = {name: self._name(name, quantity) for name, quantity in self.part.quantities.items()}
        self.refs: dict[str, Expr] = {old: Ref(new) for old, new in self.names.items() if old != new}

    def _name(self, name: str, quantity: AnyQuantity) -> str:
        if name in self.carried and isinstance(quantity, Quantity):
            return text(quantity._replace(step=self.number - 1, new=True))
        return text(self.quantity(quantity))

    def quantity(self, quantity: AnyQuantity) -> AnyQuantity:
        """The quantity in its step."""
        return self._gradient(quantity) if isinstance(quantity, Gradient) else self._single(quantity)

    def _single(self, quantity: Quantity) -> Quantity:
        is_constant = text(quantity) in self.part.constants
        if (
            quantity.step is not None
            or quantity in self.shared
            or quantity.whole in self.shared
            or is_constant
        ):
            return quantity
        return quantity._replace(step=self.number)

    def expr(self, expr: Expr) -> Expr:
        """A formula in the names that its quantities have."""
        return substitute(expr, self.refs.get)

    def derivation(self) -> Derivation:
        """The whole step."""
        part = self.part
        renamed = self.names
        quantities = {renamed[name]: self.quantity(each) for name, each in part.quantities.items()}
        others = {self.quantity(own): self.quantity(other) for own, other in part.other_names.items()}
        for name in self.carried:
            parameter = part.graph.by_name[name].quantity
            left = parameter._replace(step=self.number - 1, new=True)
            quantities[renamed[name]] = left
            others[left] = parameter._replace(step=self.number)
        return replace(
            part,
            graph=self._graph(),
            given={renamed[name]: each for name, each in part.given.items() if name not in self.carried},
            forward=tuple(map(self._step, part.forward)),
            local=tuple(map(self._step, part.local)),
            backward=tuple(map(self._step, part.backward)),
            shares=tuple(map(self._step, part.shares)),
            updates=tuple(map(self._step, part.updates)),
            again=tuple(map(self._step, part.again)),
            renewed={renamed[name]: renamed[new] for name, new in part.renewed.items()},
            values={renamed.get(name, name): value for name, value in part.values.items()}
            | {text(others[left]): part.values[name] for name, left in self._left().items()},
            arrays={renamed[name]: value for name, value in part.arrays.items()},
            quantities=quantities,
            settled={renamed[name]: value for name, value in part.settled.items()},
            other_names=others,
        )

    def _left(self) -> dict[str, Quantity]:
        """What the step before has left of each parameter."""
        parameters = {name: self.part.graph.by_name[name].quantity for name in sorted(self.carried)}
        return {
            name: each._replace(step=self.number - 1, new=True)
            for name, each in parameters.items()
            if name in self.part.values
        }

    def _graph(self) -> Graph:
        graph, renamed = self.part.graph, self.names
        return Graph(
            nodes=tuple(map(self._node, graph.nodes)),
            outputs=tuple(renamed[name] for name in graph.outputs),
            wrt=tuple(renamed[name] for name in graph.wrt),
            ends=tuple(renamed[name] for name in graph.ends),
            above={renamed[name]: self._gradient(each) for name, each in graph.above.items()},
            collapsed={renamed[name]: self.expr(each) for name, each in graph.collapsed.items()},
            stable={renamed[name]: self.expr(each) for name, each in graph.stable.items()},
        )

    def _gradient(self, gradient: Gradient) -> Gradient:
        """A derivative in its step."""
        of, by = (each._replace(step=self.number) for each in (gradient.of, gradient.by))
        return gradient._replace(of=of, by=by)

    def _node(self, node: Node) -> Node:
        """A parameter goes by the name under which the step before has worked it out."""
        return node._replace(
            name=self.names[node.name],
            quantity=self._single(node.quantity),
            formula=node.formula and self.expr(node.formula),
            also=node.also and self._single(node.also),
        )

    def _step(self, step: Step) -> Step:
        return Step(
            self.names[step.name],
            self.quantity(step.quantity),
            step.rule,
            step.formula and self.expr(step.formula),
            tuple(map(self._link, step.links)),
            step.shortcut and self.expr(step.shortcut),
            step.closed,
            step.value,
        )

    def _link(self, link: Link) -> Link:
        return Link(
            self._node(link.user),
            self.names[link.adjoint] if link.adjoint else None,
            self.expr(link.local),
            link.kind,
            tuple(map(self._link, link.within)),
            link.share and self.expr(link.share),
        )
