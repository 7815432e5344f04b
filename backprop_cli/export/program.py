"""A derivation as a straight-line program: every line works out one number from those before it.

    s3 = s2 + w2,  L = σ(s3)   ->   ∂L/∂s3 = ∂L/∂L · L(1 − L),  ∂L/∂w2 = ∂L/∂s3,  …

All gradients are those of the output itself, of a batch the batch's. The lines are for floats: where the
course's formula would lose its digits, as 1 − a does where a rounds to 1, a steadier one stands in its place.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import reduce
from math import isclose
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import ONE, Add, Expr, Mul, Prime, Ref, Slope, map_children, references
from backprop_cli.graph.graph import Graph, Node, Role
from backprop_cli.graph.walk import between
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

TOLERANCE = 1e-10
"""How far a float may be from the solution's value, relative to it, to have kept its digits."""
NOISE = 1e-13
"""What floats may leave of a 0."""

LONGEST_CHAIN = 100
"""Terms of a sum that nest; longer ones are taken as they are."""


class ProgramLine(NamedTuple):
    """`name` = `expr`."""

    name: str
    quantity: AnyQuantity
    expr: Expr
    users: tuple[str, ...] = ()
    """Of a gradient: the quantities through which it comes."""
    collapsed: bool = False
    """Whether activation and loss are differentiated together: ŷ − y."""
    keeps_digits: bool = True
    """Whether floats give the solution's value."""


class Program(NamedTuple):
    """The lines in the order in which they run."""

    given: Mapping[str, AnyQuantity]
    """What they start from: the problem's numbers, the optimiser's constants and state."""
    forward: tuple[ProgramLine, ...]
    backward: tuple[ProgramLine, ...]
    update: tuple[ProgramLine, ...]
    results: tuple[str, ...]
    """What the exercise is about: outputs, their gradients, the new parameters."""

    @property
    def lines(self) -> tuple[ProgramLine, ...]:
        """All lines."""
        return (*self.forward, *self.backward, *self.update)


def program(derivation: Derivation, *, steady: bool = True) -> Program:
    """The program of a derivation in single numbers; without `steady` slopes stay as a course writes them.

    Raises `UsageError` in a symbolic problem, and where a line has no value as a float.
    """
    if not derivation.values:
        raise UsageError("a program needs numbers, and this problem has none", "give it a point with `at:`")
    graph = derivation.graph
    given: dict[str, AnyQuantity] = {node.name: node.quantity for node in graph.nodes if node.formula is None}
    given |= {node.name: node.quantity for node in graph.nodes if graph.is_held(node)}
    given |= {text(each): each for each in graph.above.values()}
    given |= {name: derivation.quantities[name] for name in derivation.settled if _starts(name, derivation)}
    worked = _Floats(derivation, given, steady=steady)
    forward = tuple(map(worked.line, _forward(graph)))
    backward = tuple(worked.line(line) for output in graph.outputs for line in _backward(graph, output))
    moved = (
        ProgramLine(step.name, step.quantity, step.formula or Ref(step.name)) for step in derivation.updates
    )
    update = tuple(map(worked.line, moved))
    used = {name for line in update for name in references(line.expr)}
    for unused in derivation.constants.keys() - used:  # an ε of 0 is left out of the formulas
        given.pop(unused, None)
    asked = [graph.by_name[name].quantity for name in graph.wrt]
    gradients = (text(Gradient(graph.by_name[of].quantity, by)) for of in graph.outputs for by in asked)
    there = {line.name for line in backward}
    results = (
        *(name for name in graph.outputs if name not in graph.unstated),
        *(name for name in gradients if name in there),
        *(line.name for line in backward if _by_end(line, graph)),
        *(each.name for each in update),
    )
    return Program(given, forward, backward, update, results)


def _by_end(line: ProgramLine, graph: Graph) -> bool:
    """Whether it is the derivative by what lies before all parameters."""
    ends = {graph.by_name[name].quantity for name in graph.ends}
    return isinstance(line.quantity, Gradient) and line.quantity.by in ends


def left_before(quantity: AnyQuantity) -> str:
    """What the step before calls a parameter, or an optimiser's state, that it has changed."""
    if isinstance(quantity, Gradient):
        return ""
    return text(quantity.updated if quantity.of is None else quantity._replace(step=None))


def _starts(name: str, derivation: Derivation) -> bool:
    """Whether it is the optimiser's constant or state: ∂y/∂y is a line of the program."""
    return not isinstance(derivation.quantities[name], Gradient)


# --- lines ----------------------------------------------------------------------------------------


def _forward(graph: Graph) -> Iterator[ProgramLine]:
    yield from (ProgramLine(node.name, node.quantity, formula) for node, formula in graph.to_work)


def _backward(graph: Graph, output: str) -> Iterator[ProgramLine]:
    """∂output/∂quantity for every quantity on the way, each after those of its users."""
    of = graph.by_name[output].quantity
    users = _users(graph, output)
    given = _given(graph, of)
    if any(user.name == output for name, found in users.items() if name not in given for user in found):
        yield ProgramLine(text(Gradient(of, of)), Gradient(of, of), ONE)
    for name in _order(output, users):
        if name in given:
            continue
        quantity = graph.by_name[name].quantity
        expr = as_sum(_term(graph, of, user, name) for user in users[name])
        gradient = Gradient(of, quantity)
        through = tuple(user.name for user in users[name])
        yield ProgramLine(text(gradient), gradient, expr, through, name in graph.collapsed)


def _given(graph: Graph, of: Quantity) -> set[str]:
    """By what the output's derivative is given, and the losses that it is given past."""
    found = {name for name, gradient in graph.above.items() if gradient.of == of}
    return found | graph.unstated if found else found


def _users(graph: Graph, output: str) -> dict[str, list[Node]]:
    """For each quantity on the way, through which others it comes; a collapsed one comes from its loss."""
    users = between(graph, output)
    for name in [name for name in graph.collapsed if name in users]:
        losses = _losses(graph, name)
        for activation in users[name]:
            users.pop(activation.name, None)
        users[name] = losses
    return users


def _losses(graph: Graph, name: str) -> list[Node]:
    """The first losses that a quantity leads to: its sample's own."""
    waiting, found = [name], dict[str, Node]()
    while waiting:
        for user in map(graph.by_name.__getitem__, graph.users.get(waiting.pop(), ())):
            if user.role is Role.LOSS:
                found[user.name] = user
            elif user.name not in waiting:
                waiting.append(user.name)
    return list(found.values())


def _order(output: str, users: Mapping[str, list[Node]]) -> Iterator[str]:
    """The names in the order in which their gradients can be worked out, from the output back."""
    used: dict[str, list[str]] = {}
    for name, found in users.items():
        for user in found:
            used.setdefault(user.name, []).append(name)
    waiting = {name: len(found) for name, found in users.items()}
    ready = deque([output])
    while ready:
        for name in used.get(ready.popleft(), ()):
            waiting[name] -= 1
            if not waiting[name]:
                ready.append(name)
                yield name


def _term(graph: Graph, of: Quantity, user: Node, name: str) -> Expr:
    """What a quantity gets through one user: the user's gradient times the local derivative."""
    above = Ref(text(Gradient(of, user.quantity)))
    collapsed = graph.collapsed.get(name)
    local = graph.local(user.name)[name] if collapsed is None else collapsed
    return above if local == ONE else Mul((above, local))


# --- in floats ------------------------------------------------------------------------------------


class _Floats:
    """Works the lines as a program does, and chooses for each the first formula that keeps its digits."""

    def __init__(self, derivation: Derivation, given: Mapping[str, AnyQuantity], *, steady: bool) -> None:
        self.steady = steady
        self.stable = derivation.graph.stable
        self.expected = derivation.values
        self.values = {name: derivation.values[name] for name in given if name in derivation.values}

    def line(self, line: ProgramLine) -> ProgramLine:
        """The line with the formula that serves."""
        others = [self.stable[line.name]] if line.name in self.stable else []
        forms = [_as_shown(line.expr), *others, *([line.expr] if self.steady else [])]
        values = [self._value(form) for form in forms]
        kept = [place for place, value in enumerate(values) if self._is_kept(line.name, value)]
        there = [place for place, value in enumerate(values) if value is not None]
        best = next(iter(kept or there), None)
        if best is None or (value := values[best]) is None:
            raise UsageError(
                f"a program has no value for `{line.name}`: floats have no room for it, or divide by 0",
                "change the numbers",
            )
        self.values[line.name] = value
        return line._replace(expr=forms[best], keeps_digits=bool(kept))

    def _value(self, form: Expr) -> float | None:
        return value_if_any(_one_by_one(form), self.values)

    def _is_kept(self, name: str, value: float | None) -> bool:
        if value is None:
            return False
        expected = self.expected.get(name)
        return expected is None or isclose(value, expected, rel_tol=TOLERANCE, abs_tol=NOISE)


def _one_by_one(expr: Expr) -> Expr:
    """Sums as a program adds them, term after term: `evaluate` rounds a longer sum only once."""
    if isinstance(expr, Add) and len(expr.terms) <= LONGEST_CHAIN:
        return reduce(lambda total, term: Add((total, term)), map(_one_by_one, expr.terms))
    return map_children(expr, _one_by_one)


def _as_shown(expr: Expr) -> Expr:
    """Slopes as a course writes them, a(1 − a); those by cases stay."""
    if isinstance(expr, Slope) and not isinstance(expr.shown, Prime):
        return expr.shown
    return map_children(expr, _as_shown)
