"""What is wrong with a formula that cannot be read: where it stops, what was expected, what may be meant."""

import re
from collections.abc import Sequence

from backprop_cli.errors import FormulaError, Sentence, nearest
from backprop_cli.expr.functions import FUNCTIONS, is_function
from backprop_cli.expr.other_functions import OTHER_FUNCTIONS, glued, of_others, of_sign
from backprop_cli.expr.tokens import Token


class NoFunctionError(FormulaError):
    """A name stands before a bracket and is no function, or none of one value."""

    def __init__(self, token: Token, message: Sentence, hint: str) -> None:
        self.function = token.text
        super().__init__(message, token.start, max(1, len(token.text)), hint)


def no_function(token: Token) -> NoFunctionError:
    """Of a name that is used as a function, with what is meant or comes near."""
    name = token.text
    close = OTHER_FUNCTIONS.get(name) or of_sign(name) or glued(name, FUNCTIONS) or nearest(name, FUNCTIONS)
    message = Sentence("`{name}` is not a known function", name=name)
    return NoFunctionError(token, message, close or f"for a product write `{name}*(…)`")


def no_entry(softmax: Token, count: int) -> NoFunctionError:
    """Of a softmax of `count` numbers that does not say which of its entries is meant."""
    message = Sentence(
        "`softmax` needs the number of its entry behind it, from [1] to [{count}]", count=count
    )
    return NoFunctionError(softmax, message, "write `softmax(u, v)[1]` for exp(u)/(exp(u) + exp(v))")


def needs_brackets(function: Token, hint: str) -> FormulaError:
    """Of a function without brackets behind it."""
    return _at(function, Sentence("`{function}` needs brackets", function=function.text), hint)


_OF_OTHERS = frozenset({"|", "<", ">", "≤", "≥", "?", "if", "else", "then"})
"""Words of other notations: of cases, and bars."""


def _of_another_notation(text: str, tokens: Sequence[Token], place: int) -> FormulaError | None:
    """Of a case in another language's words, or of bars, with what is written here."""
    first = next((each for each in tokens if each.text in _OF_OTHERS), None)
    near = {tokens[place].text, tokens[max(0, place - 1)].text}
    is_near = not near.isdisjoint({*_OF_OTHERS, "[", "{"})
    return _cannot_stand(first, of_others(text)) if first and is_near else None


def unexpected(text: str, tokens: Sequence[Token], place: int) -> FormulaError:
    """Of a word with which a formula cannot go on, or the end where it cannot end."""
    if other := _of_another_notation(text, tokens, place):
        return other
    token, before = tokens[place], tokens[place - 1]
    is_factor = token.kind in {"number", "name"}
    if before.text == "log" and is_factor:
        return no_function(before)
    if is_function(before.text) and is_factor:
        # What else the function is meant to cover is plain only where a sum or the end follows.
        ends = tokens[place + 1].text in {"", "+", "-", ")", ","}
        return needs_brackets(before, f"write `{before.text}({token.text if ends else '…'})`")
    if token.text == "(" and (powered := _powered_function(tokens[:place])):
        argument = _between(text, tokens, place)
        message = Sentence("`{function}` needs brackets right behind it", function=powered.text)
        raised = text[powered.start + len(powered.text) : token.start].strip()
        return _at(powered, message, f"write `{powered.text}({argument}){raised}`")
    if is_factor or token.text == "(":
        message = Sentence("expected an operator before `{found}`", found=token.text)
        return _at(token, message, f"write `{before.text}*{token.text}` for a product")
    if token.kind == "end":
        return _at(token, Sentence("the formula stops in the middle"), "something is missing at the end")
    return _cannot_stand(token, _WAYS_OUT.get(token.text, ""))


def _powered_function(before: Sequence[Token]) -> Token | None:
    """The function of `sin^2` or `sin²`, which somebody means to be followed by its argument."""
    sign = before[-2].text if len(before) > 1 else ""
    place = -3 if sign in {"^", "**"} else -2
    is_power = before[-1].kind == "superscript" or place == -3
    function = before[place] if is_power and len(before) >= -place else None
    return function if function is not None and is_function(function.text) else None


def _between(text: str, tokens: Sequence[Token], place: int) -> str:
    """What stands between an opening bracket and the next one that closes; short, or left open."""
    end = next((each.start for each in tokens[place:] if each.text == ")"), len(text))
    inside = text[tokens[place].start + 1 : end].strip()
    return inside if len(inside) <= LONGEST_ARGUMENT and "(" not in inside else "…"


LONGEST_ARGUMENT = 20


_WAYS_OUT = {
    "#": "write a space before the `#` of a comment",
    "\\": "write plain signs, not TeX: (1/2)*x for \\frac{1}{2}x",
    ",": "write decimals with a point: 1.5",
    ")": "there is no opening bracket for it",
    "{": "write h_1 for h_{1}: a name has letters, digits and `_` alone",
    "@": "write the product out, w1*x1 + w2*x2: formulas are of single numbers",
    "=": "write only the right-hand side; the name goes before the colon",
}


def missing(text: str, tokens: Sequence[Token], place: int) -> FormulaError:
    """Of a word that stands where a number, a name or a bracket has to."""
    if other := _of_another_notation(text, tokens, place):
        return other
    token, before = tokens[place], tokens[place - 1].text if place else ""
    if token.kind == "end":
        return _at(
            token, Sentence("a number, a name or a bracket is missing after `{before}`", before=before)
        )
    if token.text == "[":
        return _cannot_stand(token, "group with round brackets ( )")
    message = Sentence("expected a number, a name or a bracket, found `{found}`", found=token.text)
    return _at(token, message, _WAYS_OUT["\\"] if token.text == "\\" else "")


def _cannot_stand(token: Token, hint: str) -> FormulaError:
    return _at(token, Sentence("`{sign}` cannot stand here", sign=token.text), hint)


def _at(token: Token, message: Sentence, hint: str = "") -> FormulaError:
    return FormulaError(message, token.start, max(1, len(token.text)), hint)


def refuse_hexadecimal(zero: Token, name: Token) -> None:
    """Raises `FormulaError` of 0x10, which may be sixteen or 0·x10."""
    written = f"{zero.text}{name.text}"
    if name.start > zero.start + 1 or not re.fullmatch("0[xX][0-9a-fA-F]+", written):
        return
    message = Sentence("`{written}` may be a number or a product", written=written)
    way_out = Sentence("write {number} or `0*{name}`", number=int(written, 16), name=name.text)
    raise FormulaError(message, zero.start, len(written), way_out)


def of_large_power(exponent: float) -> Sentence:
    """What to write for a power whose exponent is too large."""
    if not abs(exponent) < MOST_TYPED:
        return Sentence("check the exponent")
    way_out = "write a product of smaller powers, or `exp({exponent}*ln(…))` where the base is above 0"
    return Sentence(way_out, exponent=f"{exponent:.15g}")


MOST_TYPED = 1e15
"""Exponents up to which somebody may have meant it."""
