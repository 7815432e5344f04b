"""Gradients that are exactly 0, and the factor that makes them so."""

from collections.abc import Iterator
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tree import Expr, Mul, Ref, Slope, references
from backprop_cli.graph.graph import Node, Role
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

TOLD = frozenset({Kind.INPUT, Kind.LOSS, Kind.FORMULA, Role.TARGET, Role.DROPPED, None})
"""Causes that are told here: for a unit that is off, or an input 0, there are other remarks and reasons."""
SAME = 1e-9
"""Outputs no further from their targets are right."""


class Cause(NamedTuple):
    """Why a gradient is 0; without factors its shares cancel."""

    kind: Kind | Role | None
    factors: tuple[Expr, ...] = ()


def zero_gradients(case: Case) -> Iterator[Found]:
    """Derivatives that are 0 though the one before them is not, by what their factor 0 is."""
    found: dict[Kind | Role | None, dict[Step, tuple[Expr, ...]]] = {}
    for step in _lines(case):
        cause = _cause(step, case)
        if cause and cause.kind in TOLD and not (case.network and cause.kind is Kind.FORMULA):
            found.setdefault(cause.kind, {})[step] = cause.factors
    for kind, causes in found.items():
        factors = tuple(dict.fromkeys(factor for each in causes.values() for factor in each))
        names = tuple(step.name for step in causes)
        yield Found(tuple(step.quantity for step in causes), (kind, names, factors), names)


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


def _cause(step: Step, case: Case) -> Cause | None:
    """Why a derivative is 0; None where that lies before it."""
    if step.shortcut is not None:
        return Cause(Kind.LOSS, (step.shortcut,))
    return _cause_in(step.links, case)


def _cause_in(links: tuple[Link, ...], case: Case) -> Cause | None:
    causes, alive = list[Cause](), False
    for link in links:
        local = case.number(link.local)
        if local == 0 and (link.within or _is_alive(link, case)):
            causes.append(Cause(_kind(link, case), (_factor(link.local, case),)))
        elif link.within:
            inner = _cause_in(link.within, case)
            causes += [inner] if inner else []
        else:
            alive = alive or (bool(local) and _is_alive(link, case))
    if alive:
        return Cause(None)
    factors = tuple(factor for cause in causes for factor in cause.factors)
    return Cause(causes[0].kind, factors) if causes else None


def _is_alive(link: Link, case: Case) -> bool:
    return link.adjoint is None or bool(case.values.get(link.adjoint))


def _kind(link: Link, case: Case) -> Kind | Role:
    """What the factor 0 is: what the link is, but a slope that goes by cases says so in its row."""
    if isinstance(link.local, Slope) and FUNCTIONS[link.local.call.function].kink is not None:
        return Kind.ACTIVATION
    if link.user.role is Role.DROPPED:
        return Role.DROPPED
    return _kind_of_loss(link.local, case) if link.kind is Kind.LOSS else link.kind


def _kind_of_loss(slope: Expr, case: Case) -> Kind | Role:
    """Whether the loss has no slope because the output is right, or because it does not count it."""
    used = [case.graph.by_name[name] for name in dict.fromkeys(references(slope))]
    targets = [case.values[node.name] for node in used if node.role is Role.TARGET]
    outputs = [case.values[node.name] for node in used if node.role is Role.ACTIVATION]
    wrong = any(abs(y - output) > SAME for y in targets for output in outputs)
    return Role.TARGET if 0 in targets and wrong else Kind.LOSS


def _factor(local: Expr, case: Case) -> Expr:
    """The factor of a product that is 0."""
    factors = local.factors if isinstance(local, Mul) else ()
    return next((factor for factor in factors if case.number(factor) == 0), local)


def zero_inputs(case: Case) -> Iterator[Found]:
    """Inputs that are 0 on every sample: the weights from them get no gradient."""
    inputs: dict[int, list[Node]] = {}
    for node in case.graph.nodes if case.network and case.values else ():
        if node.role is Role.INPUT:
            inputs.setdefault(node.quantity.indices[0], []).append(node)
    silent = [each for each in inputs.values() if all(case.values[node.name] == 0 for node in each)]
    weights = [weight for each in silent for weight in _weights_from(each[0], case)]
    if weights and all(case.gradient(weight) == 0 for weight in weights):
        about = tuple(node.quantity for each in silent for node in each)
        first = tuple(each[0].quantity for each in silent)
        at = tuple(case.name_of_gradient(weight) for weight in weights)
        yield Found(about, (first, len(silent[0])), at)


def _weights_from(used: Node, case: Case) -> Iterator[Node]:
    own = Ref(used.name)
    for user in case.graph.users.get(used.name, ()):
        for name, local in case.graph.local(user).items():
            if local == own and case.graph.by_name[name].role is Role.WEIGHT:
                yield case.graph.by_name[name]
