"""What mistakes with dropout and batch normalisation give: mask or keep forgotten, the other variance."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.link import Link
from backprop_cli.derivation.routes import as_shown
from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import ONE, Add, Call, Div, Expr, Mul, Neg, Pow, Ref, integer
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes.spot import Spot

Otherwise = Callable[[Expr, Ref, Expr], Iterator[Expr]]
"""Of a, its mask and keep (going back 1 for a): what is worked for a·mask/keep."""


def keep_left_out(place: Spot) -> Iterator[Expr]:
    """Gives a·mask for a·mask/keep."""
    yield from _dropped_otherwise(place, lambda a, mask, keep: iter([Mul((a, mask))]))


def keep_multiplied(place: Spot) -> Iterator[Expr]:
    """Gives a·mask·keep for a·mask/keep."""
    yield from _dropped_otherwise(place, lambda a, mask, keep: iter([Mul((a, mask, keep))]))


def divided_by_dropped(place: Spot) -> Iterator[Expr]:
    """Gives a·mask/(1 − keep) for a·mask/keep."""
    yield from _dropped_otherwise(
        place, lambda a, mask, keep: iter([Div(Mul((a, mask)), Add((ONE, Neg(keep))))])
    )


def mask_left_out(place: Spot) -> Iterator[Expr]:
    """Gives a/keep, or a, of a unit that the mask leaves out."""

    def change(a: Expr, mask: Ref, keep: Expr) -> Iterator[Expr]:
        if place.derivation.values.get(mask.name) == 0:
            yield from (Div(a, keep), a)

    yield from _dropped_otherwise(place, change)


def _dropped_otherwise(place: Spot, change: Otherwise) -> Iterator[Expr]:
    """The line with dropout worked otherwise: h itself, ∂h/∂a, ∂L/∂a, or ∂L/∂z that goes through it."""
    match place.step.formula:
        case Div(Mul((a, Ref() as mask)), keep) if place.has_role(Role.DROPPED):
            yield from change(a, mask, keep)
    if place.step.rule in {Rule.LOCAL, Rule.CHAIN} and len(place.step.links) == 1:
        (link,) = place.step.links
        yield from _link_otherwise(link, place, change)
        if len(link.within) == 1:
            (inner,) = link.within
            yield from (Mul((each, as_shown(link.local))) for each in _link_otherwise(inner, place, change))


def _link_otherwise(link: Link, place: Spot, change: Otherwise) -> Iterator[Expr]:
    match place.graph.formulas.get(link.user.name):
        case Div(Mul((_, Ref() as mask)), keep) if link.user.role is Role.DROPPED:
            for local in change(ONE, mask, keep):
                yield Mul((Ref(link.adjoint), local)) if link.adjoint else local


def gamma_left_out(place: Spot) -> Iterator[Expr]:
    """Gives ẑ + β for γ·ẑ + β, and ∂L/∂u for γ·∂L/∂u."""
    match place.step.formula:
        case Add((Mul((Ref(), Ref() as standard)), Ref() as shift)) if place.has_role(Role.NORMAL):
            yield Add((standard, shift))
    if place.has_role(Role.NORMAL) and place.step.rule in {Rule.LOCAL, Rule.CHAIN}:
        scaled = [link for link in place.step.links if link.user.role is Role.NORMAL]
        if len(scaled) == 1 == len(place.step.links):
            yield Ref(scaled[0].adjoint) if scaled[0].adjoint else ONE


def beta_left_out(place: Spot) -> Iterator[Expr]:
    """Gives γ·ẑ for γ·ẑ + β."""
    match place.step.formula:
        case Add((Mul((Ref(), Ref())) as stretched, Ref())) if place.has_role(Role.NORMAL):
            yield stretched


def gamma_beta_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives β·ẑ + γ for γ·ẑ + β, and β·∂L/∂u for γ·∂L/∂u."""
    match place.step.formula:
        case Add((Mul((Ref() as scale, Ref() as standard)), Ref() as shift)) if place.has_role(Role.NORMAL):
            yield Add((Mul((shift, standard)), scale))
    if place.has_role(Role.NORMAL) and place.step.rule in {Rule.LOCAL, Rule.CHAIN}:
        for link in place.step.links if len(place.step.links) == 1 else ():
            match place.graph.formulas.get(link.user.name):
                case Add((Mul((Ref(), Ref())), Ref() as shift)) if link.user.role is Role.NORMAL:
                    yield Mul((Ref(link.adjoint), shift)) if link.adjoint else shift


def statistics_held(place: Spot) -> Iterator[Expr]:
    """∂L/∂z by its own ẑ alone, as if μ and σ² were constants."""
    if link := past_statistics(place):
        yield Mul((Ref(link.adjoint), as_shown(link.local))) if link.adjoint else as_shown(link.local)


def past_statistics(place: Spot) -> Link | None:
    """The one link of a ∂L/∂z that goes through no mean or variance, where others do."""
    links = place.step.links if place.step.rule is Rule.CHAIN and place.has_role(Role.PRE_ACTIVATION) else ()
    past = [link for link in links if link.user.role is not Role.STATISTIC]
    return past[0] if len(past) == 1 < len(links) else None


def sample_variance(place: Spot) -> Iterator[Expr]:
    """Gives Σ(z − μ)²/(n − 1) for Σ(z − μ)²/n."""
    match place.step.formula:
        case Mul((_, Add(terms) as squares)) if place.has_role(Role.STATISTIC) and len(terms) > 1:
            if all(isinstance(term, Pow) for term in terms):
                yield Div(squares, integer(len(terms) - 1))


def variance_for_deviation(place: Spot) -> Iterator[Expr]:
    """Gives (z − μ)/(σ² + ε) for (z − μ)/√(σ² + ε)."""
    match place.step.formula:
        case Div(gap, Call("sqrt", (variance,))) if place.has_role(Role.NORMAL):
            yield Div(gap, variance)
