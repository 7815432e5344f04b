"""The sentences that say why one side of a step equals the next."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.expr.tree import ONE, ZERO, Add, Call, Diff, Div, Expr, Mul, Neg, Ref, Slope, Total
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.letters import LETTERS, OUTPUT, TARGET
from backprop_cli.words.lists import listed, symbol
from backprop_cli.words.remarks.lists import listed_quantities
from backprop_cli.words.say import mark, say


def slope_by_cases(of: Slope, side: float, slope: float) -> Words:
    """Why a slope has the value it has: right or left of the kink, or at it."""
    z = of.call.args[0]
    if side == 0:
        sentence = mark("{z} = 0 is the kink: slope {slope} by convention")
    else:
        sentence = mark("{z} > 0: slope {slope}") if side > 0 else mark("{z} < 0: slope {slope}")
    return say(sentence, z=Math((z,)), slope=Number(slope))


def slope_of_part(of: Slope, side: float, slope: float) -> Words:
    """The same where it is the slope of one function of several in a formula, which is named."""
    if side == 0:
        sentence = mark("{z} = 0 is the kink: {function} is {slope} by convention")
    else:
        sentence = (
            mark("{z} > 0: {function} is {slope}") if side > 0 else mark("{z} < 0: {function} is {slope}")
        )
    return say(sentence, z=Math((of.call.args[0],)), function=Math((of,)), slope=Number(slope))


def off(value: Expr, slope: float) -> Words:
    """The slope where a given value of 0 tells that z is not above 0."""
    return say(
        "{value} = 0, so {z} is not above 0: slope {slope}",
        value=Math((value,)),
        z=LETTERS["z"],
        slope=Number(slope),
    )


def case(test: Expr, value: float, *, of_two: bool) -> Words:
    """Which case holds of two; at 0 the second, `of_two`: of max and min, where both are equal then."""
    if value == 0 and of_two:
        return say("{test} = 0: both are equal, see Kinks", test=Math((test,)))
    if value == 0:
        return say("{test} = 0: the second case holds, see Kinks", test=Math((test,)))
    if value > 0:
        return say("{test} > 0: the first case holds", test=Math((test,)))
    return say("{test} < 0: the second case holds", test=Math((test,)))


def sign(z: Expr) -> Words:
    """The three values of a sign."""
    return say(
        "{sign} is 1 where {z} > 0, −1 where {z} < 0, and 0 at 0",
        sign=Math((Call("sign", (z,)),)),
        z=Math((z,)),
    )


def softmax_rule(own: Math, other: Math | None) -> Words:
    """The derivatives of a softmax by one logit: of its own output, and of any other."""
    if other is None:
        return say("softmax: {own}", own=own)
    return say("softmax: {own}, and for the other outputs like {other}", own=own, other=other)


_Y, _YHAT = Ref(TARGET), Ref(OUTPUT)
_ERROR = Math((Add((_YHAT, Neg(_Y))),))
_WITH_SUM = Math((Add((Mul((_YHAT, Total(_Y))), Neg(_Y))),))
_IS_ONE = Math((Total(_Y), ONE))
"""ŷ − y, ŷ·Σ y − y, and Σ y = 1 in the letters of the page."""


def collapsed(activation: str, *, unit_sum: bool) -> Words:
    """Why the whole chain shrinks to ŷ − y."""
    if activation == "sigmoid":
        return say("sigmoid with cross-entropy: {error} remains", error=_ERROR)
    if unit_sum:
        return say(
            "softmax with cross-entropy: {rest} remains; {sum}, so {error} is left",
            rest=_WITH_SUM,
            sum=_IS_ONE,
            error=_ERROR,
        )
    return say("softmax with cross-entropy: {rest} remains", rest=_WITH_SUM)


def sum_of_targets() -> Words:
    """Why ŷ·(y₁ + y₂ + y₃) − y₁ shrinks to ŷ₁ − y₁."""
    return say("softmax with cross-entropy: {sum}", sum=_IS_ONE)


def dropout(factor: Expr, keep: Expr) -> Words:
    """Where the factor comes from that dropout multiplies by."""
    return say(
        "{factor}: dropout divides by {keep}", factor=Math((Div(ONE, keep), factor)), keep=Math((keep,))
    )


def equation(derivative: Expr, worked: Expr, fixed: Sequence[str]) -> Words:
    """A derivative worked out, and what of it stays as it is meanwhile, though it has ways of its own."""
    both = Math((derivative, worked))
    return say("{equation}, with {held} held fixed", equation=both, held=listed(fixed)) if fixed else (both,)


def identity(a: str, z: str) -> Words:
    """Why a linear activation has the slope 1."""
    return say("linear: {equation}, slope 1", equation=Math((Ref(a), Ref(z))))


def added(name: str) -> Words:
    """Why the derivative of a sum by one of its terms is 1."""
    return say("{quantity} is added as it is: factor 1", quantity=symbol(name))


OWN_BIAS = mark("the bias is added as it is: factor 1")
BIAS_OF_SAMPLES = mark("the bias serves every sample: add what comes through each")


def shared_bias(units: int) -> Words:
    """Why a shared bias has a sum."""
    return say("one bias for {units} units: add their shares", units=units)


def one_share(loss: str, share: str, by: str) -> Words:
    """Why a share has the derivative that the whole loss has."""
    return say(
        "of the parts of {loss} only {share} depends on {quantity}",
        loss=symbol(loss),
        share=symbol(share),
        quantity=symbol(by),
    )


def all_shares(loss: str, by: str) -> Words:
    """Why the derivatives of the shares are added."""
    return say("every part of {loss} depends on {quantity}: add them", loss=symbol(loss), quantity=symbol(by))


def ways(name: str, output: str, through: Sequence[str]) -> Words:
    """Why a derivative has a sum: once on a page, at its first one."""
    return say(
        "{name} acts on {output} through {ways}: one product for each way, then add",
        name=symbol(name),
        output=symbol(output),
        ways=listed_quantities(through),
    )


def mean_in_variance(mean: str, variance: str) -> Words:
    """Why the variance adds nothing to the derivative by the mean."""
    slope = Math((Diff(Ref(mean), Ref(variance)), ZERO))
    return say("{slope}: the differences from the mean cancel out", slope=slope)


def same_thing(output: str, activation: str) -> Words:
    """Why a factor between two names of one number is 1."""
    return say(
        "{output} = {activation}, so the factor between them is 1",
        output=symbol(output),
        activation=symbol(activation),
    )


def left_out(terms: Expr, by: str) -> Words:
    """Why terms of a sum are not differentiated."""
    return say("{terms} does not depend on {by}: its slope is 0", terms=Math((terms,)), by=symbol(by))


def is_zero(name: str) -> Words:
    """Why a product vanishes."""
    return (symbol(name), " = 0")


def saturated(limit: float) -> Words:
    """What a value that looks like the limit of its function lacks."""
    return say("so near to {limit} that a float cannot hold the rest", limit=Number(limit))


DIFFERENCE = mark("the difference itself is put in: the digits shown would make it 0")
LOGARITHM = mark("the logarithm itself is put in: the digits shown would make it one of 0")


NO_FLOAT = mark("too large for a number")


def number(value: float | None) -> Words:
    """A number of a table, or that it is beyond a float."""
    return say(NO_FLOAT) if value is None else (Number(value),)
