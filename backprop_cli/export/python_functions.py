"""The functions that a program needs before its first line: those that Python has not, as text.

What the function table defines in simpler functions is written from there; here stand those that floats
need with more care, and those that have no simpler ones.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.notation.python import Python, in_python
from backprop_cli.notation.writer import Writer

MATH = frozenset({
    "cos", "erfc", "exp", "expm1", "isclose", "log", "log10", "log1p", "log2", "pi", "sin", "sqrt", "tanh",
})  # fmt: skip
"""What is imported from `math` where it is used."""
WITH_CARE = {
    "sigmoid": ("z", "return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))"),
    "sigmoid_slope": ("z", "return sigmoid(z) * sigmoid(-z)  # sigmoid(-z) is 1 - sigmoid(z)"),
    "tanh_slope": ("z", "return 4 * sigmoid_slope(2 * z)  # 1 - tanh(z)**2"),
    "elu": ("z", "return z if z > 0 else expm1(z)"),
    "softplus": ("z", "return max(z, 0) + log1p(exp(-abs(z)))"),
    "Phi": ("z", "return erfc(-z / sqrt(2)) / 2"),
    "sign": ("z", "return (z > 0) - (z < 0)"),
    "softmax": (
        "index, *logits",
        "highest = max(logits)\n"
        "    return exp(logits[index] - highest) / sum(exp(each - highest) for each in logits)",
    ),
    "log_softmax": (
        "index, *logits",
        "highest = max(logits)\n"
        "    return logits[index] - highest - log(sum(exp(each - highest) for each in logits))",
    ),
}  # fmt: skip
"""Name, arguments, body."""
NAMES = frozenset({*MATH, *WITH_CARE, *FUNCTIONS})
"""Names that a program has for functions."""
_WORD = re.compile(r"\w+")


def prelude(body: str) -> Iterator[str]:
    """The lines before a program's own: what it imports, and the functions that it uses."""
    needed = dict[str, str]()
    waiting = words_of(body)
    used = set(waiting)
    while waiting:
        name = waiting.pop()
        if (name in WITH_CARE or _is_defined(name)) and name not in needed:
            needed[name] = _function(name)
            used |= words_of(needed[name])
            waiting |= words_of(needed[name])
    yield f"from math import {', '.join(sorted(MATH & used))}"
    for name in dict.fromkeys([*WITH_CARE, *FUNCTIONS]):
        if name in needed:
            yield f"\n\n{needed[name]}"
    yield ""


def _is_defined(name: str) -> bool:
    """Whether a function is neither Python's own nor of `math`, and the table says what it means."""
    return name in FUNCTIONS and name not in MATH and not hasattr(builtins, name)


def _function(name: str) -> str:
    if name in WITH_CARE:
        arguments, body = WITH_CARE[name]
        return f"def {name}({arguments}):\n    {body}"
    meaning = definition(name)
    if meaning is None:
        raise TypeError(f"no program has the function {name}")
    body = Writer(Python({}), longest_sum=None).symbols(in_python(meaning))
    return f"def {name}({', '.join(FUNCTIONS[name].arguments)}):\n    return {body}"


def words_of(code: str) -> set[str]:
    """The words of some lines, without their comments."""
    return {word for line in code.split("\n") for word in _WORD.findall(line.partition("#")[0])}
