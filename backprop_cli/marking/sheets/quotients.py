"""What stands behind a fraction without a sign: 1/2 (x + 1) is a product, 1/2πx may be two things."""

import re

from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.tokens import token_of_answers
from backprop_cli.words.reading import values as words

_REST = re.compile(r"[^-+−–=,()]{1,40}")
"""What may belong to it: up to a sum, or a bracket."""


def with_open_quotients(text: str, *, tight: bool = False) -> str:
    """The formula with a sign before what stands apart from a fraction before it: `75/16 π`, `1/2 (y - 1)^2`.

    `tight`: of what stands beside it as well, `1/2(y - 1)^2`; else raises `FormulaError` for that, with both
    ways, as it may be below as well as behind.
    """
    tokens = [each for each in token_of_answers().finditer(text) if each.lastgroup != "space"]
    written, place = "", 0
    for top, slash, below, word in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        is_fraction = slash.group() == "/" and below.lastgroup == "number"
        if not is_fraction or (word.lastgroup != "name" and word.group() != "("):
            continue
        is_tight = top.end() == slash.start() and slash.end() == below.start()
        if not (tight or (is_tight and below.end() < word.start())):
            raise FormulaError(_both_ways(text, top, below, word))
        written += f"{text[place : word.start()]}*"
        place = word.start()
    return written + text[place:]


def _both_ways(text: str, top: re.Match[str], below: re.Match[str], word: re.Match[str]) -> str:
    found = _REST.match(text, word.start())
    rest = "(…)" if word.group() == "(" else found[0].strip() if found else word.group()
    over = top.group() if top.lastgroup in {"number", "name"} else "(…)"
    behind, all_below = f"({over}/{below.group()})*{rest}", f"{over}/({below.group()}*{rest})"
    return words.below_or_behind(cited(text.strip()), cited(behind), cited(all_below))
