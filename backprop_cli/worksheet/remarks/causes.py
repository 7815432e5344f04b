"""Why a gradient is exactly 0: the factor that makes it so."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.derivation.step import Step
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import calls
from backprop_cli.expr.tree import Add, Call, Expr, Mul, Neg, Num, Slope, is_constant, references
from backprop_cli.graph.graph import Role
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words.flat import Flat, Flatness
from backprop_cli.words.remarks.zeros import FLAT, CauseKind, Vanishing
from backprop_cli.worksheet.by_cases import flat_case, unmoved_by
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found

TOLD = frozenset({Kind.INPUT, Kind.LOSS, Kind.FORMULA, Role.TARGET, Role.DROPPED, Role.LOSS, None, FLAT})
"""Causes that are told here: for a unit that is off, or an input 0, there are other remarks and reasons."""
SAME = 1e-9
"""Outputs no further from their targets are right."""


class Cause(NamedTuple):
    """Why a gradient is 0; without factors its shares cancel."""

    kind: CauseKind
    factors: tuple[Vanishing, ...] = ()


def by_cause(zeros: Iterable[Step], case: Case) -> Iterator[Found]:
    """Those of the derivatives that are 0 though the one before them is not, by what their factor 0 is."""
    found: dict[tuple[CauseKind, object], dict[Step, tuple[Vanishing, ...]]] = {}
    for step in zeros:
        cause = _cause(step, case)
        if cause and cause.kind in TOLD and not (case.network and cause.kind is Kind.FORMULA):
            flat = tuple(each.alike for each in cause.factors if isinstance(each, Flat))
            found.setdefault((cause.kind, flat), {})[step] = cause.factors
    for (kind, _), causes in found.items():
        factors = {step.name: found for step, found in causes.items()}
        yield Found(tuple(step.quantity for step in causes), (kind, factors), tuple(factors))


def _cause(step: Step, case: Case) -> Cause | None:
    """Why a derivative is 0; None where that lies before it."""
    if step.shortcut is not None:
        return Cause(Kind.LOSS, (step.shortcut,))
    by = step.quantity.by if isinstance(step.quantity, Gradient) else step.quantity
    return _cause_in(step.links, case.graph.by_quantity[by].name, case)


def _cause_in(links: tuple[Link, ...], by: str, case: Case) -> Cause | None:
    causes, alive = list[Cause](), False
    for link in links:
        local = case.number(link.local)
        if local == 0 and (link.within or _is_alive(link, case)):
            causes.append(_cause_of(link, by, case))
        elif link.within:
            inner = _cause_in(link.within, link.user.name, case)
            causes += [inner] if inner else []
        else:
            alive = alive or (bool(local) and _is_alive(link, case))
    if alive:
        return Cause(None)
    factors = tuple(factor for cause in causes for factor in cause.factors)
    return Cause(causes[0].kind, factors) if causes else None


def _is_alive(link: Link, case: Case) -> bool:
    return link.adjoint is None or bool(case.values.get(link.adjoint))


def _cause_of(link: Link, by: str, case: Case) -> Cause:
    """The factor 0 of a link, or what is flat there; a unit that is off has its own remark."""
    factors = tuple(_zeros_in(link.local, link, by, case))
    kind = _kind(link, case)
    reasons = [each.why for each in factors if isinstance(each, Flat)]
    is_told = reasons and (
        kind is not Kind.ACTIVATION or reasons[0] in {Flatness.STEPPED_UNIT, Flatness.UNMOVED}
    )
    return Cause(FLAT if is_told else kind, factors)


def _kind(link: Link, case: Case) -> Kind | Role:
    """What the factor 0 is: what the link is, but a slope that goes by cases says so in its row."""
    if isinstance(link.local, Slope) and FUNCTIONS[link.local.call.function].kink is not None:
        return Kind.ACTIVATION
    if link.user.role is Role.DROPPED:
        return Role.DROPPED
    return _kind_of_loss(link.local, case) if link.kind is Kind.LOSS else link.kind


def _kind_of_loss(slope: Expr, case: Case) -> Kind | Role:
    """Whether the output is right, or the loss does not count it; else just that the loss has no slope."""
    used = [case.graph.by_name[name] for name in dict.fromkeys(references(slope))]
    targets = [case.values[node.name] for node in used if node.role is Role.TARGET]
    outputs = [case.values[node.name] for node in used if node.role is Role.ACTIVATION]
    if targets and all(abs(y - output) <= SAME for y in targets for output in outputs):
        return Kind.LOSS
    return Role.TARGET if 0 in targets else Role.LOSS


def _zeros_in(expr: Expr, link: Link, by: str, case: Case) -> Iterator[Vanishing]:
    """The factor of a product that is 0; of cases why the one that holds is flat."""
    match expr:
        case Mul(factors):
            factor = next((each for each in factors if case.number(each) == 0), None)
            yield from [expr] if factor is None else _zeros_in(factor, link, by, case)
        case Add(terms) if any(map(_has_cases, terms)) and not any(map(case.number, terms)):
            for term in terms:
                yield from _zeros_in(term, link, by, case)
        case Neg(body) if _has_cases(body):
            yield from _zeros_in(body, link, by, case)
        case Call("where", (test, first, second)):
            value = case.number(test) or 0.0
            holds = first if value > 0 else second
            if is_constant(holds):
                yield flat_case(test, value, case.graph.formulas[link.user.name])
            else:
                yield from _zeros_in(holds, link, by, case)
        case Num():
            yield unmoved_by(link, by, case.graph)
        case _:
            yield expr


def _has_cases(expr: Expr) -> bool:
    return any(call.function == "where" for call in calls(expr))
