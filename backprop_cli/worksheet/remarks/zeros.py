"""Gradients and inputs that are exactly 0."""

from collections.abc import Iterator

from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.tree import Ref
from backprop_cli.graph.graph import Node, Role
from backprop_cli.late import late
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

by_cause = late("worksheet.remarks.causes.by_cause")


def zero_gradients(case: Case) -> Iterator[Found]:
    """Derivatives that are 0 though the one before them is not, by what their factor 0 is."""
    if lines := list(_lines(case)):
        yield from by_cause(lines, case)


def _lines(case: Case) -> Iterator[Step]:
    """The derivatives that are 0 and stand in lines of their own, but for those by parameters."""
    steps = case.derivation.backward
    within = {link.adjoint for step in steps for link in step.links if link.within}
    for step in steps:
        is_line = step.name not in within and step.rule is not Rule.BATCH
        if step.value == 0 and is_line and not _is_by_parameter(step, case):
            yield step


def _is_by_parameter(step: Step, case: Case) -> bool:
    """Whether a derivative is by a parameter, or by a mean or variance: those have their own reasons."""
    if not isinstance(step.quantity, Gradient):
        return False
    role = case.graph.by_quantity[step.quantity.by].role
    return role.is_parameter or role is Role.STATISTIC


def zero_inputs(case: Case) -> Iterator[Found]:
    """Inputs that are 0 on every sample: the weights from them get no gradient."""
    inputs: dict[int, list[Node]] = {}
    for node in case.graph.nodes if case.network and case.values else ():
        if node.role is Role.INPUT:
            inputs.setdefault(node.quantity.indices[0], []).append(node)
    silent = [each for each in inputs.values() if all(case.values[node.name] == 0 for node in each)]
    weights = [weight for each in silent for weight in _weights_from(each[0], case)]
    heard = any(_comes_back(each, case) for nodes in silent for each in nodes)
    if heard and weights and all(case.gradient(weight) == 0 for weight in weights):
        about = tuple(node.quantity for each in silent for node in each)
        first = tuple(each[0].quantity for each in silent)
        at = tuple(case.name_of_gradient(weight) for weight in weights)
        yield Found(about, (first, len(silent[0])), at)


def _comes_back(used: Node, case: Case) -> bool:
    """Whether any unit that an input leads to has an error signal: else that is why nothing is learned."""
    users = (case.graph.by_name[name].quantity for name in case.graph.users.get(used.name, ()))
    return any(case.values.get(case.signals.get(each, "")) for each in users)


def _weights_from(used: Node, case: Case) -> Iterator[Node]:
    for user in case.graph.users.get(used.name, ()):
        factor = case.graph.local(user).get(used.name)  # w of w·x
        weight = case.graph.by_name.get(factor.name) if isinstance(factor, Ref) else None
        if weight is not None and weight.role is Role.WEIGHT:
            yield weight
