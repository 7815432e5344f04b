"""Parts of a formula that have no value whatever its names are: ln(0), sqrt(-1), x/sin(pi)."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.errors import FormulaError, Sentence, cited
from backprop_cli.expr.bounds import LostError, bounded
from backprop_cli.expr.constants import rational_value
from backprop_cli.expr.evaluate import DIVISION_BY_0, TOO_LARGE, evaluate
from backprop_cli.expr.tokens import Token
from backprop_cli.expr.tree import Call, Expr, Num, Pow, is_constant, map_children

OF_ZERO = Sentence("nothing can be divided by 0, so change this part or leave it out")
OF_LARGE = Sentence("numbers go up to 1.8e308, so change this part")
OF_NONE = Sentence("no name is in it, so it has none at any point: change this part or leave it out")
_WAYS_OUT: Mapping[str, str] = {DIVISION_BY_0: OF_ZERO, TOO_LARGE: OF_LARGE}


def refuse_undefined(part: Expr, written: str, at: Token) -> None:
    """Raises `FormulaError` at a word of it where a function or a power of numbers has no value."""
    if not is_constant(part):
        return
    try:
        evaluate(map_children(part, _settled) if isinstance(part, Call | Pow) else part, {})
    except FormulaError as error:
        raise _fault(part, written, error.message, at) from None


def refuse_zero(divisor: Expr, written: str, sign: Token) -> None:
    """Raises `FormulaError` at the sign where a divisor is 0 whatever the names are: SymPy goes on with ∞."""
    if is_constant(divisor) and _is_zero(divisor):
        message = Sentence("this is a division by 0")
        is_plain = isinstance(divisor, Num)
        hint = OF_ZERO if is_plain else Sentence("{part} is 0; {hint}", part=cited(written), hint=OF_ZERO)
        raise FormulaError(message, sign.start, max(1, len(sign.text)), hint)


def _fault(part: Expr, written: str, why: str, at: Token) -> FormulaError:
    message = Sentence("{part} has no value: {why}", part=cited(written), why=why)
    if why == TOO_LARGE:
        message = Sentence("{part} is too large for a number", part=cited(written))
    return FormulaError(message, at.start, max(1, len(at.text)), _WAYS_OUT.get(why, OF_NONE))


def _settled(expr: Expr) -> Expr:
    """0 in the place of what is 0 but for rounding; any other as it is."""
    return Num(0.0, "0") if _is_zero(expr) else expr


def _is_zero(expr: Expr) -> bool:
    try:
        return _number(expr) == 0
    except (FormulaError, ZeroDivisionError):
        return False


def _number(expr: Expr) -> float:
    """The value of a formula of numbers; 0 where no more is left of it than rounding, as of sin(pi).

    Raises `FormulaError` where it has none.
    """
    if rational_value(expr) == 0:
        return 0.0
    try:
        value, error = bounded(expr, {}, {})
    except LostError:
        return evaluate(expr, {})
    return 0.0 if abs(value) <= error else value
