"""The chain rule within one formula: what each name in it receives from the formula's adjoint.

One row for each kind of node, as in any calculus book. With the adjoint 1 the result is the local
derivatives; with an adjoint of its own it is the backward pass through that formula. The rows of arrays need
their adjoint: what a matrix receives is a product of matrices, in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from backprop_cli.expr.constants import as_fraction
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import as_derived, derivatives
from backprop_cli.expr.tidy import add, multiply, negate, power
from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Add,
    Call,
    Diagonal,
    Div,
    Each,
    Expr,
    MatMul,
    Mul,
    Neg,
    Num,
    Pow,
    Prime,
    Ref,
    Slope,
    Softmax,
    Total,
    Transpose,
    is_constant,
    references,
    substitute,
)

Naming = Callable[[Expr], Expr]
"""Gives a formula's name where it has one: σ(z1[1]) is a1[1]."""


def pull_back(formula: Expr, adjoint: Expr = ONE, named: Naming = lambda expr: expr) -> dict[str, Expr]:
    """`adjoint` times the derivative of `formula` by each of its names, in the order they appear.

    Cost: linear in the length of a sum. Names that drop out have the derivative 0.
    Source: reverse accumulation, e.g. A. Griewank, A. Walther, Evaluating Derivatives (2008), ch. 3.
    """
    received: dict[str, list[Expr]] = {}
    _walk(formula, adjoint, named, received)
    return {name: add(*parts) if len(parts) > 1 else parts[0] for name, parts in received.items()}


def _walk(expr: Expr, adjoint: Expr, named: Naming, received: dict[str, list[Expr]]) -> None:
    if isinstance(expr, Ref):
        for name in references(expr):
            received.setdefault(name, []).append(adjoint)
        return
    if (cases := as_cases(expr)) is not None:
        _walk_cases(cases, adjoint, named, received)
        return
    for part, share in _shares(expr, adjoint, named):
        _walk(part, share, named, received)


def as_cases(expr: Expr) -> tuple[Expr, Expr, Expr] | None:
    """A function of two cases as what decides, and the cases: max(u, v) is u where u − v > 0, else v.

    Where both are equal the second counts.
    """
    if not isinstance(expr, Call):
        return None
    match as_derived(expr):
        case Call("where", (test, first, second)):
            return test, first, second
        case Call("max", (first, second)):
            return _difference(first, second), first, second
        case Call("min", (first, second)):
            return _difference(second, first), first, second
    return None


def _difference(first: Expr, second: Expr) -> Expr:
    if as_fraction(second) == 0:
        return first
    return negate(second) if as_fraction(first) == 0 else Add((first, Neg(second)))


def _walk_cases(
    cases: tuple[Expr, Expr, Expr], adjoint: Expr, named: Naming, received: dict[str, list[Expr]]
) -> None:
    """Each name gets its derivative case by case; what decides between them is no part of it."""
    test, *branches = cases
    first, second = (pull_back(branch, ONE, named) for branch in branches)
    for name in dict.fromkeys((*references(test), *first, *second)):
        both = (first.get(name, ZERO), second.get(name, ZERO))
        slope = ZERO if both == (ZERO, ZERO) else Call("where", (test, *both))
        received.setdefault(name, []).append(multiply(adjoint, slope))


def _shares(expr: Expr, adjoint: Expr, named: Naming) -> list[tuple[Expr, Expr]]:
    """Each direct part of `expr`, with what it receives from the adjoint of the whole.

    Source of the rows of arrays: M. Giles, An extended collection of matrix derivative results (2008), 2.2.
    """
    match expr:
        case MatMul(left, right):
            return [(left, _matmul(adjoint, transposed(right))), (right, _matmul(transposed(left), adjoint))]
        case Transpose(body):
            return [(body, transposed(adjoint))]
        case Total(body) | Each(_, Total(body)):
            return [(body, adjoint)]  # one number, and it serves every entry
        case Call("softmax", (logits,)):
            own = named(expr)
            jacobian = Add((Diagonal(own), Neg(MatMul(own, Transpose(own)))))
            return [(logits, _matmul(jacobian, adjoint))]
        case Each(line, Call("softmax", (logits,))):
            own = named(expr)
            return [(logits, Mul((own, Add((adjoint, Neg(Each(line, Total(Mul((adjoint, own))))))))))]
    return [(part, multiply(adjoint, derivative)) for part, derivative in _parts(expr, named)]


def _matmul(left: Expr, right: Expr) -> Expr:
    if ONE in (left, right):
        return right if left == ONE else left
    return MatMul(left, right)


def transposed(expr: Expr) -> Expr:
    """Rows for columns, as one writes it: (Aᵀ)ᵀ is A, and (A·B)ᵀ is Bᵀ·Aᵀ."""
    match expr:
        case Transpose(body):
            return body
        case MatMul(left, right):
            return MatMul(transposed(right), transposed(left))
    return ONE if expr == ONE else Transpose(expr)


def _parts(expr: Expr, named: Naming) -> list[tuple[Expr, Expr]]:
    """Each direct part of `expr`, with the derivative of `expr` by it."""
    match expr:
        case Num():
            return []
        case Add(terms):
            return [(term, ONE) for term in terms]
        case Neg(body):
            return [(body, Neg(ONE))]
        case Mul((left, right)):
            return [(left, right), (right, left)]
        case Mul(factors):
            return [
                (factor, multiply(*factors[:index], *factors[index + 1 :]))
                for index, factor in enumerate(factors)
            ]
        case Div(top, bottom):
            by_bottom = negate(Div(top, power(bottom, Fraction(2))))
            return [(top, Div(ONE, bottom)), (bottom, by_bottom)]
        case Pow(base, exponent):
            return _power_parts(expr, base, exponent)
        case Call():
            call = as_derived(expr)
            return list(zip(call.args, _slopes(call, named), strict=True))
        case Softmax(index, logits):
            return [
                (logit, _softmax_slope(index, position, logits, named))
                for position, logit in enumerate(logits)
            ]
    raise TypeError(f"{type(expr).__name__} has no derivative rule")


def _power_parts(expr: Pow, base: Expr, exponent: Expr) -> list[tuple[Expr, Expr]]:
    exact = as_fraction(exponent)
    if exact is not None:
        return [(base, multiply(exponent, power(base, exact - 1)))]
    if base == exponent:
        return [(base, multiply(expr, add(ONE, Call("ln", (base,)))))]  # x^x changes in both places at once
    by_base = multiply(exponent, Pow(base, add(exponent, Neg(ONE))))
    by_exponent = multiply(expr, Call("ln", (base,)))
    parts = [(exponent, by_exponent)]
    # A base without names needs no rule; ln of it stands in the other part only.
    return [(base, by_base), *parts] if not is_constant(base) else parts


def _slopes(call: Call, named: Naming) -> list[Expr]:
    output = named(call)
    written = [_put_in(rule, call, output) for rule in derivatives(call.function)]
    if FUNCTIONS[call.function].slope is not None and as_fraction(written[0]) is None:
        by_cases = isinstance(written[0], Call) and written[0].function == "where"
        written[0] = Slope(call, Prime(call) if by_cases else written[0])
    return written


def _softmax_slope(index: int, position: int, logits: tuple[Expr, ...], named: Naming) -> Expr:
    """a_i (δ_ik − a_k); e.g. C. Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.106."""
    own = named(Softmax(index, logits))
    if index == position:
        return Mul((own, Add((ONE, Neg(own)))))
    return Neg(Mul((own, named(Softmax(position, logits)))))


def slopes_by_argument(call: Call) -> list[Expr]:
    """The derivative of a function by each of its arguments, as the function table writes it."""
    return [_put_in(rule, call, call) for rule in derivatives(call.function)]


def written_out(call: Call) -> Expr:
    """The slope of a one-variable function as the function table writes it, cases and all."""
    return _put_in(derivatives(call.function)[0], call, call)


def _put_in(rule: Expr, call: Call, output: Expr) -> Expr:
    letters = FUNCTIONS[call.function].arguments
    put: Mapping[str, Expr] = {**dict(zip(letters, call.args, strict=True)), "a": output}
    return substitute(rule, put.get)
