"""A formula's parts: all of them in a row, its terms, and terms or factors put together again."""

from collections.abc import Iterable, Iterator

from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Softmax, children, references


def every_part(expr: Expr) -> Iterator[Expr]:
    """The formula itself and everything in it, in the order written, what holds another part before it."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += children(part)[::-1]


def calls(expr: Expr) -> Iterator[Call]:
    """The functions that are applied in it."""
    return (part for part in every_part(expr) if isinstance(part, Call))


def applies(expr: Expr, function: str) -> bool:
    """Whether a function is applied in it."""
    return any(call.function == function for call in calls(expr))


def terms_of(expr: Expr) -> tuple[Expr, ...]:
    """The terms of a sum; what is no sum is its own only term."""
    return expr.terms if isinstance(expr, Add) else (expr,)


def as_sum(terms: Iterable[Expr]) -> Expr:
    """The sum of one or more terms; a single one stands alone."""
    several = tuple(terms)
    return Add(several) if len(several) > 1 else several[0]


def as_product(factors: Iterable[Expr]) -> Expr:
    """The product of one or more factors; a single one stands alone."""
    several = tuple(factors)
    return Mul(several) if len(several) > 1 else several[0]


def softmax_as_quotient(softmax: Softmax) -> Div:
    """An entry of a softmax as the page writes it: e^u/(e^u + e^v)."""
    powers = [Call("exp", (logit,)) for logit in softmax.logits]
    return Div(powers[softmax.index], as_sum(powers))


def depending(expr: Expr, name: str) -> Expr:
    """`expr` without the terms of its sums that do not depend on `name`."""
    match expr:
        case Add(terms):
            kept = [depending(term, name) for term in terms if name in references(term)]
            return expr if not kept else kept[0] if len(kept) == 1 else Add(tuple(kept))
        case Neg(body) if name in references(body):
            return Neg(depending(body, name))
        case Mul((factor, Add() as total)) if name not in references(factor):
            return Mul((factor, depending(total, name)))
    return expr
