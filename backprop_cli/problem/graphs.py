"""Problem -> Graph: a network written once in matrix form, or the author's formulas as they are.

z1 = W1 x + b1    a1 = σ(z1)    z2 = W2 a1 + b2    a2 = σ(z2)    L = ½ Σ (y − a2)²
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from backprop_cli.expr.constants import constant
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.tree import (
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Ref,
    Total,
    references,
    substitute,
)
from backprop_cli.graph.details import APART, DETAILS, SCALARS, Rewrite
from backprop_cli.graph.graph import Graph, Node, Role, node
from backprop_cli.problem.losses import Loss
from backprop_cli.problem.model import Formulas, Network, Penalty, Problem
from backprop_cli.problem.network_quantities import quantities_of
from backprop_cli.problem.penalties import RATE
from backprop_cli.problem.stages import NumberedLayer, layer_nodes, parameters
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    DATA_LOSS,
    PENALTY,
    PRE_ACTIVATION,
    activation,
    inputs,
    loss,
    outputs,
    pre_activation,
    targets,
)
from backprop_cli.quantities.output_names import steps_apart
from backprop_cli.quantities.quantity import Gradient, Quantity


def graph_of(problem: Problem, detail: str = "scalars", batch: tuple[int, ...] = ()) -> Graph:
    """The graph to differentiate, at a level of detail; scalars are what a student works with by hand.

    `batch` is the samples that it holds, counted from 1; none: all of them.
    """
    graph = matrix_graph(problem, batch) if isinstance(problem, Network) else _formula_graph(problem)
    if descent := problem.optimizer:
        graph = replace(graph, reserved=frozenset((*descent.constants, *descent.optimizer.names)))
    for rewrite in (*DETAILS[detail], *(_apart(problem) if detail == SCALARS else ())):
        graph = rewrite(graph)
    return graph


def _apart(problem: Problem) -> Iterator[Rewrite]:
    """What the problem's notation writes as steps of their own."""
    apart = steps_apart(quantities_of(problem).symbols) if isinstance(problem, Network) else frozenset()
    return (rewrite for name, rewrite in APART.items() if name in apart)


def matrix_graph(network: Network, batch: tuple[int, ...] = ()) -> Graph:
    """The network with one node per layer and sample of the batch (none: all samples), in matrix form."""
    samples: list[int | None] = [*batch] or _samples(network)
    places = [_place(network, number, samples) for number, _ in enumerate(network.layers, start=1)]
    nodes = [parameter for place in places for parameter in parameters(place)]
    nodes += _pass(network, places, samples)
    if len(network.samples) > 1:
        nodes.append(node(_data_loss(network), Role.LOSS, _batch_loss(network, nodes)))
    if network.penalty is not None:
        nodes += _penalised(network.penalty, nodes)
    return Graph(
        nodes=tuple(nodes),
        outputs=(nodes[-1].name,),
        wrt=tuple(each.name for each in nodes if each.role.is_parameter),
        ends=tuple(_ends(network, samples)),
        above=dict(_above(network, samples)),
        held=frozenset(text(each) for each, _ in network.held),
        unit_sums=frozenset(_unit_sums(network, nodes)),
    )


def _ends(network: Network, samples: list[int | None]) -> Iterator[str]:
    """The pre-activations of a first layer without weights: they are what comes in."""
    if not network.layers[0].weights:
        yield from (text(pre_activation(1, sample)) for sample in samples)


def _above(network: Network, samples: list[int | None]) -> Iterator[tuple[str, Gradient]]:
    """The given derivatives by the last layer: of samples' own losses, or where they mix of the batch's."""
    for sample in samples if network.above else ():
        by = _last(network, sample)
        yield text(by), Gradient(loss(None if network.mixes_samples else sample), by)


def _last(network: Network, sample: int | None) -> Quantity:
    """What of the last layer the gradient from above is by."""
    is_sum = network.above is not None and network.above.symbol == PRE_ACTIVATION
    return (pre_activation if is_sum else activation)(len(network.layers), sample)


def _samples(network: Network) -> list[int | None]:
    """The number of each sample; none for a single one."""
    count = len(network.samples)
    return list(range(1, count + 1)) if count > 1 else [None]


def loss_formula(loss: Loss, targets: Expr, outputs: Expr, count: int) -> Expr:
    """The loss of one sample over `count` outputs."""
    total = Total(substitute(loss.term, {"y": targets, "yhat": outputs}.get))
    factor = loss.factor / count if loss.per_output else loss.factor
    body: Expr = Mul((constant(abs(factor)), total)) if abs(factor) != 1 else total
    body = Neg(body) if factor < 0 else body
    return Call("sqrt", (body,)) if loss.root else body


def _place(network: Network, number: int, samples: list[int | None]) -> NumberedLayer:
    also = {sample: outputs(sample) for sample in samples} if number == len(network.layers) else {}
    return NumberedLayer(number, network.layers[number - 1], also)


def _pass(network: Network, places: list[NumberedLayer], samples: list[int | None]) -> list[Node]:
    """The forward pass: sample after sample, or where they mix layer after layer."""
    first = network.samples[0]
    before = {each: node(inputs(each), Role.INPUT, shape=(len(first.inputs),)) for each in samples}
    nodes = list(before.values())
    for place in places:
        made = list(layer_nodes(place, before))
        nodes += made
        before |= {each.quantity.sample: each for each in made if each.quantity.sample in before}
    for sample in samples:
        result = loss(sample) if sample else _data_loss(network)
        if network.above:
            nodes.append(node(result, Role.LOSS, Total(Ref(text(_last(network, sample))))))
            continue
        goal = node(targets(sample), Role.TARGET, shape=(len(first.targets),))
        formula = loss_formula(network.loss, Ref(goal.name), Ref(before[sample].name), len(first.targets))
        nodes += [goal, node(result, Role.LOSS, formula)]
    order = {sample: place for place, sample in enumerate(samples)}
    if network.mixes_samples:
        return nodes
    return sorted(nodes, key=lambda each: order.get(each.quantity.sample, 0))


def _data_loss(network: Network) -> Quantity:
    """What the loss over all samples is called: where a penalty is added, it is not yet L."""
    return Quantity(DATA_LOSS) if network.penalty else loss()


def _penalised(penalty: Penalty, nodes: list[Node]) -> Iterator[Node]:
    """R over the parameters that count, and L = L_data + R."""
    roles = {Role.WEIGHT, Role.BIAS} if penalty.on_biases else {Role.WEIGHT}
    terms = tuple(
        Total(substitute(penalty.row.term, {"w": Ref(each.name)}.get)) if each.shape
        else substitute(penalty.row.term, {"w": Ref(each.name)}.get)
        for each in nodes if each.role in roles
    )  # fmt: skip
    yield (rate := node(Quantity(RATE), Role.CONSTANT))
    factor = (
        Ref(rate.name) if penalty.row.factor == 1 else Mul((constant(penalty.row.factor), Ref(rate.name)))
    )
    yield (added := node(Quantity(PENALTY), Role.PENALTY, Mul((factor, as_sum(terms)))))
    yield node(loss(), Role.LOSS, Add((Ref(text(Quantity(DATA_LOSS))), Ref(added.name))))


def _batch_loss(network: Network, nodes: list[Node]) -> Expr:
    first, *rest = (Ref(each.name) for each in nodes if each.role is Role.LOSS)
    if not rest:
        return first
    total = Add((first, *rest))
    if network.reduction == "sum":
        return total
    return Mul((constant(Fraction(1, len(total.terms))), total))


def _unit_sums(network: Network, nodes: list[Node]) -> Iterator[str]:
    """The targets that add up to 1."""
    for vector in (each for each in nodes if each.role is Role.TARGET):
        sample = network.samples[(vector.quantity.sample or 1) - 1]
        if sum(Fraction(number.text) for number in sample.targets) == 1:
            yield vector.name


def _formula_graph(problem: Formulas) -> Graph:
    """The author's formulas; the quantities they are not made of are given."""
    worked = {formula.name: formula.body for formula in problem.formulas}
    used = {name for body in worked.values() for name in references(body)}
    free = dict.fromkeys(name for body in worked.values() for name in references(body) if name not in worked)
    return Graph(
        nodes=(
            *(node(Quantity(name), Role.INPUT) for name in free),
            *(node(Quantity(name), Role.FORMULA, body) for name, body in worked.items()),
        ),
        outputs=tuple(name for name in worked if name not in used),
        wrt=problem.wrt,
    )
