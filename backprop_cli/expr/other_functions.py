"""Functions that other programs and courses have in formulas, and what to write here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from backprop_cli.expr.tokens import fraction_of

_TERMS = "write the terms out: a + b"
OTHER_FUNCTIONS = {
    "log": "write `ln` for the natural logarithm, `log10` or `log2` for the others",
    **dict.fromkeys(("loge", "log_e"), "write ln(x)"),
    "logsumexp": "write it out: ln(exp(a) + exp(b))",
    **dict.fromkeys(("sum", "Σ", "∑"), _TERMS),
    **dict.fromkeys(("mean", "avg", "average"), "write it out: (a + b)/2"),
    **dict.fromkeys(("pow", "power", "square"), "write the power: x^2"),
    **dict.fromkeys(("logistic", "expit", "sigma"), "write sigmoid(x)"),
    **dict.fromkeys(("swish",), "write silu(x)"),
    **dict.fromkeys(("lrelu",), "write leaky_relu(x)"),
    **dict.fromkeys(("hard_tanh", "hardtanh", "clip"), "write max(-1, min(1, x))"),
    **dict.fromkeys(("step", "heaviside", "H"), "write where(x, 1, 0): 1 for x > 0, else 0"),
    **dict.fromkeys(("if", "piecewise", "cases"), "write where(x, a, b): a for x > 0, else b"),
    **{
        "tan": "write sin(x)/cos(x)",
        "sinh": "write (exp(x) - exp(-x))/2",
        "cosh": "write (exp(x) + exp(-x))/2",
        "erf": "write 2*Phi(sqrt(2)*x) - 1",
        "norm": "write it out: sqrt(a^2 + b^2)",
        "dot": "write it out: a1*b1 + a2*b2",
    },
    "sgn": "write sign(x)",
    **dict.fromkeys(
        (
            *("asin", "acos", "atan", "asinh", "acosh", "atanh", "arcsin", "arccos", "arctan"),
            *("arsinh", "arcosh", "artanh", "arcsinh", "arccosh", "arctanh"),
        ),
        "there are no inverses of sin, cos, tan and their like here",
    ),
}
"""Hints, by the name as it is typed."""
_BARS = re.compile(r"\|([^|]+)\|")
_COMPARED = r"(?P<left>[^<>=≤≥?]+?)\s*(?P<sign><=|>=|<|>|≤|≥)\s*(?P<right>[^<>=≤≥?]+?),?"
_CASES = (
    re.compile(rf"(?P<then>.+?)\s+if\s+{_COMPARED}\s+else\s+(?P<otherwise>.+)"),
    re.compile(rf"if\s+{_COMPARED}(?:\s+then\s+|\s*:\s*)(?P<then>.+?)\s+else\s*:?\s*(?P<otherwise>.+)"),
    re.compile(rf"{_COMPARED}\s*\?\s*(?P<then>.+?)\s*:\s*(?P<otherwise>.+)"),
)
LONGEST_CASE = 100


def of_others(text: str) -> str:
    """How a formula in another notation is written: `abs(x)` for |x|, `where` for a case."""
    if bars := _BARS.search(text):
        return f"write `abs({bars[1].strip()})` for {bars[0]}"
    if "|" in text:
        return "write abs(…) for the absolute value"
    whole = text.strip() if len(text) <= LONGEST_CASE else ""
    inner = whole.removeprefix("(").removesuffix(")")  # as pages write a case: (z if z > 0, else 0)
    found = [pattern.fullmatch(each) for each in (whole, inner) for pattern in _CASES]
    case = next((each for each in found if each and all(map(_is_balanced, each.groups()))), None)
    return f"write `{_where(case)}`" if case else "a case is written where(x, a, b): a for x > 0, else b"


def _is_balanced(part: str) -> bool:
    return part.count("(") == part.count(")")


def _where(case: re.Match[str]) -> str:
    """A case as `where` has it, which asks whether its first argument is above 0."""
    left, sign, right, then, otherwise = case.group("left", "sign", "right", "then", "otherwise")
    if sign in {"<", ">=", "≥"}:
        left, right = right, left  # x < y is y > x, and x ≥ y is not y > x
    if sign not in {"<", ">"}:
        then, otherwise = otherwise, then
    difference = (
        left if right == "0" else f"{left} - {_bracketed(right)}" if left != "0" else f"-{_bracketed(right)}"
    )
    return f"where({difference}, {then}, {otherwise})"


def _bracketed(term: str) -> str:
    return f"({term})" if re.search(r"[-+]", term) else term


def of_sign(word: str) -> str:
    """A hint for a word with a fraction in one sign: ½."""
    sign = next((each for each in word if unicodedata.decomposition(each).startswith("<fraction>")), "")
    return f"write {fraction_of(sign)} for {sign}" if sign else ""


def glued(name: str, functions: Iterable[str]) -> str:
    """A hint for a function with a factor right before it, `xsin(x)`."""
    ends = [each for each in functions if name.endswith(each) and len(name) == len(each) + 1]
    return f"write `{name[0]}*{max(ends, key=len)}(…)` for a product" if ends else ""
