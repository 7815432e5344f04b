"""The sides of a step's equation, as the page shows them: a view of its formula or of its links."""

from enum import Enum
from typing import NamedTuple

from backprop_cli.derivation.link import Kind, Link
from backprop_cli.expr.cancel import cancelled, gathered
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import as_sum
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import ONE, Call, Expr, Mul, Ref, substitute
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient


class Form(Enum):
    """How far a side of an equation is worked."""

    FORMULA = "the formula"
    MEANING = "the function's definition put in"
    CHAIN = "the chain rule in symbols"
    LOCAL = "local derivatives put in"
    CANCELLED = "fractions cancelled"
    GATHERED = "terms with the same factor gathered"
    COLLAPSED = "simplified to ŷ − y"
    CLOSED = "in the given quantities alone"
    NUMBERS = "numbers put in"


class Side(NamedTuple):
    """One side of a step's equation. A side of `NUMBERS` is its formula with values for names."""

    expr: Expr
    form: Form


def formula_sides(formula: Expr, *, spelled_out: bool) -> tuple[Side, ...]:
    """The formula, and a function written out: σ(z), 1/(1 + e^(−z))."""
    meaning = _written_out(formula) if spelled_out else None
    sides = (Side(formula, Form.FORMULA),)
    return sides if meaning is None else (*sides, Side(meaning, Form.MEANING))


def chain_sides(gradient: Gradient, links: tuple[Link, ...], shortcut: Expr | None) -> tuple[Side, ...]:
    """The sum over the links in symbols, then with the local derivatives put in, then simplified."""
    sides = [Side(as_sum(map(worked_in, links)), Form.LOCAL)]
    if any(link.adjoint and link.share is None for link in links):
        sides.insert(0, Side(as_sum([chain_term(gradient, link) for link in links]), Form.CHAIN))
    if shortcut is not None:
        if (short := cancelled(sides[-1].expr)) is not None and short != shortcut:
            sides.append(Side(short, Form.CANCELLED))
            if (whole := gathered(short)) is not None and whole != shortcut:
                sides.append(Side(whole, Form.GATHERED))
        sides.append(Side(shortcut, Form.COLLAPSED))
    return tuple(sides)


def batch_sides(gradient: Gradient, links: tuple[Link, ...]) -> tuple[Side, ...]:
    """(1/n)·Σ of the samples' own derivatives, then with these worked out.

    Where samples are columns, one product of matrices is that sum.
    """
    samples = [link for link in links if link.kind is Kind.SAMPLE]
    added = [link for link in links if link.kind is not Kind.SAMPLE]
    share, own = samples[0].local, [Ref(link.adjoint) for link in samples if link.adjoint]
    in_symbols = [chain_term(gradient, link) for link in added]
    sides = [Side(as_sum([_shared(share, as_sum(own)), *in_symbols]), Form.CHAIN)] if own else []
    terms = [_plain(worked_in(inner)) for link in samples for inner in link.within]
    if not terms and not added:
        return tuple(sides)
    of_samples = _shared(share, as_sum(terms or own))
    return (*sides, Side(as_sum([of_samples, *map(worked_in, added)]), Form.LOCAL))


def worked_in(link: Link) -> Expr:
    """What comes through a link, with the local derivative put in: δ · x."""
    if link.share is not None:
        return link.share
    if link.within:
        return Mul((as_sum(map(worked_in, link.within)), link.local))
    return link.local if link.adjoint is None else Mul((Ref(link.adjoint), link.local))


def chain_term(gradient: Gradient, link: Link) -> Expr:
    """What comes through a link in symbols: ∂L/∂z · ∂z/∂w."""
    if link.kind is Kind.PENALTY:  # which has no other way to the parameter
        return Ref(text(Gradient(link.user.quantity, gradient.by)))
    if link.adjoint is None:
        return Ref(text(direct(gradient, link)))
    if is_through_output(link):  # ∂L/∂ŷ · ∂ŷ/∂O · ∂O/∂In
        local = Ref(text(Gradient(link.user.quantity, gradient.by)))
        through = chain_term(Gradient(gradient.of, link.user.quantity), link.within[0])
        return Mul((*through.factors, local)) if isinstance(through, Mul) else Mul((through, local))
    return plain_chain_term(gradient, link)


def plain_chain_term(gradient: Gradient, link: Link) -> Expr:
    """The derivative by the user, times the user's by the quantity."""
    local = Ref(text(Gradient(link.user.quantity, gradient.by)))
    return Mul((Ref(link.adjoint), local)) if link.adjoint else local


def is_through_output(link: Link) -> bool:
    """Whether a link goes on through ŷ, which is a step of its own."""
    return len(link.within) == 1 and link.within[0].kind is Kind.OUTPUT


def direct(gradient: Gradient, link: Link) -> Gradient:
    """The derivative along one link only, where the one along all ways is another."""
    return Gradient(link.user.quantity, gradient.by, direct=True)


def _shared(share: Expr, body: Expr) -> Expr:
    return body if share == ONE else Mul((share, body))


def _plain(term: Expr) -> Expr:
    """A product without a factor 1."""
    match term:
        case Mul((single, factor)) if factor == ONE:
            return single
    return term


def _written_out(formula: Expr) -> Expr | None:
    """σ(z) as 1/(1 + e^(−z)): a formula that is one function call, by its definition."""
    if not isinstance(formula, Call) or not isinstance(formula.args[0], Ref):
        return None
    meaning = definition(formula.function) if formula.function in FUNCTIONS else None
    if meaning is None:
        return None
    letters = FUNCTIONS[formula.function].arguments
    return substitute(meaning, dict(zip(letters, formula.args, strict=True)).get)
