"""The rules of differentiation in words."""

from typing import NamedTuple

from backprop_cli.expr.by_rule import AT_ONCE, CHAIN
from backprop_cli.expr.tree import Expr
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import Message, mark, say

RULES = mark("Rules")
"""Heading of those that a sheet uses."""
NO_RULES = mark("--rules is for single quantities worked line by line")
NO_RULES_HINT = mark("add --style delta or --style paths")


class RuleWords(NamedTuple):
    """A rule in words."""

    name: Message
    """In a reason."""
    label: Message
    """Before what it says."""
    says: Message


# fmt: off
TOLD: dict[str, RuleWords] = {
    "constant": RuleWords(
        mark("constant"), mark("Constant"),
        mark("what does not depend on the variable has the derivative 0")),
    "itself": RuleWords(
        mark("the variable itself"), mark("Variable"),
        mark("the derivative of a quantity by itself is 1")),
    "sum": RuleWords(
        mark("sum rule"), mark("Sum rule"),
        mark("the derivative of a sum is the sum of the derivatives of its terms")),
    "multiple": RuleWords(
        mark("constant multiple rule"), mark("Constant multiple"),
        mark("a constant factor stays, and what it multiplies is differentiated")),
    "product": RuleWords(
        mark("product rule"), mark("Product rule"),
        mark("one factor after the other is differentiated while the rest stays; the products are added")),
    "reciprocal": RuleWords(
        mark("reciprocal rule"), mark("Reciprocal rule"),
        mark("a constant c over u becomes minus c over u squared, times the derivative of u")),
    "quotient": RuleWords(
        mark("quotient rule"), mark("Quotient rule"),
        mark("the bottom times the derivative of the top, minus the top times the derivative of the bottom,"
             " all over the bottom squared")),
    "power": RuleWords(
        mark("power rule"), mark("Power rule"),
        mark("the exponent becomes a factor, and the new exponent is one less")),
    "exponential": RuleWords(
        mark("exponential rule"), mark("Exponential rule"),
        mark("a power of e stays as it is; another base adds its logarithm as a factor")),
    "both": RuleWords(
        mark("power with the variable in both places"), mark("Variable power"),
        mark("u to the power v is e to the power v · ln u: it stays, times the derivative of v · ln u")),
    "logarithm": RuleWords(
        mark("logarithm rule"), mark("Logarithm rule"),
        mark("1 over what stands inside; another base divides by its logarithm")),
    "cases": RuleWords(
        mark("by cases"), mark("Cases"),
        mark("each case is differentiated by itself")),
    "function": RuleWords(
        mark("derivative of the function"), mark("Functions"),
        mark("each function has a derivative of its own, to be looked up")),
    CHAIN: RuleWords(
        mark("chain rule"), mark("Chain rule"),
        mark("the derivative of what is outside times that of what is inside; several ways are added")),
    AT_ONCE: RuleWords(
        mark("the rest by the same rules"), mark("The rest"),
        mark("what is long is worked at once, by the same rules")),
}
# fmt: on
"""Every rule of `expr.by_rule`, in the order in which a sheet explains them."""


def named(rules: tuple[str, ...]) -> Words:
    """`power rule`, `power rule and chain rule`, `sum rule, power rule and chain rule`."""
    first, *between = rules
    last = between.pop() if between else ""
    told = say(TOLD[first].name)
    for key in between:
        told = say("{rules}, {other}", rules=told, other=say(TOLD[key].name))
    return say("{rules} and {last}", rules=told, last=say(TOLD[last].name)) if last else told


def used(rules: tuple[str, ...], before: Expr, after: Expr) -> Words:
    """Which rule was used on what: `power rule: ∂/∂z z³ = 3z²`."""
    return say("{rule}: {equation}", rule=named(rules), equation=Math((before, after)))
